//! The words beside consent boxes, each kept when the first consent comes in with it: so that it can be shown later what
//! somebody agreed to.

use jiff::Timestamp;
use leadwright_domain::form::{KeptWording, Wording};

use super::error::TableError;
use super::item::{BODY, read};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};
use super::write::Write;

impl Table {
    /// Keeps a wording of a form that somebody agreed to at a time, unless it is kept already.
    pub(crate) async fn keep_wording(&self, form: &str, wording: &Wording, at: Timestamp) -> Result<(), TableError> {
        let key = Key::wording(form, &wording.hash());
        if self.get::<KeptWording>(key.clone()).await?.is_some() {
            return Ok(());
        }
        let item = with_body(key, &KeptWording { wording: wording.clone(), since: at }, None);
        // Somebody else may just have kept it.
        self.write(Write::new(item)).await.map(drop)
    }

    /// The wordings of a form that somebody agreed to, the first first.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn wordings(&self, form: &str) -> Result<Vec<KeptWording>, TableError> {
        let rows = self.partition(format!("{}{form}", RowKind::Wording.partition())).await?;
        let mut all: Vec<KeptWording> = rows.iter().map(|row| read(row, BODY)).collect::<Result<_, _>>()?;
        all.sort_by_key(|one| one.since);
        Ok(all)
    }
}

//! What is decided by the day about mail: the brake, paused sequences, and addresses that take none.

use jiff::Timestamp;
use leadwright_domain::sending::Control;
use serde::{Deserialize, Serialize};

use crate::item::{BODY, Item, json, key, read};
use crate::table::{Table, TableError, condition_held};

const CONTROL: &str = "CONTROL";
const MAIL: &str = "MAIL";
const SUPPRESSED: &str = "SUPPRESSED";

/// An address that takes no mail. The row holds nothing of the address itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// Why, in a reader's words.
    pub why: String,
}

/// The row of an address on the suppression list, by [`suppression`](leadwright_domain::identity::IdentityKey::suppression).
pub(crate) fn suppressed_key(hash: &str) -> Item {
    key(format!("{SUPPRESSED}#{hash}"), SUPPRESSED)
}

/// The row of what is decided by the day.
pub(crate) fn control_key() -> Item {
    key(CONTROL, MAIL)
}

impl Table {
    /// What is decided by the day about mail.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn control(&self) -> Result<Control, TableError> {
        let row = self.get(CONTROL.to_owned(), MAIL.to_owned()).await?;
        Ok(row.unwrap_or_default())
    }

    /// Changes what is decided by the day; false if `change` says that there is nothing to change.
    ///
    /// If somebody else changes it at the same time, `change` is made again, on theirs.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn change_control(&self, change: impl Fn(&mut Control) -> bool) -> Result<bool, TableError> {
        loop {
            let was = self.row(CONTROL.to_owned(), MAIL.to_owned()).await?;
            let mut control: Control = was.as_ref().map(|was| read(was, BODY)).transpose()?.unwrap_or_default();
            if !change(&mut control) {
                return Ok(false);
            }
            let mut item = control_key();
            item.insert(BODY.to_owned(), json(&control));
            let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
            let put = match was.and_then(|mut was| was.remove(BODY)) {
                Some(was) => put.condition_expression("body = :was").expression_attribute_values(":was", was),
                None => put.condition_expression("attribute_not_exists(pk)"),
            };
            if condition_held(put.send().await)? {
                return Ok(true);
            }
        }
    }

    /// Puts an address on the list of those that take no mail, by its keyed hash; false if it was there: the first
    /// reason stays.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn suppress(&self, hash: &str, suppressed: &Suppressed) -> Result<bool, TableError> {
        let mut item = suppressed_key(hash);
        item.insert(BODY.to_owned(), json(suppressed));
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        condition_held(put.condition_expression("attribute_not_exists(pk)").send().await)
    }

    /// Why and since when an address takes no mail, by its keyed hash; none if it does.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn suppressed(&self, hash: &str) -> Result<Option<Suppressed>, TableError> {
        self.get(format!("{SUPPRESSED}#{hash}"), SUPPRESSED.to_owned()).await
    }
}

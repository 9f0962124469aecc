//! What is decided by the day about mail: the brake, paused sequences, and addresses that take none.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::types::KeysAndAttributes;
use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId};
use leadwright_domain::lead::Applied;
use leadwright_domain::sending::{Control, Outside};
use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use crate::item::{BODY, Item, activity_key, json, key, lead_key, read, text_of};
use crate::table::{Table, TableError, condition_held};

const CONTROL: &str = "CONTROL";
const MAIL: &str = "MAIL";
const SUPPRESSED: &str = "SUPPRESSED";

/// Keys that `DynamoDB` left for later are asked for so often.
const ROUNDS: u32 = 6;

/// The first pause between two rounds; it doubles.
const PAUSE: Duration = Duration::from_millis(20);

/// What is read for one mail.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The lead.
    pub lead: &'a LeadId,
    /// The activity that the mail is about.
    pub about: &'a ActivityId,
    /// The newest form it sent, where the mail tells of it.
    pub asked: Option<&'a ActivityId>,
    /// Where the address stands on the suppression list, by
    /// [`suppression`](leadwright_domain::value::identity::IdentityKey::suppression); none for mail to salespeople.
    pub suppression: Option<&'a str>,
    /// It is marketing mail, which may be stopped by the day.
    pub is_marketing: bool,
}

/// What the table says about one mail.
#[derive(Debug, Clone)]
pub struct Found {
    /// The activity that the mail is about.
    pub about: Activity,
    /// The newest form, if it was wanted, is another activity, and is there.
    pub asked: Option<Activity>,
    /// What stands in the way.
    pub outside: Outside,
}

/// An address that takes no mail. The row holds nothing of the address itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// Why, in a reader's words.
    pub why: String,
}

/// The row of an address on the suppression list, by [`suppression`](leadwright_domain::value::identity::IdentityKey::suppression).
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

    /// All that one mail needs besides its lead, in one request, as it stands now; none if what it is about is gone.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn before_mail(&self, wanted: Wanted<'_>) -> Result<Option<Found>, TableError> {
        let asked = wanted.asked.filter(|asked| *asked != wanted.about);
        let activities = [Some(wanted.about), asked].into_iter().flatten();
        let mut keys: Vec<Item> = activities.map(|id| key(lead_key(wanted.lead), activity_key(id))).collect();
        keys.extend(wanted.suppression.map(suppressed_key));
        if wanted.is_marketing {
            keys.push(control_key());
        }
        let rows = self.rows(keys).await?;
        let row = |sk: &str| rows.iter().find(|row| text_of(row, "sk").is_ok_and(|is| is == sk));
        let activity = |id: &ActivityId| {
            let row = row(&activity_key(id)).map(|row| read::<Applied>(row, BODY)).transpose();
            row.map(|applied| applied.map(|applied| applied.activity))
        };
        let control = row(MAIL).map(|row| read(row, BODY)).transpose()?;
        let Some(about) = activity(wanted.about)? else { return Ok(None) };
        Ok(Some(Found {
            about,
            asked: asked.map(activity).transpose()?.flatten(),
            outside: Outside { suppressed: row(SUPPRESSED).is_some(), control: control.unwrap_or_default() },
        }))
    }

    /// The rows of these keys that are there, in no order.
    async fn rows(&self, mut keys: Vec<Item>) -> Result<Vec<Item>, TableError> {
        let mut rows = Vec::with_capacity(keys.len());
        for round in 0..ROUNDS {
            let of_table = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
            let of_table = of_table.expect("keys are set");
            let request = self.client.batch_get_item().request_items(&self.name, of_table);
            let answer = request.send().await.map_err(TableError::call)?;
            rows.extend(answer.responses.unwrap_or_default().into_values().flatten());
            let left = answer.unprocessed_keys.and_then(|mut left: HashMap<_, _>| left.remove(&self.name));
            keys = left.map(|left| left.keys).unwrap_or_default();
            if keys.is_empty() {
                return Ok(rows);
            }
            tokio::time::sleep(PAUSE * 2_u32.pow(round)).await;
        }
        Err(TableError::Unanswered(keys.len()))
    }

    /// Changes what is decided by the day; false if `change` says that there is nothing to change.
    ///
    /// If somebody else changes it at the same time, `change` is made again, on theirs.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn change_control(&self, change: impl Fn(&mut Control) -> bool) -> Result<bool, TableError> {
        Ok(self.change_row(CONTROL, MAIL, change).await?.is_some())
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

//! What is read at the moment of sending a mail, besides its lead.

use std::collections::BTreeSet;

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId, Origin};
use leadwright_domain::lead::Applied;
use leadwright_domain::sending::{BrakeRules, Outside, VisitorTraffic};
use leadwright_domain::value::identity::LeadId;

use super::error::TableError;
use super::item::{BODY, read, text_of};
use super::key::Key;
use super::rows::Table;

/// What is read for one mail.
#[derive(Debug, Clone)]
pub struct MailLookup<'a> {
    /// The lead.
    pub lead: &'a LeadId,
    /// Those that were merged into it: what the mail is about may be theirs.
    pub merged: &'a BTreeSet<LeadId>,
    /// The activity that the mail is about.
    pub about: &'a ActivityId,
    /// The forms that the mail tells of.
    pub asked: Vec<&'a ActivityId>,
    /// Where the address stands on the suppression list, by
    /// [`suppression`](leadwright_domain::value::identity::IdentityKey::suppression); none for mail to salespeople.
    pub suppression: Option<&'a str>,
    /// Where it comes from: what may be stopped by the day, and what has limits of its own.
    pub origin: Origin<'a>,
    /// The rules that the brake counts by.
    pub brake: &'a BrakeRules,
    /// The moment of sending.
    pub now: Timestamp,
}

/// What the table says about one mail.
#[derive(Debug, Clone)]
pub struct MailContext {
    /// The activity that the mail is about.
    pub about: Activity,
    /// The forms that were wanted and are there.
    pub asked: Vec<Activity>,
    /// What stands in the way.
    pub outside: Outside,
}

impl Table {
    /// All that one mail needs besides its lead, as it stands now; none if what it is about is gone. It is one request, and
    /// two more beside it for a mail to a visitor.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn before_mail(&self, wanted: MailLookup<'_>) -> Result<Option<MailContext>, TableError> {
        let about = Key::activity(wanted.lead, wanted.about);
        let asked: Vec<Key> = wanted.asked.iter().map(|asked| Key::activity(wanted.lead, asked)).collect();
        let others = wanted.asked.iter().filter(|asked| **asked != wanted.about).chain([&wanted.about]);
        let of_all = |id: &ActivityId| {
            std::iter::once(wanted.lead).chain(wanted.merged).map(|lead| Key::activity(lead, id)).collect::<Vec<_>>()
        };
        let suppression = wanted.suppression.map(Key::suppressed);
        let control = wanted.origin.obeys_brake().then(Key::control);
        let keys = [suppression.clone(), control.clone()].into_iter().flatten();
        let rows = self.rows(keys.chain(others.flat_map(|id| of_all(id))));
        let (rows, visitors) = futures_util::try_join!(rows, self.traffic_before(&wanted))?;
        // No two of the rows have the same sort key.
        let row = |key: &Key| rows.iter().find(|row| text_of(row, "sk").is_ok_and(|is| is == key.sort()));
        let activity = |key: &Key| {
            let applied = row(key).map(|row| read::<Applied>(row, BODY)).transpose()?;
            Ok(applied.map(|applied| applied.activity))
        };
        let Some(about) = activity(&about)? else { return Ok(None) };
        let control = control.as_ref().and_then(row).map(|row| read(row, BODY)).transpose()?;
        Ok(Some(MailContext {
            about,
            asked: asked.iter().filter_map(|key| activity(key).transpose()).collect::<Result<_, _>>()?,
            outside: Outside {
                suppressed: suppression.as_ref().and_then(row).is_some(),
                control: control.unwrap_or_default(),
                visitors,
            },
        }))
    }

    async fn traffic_before(&self, wanted: &MailLookup<'_>) -> Result<VisitorTraffic, TableError> {
        if wanted.origin != Origin::Visitor {
            return Ok(VisitorTraffic::default());
        }
        self.visitor_traffic(wanted.brake, wanted.now).await
    }
}

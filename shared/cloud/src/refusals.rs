//! What people asked of our calls and letters, kept beside their lead so that it outlives it.
//!
//! What must stay true: a "no" is kept before the lead has it, and forgotten after the lead has it no more; should one of
//! the two writes be lost, the stricter stands. A lead that is new, or gets another address or number, is asked about
//! before it is written, so that nobody sees a number that they are not to call.

use std::collections::BTreeSet;

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, BY_EARLIER};
use leadwright_domain::company::Company;
use leadwright_domain::lead::Lead;
use leadwright_domain::mail::phone_link;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::identity::IdentityKey;

use crate::table::{Table, TableError};

/// The rows of what people refuse.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusals<'a> {
    pub(crate) table: &'a Table,
    pub(crate) key: &'a IdentityKey,
    pub(crate) company: &'a Company,
}

/// The address and the number of a lead, as they are typed.
pub(crate) type Named = [Option<String>; 2];

/// The address and the number of a lead, as they are typed.
pub(crate) fn named(lead: Option<&Lead>) -> Named {
    ["email", "phone"].map(|name| lead.and_then(|lead| lead.field(name)).map(ToOwned::to_owned))
}

/// The channels that a lead refuses.
pub(crate) fn refused(lead: Option<&Lead>) -> BTreeSet<Channel> {
    lead.into_iter().flat_map(Lead::refused_channels).collect()
}

impl Refusals<'_> {
    /// The names of the rows about a lead.
    fn hashes(&self, lead: &Lead) -> Vec<String> {
        let address = lead.email().map(String::from);
        let number = Some(phone_link(lead, self.company)).filter(|number| !number.is_empty());
        // An extension is no other person's telephone.
        let number = number.map(|number| number.split(';').next().unwrap_or_default().to_owned());
        address.into_iter().chain(number).map(|person| self.key.no_contact(&person)).collect()
    }

    /// What was refused before by who has the address or the number of a lead: as activities, if the lead has not said so.
    pub(crate) async fn earlier(&self, lead: &Lead, now: Timestamp) -> Result<Vec<Activity>, TableError> {
        let hashes = self.hashes(lead);
        if hashes.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.table.refused(&hashes).await?;
        let new = known.into_iter().filter(|channel| lead.refuses(*channel).is_none());
        let activity = |channel: Channel| {
            let id = ActivityId::new(now, &[lead.id.as_str(), "refused", channel.name()]);
            let kind = ActivityKind::DoNotContact { channel, by: BY_EARLIER.to_owned(), note: None };
            Activity::new(id, lead.id.clone(), kind)
        };
        Ok(new.map(activity).collect())
    }

    /// Keeps what a lead refuses from now on.
    pub(crate) async fn keep(&self, lead: &Lead, new: &[Channel], now: Timestamp) -> Result<(), TableError> {
        if !new.is_empty() {
            for hash in self.hashes(lead) {
                self.table.keep_refused(&hash, new, now).await?;
            }
        }
        Ok(())
    }

    /// Forgets what a lead refuses no more.
    pub(crate) async fn forget(&self, lead: &Lead, lifted: &[Channel]) -> Result<(), TableError> {
        if !lifted.is_empty() {
            for hash in self.hashes(lead) {
                self.table.forget_refused(&hash, lifted).await?;
            }
        }
        Ok(())
    }
}

//! What became of mails that people wrote to us. A mail that comes again is not read again, and whoever handed one in sees
//! what came of it.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::key::Key;
use super::rows::{Table, with_body};
use crate::files::MAIL_DAYS;

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "became", rename_all = "snake_case")]
pub enum MailBecame {
    /// A post of the mailbox's form, by somebody who was no lead.
    Lead {
        /// The lead that begins with it.
        lead: LeadId,
    },
    /// A reply of a lead.
    Reply {
        /// The lead.
        lead: LeadId,
    },
    /// It is kept aside for a person to decide about.
    Aside {
        /// The lead that it would be of.
        lead: LeadId,
    },
    /// Nothing.
    Ignored {
        /// Why, in words for whoever runs the system.
        why: String,
    },
}

impl Table {
    /// What became of the mail in that file; none if it was not read yet, or long ago.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn received_mail(&self, file: &str) -> Result<Option<MailBecame>, TableError> {
        self.get(Key::received_mail(file)).await
    }

    /// Stores what became of the mail in that file.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_received_mail(&self, file: &str, became: &MailBecame, now: Timestamp) -> Result<(), TableError> {
        let ends = now + SignedDuration::from_hours(24 * i64::from(MAIL_DAYS));
        self.put(with_body(Key::received_mail(file), became, Some(ends))).await
    }
}

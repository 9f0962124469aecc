//! The mailboxes of the team: a permanent bounce or a complaint of one, and the first mail that arrives again.
//!
//! The mark on the person's row and the notices to the operator and the manager are one transaction: of many mails that come
//! back, the first is told, once. Routing passes over the person until mail arrives, or a person says that it does.

use jiff::Timestamp;
use leadwright_cloud::mail::{MailEvent, MailEventVerdict};
use leadwright_domain::company::Person;
use leadwright_domain::lead::Suppression;
use leadwright_domain::sending::{NoticeReader, OutboxEntry, OutboxMail};
use tracing::{error, info};

use crate::{Feedback, FeedbackError};

impl Feedback {
    /// Takes in what became of a mail to one of the team.
    pub(crate) async fn take_of_team(
        &self,
        event: &MailEvent,
        verdict: MailEventVerdict<'_>,
        now: Timestamp,
    ) -> Result<(), FeedbackError> {
        let why = match verdict {
            MailEventVerdict::Bounced => Some(Suppression::BOUNCED),
            MailEventVerdict::Complained => Some(Suppression::COMPLAINED),
            MailEventVerdict::Delivered => None,
            MailEventVerdict::Sent
            | MailEventVerdict::Delayed
            | MailEventVerdict::SoftBounced(_)
            | MailEventVerdict::Rejected
            | MailEventVerdict::Refused(_)
            | MailEventVerdict::Nothing => return Ok(()),
        };
        // By the address, not by who owns the lead now. Several people may share a mailbox.
        let addresses = event.addresses();
        let people = &self.ledger.config.team.people;
        for person in people.iter().filter(|person| addresses.contains(&person.email)) {
            match why {
                Some(why) => self.came_back(person, why, event.sent_at(), now).await?,
                None if self.ledger.table.mail_arrived(person, event.sent_at()).await? => {
                    info!(person = person.id, "mail reaches a salesperson again");
                }
                None => {}
            }
        }
        Ok(())
    }

    async fn came_back(
        &self,
        person: &Person,
        why: &str,
        sent_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), FeedbackError> {
        let team = &self.ledger.config.team;
        // No notice goes to the mailbox that it is about.
        let manager = team.manager().filter(|manager| manager.email != person.email).map(|_| NoticeReader::Manager);
        let notices = || {
            let readers = [NoticeReader::Operator].into_iter().chain(manager);
            let mails = readers.map(|to| OutboxMail::MailboxNotice {
                person: person.id.clone(),
                since: sent_at,
                why: why.to_owned(),
                to,
            });
            mails.map(|mail| OutboxEntry::new(mail, now)).collect()
        };
        let table = &self.ledger.table;
        if table
            .change_availability_and_tell(&person.id, |row| row.came_back(person, why, sent_at).then(notices))
            .await?
        {
            error!(person = person.id, "mail does not reach a salesperson: operator and manager are told");
        }
        Ok(())
    }
}

//! Who opened a mail, who followed its links: a person, or a machine that looks through mail before people do.
//!
//! What must stay true: what a machine did never scores, never branches, never counts as a person's
//! (mautic/mautic#16263, #10461).

use jiff::Timestamp;

use crate::activity::Mailing;
use crate::identity::LeadId;
use crate::lead::Followed;
use crate::token::{SigningKeys, Target, Tracked};

/// The links of one mail to a lead, each signed.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    /// Where they lead first: this system, without a slash at the end.
    pub base: &'a str,
    /// What they are signed with.
    pub keys: &'a SigningKeys,
    /// The lead.
    pub lead: &'a LeadId,
    /// The mail.
    pub mailing: &'a Mailing,
    /// When it is sent.
    pub sent_at: Timestamp,
}

impl Links<'_> {
    /// Where the lead unsubscribes from all marketing mail.
    pub fn unsubscribe(&self) -> String {
        format!("{}/unsubscribe/{}", self.base, self.keys.unsubscribe_token(self.lead))
    }

    /// Where the lead chooses what it wants.
    pub fn preferences(&self) -> String {
        format!("{}/preferences/{}", self.base, self.keys.preferences_token(self.lead))
    }

    /// The picture of one dot.
    pub fn picture(&self) -> String {
        format!("{}/o/{}", self.base, self.token(None))
    }

    /// A link that tells that it was followed, and then leads to `url`.
    pub fn follow(&self, url: &str) -> String {
        format!("{}/c/{}", self.base, self.token(Some(Target::Page(url.to_owned()))))
    }

    /// A link that nobody sees.
    pub fn trap(&self) -> String {
        format!("{}/c/{}", self.base, self.token(Some(Target::Trap)))
    }

    fn token(&self, target: Option<Target>) -> String {
        let (send, mail) = (self.mailing.send.clone(), self.mailing.mail.clone());
        self.keys.tracking_token(&Tracked { lead: self.lead.clone(), send, mail, sent_at: self.sent_at, target })
    }
}

/// A request for a mail's picture or link, as far as it tells who made it.
#[derive(Debug, Clone, Copy)]
pub struct Fetch<'a> {
    /// What the program calls itself (`User-Agent`).
    pub agent: &'a str,
    /// Only the head was asked for.
    pub is_head: bool,
    /// The program says that it fetches ahead (`Purpose`, `Sec-Purpose`).
    pub is_prefetch: bool,
    /// When the mail was sent.
    pub sent_at: Timestamp,
    /// When it was fetched.
    pub at: Timestamp,
}

/// How it is known from a request alone that a machine made it, in a reader's words; none if a person may have.
pub fn machine(fetch: &Fetch<'_>) -> Option<String> {
    fetch.is_head.then(|| "Only the head of the page was asked for".to_owned())
}

/// How it is known from all links of a mail that were followed together that a machine followed them, in a reader's
/// words; none if a person did.
pub fn scanner(follows: &[Followed]) -> Option<String> {
    let trapped = follows.iter().any(|follow| follow.url.is_none());
    trapped.then(|| "A link was followed that nobody sees".to_owned())
}

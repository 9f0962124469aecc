//! Who opened a mail, who followed its links: a person, or a machine that looks through mail before people do.
//!
//! What must stay true: what a machine did never scores, never branches, never counts as a person's
//! (mautic/mautic#16263, #10461).

pub(crate) mod agents;
pub(crate) mod burst;

pub use burst::{CLASSIFIED_AFTER, NOTHING, SCANNED_FOR, classify_clicks, scanner};

use jiff::{SignedDuration, Timestamp};

use crate::activity::mail::Mailing;
use crate::value::identity::LeadId;
use crate::value::token::{SigningKeys, Target, Tracked};

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
    /// What the program calls itself (`User-Agent`); empty if it does not say.
    pub agent: &'a str,
    /// A link was followed; else the picture was fetched.
    pub is_link: bool,
    /// Only the head was asked for.
    pub is_head: bool,
    /// The program says that it fetches ahead (`Purpose`, `Sec-Purpose`, `X-Moz`).
    pub is_prefetch: bool,
    /// When the mail was sent, to the second.
    pub sent_at: Timestamp,
    /// When it was fetched.
    pub at: Timestamp,
}

/// So soon after it was sent nobody reads a mail: it goes through two mail servers and into a mailbox that has to look
/// for it, and may wait some seconds for SES's rate before. What fetches it by then looks through it on the way. Longer
/// would take those for machines who sit waiting for the mail they asked for; scanners that come later are found by what
/// they follow ([`scanner`]).
const ON_ITS_WAY: SignedDuration = SignedDuration::from_secs(15);

/// How it is known from a request alone that a machine made it, in a reader's words; none if a person may have.
pub fn machine(fetch: &Fetch<'_>) -> Option<String> {
    if fetch.is_head {
        return Some("Only the head of the page was asked for".to_owned());
    }
    if fetch.is_prefetch {
        return Some("It was fetched ahead, in case somebody would want it".to_owned());
    }
    let by_agent = || agents::machine(fetch.agent, fetch.is_link);
    let soon = fetch.at.duration_since(fetch.sent_at) < ON_ITS_WAY;
    let by_time = || soon.then(|| format!("Within {} seconds of sending nobody has read it", ON_ITS_WAY.as_secs()));
    by_agent().or_else(by_time)
}

/// Where a followed link may send its reader, as the `Location` header takes it: http or https, the rest of it ASCII
/// (what is not is percent-encoded, so that no line can end in it); none for anything else.
pub fn location(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if !is_web || rest.is_empty() || rest.starts_with(['/', '?', '#']) {
        return None;
    }
    let escaped = rest.bytes().map(|byte| match byte {
        0x21..=0x7e => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    Some(format!("{scheme}://{}", escaped.collect::<String>()))
}

//! Opens and clicks of mails: signed links, and how a person is told from a program that reads mail before people do.
//!
//! What must stay true: an action of a bot never scores, never decides a branch and never counts as a person's
//! (mautic/mautic#16263, #10461).

pub(crate) mod agents;
pub(crate) mod burst;

pub use burst::{CLASSIFIED_AFTER, SCANNED_FOR, classify_clicks, scanner};

use jiff::{SignedDuration, Timestamp};

use crate::activity::id::ActivityId;
use crate::activity::mail::Mailing;
use crate::referral::REF;
use crate::value::identity::LeadId;
use crate::value::token::keys::SigningKeys;
use crate::value::token::links::{ConfirmLink, PreferencesLink, ReferralLink, Target, Tracked, UnsubscribeLink};

/// Makes the signed links of one mail to one lead.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    /// The URL of this system, without a slash at the end: every link opens it first.
    pub base: &'a str,
    /// The keys that sign the links.
    pub keys: &'a SigningKeys,
    /// The lead.
    pub lead: &'a LeadId,
    /// The mail.
    pub mailing: &'a Mailing,
    /// The time of sending.
    pub sent_at: Timestamp,
}

/// The personal link by which a lead refers others, to that form of the system at `base`.
pub fn refer(base: &str, keys: &SigningKeys, lead: &LeadId, form: &str, now: Timestamp) -> String {
    format!("{base}/forms/{form}?{REF}={}", keys.sign(&ReferralLink { lead: lead.clone() }, now))
}

impl Links<'_> {
    /// The link by which the lead unsubscribes from all marketing mail.
    pub fn unsubscribe(&self) -> String {
        let link = UnsubscribeLink { lead: self.lead.clone(), send: Some(self.mailing.send.clone()) };
        format!("{}/unsubscribe/{}", self.base, self.keys.sign(&link, self.sent_at))
    }

    /// The link to the page on which the lead chooses its topics.
    pub fn preferences(&self) -> String {
        let link = PreferencesLink { lead: self.lead.clone(), send: Some(self.mailing.send.clone()) };
        format!("{}/preferences/{}", self.base, self.keys.sign(&link, self.sent_at))
    }

    /// The link to the page on which the lead confirms the consent of that submission.
    pub fn confirm(&self, asked: &ActivityId) -> String {
        let link = ConfirmLink { lead: self.lead.clone(), asked: asked.as_str().to_owned() };
        format!("{}/confirm/{}", self.base, self.keys.sign(&link, self.sent_at))
    }

    /// The personal link by which the lead refers others, to that form.
    pub fn refer(&self, form: &str) -> String {
        refer(self.base, self.keys, self.lead, form, self.sent_at)
    }

    /// The URL of the tracking picture, one pixel large: its request is an open.
    pub fn picture(&self) -> String {
        format!("{}/o/{}", self.base, self.token(None))
    }

    /// The link that records a click and then leads to `url`.
    pub fn follow(&self, url: &str) -> String {
        format!("{}/c/{}", self.base, self.token(Some(Target::Page(url.to_owned()))))
    }

    /// A link that no reader sees: only a bot follows it.
    pub fn trap(&self) -> String {
        format!("{}/c/{}", self.base, self.token(Some(Target::Trap)))
    }

    fn token(&self, target: Option<Target>) -> String {
        let (send, mail) = (self.mailing.send.clone(), self.mailing.mail.clone());
        let tracked = Tracked { lead: self.lead.clone(), send, mail, sent_at: self.sent_at, target };
        self.keys.sign(&tracked, self.sent_at)
    }
}

/// The properties of a request for a mail's picture or link by which a bot is recognised.
#[derive(Debug, Clone, Copy)]
pub struct Fetch<'a> {
    /// The program's `User-Agent`; empty if it sends none.
    pub agent: &'a str,
    /// The request follows a link; else it asks for the picture.
    pub is_link: bool,
    /// The method is HEAD.
    pub is_head: bool,
    /// The program says that it prefetches (`Purpose`, `Sec-Purpose`, `X-Moz`).
    pub is_prefetch: bool,
    /// The time of sending, to the second.
    pub sent_at: Timestamp,
    /// The time of the request.
    pub at: Timestamp,
}

/// Nobody reads a mail this soon after sending: it passes two mail servers, the mailbox has to notice it, and before
/// all that it may wait some seconds for SES's rate. A request within this time comes from a program on the mail's way.
/// A longer time would count people as bots who wait for the mail they asked for; [`scanner`] recognises scanners that
/// come later by the links they follow.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_secs(15);

/// The reason to believe, from the request alone, that a bot made it, in a reader's words; none if a person may have.
pub fn machine(fetch: &Fetch<'_>) -> Option<String> {
    if fetch.is_head {
        return Some("Only the headers were asked for".to_owned());
    }
    if fetch.is_prefetch {
        return Some("The program prefetched it".to_owned());
    }
    let by_agent = || agents::machine(fetch.agent, fetch.is_link);
    let soon = fetch.at.duration_since(fetch.sent_at) < ON_ITS_WAY;
    let by_time = || soon.then(|| format!("Fetched within {} seconds of sending", ON_ITS_WAY.as_secs()));
    by_agent().or_else(by_time)
}

/// The reason to believe, from its `User-Agent`, that a program opened a page of the web site, in a reader's words; none if
/// a person may have.
pub fn robot(agent: &str) -> Option<String> {
    agents::machine(agent, true)
}

/// The `Location` header for a followed link: an http or https URL; none for any other text.
///
/// The part after `://` is ASCII: other bytes are percent-encoded, so that no line break can end the header.
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

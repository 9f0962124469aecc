//! What became of a mail, as SES tells it through SNS with raw message delivery.
//!
//! The shapes are of <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>. Bounces are
//! decided by lists of what is known to be wrong with the address: a kind of bounce that SES invents tomorrow ends no
//! mail for good.

use std::collections::BTreeMap;

use jiff::Timestamp;
use leadwright_domain::sending::Outcomes;
use leadwright_domain::value::identity::EmailAddress;
use serde::Deserialize;

use super::tags::MailRef;

/// An event of SES.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MailEvent {
    /// The notifications of an identity call it by the second name.
    #[serde(rename = "eventType", alias = "notificationType")]
    kind: String,
    mail: TaggedMail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Debug, Deserialize)]
struct TaggedMail {
    timestamp: Timestamp,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    destination: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: BounceType,
    #[serde(rename = "bounceSubType", default = "general")]
    sub_kind: String,
    #[serde(rename = "bouncedRecipients", default)]
    recipients: Vec<EventRecipient>,
}

/// SES says it of every bounce; what is left out is nothing particular.
fn general() -> String {
    "General".to_owned()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum BounceType {
    Permanent,
    Transient,
    Undetermined,
}

#[derive(Debug, Deserialize)]
struct Complaint {
    #[serde(rename = "complaintSubType")]
    sub_kind: Option<String>,
    /// What kind of report the recipient's provider sent (RFC 5965); many say nothing.
    #[serde(rename = "complaintFeedbackType")]
    feedback: Option<String>,
    #[serde(rename = "complainedRecipients", default)]
    recipients: Vec<EventRecipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventRecipient {
    email_address: String,
    /// What the report of a mail server says; an automatic reply is none, and has neither.
    action: Option<String>,
    status: Option<String>,
    /// The server's answer, mostly with the status code in it.
    diagnostic_code: Option<String>,
}

impl EventRecipient {
    fn is_refused(&self) -> bool {
        self.action.as_deref() == Some("failed") || self.status.is_some()
    }
}

/// SES did not try: the address stands on a list of the account's own. It counts neither mail against the account
/// (<https://repost.aws/knowledge-center/ses-suppression-list-sending-quota>), nor do we.
const ON_OUR_LIST: &str = "OnAccountSuppressionList";

/// Permanent bounces that SES counts against the account. For the first two the recipient's server was asked;
/// `Suppressed` is SES's global list, which it counts although it did not try (see [`ON_OUR_LIST`]).
const COUNTED: [&str; 3] = ["General", "NoEmail", "Suppressed"];

/// Permanent bounces without a try of the server: the address stands on a list, or SES's own validation refused it.
const LISTED: [&str; 5] =
    ["Suppressed", ON_OUR_LIST, "OnTenantSuppressionList", "EmailValidationSuppressed", "UnsubscribedRecipient"];

/// Transient bounces that say something of the mailbox or its server, and not of the mail.
const PASSING: [&str; 3] = ["General", "MailboxFull", "CustomTimeoutExceeded"];

/// Reports of a provider that are no complaint of a person (RFC 5965, RFC 6430, RFC 6591): `not-spam` is the contrary.
const NO_COMPLAINT: [&str; 2] = ["not-spam", "auth-failure"];

/// What an event means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEventVerdict<'a> {
    /// SES accepted it.
    Sent,
    /// Delivered.
    Delivered,
    /// Delayed; SES goes on trying.
    Delayed,
    /// A hard bounce: the address takes no mail.
    Bounced,
    /// A soft bounce, with SES's word for the reason.
    SoftBounced(&'a str),
    /// A spam complaint.
    Complained,
    /// SES accepted it and does not deliver it: it found a virus.
    Rejected,
    /// The recipient's server refused this mail for its size or content, with SES's word for the reason. That says
    /// nothing against the address.
    Refused(&'a str),
    /// No change: an automatic reply, or a kind of event that the template does not ask for.
    Nothing,
}

/// A bounce or a complaint without its details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event of SES has no `{0}`")]
pub struct Incomplete(&'static str);

impl MailEvent {
    /// What it means.
    ///
    /// An automatic reply is no bounce (mautic/mautic#2761): SES's simulator tells of one as `Transient` / `General`, and
    /// live mail has brought them as `Undetermined` without a recipient. `Transient` / `General` with a server's refusal
    /// is one (knadh/listmonk#1463). What a server refuses for its size or content is no bounce of the address, whatever SES
    /// calls it.
    ///
    /// # Errors
    /// It is a bounce or a complaint without what belongs to it.
    pub fn verdict(&self) -> Result<MailEventVerdict<'_>, Incomplete> {
        Ok(match self.kind.as_str() {
            "Send" => MailEventVerdict::Sent,
            "Delivery" => MailEventVerdict::Delivered,
            "DeliveryDelay" => MailEventVerdict::Delayed,
            "Bounce" => self.bounce.as_ref().ok_or(Incomplete("bounce"))?.verdict(),
            "Complaint" => self.complaint.as_ref().ok_or(Incomplete("complaint"))?.verdict(),
            "Reject" => MailEventVerdict::Rejected,
            _ => MailEventVerdict::Nothing,
        })
    }

    /// What it adds to the day's counts.
    ///
    /// # Errors
    /// See [`verdict`](Self::verdict).
    pub fn outcome(&self) -> Result<Outcomes, Incomplete> {
        let mut outcomes = Outcomes::default();
        let verdict = self.verdict()?;
        // SES counts what its server refused for good, also where it was this mail's fault.
        if self.bounce.as_ref().is_some_and(Bounce::is_counted) {
            outcomes.bounced = 1;
            return Ok(outcomes);
        }
        let is_on_our_list = self.complaint.as_ref().is_some_and(|one| one.sub_kind.as_deref() == Some(ON_OUR_LIST));
        match verdict {
            MailEventVerdict::Sent => outcomes.sent = 1,
            MailEventVerdict::Delivered => outcomes.delivered = 1,
            MailEventVerdict::Delayed => outcomes.delayed = 1,
            MailEventVerdict::Complained if !is_on_our_list => outcomes.complained = 1,
            MailEventVerdict::SoftBounced(_) => outcomes.soft_bounced = 1,
            MailEventVerdict::Rejected => outcomes.rejected = 1,
            MailEventVerdict::Bounced
            | MailEventVerdict::Complained
            | MailEventVerdict::Refused(_)
            | MailEventVerdict::Nothing => {}
        }
        Ok(outcomes)
    }

    /// When the mail was sent.
    pub fn sent_at(&self) -> Timestamp {
        self.mail.timestamp
    }

    /// Which mail it is about; none if it is not ours.
    pub fn about(&self) -> Option<MailRef> {
        MailRef::named(|name| self.mail.tags.get(name)?.first().map(String::as_str))
    }

    /// The addresses that it is about; of a mail with one recipient, that one.
    pub fn addresses(&self) -> Vec<EmailAddress> {
        let bounced = self.bounce.iter().flat_map(|bounce| &bounce.recipients);
        let complained = self.complaint.iter().flat_map(|complaint| &complaint.recipients);
        let named: Vec<&str> = bounced.chain(complained).map(|recipient| recipient.email_address.as_str()).collect();
        let all = if named.is_empty() { self.mail.destination.iter().map(String::as_str).collect() } else { named };
        all.into_iter().filter_map(address).collect()
    }
}

impl MailEventVerdict<'_> {
    /// SES says with it, for the first time, what became of the mail: it is no longer under way.
    pub fn is_outcome(self) -> bool {
        match self {
            Self::Delivered
            | Self::Delayed
            | Self::Bounced
            | Self::SoftBounced(_)
            | Self::Rejected
            | Self::Refused(_) => true,
            // A complaint comes after its delivery.
            Self::Sent | Self::Complained | Self::Nothing => false,
        }
    }
}

impl Complaint {
    fn verdict(&self) -> MailEventVerdict<'_> {
        let is_none = self.feedback.as_deref().is_some_and(|kind| NO_COMPLAINT.contains(&kind));
        if is_none { MailEventVerdict::Nothing } else { MailEventVerdict::Complained }
    }
}

/// What a status code blames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blame {
    Address,
    /// Something that passes: a full mailbox, a server that does not answer.
    Passing,
    /// This mail, its sender, or the policy of the server.
    Mail,
}

impl Bounce {
    fn verdict(&self) -> MailEventVerdict<'_> {
        let why = self.sub_kind.as_str();
        match (self.kind, self.blame()) {
            (BounceType::Permanent, _) if LISTED.contains(&why) => MailEventVerdict::Bounced,
            // Where SES gives no reason that is known, a third one on another day ends the mail.
            (BounceType::Permanent, None | Some(Blame::Address)) if !COUNTED.contains(&why) => {
                MailEventVerdict::SoftBounced(why)
            }
            (BounceType::Permanent, None | Some(Blame::Address)) => MailEventVerdict::Bounced,
            (BounceType::Transient, _) if why == "General" && !self.is_refused() => MailEventVerdict::Nothing,
            (BounceType::Undetermined, _) if self.recipients.is_empty() => MailEventVerdict::Nothing,
            (_, Some(Blame::Mail)) => MailEventVerdict::Refused(why),
            (BounceType::Transient, _) if !PASSING.contains(&why) => MailEventVerdict::Refused(why),
            (BounceType::Permanent | BounceType::Transient | BounceType::Undetermined, _) => {
                MailEventVerdict::SoftBounced(why)
            }
        }
    }

    fn is_refused(&self) -> bool {
        self.recipients.iter().any(EventRecipient::is_refused)
    }

    /// SES counts it into the share of hard bounces by which it judges the account.
    fn is_counted(&self) -> bool {
        self.kind == BounceType::Permanent && COUNTED.contains(&self.sub_kind.as_str())
    }

    /// What the server's answer blames; none if it does not say.
    fn blame(&self) -> Option<Blame> {
        let texts = self.recipients.iter().flat_map(|one| [one.status.as_deref(), one.diagnostic_code.as_deref()]);
        texts.flatten().flat_map(str::split_whitespace).filter_map(status_code).find_map(blame)
    }
}

/// A status code of RFC 3463, like `5.1.1`.
fn status_code(word: &str) -> Option<[u16; 3]> {
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let mut parts = word.split('.').map(|part| part.parse().ok());
    let code = [parts.next()??, parts.next()??, parts.next()??];
    (parts.next().is_none() && (code[0] == 4 || code[0] == 5)).then_some(code)
}

/// What a status code blames, by the registry of RFC 5248; none for codes that say nothing or that servers use for
/// everything.
fn blame(code: [u16; 3]) -> Option<Blame> {
    match code {
        // Too long, or too big.
        [_, 2, 3] | [_, 3, 4] => Some(Blame::Mail),
        // The mailbox or its domain has another owner now (RFC 7293).
        [5, 7, 17 | 18] => Some(Blame::Address),
        // Content, security, policy; and a sender's address that is refused.
        [_, 6 | 7, _] | [_, 1, 7 | 8] => Some(Blame::Mail),
        // A full mailbox, a mailing list that can't be expanded, expired (x.4.7), and whatever the server calls temporary.
        [_, 2, 2 | 4] | [_, 4, 7] | [4, ..] => Some(Blame::Passing),
        [5, 1, _] | [5, 2, 1] => Some(Blame::Address),
        _ => None,
    }
}

/// `maria@acme.example`, or `Maria <maria@acme.example>`.
fn address(text: &str) -> Option<EmailAddress> {
    let inner = text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')).map(|(_, address)| address);
    EmailAddress::parse(inner.unwrap_or(text)).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event(kind: &str, of: Value) -> MailEvent {
        let mut event = json!({
            "eventType": kind,
            "mail": {
                "timestamp": "2017-08-05T00:40:02.012Z", "source": "Sender Name <sender@example.com>",
                "messageId": "EXAMPLE7c191be45", "destination": ["Maria <Maria@Acme.example>"],
                "tags": {"ses:configuration-set": ["set"], "lead": ["ld_lamtth6yetyscghyvack4c5mcy"], "send": ["s"], "to": ["lead"]},
            },
        });
        let name = format!("{}{}", kind[..1].to_lowercase(), &kind[1..]);
        event[name] = of;
        serde_json::from_value(event).unwrap()
    }

    fn bounce(kind: &str, sub_kind: &str, to: &[&str]) -> Value {
        let recipients: Vec<Value> =
            to.iter().map(|to| json!({"emailAddress": to, "action": "failed", "status": "5.1.1"})).collect();
        json!({
            "bounceType": kind, "bounceSubType": sub_kind, "bouncedRecipients": recipients,
            "timestamp": "2017-08-05T00:41:02.669Z", "feedbackId": "0100", "reportingMTA": "dsn; mta.example.com",
        })
    }

    #[test]
    fn what_events_mean_and_count() {
        let none = Outcomes::default();
        let soft = Outcomes { soft_bounced: 1, ..none };
        let maria = &["maria@acme.example"][..];
        let general = |mut of: Value| {
            of["emailAddress"] = json!(maria[0]);
            json!({"bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": [of]})
        };
        let complaint = |sub: Value| json!({"complainedRecipients": [{"emailAddress": maria[0]}], "complaintSubType": sub, "complaintFeedbackType": "abuse"});
        for (kind, of, verdict, outcome) in [
            ("Send", json!({}), MailEventVerdict::Sent, Outcomes { sent: 1, ..none }),
            ("Delivery", json!({"recipients": maria}), MailEventVerdict::Delivered, Outcomes { delivered: 1, ..none }),
            (
                "DeliveryDelay",
                json!({"delayType": "MailboxFull"}),
                MailEventVerdict::Delayed,
                Outcomes { delayed: 1, ..none },
            ),
            (
                "Bounce",
                bounce("Permanent", "General", maria),
                MailEventVerdict::Bounced,
                Outcomes { bounced: 1, ..none },
            ),
            (
                "Bounce",
                bounce("Permanent", "Suppressed", maria),
                MailEventVerdict::Bounced,
                Outcomes { bounced: 1, ..none },
            ),
            ("Bounce", bounce("Permanent", ON_OUR_LIST, maria), MailEventVerdict::Bounced, none),
            (
                "Bounce",
                bounce("Transient", "MailboxFull", maria),
                MailEventVerdict::SoftBounced("MailboxFull"),
                Outcomes { soft_bounced: 1, ..none },
            ),
            (
                "Bounce",
                bounce("Undetermined", "Undetermined", maria),
                MailEventVerdict::SoftBounced("Undetermined"),
                Outcomes { soft_bounced: 1, ..none },
            ),
            // Refused by the server (knadh/listmonk#1463).
            ("Bounce", bounce("Transient", "General", maria), MailEventVerdict::SoftBounced("General"), soft),
            ("Bounce", general(json!({"action": "failed"})), MailEventVerdict::SoftBounced("General"), soft),
            ("Bounce", general(json!({"status": "5.4.4"})), MailEventVerdict::SoftBounced("General"), soft),
            // Automatic replies.
            ("Bounce", general(json!({})), MailEventVerdict::Nothing, none),
            ("Bounce", general(json!({"action": "delivered"})), MailEventVerdict::Nothing, none),
            ("Bounce", bounce("Transient", "General", &[]), MailEventVerdict::Nothing, none),
            ("Bounce", bounce("Undetermined", "Undetermined", &[]), MailEventVerdict::Nothing, none),
            ("Complaint", complaint(Value::Null), MailEventVerdict::Complained, Outcomes { complained: 1, ..none }),
            ("Complaint", complaint(json!(ON_OUR_LIST)), MailEventVerdict::Complained, none),
            ("Reject", json!({"reason": "Bad content"}), MailEventVerdict::Rejected, Outcomes { rejected: 1, ..none }),
            ("Open", json!({"ipAddress": "192.0.2.1"}), MailEventVerdict::Nothing, none),
        ] {
            let event = event(kind, of.clone());
            assert_eq!((event.verdict(), event.outcome()), (Ok(verdict), Ok(outcome)), "{kind} {of}");
            assert_eq!(event.addresses().iter().map(EmailAddress::as_str).collect::<Vec<_>>(), maria, "{kind} {of}");
            assert!(matches!(event.about(), Some(MailRef::OfLead { send, .. }) if send == "s"));
        }
    }

    /// A bounce of one recipient, with what their server answered.
    fn answered(kind: &str, sub_kind: &str, status: Value, diagnostic: Value) -> MailEvent {
        let of = json!({"emailAddress": "maria@acme.example", "action": "failed", "status": status, "diagnosticCode": diagnostic});
        event("Bounce", json!({"bounceType": kind, "bounceSubType": sub_kind, "bouncedRecipients": [of]}))
    }

    /// What is no word against the address suppresses nobody; SES's own lists never move the brake.
    #[test]
    fn bounces_count_against_whom_they_blame() {
        const BOUNCED: MailEventVerdict<'_> = MailEventVerdict::Bounced;
        let soft = MailEventVerdict::SoftBounced;
        let refused = MailEventVerdict::Refused;
        for (kind, sub_kind, status, diagnostic, verdict, [hard, soft_bounced]) in [
            ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown", BOUNCED, [1, 0]),
            ("Permanent", "NoEmail", "", "", BOUNCED, [1, 0]),
            ("Permanent", "General", "5.2.1", "", BOUNCED, [1, 0]),
            ("Permanent", "General", "5.4.4", "smtp; 550 5.4.4 Invalid domain", BOUNCED, [1, 0]),
            ("Permanent", "General", "5.5.0", "smtp; 550 5.5.0 mailbox unavailable", BOUNCED, [1, 0]),
            ("Permanent", "General", "5.7.17", "", BOUNCED, [1, 0]),
            // SES's global list: it counts these against the account.
            ("Permanent", "Suppressed", "5.1.1", "Amazon SES has suppressed sending to this address", BOUNCED, [1, 0]),
            // The account's own lists, and SES's validation: not tried, not counted.
            ("Permanent", "OnAccountSuppressionList", "5.1.1", "", BOUNCED, [0, 0]),
            ("Permanent", "OnTenantSuppressionList", "", "", BOUNCED, [0, 0]),
            ("Permanent", "EmailValidationSuppressed", "", "", BOUNCED, [0, 0]),
            ("Permanent", "UnsubscribedRecipient", "", "", BOUNCED, [0, 0]),
            // Too big, and content: whatever SES calls it.
            ("Transient", "MessageTooLarge", "5.3.4", "", refused("MessageTooLarge"), [0, 0]),
            ("Transient", "ContentRejected", "", "", refused("ContentRejected"), [0, 0]),
            ("Transient", "AttachmentRejected", "5.7.1", "", refused("AttachmentRejected"), [0, 0]),
            ("Transient", "General", "5.2.3", "smtp; 552 5.2.3 message too long", refused("General"), [0, 0]),
            ("Transient", "General", "5.3.4", "", refused("General"), [0, 0]),
            ("Transient", "General", "5.6.0", "", refused("General"), [0, 0]),
            ("Transient", "General", "5.7.1", "smtp; 550 5.7.1 rejected as spam", refused("General"), [0, 0]),
            ("Transient", "MailboxFull", "5.3.4", "", refused("MailboxFull"), [0, 0]),
            ("Undetermined", "Undetermined", "5.7.1", "", refused("Undetermined"), [0, 0]),
            ("Permanent", "General", "5.7.1", "smtp; 550 5.7.1 content rejected", refused("General"), [1, 0]),
            ("Permanent", "General", "5.2.3", "", refused("General"), [1, 0]),
            ("Permanent", "General", "5.0.0", "smtp; 552 5.3.4 too big", refused("General"), [1, 0]),
            ("Permanent", "General", "5.1.8", "smtp; 550 5.1.8 bad sender", refused("General"), [1, 0]),
            // What passes.
            ("Transient", "General", "4.4.7", "smtp; 554 4.4.7 Message expired", soft("General"), [0, 1]),
            ("Transient", "CustomTimeoutExceeded", "4.4.7", "", soft("CustomTimeoutExceeded"), [0, 1]),
            ("Transient", "MailboxFull", "5.2.2", "", soft("MailboxFull"), [0, 1]),
            ("Undetermined", "Undetermined", "", "", soft("Undetermined"), [0, 1]),
            ("Permanent", "General", "4.4.7", "", soft("General"), [1, 0]),
            // What SES invents tomorrow: it ends no mail for good by itself.
            ("Permanent", "OnMoonSuppressionList", "5.1.1", "", soft("OnMoonSuppressionList"), [0, 1]),
            ("Permanent", "", "", "", soft(""), [0, 1]),
            ("Transient", "QuotaOfTheMoon", "4.2.0", "", refused("QuotaOfTheMoon"), [0, 0]),
        ] {
            let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
            let event = answered(kind, sub_kind, text(status), text(diagnostic));
            let outcome = Outcomes { bounced: hard, soft_bounced, ..Outcomes::default() };
            let said = format!("{kind} {sub_kind} {status} {diagnostic}");
            assert_eq!((event.verdict(), event.outcome()), (Ok(verdict), Ok(outcome)), "{said}");
            assert!(verdict.is_outcome(), "{said}");
        }
    }

    /// A provider that says "this is no spam" is no complaint.
    #[test]
    fn complaints_are_what_people_complain_about() {
        let complained = (MailEventVerdict::Complained, 1);
        let nothing = (MailEventVerdict::Nothing, 0);
        for (feedback, (verdict, counted)) in [
            (Value::Null, complained),
            (json!("abuse"), complained),
            (json!("fraud"), complained),
            (json!("virus"), complained),
            (json!("other"), complained),
            (json!("something new"), complained),
            (json!("not-spam"), nothing),
            (json!("auth-failure"), nothing),
        ] {
            let of = json!({"complainedRecipients": [{"emailAddress": "maria@acme.example"}], "complaintFeedbackType": feedback});
            let event = event("Complaint", of);
            let outcome = Outcomes { complained: counted, ..Outcomes::default() };
            assert_eq!((event.verdict(), event.outcome()), (Ok(verdict), Ok(outcome)), "{feedback}");
            assert!(!verdict.is_outcome(), "it was delivered before");
        }
    }

    /// The notifications of an identity, and the events of a configuration set.
    #[test]
    fn both_shapes_of_an_event_are_read() {
        for name in ["eventType", "notificationType"] {
            let event = json!({
                name: "Bounce",
                "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": []},
                "mail": {"timestamp": "2017-08-05T00:40:02.012Z", "destination": ["maria@acme.example"]},
            });
            let event: MailEvent = serde_json::from_value(event).unwrap();
            assert_eq!((event.verdict(), event.about()), (Ok(MailEventVerdict::Bounced), None), "{name}");
        }
    }

    #[test]
    fn a_bounce_or_complaint_that_says_nothing_is_broken() {
        for (kind, part) in [("Bounce", "bounce"), ("Complaint", "complaint")] {
            assert_eq!(event(kind, Value::Null).verdict(), Err(Incomplete(part)));
        }
    }
}

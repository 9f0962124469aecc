//! What became of a mail, as SES tells it through SNS with raw message delivery.
//!
//! The shapes are of <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>.

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
    #[serde(rename = "eventType")]
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
    #[serde(rename = "bounceSubType", default)]
    sub_kind: String,
    #[serde(rename = "bouncedRecipients", default)]
    recipients: Vec<EventRecipient>,
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
}

impl EventRecipient {
    fn is_refused(&self) -> bool {
        self.action.as_deref() == Some("failed") || self.status.is_some()
    }
}

/// SES did not try: the address stands on the account's own suppression list. It counts neither mail against the
/// account (<https://repost.aws/knowledge-center/ses-suppression-list-sending-quota>), nor do we.
const ON_OUR_LIST: &str = "OnAccountSuppressionList";

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
    /// is one (knadh/listmonk#1463).
    ///
    /// # Errors
    /// It is a bounce or a complaint without what belongs to it.
    pub fn verdict(&self) -> Result<MailEventVerdict<'_>, Incomplete> {
        Ok(match self.kind.as_str() {
            "Send" => MailEventVerdict::Sent,
            "Delivery" => MailEventVerdict::Delivered,
            "DeliveryDelay" => MailEventVerdict::Delayed,
            "Bounce" => self.bounce.as_ref().ok_or(Incomplete("bounce"))?.verdict(),
            "Complaint" => {
                self.complaint.as_ref().map(|_| MailEventVerdict::Complained).ok_or(Incomplete("complaint"))?
            }
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
        let bounce = self.bounce.as_ref().map(|bounce| bounce.sub_kind.as_str());
        let complaint = self.complaint.as_ref().and_then(|complaint| complaint.sub_kind.as_deref());
        let is_on_our_list = bounce.or(complaint) == Some(ON_OUR_LIST);
        match self.verdict()? {
            MailEventVerdict::Sent => outcomes.sent = 1,
            MailEventVerdict::Delivered => outcomes.delivered = 1,
            MailEventVerdict::Delayed => outcomes.delayed = 1,
            MailEventVerdict::Bounced if !is_on_our_list => outcomes.bounced = 1,
            MailEventVerdict::Complained if !is_on_our_list => outcomes.complained = 1,
            MailEventVerdict::SoftBounced(_) => outcomes.soft_bounced = 1,
            MailEventVerdict::Rejected => outcomes.rejected = 1,
            MailEventVerdict::Bounced | MailEventVerdict::Complained | MailEventVerdict::Nothing => {}
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

impl Bounce {
    fn verdict(&self) -> MailEventVerdict<'_> {
        match (self.kind, self.sub_kind.as_str()) {
            (BounceType::Permanent, _) => MailEventVerdict::Bounced,
            (BounceType::Transient, "General") if !self.recipients.iter().any(EventRecipient::is_refused) => {
                MailEventVerdict::Nothing
            }
            (BounceType::Undetermined, _) if self.recipients.is_empty() => MailEventVerdict::Nothing,
            (BounceType::Transient | BounceType::Undetermined, why) => MailEventVerdict::SoftBounced(why),
        }
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

    #[test]
    fn a_bounce_or_complaint_that_says_nothing_is_broken() {
        for (kind, part) in [("Bounce", "bounce"), ("Complaint", "complaint")] {
            assert_eq!(event(kind, Value::Null).verdict(), Err(Incomplete(part)));
        }
    }
}

//! What became of a mail, as SES tells it through SNS with raw message delivery.
//!
//! The shapes are of <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>.

use std::collections::BTreeMap;

use jiff::Timestamp;
use leadwright_domain::sending::Outcomes;
use leadwright_domain::value::identity::EmailAddress;
use serde::Deserialize;

use super::bounce::{Bounce, EventRecipient, ON_OUR_LIST};
use super::tags::MailRef;
use super::verdict::MailEventVerdict;

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
struct Complaint {
    #[serde(rename = "complaintSubType")]
    sub_kind: Option<String>,
    /// What kind of report the recipient's provider sent (RFC 5965); many say nothing.
    #[serde(rename = "complaintFeedbackType")]
    feedback: Option<String>,
    #[serde(rename = "complainedRecipients", default)]
    recipients: Vec<EventRecipient>,
}

/// Reports of a provider that are no complaint of a person (RFC 5965, RFC 6430, RFC 6591): `not-spam` is the contrary.
const NO_COMPLAINT: [&str; 2] = ["not-spam", "auth-failure"];

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

impl Complaint {
    fn verdict(&self) -> MailEventVerdict<'_> {
        let is_none = self.feedback.as_deref().is_some_and(|kind| NO_COMPLAINT.contains(&kind));
        if is_none { MailEventVerdict::Nothing } else { MailEventVerdict::Complained }
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

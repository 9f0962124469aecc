//! The events that SES publishes about a mail: sent, then delivered, delayed, bounced or complained about.
//!
//! What must stay true: the events have AWS's format; only addresses of SES's mailbox simulator bounce or complain.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

use crate::inbox::StoredMail;
use crate::template::events::EventRoute;

/// The domain of SES's test addresses (<https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html>).
/// `soft@` and `delay@` exist only here.
const SIMULATOR: &str = "simulator.amazonses.com";

/// The reporting mail server, as SES writes it.
const REPORTING_MTA: &str = "dns; a8-50.smtp-out.amazonses.com";

/// A simulated delivery of a mail.
struct Delivery<'a> {
    to: &'a str,
    id: &'a str,
    at: String,
}

/// The events of a mail that a route carries, in their order.
pub(super) fn events(mail: &StoredMail, route: &EventRoute) -> Vec<Json> {
    let to = mail.to.first().map_or("", String::as_str);
    let delivery = Delivery { to, id: &mail.id, at: iso_time(mail.at) };
    let local = to.strip_suffix(SIMULATOR).and_then(|rest| rest.strip_suffix('@'));
    let after = match local.and_then(|local| local.split('+').next()) {
        Some("bounce") => vec![delivery.bounce("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown")],
        Some("suppressionlist") => {
            let why = "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.";
            vec![delivery.bounce("Permanent", "Suppressed", "5.1.1", why)]
        }
        Some("soft") => vec![delivery.bounce("Transient", "MailboxFull", "4.2.2", "smtp; 452 4.2.2 mailbox full")],
        // SES reports an automatic reply as a bounce, although the mail was delivered.
        Some("ooto") => vec![delivery.delivery(), delivery.automatic_reply()],
        Some("complaint") => vec![delivery.delivery(), delivery.complaint()],
        Some("delay") => vec![delivery.delay(mail.at), delivery.delivery()],
        _ => vec![delivery.delivery()],
    };
    let all = std::iter::once(("Send", json!({}))).chain(after);
    let wanted = all.filter(|(kind, _)| route.kinds.iter().any(|wanted| wanted.eq_ignore_ascii_case(kind)));
    wanted.map(|(kind, of)| event(kind, &of, mail, &route.configuration_set)).collect()
}

/// The type of an event and its details.
type EventDetails = (&'static str, Json);

impl Delivery<'_> {
    fn delivery(&self) -> EventDetails {
        let of = json!({
            "timestamp": self.at, "processingTimeMillis": 546, "recipients": [self.to],
            "smtpResponse": "250 2.6.0 Message received", "reportingMTA": "a8-70.smtp-out.amazonses.com",
        });
        ("Delivery", of)
    }

    fn bounce(&self, kind: &str, sub_kind: &str, status: &str, why: &str) -> EventDetails {
        let of = json!({
            "bounceType": kind, "bounceSubType": sub_kind,
            "bouncedRecipients": [
                {"emailAddress": self.to, "action": "failed", "status": status, "diagnosticCode": why},
            ],
            "timestamp": self.at, "feedbackId": format!("{}-bounce", self.id), "reportingMTA": REPORTING_MTA,
        });
        ("Bounce", of)
    }

    fn automatic_reply(&self) -> EventDetails {
        let of = json!({
            "bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": self.to}],
            "timestamp": self.at, "feedbackId": format!("{}-reply", self.id),
        });
        ("Bounce", of)
    }

    fn complaint(&self) -> EventDetails {
        let of = json!({
            "complainedRecipients": [{"emailAddress": self.to}],
            "timestamp": self.at, "feedbackId": format!("{}-complaint", self.id), "complaintSubType": null,
            "userAgent": "Amazon SES Mailbox Simulator", "complaintFeedbackType": "abuse", "arrivalDate": self.at,
        });
        ("Complaint", of)
    }

    fn delay(&self, at: Timestamp) -> EventDetails {
        let of = json!({
            "delayType": "MailboxFull", "timestamp": self.at, "reportingMTA": REPORTING_MTA,
            "delayedRecipients": [
                {"emailAddress": self.to, "status": "4.2.2", "diagnosticCode": "smtp; 452 4.2.2 mailbox full"},
            ],
            "expirationTime": iso_time(at + SignedDuration::from_hours(14)),
        });
        ("DeliveryDelay", of)
    }
}

fn iso_time(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// An event in a few words, like "Bounce (Transient, `MailboxFull`)".
pub(super) fn summary(event: &Json) -> String {
    let kind = event["eventType"].as_str().unwrap_or_default();
    let bounce = &event["bounce"];
    match (bounce["bounceType"].as_str(), bounce["bounceSubType"].as_str()) {
        (Some(of), Some(sub_kind)) => format!("{kind} ({of}, {sub_kind})"),
        _ => kind.to_owned(),
    }
}

fn event(kind: &str, of: &Json, mail: &StoredMail, configuration_set: &str) -> Json {
    let mut tags: serde_json::Map<String, Json> =
        mail.tags.iter().map(|(name, value)| (name.clone(), json!([value]))).collect();
    tags.insert("ses:configuration-set".to_owned(), json!([configuration_set]));
    let mut event = json!({
        "eventType": kind,
        "mail": {
            "timestamp": iso_time(mail.at),
            "source": mail.source,
            "messageId": mail.id,
            "destination": mail.to,
            "tags": tags,
        },
    });
    // The details of `DeliveryDelay` are under `deliveryDelay`.
    let (first, rest) = kind.split_at(1);
    event[format!("{}{rest}", first.to_lowercase())] = of.clone();
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_simulators_addresses_bounce_or_complain() {
        let route = EventRoute {
            configuration_set: "set".to_owned(),
            kinds: ["send", "bounce", "complaint", "deliveryDelay"].map(str::to_owned).to_vec(),
            queue_arn: String::new(),
        };
        for (to, expected) in [
            ("maria@acme.example", &["Send"][..]),
            ("bounce@acme.example", &["Send"]),
            ("bounce@simulator.amazonses.com", &["Send", "Bounce Permanent General"]),
            ("bounce+1@simulator.amazonses.com", &["Send", "Bounce Permanent General"]),
            ("suppressionlist@simulator.amazonses.com", &["Send", "Bounce Permanent Suppressed"]),
            ("soft@simulator.amazonses.com", &["Send", "Bounce Transient MailboxFull"]),
            ("ooto@simulator.amazonses.com", &["Send", "Bounce Transient General"]),
            ("complaint@simulator.amazonses.com", &["Send", "Complaint"]),
            ("delay@simulator.amazonses.com", &["Send", "DeliveryDelay"]),
        ] {
            let mail = StoredMail {
                id: "1".to_owned(),
                at: jiff::Timestamp::UNIX_EPOCH,
                source: "a@example.com".to_owned(),
                to: vec![to.to_owned()],
                tags: [("lead".to_owned(), "ld_1".to_owned())].into(),
                events: Vec::new(),
                raw: String::new(),
            };
            let shown = events(&mail, &route).into_iter().map(|event| {
                assert_eq!(event["mail"]["tags"]["lead"], json!(["ld_1"]));
                let kind = event["eventType"].as_str().unwrap().to_owned();
                let bounce = &event["bounce"];
                let of = [&bounce["bounceType"], &bounce["bounceSubType"]];
                of.into_iter().filter_map(Json::as_str).fold(kind, |all, word| format!("{all} {word}"))
            });
            assert_eq!(shown.collect::<Vec<_>>(), expected, "{to}");
        }
    }
}

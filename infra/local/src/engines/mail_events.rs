//! What SES would tell of a mail: sent, then delivered, bounced or complained of.
//!
//! What must stay true: the shapes are AWS's own; only addresses of SES's mailbox simulator do anything but arrive.

use serde_json::{Value as Json, json};

use crate::{inbox::Stored, template::EventRoute};

/// SES's own test addresses (<https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html>), and `soft@`.
const SIMULATOR: &str = "simulator.amazonses.com";

/// The events of a mail that a route takes, in their order.
pub(super) fn events(mail: &Stored, route: &EventRoute) -> Vec<Json> {
    let to = mail.to.first().map_or("", String::as_str);
    let local = to.strip_suffix(SIMULATOR).and_then(|rest| rest.strip_suffix('@'));
    let recipients = json!([{ "emailAddress": to }]);
    let bounce = |kind: &str, sub_kind: &str| {
        ("Bounce", json!({ "bounceType": kind, "bounceSubType": sub_kind, "bouncedRecipients": recipients }))
    };
    let delivered = ("Delivery", json!({ "recipients": [to] }));
    let fate = match local.and_then(|local| local.split('+').next()) {
        Some("bounce") => vec![bounce("Permanent", "General")],
        Some("soft") => vec![bounce("Transient", "MailboxFull")],
        // An automatic reply comes back as a bounce that means nothing.
        Some("ooto") => vec![delivered, bounce("Transient", "General")],
        Some("complaint") => vec![delivered, ("Complaint", json!({ "complainedRecipients": recipients }))],
        _ => vec![delivered],
    };
    let all = std::iter::once(("Send", json!({}))).chain(fate);
    let wanted = all.filter(|(kind, _)| route.kinds.iter().any(|wanted| wanted.eq_ignore_ascii_case(kind)));
    wanted.map(|(kind, of)| event(kind, &of, mail, &route.configuration_set)).collect()
}

/// An event in a line: "Bounce (Transient, `MailboxFull`)".
pub(super) fn told(event: &Json) -> String {
    let kind = event["eventType"].as_str().unwrap_or_default();
    let bounce = &event["bounce"];
    match (bounce["bounceType"].as_str(), bounce["bounceSubType"].as_str()) {
        (Some(of), Some(sub_kind)) => format!("{kind} ({of}, {sub_kind})"),
        _ => kind.to_owned(),
    }
}

fn event(kind: &str, of: &Json, mail: &Stored, configuration_set: &str) -> Json {
    let mut tags: serde_json::Map<String, Json> =
        mail.tags.iter().map(|(name, value)| (name.clone(), json!([value]))).collect();
    tags.insert("ses:configuration-set".to_owned(), json!([configuration_set]));
    let mut event = json!({
        "eventType": kind,
        "mail": {
            "timestamp": format!("{:.3}", mail.at),
            "source": mail.source,
            "messageId": mail.id,
            "destination": mail.to,
            "tags": tags,
        },
    });
    event[kind.to_lowercase()] = of.clone();
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_simulators_addresses_come_back() {
        let route = EventRoute {
            configuration_set: "set".to_owned(),
            kinds: ["send", "bounce", "complaint"].map(str::to_owned).to_vec(),
            queue_arn: String::new(),
        };
        for (to, expected) in [
            ("maria@acme.example", &["Send"][..]),
            ("bounce@acme.example", &["Send"]),
            ("bounce@simulator.amazonses.com", &["Send", "Bounce Permanent"]),
            ("bounce+1@simulator.amazonses.com", &["Send", "Bounce Permanent"]),
            ("soft@simulator.amazonses.com", &["Send", "Bounce Transient"]),
            ("ooto@simulator.amazonses.com", &["Send", "Bounce Transient"]),
            ("complaint@simulator.amazonses.com", &["Send", "Complaint"]),
        ] {
            let mail = Stored {
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
                event["bounce"]["bounceType"].as_str().map_or(kind.clone(), |of| format!("{kind} {of}"))
            });
            assert_eq!(shown.collect::<Vec<_>>(), expected, "{to}");
        }
    }
}

//! What is due, as the queues and the due index name it.

use leadwright_domain::sending::OutboxId;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::webhook::QueuedEvents;
use serde::{Deserialize, Serialize};

/// Something is due: a message of the `send` queue, like `{"lead": "ld_…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// For a lead.
    Lead(LeadId),
    /// A mail of the outbox.
    Outbox(OutboxId),
    /// Events that another program is to be told of: a message of the queue of webhooks.
    Events(DueEvents),
}

/// The name of a row of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueEvents {
    /// The lead that they are about.
    pub lead: LeadId,
    /// The address, by its name in `webhooks.yaml`.
    pub webhook: String,
    /// The version of the lead that was written with them.
    pub seq: u64,
}

impl DueEvents {
    /// The name of a row.
    pub fn of(events: &QueuedEvents) -> Self {
        Self { lead: events.lead.clone(), webhook: events.webhook.clone(), seq: events.seq }
    }
}

/// Begins the name of a mail of the outbox in the index. Lead ids begin with `ld_`.
const OUTBOX: &str = "out_";

/// Begins the name of a row of events.
const EVENTS: &str = "evt_";

impl Due {
    /// Its name in the due index.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Lead(id) => id.to_string(),
            Self::Outbox(id) => format!("{OUTBOX}{id}"),
            Self::Events(DueEvents { lead, webhook, seq }) => format!("{EVENTS}{lead}/{webhook}/{seq}"),
        }
    }

    /// What a name in the due index says.
    pub(crate) fn named(name: &str) -> Option<Self> {
        if let Some(rest) = name.strip_prefix(EVENTS) {
            let (lead, rest) = rest.split_once('/')?;
            let (webhook, seq) = rest.split_once('/')?;
            let (lead, webhook) = (LeadId::parse(lead).ok()?, webhook.to_owned());
            return Some(Self::Events(DueEvents { lead, webhook, seq: seq.parse().ok()? }));
        }
        match name.strip_prefix(OUTBOX) {
            Some(id) => OutboxId::parse(id).ok().map(Self::Outbox),
            None => LeadId::parse(name).ok().map(Self::Lead),
        }
    }
}

impl From<LeadId> for Due {
    fn from(id: LeadId) -> Self {
        Self::Lead(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages that an older version queued are read, and names in the index stay.
    #[test]
    fn messages_and_names_stay_as_they_are() {
        let lead = Due::Lead(LeadId::parse("ld_lamtth6yetyscghyvack4c5mcy").unwrap());
        let outbox = Due::Outbox(OutboxId::parse("brake-1795341600000").unwrap());
        let events = DueEvents {
            lead: LeadId::parse("ld_lamtth6yetyscghyvack4c5mcy").unwrap(),
            webhook: "crm".to_owned(),
            seq: 7,
        };
        for (due, message, name) in [
            (
                Due::Events(events),
                r#"{"events":{"lead":"ld_lamtth6yetyscghyvack4c5mcy","webhook":"crm","seq":7}}"#,
                "evt_ld_lamtth6yetyscghyvack4c5mcy/crm/7",
            ),
            (lead, r#"{"lead":"ld_lamtth6yetyscghyvack4c5mcy"}"#, "ld_lamtth6yetyscghyvack4c5mcy"),
            (outbox, r#"{"outbox":"brake-1795341600000"}"#, "out_brake-1795341600000"),
        ] {
            assert_eq!(serde_json::to_string(&due).unwrap(), message);
            assert_eq!(serde_json::from_str::<Due>(message).unwrap(), due);
            assert_eq!((due.name().as_str(), Due::named(name).as_ref()), (name, Some(&due)));
        }
        for name in [
            "",
            "out_",
            "out_a b",
            "ld_x",
            "brake-1",
            "evt_",
            "evt_ld_x/crm/7",
            "evt_ld_lamtth6yetyscghyvack4c5mcy/crm/x",
        ] {
            assert_eq!(Due::named(name), None, "{name:?}");
        }
    }
}

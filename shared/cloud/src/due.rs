//! What is due, as the queue and the due index name it.

use leadwright_domain::sending::OutboxId;
use leadwright_domain::value::identity::LeadId;
use serde::{Deserialize, Serialize};

/// Something is due: a message of the `send` queue, like `{"lead": "ld_…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// For a lead.
    Lead(LeadId),
    /// A mail of the outbox.
    Outbox(OutboxId),
}

/// Begins the name of a mail of the outbox in the index. Lead ids begin with `ld_`.
const OUTBOX: &str = "out_";

impl Due {
    /// Its name in the due index.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Lead(id) => id.to_string(),
            Self::Outbox(id) => format!("{OUTBOX}{id}"),
        }
    }

    /// What a name in the due index says.
    pub(crate) fn named(name: &str) -> Option<Self> {
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
        for (due, message, name) in [
            (lead, r#"{"lead":"ld_lamtth6yetyscghyvack4c5mcy"}"#, "ld_lamtth6yetyscghyvack4c5mcy"),
            (outbox, r#"{"outbox":"brake-1795341600000"}"#, "out_brake-1795341600000"),
        ] {
            assert_eq!(serde_json::to_string(&due).unwrap(), message);
            assert_eq!(serde_json::from_str::<Due>(message).unwrap(), due);
            assert_eq!((due.name().as_str(), Due::named(name).as_ref()), (name, Some(&due)));
        }
        for name in ["", "out_", "out_a b", "ld_x", "brake-1"] {
            assert_eq!(Due::named(name), None, "{name:?}");
        }
    }
}

//! What undoing an activity did: which parts of the lead it put back, and what had left by then.
//!
//! What must stay true: it is decided once and recorded, so that a replay puts back the same, whatever happened to be
//! stored or configured by then.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::activity::mail::{Mailing, StepRef};

/// What undoing an activity did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Undoing {
    /// Fields of the stored lead, with the value that they have again; null for none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Value>,
    /// Entries of those fields that have many: field → entry → value; null for none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub entries: BTreeMap<String, BTreeMap<String, Value>>,
    /// What the activity had caused and can't be called back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Departed>,
}

/// Something that left the system, or is just leaving it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Departed {
    /// A mail.
    Mail(Mailing),
    /// A call of another program, by a step of a sequence.
    Webhook(StepRef),
}

//! Who gets a lead: `routing.yaml`.

use serde::{Deserialize, Serialize};

/// `routing.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {}

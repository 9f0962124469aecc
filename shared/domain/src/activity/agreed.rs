//! What a post says of consent beyond the version of the wording about marketing mail.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::value::network::NetworkBlock;
use crate::value::purpose::Purpose;

/// What a post agreed to, and what proves it. Empty for a form that has one box, about mail, without double opt-in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Agreed {
    /// The ticked boxes besides that of mail: purpose → version of the wording.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub purposes: BTreeMap<Purpose, String>,
    /// The short hash of the words beside every ticked box. It tells which of two wordings was shown that a company gave
    /// the same version.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<Purpose, String>,
    /// The form asks for double opt-in: the consent to mail counts once it is confirmed from the address.
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    pub double_opt_in: bool,
    /// From which network it was posted: kept where the consent is to be confirmed, as long as the consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkBlock>,
}

impl Agreed {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

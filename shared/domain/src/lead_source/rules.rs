//! The files `sources/NAME.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::form::UnknownFields;
use crate::lead_source::mapped::Mapped;
use crate::lead_source::path::JsonPath;
use crate::lead_source::proof::Proof;
use crate::value::purpose::Purpose;

/// A source: a tool whose posts become leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadSource {
    /// The form whose rules its leads pass, as if they had filled it in.
    pub form: String,
    /// How its posts prove themselves.
    pub key: Proof,
    /// The name of the secret that a GET must show before the tool begins to post (Meta's `hub.verify_token`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handshake: Option<String>,
    /// Where the leads stand in a post, if it may hold several: a path with `*`. All other paths begin at a lead then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<JsonPath>,
    /// What is no lead, though the tool posts it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<IgnoreRule>,
    /// Where a post holds only the id of a lead: where its fields are asked for. The paths below are of what is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetch: Option<Fetch>,
    /// The tool's own id of the lead: however often it posts it, it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Mapped>,
    /// When the person asked; the time of the post, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Mapped>,
    /// The source of its leads in reports; that of the form, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// An address or a telephone number is enough, though the form requires one of them.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub email_or_phone: bool,
    /// Field of the form → what it is read from. Besides them, campaign parameters (`utm_…`) and ids of clicks (`gclid`, …).
    pub fields: BTreeMap<String, Mapped>,
    /// What is a consent, by purpose. The words are those of the form's box for that purpose.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub consent: BTreeMap<Purpose, ConsentRule>,
    /// What becomes of what no path reads.
    #[serde(default, skip_serializing_if = "UnknownFields::are_ignored")]
    pub unknown: UnknownFields,
    /// The list in which the tool posts what it asked people. Without it, what is unknown are the single values of the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others: Option<Others>,
}

/// Posts that are answered as taken, and are no leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IgnoreRule {
    /// The value that says so.
    pub at: JsonPath,
    /// It is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<String>,
    /// It is none of these, or missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is_not: Vec<String>,
    /// What it is, as in "a test".
    pub why: String,
}

/// What is a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRule {
    /// The value that says so.
    pub at: Mapped,
    /// It is exactly one of these.
    pub yes: Vec<String>,
}

/// Where the fields of a lead are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fetch {
    /// The address of the API, to which `/` and the id are added: Meta's Graph, with its version.
    pub api: String,
    /// The name of the token that it is asked with.
    pub secret: String,
    /// The name of the app's secret among the tokens, if calls are to show that they are the app's (Meta's
    /// `appsecret_proof`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_secret: Option<String>,
    /// Where the id stands in the post.
    pub id: JsonPath,
    /// The fields that are asked for, by the API's names.
    pub fields: Vec<String>,
}

/// A list of questions and answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Others {
    /// Its items: a path with `*`.
    pub each: JsonPath,
    /// The question, seen from an item.
    pub name: Mapped,
    /// The answer, seen from an item.
    pub value: Mapped,
}

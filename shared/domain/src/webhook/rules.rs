//! The file `webhooks.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The file `webhooks.yaml`: name → address.
pub type Webhooks = BTreeMap<String, Webhook>;

/// Something that happens to a lead, which other programs may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The lead is new.
    Created,
    /// It stands in another stage of the funnel.
    StageChanged,
    /// It has another owner.
    Assigned,
    /// It is hot, and was not before.
    Hot,
    /// It became a customer.
    Converted,
    /// It wants no more marketing mail.
    Unsubscribed,
}

impl EventKind {
    /// Every kind, in the order in which one activity causes them.
    pub const ALL: [Self; 6] =
        [Self::Created, Self::StageChanged, Self::Assigned, Self::Hot, Self::Converted, Self::Unsubscribed];

    /// Its name in `webhooks.yaml`, in ids and in what is sent.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::StageChanged => "stage_changed",
            Self::Assigned => "assigned",
            Self::Hot => "hot",
            Self::Converted => "converted",
            Self::Unsubscribed => "unsubscribed",
        }
    }
}

/// The shape of what an address is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipe {
    /// Our own JSON.
    #[default]
    Standard,
    /// A message in a channel of Slack.
    Slack,
    /// A message in a channel of Microsoft Teams.
    Teams,
    /// A contact of `HubSpot`, made or changed.
    Hubspot,
    /// A lead of Salesforce, by its Web-to-Lead.
    Salesforce,
}

impl Recipe {
    /// Its fields are those of `map` and `fixed`.
    pub(crate) fn has_map(self) -> bool {
        matches!(self, Self::Hubspot | Self::Salesforce)
    }
}

/// What `map` may name besides fields of leads.
pub const LEAD_VALUES: [&str; 8] = ["id", "stage", "temperature", "score", "owner", "owner_email", "source", "event"];

/// An address that is told of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Where; none if the address itself is a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The name of the secret that is the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_secret: Option<String>,
    /// The events that it is told of.
    pub events: Vec<EventKind>,
    /// The shape of what it is told.
    #[serde(default)]
    pub recipe: Recipe,
    /// The fields of the lead that our own JSON has.
    #[serde(default = "fields")]
    pub fields: Vec<String>,
    /// The name of the secret that signs; the address's own name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The name of the secret that is shown in the header `Authorization`, behind `Bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Their field → a field of leads, or one of [`LEAD_VALUES`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
    /// Their field → a text that is always the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fixed: BTreeMap<String, String>,
    /// The port of the address, where it is another one than 443.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_port: Option<u16>,
}

fn fields() -> Vec<String> {
    ["name", "email", "company", "phone"].map(str::to_owned).into()
}

impl Webhook {
    /// The name of the secret that signs.
    pub fn secret_name<'a>(&'a self, name: &'a str) -> &'a str {
        self.secret.as_deref().unwrap_or(name)
    }

    /// It is not sent without a signature: whoever gets our own JSON checks it.
    pub fn needs_signature(&self) -> bool {
        self.recipe == Recipe::Standard
    }

    /// The names of the secrets without which nothing is sent.
    pub fn needed_secrets<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let signature = self.needs_signature().then(|| self.secret_name(name));
        [self.url_secret.as_deref(), self.token.as_deref(), signature].into_iter().flatten()
    }

    /// Why the address may not be called, if it may not: it goes over TLS to the port that it is allowed.
    pub fn refused_port(&self, url: &str) -> Option<String> {
        let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "443"));
        // This machine, which only the local runner calls.
        if ["127.0.0.1", "localhost"].contains(&host) {
            return None;
        }
        let allowed = self.allow_port.unwrap_or(443);
        (port.parse() != Ok(allowed)).then(|| format!("its port is {port}, and {allowed} is allowed"))
    }
}

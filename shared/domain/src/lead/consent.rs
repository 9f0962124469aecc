//! Whether mail may go to a lead: consent, unsubscribing, suppression, preferences.
//!
//! What must stay true: every order of the same activities gives the same answer, and an address that ended its mail
//! gets none until it consents anew. An address changed on a lead has its own suppressions.

use serde::{Deserialize, Deserializer, Serialize};

use crate::activity::id::ActivityId;
use crate::activity::mail::Preferences;

/// A consent to marketing mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The activity that gave it.
    pub activity: ActivityId,
    /// The version of the wording that was agreed to.
    pub wording: String,
}

/// An end to all mail to an address of the lead's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Suppression {
    /// The activity that said so.
    pub activity: ActivityId,
    /// Why, in a reader's words.
    pub why: String,
    /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address; none for whichever the lead has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

impl Suppression {
    /// Why mail to an address ends after a hard bounce, in a reader's words.
    pub const BOUNCED: &'static str = "The address does not take mail";
    /// Why mail to an address ends after a spam complaint, in a reader's words.
    pub const COMPLAINED: &'static str = "They called our mail spam";
}

/// Leads that were written before addresses were told apart have one at most.
pub(crate) fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Suppression>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        One(Suppression),
        More(Vec<Suppression>),
    }
    Ok(match Stored::deserialize(deserializer)? {
        Stored::One(one) => vec![one],
        Stored::More(more) => more,
    })
}

/// A soft bounce, or a delivery after one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SoftBounce {
    /// The activity.
    pub activity: ActivityId,
    /// A mail arrived: the soft bounces before it no longer count.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub delivered: bool,
    /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address; none for whichever the lead has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// Which marketing mail a lead wants, and the activity that said so: of two, the later counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferenceChoice {
    /// The activity.
    pub activity: ActivityId,
    /// What it said.
    #[serde(flatten)]
    pub preferences: Preferences,
}

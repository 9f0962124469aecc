//! What an activity says, of the kinds that say more than a word or two.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::activity::agreed::Agreed;
use crate::activity::delivered::Delivered;
use crate::activity::touch::SiteTouches;
use crate::value::hash::content_hash;
use crate::value::identity::LeadId;
use crate::value::question::Question;
use crate::value::stage::Stage;

/// A form as it was sent. Its fields passed the form's definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The form's name.
    pub form: String,
    /// Where its leads come from, by the form's definition.
    pub source: String,
    /// Field → what the visitor entered; empty ones are left out.
    pub fields: BTreeMap<String, String>,
    /// Names of the fields whose value could not be read as what the form asks for: they are kept as they were typed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unrecognised: BTreeSet<String>,
    /// The words the visitor wrote to us, from the form's message field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The version of the consent wording the visitor agreed to; none if the box stayed empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// What else it agreed to, and what proves the consent.
    #[serde(default, skip_serializing_if = "Agreed::is_empty")]
    pub agreed: Agreed,
    /// The campaign that brought the visitor (`utm_campaign`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The page the form stood on (`Referer`, without its query).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// A supplier delivered it by the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Delivered>,
    /// Posted fields that the form does not ask for, of a form that keeps them: name → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unknown: BTreeMap<String, String>,
    /// How the visitor came to the site.
    #[serde(default, skip_serializing_if = "SiteTouches::is_empty")]
    pub touches: SiteTouches,
}

impl Submission {
    /// Equal for posts of the same form with the same content.
    pub fn content_hash(&self) -> String {
        let mut texts =
            vec![self.form.as_str(), self.consent.as_deref().unwrap_or(""), self.message.as_deref().unwrap_or("")];
        let fields = self.fields.iter().chain(&self.unknown);
        texts.extend(fields.flat_map(|(name, value)| [name.as_str(), value.as_str()]));
        // Only where there is one: hashes that are stored stay.
        texts.extend(self.agreed.purposes.iter().flat_map(|(purpose, version)| [purpose.field(), version.as_str()]));
        content_hash(&texts)
    }
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the list of its own")]
pub struct Imported {
    /// Where the lead came from.
    pub source: String,
    /// Field → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Names of the fields whose value could not be read as what the form asks for: they are kept as they were typed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unrecognised: BTreeSet<String>,
    /// The campaign it is attributed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The list says that this person agreed to mail.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub consent: bool,
    /// The list says that this person agreed to be called with offers.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub consent_phone: bool,
    /// Anything else that the list says of this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A row of the past: it starts no mail, no hand-off, no sequence.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub history: bool,
    /// Somebody's tip: they say that this person needs what we sell. Whether the person wants it, nobody knows: a suspect.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub tip: bool,
    /// Who gave the tip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referred_by: Option<String>,
    /// The lead that gave the tip, where what is said of them names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<LeadId>,
    /// Who took the tip down, where a program or a command did: then the row itself answers that there is a need. A page
    /// records the answer apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// A supplier delivered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Delivered>,
    /// How the person agreed to mail, by what the supplier says: without it a bought row brings no consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_in: Option<String>,
    /// The import that brought it: who undoes the import takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<String>,
}

/// Something the lead did. Which of the three is given depends on the kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Interaction {
    /// What, in the company's words: "invited a colleague", "Hannover fair".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The page's address, without its query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Anything else worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The lead's own browser told it, by the token that it has since its person agreed: it counts as long as they agree.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub by_browser: bool,
}

/// What was looked up of a lead. What a person said counts more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Enrichment {
    /// Where it is from, like `https://www.acme.example/`, → name → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, BTreeMap<String, String>>,
    /// Fields of the lead, for where nobody said them: field → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

impl Enrichment {
    /// Nothing was found.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.fields.is_empty()
    }
}

/// A salesperson and the lead spoke, or tried to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The salesperson's id, or who logged it.
    pub by: String,
    /// They spoke. A call that nobody answered is kept, and is no contact.
    #[serde(default = "crate::value::stored::yes", skip_serializing_if = "crate::value::stored::is_true")]
    pub reached: bool,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A move in the funnel, by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// To where.
    pub to: Stage,
    /// One of the stage's reasons in `funnel.yaml`; needed where the stage has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// For a recycled lead: when to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_on: Option<Date>,
    /// Who says so.
    pub by: String,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What qualifies a lead, or does not. What is not said is unknown, and unknown is not no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Question → yes or no.
    pub answers: BTreeMap<Question, bool>,
    /// How it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Who says so.
    pub by: String,
}

//! The configuration: all rules of a company, from the files in `infra/config`, as one whole.
//!
//! It is data: the rooms above take the part they use, and mistakes are found by [`check`](crate::check), once, before
//! deployment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::{Agreed, SiteTouches, Submission, supplier_of};
use crate::call_lists::CallLists;
use crate::campaign::Campaigns;
use crate::company::{Company, Person, Team};
use crate::form::{ConsentBox, Field, FieldKind, Form, LANGUAGE, PROFILE_FIELDS, Wording};
use crate::funnel::criteria::{Criterion, Funnel};
use crate::lead_source::LeadSource;
use crate::referral::REFERRED_BY;
use crate::report::rules::Report;
use crate::routing::availability::People;
use crate::routing::choose::Distribution;
use crate::routing::rules::Routing;
use crate::scoring::model::Model;
use crate::sending::parts::SendingRules;
use crate::sending::rules::Sending;
use crate::sequence::rules::Sequence;
use crate::supply::rules::ORDER_ID;
use crate::supply::{Delivery, Suppliers};
use crate::suspicion::SpamRules;
use crate::value::hash::content_hash;
use crate::value::identity::EmailAddress;
use crate::value::network::NetworkBlock;
use crate::value::purpose::Purpose;
use crate::webhook::Webhooks;
use crate::words::{Catalogues, STAFF, VISITOR, Words};

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// A hash of everything: two deployments with the same version behave the same.
    #[serde(default)]
    pub version: String,
    /// A hash of `scoring.yaml`, stored with every activity, so that a replay scores by the same rules.
    #[serde(default)]
    pub model_hash: String,
    /// The file `company.yaml`.
    pub company: Company,
    /// The file `team.yaml`.
    pub team: Team,
    /// The file `scoring.yaml`.
    pub scoring: Model,
    /// The file `funnel.yaml`.
    pub funnel: Funnel,
    /// The file `routing.yaml`.
    pub routing: Routing,
    /// The file `segments.yaml`: name → criterion for membership.
    pub segments: BTreeMap<String, Criterion>,
    /// The file `sending.yaml`.
    pub sending: Sending,
    /// The file `reports.yaml`: name → report.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reports: BTreeMap<String, Report>,
    /// The file `campaigns.yaml`; empty if there is none.
    #[serde(default)]
    pub campaigns: Campaigns,
    /// The file `suppliers.yaml`; empty if there is none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub suppliers: Suppliers,
    /// The file `call_lists.yaml`; empty if there is none.
    #[serde(default, skip_serializing_if = "CallLists::is_empty")]
    pub call_lists: CallLists,
    /// The file `spam.yaml`; the defaults if there is none.
    #[serde(default, skip_serializing_if = "SpamRules::is_default")]
    pub spam: SpamRules,
    /// The file `webhooks.yaml`: name → address; empty if there is none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub webhooks: Webhooks,
    /// The files `forms/NAME.yaml`, by name.
    pub forms: BTreeMap<String, Form>,
    /// The files `sources/NAME.yaml`, by name; empty if there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, LeadSource>,
    /// The files `sequences/NAME.yaml`, by name.
    pub sequences: BTreeMap<String, Sequence>,
    /// The files `emails/NAME.md` by name, unchanged.
    pub emails: BTreeMap<String, String>,
    /// The files `words/LANGUAGE.ftl`; empty if there are none.
    #[serde(default, skip_serializing_if = "Catalogues::is_empty")]
    pub words: Catalogues,
}

impl Config {
    /// Computes the hashes of a configuration that was put together from its parts.
    #[must_use]
    pub fn hashed(mut self) -> Self {
        self.model_hash = content_hash(&[&json(&self.scoring)]);
        self.version = String::new();
        self.version = content_hash(&[&json(&self)]);
        self
    }

    /// What was posted, with what proves its consents: which words were shown, and from which network they were agreed to
    /// where the consent is to be confirmed.
    #[must_use]
    pub fn proven(&self, mut sent: Submission, network: Option<NetworkBlock>) -> Submission {
        if let Some(form) = self.forms.get(&sent.form) {
            sent.agreed.texts = form.texts_of(sent.consent.as_ref(), &sent.agreed, &self.company);
            sent.agreed.network = network.filter(|_| sent.agreed.double_opt_in);
        }
        sent
    }

    /// The words beside the boxes of a form that a submission ticked, if the form still has them.
    pub fn wordings_agreed_to(&self, sent: &Submission) -> Vec<Wording> {
        let Some(form) = self.forms.get(&sent.form) else { return Vec::new() };
        let is_given = |one: &&ConsentBox| match one.purpose {
            Purpose::Mail => sent.consent.as_ref() == Some(&one.version),
            other => sent.agreed.purposes.get(&other) == Some(&one.version),
        };
        let shown = form.boxes().filter(is_given).map(|one| one.shown(&self.company));
        // Where the hash is kept, other words under the same version were not what was agreed to.
        let is_same = |shown: &Wording| sent.agreed.texts.get(&shown.purpose).is_none_or(|hash| *hash == shown.hash());
        shown.filter(is_same).collect()
    }

    /// A mail to the company, as a post of its mailbox's form: by whom, and what they wrote. It agrees to nothing. None if
    /// the company has no mailbox.
    pub fn mailed(&self, from: &EmailAddress, name: Option<&str>, message: String) -> Option<Submission> {
        let (form, rules) = self.forms.get_key_value(&self.company.mailbox.as_ref()?.form)?;
        let fields = [("email", Some(from.as_str())), ("name", name), (LANGUAGE, rules.language.as_deref())];
        let fields = fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?.to_owned())));
        Some(Submission {
            form: form.clone(),
            source: rules.source.clone(),
            fields: fields.collect(),
            unrecognised: BTreeSet::new(),
            message: Some(message).filter(|message| !message.is_empty()),
            consent: None,
            agreed: Agreed::default(),
            campaign: None,
            page: None,
            delivered: None,
            unknown: BTreeMap::new(),
            touches: SiteTouches::default(),
        })
    }

    /// What was posted is a row of a supplier's, if the form is one by which a supplier delivers: its number of the order
    /// becomes the row's, and is no field of the person.
    #[must_use]
    pub fn delivered(&self, mut sent: Submission, now: Timestamp) -> Submission {
        let name = self.forms.get(&sent.form).and_then(|form| form.supplier.as_ref());
        let Some((name, supplier)) = name.and_then(|name| self.suppliers.get_key_value(name)) else { return sent };
        let order = sent.fields.remove(ORDER_ID).unwrap_or_default();
        sent.delivered = Some(supplier.ordered_row(name, &order, now, &self.company.timezone.time_zone()));
        sent.campaign = sent.campaign.or_else(|| Some(supplier.campaign(name, &sent.source, &self.campaigns)));
        sent
    }

    /// The delivery of that name, as counters have it, if it is one of leads that came one by one by a supplier's form.
    pub fn one_by_one(&self, key: &str) -> Option<Delivery> {
        let form = self.forms.values().find(|form| form.supplier.as_deref() == Some(supplier_of(key)));
        let source = form.map_or("form", |form| &form.source);
        Delivery::one_by_one(key, &self.suppliers, &self.campaigns, self.company.currency, source)
    }

    /// The words for one of our people: in their language, else in the company's.
    pub fn words_for<'a>(&'a self, person: &'a Person) -> Words<'a> {
        self.staff_words(person.language.as_deref())
    }

    /// The words for one of our people of whom only the wanted languages are known, the most wanted first; else in the
    /// company's.
    pub fn staff_words<'a>(&'a self, wanted: impl IntoIterator<Item = &'a str>) -> Words<'a> {
        let wanted: Vec<&str> = wanted.into_iter().chain([self.company.language.as_str()]).collect();
        self.words.of(&STAFF, &wanted)
    }

    /// Leads are asked who referred them, or have personal links.
    pub fn asks_for_referrals(&self) -> bool {
        self.company.referrals.is_some() || self.forms.values().any(|form| form.asks_for(REFERRED_BY))
    }

    /// The words for a visitor who wants one of these languages, the most wanted first; else in the company's.
    pub fn visitor_words<'a>(&'a self, wanted: impl IntoIterator<Item = &'a str>) -> Words<'a> {
        let wanted: Vec<&str> = wanted.into_iter().chain([self.company.language.as_str()]).collect();
        self.words.of(&VISITOR, &wanted)
    }

    /// The names of all fields of all forms.
    pub(crate) fn field_names(&self) -> Vec<&str> {
        self.forms.values().flat_map(|form| form.asked().map(|field| field.name.as_str())).collect()
    }

    /// The words of a form's consent box, if they are still those of that version.
    pub fn wording_of(&self, form: &str, version: &str) -> Option<&str> {
        let consent = self.forms.get(form)?.consent.as_ref();
        consent.filter(|consent| consent.version == version).map(|consent| consent.wording.as_str())
    }

    /// The field of a lead of that name, which may be left empty: by the forms, else by what its name says. None if no
    /// lead has such a field.
    pub fn field(&self, name: &str) -> Option<Field> {
        let defined = self.forms.values().flat_map(Form::asked);
        let defined = defined.filter(|field| field.kind.is_of_person()).find(|field| field.name == name);
        if let Some(field) = defined {
            return Some(Field { required: false, ..field.clone() });
        }
        let kind = match name {
            "email" => FieldKind::Email,
            "phone" => FieldKind::Phone,
            "country" => FieldKind::Country,
            "employees" => FieldKind::Number,
            _ => FieldKind::Text,
        };
        PROFILE_FIELDS.contains(&name).then(|| Field::new(name, name, kind))
    }

    /// The parts that decide whether a mail may be sent.
    pub fn sending_rules(&self) -> SendingRules<'_> {
        SendingRules { sending: &self.sending, sequences: &self.sequences, team: &self.team, company: &self.company }
    }

    /// Everything that decides who gets leads at `now`; `people` are the people's rows.
    pub fn distribution<'a>(&'a self, people: &'a People, now: Timestamp) -> Distribution<'a> {
        Distribution { routing: &self.routing, team: &self.team, people, now }
    }
}

fn json(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("plain structs with text keys")
}

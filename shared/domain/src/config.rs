//! What a company edits in `infra/config`, as one checked whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::content_hash;
use crate::brake;
use crate::company::{Company, Team};
use crate::condition::{ATTRIBUTES, RATINGS};
use crate::form::{CONSENT, FieldKind, Form};
use crate::funnel::{Criterion, Funnel};
use crate::mail;
use crate::routing::Routing;
use crate::scoring::Model;
use crate::segment;
use crate::sending::Sending;
use crate::sequence::{self, Sequence};

/// The mail to a salesperson who gets a lead.
pub const HAND_OFF_MAIL: &str = "hand-off";

/// The mail to the manager about a lead that nobody accepted in its time.
pub const ESCALATION_MAIL: &str = "escalation";

/// The mail to the owner of a lead whose date to try again has come.
pub const REMINDER_MAIL: &str = "reminder";

/// The mail to a lead's owner, else the manager, whom a sequence asks to call.
pub const CALL_MAIL: &str = "call";

/// The mails to salespeople and their manager.
pub(crate) const SELLER_MAILS: [&str; 4] = [HAND_OFF_MAIL, ESCALATION_MAIL, REMINDER_MAIL, CALL_MAIL];

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// A hash of all of it: two deployments with the same one behave the same.
    #[serde(default)]
    pub version: String,
    /// A hash of `scoring.yaml`: stored with every activity, so that a replay scores with the same rules.
    #[serde(default)]
    pub model_hash: String,
    /// `company.yaml`.
    pub company: Company,
    /// `team.yaml`.
    pub team: Team,
    /// `scoring.yaml`.
    pub scoring: Model,
    /// `funnel.yaml`.
    pub funnel: Funnel,
    /// `routing.yaml`.
    pub routing: Routing,
    /// `segments.yaml`: name → who is in it.
    pub segments: BTreeMap<String, Criterion>,
    /// `sending.yaml`.
    pub sending: Sending,
    /// `forms/NAME.yaml`.
    pub forms: BTreeMap<String, Form>,
    /// `sequences/NAME.yaml`.
    pub sequences: BTreeMap<String, Sequence>,
    /// `emails/NAME.md`, as written.
    pub emails: BTreeMap<String, String>,
}

/// A mistake in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, below `infra/config`.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// A text that stands on the line, where its number is not known.
    pub near: String,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl Config {
    /// Gives the parts, put together, their hashes.
    #[must_use]
    pub fn hashed(mut self) -> Self {
        self.model_hash = content_hash(&[&json(&self.scoring)]);
        self.version = String::new();
        self.version = content_hash(&[&json(&self)]);
        self
    }

    /// The names of all fields of all forms.
    pub(crate) fn field_names(&self) -> Vec<&str> {
        self.forms.values().flat_map(|form| form.fields.iter().map(|field| field.name.as_str())).collect()
    }

    /// Every mistake that no single file shows.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        self.check_names(&mut problems);
        self.check_company(&mut problems);
        self.check_forms(&mut problems);
        self.scoring.check(self, &mut problems);
        self.funnel.check(self, &mut problems);
        self.team.check(self, &mut problems);
        self.routing.check(self, &mut problems);
        segment::check(self, &mut problems);
        sequence::check::check(self, &mut problems);
        self.sending.check(&mut problems);
        brake::check(&self.sending.brake, &self.sending.soft_bounces, &mut problems);
        self.check_emails(&mut problems);
        problems.0
    }

    fn check_names(&self, problems: &mut Problems) {
        let forms = self.forms.keys().map(|name| (format!("forms/{name}.yaml"), name));
        let sequences = self.sequences.keys().map(|name| (format!("sequences/{name}.yaml"), name));
        for (file, name) in forms.chain(sequences) {
            if !is_name(name) {
                problems.add(
                    &file,
                    "",
                    "the file's name may have lower-case letters, digits and dashes only, at most 40",
                );
            }
        }
    }

    fn check_company(&self, problems: &mut Problems) {
        if !is_web_address(&self.company.website) {
            problems.add("company.yaml", "website", "`website` is a whole address, like https://www.example.com");
        }
    }

    fn check_forms(&self, problems: &mut Problems) {
        for (name, form) in &self.forms {
            let file = format!("forms/{name}.yaml");
            if form.fields.iter().all(|field| field.kind != FieldKind::Email || !field.required) {
                problems.add(
                    &file,
                    "fields",
                    "a form needs a field with `type: email` and `required: true`: the address is who the lead is",
                );
            }
            for (at, field) in form.fields.iter().enumerate() {
                let is_taken = ATTRIBUTES.iter().chain(&RATINGS).any(|name| *name == field.name);
                if is_taken || !is_field_name(&field.name) {
                    problems.add(&file, &field.name, "a field's name may have lower-case letters, digits and _ only, at most 40, and not be `consent`, begin with `utm_`, or be what conditions know besides: source, campaign, form, score, grade, temperature");
                }
                if form.fields[..at].iter().any(|other| other.name == field.name) {
                    problems.add(&file, &field.name, &format!("the field `{}` is there twice", field.name));
                }
                if (field.kind == FieldKind::Email) != (field.name == "email") {
                    problems.add(&file, &field.name, "the field with `type: email` is named `email`, and no other");
                }
                if (field.kind == FieldKind::Phone) != (field.name == "phone") {
                    problems.add(&file, &field.name, "the field with `type: phone` is named `phone`, and no other");
                }
            }
            for field in &form.fields {
                if (field.kind == FieldKind::Choice) == field.options.is_empty() {
                    problems.add(&file, &field.name, "a field with `type: choice` has `options: [{value: now, label: Right away}]`, and no other has");
                }
                if let Some(option) = field.options.iter().find(|option| !is_name(&option.value)) {
                    problems.add(
                        &file,
                        &option.value,
                        "an option's `value` has lower-case letters, digits and dashes only, at most 40",
                    );
                }
            }
            if form.fields.iter().filter(|field| field.kind == FieldKind::Message).count() > 1 {
                problems.add(&file, "message", "a form has one field with `type: message` at the most");
            }
            if let Some(url) = form.thank_you.as_deref().filter(|url| !is_web_address(url)) {
                problems.add(&file, url, "`thank_you` is a whole address, like https://www.example.com/thanks; leave it out for a page of ours");
            }
            if let Some(language) = form.language.as_deref().filter(|language| !mail::is_language(language)) {
                problems.add(&file, language, "`language` is two lower-case letters, as in `en` or `pt`");
            }
            if let Some(mail) = &form.acknowledge {
                self.check_mail_to_lead(mail, &file, mail, problems);
            }
        }
    }

    /// A mail that leads get is there, and is none of those that tell salespeople about a lead.
    pub(crate) fn check_mail_to_lead(&self, mail: &str, file: &str, near: &str, problems: &mut Problems) {
        if SELLER_MAILS.contains(&mail) {
            let message = format!(
                "the mail `{mail}` is for salespeople, and tells what they alone may know: write one for leads in emails/ and name it here"
            );
            problems.add(file, near, &message);
        } else if mail == mail::FOOTER || mail != mail::base_of(mail) {
            let message = format!(
                "`{mail}` is no mail by itself: name one without its language, as in `{}`; what stands under mails is in footer.md",
                if mail == mail::FOOTER { "welcome" } else { mail::base_of(mail) }
            );
            problems.add(file, near, &message);
        } else if !self.emails.contains_key(mail) {
            problems.add(file, near, &no_mail(mail));
        }
    }

    fn check_emails(&self, problems: &mut Problems) {
        // Who gets a mail of the samples stands in the team: without it every mail would seem to be wrong.
        let is_team_right = problems.0.iter().all(|problem| problem.file != "team.yaml");
        for name in SELLER_MAILS {
            if !self.emails.contains_key(name) {
                problems.add("team.yaml", "people", &no_mail(name));
            }
        }
        if is_team_right {
            problems.0.extend(mail::check_files(self));
        }
    }
}

fn json(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("plain structs with text keys")
}

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    /// A mistake in a file, on the line where `near` stands.
    pub(crate) fn add(&mut self, file: &str, near: &str, message: &str) {
        self.0.push(Problem { file: file.to_owned(), line: None, near: near.to_owned(), message: message.to_owned() });
    }
}

pub(crate) fn no_mail(name: &str) -> String {
    format!("there is no mail `{name}`: write it in emails/{name}.md")
}

pub(crate) fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    names.sort();
    names.dedup();
    names.join(", ")
}

/// Names that become part of send ids and addresses.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Names of fields, of forms as of imports.
pub fn is_field_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name != CONSENT
        && !name.starts_with("utm_")
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

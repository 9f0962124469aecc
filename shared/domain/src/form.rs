//! A form's definition, and what passes it.

pub(crate) mod posted;
pub(crate) mod wording;
pub(crate) mod consent;
pub(crate) mod kind;

pub use consent::{ConsentAnswer, ConsentBox, OtherThanks, PostedConsent};
pub use kind::{ChoiceOption, FieldControl, FieldKind, exact};
pub use posted::{NotText, Posted};
pub use wording::{KeptWording, Wording};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::activity::agreed::Agreed;
use crate::activity::kinds::Submission;
use crate::company::Company;
use crate::value::purpose::Purpose;
use crate::value::text::{CAMPAIGN_LIMIT, one_line, visible};
use crate::words::Words;

/// Fields that mails may name whether or not a form asks for them.
pub const PROFILE_FIELDS: [&str; 8] =
    ["email", "name", "company", "title", "phone", "country", "employees", "language"];

/// One form, as `forms/NAME.yaml` defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The heading of the hosted form.
    pub title: String,
    /// A sentence under the heading.
    #[serde(default)]
    pub intro: Option<String>,
    /// The button's words.
    #[serde(default = "send")]
    pub button: String,
    /// What the sender does, for the seller's mail: "wants a demo".
    pub wants: String,
    /// Where its leads come from, one of design.md's sources: `form`, `download`, …
    #[serde(default = "form")]
    pub source: String,
    /// The sender asks for a salesperson: the lead becomes an SQL and is handed off at once.
    #[serde(default)]
    pub hand_off: bool,
    /// The mail that thanks the visitor.
    #[serde(default)]
    pub acknowledge: Option<String>,
    /// Where a browser goes afterwards; without it, to a plain page of ours.
    #[serde(default)]
    pub thank_you: Option<String>,
    /// The words of that plain page.
    #[serde(default = "thank_you")]
    pub thanks: String,
    /// What follows instead if the consent box was left empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_consent: Option<OtherThanks>,
    /// What follows instead if the address is to confirm the consent first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_confirm: Option<OtherThanks>,
    /// The language of the page that the form stands on, as two letters: its leads read it. Kept in their field
    /// `language`, unless the form asks for that itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The supplier of `suppliers.yaml` whose leads come by this form, one by one: each has the supplier's own number in its
    /// field `order_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// What the consent box says. Without it the form has none, and its leads get no marketing mail.
    #[serde(default)]
    pub consent: Option<ConsentBox>,
    /// Boxes for other purposes than mail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentBox>,
    /// The fields, in their order.
    pub fields: Vec<Field>,
}

fn send() -> String {
    "Send".to_owned()
}

fn form() -> String {
    "form".to_owned()
}

fn thank_you() -> String {
    "Thank you.".to_owned()
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in the post and on the lead.
    pub name: String,
    /// What the visitor reads.
    pub label: String,
    /// What may be entered.
    #[serde(rename = "type", default)]
    pub kind: FieldKind,
    /// An empty one is refused.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen, for `type: choice`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ChoiceOption>,
}

/// What a browser is shown after a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thanks<'a> {
    /// A page of the company's.
    Page(&'a str),
    /// The plain page of ours, with these words.
    Words(&'a str),
}

/// A field that was not accepted, in words for the visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// What to do, as in "Please enter an e-mail address like maria@example.com."
    pub message: String,
}

impl FieldError {
    /// What is wrong with the field of that name.
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}

/// A value as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What was entered, as its type has it; else as it was typed.
    pub value: String,
    /// It could be read as its type.
    pub is_recognised: bool,
}

/// The name of the consent box in a post.
pub const CONSENT: &str = "consent";

/// The field of a lead that says which language it reads.
pub const LANGUAGE: &str = "language";

/// The field that says how the person agreed to mail, of a form by which a supplier delivers.
pub const OPT_IN: &str = "opt_in";

/// The posted pair that names the campaign.
const CAMPAIGN: &str = "utm_campaign";

impl Form {
    /// What was posted, if it passes; unknown pairs are left out. `page` is where the form stood; `words` are the visitor's.
    ///
    /// # Errors
    /// Every field that does not pass, in the form's order.
    ///
    /// # Examples
    /// ```
    /// use leadwright_domain::form::Form;
    /// use leadwright_domain::words::Words;
    /// use serde_json::json;
    ///
    /// let form: Form = serde_json::from_value(json!({
    ///     "title": "Ask for a demo", "button": "Send", "wants": "wants a demo", "source": "form", "thanks": "Thanks.",
    ///     "fields": [
    ///         {"name": "email", "label": "E-mail", "type": "email", "required": true},
    ///         {"name": "employees", "label": "Employees", "type": "number"},
    ///     ],
    /// }))?;
    /// let pair = |(name, value): &(&str, &str)| (name.to_string(), value.to_string());
    /// let posted = |pairs: &[(&str, &str)]| pairs.iter().map(pair).collect();
    ///
    /// let submission = form.read(Words::english(), "demo", &posted(&[("email", " Maria@ACME.example"), ("employees", "1,200")]), None);
    /// let fields = submission.expect("it passes").fields;
    /// assert_eq!((fields["email"].as_str(), fields["employees"].as_str()), ("maria@acme.example", "1200"));
    ///
    /// let errors = form.read(Words::english(), "demo", &posted(&[("employees", "50")]), None).expect_err("an address is missing");
    /// assert_eq!(errors[0].message, "Please fill in “E-mail”.");
    ///
    /// // What may be left empty is kept as it was typed if it can't be read.
    /// let submission = form.read(Words::english(), "demo", &posted(&[("email", "maria@acme.example"), ("employees", "many")]), None);
    /// let submission = submission.expect("it passes");
    /// assert_eq!(submission.fields["employees"], "many");
    /// assert!(submission.unrecognised.contains("employees"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn read(
        &self,
        words: Words<'_>,
        name: &str,
        posted: &Posted,
        page: Option<String>,
    ) -> Result<Submission, Vec<FieldError>> {
        let mut fields = BTreeMap::new();
        let mut unrecognised = BTreeSet::new();
        let mut message = None;
        let mut errors = Vec::new();
        for field in &self.fields {
            let entered = posted.get(&field.name).unwrap_or_default();
            match field.take(words, entered) {
                Ok(Some(kept)) if !field.kind.is_of_person() => message = Some(kept.value),
                Ok(Some(kept)) => {
                    unrecognised.extend(Some(&field.name).filter(|_| !kept.is_recognised).cloned());
                    fields.insert(field.name.clone(), kept.value);
                }
                Ok(None) => {}
                Err(message) => errors.push(FieldError::new(&field.name, message)),
            }
        }
        let is_consent_given = self.is_consent_given(posted);
        for missing in self.boxes_missing(posted) {
            let message =
                if missing.purpose == Purpose::Mail { words.say("form-tick") } else { words.say("form-tick-this") };
            errors.push(FieldError::new(missing.purpose.field(), message));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        if let Some(language) = &self.language {
            fields.entry(LANGUAGE.to_owned()).or_insert_with(|| language.clone());
        }
        let has_evidence = self.supplier.is_none() || fields.contains_key(OPT_IN);
        Ok(Submission {
            form: name.to_owned(),
            source: self.source.clone(),
            fields,
            unrecognised,
            message,
            // What somebody else says of a person's consent counts with what it rests on.
            consent: self
                .consent
                .as_ref()
                .filter(|_| is_consent_given && has_evidence)
                .map(|consent| consent.version.clone()),
            // As with mail: a supplier's word needs evidence.
            agreed: if has_evidence { self.agreed(posted) } else { Agreed::default() },
            campaign: posted.get(CAMPAIGN).map(|text| one_line(text, CAMPAIGN_LIMIT)).filter(|text| !text.is_empty()),
            page,
            delivered: None,
        })
    }

    /// What the post says about consent to mail. A form without a consent box takes none.
    pub fn consent_answer(&self, posted: &Posted) -> ConsentAnswer {
        self.consent.as_ref().map_or(ConsentAnswer::No, |consent| consent.answer(posted))
    }

    /// The consent box was ticked.
    pub fn is_consent_given(&self, posted: &Posted) -> bool {
        self.consent_answer(posted) == ConsentAnswer::Yes
    }

    /// The pages of the company's that may follow a post.
    pub fn thank_you_pages(&self) -> impl Iterator<Item = &str> {
        let others = self.without_consent.iter().chain(&self.to_confirm);
        self.thank_you.as_deref().into_iter().chain(others.filter_map(|other| other.thank_you.as_deref()))
    }

    /// What a submission says of mail.
    pub fn posted_consent(&self, sent: &Submission) -> PostedConsent {
        match &sent.consent {
            Some(_) if sent.agreed.double_opt_in => PostedConsent::ToConfirm,
            Some(_) => PostedConsent::Given,
            None => PostedConsent::NotGiven,
        }
    }

    /// What follows a post with that answer to the consent box. `look` says that a mail asks for a confirmation: the words of
    /// our plain page where the form has none for it.
    pub fn thanks_after<'a>(&'a self, said: PostedConsent, look: &'a str) -> Thanks<'a> {
        let otherwise = match said {
            PostedConsent::Given => None,
            PostedConsent::ToConfirm => match &self.to_confirm {
                None => return Thanks::Words(look),
                other => other.as_ref(),
            },
            PostedConsent::NotGiven => self.without_consent.as_ref(),
        };
        let (page, words) =
            otherwise.map_or((None, None), |other| (other.thank_you.as_deref(), other.thanks.as_deref()));
        let without = page.map(Thanks::Page).or(words.map(Thanks::Words));
        without.or(self.thank_you.as_deref().map(Thanks::Page)).unwrap_or(Thanks::Words(&self.thanks))
    }

    /// It has a field of that name.
    pub fn asks_for(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// A post that passes: a sample in every field, with the consent box ticked.
    pub fn sample(&self) -> BTreeMap<String, String> {
        let fields = self.fields.iter().map(|field| (field.name.clone(), field.kind.sample(&field.options).to_owned()));
        let boxes = self.boxes().map(|one| (one.purpose.field().to_owned(), one.posted_value().to_owned()));
        fields.chain(boxes).collect()
    }
}

impl Form {
    /// All consent boxes, that of mail first.
    pub fn boxes(&self) -> impl Iterator<Item = &ConsentBox> {
        self.consent.iter().chain(&self.consents)
    }

    /// What is posted with it waits for a confirmation from the address.
    pub fn asks_for_double_opt_in(&self) -> bool {
        self.consent.as_ref().is_some_and(|consent| consent.double_opt_in)
    }

    /// The boxes that have to be ticked and are not.
    pub(crate) fn boxes_missing(&self, posted: &Posted) -> impl Iterator<Item = &ConsentBox> {
        self.boxes().filter(|one| one.required && !one.is_ticked(posted))
    }

    /// What a post agreed to besides mail, and what is kept to prove it. Empty for a form of one plain box.
    pub(crate) fn agreed(&self, posted: &Posted) -> Agreed {
        let others = self.consents.iter().filter(|one| one.is_ticked(posted));
        let is_mail_ticked = self.consent.as_ref().is_some_and(|consent| consent.is_ticked(posted));
        Agreed {
            purposes: others.map(|one| (one.purpose, one.version.clone())).collect(),
            double_opt_in: is_mail_ticked && self.asks_for_double_opt_in(),
            ..Agreed::default()
        }
    }

    /// The hashes of the words beside the boxes that a post ticked: kept where more than a version is kept of a consent.
    pub(crate) fn texts_of(
        &self,
        consent: Option<&String>,
        agreed: &Agreed,
        company: &Company,
    ) -> BTreeMap<Purpose, String> {
        if agreed.is_empty() {
            return BTreeMap::new();
        }
        let is_given = |one: &&ConsentBox| match one.purpose {
            Purpose::Mail => consent == Some(&one.version),
            other => agreed.purposes.get(&other) == Some(&one.version),
        };
        self.boxes().filter(is_given).map(|one| (one.purpose, one.shown(company).hash())).collect()
    }
}

impl Field {
    /// The value that was entered, none if nothing was, or what to tell who entered it.
    ///
    /// # Errors
    /// What was entered does not pass.
    pub fn read(&self, words: Words<'_>, entered: &str) -> Result<Option<String>, String> {
        let entered = visible(entered);
        let entered = entered.trim();
        if entered.is_empty() {
            return if self.required {
                Err(words.with("form-fill-in", &[("label", self.label.as_str().into())]))
            } else {
                Ok(None)
            };
        }
        self.kind.read(words, entered, &self.label, &self.options).map(Some)
    }

    /// As [`Field::read`], but what can't be read is kept as a text where the field may be left empty: a lead is not lost
    /// over it.
    ///
    /// # Errors
    /// What was entered does not pass, and the field is required; or it is too long.
    pub fn take(&self, words: Words<'_>, entered: &str) -> Result<Option<Kept>, String> {
        match self.read(words, entered) {
            Ok(value) => Ok(value.map(|value| Kept { value, is_recognised: true })),
            Err(why) if self.required => Err(why),
            Err(why) => {
                let text = self.kind.as_text(entered).ok_or(why)?;
                Ok(Some(Kept { value: text, is_recognised: false }))
            }
        }
    }
}

/// What was typed, marked as not read: for our own people.
pub fn not_recognised(typed: &str, words: Words<'_>) -> String {
    words.with("page-not-recognised", &[("typed", typed.into())])
}

/// Names of fields, of forms as of imports.
pub fn is_field_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && Purpose::of_field(name).is_none()
        && !name.starts_with("utm_")
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let field = |name: &str, kind, required| Field {
            name: name.into(),
            label: name.into(),
            kind,
            required,
            options: Vec::new(),
        };
        Form {
            title: "Demo".into(),
            intro: None,
            button: "Send".into(),
            wants: "wants a demo".into(),
            source: "form".into(),
            hand_off: true,
            acknowledge: None,
            thank_you: None,
            thanks: "Thanks.".into(),
            without_consent: None,
            to_confirm: None,
            language: None,
            supplier: None,
            consents: Vec::new(),
            consent: Some(ConsentBox {
                purpose: Purpose::Mail,
                privacy: None,
                double_opt_in: false,
                version: "v1".into(),
                wording: "Yes".into(),
                value: Some("I agree".into()),
                required: false,
            }),
            fields: vec![
                field("email", FieldKind::Email, true),
                field("name", FieldKind::Text, false),
                field("phone", FieldKind::Phone, false),
                field("country", FieldKind::Country, false),
                field("employees", FieldKind::Number, false),
                field("message", FieldKind::Message, false),
            ],
        }
    }

    fn read(pairs: &[(&str, &str)]) -> Result<Submission, Vec<FieldError>> {
        let posted = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        form().read(Words::english(), "demo", &posted, None)
    }

    #[test]
    fn what_passes_is_normalised() {
        let sent = read(&[
            ("email", " Maria@Acme.example "),
            ("name", "Maria\r\n Silva"),
            ("phone", "00351 912 345 678"),
            ("country", "pt"),
            ("employees", "1,200"),
            ("message", "Hello\r\nthere\u{7}"),
            ("consent", "on"),
            ("utm_campaign", "spring"),
            ("other", "left out"),
        ])
        .unwrap();
        let fields: Vec<_> = sent.fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(
            fields,
            [
                ("country", "PT"),
                ("email", "maria@acme.example"),
                ("employees", "1200"),
                ("name", "Maria Silva"),
                ("phone", "+351912345678"),
            ]
        );
        assert_eq!(sent.message.as_deref(), Some("Hello\nthere"));
        assert_eq!((sent.consent.as_deref(), sent.campaign.as_deref()), (Some("v1"), Some("spring")));
    }

    #[test]
    fn a_form_tells_its_language_unless_it_asks_for_it() {
        let mut form = Form { language: Some("pt".into()), ..form() };
        let read = |form: &Form, pairs: &[(&str, &str)]| {
            let posted = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            form.read(Words::english(), "demo", &posted, None).unwrap().fields["language"].clone()
        };
        assert_eq!(read(&form, &[("email", "m@acme.example"), ("language", "de")]), "pt", "no field of the form");
        let asked = Field { name: LANGUAGE.into(), label: "Language".into(), ..form.fields[1].clone() };
        form.fields.push(asked);
        assert_eq!(read(&form, &[("email", "m@acme.example"), ("language", "de")]), "de");
        assert_eq!(read(&form, &[("email", "m@acme.example")]), "pt");
    }

    #[test]
    fn what_does_not_pass_is_named() {
        let long = "x".repeat(201);
        let mut form = form();
        form.fields.iter_mut().for_each(|field| field.required = field.kind != FieldKind::Message);
        let whole = [("email", "m@acme.example"), ("name", "M"), ("phone", "+351912345678"), ("country", "PT")];
        let whole: BTreeMap<&str, &str> = whole.into_iter().chain([("employees", "5")]).collect();
        for (name, wrong) in [
            ("email", ""),
            ("email", "maria"),
            ("name", "\u{200b} \u{feff}"),
            ("name", &long),
            ("phone", "call me"),
            ("country", "Narnia"),
            ("country", "XX"),
            ("employees", "many"),
            ("employees", "12.5"),
        ] {
            let posted = whole.iter().map(|(k, v)| ((*k).to_owned(), (if *k == name { wrong } else { v }).to_owned()));
            let errors = form.read(Words::english(), "demo", &posted.collect(), None).unwrap_err();
            assert_eq!(errors.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), [name], "{wrong:?}");
        }
    }

    #[test]
    fn r_countries_735_an_optional_field_that_cannot_be_read_is_kept_as_text_and_marked() {
        for (name, text) in [
            ("phone", "call me after 5"),
            ("phone", "912345678 / 913"),
            ("phone", "351912345678.0"),
            ("phone", "3.51912E+11"),
            ("country", "Narnia"),
            ("country", "XX"),
            ("country", "EU"),
            ("employees", "many"),
            ("employees", "12.5"),
        ] {
            let sent = read(&[("email", "m@acme.example"), (name, text)]).unwrap();
            assert_eq!(sent.fields[name], text);
            assert_eq!(sent.unrecognised.iter().collect::<Vec<_>>(), [name], "{text}");
        }
        let sent = read(&[("email", "m@acme.example"), ("country", "Germany"), ("phone", "089 / 1234567")]).unwrap();
        assert_eq!((sent.fields["country"].as_str(), sent.fields["phone"].as_str()), ("DE", "089 / 1234567"));
        assert!(sent.unrecognised.is_empty());
        // Too long for a line: nothing is cut.
        assert_eq!(
            read(&[("email", "m@acme.example"), ("country", &"x".repeat(201))]).unwrap_err()[0].field,
            "country"
        );
    }

    #[test]
    fn r_hyper_86_marks_that_nobody_sees_do_not_make_a_right_value_wrong() {
        let sent = read(&[
            ("email", "\u{feff}maria@acme.example\u{200b}"),
            ("name", "Maria\u{202e} Silva\u{2069}"),
            ("phone", "\u{202d}+351 912 345 678\u{202c}"),
            ("country", "\u{200b}Portugal"),
            ("employees", "\u{2066}120\u{2069}"),
            ("message", "Hello\u{202e}\nthere"),
        ]);
        let sent = sent.unwrap();
        let fields: Vec<_> = sent.fields.values().map(String::as_str).collect();
        assert_eq!(fields, ["PT", "maria@acme.example", "120", "Maria Silva", "+351912345678"]);
        assert_eq!(sent.message.as_deref(), Some("Hello\nthere"));
        assert!(sent.unrecognised.is_empty());
    }

    #[test]
    fn r_suitecrm_5547_a_word_that_is_no_yes_is_no_consent() {
        for value in ["", "no", "n", "false", "off", "0", "nein", "undefined", "null", "maybe"] {
            assert_eq!(read(&[("email", "m@acme.example"), ("consent", value)]).unwrap().consent, None, "{value:?}");
        }
        for value in ["yes", "on", "true", "1", "I agree"] {
            let sent = read(&[("email", "m@acme.example"), ("consent", value)]).unwrap();
            assert_eq!(sent.consent.as_deref(), Some("v1"), "{value:?}");
        }
        let posted = [(CONSENT.to_owned(), "yes".to_owned())].into_iter().collect();
        assert!(!Form { consent: None, ..form() }.is_consent_given(&posted), "a form without a box takes none");
    }

    #[test]
    fn a_box_that_is_required_is_asked_for_beside_all_other_mistakes() {
        let mut form = form();
        form.consent.as_mut().unwrap().required = true;
        let read = |pairs: &[(&str, &str)]| {
            let posted = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            form.read(Words::english(), "demo", &posted, None)
        };
        for value in ["", "no", "undefined"] {
            let errors = read(&[("consent", value)]).unwrap_err();
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, ["email", CONSENT], "{value:?}");
        }
        assert_eq!(read(&[("email", "m@acme.example"), ("consent", "yes")]).unwrap().consent.as_deref(), Some("v1"));
    }

    #[test]
    fn thanks_differ_where_the_box_was_left_empty() {
        let with = |thanks: Option<&str>, thank_you: Option<&str>| {
            let own = |text: Option<&str>| text.map(ToOwned::to_owned);
            Form { without_consent: Some(OtherThanks { thanks: own(thanks), thank_you: own(thank_you) }), ..form() }
        };
        let page = "https://acme.example/no";
        for (form, ticked, empty) in [
            (form(), Thanks::Words("Thanks."), Thanks::Words("Thanks.")),
            (with(Some("No mail."), None), Thanks::Words("Thanks."), Thanks::Words("No mail.")),
            (with(None, Some(page)), Thanks::Words("Thanks."), Thanks::Page(page)),
            (
                Form { thank_you: Some("https://acme.example/yes".into()), ..with(Some("No mail."), None) },
                Thanks::Page("https://acme.example/yes"),
                Thanks::Words("No mail."),
            ),
        ] {
            let after = |said| form.thanks_after(said, "");
            assert_eq!((after(PostedConsent::Given), after(PostedConsent::NotGiven)), (ticked, empty));
        }
    }
}

//! A form's definition, and what passes it.

pub(crate) mod address;
pub(crate) mod captcha;
pub(crate) mod wording;
pub(crate) mod consent;
pub(crate) mod control;
pub(crate) mod entered;
pub(crate) mod field;
pub(crate) mod kind;
mod known;
pub mod origins;
mod agreed;
mod browser;
mod reached;
pub(crate) mod posted;
pub(crate) mod reading;
pub(crate) mod unknown;

pub use captcha::{Captcha, SHOWN, TRAP};
pub use consent::{ConsentAnswer, ConsentBox, OtherThanks, PostedConsent};
pub use control::FieldControl;
pub use field::{Field, FieldError, Kept, Limit};
pub use kind::{ChoiceOption, FieldKind, MESSAGE_LIMIT, exact};
pub use origins::WithoutOrigin;
pub use posted::{KNOWN, NotText, Posted};
pub use reading::BETWEEN_CHOICES;
pub use unknown::UnknownFields;
pub use wording::{KeptWording, Wording};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::activity::agreed::Agreed;
use crate::activity::kinds::Submission;
use crate::activity::touch;
use crate::activity::touch::SiteTouches;
use crate::form::unknown::is_of_every_form;
use crate::value::country::Country;
use crate::value::phone::international;
use crate::value::purpose::Purpose;
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
    /// Whose captcha the form has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captcha: Option<Captcha>,
    /// What the consent box says. Without it the form has none, and its leads get no marketing mail.
    #[serde(default)]
    pub consent: Option<ConsentBox>,
    /// Boxes for other purposes than mail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentBox>,
    /// The web sites that may post it, or `*`; without it, the template's parameter `FormOrigins` says whose scripts may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    /// What becomes of a post that names no site.
    #[serde(default, skip_serializing_if = "WithoutOrigin::is_accept")]
    pub without_origin: WithoutOrigin,
    /// The names of fields that are asked later, in their order: one in the place of each field that the browser of a
    /// visitor who agreed to be measured sent before. Without it every field is asked each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progressive: Option<Vec<String>>,
    /// Of its fields `email` and `phone` one is enough, whichever.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub email_or_phone: bool,
    /// What becomes of posted fields that it does not ask for.
    #[serde(default, skip_serializing_if = "UnknownFields::are_ignored")]
    pub unknown: UnknownFields,
    /// The fields, in their order. An address is one of them; see [`Form::asked`].
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

/// What a browser is shown after a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thanks<'a> {
    /// A page of the company's.
    Page(&'a str),
    /// The plain page of ours, with these words.
    Words(&'a str),
}

/// The field of an e-mail address.
pub(crate) const EMAIL: &str = "email";

/// The field of a telephone number.
pub(crate) const PHONE: &str = "phone";

/// The field of a lead that says which language it reads.
pub const LANGUAGE: &str = "language";

/// The field of a lead that says of which country its telephone number is, where the number does not say it.
pub const PHONE_COUNTRY: &str = "phone_country";

/// The field that says how the person agreed to mail, of a form by which a supplier delivers.
pub const OPT_IN: &str = "opt_in";

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
        for field in self.asked() {
            let read = match entered::not_one_text(&self.fields, words, field, posted) {
                Some(why) => Err(why),
                None => field.take(words, &self.entered(field, posted)),
            };
            match read {
                Ok(Some(kept)) if !field.kind.is_of_person() => message = Some(kept.value),
                Ok(Some(kept)) => {
                    unrecognised.extend(Some(&field.name).filter(|_| !kept.is_recognised).cloned());
                    fields.insert(field.name.clone(), kept.value);
                }
                Ok(None) => {}
                Err(message) => errors.push(FieldError::new(&field.name, message)),
            }
        }
        errors.extend(self.reaches_nobody(words, posted, &fields, &unrecognised));
        errors.extend(entered::no_fields(&self.fields, self.unknown, words, posted));
        let others = posted.pairs().filter(|(name, _)| !self.knows(name));
        let unknown = self.unknown.read(words, others).unwrap_or_else(|refused| {
            errors.extend(refused);
            BTreeMap::new()
        });
        let is_consent_given = self.is_consent_given(posted);
        for missing in self.boxes_missing(posted) {
            let message =
                if missing.purpose == Purpose::Mail { words.say("form-tick") } else { words.say("form-tick-consent") };
            errors.push(FieldError::new(missing.purpose.field(), message));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        if let Some(language) = &self.language {
            fields.entry(LANGUAGE.to_owned()).or_insert_with(|| language.clone());
        }
        if let Some(country) = self.country_of_number(&fields) {
            fields.entry(PHONE_COUNTRY.to_owned()).or_insert_with(|| country.code().to_owned());
        }
        let touches = SiteTouches::posted(posted.pairs(), |name| self.asks_for(name));
        let has_evidence = self.supplier.is_none() || fields.contains_key(OPT_IN);
        // Who left a number alone has no address to agree with, and none to confirm.
        let has_address = fields.contains_key(EMAIL) && !unrecognised.contains(EMAIL);
        let agreed = || {
            let agreed = self.agreed(posted);
            Agreed { double_opt_in: agreed.double_opt_in && has_address, ..agreed }
        };
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
                .filter(|_| is_consent_given && has_evidence && has_address)
                .map(|consent| consent.version.clone()),
            // As with mail: a supplier's word needs evidence.
            agreed: if has_evidence { agreed() } else { Agreed::default() },
            campaign: touches.campaign().map(ToOwned::to_owned),
            page: touch::form_page(posted.pairs()).or(page),
            delivered: None,
            unknown,
            touches: touches.besides_campaign(),
        })
    }

    /// The country that it declares for numbers without a country's code, if such a one was entered. Which number that is
    /// is found out where it is to be dialled.
    fn country_of_number(&self, fields: &BTreeMap<String, String>) -> Option<Country> {
        let field = self.asked().find(|field| field.kind == FieldKind::Phone)?;
        fields.get(&field.name).filter(|number| international(number).is_none()).and(field.country)
    }

    /// The fields that it is asked by, in their order: of an address, its parts.
    pub fn asked(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().flat_map(Field::asked)
    }

    /// What was entered into a field. Of a box the last value, because a hidden "no" stands before the box that says
    /// "yes"; of every other field all values that differ, so that none of several boxes is lost.
    pub fn entered<'a>(&self, field: &Field, posted: &'a Posted) -> Cow<'a, str> {
        entered::entered(&self.fields, field, posted)
    }

    /// It asks for a field that is posted by that name, or every form knows the name.
    pub fn knows(&self, posted: &str) -> bool {
        is_of_every_form(posted) || entered::asks_for(&self.fields, posted)
    }

    /// The pages of the company's that may follow a post.
    pub fn thank_you_pages(&self) -> impl Iterator<Item = &str> {
        let others = self.without_consent.iter().chain(&self.to_confirm);
        self.thank_you.as_deref().into_iter().chain(others.filter_map(|other| other.thank_you.as_deref()))
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
        self.asked().any(|field| field.name == name)
    }

    /// A post that passes: a sample in every field, with the consent box ticked.
    pub fn sample(&self) -> BTreeMap<String, String> {
        let fields = self.asked().map(|field| (field.name.clone(), field.sample()));
        let boxes = self.boxes().map(|one| (one.purpose.field().to_owned(), one.posted_value().to_owned()));
        fields.chain(boxes).collect()
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
        && ![KNOWN, touch::FIRST_TOUCH, touch::LAST_TOUCH, touch::FORM_PAGE].contains(&name)
        && !name.starts_with("utm_")
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let field = |name: &str, kind, required| Field { required, ..Field::new(name, name, kind) };
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
            unknown: UnknownFields::Ignore,
            email_or_phone: false,
            consents: Vec::new(),
            origins: None,
            without_origin: WithoutOrigin::Accept,
            progressive: None,
            captcha: None,
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
        let posted = [(Purpose::Mail.field().to_owned(), "yes".to_owned())].into_iter().collect();
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
            assert_eq!(fields, ["email", Purpose::Mail.field()], "{value:?}");
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
            let after = |said| form.thanks_after(said, "Look in your mailbox.");
            assert_eq!((after(PostedConsent::Given), after(PostedConsent::NotGiven)), (ticked, empty));
        }
    }
}

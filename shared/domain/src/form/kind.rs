//! The types of form fields: all that one is, but for the HTML of its control.
//!
//! Every function here knows every type, so that a new one does not compile before all of it is decided.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::form::consent::ConsentAnswer;
use crate::form::reading::{BETWEEN_CHOICES, choices, date, phone, time_zone, web_address, whole_number};
use crate::value::country::Country;
use crate::value::identity::EmailAddress;
use crate::value::text::{LINE_LIMIT, listed, many_lines, one_line};
use crate::words::Words;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line, at most 200 characters.
    #[default]
    Text,
    /// Many lines, at most 5,000 characters; belongs to the submission, not to the person. A form has one at the most.
    Message,
    /// An e-mail address.
    Email,
    /// A telephone number as people write it, 6 to 15 digits and an extension.
    Phone,
    /// A whole number, 0 or more.
    Number,
    /// A country, by its name or as ISO 3166-1's two letters, which are kept.
    Country,
    /// One of the field's `options`.
    Choice,
    /// Some of the field's `options`: kept as their values in the order of the options, with a comma and a blank between.
    Choices,
    /// A box: kept as `yes`, or as `no` where a page says so. Only a known yes is one, as with consent.
    Checkbox,
    /// A day, kept as year, month and day: `2026-12-10`. A step of a sequence can wait for it.
    Date,
    /// The address of a page or a site, `https` or `http`.
    Url,
    /// A time zone of the IANA database, as in `Europe/Lisbon`: the lead's, which quiet hours and times in mails go by.
    #[serde(rename = "timezone")]
    TimeZone,
    /// A text that the page fills in, and no visitor sees.
    Hidden,
    /// A postal address: asked and kept by its [parts](crate::form::Form::asked), which are fields of their own.
    Address,
}

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// What is posted and kept on the lead.
    pub value: String,
    /// What the visitor reads.
    pub label: String,
}

/// What conditions can know of a field's values before there are any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KnownValues<'a> {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// The two letters of a country.
    Country,
    /// One of these.
    OneOf(Vec<&'a str>),
    /// Some of these.
    SomeOf(Vec<&'a str>),
}

/// Whether a field lists `options`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Options {
    /// It must.
    Needed,
    /// It may: then it takes no other value.
    Allowed,
    /// It does not.
    None,
}

/// What the limits `min` and `max` of a field compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// The number itself.
    Number,
    /// How many are chosen.
    Choices,
    /// The day.
    Day,
    /// Nothing: the type has no such limits.
    Nothing,
}

/// The most characters of a message.
pub const MESSAGE_LIMIT: usize = 5_000;

impl FieldKind {
    /// All of them.
    pub(crate) const ALL: [Self; 14] = [
        Self::Text,
        Self::Message,
        Self::Email,
        Self::Phone,
        Self::Number,
        Self::Country,
        Self::Choice,
        Self::Choices,
        Self::Checkbox,
        Self::Date,
        Self::Url,
        Self::TimeZone,
        Self::Hidden,
        Self::Address,
    ];

    /// The most characters that may be entered.
    pub(crate) fn limit(self) -> usize {
        match self {
            Self::Message => MESSAGE_LIMIT,
            // Ten options with the longest of values.
            Self::Choices => 2 * LINE_LIMIT,
            Self::Text
            | Self::Email
            | Self::Phone
            | Self::Number
            | Self::Country
            | Self::Choice
            | Self::Checkbox
            | Self::Date
            | Self::Url
            | Self::TimeZone
            | Self::Hidden
            | Self::Address => LINE_LIMIT,
        }
    }

    /// What was entered, as it is kept; else what to tell the visitor, who knows the field by `label`.
    pub(crate) fn read(
        self,
        words: Words<'_>,
        entered: &str,
        label: &str,
        options: &[ChoiceOption],
    ) -> Result<String, String> {
        let limit = self.limit();
        let wrong = |message: &str| words.with(message, &[("label", label.into()), ("limit", limit.into())]);
        if entered.chars().count() > limit {
            return Err(wrong("form-too-long"));
        }
        match self {
            Self::Text | Self::Address => Ok(one_line(entered, LINE_LIMIT)),
            Self::Message => Ok(many_lines(entered)),
            Self::Email => EmailAddress::parse(entered).map(String::from).map_err(|_| words.say("form-email")),
            Self::Phone => phone(entered).ok_or_else(|| wrong("form-phone")),
            Self::Number => whole_number(entered).map(|number| number.to_string()).ok_or_else(|| wrong("form-number")),
            Self::Country => {
                Country::read(entered).map(|country| country.code().to_owned()).ok_or_else(|| wrong("form-country"))
            }
            Self::Choice => option(entered, options).ok_or_else(|| wrong("form-choice")),
            Self::Choices => choices(entered, options.iter().map(|option| option.value.as_str()))
                .ok_or_else(|| wrong("form-choices")),
            Self::Checkbox => match ConsentAnswer::of(entered, None) {
                ConsentAnswer::Yes => Ok("yes".to_owned()),
                ConsentAnswer::No => Ok("no".to_owned()),
                ConsentAnswer::Unreadable => Err(wrong("form-yes-no")),
            },
            Self::Date => {
                date(entered, words.language()).map(|date| date.to_string()).ok_or_else(|| wrong("form-date"))
            }
            Self::Url => web_address(entered).ok_or_else(|| wrong("form-web-address")),
            Self::TimeZone => time_zone(entered).ok_or_else(|| wrong("form-time-zone")),
            Self::Hidden if options.is_empty() => Ok(one_line(entered, LINE_LIMIT)),
            Self::Hidden => option(entered, options).ok_or_else(|| wrong("form-choice")),
        }
    }

    /// The text to keep of what could not be read as this type; none if what was entered is only too long.
    pub(crate) fn as_text(self, entered: &str) -> Option<String> {
        match self {
            Self::Text | Self::Message | Self::Address => None,
            Self::Email
            | Self::Phone
            | Self::Number
            | Self::Country
            | Self::Choice
            | Self::Choices
            | Self::Checkbox
            | Self::Date
            | Self::Url
            | Self::TimeZone
            | Self::Hidden => {
                let line = one_line(entered, usize::MAX);
                (line.chars().count() <= LINE_LIMIT).then_some(line)
            }
        }
    }

    /// What it takes, behind the field's name in a sentence to who writes files or calls the API.
    pub(crate) fn takes(self, options: &[ChoiceOption]) -> String {
        match self {
            Self::Text | Self::Address => format!("is at most {LINE_LIMIT} characters"),
            Self::Message => format!("is at most {MESSAGE_LIMIT} characters"),
            Self::Email => "is an e-mail address, like maria@example.com".to_owned(),
            Self::Phone => "is a telephone number, like +351 912 345 678".to_owned(),
            Self::Number => "is a whole number, like 50".to_owned(),
            Self::Country => "is one country, by its two letters, like PT or DE, or its name".to_owned(),
            Self::Choice => format!("is one of its form's answers: {}", values(options)),
            Self::Choices => format!("is a list of its form's answers: {}", values(options)),
            Self::Checkbox => "is yes or no".to_owned(),
            Self::Date => "is a date, like 2026-12-10".to_owned(),
            Self::Url => "is an address of the web, like https://www.example.com".to_owned(),
            Self::TimeZone => "is a time zone, like Europe/Lisbon".to_owned(),
            Self::Hidden if options.is_empty() => format!("is at most {LINE_LIMIT} characters"),
            Self::Hidden => format!("is one of its form's values: {}", values(options)),
        }
    }

    /// A value of JSON as it would be entered in a form; none for what is no text, number, truth or list that it takes.
    pub(crate) fn entered(self, value: &Value) -> Option<String> {
        match value {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) if self == Self::Number => number.is_u64().then(|| number.to_string()),
            Value::Number(number) => exact(number),
            Value::Bool(yes) => (self == Self::Checkbox).then(|| yes.to_string()),
            Value::Array(items) if self == Self::Choices => {
                let chosen: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
                chosen.map(|chosen| chosen.join(BETWEEN_CHOICES))
            }
            Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// It belongs to the person, and stays on the lead; else to the one submission.
    pub(crate) fn is_of_person(self) -> bool {
        self != Self::Message
    }

    /// A mail to a visitor may print its value: a visitor writes no words of their own into it.
    pub(crate) fn is_printed_to_visitors(self) -> bool {
        match self {
            Self::Number
            | Self::Country
            | Self::Choice
            | Self::Choices
            | Self::Checkbox
            | Self::Date
            | Self::TimeZone => true,
            Self::Text | Self::Message | Self::Email | Self::Phone | Self::Url | Self::Hidden | Self::Address => false,
        }
    }

    /// The one name that its field has, which is the type's own, where the system knows people by its value.
    pub(crate) fn only_name(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Phone => Some("phone"),
            Self::Text
            | Self::Message
            | Self::Number
            | Self::Country
            | Self::Choice
            | Self::Choices
            | Self::Checkbox
            | Self::Date
            | Self::Url
            | Self::TimeZone
            | Self::Hidden
            | Self::Address => None,
        }
    }

    /// Whether its field lists `options`.
    pub(crate) fn options(self) -> Options {
        match self {
            Self::Choice | Self::Choices => Options::Needed,
            Self::Hidden => Options::Allowed,
            Self::Text
            | Self::Message
            | Self::Email
            | Self::Phone
            | Self::Number
            | Self::Country
            | Self::Checkbox
            | Self::Date
            | Self::Url
            | Self::TimeZone
            | Self::Address => Options::None,
        }
    }

    /// What its limits compare.
    pub(crate) fn compared(self) -> Compared {
        match self {
            Self::Number => Compared::Number,
            Self::Choices => Compared::Choices,
            Self::Date => Compared::Day,
            Self::Text
            | Self::Message
            | Self::Email
            | Self::Phone
            | Self::Country
            | Self::Choice
            | Self::Checkbox
            | Self::Url
            | Self::TimeZone
            | Self::Hidden
            | Self::Address => Compared::Nothing,
        }
    }

    /// Its values are texts of any length up to a limit, which a form may narrow.
    pub(crate) fn is_free_text(self) -> bool {
        matches!(self, Self::Text | Self::Message | Self::Url | Self::Hidden)
    }

    /// What is known of its values.
    pub(crate) fn known_values(self, options: &[ChoiceOption]) -> KnownValues<'_> {
        let values = || options.iter().map(|option| option.value.as_str()).collect();
        match self {
            Self::Hidden if !options.is_empty() => KnownValues::OneOf(values()),
            Self::Text
            | Self::Message
            | Self::Email
            | Self::Phone
            | Self::Date
            | Self::Url
            | Self::TimeZone
            | Self::Hidden
            | Self::Address => KnownValues::Text,
            Self::Number => KnownValues::Number,
            Self::Country => KnownValues::Country,
            Self::Choice => KnownValues::OneOf(values()),
            Self::Choices => KnownValues::SomeOf(values()),
            Self::Checkbox => KnownValues::OneOf(vec!["yes", "no"]),
        }
    }

    /// A value to try mails on.
    pub(crate) fn sample(self, options: &[ChoiceOption]) -> &str {
        match self {
            Self::Text | Self::Address => "Something",
            Self::Message => "We are 40 people in the field.\nCan it work offline?",
            Self::Email => "maria@acme.example",
            Self::Phone => "+351912345678",
            Self::Number => "3",
            Self::Country => "PT",
            Self::Choice | Self::Choices => options.first().map_or("", |option| option.value.as_str()),
            Self::Checkbox => "yes",
            Self::Date => "2026-12-10",
            Self::Url => "https://www.acme.example",
            Self::TimeZone => "Europe/Lisbon",
            Self::Hidden => options.first().map_or("something", |option| option.value.as_str()),
        }
    }
}

/// A number of JSON as it was written; none for one that is held only nearly, of more than 15 digits.
pub fn exact(number: &Number) -> Option<String> {
    let is_near = number.as_f64().is_none_or(|near| near.abs() >= 1e15);
    (number.is_u64() || number.is_i64() || !is_near).then(|| number.to_string())
}

/// The option of that value.
fn option(entered: &str, options: &[ChoiceOption]) -> Option<String> {
    options.iter().find(|option| option.value == entered).map(|option| option.value.clone())
}

/// The values of the options, as a list to read.
fn values(options: &[ChoiceOption]) -> String {
    listed(options.iter().map(|option| &option.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Vec<ChoiceOption> {
        ["now", "later"].map(|value| ChoiceOption { value: value.to_owned(), label: value.to_uppercase() }).into()
    }

    #[test]
    fn all_types_are_listed() {
        let error = serde_json::from_value::<FieldKind>(Value::from("?")).unwrap_err().to_string();
        let names = error.split('`').skip(3).step_by(2);
        let listed = FieldKind::ALL.map(|kind| serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned());
        assert_eq!(names.collect::<Vec<_>>(), listed);
    }

    #[test]
    fn a_sample_passes_and_is_kept_as_it_is() {
        for kind in FieldKind::ALL {
            let sample = kind.sample(&options()).to_owned();
            assert_eq!(kind.read(Words::english(), &sample, "Field", &options()), Ok(sample.clone()), "{kind:?}");
            assert_eq!(kind.entered(&Value::from(sample.as_str())), Some(sample), "{kind:?}");
        }
    }

    #[test]
    fn a_wrong_value_is_refused_with_what_to_write() {
        for (kind, wrong, to_visitors, to_programs) in [
            (FieldKind::Text, "x".repeat(201), "at most 200", "at most 200 characters"),
            (FieldKind::Message, "x".repeat(5_001), "at most 5000", "at most 5000 characters"),
            (FieldKind::Email, "maria".into(), "like maria@example.com", "is an e-mail address"),
            (FieldKind::Phone, "call me".into(), "like +351 912 345 678", "is a telephone number"),
            (FieldKind::Number, "many".into(), "“Field” as a whole number", "is a whole number, like 50"),
            (FieldKind::Country, "Narnia".into(), "the name of one country", "by its two letters, like PT or DE"),
            (FieldKind::Choice, "never".into(), "choose one of the answers to “Field”", "answers: later, now"),
            (FieldKind::Choices, "now, never".into(), "choose among the answers to “Field”", "answers: later, now"),
            (FieldKind::Checkbox, "maybe".into(), "“Field” with yes or no", "is yes or no"),
            (FieldKind::Date, "soon".into(), "“Field” as a date, like 2026-12-10", "is a date, like 2026-12-10"),
            (FieldKind::Url, "javascript:x".into(), "like https://www.example.com", "like https://www.example.com"),
            (FieldKind::TimeZone, "CET".into(), "like Europe/Lisbon", "like Europe/Lisbon"),
            (FieldKind::Hidden, "never".into(), "choose one of the answers to “Field”", "values: later, now"),
        ] {
            let refused = kind.read(Words::english(), &wrong, "Field", &options()).unwrap_err();
            assert!(refused.contains(to_visitors), "{refused}");
            assert!(kind.takes(&options()).contains(to_programs), "{kind:?}");
        }
    }

    #[test]
    fn a_number_of_json_is_one_that_the_type_takes() {
        for (kind, value, expected) in [
            (FieldKind::Number, serde_json::json!(50), Some("50")),
            (FieldKind::Number, serde_json::json!(-1), None),
            (FieldKind::Number, serde_json::json!(2.5), None),
            (FieldKind::Text, serde_json::json!(2.5), Some("2.5")),
            (FieldKind::Phone, serde_json::json!(351_912_345_678_u64), Some("351912345678")),
            (FieldKind::Text, serde_json::json!(12_345_678_901_234_567_890_u64), Some("12345678901234567890")),
            (FieldKind::Text, serde_json::json!(1.234_567_890_123_456_7e22), None),
            (FieldKind::Text, serde_json::json!(null), Some("")),
            (FieldKind::Text, serde_json::json!(true), None),
            (FieldKind::Choice, serde_json::json!([]), None),
            (FieldKind::Choices, serde_json::json!(["now", "later"]), Some("now, later")),
            (FieldKind::Choices, serde_json::json!(["now", 3]), None),
            (FieldKind::Checkbox, serde_json::json!(true), Some("true")),
        ] {
            assert_eq!(kind.entered(&value).as_deref(), expected, "{kind:?} {value}");
        }
    }
}

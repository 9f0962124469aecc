//! The types of form fields: all that one is, but for the HTML of its control.
//!
//! Every function here knows every type, so that a new one does not compile before all of it is decided.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::value::country::Country;
use crate::value::identity::EmailAddress;
use crate::value::phone::{international, may_be_a_number};
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

/// The control of a field on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldControl {
    /// A line of text.
    Line {
        /// The `type` of the input: `text`, `email`, `tel`.
        html_type: &'static str,
        /// What browsers may fill in for the visitor, of HTML's list.
        autocomplete: &'static str,
    },
    /// A whole number, as people write it.
    Number,
    /// One of all countries, by name.
    Country,
    /// A text of many lines.
    Text {
        /// The most characters.
        most: usize,
    },
    /// One of the field's options.
    Choice,
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
}

/// The most characters of a message.
const MESSAGE_LIMIT: usize = 5_000;

impl FieldKind {
    /// All of them.
    pub(crate) const ALL: [Self; 7] =
        [Self::Text, Self::Message, Self::Email, Self::Phone, Self::Number, Self::Country, Self::Choice];

    /// The most characters that may be entered.
    fn limit(self) -> usize {
        match self {
            Self::Message => MESSAGE_LIMIT,
            Self::Text | Self::Email | Self::Phone | Self::Number | Self::Country | Self::Choice => LINE_LIMIT,
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
            Self::Text => Ok(one_line(entered, LINE_LIMIT)),
            Self::Message => Ok(many_lines(entered)),
            Self::Email => EmailAddress::parse(entered).map(String::from).map_err(|_| words.say("form-email")),
            Self::Phone => read_phone(entered).ok_or_else(|| wrong("form-phone")),
            Self::Number => {
                read_whole_number(entered).map(|number| number.to_string()).ok_or_else(|| wrong("form-number"))
            }
            Self::Country => {
                Country::read(entered).map(|country| country.code().to_owned()).ok_or_else(|| wrong("form-country"))
            }
            Self::Choice => options
                .iter()
                .find(|option| option.value == entered)
                .map(|option| option.value.clone())
                .ok_or_else(|| wrong("form-choice")),
        }
    }

    /// The text to keep of what could not be read as this type; none if what was entered is only too long.
    pub(crate) fn as_text(self, entered: &str) -> Option<String> {
        match self {
            Self::Text | Self::Message => None,
            Self::Email | Self::Phone | Self::Number | Self::Country | Self::Choice => {
                let line = one_line(entered, usize::MAX);
                (line.chars().count() <= LINE_LIMIT).then_some(line)
            }
        }
    }

    /// What it takes, behind the field's name in a sentence to who writes files or calls the API.
    pub(crate) fn takes(self, options: &[ChoiceOption]) -> String {
        match self {
            Self::Text => format!("is at most {LINE_LIMIT} characters"),
            Self::Message => format!("is at most {MESSAGE_LIMIT} characters"),
            Self::Email => "is an e-mail address, like maria@example.com".to_owned(),
            Self::Phone => "is a telephone number, like +351 912 345 678".to_owned(),
            Self::Number => "is a whole number, like 50".to_owned(),
            Self::Country => "is one country, by its two letters, like PT or DE, or its name".to_owned(),
            Self::Choice => {
                format!("is one of its form's answers: {}", listed(options.iter().map(|option| &option.value)))
            }
        }
    }

    /// A value of JSON as it would be entered in a form; none for what is neither a text nor a number that it takes.
    pub(crate) fn entered(self, value: &Value) -> Option<String> {
        match value {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => match self {
                Self::Number => number.is_u64().then(|| number.to_string()),
                Self::Text | Self::Message | Self::Email | Self::Phone | Self::Country | Self::Choice => exact(number),
            },
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The control that a field of that name has on a page.
    pub fn control(self, name: &str) -> FieldControl {
        let line = |html_type, autocomplete| FieldControl::Line { html_type, autocomplete };
        match self {
            Self::Text => match name {
                "name" => line("text", "name"),
                "company" => line("text", "organization"),
                "title" => line("text", "organization-title"),
                _ => line("text", "on"),
            },
            Self::Message => FieldControl::Text { most: MESSAGE_LIMIT },
            Self::Email => line("email", "email"),
            Self::Phone => line("tel", "tel"),
            Self::Number => FieldControl::Number,
            Self::Country => FieldControl::Country,
            Self::Choice => FieldControl::Choice,
        }
    }

    /// It belongs to the person, and stays on the lead; else to the one submission.
    pub(crate) fn is_of_person(self) -> bool {
        match self {
            Self::Message => false,
            Self::Text | Self::Email | Self::Phone | Self::Number | Self::Country | Self::Choice => true,
        }
    }

    /// A mail to a visitor may print its value: a visitor writes no words of their own into it.
    pub(crate) fn is_printed_to_visitors(self) -> bool {
        match self {
            Self::Number | Self::Country | Self::Choice => true,
            Self::Text | Self::Message | Self::Email | Self::Phone => false,
        }
    }

    /// The one name that its field has, which is the type's own, where the system knows people by its value.
    pub(crate) fn only_name(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Phone => Some("phone"),
            Self::Text | Self::Message | Self::Number | Self::Country | Self::Choice => None,
        }
    }

    /// Its field lists `options`.
    pub(crate) fn has_options(self) -> bool {
        match self {
            Self::Choice => true,
            Self::Text | Self::Message | Self::Email | Self::Phone | Self::Number | Self::Country => false,
        }
    }

    /// What is known of its values.
    pub(crate) fn known_values(self, options: &[ChoiceOption]) -> KnownValues<'_> {
        match self {
            Self::Text | Self::Message | Self::Email | Self::Phone => KnownValues::Text,
            Self::Number => KnownValues::Number,
            Self::Country => KnownValues::Country,
            Self::Choice => KnownValues::OneOf(options.iter().map(|option| option.value.as_str()).collect()),
        }
    }

    /// A value to try mails on.
    pub(crate) fn sample(self, options: &[ChoiceOption]) -> &str {
        match self {
            Self::Text => "Something",
            Self::Message => "We are 40 people in the field.\nCan it work offline?",
            Self::Email => "maria@acme.example",
            Self::Phone => "+351912345678",
            Self::Number => "3",
            Self::Country => "PT",
            Self::Choice => options.first().map_or("", |option| option.value.as_str()),
        }
    }
}

/// A number of JSON as it was written; none for one that is held only nearly, of more than 15 digits.
pub fn exact(number: &Number) -> Option<String> {
    let is_near = number.as_f64().is_none_or(|near| near.abs() >= 1e15);
    (number.is_u64() || number.is_i64() || !is_near).then(|| number.to_string())
}

/// With its country's code and without an extension, in E.164; else as it was typed: whether it can be dialled, and
/// how, is found out by who wants to call it.
fn read_phone(entered: &str) -> Option<String> {
    let of_everywhere = international(entered).map(|number| number.as_str().to_owned());
    of_everywhere.or_else(|| may_be_a_number(entered).then(|| one_line(entered, LINE_LIMIT)))
}

/// A whole number as people write it: with one kind of sign between thousands, also as in `1,00,000`. A spreadsheet's
/// `50.0` is 50.
fn read_whole_number(entered: &str) -> Option<u32> {
    let entered = entered.strip_suffix(['.', ',']).unwrap_or(entered);
    let is_zero = |decimals: &str| matches!(decimals, "0" | "00");
    let whole =
        entered.rsplit_once(['.', ',']).filter(|(_, decimals)| is_zero(decimals)).map_or(entered, |(whole, _)| whole);
    let sign = whole.chars().find(|c| !c.is_ascii_digit());
    let groups: Vec<&str> = match sign {
        None => vec![whole],
        Some(sign) if sign.is_whitespace() || ",.'’".contains(sign) => whole.split(sign).collect(),
        Some(_) => return None,
    };
    let (first, rest) = groups.split_first()?;
    let (last, between) = rest.split_last().map_or((None, rest), |(last, between)| (Some(last), between));
    let is_grouped = last.is_none_or(|last| last.len() == 3 && (1..=3).contains(&first.len()))
        && between.iter().all(|group| (2..=3).contains(&group.len()));
    let is_number = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    (is_grouped && is_number).then(|| groups.concat().parse().ok())?
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
        ] {
            assert_eq!(kind.entered(&value).as_deref(), expected, "{kind:?} {value}");
        }
    }

    #[test]
    fn a_whole_number_is_the_one_that_was_written() {
        for (entered, expected) in [
            ("50", Some(50)),
            ("1,200", Some(1_200)),
            ("1.200", Some(1_200)),
            ("1 200", Some(1_200)),
            ("1\u{a0}200\u{a0}000", Some(1_200_000)),
            ("1’200", Some(1_200)),
            ("1,00,000", Some(100_000)),
            ("50.0", Some(50)),
            ("1,200.00", Some(1_200)),
            ("120.", Some(120)),
            ("12.5", None),
            ("12.50", None),
            ("1,2,345", None),
            ("1,200.500", None),
            ("1.200,500", None),
            ("12 34", None),
            ("5 0", None),
            ("1234,567", None),
            (",200", None),
            ("1,,200", None),
            ("50-100", None),
            ("50+", None),
            ("~50", None),
            ("-5", None),
            ("1e3", None),
            ("4294967296", None),
            ("", None),
        ] {
            assert_eq!(read_whole_number(entered), expected, "{entered:?}");
        }
    }
}

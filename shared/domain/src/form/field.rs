//! A field of a form: what it asks for, and whether what was entered passes.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::form::kind::{ChoiceOption, Compared, FieldKind};
use crate::form::reading::BETWEEN_CHOICES;
use crate::value::country::Country;
use crate::value::day::read_date;
use crate::value::text::visible;
use crate::words::Words;

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
    /// What can be chosen, for `type: choice` and `choices`; the only values of a `hidden` one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ChoiceOption>,
    /// The name by which a page of the company's own posts it, where that has another: `form_fields[email]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posted_as: Option<String>,
    /// Of `type: hidden`, what the hosted form posts; of a `checkbox`, what the box of a page of the company's own posts
    /// when it is ticked, besides `yes` and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Of `type: phone`: numbers without a country's code are of this country, unless the visitor names another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The least number, the first day, or how many must be chosen at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Limit>,
    /// The greatest number, the last day, or how many may be chosen at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Limit>,
    /// The most characters of a text, where that is less than the type allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest: Option<usize>,
    /// The message that is its label, of a part of an address.
    #[serde(skip)]
    pub message: Option<&'static str>,
}

/// A limit of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Limit {
    /// Of a number, or of how many are chosen.
    Number(u32),
    /// Of a date.
    Day(Date),
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

/// Why a value does not pass, with what to tell who entered it.
enum Refused {
    /// It can't be read as the field's type.
    Unreadable(String),
    /// Nothing was entered, or it is beyond a limit of the form's.
    Beyond(String),
}

impl Field {
    /// A field without anything that may be left out.
    pub(crate) fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            required: false,
            options: Vec::new(),
            posted_as: None,
            value: None,
            country: None,
            min: None,
            max: None,
            longest: None,
            message: None,
        }
    }

    /// What a reader of these words reads beside it.
    pub fn label(&self, words: Words<'_>) -> Cow<'_, str> {
        self.message.map_or(Cow::Borrowed(&self.label), |message| Cow::Owned(words.say(message)))
    }

    /// The names that it is posted by: its own, and that of a page of the company's own.
    pub(crate) fn posted_names(&self) -> impl Iterator<Item = &str> {
        [Some(self.name.as_str()), self.posted_as.as_deref()].into_iter().flatten()
    }

    /// It is a part of an address.
    pub(crate) fn is_part(&self) -> bool {
        self.message.is_some()
    }

    /// The most characters that may be entered.
    pub fn longest(&self) -> usize {
        self.longest.unwrap_or(usize::MAX).min(self.kind.limit())
    }

    /// The value that was entered, none if nothing was, or what to tell who entered it.
    ///
    /// # Errors
    /// What was entered does not pass.
    pub fn read(&self, words: Words<'_>, entered: &str) -> Result<Option<String>, String> {
        self.check(words, entered).map_err(|why| match why {
            Refused::Unreadable(why) | Refused::Beyond(why) => why,
        })
    }

    /// As [`Field::read`], but what can't be read is kept as a text where the field may be left empty: a lead is not lost
    /// over it.
    ///
    /// # Errors
    /// What was entered does not pass, and the field is required; or it is too long, or beyond a limit of the form's.
    pub fn take(&self, words: Words<'_>, entered: &str) -> Result<Option<Kept>, String> {
        match self.check(words, entered) {
            Ok(value) => Ok(value.map(|value| Kept { value, is_recognised: true })),
            Err(Refused::Unreadable(why)) if !self.required => {
                let text = self.kind.as_text(entered).ok_or(why)?;
                Ok(Some(Kept { value: text, is_recognised: false }))
            }
            Err(Refused::Unreadable(why) | Refused::Beyond(why)) => Err(why),
        }
    }

    fn check(&self, words: Words<'_>, entered: &str) -> Result<Option<String>, Refused> {
        let label = self.label(words);
        let empty = |message: &str| {
            if self.required {
                Err(Refused::Beyond(words.with(message, &[("label", label.as_ref().into())])))
            } else {
                Ok(None)
            }
        };
        let entered = visible(entered);
        let entered = entered.trim();
        if entered.is_empty() {
            return empty(if self.kind == FieldKind::Checkbox { "form-tick-this" } else { "form-fill-in" });
        }
        let is_declared = self.kind == FieldKind::Checkbox && self.value.as_deref().map(str::trim) == Some(entered);
        let entered = if is_declared { "yes" } else { entered };
        let value = self.kind.read(words, entered, &label, &self.options).map_err(Refused::Unreadable)?;
        if self.kind == FieldKind::Checkbox && self.required && value != "yes" {
            return empty("form-tick-this");
        }
        match self.beyond(words, &label, &value) {
            Some(why) => Err(Refused::Beyond(why)),
            None => Ok(Some(value)),
        }
    }

    /// What to tell who entered a value beyond a limit.
    fn beyond(&self, words: Words<'_>, label: &str, value: &str) -> Option<String> {
        if value.chars().count() > self.longest() {
            return Some(words.with("form-too-long", &[("label", label.into()), ("limit", self.longest().into())]));
        }
        let number =
            |message: &str, limit: u32| words.with(message, &[("label", label.into()), ("limit", limit.into())]);
        let day = |message: &str, limit: Date| {
            words.with(message, &[("label", label.into()), ("day", words.date("date-long", limit).into())])
        };
        let (least, most) = match self.kind.compared() {
            Compared::Number => ("form-at-least", "form-at-most"),
            Compared::Choices => ("form-choose-at-least", "form-choose-at-most"),
            Compared::Day => ("form-not-before", "form-not-after"),
            Compared::Nothing => return None,
        };
        match self.compared_value(value)? {
            Limit::Number(value) => match (self.min, self.max) {
                (Some(Limit::Number(min)), _) if value < min => Some(number(least, min)),
                (_, Some(Limit::Number(max))) if value > max => Some(number(most, max)),
                _ => None,
            },
            Limit::Day(value) => match (self.min, self.max) {
                (Some(Limit::Day(min)), _) if value < min => Some(day(least, min)),
                (_, Some(Limit::Day(max))) if value > max => Some(day(most, max)),
                _ => None,
            },
        }
    }

    /// What is compared with the limits, of a value that was read.
    fn compared_value(&self, value: &str) -> Option<Limit> {
        match self.kind.compared() {
            Compared::Number => value.parse().ok().map(Limit::Number),
            Compared::Choices => u32::try_from(value.split(BETWEEN_CHOICES).count()).ok().map(Limit::Number),
            Compared::Day => read_date(value).map(Limit::Day),
            Compared::Nothing => None,
        }
    }

    /// The labels of what was chosen, with a comma between; none if the value is no option, or several of which one is none.
    pub(crate) fn chosen(&self, value: &str) -> Option<String> {
        let label = |value: &str| self.options.iter().find(|option| option.value == value).map(|option| &*option.label);
        let labels: Vec<&str> = match self.kind {
            FieldKind::Choices => value.split(BETWEEN_CHOICES).map(label).collect::<Option<_>>()?,
            _ => vec![label(value)?],
        };
        Some(labels.join(BETWEEN_CHOICES))
    }

    /// A value that was read, as people read it: the labels of what was chosen, yes or no, a day in words; every other as it
    /// is kept.
    pub fn shown<'a>(&self, value: &'a str, words: Words<'_>) -> Cow<'a, str> {
        let in_words = match (self.kind, value) {
            (FieldKind::Checkbox, "yes") => Some(words.say("page-yes")),
            (FieldKind::Checkbox, "no") => Some(words.say("page-no")),
            (FieldKind::Date, _) => read_date(value).map(|day| words.date("date-long", day)),
            _ => self.chosen(value),
        };
        in_words.map_or(Cow::Borrowed(value), Cow::Owned)
    }

    /// A value that passes.
    pub fn sample(&self) -> String {
        let sample = || self.kind.sample(&self.options).chars().take(self.longest()).collect();
        match (self.kind.compared(), self.min, self.max) {
            (_, None, None) => self.value.clone().filter(|_| self.kind == FieldKind::Hidden).unwrap_or_else(sample),
            (Compared::Choices, Some(Limit::Number(min)), _) => {
                let least = usize::try_from(min).unwrap_or(usize::MAX).max(1);
                let values: Vec<&str> = self.options.iter().take(least).map(|option| option.value.as_str()).collect();
                values.join(BETWEEN_CHOICES)
            }
            (Compared::Choices, ..) => sample(),
            (_, Some(min), _) => min.to_string(),
            (_, None, Some(max)) => max.to_string(),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Day(day) => day.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenLimit)
    }
}

struct WrittenLimit;

impl Visitor<'_> for WrittenLimit {
    type Value = Limit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number like 50, or a date like 2026-12-25")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Limit, E> {
        u32::try_from(number).map(Limit::Number).map_err(|_| E::custom(format!("{number} is too large a limit")))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Limit, E> {
        u32::try_from(number).map(Limit::Number).map_err(|_| E::custom("a limit is 0 or more"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Limit, E> {
        let limit = read_date(text).map(Limit::Day);
        limit.ok_or_else(|| E::custom(format!("{text:?} is no limit: write a whole number, or a date like 2026-12-25")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "callers write it in place")]
    fn field(json: serde_json::Value) -> Field {
        let mut whole = json!({"name": "x", "label": "Field"});
        whole.as_object_mut().unwrap().extend(json.as_object().unwrap().clone());
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn a_limit_of_the_form_refuses_also_where_the_field_may_be_left_empty() {
        let options = json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}, {"value": "c", "label": "C"}]);
        for (json, passes, beyond, words) in [
            (json!({"type": "number", "min": 5}), "5", "4", "5 or more"),
            (json!({"type": "number", "max": 500}), "1", "501", "500 or less"),
            (json!({"type": "date", "min": "2026-12-01"}), "2026-12-01", "2026-11-30", "1 December 2026 or later"),
            (json!({"type": "date", "max": "2026-12-01"}), "1.12.2026", "2.12.2026", "1 December 2026 or earlier"),
            (json!({"type": "choices", "min": 2, "options": options}), "a, c", "a", "2 answers or more"),
            (json!({"type": "choices", "max": 2, "options": options}), "a, c", "a, b, c", "2 answers at most"),
            (json!({"type": "text", "longest": 5}), "12345", "123456", "at most 5 characters"),
            (json!({"type": "message", "longest": 5}), "1\n345", "1\n3456", "at most 5 characters"),
            (json!({"type": "hidden", "longest": 2}), "ab", "abc", "at most 2 characters"),
        ] {
            let field = field(json.clone());
            assert!(field.take(Words::english(), passes).unwrap().unwrap().is_recognised, "{json}");
            let why = field.take(Words::english(), beyond).unwrap_err();
            assert!(why.contains(words) && why.contains("“Field”"), "{why}");
            let sample = field.sample();
            assert_eq!(field.read(Words::english(), &sample), Ok(Some(sample)), "{json}");
            // As the compiled configuration has it.
            assert_eq!(serde_json::from_value::<Field>(serde_json::to_value(&field).unwrap()).unwrap(), field);
        }
    }

    #[test]
    fn r_suitecrm_5547_only_a_known_yes_ticks_a_box() {
        let optional = field(json!({"type": "checkbox", "value": "I do"}));
        let required = field(json!({"type": "checkbox", "required": true}));
        for (entered, kept, passes) in [
            ("on", Some(("yes", true)), true),
            ("I do", Some(("yes", true)), false),
            ("true", Some(("yes", true)), true),
            ("0", Some(("no", true)), false),
            ("undefined", Some(("undefined", false)), false),
            ("", None, false),
        ] {
            let taken = optional.take(Words::english(), entered).unwrap();
            assert_eq!(taken.as_ref().map(|kept| (kept.value.as_str(), kept.is_recognised)), kept, "{entered}");
            assert_eq!(required.take(Words::english(), entered).is_ok(), passes, "{entered}");
        }
    }
}

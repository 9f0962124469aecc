//! Conditions that can never hold, and conditions that always hold, each with what to write instead.

use crate::check::problem::Problems;
use crate::check::reach::wrong_score;
use crate::condition::{Condition, When, words};
use crate::config::Config;
use crate::form::Form;
use crate::form::kind::KnownValues;
use crate::value::country::Country;
use crate::value::stage::Stage;
use crate::value::text::there_are;

impl When {
    /// Reports conditions that name no existing field or that can only have one result. `besides` are valid names that
    /// are no fields of forms.
    pub(crate) fn check(&self, file: &str, near: &str, config: &Config, besides: &[&str], problems: &mut Problems) {
        let fields = config.field_names();
        for condition in &self.0 {
            if condition.tests() == 0 {
                problems.add(
                    file,
                    near,
                    "a condition needs a field and a test: at_least, at_most, one_of, none_of, has_word, includes, includes_none, like, free_mail or given",
                );
            }
            let name = condition.field.as_str();
            if !fields.contains(&name) && !besides.contains(&name) {
                let there_are = there_are(name, fields.iter().chain(besides));
                problems.add(file, near, &format!("no form has a field `{name}`; {there_are}"));
                continue;
            }
            if let Some(least) = condition.at_least.filter(|_| name == "score")
                && let Some(message) = wrong_score(i32::try_from(least).unwrap_or(i32::MAX), &config.scoring)
            {
                problems.add(file, near, &message.replacen("score", "at_least", 1));
            }
            for message in condition.mistakes(&FieldValues::of(name, config)) {
                problems.add(file, near, &message);
            }
        }
    }
}

/// The possible values of a field.
enum FieldValues<'a> {
    /// Unknown: no form has the field.
    Nothing,
    /// A name that the caller chooses: a source, a campaign.
    Name,
    /// A number.
    Number,
    /// One of these values.
    OneOf(Vec<&'a str>),
    /// The values that forms with this field take.
    Asked(Vec<KnownValues<'a>>),
}

impl<'a> FieldValues<'a> {
    fn of(field: &str, config: &'a Config) -> Self {
        match field {
            "source" | "campaign" => Self::Name,
            "supplier" => Self::OneOf(config.suppliers.keys().map(String::as_str).collect()),
            "form" => Self::OneOf(config.forms.keys().map(String::as_str).collect()),
            "score" => Self::Number,
            "grade" => Self::OneOf(vec!["A", "B", "C", "D"]),
            "temperature" => Self::OneOf(vec!["cold", "warm", "hot"]),
            "stage" => Self::OneOf(Stage::ALL.map(Stage::name).to_vec()),
            _ => {
                let fields = config.forms.values().flat_map(Form::asked).filter(|one| one.name == field);
                let asked: Vec<_> = fields.map(|one| one.kind.known_values(&one.options)).collect();
                if asked.is_empty() { Self::Nothing } else { Self::Asked(asked) }
            }
        }
    }

    fn is_country(&self) -> bool {
        matches!(self, Self::Asked(asked) if asked.iter().all(|known| *known == KnownValues::Country))
    }

    /// The field may have several of its values at once: always, sometimes as other forms ask for it, or never.
    fn holds_several(&self) -> (bool, bool) {
        let Self::Asked(asked) = self else { return (false, false) };
        let several = |known: &KnownValues<'_>| matches!(known, KnownValues::SomeOf(_));
        (asked.iter().all(several), asked.iter().any(several))
    }

    /// The list of possible values; none if there is no such list.
    fn values(&self) -> Option<Vec<&'a str>> {
        match self {
            Self::OneOf(values) => Some(values.clone()),
            Self::Asked(asked) => {
                let lists = asked.iter().map(|known| match known {
                    KnownValues::OneOf(values) | KnownValues::SomeOf(values) => Some(values.as_slice()),
                    KnownValues::Text | KnownValues::Number | KnownValues::Country => None,
                });
                lists.collect::<Option<Vec<_>>>().map(|lists| lists.concat())
            }
            Self::Nothing | Self::Name | Self::Number => None,
        }
    }

    /// The value can be a number.
    fn may_be_number(&self) -> bool {
        match self {
            Self::Nothing | Self::Number => true,
            Self::Name | Self::OneOf(_) => false,
            Self::Asked(asked) => asked.iter().any(|known| match known {
                KnownValues::Number => true,
                KnownValues::OneOf(values) => values.iter().any(|value| value.parse::<i64>().is_ok()),
                KnownValues::SomeOf(_) | KnownValues::Text | KnownValues::Country => false,
            }),
        }
    }
}

impl Condition {
    fn mistakes(&self, known: &FieldValues<'_>) -> Vec<String> {
        let field = self.field.as_str();
        let mut mistakes = Vec::new();
        let lists = [
            ("one_of", &self.one_of),
            ("none_of", &self.none_of),
            ("has_word", &self.has_word),
            ("includes", &self.includes),
            ("includes_none", &self.includes_none),
            ("like", &self.like),
        ];
        for (test, _) in lists.iter().filter(|(_, list)| list.as_ref().is_some_and(Vec::is_empty)) {
            mistakes.push(format!(
                "`{test}` of `{field}` has nothing in its list: write what to look for, or leave it out"
            ));
        }
        for phrase in self.has_word.iter().flatten().filter(|phrase| words(phrase).is_empty()) {
            mistakes
                .push(format!("`has_word` of `{field}` has {phrase:?}, which is no word: write one, like director"));
        }
        let (always, sometimes) = known.holds_several();
        if (self.one_of.is_some() || self.none_of.is_some()) && always {
            mistakes.push(format!(
                "`{field}` holds all answers that were chosen: ask with `includes` or `includes_none`, in place of `one_of` and `none_of`"
            ));
        }
        if (self.includes.is_some() || self.includes_none.is_some()) && !sometimes {
            mistakes.push(format!(
                "`{field}` is no field of several choices: ask with `one_of` or `none_of`, or give the form's field `type: choices`"
            ));
        }
        if (self.at_least.is_some() || self.at_most.is_some()) && !known.may_be_number() {
            mistakes.push(format!(
                "`{field}` is never a number, so `at_least` and `at_most` never hold: test it with one_of, has_word or like, or give the form's field `type: number`"
            ));
        }
        if let (Some(least), Some(most)) = (self.at_least, self.at_most)
            && least > most
        {
            mistakes.push(format!(
                "`{field}` can't be at least {least} and at most {most}: write the smaller number behind `at_least`"
            ));
        }
        if self.free_mail.is_some() && field != "email" {
            mistakes.push(format!("`free_mail` tests e-mail addresses, and `{field}` is none: write `field: email`"));
        }
        mistakes.extend(self.listed_values().filter_map(|value| wrong_value(field, value, known)));
        mistakes
    }

    /// The values with which the condition compares.
    fn listed_values(&self) -> impl Iterator<Item = &str> {
        let lists = [&self.one_of, &self.none_of, &self.includes, &self.includes_none];
        lists.into_iter().flatten().flatten().map(String::as_str)
    }
}

/// The mistake in a value with which a field is compared.
fn wrong_value(field: &str, value: &str, known: &FieldValues<'_>) -> Option<String> {
    if known.is_country() && Country::of_code(&value.to_ascii_uppercase()).is_none() {
        let example = Country::read(value).map_or("like PT or DE", Country::code);
        return Some(format!("`{field}` is a country of two letters, and never {value:?}: write it {example}"));
    }
    let values = known.values()?;
    let is_there = values.iter().any(|one| one.to_lowercase() == value.to_lowercase());
    (!is_there).then(|| format!("`{field}` is never {value:?}; {}", there_are(value, values)))
}

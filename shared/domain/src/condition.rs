//! Conditions on a lead: the `when` of rules in several files.

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::form::BETWEEN_CHOICES;
use crate::lead::RatedLead;
use crate::value::purpose::Purpose;

/// A list of conditions that all must hold. In files one condition, or a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct When(pub Vec<Condition>);

impl When {
    /// Every condition holds; true for an empty list.
    pub fn holds(&self, lead: &RatedLead<'_>) -> bool {
        self.0.iter().all(|condition| condition.holds(lead))
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMany)
    }
}

struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = When;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a condition like {field: country, one_of: [PT]}, or a list of them")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<When, A::Error> {
        Condition::deserialize(MapAccessDeserializer::new(map)).map(|one| When(vec![one]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<When, A::Error> {
        let mut all = Vec::new();
        while let Some(condition) = sequence.next_element()? {
            all.push(condition);
        }
        Ok(When(all))
    }
}

/// A test of one field. Every test that is set must hold. If the lead does not have the field, only `given: false`,
/// `none_of` and `includes_none` hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field's name: a field of a form, or one of [`ATTRIBUTES`].
    pub field: String,
    /// The value is a number, this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// The value is a number, this or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
    /// The value is one of these texts, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<String>>,
    /// The value is none of these texts, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none_of: Option<Vec<String>>,
    /// The value holds one of these words or phrases, in any case. Every character that is no letter or digit separates
    /// words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_word: Option<Vec<String>>,
    /// One of these answers is among the chosen ones, of a field of several choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub includes: Option<Vec<String>>,
    /// None of these answers is among the chosen ones, of a field of several choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub includes_none: Option<Vec<String>>,
    /// The value matches one of these patterns, in any case; `*` stands for any text: `10*`, `*.gov`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Vec<String>>,
    /// The value is an e-mail address at a free-mail provider (true), or at another domain (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_mail: Option<bool>,
    /// The field has a value (true) or none (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<bool>,
}

/// Names that conditions may use besides the fields of forms: the lead's first origin.
pub const ATTRIBUTES: [&str; 4] = ["source", "campaign", "form", "supplier"];

/// Names that conditions of segments and sequences may use as well: what the lead agrees to now. Each has the value `yes`, or
/// none.
pub const CONSENTS: [&str; 3] = [Purpose::Mail.field(), Purpose::Phone.field(), Purpose::Measuring.field()];

/// Names that conditions of `routing.yaml` may use as well: the lead's current rating.
pub const RATINGS: [&str; 3] = ["score", "grade", "temperature"];

impl Condition {
    /// The number of tests that are set; a valid condition has at least one.
    pub fn tests(&self) -> usize {
        [
            self.at_least.is_some(),
            self.at_most.is_some(),
            self.one_of.is_some(),
            self.none_of.is_some(),
            self.has_word.is_some(),
            self.includes.is_some(),
            self.includes_none.is_some(),
            self.like.is_some(),
            self.free_mail.is_some(),
            self.given.is_some(),
        ]
        .into_iter()
        .filter(|set| *set)
        .count()
    }

    /// The lead passes every test.
    pub fn holds(&self, lead: &RatedLead<'_>) -> bool {
        match lead.attribute(&self.field) {
            Some(value) => self.passes(&value),
            None => {
                self.given == Some(false)
                    || (self.tests() == 1 && (self.none_of.is_some() || self.includes_none.is_some()))
            }
        }
    }

    fn passes(&self, value: &str) -> bool {
        let number = || value.parse::<i64>().ok();
        let is_one = |texts: &[String]| texts.iter().any(|one| one.to_lowercase() == value.to_lowercase());
        let is_chosen = |answers: &[String]| {
            let mut chosen = value.split(BETWEEN_CHOICES);
            chosen.any(|one| answers.iter().any(|answer| answer.eq_ignore_ascii_case(one)))
        };
        let has_word = |phrases: &[String]| {
            let value = words(value);
            phrases.iter().any(|phrase| has_words(&value, &words(phrase)))
        };
        self.at_least.is_none_or(|least| number().is_some_and(|number| number >= least))
            && self.at_most.is_none_or(|most| number().is_some_and(|number| number <= most))
            && self.one_of.as_ref().is_none_or(|of| is_one(of))
            && self.none_of.as_ref().is_none_or(|of| !is_one(of))
            && self.has_word.as_ref().is_none_or(|words| has_word(words))
            && self.includes.as_ref().is_none_or(|answers| is_chosen(answers))
            && self.includes_none.as_ref().is_none_or(|answers| !is_chosen(answers))
            && self.like.as_ref().is_none_or(|patterns| patterns.iter().any(|pattern| is_like(pattern, value)))
            && self.free_mail.is_none_or(|free| is_free_mail(value) == free)
            && self.given.is_none_or(|given| given)
    }
}

/// The words of a text, in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The phrase's words stand in the text one after the other; an empty phrase stands in no text.
fn has_words(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|part| part == phrase)
}

/// The text matches the pattern, in any case; `*` stands for any text, also an empty one.
pub fn is_like(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern).is_like(&text.to_lowercase())
}

/// A pattern, split once so that matching is fast.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// The text before the first `*`.
    start: String,
    /// The texts between two `*`.
    middle: Vec<String>,
    /// The text after the last `*`; none if the pattern has no `*`.
    end: Option<String>,
}

impl Pattern {
    pub(crate) fn new(pattern: &str) -> Self {
        let pattern = pattern.to_lowercase();
        let mut parts = pattern.split('*').map(ToOwned::to_owned);
        let start = parts.next().unwrap_or_default();
        let end = parts.next_back();
        Self { start, middle: parts.collect(), end }
    }

    /// The text, given in lower case, matches.
    pub(crate) fn is_like(&self, text: &str) -> bool {
        let Some(mut rest) = text.strip_prefix(self.start.as_str()) else { return false };
        let Some(end) = &self.end else { return rest.is_empty() };
        for part in &self.middle {
            match rest.find(part.as_str()) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(end.as_str())
    }
}

/// Domains of providers that give an address to everybody.
const FREE_MAIL: [&str; 24] = [
    "aol.com",
    "free.fr",
    "gmail.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "libero.it",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "sapo.pt",
    "uol.com.br",
    "web.de",
    "yahoo.co.uk",
    "yahoo.com",
    "yandex.ru",
];

/// The address is at a provider that gives one to everybody, so it does not name an employer.
pub fn is_free_mail(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, domain)| FREE_MAIL.contains(&domain))
}

#[cfg(test)]
mod tests {
    use super::{has_words, is_like, words};

    #[test]
    fn phrases_are_compared_word_by_word() {
        for (phrase, text, has) in [
            ("head", "Head of Sales", true),
            ("head", "Headmaster", false),
            ("head of sales", "Global Head of Sales, EMEA", true),
            ("head of sales", "Sales Head", false),
            ("head of sales", "head of inside sales", false),
            ("Head  of\tSales", "HEAD-OF-SALES", true),
            ("co-founder", "Co-Founder & CTO", true),
            ("co-founder", "co founder", true),
            ("co-founder", "founder", false),
            ("founder", "co-founder", true),
            ("größe", "Die GRÖSSE", false),
            ("größe", "Die GRÖßE", true),
            ("&", "R & D", false),
            ("", "anything", false),
            ("ceo", "", false),
        ] {
            assert_eq!(has_words(&words(text), &words(phrase)), has, "{phrase:?} {text:?}");
        }
    }

    #[test]
    fn patterns() {
        for (pattern, text, like) in [
            ("10*", "1000-001", true),
            ("10*", "2100", false),
            ("*.gov", "city.gov", true),
            ("/pricing*", "/Pricing/teams", true),
            ("/pricing", "/pricing", true),
            ("/pricing", "/pricing/", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("ab*ba", "aba", false),
            ("*", "", true),
        ] {
            assert_eq!(is_like(pattern, text), like, "{pattern} {text}");
        }
    }
}

//! Tests of what is known of a lead: the `when` of rules.

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::lead::RatedLead;

/// All of these hold. In files one condition, or a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct When(pub Vec<Condition>);

impl When {
    /// Every condition holds; true if there are none.
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

/// A test of one field. Every test that is set must hold; a field that is not known fails all but `given: false` and
/// `none_of`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field: one of a form, or one of [`ATTRIBUTES`].
    pub field: String,
    /// A number, this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// A number, this or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
    /// One of these texts, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<String>>,
    /// None of these texts, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none_of: Option<Vec<String>>,
    /// Holds one of these words or phrases, in any case; what is no letter or digit stands between words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_word: Option<Vec<String>>,
    /// Like one of these patterns, in any case; `*` stands for any text: `10*`, `*.gov`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Vec<String>>,
    /// An e-mail address at a free-mail provider (true), or at another domain (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_mail: Option<bool>,
    /// Filled in (true) or not (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<bool>,
}

/// What conditions may name besides the fields of forms: where the lead first came from.
pub const ATTRIBUTES: [&str; 3] = ["source", "campaign", "form"];

/// What conditions of `routing.yaml` may name besides: how the lead is rated now.
pub const RATINGS: [&str; 3] = ["score", "grade", "temperature"];

impl Condition {
    /// How many tests are set; a good condition has at least one.
    pub fn tests(&self) -> usize {
        [
            self.at_least.is_some(),
            self.at_most.is_some(),
            self.one_of.is_some(),
            self.none_of.is_some(),
            self.has_word.is_some(),
            self.like.is_some(),
            self.free_mail.is_some(),
            self.given.is_some(),
        ]
        .into_iter()
        .filter(|set| *set)
        .count()
    }

    /// The lead passes.
    pub fn holds(&self, lead: &RatedLead<'_>) -> bool {
        match lead.attribute(&self.field) {
            Some(value) => self.passes(&value),
            None => self.given == Some(false) || (self.none_of.is_some() && self.tests() == 1),
        }
    }

    fn passes(&self, value: &str) -> bool {
        let number = || value.parse::<i64>().ok();
        let is_one = |texts: &[String]| texts.iter().any(|one| one.to_lowercase() == value.to_lowercase());
        let has_word = |phrases: &[String]| {
            let value = words(value);
            phrases.iter().any(|phrase| has_words(&value, &words(phrase)))
        };
        self.at_least.is_none_or(|least| number().is_some_and(|number| number >= least))
            && self.at_most.is_none_or(|most| number().is_some_and(|number| number <= most))
            && self.one_of.as_ref().is_none_or(|of| is_one(of))
            && self.none_of.as_ref().is_none_or(|of| !is_one(of))
            && self.has_word.as_ref().is_none_or(|words| has_word(words))
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

/// The phrase's words stand in the text one after the other; a phrase without words stands nowhere.
fn has_words(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|part| part == phrase)
}

/// The text is like the pattern, in any case; `*` stands for any text, also none.
pub fn is_like(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern).is_like(&text.to_lowercase())
}

/// A pattern, made ready to be asked often.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// Up to the first `*`.
    start: String,
    /// Between two.
    middle: Vec<String>,
    /// From the last one on; none if there is none.
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

    /// The text, in lower case, is like it.
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

/// Providers that anybody gets an address from.
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

/// The address is at a provider that anybody gets one from: it says nothing of an employer.
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

//! What leads are found by: their addresses, their number, the words of their name and company.
//!
//! A lead has a row for each of its [keys](SearchWords::keys), so that a search reads what it finds and nothing else. Keys
//! are compared by their beginning. What must stay true: the same lead and company give the same keys, and the keys of a
//! query are made by the same rules as those of leads.

use std::collections::{BTreeMap, BTreeSet};

use crate::company::Company;
use crate::condition::is_free_mail;
use crate::lead::Lead;
use crate::value::country::Country;
use crate::value::country::list::COUNTRIES;
use crate::value::identity::{EmailAddress, LeadId};
use crate::value::phone::{DialledNumber, may_be_a_number};
use crate::value::text::{folded, visible};
use crate::zone::country_of;

/// The version of the rules that make keys: `leadwright reindex` gives every lead those of today.
pub const RULES: &str = "1";

/// The most characters of a word in a key: longer words are found by so many of their first.
const WORD: usize = 40;

/// The most words of a name, and of the name of a company, that have keys.
const WORDS: usize = 8;

/// The first letters of scripts that write a word with one or few characters: Chinese, Japanese, Korean.
const IDEOGRAPHS: char = '\u{2e80}';

/// The words of a lead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchWords {
    /// What it is found by, each by its beginning: `maria@acme.example`, `@acme.example`, `+351912345678`, `maria`.
    pub keys: BTreeSet<String>,
    /// All words of its name and company and its employer's domain, each with a blank before it.
    pub words: String,
}

/// What of a lead its words are made of, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchFields {
    email: Option<EmailAddress>,
    phone: Option<String>,
    name: Option<String>,
    company: Option<String>,
    country: Option<Country>,
    /// Its other addresses.
    pub aliases: BTreeMap<LeadId, EmailAddress>,
    /// Its owner's id: a search may be for the leads of one person.
    pub owner: Option<String>,
}

impl SearchFields {
    /// Those of a lead.
    pub fn of(lead: &Lead) -> Self {
        let field = |name| lead.field(name).map(ToOwned::to_owned);
        Self {
            email: lead.email(),
            phone: field("phone").filter(|text| may_be_a_number(text)),
            name: field("name"),
            company: field("company"),
            country: lead.recognised("country").and_then(Country::of_code),
            aliases: lead.aliases.clone(),
            owner: lead.owner.clone(),
        }
    }

    /// A lead that nothing finds.
    #[must_use]
    pub fn none(&self) -> Self {
        let Self { country, .. } = *self;
        let (name, company) = (None, None);
        Self { email: None, phone: None, name, company, country, aliases: self.aliases.clone(), owner: None }
    }

    /// What the lead is found by.
    pub fn words(&self, company: &Company) -> SearchWords {
        let mut keys = BTreeSet::new();
        let mut words = BTreeSet::new();
        for address in self.email.iter().chain(self.aliases.values()) {
            if !is_free_mail(address.as_str()) {
                keys.insert(format!("@{}", address.domain()));
                words.insert(format!("@{}", address.domain()));
            }
            keys.insert(address.as_str().to_owned());
        }
        let homes = || self.country.into_iter().chain(country_of(company));
        keys.extend(self.phone.as_ref().and_then(|text| number(text, homes())));
        for field in [&self.name, &self.company] {
            let of_field: Vec<String> = field.as_deref().map(words_in).unwrap_or_default();
            keys.extend(of_field.iter().filter(|word| is_key(word)).take(WORDS).cloned());
            words.extend(of_field.into_iter().take(WORDS));
        }
        SearchWords { keys, words: words.iter().flat_map(|word| [" ", word]).collect() }
    }

    /// Its telephone number with its country's code.
    pub fn number(&self, company: &Company) -> Option<String> {
        number(self.phone.as_ref()?, self.country.into_iter().chain(country_of(company)))
    }

    /// The search for all leads of its name and company, and more; none if it lacks one of the two.
    pub fn same_name_and_company(&self) -> Option<SearchQuery> {
        let mut words = self.name();
        let company = self.company.as_deref().map(words_in).unwrap_or_default();
        let key = words.iter().filter(|word| is_key(word) && has_part(word)).max_by_key(|word| word.chars().count());
        let key = key.cloned().filter(|_| !company.is_empty())?;
        words.extend(company);
        words.truncate(WORDS);
        words.retain(|word| *word != key);
        Some(SearchQuery { key, is_whole: true, others: words })
    }

    /// Both have a name and a company, and these are the same but for case, accents and signs.
    pub fn has_same_name_and_company(&self, other: &Self) -> bool {
        let company = |fields: &Self| fields.company.as_deref().map(words_in).unwrap_or_default();
        let is_known = !self.name().is_empty() && !company(self).is_empty();
        is_known && self.name() == other.name() && company(self) == company(other)
    }

    /// Whether a row of a list with this name may be this person: nothing says otherwise.
    pub fn may_be_named(&self, name: Option<&str>) -> bool {
        let other = name.map(words_in).unwrap_or_default();
        other.is_empty() || self.name().is_empty() || self.name() == other
    }

    /// The words of its name, in their order.
    pub fn name(&self) -> Vec<String> {
        self.name.as_deref().map(words_in).unwrap_or_default()
    }
}

/// The words of a text, in lower case and without accents.
fn words_in(text: &str) -> Vec<String> {
    folded(&visible(text)).split(' ').filter(|word| !word.is_empty()).map(beginning).collect()
}

fn beginning(word: &str) -> String {
    word.chars().take(WORD).collect()
}

/// A word of one letter finds too many leads to be a key; one of one ideograph does not.
fn is_key(word: &str) -> bool {
    word.chars().count() > 1 || word.starts_with(|first| first >= IDEOGRAPHS)
}

/// A telephone number with its country's code, without its extension. One that is not valid, or not typed to its end, is
/// read as one of the first of these countries.
fn number(text: &str, homes: impl IntoIterator<Item = Country>) -> Option<String> {
    let homes: Vec<Country> = homes.into_iter().collect();
    if let Some(dialled) = DialledNumber::read(text, homes.iter().copied()) {
        return Some(dialled.as_str().split(';').next().unwrap_or_default().to_owned());
    }
    let text = visible(text);
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.starts_with('+') {
        return Some(format!("+{digits}"));
    }
    if let Some(international) = digits.strip_prefix("00") {
        return Some(format!("+{international}"));
    }
    let home = homes.first()?;
    let (_, code, _) = COUNTRIES.iter().find(|(other, ..)| *other == home.code())?;
    Some(format!("+{code}{}", digits.trim_start_matches('0')))
}

/// What rows of keys are kept together by: the beginning that a query must have. All rows of a part are one partition
/// for each shard, so that a part has few of all leads.
pub fn part_of(key: &str) -> &str {
    key.char_indices().nth(part_length(key)).map_or(key, |(end, _)| &key[..end])
}

/// The number of characters that tell a key's part.
fn part_length(key: &str) -> usize {
    match key.chars().next() {
        // The numbers of a country begin alike.
        Some('+') => 8,
        Some('@') => 3,
        Some(first) if first >= IDEOGRAPHS => 1,
        _ => 2,
    }
}

/// Whether a key has all characters that its part is told by.
fn has_part(key: &str) -> bool {
    key.chars().count() >= part_length(key)
}

/// What somebody searches for: a key that leads are found by, and words that they must have besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    key: String,
    /// The key is whole: a longer one is another.
    is_whole: bool,
    others: Vec<String>,
}

impl SearchQuery {
    /// Reads what somebody typed: an address or its beginning, a telephone number, the domain of an employer, words of a
    /// name and a company or their beginnings.
    ///
    /// # Errors
    /// A sentence that says what to write: there is too little to search for.
    ///
    /// # Examples
    /// ```
    /// use leadwright_domain::search::SearchQuery;
    /// # let company = serde_json::from_value(serde_json::json!({
    /// #     "name": "Acme", "address": "Rua 1, Lisboa", "website": "https://acme.example",
    /// #     "timezone": "Europe/Lisbon", "reply_to": "hello@acme.example",
    /// # })).unwrap();
    ///
    /// assert_eq!(SearchQuery::read("Müller J", &company).unwrap().key(), "muller");
    /// assert_eq!(SearchQuery::read("912 345 678", &company).unwrap().key(), "+351912345678");
    /// assert_eq!(SearchQuery::read("acme.example", &company).unwrap().key(), "@acme.example");
    /// assert!(SearchQuery::read("m", &company).is_err());
    /// ```
    pub fn read(text: &str, company: &Company) -> Result<Self, String> {
        let text = visible(text);
        let text = text.trim();
        let is_number = |text: &str| {
            may_be_a_number(text)
                || (text.starts_with(['+', '0', '('])
                    && text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-./()".contains(c)))
        };
        if is_number(text) {
            let key = number(text, country_of(company)).unwrap_or_default();
            return if has_part(&key) {
                Ok(Self { key, is_whole: false, others: Vec::new() })
            } else {
                Err("Write more of the number: with its country's code, at least seven digits.".to_owned())
            };
        }
        let mut keys = Vec::new();
        for piece in text.split_whitespace() {
            match domain_or_address(piece) {
                Some(key) => keys.push(key),
                None => keys.extend(words_in(piece)),
            }
        }
        // The longest finds the fewest.
        let longest = keys.iter().filter(|key| is_key(key) && has_part(key)).max_by_key(|key| key.chars().count());
        let Some(key) = longest.cloned() else {
            return Err("Write at least two letters of a name, a company or an address.".to_owned());
        };
        keys.retain(|other| *other != key);
        Ok(Self { key, is_whole: false, others: keys })
    }

    /// All leads with an address at that domain.
    pub fn employer(domain: &str) -> Self {
        Self { key: format!("@{domain}"), is_whole: true, others: Vec::new() }
    }

    /// All leads with that number: E.164.
    pub fn phone(number: &str) -> Self {
        Self { key: number.to_owned(), is_whole: true, others: Vec::new() }
    }

    /// The key, or its beginning, that the leads are found by.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The key is whole: a longer one is another.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// What the [words](SearchWords::words) of the leads must contain besides.
    pub fn others(&self) -> impl Iterator<Item = String> {
        self.others.iter().map(|word| format!(" {word}"))
    }

    /// A lead of these words is one that is searched for.
    pub fn finds(&self, lead: &SearchWords) -> bool {
        let is_found = |key: &String| if self.is_whole { *key == self.key } else { key.starts_with(&self.key) };
        lead.keys.iter().any(is_found) && self.others().all(|word| lead.words.contains(&word))
    }
}

/// The key of an address, of its beginning, or of a domain, which has a dot between two words of more than one letter.
fn domain_or_address(piece: &str) -> Option<String> {
    if piece.contains('@') {
        let whole = EmailAddress::parse(piece).ok().map(String::from);
        return Some(whole.unwrap_or_else(|| piece.to_lowercase()));
    }
    let piece = piece.to_lowercase();
    let domain = idna::domain_to_ascii(&piece).ok()?;
    let is_domain = domain.contains('.')
        && domain.split('.').all(|label| {
            label.len() > 1 && label.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
        });
    is_domain.then(|| format!("@{domain}"))
}

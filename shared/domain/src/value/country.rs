//! A country, by its code and by its names.
//!
//! `country/names.tsv` holds the names: those of Unicode's CLDR 48 (`country/names.LICENSE`) in twelve languages, in the
//! official languages of each country, and the three letters of ISO 3166-1; last in a row, other names that people
//! write. A form lists countries in its own language if that is one of the twelve, else in English; a name is
//! understood in all of them.

pub(crate) mod list;

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::value::country::list::COUNTRIES;
use crate::value::text::folded;

/// A country: two letters of ISO 3166-1 that are assigned to one, or `XK` for Kosovo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Country(&'static str);

/// A row for each country, in the order of codes: its code, three letters, its names, other names with `|` between them.
const NAMES: &str = include_str!("country/names.tsv");

/// The columns of the table before the names.
const CODES: usize = 2;

/// Two letters that stand for a country in daily use, and are not its code: those of Europe's institutions for the
/// United Kingdom and Greece.
const IN_USE: [(&str, &str); 2] = [("UK", "GB"), ("EL", "GR")];

/// The code of the country that has a name, as [`folded`] writes it; none where several have it. Lists have a country in
/// every row.
static BY_NAME: LazyLock<HashMap<String, Option<&'static str>>> = LazyLock::new(|| {
    let mut codes: HashMap<String, Option<&'static str>> = HashMap::new();
    for row in rows() {
        for name in row.names() {
            let code = codes.entry(folded(name)).or_insert(Some(row.code()));
            *code = code.filter(|code| *code == row.code());
        }
    }
    codes
});

impl Country {
    /// The country of a code, written as it is stored: in capitals.
    pub fn of_code(code: &str) -> Option<Self> {
        let at = COUNTRIES.binary_search_by_key(&code, |(code, ..)| code).ok()?;
        Some(Self(COUNTRIES[at].0))
    }

    /// The country that somebody wrote: a code of two or three letters, or a name, whatever its case and its accents.
    /// None if it is no country, or the name of more than one.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 2 {
            let code = text.to_ascii_uppercase();
            let meant = IN_USE.iter().find(|(used, _)| *used == code).map(|(_, code)| *code);
            return Self::of_code(meant.unwrap_or(&code));
        }
        let wanted = folded(text);
        let code = BY_NAME.get(&wanted).filter(|_| !wanted.is_empty());
        code.copied().flatten().and_then(Self::of_code)
    }

    /// The two letters.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// Its name in the language of that code of two letters, in English if the names are not known in it.
    pub fn name(self, language: &str) -> &'static str {
        let column = column(language);
        rows().find(|row| row.code() == self.0).map_or(self.0, |row| row.shown(column))
    }

    /// All countries with their names in that language, as [`Country::name`] has it, sorted by name.
    pub fn all(language: &str) -> Vec<(Self, &'static str)> {
        let column = column(language);
        let mut all: Vec<_> = rows().filter_map(|row| Some((Self::of_code(row.code())?, row.shown(column)))).collect();
        all.sort_by_cached_key(|(_, name)| folded(name));
        all
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let no_country = || D::Error::custom(format!("{text:?} is no country: write its two letters, like PT or DE"));
        Self::read(&text).ok_or_else(no_country)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.0.to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

struct Row(&'static str);

impl Row {
    fn cells(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.split('\t')
    }

    fn code(&self) -> &'static str {
        self.cells().next().unwrap_or_default()
    }

    fn shown(&self, column: usize) -> &'static str {
        self.cells().nth(column).unwrap_or_default()
    }

    /// All that stands for it in a text.
    fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.cells().skip(1).flat_map(|cell| cell.split('|')).filter(|name| !name.is_empty())
    }
}

fn rows() -> impl Iterator<Item = Row> {
    NAMES.lines().skip(1).map(Row)
}

/// The column of a language.
fn column(language: &str) -> usize {
    let heading = NAMES.lines().next().unwrap_or_default();
    let mut columns = heading.split('\t').enumerate().skip(CODES);
    columns.find(|(_, name)| *name == language).map_or(CODES, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn each_country_has_one_row_of_names() {
        let listed: Vec<&str> = COUNTRIES.iter().map(|(code, ..)| *code).collect();
        let named: Vec<&str> = rows().map(|row| row.code()).collect();
        assert_eq!(listed, named);
        let columns = NAMES.lines().next().unwrap().split('\t').count();
        for row in rows() {
            assert_eq!(row.cells().count(), columns, "{}", row.0);
            assert!(row.cells().take(columns - 1).all(|cell| !cell.is_empty()), "{}", row.0);
        }
    }

    #[test]
    fn a_name_is_of_one_country() {
        let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for row in rows() {
            for name in row.names() {
                owners.entry(folded(name)).or_default().insert(row.code());
            }
        }
        let shared: Vec<_> = owners.iter().filter(|(_, of)| of.len() > 1).map(|(name, _)| name.as_str()).collect();
        assert_eq!(shared, ["kongo"], "said of either, and understood as neither");
        assert!(owners.keys().all(|name| name.len() > 2), "two letters are a code");
    }

    #[test]
    fn r_countries_735_a_country_is_a_code_that_exists_or_a_name() {
        for (text, expected) in [
            ("PT", Some("PT")),
            (" pt ", Some("PT")),
            ("DEU", Some("DE")),
            ("UK", Some("GB")),
            ("uk", Some("GB")),
            ("EL", Some("GR")),
            ("Germany", Some("DE")),
            ("Deutschland", Some("DE")),
            ("ALEMANHA", Some("DE")),
            ("Austria", Some("AT")),
            ("osterreich", Some("AT")),
            ("China", Some("CN")),
            ("中国", Some("CN")),
            ("U.S.A.", Some("US")),
            ("the Netherlands", Some("NL")),
            ("Holland", Some("NL")),
            ("Cote d’Ivoire", Some("CI")),
            ("España", Some("ES")),
            ("Espana", Some("ES")),
            ("Kosovo", Some("XK")),
            ("भारत", Some("IN")),
            ("ישראל", Some("IL")),
            // What is no country, or said of two.
            ("XX", None),
            ("EU", None),
            ("SP", None),
            ("ZZ", None),
            ("AN", None),
            ("Europe", None),
            ("Kongo", None),
            ("Ger", None),
            ("Narnia", None),
            ("-", None),
            ("", None),
            ("Germany, Austria", None),
        ] {
            assert_eq!(Country::read(text).map(Country::code), expected, "{text:?}");
        }
    }

    #[test]
    fn every_name_that_is_shown_is_understood() {
        for (country, name) in Country::all("pt") {
            assert_eq!(Country::read(name), Some(country), "{name}");
        }
        let names = |language| Country::all(language).iter().map(|(_, name)| *name).take(3).collect::<Vec<_>>();
        assert_eq!(names("xx"), ["Afghanistan", "Åland Islands", "Albania"]);
        assert_eq!(names("de"), ["Afghanistan", "Ägypten", "Ålandinseln"]);
        assert_eq!(Country::of_code("DE").map(|country| country.name("pt")), Some("Alemanha"));
    }
}

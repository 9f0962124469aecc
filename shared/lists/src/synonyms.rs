//! What columns of lists are called in several languages, from the one table of them.

use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("synonyms.txt");

/// A field that a column may be by its name, and how likely: of a field's columns the lowest rank is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// The field.
    pub field: &'static str,
    /// Its line in the table.
    pub rank: usize,
}

static SENSES: LazyLock<HashMap<String, Sense>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    let names = lines
        .enumerate()
        .flat_map(|(rank, (field, names))| names.split(',').map(move |name| (plain(name), Sense { field, rank })));
    names.collect()
});

/// What a column of that heading is; none if its name says nothing.
pub fn sense(heading: &str) -> Option<Sense> {
    SENSES.get(&plain(heading)).copied()
}

/// Without case, blanks and punctuation.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_name_is_of_two_fields() {
        let mut fields: BTreeMap<String, &str> = BTreeMap::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (field, names) = line.split_once(':').expect("FIELD: NAME, NAME");
            for name in names.split(',') {
                let other = fields.insert(plain(name), field);
                assert!(other.is_none(), "{name} is of {field} and of {other:?}");
            }
        }
        assert!(fields.len() > 150);
    }

    #[test]
    fn a_name_has_its_sense_in_any_spelling() {
        for (heading, field) in [
            ("E-Mail", Some("email")),
            ("EMAIL_ADDRESS", Some("email")),
            ("Correo electrónico", Some("email")),
            ("Vorname", Some("first_name")),
            ("Sobrenome", Some("last_name")),
            ("phone_number", Some("phone")),
            ("Straße", Some("street")),
            ("Código postal", Some("postal_code")),
            ("Newsletter", None),
            ("Opt-in", None),
            ("", None),
        ] {
            assert_eq!(sense(heading).map(|sense| sense.field), field, "{heading}");
        }
    }
}

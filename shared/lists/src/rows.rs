//! The rows of an imported list, with their fields: each value is kept whole, or its row is refused.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use leadwright_domain::config::Config;
use leadwright_domain::form::{Kept, OPT_IN};
use leadwright_domain::supply::rules::ORDER_ID;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::text::{CAMPAIGN_LIMIT, LINE_LIMIT, NOTE_LIMIT, NotKept, whole_line, whole_text};
use leadwright_domain::words::Words;

/// Fields that say which row it is.
const NAMES_OF_ROW: [&str; 2] = ["id", ORDER_ID];

/// Fields of the row, not of the person.
pub const OF_ROW: [&str; 9] =
    ["id", "date", "won_date", "won_amount", "source", "campaign", "consent", "consent_phone", NOTE];

/// The field of the row for texts of many lines. A column needs `--map` for it.
const NOTE: &str = "note";

/// The most bytes of a row's fields, for the same reason.
const MAX_BYTES: usize = 8 * 1024;

/// A row of a list, with its fields.
#[derive(Debug, Clone)]
pub struct ImportRow(BTreeMap<String, String>);

impl ImportRow {
    /// A row of these fields.
    pub fn of(fields: BTreeMap<String, String>) -> Self {
        Self(fields)
    }

    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Refuses numbers that a spreadsheet has cut or made decimal, where they say who it is: which they were, nobody can tell.
    /// Any other is kept as it is written, and salespeople read that it was not recognised.
    pub fn check_digits(&self) -> Result<()> {
        let by_phone = self.get("email").is_none().then_some("phone");
        for field in NAMES_OF_ROW.into_iter().chain(by_phone) {
            // An id may have a point of its own.
            if let Some(value) = self.get(field).filter(|value| is_spoilt(value, field != "id")) {
                bail!(
                    "{field}: {value:?} is what a spreadsheet made of a longer number: format its column as text there, and \
                     export the list again"
                );
            }
        }
        Ok(())
    }

    /// The source of the row, if it has one of its own.
    pub fn source(&self) -> Result<Option<String>> {
        self.line("source", LINE_LIMIT)
    }

    /// The campaign of the row.
    pub fn campaign(&self) -> Result<Option<String>> {
        self.line("campaign", CAMPAIGN_LIMIT)
    }

    /// The note of the row: the one text that may have many lines.
    pub fn note(&self) -> Result<Option<String>> {
        self.get(NOTE).map(|text| whole_text(text, NOTE_LIMIT).context(NOTE)).transpose()
    }

    /// The supplier's own number of the row, and how its person agreed to mail: taken out, since they are no fields of the
    /// person.
    pub fn take_supplied(&mut self) -> Result<(Option<String>, Option<String>)> {
        let mut take = |field: &str, limit| {
            let text = self.0.remove(field);
            text.map(|text| whole_line(&text, limit).with_context(|| field.to_owned())).transpose()
        };
        Ok((take(ORDER_ID, LINE_LIMIT)?, take(OPT_IN, LINE_LIMIT)?))
    }

    /// The id of the row in its list. It is compared as it is: blanks in it stay.
    pub fn id(&self) -> Result<Option<&str>> {
        if let Some(id) = self.get("id") {
            whole_line(id, LINE_LIMIT).context("id")?;
        }
        Ok(self.get("id"))
    }

    fn line(&self, field: &str, limit: usize) -> Result<Option<String>> {
        self.get(field).map(|text| whole_line(text, limit).with_context(|| field.to_owned())).transpose()
    }

    /// The fields of the person: those of the company's forms and of everybody's profile by their types, others as one
    /// line; and the names of those whose value could not be read, and is kept as a text.
    pub fn fields(&self, config: &Config) -> Result<(BTreeMap<String, String>, BTreeSet<String>)> {
        let mut fields = BTreeMap::new();
        let mut unrecognised = BTreeSet::new();
        for (name, value) in self.0.iter().filter(|(field, _)| !OF_ROW.contains(&field.as_str())) {
            let line = whole_line(value, LINE_LIMIT).map_err(|why| match why {
                NotKept::Control(_) => anyhow::anyhow!("{name}: {why}"),
                NotKept::TooLong { characters, .. } if characters > NOTE_LIMIT => anyhow::anyhow!("{name}: {why}"),
                NotKept::SeveralLines | NotKept::TooLong { .. } => {
                    anyhow::anyhow!("{name}: {why}; --map \"COLUMN={NOTE}\" keeps many lines")
                }
            })?;
            let in_a_form =
                || config.forms.values().flat_map(|form| &form.fields).find(|field| field.name == *name).cloned();
            let read = match config.field(name).or_else(in_a_form) {
                Some(field) => field.take(Words::english(), value).map_err(|why| anyhow::anyhow!("{name}: {why}"))?,
                None => Some(Kept { value: line, is_recognised: true }),
            };
            let Some(kept) = read else { continue };
            unrecognised.extend(Some(name).filter(|_| !kept.is_recognised).cloned());
            fields.insert(name.clone(), kept.value);
        }
        let bytes: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        ensure!(
            bytes <= MAX_BYTES,
            "its fields have {} KB together: {} KB at the most; leave a column out with --map \"COLUMN=\"",
            bytes.div_ceil(1024),
            MAX_BYTES / 1024
        );
        Ok((fields, unrecognised))
    }

    /// A hash of the content: equal rows have the same one.
    pub fn content_hash(&self) -> String {
        content_hash(&self.0.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect::<Vec<_>>())
    }
}

/// `4.91711E+11`, `4,9E11`; also `491711234567.0` where a decimal is none of its numbers.
fn is_spoilt(value: &str, no_decimals: bool) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match value.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.trim_start_matches(['+', '-']))),
        None => (value, None),
    };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let is_number = is_digits(whole.trim_start_matches('-')) && (fraction.is_empty() || is_digits(fraction));
    match exponent {
        Some(exponent) => is_number && whole.len() == 1 && is_digits(exponent) && exponent.len() <= 3,
        // "030.1234567" is a number with a point between its parts.
        None => no_decimals && is_number && !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0'),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static CONFIG: LazyLock<Config> = LazyLock::new(crate::company);

    /// A number that a spreadsheet made decimal becomes another number.
    #[test]
    fn r_rapidpro_241_twenty_12343_a_number_that_a_spreadsheet_made_is_refused() {
        for (field, value, is_refused) in [
            ("phone", "4.91711E+11", true),
            ("phone", "4,91711E+11", true),
            ("phone", "491711234567.0", true),
            ("phone", "030.1234567", false),
            ("phone", "+49 30 1234567", false),
            ("id", "1.2E+15", true),
            ("id", "7.0", false),
            ("id", "7E", false),
            ("id", "12E5", false),
            ("employees", "1.2E+3", false),
        ] {
            let row = ImportRow(BTreeMap::from([(field.to_owned(), value.to_owned())]));
            assert_eq!(row.check_digits().is_err(), is_refused, "{field}: {value}");
        }
        let known = [("email", "maria@acme.example"), ("phone", "4.91711E+11")];
        let row = ImportRow(known.map(|(field, value)| (field.to_owned(), value.to_owned())).into());
        assert!(row.check_digits().is_ok(), "kept as it is written");
    }

    #[test]
    fn a_text_is_kept_whole_or_refused() {
        let long = "x".repeat(201);
        let huge = "x".repeat(300_000);
        for (field, value, expected) in [
            ("team_size", "about  40", Ok("about 40")),
            ("team_size", long.as_str(), Err("team_size: it has 201 characters: 200 at the most")),
            ("team_size", huge.as_str(), Err("it has 300000 characters")),
            ("team_size", "two\nlines", Err("team_size: it has several lines")),
            ("name", "two\nlines", Err("name: it has several lines")),
            ("team_size", "bell\u{7}", Err("it has the control character U+0007")),
            ("source", "two\nlines", Err("source: it has several lines")),
            ("campaign", &long[..101], Err("campaign: it has 101 characters: 100 at the most")),
            ("note", "two\r\nlines", Ok("two\nlines")),
            ("id", long.as_str(), Err("id: it has 201 characters")),
        ] {
            let row = ImportRow(BTreeMap::from([(field.to_owned(), value.to_owned())]));
            let all = || {
                row.id()?;
                let (fields, _) = row.fields(&CONFIG)?;
                let of_row = row.source()?.or(row.campaign()?).or(row.note()?);
                anyhow::Ok(of_row.or_else(|| fields.get(field).cloned()))
            };
            match (all(), expected) {
                (Ok(read), Ok(expected)) => assert_eq!(read.as_deref(), Some(expected), "{field}"),
                (Err(wrong), Err(expected)) => {
                    let wrong = format!("{wrong:#}");
                    assert!(wrong.contains(expected), "{field}: {wrong}");
                }
                (read, _) => panic!("{field}: {read:?}"),
            }
        }
        let many = (0..40).map(|number| (format!("field_{number}"), "é".repeat(200))).collect();
        let large = ImportRow(many).fields(&CONFIG).unwrap_err().to_string();
        assert!(large.contains("its fields have 16 KB together: 8 KB at the most"), "{large}");
    }
}

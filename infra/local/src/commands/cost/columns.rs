//! The columns of ad platforms' daily reports: which is what, by its heading.
//!
//! Their headings, as the platforms write them in English:
//! - Google Ads: two lines above (title, days), then `Day`, `Campaign`, `Currency code`, `Cost`, `Clicks`, `Impr.`; UTF-16
//!   with tabs; at the end rows that begin with `Total: `.
//! - Meta Ads Manager: `Reporting starts`, `Reporting ends`, `Campaign name`, `Amount spent (EUR)`, `Link clicks`; a row of
//!   totals without a campaign; with the breakdown by day `Day` as well.
//! - `LinkedIn` Campaign Manager: some lines above, then `Start Date (in UTC)`, `Campaign Name`, `Total Spent`, `Currency`,
//!   `Clicks`; UTF-16 with tabs; month first in dates.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use leadwright_domain::campaign::Platform;
use leadwright_domain::value::currency::Currency;

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Day,
    /// The first and the last day, in reports that may have rows of several days.
    Begin,
    End,
    Campaign,
    Cost,
    Currency,
    Clicks,
}

/// The fields that `--map` names, and the headings of each in lower case. The first heading that a file has is taken.
const FIELDS: [(Field, &str, &[&str]); 7] = [
    (Field::Day, "day", &["day", "date"]),
    (Field::Begin, "begin", &["reporting starts", "start date (in utc)", "start date"]),
    (Field::End, "end", &["reporting ends", "end date (in utc)", "end date"]),
    (Field::Campaign, "campaign", &["campaign", "campaign name"]),
    (Field::Cost, "cost", &["cost", "amount spent", "total spent", "spend", "spent"]),
    (Field::Currency, "currency", &["currency code", "currency"]),
    (Field::Clicks, "clicks", &["link clicks", "clicks"]),
];

/// What the arguments say of a file.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Heading in lower case → field.
    pub(super) map: BTreeMap<String, Field>,
    /// The campaign of all rows, for a file without such a column.
    pub(super) campaign: Option<String>,
    /// The currency, for a file that does not say it.
    pub(super) currency: Option<Currency>,
}

impl Said {
    /// Reads `HEADING=FIELD` pairs.
    pub(super) fn map(pairs: &[String]) -> Result<BTreeMap<String, Field>> {
        let field = |pair: &String| {
            let (heading, name) =
                pair.rsplit_once('=').with_context(|| format!("--map {pair}: write it HEADING=FIELD"))?;
            let found = FIELDS.iter().find(|(_, known, _)| *known == name.trim());
            let (field, ..) = found.with_context(|| {
                let names: Vec<&str> = FIELDS.iter().map(|(_, name, _)| *name).collect();
                format!("--map {pair}: there is no field {name:?}; there are {}", names.join(", "))
            })?;
            anyhow::Ok((heading.trim().to_lowercase(), *field))
        };
        pairs.iter().map(field).collect()
    }

    /// Every heading that `--map` names is there, and no field has two columns.
    pub(super) fn check(&self, headings: &[String]) -> Result<()> {
        let lower: Vec<String> = headings.iter().map(|heading| heading.to_lowercase()).collect();
        for heading in self.map.keys() {
            ensure!(
                lower.contains(heading),
                "--map {heading}=…: there is no such column; the columns are {}",
                headings.join(", ")
            );
        }
        for (field, place) in self.columns(headings) {
            let name = |heading: &str| without_currency(heading).0.to_lowercase();
            let is_same = |other: usize| match self.map.get(&lower[place]) {
                Some(field) => self.map.get(&lower[other]) == Some(field),
                None => !self.map.contains_key(&lower[other]) && name(&headings[other]) == name(&headings[place]),
            };
            if let Some(other) = (place + 1..headings.len()).find(|other| is_same(*other)) {
                let (_, name, _) =
                    FIELDS.iter().find(|(known, ..)| *known == field).expect("all fields are in the list");
                bail!(
                    "the columns {:?} and {:?} are both the {name}: export one of them, or say which with --map \"HEADING={name}\"",
                    headings[place],
                    headings[other]
                );
            }
        }
        Ok(())
    }

    /// The place of each field in a heading line.
    pub(super) fn columns(&self, cells: &[String]) -> BTreeMap<Field, usize> {
        let headings: Vec<String> = cells.iter().map(|cell| without_currency(cell).0.to_lowercase()).collect();
        let place = |field: Field, known: &[&str]| {
            let mapped = cells.iter().position(|cell| self.map.get(&cell.to_lowercase()) == Some(&field));
            let is_free = |place: &usize| !self.map.contains_key(&cells[*place].to_lowercase());
            let named = |name: &&str| headings.iter().position(|heading| heading == name).filter(is_free);
            mapped.or_else(|| known.iter().find_map(named))
        };
        FIELDS.iter().filter_map(|(field, _, known)| Some((*field, place(*field, known)?))).collect()
    }
}

/// A heading without the code of a currency at its end, and that code: `Amount spent (EUR)`.
pub(super) fn without_currency(heading: &str) -> (&str, Option<Currency>) {
    let code = heading.strip_suffix(')').and_then(|heading| heading.rsplit_once(" ("));
    match code.and_then(|(heading, code)| Some((heading, Currency::of_code(code)?))) {
        Some((heading, currency)) => (heading, Some(currency)),
        None => (heading, None),
    }
}

/// The columns of a heading line; none if it is no such line.
pub(super) fn is_heading(columns: &BTreeMap<Field, usize>) -> bool {
    let has = |field| columns.contains_key(&field);
    (has(Field::Day) || has(Field::Begin)) && (has(Field::Cost) || has(Field::Clicks))
}

/// Who wrote a file with these headings.
pub(super) fn platform(headings: &[String]) -> Platform {
    let has = |name: &str| headings.iter().any(|heading| without_currency(heading).0.eq_ignore_ascii_case(name));
    if has("Amount spent") || has("Reporting starts") {
        Platform::Meta
    } else if has("Start Date (in UTC)") || has("Total Spent") {
        Platform::Linkedin
    } else if has("Campaign") && (has("Currency code") || has("Impr.")) {
        Platform::Google
    } else {
        Platform::Other
    }
}

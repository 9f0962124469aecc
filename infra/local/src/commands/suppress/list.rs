//! Lists of addresses, as other systems export them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use leadwright_domain::lead::Suppression;
use leadwright_domain::value::identity::EmailAddress;
use leadwright_domain::value::text::one_line;
use serde::Deserialize;

use crate::commands::list_file::{delimiter, text_of};

/// A list of addresses.
pub(super) struct AddressList {
    pub(super) rows: Vec<AddressRow>,
    /// Lines without an address, and the reason.
    pub(super) rejected: Vec<(u64, String)>,
    /// The column of the addresses, if it was found and not named.
    pub(super) column: Option<String>,
}

/// An address, and the reason for its suppression if the list has one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AddressRow {
    pub(super) address: EmailAddress,
    pub(super) reason: Option<String>,
}

/// The output of `aws sesv2 list-suppressed-destinations`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SesExport {
    suppressed_destination_summaries: Vec<SesExportRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SesExportRow {
    email_address: String,
    reason: Option<String>,
}

/// The longest reason, in characters.
const MAX_REASON: usize = 100;

/// The number of rows in which the column of addresses is searched.
const SAMPLE_ROWS: usize = 50;

impl AddressList {
    pub(super) fn read(file: &Path, map: &[String]) -> Result<Self> {
        let text = text_of(file)?;
        let list = if text.trim_start().starts_with('{') { of_ses(&text) } else { of_table(&text, map) };
        let list = list.with_context(|| file.display().to_string())?;
        ensure!(!list.rows.is_empty() || !list.rejected.is_empty(), "{}: no rows", file.display());
        Ok(list)
    }

    fn of(rows: impl Iterator<Item = (u64, String, Option<String>)>, column: Option<String>) -> Self {
        let mut list = Self { rows: Vec::new(), rejected: Vec::new(), column };
        for (line, address, reason) in rows {
            match EmailAddress::parse(&address) {
                Ok(address) => {
                    let reason = reason.map(|reason| words(&reason)).filter(|reason| !reason.is_empty());
                    list.rows.push(AddressRow { address, reason });
                }
                Err(_) if address.is_empty() => list.rejected.push((line, "no address".to_owned())),
                Err(_) => list.rejected.push((line, "not an e-mail address".to_owned())),
            }
        }
        list
    }
}

fn of_ses(text: &str) -> Result<AddressList> {
    let read: SesExport =
        serde_json::from_str(text).context("not the output of `aws sesv2 list-suppressed-destinations`")?;
    let rows = read.suppressed_destination_summaries.into_iter().zip(1..);
    Ok(AddressList::of(rows.map(|(row, number)| (number, row.email_address, row.reason)), None))
}

fn of_table(text: &str, map: &[String]) -> Result<AddressList> {
    let records: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
        .into_records()
        .collect::<Result<_, _>>()?;
    let is_address = |cell: &str| EmailAddress::parse(cell).is_ok();
    // The export of SES has no heading line.
    let headings = records.first().filter(|record| !record.iter().any(is_address)).cloned();
    let body = &records[usize::from(headings.is_some()).min(records.len())..];
    let Some(headings) = headings else {
        ensure!(map.is_empty(), "--map names columns, but the list has no heading line");
        let place = fullest(body).context("no column holds e-mail addresses")?;
        return Ok(AddressList::of(cells(body, place, Some(place + 1)), None));
    };
    let named = named(&headings, map)?;
    let by_name = |names: &[&str]| headings.iter().position(|heading| names.contains(&plain(heading).as_str()));
    let place = named.get("email").copied().or_else(|| by_name(&ADDRESS_HEADINGS)).or_else(|| fullest(body));
    let place = place.context("no column holds e-mail addresses: name it with --map COLUMN=email")?;
    let reason = named.get("reason").copied().or_else(|| by_name(&["reason", "unsubreason", "cleanreason"]));
    let column = headings.get(place).filter(|_| !named.contains_key("email")).map(ToOwned::to_owned);
    Ok(AddressList::of(cells(body, place, reason), column))
}

/// Headings of address columns, normalised by [`plain`].
const ADDRESS_HEADINGS: [&str; 5] = ["email", "emailaddress", "recipient", "recipientemail", "address"];

/// Without case, spaces and punctuation.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The columns that `--map` names: field → position.
fn named(headings: &csv::StringRecord, map: &[String]) -> Result<BTreeMap<String, usize>> {
    let mut named = BTreeMap::new();
    for pair in map {
        let (column, field) = pair.split_once('=').with_context(|| format!("--map {pair}: write it COLUMN=email"))?;
        if !["email", "reason"].contains(&field) {
            bail!("--map {pair}: a column is `email` or `reason`");
        }
        let place = headings.iter().position(|heading| heading == column.trim());
        let columns = || headings.iter().collect::<Vec<_>>().join(", ");
        let place =
            place.with_context(|| format!("--map {pair}: there is no such column; the columns are {}", columns()))?;
        named.insert(field.to_owned(), place);
    }
    Ok(named)
}

/// The column with the most addresses.
fn fullest(records: &[csv::StringRecord]) -> Option<usize> {
    let records = &records[..records.len().min(SAMPLE_ROWS)];
    let columns = records.iter().map(csv::StringRecord::len).max().unwrap_or(0);
    let full = |place: usize| {
        let cells = records.iter().filter_map(|record| record.get(place));
        cells.filter(|cell| EmailAddress::parse(cell).is_ok()).count()
    };
    (0..columns).rev().max_by_key(|place| full(*place)).filter(|place| full(*place) > 0)
}

fn cells(
    records: &[csv::StringRecord],
    place: usize,
    reason: Option<usize>,
) -> impl Iterator<Item = (u64, String, Option<String>)> {
    records.iter().map(move |record| {
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |place| record.get(place).map(ToOwned::to_owned);
        (line, cell(place).unwrap_or_default(), reason.and_then(cell))
    })
}

/// A reason in words; SES exports a code.
fn words(reason: &str) -> String {
    match reason.to_uppercase().as_str() {
        "BOUNCE" => Suppression::BOUNCED.to_owned(),
        "COMPLAINT" => Suppression::COMPLAINED.to_owned(),
        _ => one_line(reason, MAX_REASON),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_many_systems_are_read() {
        let bounce = Some("The address does not take mail");
        for (name, text, map, expected, rejected) in [
            (
                "SES, CSV",
                "a@x.example,BOUNCE\nb@x.example,COMPLAINT\n",
                &[][..],
                &[("a@x.example", bounce), ("b@x.example", Some("They called our mail spam"))][..],
                &[][..],
            ),
            (
                "SES, JSON",
                r#"{"SuppressedDestinationSummaries":[{"EmailAddress":"a@x.example","Reason":"BOUNCE","LastUpdateTime":1}]}"#,
                &[],
                &[("a@x.example", bounce)],
                &[],
            ),
            (
                "Mailchimp",
                "Email Address,First Name,UNSUB_REASON\nA@x.example,Ann,No longer interested\n,Ben,\n",
                &[],
                &[("a@x.example", Some("No longer interested"))],
                &[3],
            ),
            (
                "HubSpot",
                "\"Record ID\";\"Email\";\"Unsubscribed\"\n1;a@x.example;true\n2;nobody;true\n",
                &[],
                &[("a@x.example", None)],
                &[3],
            ),
            ("by content", "Name\tContact\nAnn\ta@x.example\n", &[], &[("a@x.example", None)], &[]),
            (
                "by --map",
                "Email,Other,Why\nold@x.example,a@x.example,Dead\n",
                &["Other=email", "Why=reason"],
                &[("a@x.example", Some("Dead"))],
                &[],
            ),
            ("a plain list", "a@x.example\nb@x.example\n", &[], &[("a@x.example", None), ("b@x.example", None)], &[]),
        ] {
            let map: Vec<String> = map.iter().map(|pair: &&str| (*pair).to_owned()).collect();
            let list = if text.starts_with('{') { of_ses(text) } else { of_table(text, &map) }.unwrap();
            let rows: Vec<_> = list.rows.iter().map(|row| (row.address.as_str(), row.reason.as_deref())).collect();
            assert_eq!(rows, expected, "{name}");
            assert_eq!(list.rejected.iter().map(|(line, _)| *line).collect::<Vec<_>>(), rejected, "{name}");
        }
        let wrong = |text: &str, map: &[&str]| {
            let map: Vec<String> = map.iter().map(|pair| (*pair).to_owned()).collect();
            of_table(text, &map).err().expect("a mistake").to_string()
        };
        assert!(wrong("Name\nAnn\n", &[]).contains("--map COLUMN=email"));
        assert!(wrong("Name\nAnn\n", &["Mail=email"]).contains("the columns are Name"));
        assert!(wrong("a@x.example\n", &["Mail=email"]).contains("no heading line"));
    }
}

//! The rows of an imported list, with its columns mapped to fields.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use leadwright_domain::config::Config;
use leadwright_domain::form::Kept;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::text::one_line;

use crate::commands::list_file::{delimiter, text_of};

/// Columns that need no `--map`: their names are fields.
const KNOWN: [&str; 13] = [
    "id",
    "date",
    "won_date",
    "source",
    "campaign",
    "consent",
    "email",
    "name",
    "company",
    "title",
    "phone",
    "country",
    "employees",
];

/// Fields of the row, not of the person.
const OF_ROW: [&str; 6] = ["id", "date", "won_date", "source", "campaign", "consent"];

/// The longest value, in characters.
const MAX_VALUE: usize = 200;

/// The most fields of a list: a lead must stay far below the size limit of a table row.
const MAX_FIELDS: usize = 40;

/// An imported list.
pub(super) struct ImportList {
    pub(super) rows: Vec<ImportRow>,
    /// Columns without a field.
    pub(super) ignored: Vec<String>,
    fields: BTreeSet<String>,
    pub(super) columns: BTreeSet<String>,
}

/// A row: field → value, without empty values.
pub(super) struct ImportRow {
    pub(super) line: u64,
    values: BTreeMap<String, String>,
}

impl ImportList {
    pub(super) fn read(file: &Path, map: &BTreeMap<String, String>) -> Result<Self> {
        let text = text_of(file)?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .flexible(false)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let columns = reader.headers().with_context(|| format!("{}: no heading line", file.display()))?.clone();
        let fields: Vec<Option<String>> = columns.iter().map(|column| field(column, map)).collect();
        let kept = fields.iter().flatten().count();
        ensure!(kept <= MAX_FIELDS, "{}: {kept} columns are mapped; the maximum is {MAX_FIELDS}", file.display());
        let mut rows = Vec::new();
        for record in reader.records() {
            let record =
                record.with_context(|| format!("{}: a row has other columns than the heading line", file.display()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let pairs = std::iter::zip(&fields, record.iter());
            let values = pairs
                .filter(|(_, value)| !value.is_empty())
                .filter_map(|(field, value)| Some((field.clone()?, value.to_owned())))
                .collect();
            rows.push(ImportRow { line, values });
        }
        ensure!(!rows.is_empty(), "{}: there is no row below the heading line", file.display());
        let ignored = std::iter::zip(&columns, &fields).filter(|(_, field)| field.is_none());
        Ok(Self {
            rows,
            ignored: ignored.map(|(column, _)| column.to_owned()).collect(),
            columns: columns.iter().map(ToOwned::to_owned).collect(),
            fields: fields.into_iter().flatten().collect(),
        })
    }

    /// Whether the list has a column for a field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.contains(field)
    }
}

impl ImportRow {
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.values.get(field).map(String::as_str)
    }

    /// The fields of the person: those of the company's forms and of everybody's profile by their types, others as one
    /// line; and the names of those whose value could not be read, and is kept as a text.
    pub(super) fn fields(&self, config: &Config) -> Result<(BTreeMap<String, String>, BTreeSet<String>)> {
        let mut fields = BTreeMap::new();
        let mut unrecognised = BTreeSet::new();
        for (name, value) in self.values.iter().filter(|(field, _)| !OF_ROW.contains(&field.as_str())) {
            let in_a_form =
                || config.forms.values().flat_map(|form| &form.fields).find(|field| field.name == *name).cloned();
            let read = match config.field(name).or_else(in_a_form) {
                Some(field) => field.take(value).map_err(|why| anyhow::anyhow!("{name}: {why}"))?,
                None => Some(Kept { value: one_line(value, MAX_VALUE), is_recognised: true }),
            };
            let Some(kept) = read else { continue };
            unrecognised.extend(Some(name).filter(|_| !kept.is_recognised).cloned());
            fields.insert(name.clone(), kept.value);
        }
        Ok((fields, unrecognised))
    }

    /// A hash of the content: equal rows have the same one.
    pub(super) fn content_hash(&self) -> String {
        content_hash(&self.values.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect::<Vec<_>>())
    }
}

fn field(column: &str, map: &BTreeMap<String, String>) -> Option<String> {
    map.get(column).cloned().or_else(|| {
        let name = column.trim().to_lowercase();
        KNOWN.contains(&name.as_str()).then_some(name)
    })
}

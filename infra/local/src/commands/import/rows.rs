//! Lists as people have them: CSV of any dialect, columns under their own names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Columns that are taken without `--map`, when they have these names.
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

/// Fields that say something of the row, not of the person.
const OF_ROW: [&str; 6] = ["id", "date", "won_date", "source", "campaign", "consent"];

/// The most a field may hold.
const LIMIT: usize = 200;

/// A list, read.
pub(super) struct List {
    pub(super) rows: Vec<Row>,
    /// Columns that nobody asked for.
    pub(super) ignored: Vec<String>,
    fields: BTreeSet<String>,
}

/// A row: field → value; empty ones are left out.
pub(super) struct Row {
    pub(super) line: u64,
    values: BTreeMap<String, String>,
}

impl List {
    pub(super) fn read(file: &Path, map: &BTreeMap<String, String>) -> Result<Self> {
        let text = std::fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
        let text = String::from_utf8(text).map_err(|error| {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
            anyhow::anyhow!("{}:{line}: not UTF-8: save the list as CSV UTF-8", file.display())
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(false)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let columns = reader.headers().with_context(|| format!("{}: no heading line", file.display()))?.clone();
        let fields: Vec<Option<String>> = columns.iter().map(|column| field(column, map)).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.with_context(|| format!("{}: not the columns of the heading", file.display()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let pairs = std::iter::zip(&fields, record.iter());
            let values = pairs
                .filter(|(_, value)| !value.is_empty())
                .filter_map(|(field, value)| Some((field.clone()?, value.chars().take(LIMIT).collect())))
                .collect();
            rows.push(Row { line, values });
        }
        ensure!(!rows.is_empty(), "{}: no rows below the heading", file.display());
        let ignored = std::iter::zip(&columns, &fields).filter(|(_, field)| field.is_none());
        Ok(Self {
            rows,
            ignored: ignored.map(|(column, _)| column.to_owned()).collect(),
            fields: fields.into_iter().flatten().collect(),
        })
    }

    /// The list has a column for the field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.contains(field)
    }
}

impl Row {
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.values.get(field).map(String::as_str)
    }

    /// What the row says of the person.
    pub(super) fn fields(&self) -> BTreeMap<String, String> {
        let of_person = self.values.iter().filter(|(field, _)| !OF_ROW.contains(&field.as_str()));
        of_person.map(|(field, value)| (field.clone(), value.clone())).collect()
    }

    /// The same for rows with the same content.
    pub(super) fn content(&self) -> String {
        serde_json::to_string(&self.values).expect("texts")
    }
}

fn field(column: &str, map: &BTreeMap<String, String>) -> Option<String> {
    map.get(column).cloned().or_else(|| {
        let name = column.trim().to_lowercase();
        KNOWN.contains(&name.as_str()).then_some(name)
    })
}

/// Whichever of comma, semicolon and tab the heading line has most of.
fn delimiter(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| heading.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|delimiter| (count(*delimiter), *delimiter == b',')).unwrap_or(b',')
}

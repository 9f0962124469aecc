//! Lists as people have them: CSV of any dialect, columns under their own names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use leadwright_domain::config::Config;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::text::one_line;

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

/// The most a field may hold, in characters.
const LIMIT: usize = 200;

/// The most fields that a list may give a lead: they are a small part of what the table takes.
const FIELDS: usize = 40;

/// A list, read.
pub(super) struct List {
    pub(super) rows: Vec<Row>,
    /// Columns that nobody asked for.
    pub(super) ignored: Vec<String>,
    fields: BTreeSet<String>,
    pub(super) columns: BTreeSet<String>,
}

/// A row: field → value; empty ones are left out.
pub(super) struct Row {
    pub(super) line: u64,
    values: BTreeMap<String, String>,
}

impl List {
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
        ensure!(kept <= FIELDS, "{}: {kept} columns are mapped; a lead keeps {FIELDS} at the most", file.display());
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.with_context(|| format!("{}: not the columns of the heading", file.display()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let pairs = std::iter::zip(&fields, record.iter());
            let values = pairs
                .filter(|(_, value)| !value.is_empty())
                .filter_map(|(field, value)| Some((field.clone()?, value.to_owned())))
                .collect();
            rows.push(Row { line, values });
        }
        ensure!(!rows.is_empty(), "{}: no rows below the heading", file.display());
        let ignored = std::iter::zip(&columns, &fields).filter(|(_, field)| field.is_none());
        Ok(Self {
            rows,
            ignored: ignored.map(|(column, _)| column.to_owned()).collect(),
            columns: columns.iter().map(ToOwned::to_owned).collect(),
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

    /// What the row says of the person: fields of the company's forms as the forms take them, others as one line.
    pub(super) fn fields(&self, config: &Config) -> Result<BTreeMap<String, String>> {
        let mut fields = BTreeMap::new();
        for (name, value) in self.values.iter().filter(|(field, _)| !OF_ROW.contains(&field.as_str())) {
            let defined = config.forms.values().flat_map(|form| &form.fields).find(|field| field.name == *name);
            let read = match defined {
                Some(field) => field.read(value).map_err(|why| anyhow::anyhow!("{name}: {why}"))?,
                None => Some(one_line(value, LIMIT)),
            };
            fields.extend(read.map(|value| (name.clone(), value)));
        }
        Ok(fields)
    }

    /// The same for rows with the same content; the content can't be read from it.
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

/// A list's text, without the mark that some programs begin it with.
pub(crate) fn text_of(file: &Path) -> Result<String> {
    let text = std::fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
    let text = String::from_utf8(text).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
        anyhow::anyhow!("{}:{line}: not UTF-8: save the list as CSV UTF-8", file.display())
    })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Whichever of comma, semicolon and tab the heading line has most of.
pub(crate) fn delimiter(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| heading.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|delimiter| (count(*delimiter), *delimiter == b',')).unwrap_or(b',')
}

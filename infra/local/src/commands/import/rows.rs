//! The rows of an imported list, with its columns mapped to fields.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use leadwright_domain::config::Config;
use leadwright_domain::form::{Kept, OPT_IN, is_field_name};
use leadwright_domain::supply::rules::ORDER_ID;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::text::{CAMPAIGN_LIMIT, LINE_LIMIT, NOTE_LIMIT, NotKept, whole_line, whole_text};
use leadwright_domain::words::Words;

use crate::commands::list_file::{ListFile, ListRow};

/// Columns that need no `--map`: their names are fields.
const KNOWN: [&str; 14] = [
    "id",
    "date",
    "won_date",
    "source",
    "campaign",
    "consent",
    "consent_phone",
    "email",
    "name",
    "company",
    "title",
    "phone",
    "country",
    "employees",
];

/// Fields of the row, not of the person.
const OF_ROW: [&str; 9] =
    ["id", "date", "won_date", "won_amount", "source", "campaign", "consent", "consent_phone", NOTE];

/// Columns that a supplier's list has besides: they too are fields of the row.
const OF_SUPPLIER: [&str; 2] = [ORDER_ID, OPT_IN];

/// The field of the row for texts of many lines. A column needs `--map` for it.
const NOTE: &str = "note";

/// The most fields of a list: a lead must stay far below the size limit of a table row.
const MAX_FIELDS: usize = 40;

/// The most bytes of a row's fields, for the same reason.
const MAX_BYTES: usize = 8 * 1024;

/// Which column is which field, as `--map` says it.
#[derive(Debug)]
pub(super) struct ColumnMap {
    columns: BTreeMap<String, Option<String>>,
    /// The list is a supplier's.
    is_of_supplier: bool,
}

impl ColumnMap {
    /// Reads `COLUMN=FIELD` pairs. A column without a field is left out.
    pub(super) fn of(pairs: &[String], is_of_supplier: bool) -> Result<Self> {
        let mut map: BTreeMap<String, Option<String>> = BTreeMap::new();
        for pair in pairs {
            let (column, field) =
                pair.rsplit_once('=').with_context(|| format!("--map {pair}: write it COLUMN=FIELD"))?;
            ensure!(
                field.is_empty() || is_field_name(field) || OF_ROW.contains(&field),
                "--map {pair}: the name of a field has only lower-case letters, digits and _"
            );
            let field = Some(field.to_owned()).filter(|field| !field.is_empty());
            if let Some(other) = map.insert(column.trim().to_owned(), field) {
                bail!("--map {pair}: the column is mapped twice, also to {:?}", other.unwrap_or_default());
            }
        }
        Ok(Self { columns: map, is_of_supplier })
    }

    /// The field of a column; none if it is left out.
    fn field(&self, column: &str) -> Option<String> {
        self.columns.get(column).cloned().unwrap_or_else(|| {
            let name = column.to_lowercase();
            let is_known =
                KNOWN.contains(&name.as_str()) || (self.is_of_supplier && OF_SUPPLIER.contains(&name.as_str()));
            is_known.then_some(name)
        })
    }

    /// Every column that it names is in one of the lists.
    pub(super) fn check_columns(&self, lists: &[&ImportList]) -> Result<()> {
        let columns: Vec<&str> = lists.iter().flat_map(|list| &list.file.headings).map(String::as_str).collect();
        for column in self.columns.keys() {
            ensure!(
                columns.contains(&column.as_str()),
                "--map {column}=…: there is no such column; the columns are {}",
                columns.join(", ")
            );
        }
        Ok(())
    }
}

/// An imported list.
#[derive(Debug)]
pub(super) struct ImportList {
    pub(super) file: ListFile,
    /// The field of each column.
    fields: Vec<Option<String>>,
    /// Columns without a field that are not left out on purpose.
    pub(super) ignored: Vec<String>,
}

/// A row: field → value, without empty values.
#[derive(Debug, Clone)]
pub(super) struct ImportRow(BTreeMap<String, String>);

impl ImportList {
    /// Gives each column its field.
    pub(super) fn new(file: ListFile, map: &ColumnMap) -> Result<Self> {
        let name = file.path.display();
        ensure!(!file.headings.is_empty(), "{name}: no heading line");
        let fields: Vec<Option<String>> = file.headings.iter().map(|column| map.field(column)).collect();
        let mut place_of: BTreeMap<&String, usize> = BTreeMap::new();
        for (place, field) in fields.iter().enumerate() {
            let Some(field) = field else { continue };
            if let Some(first) = place_of.insert(field, place) {
                bail!(
                    "{name}: the columns {:?} (number {}) and {:?} (number {}) are both the field {field}: \
                     give one of them another with --map, leave it out with --map \"{}=\", or rename it in the list",
                    file.headings[first],
                    first + 1,
                    file.headings[place],
                    place + 1,
                    file.headings[place]
                );
            }
        }
        ensure!(
            place_of.len() <= MAX_FIELDS,
            "{name}: {} columns are mapped; the maximum is {MAX_FIELDS}",
            place_of.len()
        );
        let is_ignored =
            |column: &&String| map.field(column).is_none() && !map.columns.contains_key(*column) && !column.is_empty();
        let ignored = file.headings.iter().filter(is_ignored).cloned().collect();
        ensure!(!file.rows.is_empty() || !file.rejected().is_empty(), "{name}: there is no row below the heading line");
        Ok(Self { file, fields, ignored })
    }

    /// Whether the list has a column for a field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|other| other.as_deref() == Some(field))
    }

    /// The rows with their fields.
    pub(super) fn rows(&self) -> impl Iterator<Item = (ListRow, ImportRow)> {
        self.file.rows.iter().map(|row| {
            let pairs = std::iter::zip(&self.fields, &row.cells);
            let values = pairs.filter(|(_, value)| !value.is_empty());
            (
                row.clone(),
                ImportRow(values.filter_map(|(field, value)| Some((field.clone()?, value.clone()))).collect()),
            )
        })
    }
}

impl ImportRow {
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// The source of the row, if it has one of its own.
    pub(super) fn source(&self) -> Result<Option<String>> {
        self.line("source", LINE_LIMIT)
    }

    /// The campaign of the row.
    pub(super) fn campaign(&self) -> Result<Option<String>> {
        self.line("campaign", CAMPAIGN_LIMIT)
    }

    /// The note of the row: the one text that may have many lines.
    pub(super) fn note(&self) -> Result<Option<String>> {
        self.get(NOTE).map(|text| whole_text(text, NOTE_LIMIT).context(NOTE)).transpose()
    }

    /// The supplier's own number of the row, and how its person agreed to mail: taken out, since they are no fields of the
    /// person.
    pub(super) fn take_supplied(&mut self) -> Result<(Option<String>, Option<String>)> {
        let mut take = |field: &str, limit| {
            let text = self.0.remove(field);
            text.map(|text| whole_line(&text, limit).with_context(|| field.to_owned())).transpose()
        };
        Ok((take(ORDER_ID, LINE_LIMIT)?, take(OPT_IN, LINE_LIMIT)?))
    }

    /// The id of the row in its list. It is compared as it is: blanks in it stay.
    pub(super) fn id(&self) -> Result<Option<&str>> {
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
    pub(super) fn fields(&self, config: &Config) -> Result<(BTreeMap<String, String>, BTreeSet<String>)> {
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
    pub(super) fn content_hash(&self) -> String {
        content_hash(&self.0.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::commands::list_file::ListFormat;
    use crate::commands::spreadsheet::original;

    fn map(pairs: &[&str]) -> Result<ColumnMap> {
        ColumnMap::of(&pairs.iter().map(|pair| (*pair).to_owned()).collect::<Vec<_>>(), false)
    }

    fn list(text: &str, pairs: &[&str]) -> Result<ImportList> {
        let file = ListFile::of_text(Path::new("fair.csv"), text, &ListFormat::default(), |_| true)?;
        ImportList::new(file, &map(pairs)?)
    }

    fn wrong(text: &str, pairs: &[&str]) -> String {
        list(text, pairs).unwrap_err().to_string()
    }

    #[test]
    fn r_mailpoet_4444_two_columns_for_one_field_are_refused() {
        let both = wrong("Email,Name,email\na@x.example,Ann,b@x.example\n", &[]);
        assert!(both.contains("\"Email\" (number 1) and \"email\" (number 3) are both the field email"), "{both}");
        assert!(both.contains("--map \"email=\""), "{both}");
        assert!(wrong("name,name,email\na,b,c\n", &[]).contains("\"name\" (number 1) and \"name\" (number 2)"));
    }

    #[test]
    fn r_noptin_1122_a_mapped_column_does_not_hide_another() {
        let mapped = wrong("email,E-Mail\na@x.example,b@x.example\n", &["E-Mail=email"]);
        assert!(mapped.contains("are both the field email"), "{mapped}");
        for pairs in [&["Email=", "email=email"][..], &["Email=email2"]] {
            let list = list("Email,email\na@x.example,b@x.example\n", pairs).unwrap();
            let (_, row) = list.rows().next().unwrap();
            assert_eq!(row.get("email"), Some("b@x.example"), "{pairs:?}");
            assert!(list.ignored.is_empty(), "left out on purpose");
        }
        let twice = map(&["A=email", "A=name"]).unwrap_err().to_string();
        assert!(twice.contains("mapped twice, also to \"email\""), "{twice}");
        // What has no field may have any heading.
        assert_eq!(list("id,Type,Type\n1,a,b\n", &[]).unwrap().ignored, ["Type", "Type"]);
    }

    #[test]
    fn r_csvkit_1143_an_id_is_a_text_and_keeps_its_zeros() {
        let list = list("id,employees\n007,1200\n7.0,12\n", &[]).unwrap();
        let ids: Vec<_> = list.rows().map(|(_, row)| row.id().unwrap().map(ToOwned::to_owned)).collect();
        assert_eq!(ids, [Some("007".to_owned()), Some("7.0".to_owned())]);
    }

    #[test]
    fn a_text_is_kept_whole_or_refused() {
        let config = crate::config::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../config"))).unwrap();
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
                let (fields, _) = row.fields(&config)?;
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
        let large = ImportRow(many).fields(&config).unwrap_err().to_string();
        assert!(large.contains("its fields have 16 KB together: 8 KB at the most"), "{large}");
    }

    proptest! {
        /// What is imported is what stands in the file.
        #[test]
        fn a_row_is_imported_as_it_is(rows in prop::collection::vec(["[0-9]{1,3}", "[-'=+a\", ;\r\n\u{7}é]{0,8}"], 1..8)) {
            let lines = rows.iter().map(|[id, note]| format!("{id},\"{}\"\n", note.replace('"', "\"\"")));
            let text = std::iter::once("id,note\n".to_owned()).chain(lines).collect::<String>();
            let list = list(&text, &["note=note"]).unwrap();
            prop_assert!(list.file.rejected().is_empty());
            let expected = rows.iter().map(|[id, note]| (id.as_str(), original(note.trim())));
            for ((_, row), (id, note)) in std::iter::zip(list.rows(), expected) {
                prop_assert_eq!((row.get("id"), row.get("note").unwrap_or_default()), (Some(id), note));
                match row.note() {
                    Ok(read) => {
                        let lines = note.trim().replace("\r\n", "\n").replace('\r', "\n");
                        prop_assert_eq!(read.unwrap_or_default(), lines);
                    }
                    Err(_) => prop_assert!(note.contains('\u{7}'), "kept whole or refused"),
                }
            }
        }
    }
}

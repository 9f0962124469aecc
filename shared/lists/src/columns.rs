//! The columns of an imported list, each with its field.
//!
//! What must stay true: a column is the field that `--map` says, else the field of its name, else the one that its name
//! [means](crate::synonyms). Where two columns may be the same field, nobody guesses.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use leadwright_domain::config::Config;
use leadwright_domain::form::{OPT_IN, is_field_name};
use leadwright_domain::supply::rules::ORDER_ID;

use crate::list::{ListRow, ListRows, OpenList};
use crate::rows::{ImportRow, OF_ROW};
use crate::synonyms::{Sense, sense};

/// Columns that need no `--map`: their names are fields.
const KNOWN: [&str; 22] = [
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
    FIRST_NAME,
    LAST_NAME,
    "language",
    "timezone",
    "street",
    "postal_code",
    "city",
    "region",
];

/// The parts of a name. They become the field `name`, where no form asks for them apart.
const FIRST_NAME: &str = "first_name";
const LAST_NAME: &str = "last_name";

/// Fields that say who the lead is.
pub const IDENTIFYING: [&str; 3] = ["email", "phone", "id"];

/// What Meta writes in front of the values of its lead forms.
const META_PREFIXES: [(&str, &str); 2] = [("phone", "p:"), ("postal_code", "z:")];

/// Columns that a supplier's list has besides: they too are fields of the row.
const OF_SUPPLIER: [&str; 2] = [ORDER_ID, OPT_IN];

/// The most fields of a list: a lead must stay far below the size limit of a table row.
const MAX_FIELDS: usize = 40;

/// Which column is which field, as `--map` says it.
#[derive(Debug, Clone)]
pub struct ColumnMap {
    columns: BTreeMap<String, Option<String>>,
    /// The list is a supplier's.
    is_of_supplier: bool,
    /// The company's forms ask for the first and the last name apart: then they are fields of their own.
    has_split_name: bool,
}

impl ColumnMap {
    /// Reads `COLUMN=FIELD` pairs. A column without a field is left out.
    pub fn of(pairs: &[String], is_of_supplier: bool, config: &Config) -> Result<Self> {
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
        let has_split_name = config.field(FIRST_NAME).is_some();
        Ok(Self { columns: map, is_of_supplier, has_split_name })
    }

    /// The field of a column that is named, or has the name of a field; none if it is left out or its name is no field's.
    fn field(&self, column: &str) -> Option<String> {
        self.columns.get(column).cloned().unwrap_or_else(|| {
            let name = column.to_lowercase();
            let is_known =
                KNOWN.contains(&name.as_str()) || (self.is_of_supplier && OF_SUPPLIER.contains(&name.as_str()));
            is_known.then_some(name)
        })
    }

    /// The row is the heading line of a list: a column says who the lead is, or several are known.
    pub fn is_heading(&self, cells: &[String]) -> bool {
        let field = |cell: &String| {
            let sense = || sense(cell).map(|sense| sense.field.to_owned());
            if self.columns.contains_key(cell) { Some("email".to_owned()) } else { self.field(cell).or_else(sense) }
        };
        let known: Vec<String> = cells.iter().filter_map(field).collect();
        known.len() > 1 || known.iter().any(|field| IDENTIFYING.contains(&field.as_str()))
    }

    /// Every column that it names is in one of the lists.
    pub fn check_columns(&self, lists: &[&Columns]) -> Result<()> {
        let columns: Vec<&str> = lists.iter().flat_map(|list| &list.headings).map(String::as_str).collect();
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

/// The columns of a list, each with its field.
#[derive(Debug, Clone)]
pub struct Columns {
    /// The cells of its heading line.
    pub headings: Vec<String>,
    /// The field of each column.
    fields: Vec<Option<String>>,
    /// The first and the last name are one name.
    joins_name: bool,
    /// Columns whose field was found by what their name means: column and field.
    pub by_sense: Vec<(String, String)>,
    /// Columns without a field that are not left out on purpose.
    pub ignored: Vec<String>,
}

impl Columns {
    /// Gives each column its field. Errors begin with `name`, the list's.
    pub fn of(headings: Vec<String>, map: &ColumnMap, name: &str) -> Result<Self> {
        ensure!(!headings.is_empty(), "{name}: no heading line");
        let mut fields: Vec<Option<String>> = headings.iter().map(|column| map.field(column)).collect();
        let mut place_of: BTreeMap<String, usize> = BTreeMap::new();
        for (place, field) in fields.iter().enumerate() {
            let Some(field) = field else { continue };
            if let Some(first) = place_of.insert(field.clone(), place) {
                bail!(
                    "{name}: the columns {:?} (number {}) and {:?} (number {}) are both the field {field}: \
                     give one of them another with --map, leave it out with --map \"{}=\", or rename it in the list",
                    headings[first],
                    first + 1,
                    headings[place],
                    place + 1,
                    headings[place]
                );
            }
        }
        let mut by_sense = Vec::new();
        let free = |place: &usize| fields[*place].is_none() && !map.columns.contains_key(&headings[*place]);
        let mut likely: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for place in (0..headings.len()).filter(free) {
            if let Some(Sense { field, rank }) =
                sense(&headings[place]).filter(|sense| !place_of.contains_key(sense.field))
            {
                likely.entry(field).or_default().push((rank, place));
            }
        }
        let has_name = place_of.contains_key("name") || likely.contains_key("name");
        for (field, mut places) in likely {
            // A list with the whole name needs no parts of it.
            if (field == FIRST_NAME || field == LAST_NAME) && has_name && !map.has_split_name {
                continue;
            }
            places.sort_unstable();
            if let [(rank, one), (other_rank, other), ..] = places[..] {
                ensure!(
                    rank != other_rank,
                    "{name}: the columns {:?} and {:?} may both be the field {field}: say which, like --map \"{}={field}\"",
                    headings[one],
                    headings[other],
                    headings[one]
                );
            }
            let (_, place) = places[0];
            by_sense.push((headings[place].clone(), field.to_owned()));
            fields[place] = Some(field.to_owned());
            place_of.insert(field.to_owned(), place);
        }
        ensure!(
            place_of.len() <= MAX_FIELDS,
            "{name}: {} columns are mapped; the maximum is {MAX_FIELDS}",
            place_of.len()
        );
        let has = |field: &str| place_of.contains_key(field);
        let joins_name = !map.has_split_name && !has("name") && (has(FIRST_NAME) || has(LAST_NAME));
        let is_ignored = |(place, column): &(usize, &String)| {
            fields[*place].is_none() && !map.columns.contains_key(*column) && !column.is_empty()
        };
        let ignored = headings.iter().enumerate().filter(is_ignored).map(|(_, column)| column.clone()).collect();
        Ok(Self { headings, fields, joins_name, by_sense, ignored })
    }

    /// The field of each column, in their order; none of one that is skipped or left out.
    pub fn fields(&self) -> &[Option<String>] {
        &self.fields
    }

    /// Whether the list has a column for a field.
    pub fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|other| other.as_deref() == Some(field))
    }

    /// The cell of a field in a row.
    pub fn cell<'r>(&self, row: &'r ListRow, field: &str) -> Option<&'r str> {
        let place = self.fields.iter().position(|other| other.as_deref() == Some(field))?;
        row.cells.get(place).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// A row with its fields.
    pub fn row(&self, row: &ListRow) -> ImportRow {
        let pairs = std::iter::zip(&self.fields, &row.cells).filter(|(_, value)| !value.is_empty());
        let mut fields: BTreeMap<String, String> =
            pairs.filter_map(|(field, value)| Some((field.clone()?, value.clone()))).collect();
        if self.joins_name {
            let parts = [fields.remove(FIRST_NAME), fields.remove(LAST_NAME)];
            let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            if !name.is_empty() {
                fields.insert("name".to_owned(), name);
            }
        }
        for (field, prefix) in META_PREFIXES {
            if let Some(value) = fields.get_mut(field)
                && let Some(rest) = value.strip_prefix(prefix).filter(|rest| !rest.is_empty())
            {
                *value = rest.to_owned();
            }
        }
        ImportRow::of(fields)
    }
}

/// A list that is read row by row, as often as it takes.
#[derive(Debug)]
pub struct ImportList {
    /// The list.
    pub open: OpenList,
    /// Its columns.
    pub columns: Columns,
}

impl ImportList {
    /// Gives each column of a list its field.
    pub fn of(open: OpenList, map: &ColumnMap) -> Result<Self> {
        let mut rows = open.rows(|_| true)?;
        let headings = std::mem::take(&mut rows.headings);
        let name = open.path.display().to_string();
        let columns = Columns::of(headings, map, &name)?;
        ensure!(rows.next().is_some(), "{name}: there is no row below the heading line");
        Ok(Self { open, columns })
    }

    /// The rows, one by one; those that have no certain cells as rejected ones.
    pub fn rows(&self) -> Result<ListRows> {
        self.open.rows(|_| true)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use leadwright_sheet::list::Said;
    use leadwright_sheet::original;
    use proptest::prelude::*;

    use super::*;

    static CONFIG: LazyLock<Config> = LazyLock::new(crate::company);

    fn map(pairs: &[&str]) -> Result<ColumnMap> {
        ColumnMap::of(&pairs.iter().map(|pair| (*pair).to_owned()).collect::<Vec<_>>(), false, &CONFIG)
    }

    fn list(text: &str, pairs: &[&str]) -> Result<ImportList> {
        let map = map(pairs)?;
        ImportList::of(
            OpenList::of_bytes("fair.csv", text.as_bytes().into(), &Said::default(), &|cells| map.is_heading(cells))?,
            &map,
        )
    }

    fn rows(list: &ImportList) -> Vec<ImportRow> {
        list.rows().unwrap().map(|row| list.columns.row(&row.unwrap().expect("a row with its cells"))).collect()
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
            let row = rows(&list).remove(0);
            assert_eq!(row.get("email"), Some("b@x.example"), "{pairs:?}");
            assert!(list.columns.ignored.is_empty(), "left out on purpose");
        }
        let twice = map(&["A=email", "A=name"]).unwrap_err().to_string();
        assert!(twice.contains("mapped twice, also to \"email\""), "{twice}");
        // What has no field may have any heading.
        assert_eq!(list("id,Type,Type\n1,a,b\n", &[]).unwrap().columns.ignored, ["Type", "Type"]);
    }

    #[test]
    fn r_csvkit_1143_an_id_is_a_text_and_keeps_its_zeros() {
        let list = list("id,employees\n007,1200\n7.0,12\n", &[]).unwrap();
        let ids: Vec<_> = rows(&list).iter().map(|row| row.id().unwrap().map(ToOwned::to_owned)).collect();
        assert_eq!(ids, [Some("007".to_owned()), Some("7.0".to_owned())]);
    }

    #[test]
    fn columns_are_known_by_what_their_names_mean() {
        let meta = "id,created_time,ad_id,full_name,email,phone_number,zip_code\n\
            l:1,2026-11-21T10:00:00+01:00,ag:7,Ann Lee,ann@x.example,p:+49301234567,z:10115\n";
        let list_of = |text| list(text, &[]).unwrap();
        let meta = list_of(meta);
        let row = rows(&meta).remove(0);
        for (field, value) in [
            ("id", "l:1"),
            ("name", "Ann Lee"),
            ("phone", "+49301234567"),
            ("postal_code", "10115"),
            ("date", "2026-11-21T10:00:00+01:00"),
        ] {
            assert_eq!(row.get(field), Some(value), "{field}");
        }
        assert_eq!(meta.columns.ignored, ["ad_id"]);
        let german = list_of(
            "Vorname;Nachname;E-Mail;Telefon;Handy;Newsletter\nAnn;Lee;a@x.example;030 1234567;;ja\nBo;;b@x.example;;;\n",
        );
        let names: Vec<_> = rows(&german).iter().map(|row| row.get("name").unwrap().to_owned()).collect();
        assert_eq!(names, ["Ann Lee", "Bo"]);
        assert_eq!(
            german.columns.ignored,
            ["Handy", "Newsletter"],
            "of two numbers the first sense, and no consent by its name"
        );
        let mobile = list_of("Correo;Móvil\na@x.example;+34 600 000 000\n");
        assert_eq!(rows(&mobile)[0].get("phone"), Some("+34 600 000 000"));
        let whole = list_of("Full name,First name,Email\nAnn Lee,Ann,a@x.example\n");
        assert_eq!(
            (rows(&whole)[0].get("name"), whole.columns.ignored),
            (Some("Ann Lee"), vec!["First name".to_owned()])
        );
        let own = list("Full name,Email\nAnn,a@x.example\n", &["Full name=nickname"]).unwrap();
        assert_eq!((rows(&own)[0].get("name"), rows(&own)[0].get("nickname")), (None, Some("Ann")));
    }

    /// Two columns with the same sense: one would be lost.
    #[test]
    fn r_objectstack_2807_two_columns_of_one_sense_are_asked_about() {
        let both = wrong("Work email,E-Mail\na@x.example,b@x.example\n", &[]);
        assert!(both.contains("may both be the field email: say which, like --map \"Work email=email\""), "{both}");
        let said = list("Work email,E-Mail\na@x.example,b@x.example\n", &["E-Mail=email"]).unwrap();
        assert_eq!(
            (rows(&said)[0].get("email"), said.columns.ignored),
            (Some("b@x.example"), vec!["Work email".to_owned()])
        );
    }

    #[test]
    fn the_heading_line_is_found_below_a_banner() {
        let below = list("Leads of the fair\n\"10 November, 2026\"\n\nName,E-Mail\nAnn,a@x.example\n", &[]).unwrap();
        assert_eq!(rows(&below)[0].get("email"), Some("a@x.example"));
        assert_eq!(rows(&below).len(), 1);
    }

    proptest! {
        /// What is imported is what stands in the file.
        #[test]
        fn a_row_is_imported_as_it_is(rows in prop::collection::vec(["[0-9]{1,3}", "[-'=+a\", ;\r\n\u{7}é]{0,8}"], 1..8)) {
            let lines = rows.iter().map(|[id, note]| format!("{id},\"{}\"\n", note.replace('"', "\"\"")));
            let text = std::iter::once("id,note\n".to_owned()).chain(lines).collect::<String>();
            let list = list(&text, &["note=note"]).unwrap();
            let expected = rows.iter().map(|[id, note]| (id.as_str(), original(note.trim())));
            for (row, (id, note)) in std::iter::zip(super::tests::rows(&list), expected) {
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

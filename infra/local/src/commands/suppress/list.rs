//! Lists of addresses, as other systems export them.
//!
//! What must stay true: an address is put on the suppression list only if its row says so. A list of contacts with a column
//! of their status has those of people who may be written to as well.

mod status;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use leadwright_domain::lead::Suppression;
use leadwright_domain::value::identity::EmailAddress;
use leadwright_domain::value::text::whole_line;
use leadwright_lists::list::{ListRow, OpenList};
use serde::Deserialize;

use crate::commands::list_file::{ListFile, ListFormat, open_list};
pub(super) use status::StatusWords;
use status::{Standing, StatusColumn, plain};

/// A list of addresses.
pub(super) struct AddressList {
    /// The list, with the rows that have no address rejected.
    pub(super) file: ListFile,
    pub(super) rows: Vec<AddressRow>,
    /// The column of the addresses, if it was found and not named.
    pub(super) column: Option<String>,
    /// Other columns that hold addresses.
    pub(super) others: Vec<String>,
    /// Lines whose reason can't be kept, and why. Their addresses are in the list all the same.
    pub(super) without_reason: Vec<(u64, String)>,
    /// Rows whose status says that mail may go to them.
    pub(super) kept: usize,
    /// The columns that say so.
    pub(super) status_columns: Vec<String>,
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

/// Where the cells of a list are: the columns of addresses, and that of reasons.
struct Columns {
    addresses: Vec<usize>,
    reason: Option<usize>,
    status: Vec<StatusColumn>,
}

impl AddressList {
    pub(super) fn read(path: &Path, map: &[String], statuses: &StatusWords, format: &ListFormat) -> Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
        let list = if bytes.trim_ascii_start().starts_with(b"{") {
            let rows = rows_of_ses(&bytes).with_context(|| path.display().to_string())?;
            let columns = Columns { addresses: vec![0], reason: Some(1), status: Vec::new() };
            Self::of(ListFile::of_rows(path, rows), &columns, statuses)
        } else {
            let list = open_list(path, format, &|cells| is_heading(cells, map))?;
            Self::of_list(&list, map, statuses)?
        };
        let is_empty = list.rows.is_empty() && list.kept == 0 && list.file.rejected().is_empty();
        ensure!(!is_empty, "{}: no rows", path.display());
        Ok(list)
    }

    fn of_list(list: &OpenList, map: &[String], statuses: &StatusWords) -> Result<Self> {
        // The export of SES has no heading line.
        let has_headings = |cells: &[String]| list.has_known_heading() || !cells.iter().any(|cell| is_address(cell));
        let file = ListFile::read(list, has_headings)?;
        let columns = Columns::of(&file, map).with_context(|| file.path.display().to_string())?;
        let found = columns.addresses.first().and_then(|place| file.headings.get(*place)).filter(|_| map.is_empty());
        let column = found.cloned();
        let others = file.headings.iter().enumerate();
        let others = others.filter(|(place, _)| !columns.addresses.contains(place) && holds_addresses(&file, *place));
        let others = others.map(|(_, heading)| heading.clone()).collect();
        Ok(Self { column, others, ..Self::of(file, &columns, statuses) })
    }

    fn of(mut file: ListFile, columns: &Columns, statuses: &StatusWords) -> Self {
        let (mut rows, mut without_reason, mut kept) = (Vec::new(), Vec::new(), 0);
        let status_columns = columns.status.iter().map(|column| column.heading.clone()).collect();
        for row in file.rows.clone() {
            let cell = |place: usize| row.cells.get(place).map_or("", String::as_str);
            match statuses.standing(&columns.status, cell) {
                Ok(Standing::Suppressed) => {}
                Ok(Standing::Mailable) => {
                    kept += 1;
                    continue;
                }
                Err(unknown) => {
                    file.reject(&row, unknown);
                    continue;
                }
            }
            let written: Vec<&str> =
                columns.addresses.iter().map(|place| cell(*place)).filter(|cell| !cell.is_empty()).collect();
            let Ok(addresses) = written.iter().map(|cell| EmailAddress::parse(cell)).collect::<Result<Vec<_>, _>>()
            else {
                file.reject(&row, "not an e-mail address".to_owned());
                continue;
            };
            if addresses.is_empty() {
                file.reject(&row, "no address".to_owned());
                continue;
            }
            let reason = columns
                .reason
                .map(cell)
                .filter(|reason| !reason.is_empty())
                .and_then(|reason| words(reason).map_err(|why| without_reason.push((row.line, why))).ok());
            rows.extend(addresses.into_iter().map(|address| AddressRow { address, reason: reason.clone() }));
        }
        Self { file, rows, column: None, others: Vec::new(), without_reason, kept, status_columns }
    }
}

/// The addresses and reasons of SES, numbered.
fn rows_of_ses(text: &[u8]) -> Result<Vec<ListRow>> {
    let read: SesExport =
        serde_json::from_slice(text).context("not the output of `aws sesv2 list-suppressed-destinations`")?;
    let rows = read.suppressed_destination_summaries.into_iter().zip(1..);
    Ok(rows
        .map(|(row, line)| ListRow { line, cells: vec![row.email_address, row.reason.unwrap_or_default()] })
        .collect())
}

impl Columns {
    /// Those that `--map` names, else those with a heading that says it, else the one column that holds addresses.
    fn of(file: &ListFile, map: &[String]) -> Result<Self> {
        let holding = || {
            let width = file.rows.first().map_or(0, |row| row.cells.len());
            (0..width).filter(|place| holds_addresses(file, *place)).collect::<Vec<_>>()
        };
        if file.headings.is_empty() {
            ensure!(map.is_empty(), "--map names columns, but the list has no heading line");
            let place = one_of(&holding(), |place| format!("column {}", place + 1))?;
            let place = place.context("no column holds e-mail addresses")?;
            return Ok(Self { addresses: vec![place], reason: Some(place + 1), status: Vec::new() });
        }
        let named = named(&file.headings, map)?;
        let heading = |place: usize| format!("column {:?}", file.headings[place]);
        let by_name = |names: &[&str]| {
            let places =
                (0..file.headings.len()).filter(|place| names.contains(&plain(&file.headings[*place]).as_str()));
            places.collect::<Vec<_>>()
        };
        let addresses = match &named["email"][..] {
            [] => {
                let mut likely = by_name(&ADDRESS_HEADINGS);
                if likely.len() > 1 {
                    // "Address" may be where they live.
                    likely.retain(|place| holds_addresses(file, *place));
                }
                let place =
                    one_of(&likely, heading)?.map_or_else(|| one_of(&holding(), heading), |place| Ok(Some(place)))?;
                vec![place.context("no column holds e-mail addresses: name it with --map COLUMN=email")?]
            }
            named => named.to_vec(),
        };
        let reason = match &named["reason"][..] {
            [] => one_of(&by_name(&["reason", "unsubreason", "cleanreason"]), heading)?,
            named => one_of(named, heading)?,
        };
        let is_free =
            |place: &usize| Some(*place) != reason && !addresses.contains(place) && !named[LEFT_OUT].contains(place);
        let status = (0..file.headings.len())
            .filter(is_free)
            .filter_map(|place| StatusColumn::of(&file.headings[place], place, named["status"].contains(&place)))
            .collect();
        Ok(Self { addresses, reason, status })
    }
}

/// The only one of these columns; none of none.
fn one_of(places: &[usize], name: impl Fn(usize) -> String) -> Result<Option<usize>> {
    match places {
        [] => Ok(None),
        [place] => Ok(Some(*place)),
        [one, other, ..] => bail!(
            "{} and {} may both be meant: name the right one with --map COLUMN=FIELD in a list with headings",
            name(*one),
            name(*other)
        ),
    }
}

fn is_address(cell: &str) -> bool {
    EmailAddress::parse(cell).is_ok()
}

fn holds_addresses(file: &ListFile, place: usize) -> bool {
    file.rows.iter().any(|row| row.cells.get(place).is_some_and(|cell| is_address(cell)))
}

/// Headings of address columns, normalised by [`plain`].
const ADDRESS_HEADINGS: [&str; 5] = ["email", "emailaddress", "recipient", "recipientemail", "address"];

/// The row is the heading line of such a list.
fn is_heading(cells: &[String], map: &[String]) -> bool {
    let named =
        |cell: &String| map.iter().any(|pair| pair.rsplit_once('=').is_some_and(|(name, _)| name.trim() == cell));
    !cells.iter().any(|cell| is_address(cell))
        && cells.iter().any(|cell| named(cell) || ADDRESS_HEADINGS.contains(&plain(cell).as_str()))
}

/// The field of a column that is left out.
const LEFT_OUT: &str = "";

/// The columns that `--map` names: field → places.
fn named(headings: &[String], map: &[String]) -> Result<BTreeMap<&'static str, Vec<usize>>> {
    let mut named = BTreeMap::from(["email", "reason", "status", LEFT_OUT].map(|field| (field, Vec::new())));
    for pair in map {
        let (column, field) = pair.rsplit_once('=').with_context(|| format!("--map {pair}: write it COLUMN=email"))?;
        let places = named
            .get_mut(field)
            .with_context(|| format!("--map {pair}: a column is `email`, `reason`, `status`, or nothing"))?;
        let mut found = (0..headings.len()).filter(|place| headings[*place] == column.trim());
        let place = found.next().with_context(|| {
            format!("--map {pair}: there is no such column; the columns are {}", headings.join(", "))
        })?;
        ensure!(found.next().is_none(), "--map {pair}: the list has two columns of this name: rename one");
        places.push(place);
    }
    Ok(named)
}

/// A reason in words; SES exports a code. The error says why it can't be kept.
fn words(reason: &str) -> Result<String, String> {
    match reason.to_uppercase().as_str() {
        "BOUNCE" => Ok(Suppression::BOUNCED.to_owned()),
        "COMPLAINT" => Ok(Suppression::COMPLAINED.to_owned()),
        _ => whole_line(reason, MAX_REASON).map_err(|why| why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::list_file::list_of_text;

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
            let list = of_text(text, &map).unwrap();
            let rows: Vec<_> = list.rows.iter().map(|row| (row.address.as_str(), row.reason.as_deref())).collect();
            assert_eq!(rows, expected, "{name}");
            assert_eq!(list.file.rejected().iter().map(|row| row.line).collect::<Vec<_>>(), rejected, "{name}");
        }
        let wrong = |text: &str, map: &[&str]| {
            let map: Vec<String> = map.iter().map(|pair| (*pair).to_owned()).collect();
            format!("{:#}", of_text(text, &map).err().expect("a mistake"))
        };
        assert!(wrong("Name\nAnn\n", &[]).contains("--map COLUMN=email"));
        assert!(wrong("Name\nAnn\n", &["Mail=email"]).contains("the columns are Name"));
        assert!(wrong("a@x.example\n", &["Mail=email"]).contains("no heading line"));
        assert!(
            wrong("Email,E-Mail\na@x.example,b@x.example\n", &[]).contains("column \"Email\" and column \"E-Mail\"")
        );
        assert!(wrong("a@x.example,b@x.example\n", &[]).contains("column 1 and column 2 may both be meant"));
    }

    /// Whoever must not be written to is on the list, whatever the reason looks like, and no address is passed over in
    /// silence.
    #[test]
    fn no_address_is_lost_over_its_reason_or_in_another_column() {
        let text = "Email,Second,Reason\na@x.example,c@x.example,\"two\nlines\"\nb@x.example,,ok\n";
        let addresses =
            |list: &AddressList| list.rows.iter().map(|row| row.address.as_str().to_owned()).collect::<Vec<_>>();
        let list = of_text(text, &[]).unwrap();
        assert_eq!(addresses(&list), ["a@x.example", "b@x.example"]);
        assert_eq!(list.others, ["Second"]);
        assert_eq!(list.without_reason, [(2, "it has several lines".to_owned())]);
        let both = of_text(text, &["Email=email".to_owned(), "Second=email".to_owned()]).unwrap();
        assert_eq!(addresses(&both), ["a@x.example", "c@x.example", "b@x.example"]);
        let home = of_text("Address,Email\nRua 1,a@x.example\n", &[]).unwrap();
        assert_eq!(home.column.as_deref(), Some("Email"));
    }

    #[test]
    fn a_status_says_who_gets_no_mail() {
        for (name, text, expected, kept, rejected) in [
            (
                "HubSpot",
                "Email,Unsubscribed from all email\na@x.example,false\nb@x.example,true\nc@x.example,\n",
                &["b@x.example"][..],
                2,
                &[][..],
            ),
            (
                "listmonk",
                "uuid,email,status\n1,a@x.example,enabled\n2,b@x.example,blocklisted\n3,c@x.example,odd\n",
                &["b@x.example"],
                1,
                &[4],
            ),
            (
                "Mailchimp",
                "Email Address,Email Marketing Status\na@x.example,Subscribed\nb@x.example,Cleaned\nc@x.example,Unsubscribed\nd@x.example,Non-subscribed\n",
                &["b@x.example", "c@x.example"],
                2,
                &[],
            ),
            (
                "two columns",
                "Email,Opted out,Bounced\na@x.example,no,yes\nb@x.example,no,no\nc@x.example,perhaps,no\n",
                &["a@x.example"],
                1,
                &[4],
            ),
        ] {
            let list = of_text(text, &[]).unwrap();
            let rows: Vec<_> = list.rows.iter().map(|row| row.address.as_str()).collect();
            assert_eq!((rows.as_slice(), list.kept), (expected, kept), "{name}");
            assert_eq!(list.file.rejected().iter().map(|row| row.line).collect::<Vec<_>>(), rejected, "{name}");
        }
        let all =
            of_text("Email,Status\na@x.example,odd\n", &["Email=email".to_owned(), "Status=".to_owned()]).unwrap();
        assert_eq!((all.rows.len(), all.kept), (1, 0), "a column that is left out says nothing");
    }

    fn of_text(text: &str, map: &[String]) -> Result<AddressList> {
        let statuses = StatusWords::default();
        if text.starts_with('{') {
            let columns = Columns { addresses: vec![0], reason: Some(1), status: Vec::new() };
            let rows = rows_of_ses(text.as_bytes())?;
            return Ok(AddressList::of(ListFile::of_rows(Path::new("list.json"), rows), &columns, &statuses));
        }
        AddressList::of_list(&list_of_text("list.csv", text, &|cells| is_heading(cells, map))?, map, &statuses)
    }
}

//! The leads that a number counts, newest first.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use jiff::Zoned;
use jiff::civil::Date;
use leadwright_cloud::table::{Card, Table, TableError};
use leadwright_domain::metrics::words::number;
use leadwright_domain::metrics::{Filter, FilterError, Measure, Question, Unit, Value};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::money::Money;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;

use crate::place::Ground;
use crate::query::{Listed, Query};

/// The lines of a page.
const LINES: usize = 50;

/// Leads that a number counts.
#[derive(Debug, Template)]
#[template(path = "leads.html")]
pub(crate) struct LeadsPage<'a> {
    words: Words<'a>,
    /// What is listed: the measure and the row.
    title: String,
    /// The page that the number may stand on.
    home: String,
    measure: &'static Measure,
    /// The row that the number stands in: its heading and its name.
    row: Option<(String, String)>,
    days: String,
    /// The number, as it was counted.
    total: String,
    /// What it counts is not known in full yet.
    not_counted: Option<String>,
    lines: Vec<Line>,
    /// These are not the newest.
    newest: Option<String>,
    older: Option<String>,
}

#[derive(Debug)]
struct Line {
    at: String,
    title: String,
    href: String,
    company: Option<String>,
    /// Where it stands now; none for a lead that is not there any more.
    stage: Option<String>,
    /// What the activity adds to the number, where it is not 1.
    adds: Option<String>,
}

impl Page for LeadsPage<'_> {
    const WIDE: bool = true;
    const HAS_NUMBERS: bool = true;

    fn title(&self) -> Cow<'_, str> {
        self.measure.heading(self.words).into()
    }
}

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum NoList {
    /// The number counts nothing that can be listed.
    Filter(FilterError),
    /// The table failed.
    Table(TableError),
}

/// The page of a number.
pub(crate) async fn page<'a>(
    table: &Table,
    ground: &Ground<'a>,
    listed: &Listed,
    counted: Option<Date>,
) -> Result<LeadsPage<'a>, NoList> {
    let Listed { measure, row, older } = listed;
    let (config, by, words) = (ground.config, ground.query.shown_by(), ground.words());
    let zone = config.company.timezone.time_zone();
    let company = (zone.clone(), &config.campaigns);
    let filter = Filter::new((by, row.as_deref()), measure, ground.range, ground.today, company);
    let filter = filter.map_err(NoList::Filter)?;
    let page = table.counted(&filter, older.clone(), LINES).await.map_err(NoList::Table)?;
    let question = Question::new(by, ground.range).with(vec![measure]);
    let (answered, _) = table.answers(&[question], &[], counted, config).await.map_err(NoList::Table)?;
    let leads: std::collections::BTreeSet<&LeadId> = page.counted.iter().map(|counted| &counted.lead).collect();
    let cards = if leads.is_empty() { Vec::new() } else { table.cards_of(leads).await.map_err(NoList::Table)? };
    let cards: BTreeMap<String, Card> = cards.into_iter().map(|card| (card.id.to_string(), card)).collect();
    let currency = ground.currency();
    let lines = page.counted.iter().map(|counted| {
        let card = cards.get(counted.lead.as_str());
        Line {
            at: said_at(words, &counted.at.to_zoned(zone.clone())),
            title: card.map_or_else(|| words.say("numbers-lead-is-gone"), |card| card.title.clone()),
            href: format!("{}/{}", ground.place.leads, counted.lead),
            company: card.and_then(|card| card.company.clone()),
            stage: card.map(|card| words.say(stage(card.stage))),
            adds: match measure.unit {
                Unit::Money | Unit::Ratio => Some(Money::new(counted.number, currency).text(words)),
                _ if counted.number > 1 => {
                    Some(words.with("numbers-so-many-times", &[("count", number(words, counted.number).into())]))
                }
                _ => None,
            }
            .filter(|_| !measure.needs_cost() || measure.unit == Unit::Ratio),
        }
    });
    let of_row = |name: &str| {
        let found = answered[0].table.rows.iter().find(|row| row.name == name);
        found.and_then(|row| row.cells.first()).map_or(Value::Nothing, |cell| cell.value)
    };
    let value = match row {
        Some(row) => of_row(row),
        None => answered[0].table.total.cells.first().map_or(Value::Nothing, |cell| cell.value),
    };
    let place = |older| {
        let listed = Listed { older, ..listed.clone() };
        ground.address(&Query { listed: Some(listed), ..ground.query.clone() })
    };
    let open = counted.is_none_or(|counted| counted < filter.days().last);
    let row = row.as_ref().map(|row| (by.heading(words), ground.name(by, row)));
    let heading = measure.heading(words);
    Ok(LeadsPage {
        words,
        title: row.as_ref().map_or_else(|| heading.clone(), |(_, name)| format!("{heading}: {name}")),
        home: ground.place.base.to_owned(),
        measure,
        row,
        days: match by.cohort() {
            Some(_) => words.with("numbers-since", &[("day", words.date("date-long", filter.days().first).into())]),
            None => filter.days().words(words),
        },
        total: value.text(words, currency),
        not_counted: open.then(|| words.say("numbers-leads-not-counted")),
        lines: lines.collect(),
        newest: older.as_ref().map(|_| place(None)),
        older: page.next.map(|next| place(Some(next))),
    })
}

impl LeadsPage<'_> {
    fn is_share(&self) -> bool {
        self.measure.unit == Unit::Percent
    }
}

/// A day with its time: `Thu 3 Dec 2026, 09:05`.
fn said_at(words: Words<'_>, at: &Zoned) -> String {
    format!("{}, {}", words.date("date-day-of-year", at.date()), at.strftime("%H:%M"))
}

/// The message that names a stage.
fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Suspect => "numbers-lead-is-suspect",
        Stage::Lead => "numbers-lead-is-lead",
        Stage::Mql => "numbers-lead-is-mql",
        Stage::Pql => "numbers-lead-is-pql",
        Stage::Sql => "numbers-lead-is-sql",
        Stage::Prospect => "numbers-lead-is-prospect",
        Stage::Customer => "numbers-lead-is-customer",
        Stage::Recycled => "numbers-lead-is-recycled",
        Stage::Disqualified => "numbers-lead-is-disqualified",
        Stage::Lost => "numbers-lead-is-lost",
    }
}

//! The leads that a number counts, newest first.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::Date;
use leadwright_cloud::table::{Card, Table, TableError};
use leadwright_domain::metrics::words::number;
use leadwright_domain::metrics::{Filter, FilterError, Measure, Question, Unit, Value};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::money::Money;
use leadwright_web::frame::Page;

use crate::place::Ground;
use crate::query::{Listed, Query};

/// The lines of a page.
const LINES: usize = 50;

/// Leads that a number counts.
#[derive(Debug, Template)]
#[template(path = "leads.html")]
pub(crate) struct LeadsPage {
    /// The page that the number may stand on.
    home: String,
    measure: &'static Measure,
    /// The row that the number stands in: its heading and its name.
    row: Option<(&'static str, String)>,
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
    stage: Option<&'static str>,
    /// What the activity adds to the number, where it is not 1.
    adds: Option<String>,
}

impl Page for LeadsPage {
    const WIDE: bool = true;
    const HAS_NUMBERS: bool = true;

    fn title(&self) -> Cow<'_, str> {
        self.measure.heading.into()
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
pub(crate) async fn page(
    table: &Table,
    ground: &Ground<'_>,
    listed: &Listed,
    counted: Option<Date>,
) -> Result<LeadsPage, NoList> {
    let Listed { measure, row, older } = listed;
    let (config, by) = (ground.config, ground.query.shown_by());
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
            at: counted.at.to_zoned(zone.clone()).strftime("%a %-d %b %Y, %H:%M").to_string(),
            title: card.map_or_else(|| "A lead that is not there any more".to_owned(), |card| card.title.clone()),
            href: format!("{}/{}", ground.place.leads, counted.lead),
            company: card.and_then(|card| card.company.clone()),
            stage: card.map(|card| card.stage.name()),
            adds: match measure.unit {
                Unit::Money | Unit::Ratio => Some(Money::new(counted.number, currency).to_string()),
                _ if counted.number > 1 => Some(format!("{} times", number(counted.number))),
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
    Ok(LeadsPage {
        home: ground.place.base.to_owned(),
        measure,
        row: row.as_ref().map(|row| (by.heading(), ground.name(by, row))),
        days: match by.cohort() {
            Some(_) => format!("since {}", filter.days().first.strftime("%-d %B %Y")),
            None => filter.days().words(),
        },
        total: value.text(currency),
        not_counted: open.then(|| {
            "Days are counted four times a day: what happened since the last count is in the list, not yet in the number."
                .to_owned()
        }),
        lines: lines.collect(),
        newest: older.as_ref().map(|_| place(None)),
        older: page.next.map(|next| place(Some(next))),
    })
}

impl LeadsPage {
    fn is_share(&self) -> bool {
        self.measure.unit == Unit::Percent
    }
}

//! A table of numbers on a page: each number with its change, its parts, and the way to the leads that it counts.

use askama::Template;
use leadwright_domain::metrics::words::{NOTHING, number};
use leadwright_domain::metrics::{Cell, Measure, Order, Row, Table, Value};
use leadwright_domain::words::Words;
use leadwright_web::marked::{Marked, marked};

use crate::place::{Ground, Link, whole_of};
use crate::query::Query;

/// The rows on a page.
pub(crate) const ROWS: usize = 100;

/// A table of numbers.
#[derive(Debug, Template)]
#[template(path = "grid.html")]
pub(crate) struct Grid<'a> {
    words: Words<'a>,
    id: &'static str,
    caption: String,
    by: String,
    by_definition: String,
    columns: Vec<Column>,
    rows: Vec<GridRow>,
    others: Option<GridRow>,
    total: GridRow,
    /// A row stands at the end for want of cases.
    has_unranked: bool,
    has_changes: bool,
    /// The page before, the rows that are shown, the page after.
    before: Option<Link>,
    shown: String,
    after: Option<Link>,
    /// Stands in the place of the table while it is empty.
    empty: String,
}

#[derive(Debug)]
struct Column {
    heading: String,
    definition: String,
    unit: String,
    /// The address of the page in the order of this column.
    sort: Option<String>,
    /// As `aria-sort` says it; empty if it is not the order.
    order: &'static str,
}

#[derive(Debug)]
struct GridRow {
    name: String,
    cells: Vec<Number>,
    is_ranked: bool,
}

/// A number with what belongs to it.
#[derive(Debug)]
pub(crate) struct Number {
    pub(crate) text: String,
    /// The leads that it counts.
    pub(crate) href: Option<String>,
    /// Of a share its parts: "12 of 40", the whole with its leads.
    pub(crate) parts: Option<Marked>,
    /// Of a share: its interval.
    pub(crate) interval: Option<String>,
    pub(crate) change: Option<String>,
}

impl Number {
    /// The number of a measure in a row of a table; `row` is none for the total.
    pub(crate) fn new(
        ground: &Ground<'_>,
        table: &Table,
        measure: &'static Measure,
        cell: &Cell,
        row: Option<&str>,
    ) -> Self {
        let (days, words) = (table.range.days(), ground.words());
        // There is nothing to list behind 0.
        let leads = |measure, counts: bool| ground.leads(days, measure, table.by, row).filter(|_| counts);
        let parts = match cell.value {
            Value::Share { of, among } if !cell.too_early => {
                let whole = whole_of(measure).and_then(|whole| leads(whole, true));
                Some(parts(words, of, among, whole.as_deref()))
            }
            _ => None,
        };
        let counts = !cell.too_early && cell.value.number().is_some_and(|number| number > 0.0);
        Self {
            text: cell.short(words, ground.currency()),
            href: leads(measure, counts),
            parts,
            interval: cell.value.interval_text(words).filter(|_| !cell.too_early),
            change: (!cell.past.is_empty() && !cell.too_early)
                .then(|| cell.change(0).text(words))
                .filter(|text| text != NOTHING),
        }
    }
}

/// How a table stands on its page.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// Names it in the page.
    pub(crate) id: &'static str,
    pub(crate) caption: String,
    /// It is the page's own table: its order and its pages are in the address.
    pub(crate) is_main: bool,
    /// Stands in its place while there are no numbers.
    pub(crate) empty: String,
}

impl<'a> Grid<'a> {
    pub(crate) fn new(ground: &Ground<'a>, table: &Table, look: Look) -> Self {
        let (query, words) = (&ground.query, ground.words());
        let cells = |row: &Row, name: Option<&str>| -> Vec<Number> {
            let cells = table.measures.iter().zip(&row.cells);
            cells.map(|(measure, cell)| Number::new(ground, table, measure, cell, name)).collect()
        };
        let page = if look.is_main { query.page as usize } else { 1 };
        let skipped = (page - 1) * if look.is_main { ROWS } else { 0 };
        let rows = table.rows.iter().skip(skipped).map(|row| GridRow {
            name: ground.name(table.by, &row.name),
            cells: cells(row, Some(&row.name)),
            is_ranked: row.ranked || table.by.length().is_some(),
        });
        let rows: Vec<GridRow> = rows.collect();
        let of_page = |page: u32, message: &str| Link {
            words: words.say(message),
            href: ground.address(&Query { page, ..query.clone() }),
            is_current: false,
        };
        let values = table.rows.len() + table.others.as_ref().map_or(0, |others| others.values);
        let is_paged = look.is_main && (values > ROWS || page > 1);
        let first = skipped + 1;
        // All others have no list of their own: it would be that of many rows.
        let bare = |row: &Row| {
            let without = |number| Number { href: None, parts: None, ..number };
            let mut bare: Vec<Number> = cells(row, None).into_iter().map(without).collect();
            for (number, cell) in bare.iter_mut().zip(&row.cells) {
                if let Value::Share { of, among } = cell.value {
                    number.parts = Some(parts(words, of, among, None));
                }
            }
            bare
        };
        Self {
            id: look.id,
            caption: look.caption,
            words,
            by: table.by.heading(words),
            by_definition: table.by.definition(words),
            columns: table.measures.iter().map(|measure| column(ground, measure, look.is_main, table)).collect(),
            has_unranked: rows.iter().any(|row| !row.is_ranked),
            has_changes: !table.compare.is_empty(),
            others: table.others.as_ref().map(|others| GridRow {
                name: words.with("numbers-others", &[("count", number(words, others.values as u64).into())]),
                cells: bare(&others.row),
                is_ranked: true,
            }),
            total: GridRow { name: words.say("numbers-total"), cells: cells(&table.total, None), is_ranked: true },
            before: (is_paged && page > 1).then(|| of_page(query.page - 1, "numbers-rows-before")),
            after: (is_paged && table.others.is_some()).then(|| of_page(query.page + 1, "numbers-rows-after")),
            shown: if is_paged && !rows.is_empty() {
                let shown = [("first", first), ("last", skipped + rows.len()), ("all", values)];
                words.with("numbers-rows-shown", &shown.map(|(name, number)| (name, number.to_string().into())))
            } else if is_paged {
                words.with("numbers-rows-in-all", &[("all", values.to_string().into())])
            } else {
                String::new()
            },
            rows,
            empty: look.empty,
        }
    }

    /// There is nothing to show, on no page.
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.before.is_none()
    }
}

/// The parts of a share: "12 of 40"; the whole leads to its leads.
fn parts(words: Words<'_>, of: u64, among: u64, whole: Option<&str>) -> Marked {
    let values = [("of", number(words, of).into()), ("among", number(words, among).into())];
    match whole {
        Some(whole) => marked(words, "numbers-of-linked", &values, &[whole]),
        None => marked(words, "numbers-of", &values, &[]),
    }
}

fn column(ground: &Ground<'_>, measure: &'static Measure, is_main: bool, table: &Table) -> Column {
    let (query, words) = (&ground.query, ground.words());
    let order = query.sort.or_else(|| table.measures.first().map(|measure| Order { measure, rising: false }));
    let order = order.filter(|order| is_main && order.measure == measure);
    // A click on the column that is the order turns it round.
    let rising = order.is_some_and(|order| !order.rising);
    let sort = Query { sort: Some(Order { measure, rising }), page: 1, ..query.clone() };
    Column {
        heading: measure.heading(words),
        definition: measure.definition(words),
        unit: measure.unit.words(words),
        sort: is_main.then(|| ground.address(&sort)),
        order: match order {
            Some(order) if order.rising => "ascending",
            Some(_) => "descending",
            None => "",
        },
    }
}

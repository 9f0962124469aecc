//! What all pages of numbers have: a head, what is known of how the numbers were counted, and parts below each other.

use std::borrow::Cow;

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use leadwright_cloud::table::Answered;
use leadwright_domain::metrics::advice::{Evidence, advice};
use leadwright_domain::metrics::words::number;
use leadwright_domain::metrics::{By, Cell, Measure, Order, Question, Range, Table, Value, measure};
use leadwright_domain::value::period::Days;
use leadwright_web::frame::Page;

use crate::grid::ROWS;
use crate::head::{Head, capital, days_in_words};
use crate::place::Ground;

/// A page of numbers.
#[derive(Debug, Template)]
#[template(path = "sheet.html")]
pub(crate) struct Sheet {
    title: &'static str,
    head: Head,
    /// Sentences that say what to do.
    advice: Vec<String>,
    /// While there are no numbers: what will stand here.
    empty: Option<&'static str>,
    hint: String,
    /// Charts and tables, in HTML that is escaped.
    parts: Vec<String>,
}

impl Page for Sheet {
    const WIDE: bool = true;
    const HAS_NUMBERS: bool = true;

    fn title(&self) -> Cow<'_, str> {
        self.title.into()
    }
}

impl Sheet {
    /// A page of answers, the first of which has the days of the page. `will_stand` says what the page shows once there are
    /// numbers.
    pub(crate) fn new(
        ground: &Ground<'_>,
        answered: &[Answered],
        parts: Vec<String>,
        will_stand: &'static str,
    ) -> Self {
        let counted = answered.first().and_then(|answered| answered.counted);
        let shown = answered.first().map_or(ground.range, |answered| answered.table.range);
        let is_empty = !answered.iter().any(|answered| has_numbers(&answered.table));
        Self {
            title: ground.query.view.heading(),
            head: Head::new(ground, shown, notes(ground, answered, counted)),
            advice: Vec::new(),
            empty: is_empty.then_some(will_stand),
            hint: ground.place.hint.to_owned(),
            parts: if is_empty { Vec::new() } else { parts },
        }
    }

    /// With what the evidence advises for the days that were counted.
    pub(crate) fn with_advice(self, evidence: &Evidence<'_>, days: Days, counted: Option<Date>) -> Self {
        let Some(counted) = counted.filter(|_| self.empty.is_none()) else { return self };
        let advice = advice(evidence, days, counted).into_iter().map(|advice| advice.text).collect();
        Self { advice, ..self }
    }

    /// With one thing more that has to be known to read the numbers.
    pub(crate) fn with_note(mut self, note: &str) -> Self {
        self.head.note(note);
        self
    }
}

/// Something was counted. Costs alone are known before anything happens.
fn has_numbers(table: &Table) -> bool {
    let is_some = |value: Value| value.number().is_some_and(|number| number > 0.0);
    let counted = |cell: &Cell| is_some(cell.value) || cell.past.iter().copied().any(is_some);
    let cells = table.rows.iter().flat_map(|row| table.measures.iter().zip(&row.cells));
    cells.filter(|(measure, _)| !measure.needs_cost()).any(|(_, cell)| counted(cell))
}

/// What has to be known of how the numbers were counted.
fn notes(ground: &Ground<'_>, answered: &[Answered], counted: Option<Date>) -> Vec<String> {
    let mut notes = Vec::new();
    let Days { first, last } = ground.range.days();
    let open = counted.and_then(|counted| counted.tomorrow().ok()).map_or(first, |open| open.max(first));
    if open <= last {
        let days = Days { first: open, last }.words();
        let is_cut = answered.first().is_some_and(|answered| answered.table.range.days().last < last);
        notes.push(if is_cut {
            format!("Not in these numbers, since days are counted four times a day: {days}.")
        } else {
            format!("Not counted in full yet, since days are counted four times a day: {days}.")
        });
    }
    let waiting: std::collections::BTreeSet<Date> =
        answered.iter().flat_map(|answered| answered.waiting.iter().copied()).collect();
    if !waiting.is_empty() {
        notes.push(format!(
            "Something was added to these days since they were counted, and the next count takes it in: {}.",
            days_in_words(waiting)
        ));
    }
    let others: std::collections::BTreeSet<_> =
        answered.iter().flat_map(|answered| answered.by_other_definitions.iter().copied()).collect();
    if let (Some(from), Some(to)) = (others.first(), others.iter().map(|span| span.last()).max()) {
        let days = Days { first: from.first(), last: to }.words();
        notes.push(format!(
            "Days of {days} were counted by earlier definitions: the command leadwright recount counts them by those of today."
        ));
    } else if let Some(old) = answered.iter().map(|answered| answered.table.old).max().filter(|old| *old > 0) {
        notes.push(format!(
            "{} activities were recorded by earlier rules: the command leadwright recount counts them by those of today.",
            number(old)
        ));
    }
    notes.extend(answered.iter().find_map(|answered| answered.table.apart_note(ground.currency())));
    notes.extend(answered.iter().find_map(|answered| answered.costs.as_ref()).map(of_costs).into_iter().flatten());
    notes
}

/// What has to be known of costs.
fn of_costs(costs: &leadwright_domain::campaign::Costs) -> Vec<String> {
    let mut notes = Vec::new();
    for (currency, apart) in costs.apart() {
        let money = leadwright_domain::value::money::Money::new(apart.minor, currency);
        notes.push(format!(
            "{money} of costs are in no number: campaigns.yaml has no rate for {} on {}.",
            currency.code(),
            apart.from
        ));
    }
    let overlaps: Vec<&str> = costs
        .campaigns
        .iter()
        .filter(|(_, costs)| !costs.overlaps.is_empty())
        .map(|(name, costs)| costs.title.as_deref().unwrap_or(name))
        .collect();
    if !overlaps.is_empty() {
        notes.push(format!(
            "Both imported costs and costs of campaigns.yaml are known for some days of {}: the imported ones count.",
            overlaps.join(", ")
        ));
    }
    let without: Vec<&str> = costs.without.keys().map(String::as_str).take(6).collect();
    if !without.is_empty() && !costs.campaigns.is_empty() {
        let more = costs.without.len().saturating_sub(without.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(capital(&format!(
            "no cost is known on these days of {}{more}: it is empty, not 0.",
            without.join(", ")
        )));
    }
    notes
}

impl Ground<'_> {
    /// A question of the page's days, with those of the measures that `by` can show.
    pub(crate) fn question(&self, by: By, measures: &[&str]) -> Question {
        let shown = |measure: &&'static Measure| by.shows(measure);
        let question = Question::new(by, self.range);
        question.with(measures.iter().filter_map(|name| measure(name)).filter(shown).collect())
    }

    /// The same, compared as the page is.
    pub(crate) fn compared(&self, by: By, measures: &[&str]) -> Question {
        let compare = self.query.compare.into_iter().collect();
        self.question(by, measures).compared(compare).expect("rows are no cohorts")
    }

    /// The question of the page's own table: in its order, up to the end of its page.
    pub(crate) fn main(&self, question: Question) -> Question {
        let shows = |order: &Order| question.measures().contains(&order.measure);
        let order = self.query.sort.filter(shows);
        let question = match order {
            Some(order) => question.ordered(order),
            None => question,
        };
        let rows = ROWS.saturating_mul(self.query.page as usize);
        question.top(rows).expect("rows are values of a dimension")
    }

    /// A question of cohorts: the last 12 months or 13 weeks up to the end of the page's days.
    pub(crate) fn cohorts(&self, by: By, measures: &[&str]) -> Question {
        let range = Range::usual(by, self.range.days().last);
        let shown = |measure: &&'static Measure| by.shows(measure);
        Question::new(by, range).with(measures.iter().filter_map(|name| measure(name)).filter(shown).collect())
    }

    /// The 12 months up to the end of the page's days.
    pub(crate) fn months(&self) -> Range {
        let last = self.range.days().last;
        let first = last.first_of_month().saturating_sub(11.months());
        Range::between(first, last, self.today).unwrap_or(self.range)
    }
}

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
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;

use crate::grid::ROWS;
use crate::head::{Head, days_in_words};
use crate::place::Ground;

/// A page of numbers.
#[derive(Debug, Template)]
#[template(path = "sheet.html")]
pub(crate) struct Sheet<'a> {
    words: Words<'a>,
    title: String,
    head: Head<'a>,
    /// Sentences that say what to do.
    advice: Vec<String>,
    /// While there are no numbers: what will stand here.
    empty: Option<String>,
    hint: String,
    /// Charts and tables, in HTML that is escaped.
    parts: Vec<String>,
}

impl Page for Sheet<'_> {
    const WIDE: bool = true;
    const HAS_NUMBERS: bool = true;

    fn title(&self) -> Cow<'_, str> {
        self.title.as_str().into()
    }
}

impl<'a> Sheet<'a> {
    /// A page of answers, the first of which has the days of the page. The message `will_stand` says what the page shows once
    /// there are numbers.
    pub(crate) fn new(ground: &Ground<'a>, answered: &[Answered], parts: Vec<String>, will_stand: &str) -> Self {
        let counted = answered.first().and_then(|answered| answered.counted);
        let shown = answered.first().map_or(ground.range, |answered| answered.table.range);
        let is_empty = !answered.iter().any(|answered| has_numbers(&answered.table));
        Self {
            words: ground.words(),
            title: ground.query.view.heading(ground.words()),
            head: Head::new(ground, shown, notes(ground, answered, counted)),
            advice: Vec::new(),
            empty: is_empty.then(|| ground.words().say(will_stand)),
            hint: ground.place.hint.to_owned(),
            parts: if is_empty { Vec::new() } else { parts },
        }
    }

    /// With what the evidence advises for the days that were counted.
    pub(crate) fn with_advice(self, evidence: &Evidence<'_>, days: Days, counted: Option<Date>) -> Self {
        let Some(counted) = counted.filter(|_| self.empty.is_none()) else { return self };
        let advice = advice(self.words, evidence, days, counted).into_iter().map(|advice| advice.text).collect();
        Self { advice, ..self }
    }

    /// With what these sentences advise.
    pub(crate) fn advising(mut self, sentences: Vec<String>) -> Self {
        self.advice.extend(sentences);
        self
    }

    /// With one thing more that has to be known to read the numbers.
    pub(crate) fn with_note(mut self, note: String) -> Self {
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
    let (words, mut notes) = (ground.words(), Vec::new());
    let Days { first, last } = ground.range.days();
    let open = counted.and_then(|counted| counted.tomorrow().ok()).map_or(first, |open| open.max(first));
    if open <= last {
        let days = Days { first: open, last }.words(words);
        let is_cut = answered.first().is_some_and(|answered| answered.table.range.days().last < last);
        let message = if is_cut { "numbers-not-in-these" } else { "numbers-not-counted-in-full" };
        notes.push(words.with(message, &[("days", days.into())]));
    }
    let waiting: std::collections::BTreeSet<Date> =
        answered.iter().flat_map(|answered| answered.waiting.iter().copied()).collect();
    if !waiting.is_empty() {
        notes.push(words.with("numbers-added-since", &[("days", days_in_words(words, waiting).into())]));
    }
    let others: std::collections::BTreeSet<_> =
        answered.iter().flat_map(|answered| answered.by_other_definitions.iter().copied()).collect();
    if let (Some(from), Some(to)) = (others.first(), others.iter().map(|span| span.last()).max()) {
        let days = Days { first: from.first(), last: to }.words(words);
        notes.push(words.with("numbers-by-earlier-definitions", &[("days", days.into())]));
    } else if let Some(old) = answered.iter().map(|answered| answered.table.old).max().filter(|old| *old > 0) {
        notes.push(words.with("numbers-by-earlier-rules", &[("count", number(words, old).into())]));
    }
    notes.extend(answered.iter().find_map(|answered| answered.table.apart_note(words, ground.currency())));
    notes.extend(
        answered
            .iter()
            .find_map(|answered| answered.costs.as_ref())
            .map(|costs| of_costs(words, costs))
            .into_iter()
            .flatten(),
    );
    notes
}

/// What has to be known of costs.
fn of_costs(words: Words<'_>, costs: &leadwright_domain::campaign::Costs) -> Vec<String> {
    let mut notes = Vec::new();
    for (currency, apart) in costs.apart() {
        let money = leadwright_domain::value::money::Money::new(apart.minor, currency);
        let values = [
            ("amount", money.text(words).into()),
            ("currency", currency.code().into()),
            ("day", apart.from.to_string().into()),
        ];
        notes.push(words.with("numbers-costs-apart", &values));
    }
    let overlaps: Vec<&str> = costs
        .campaigns
        .iter()
        .filter(|(_, costs)| !costs.overlaps.is_empty())
        .map(|(name, costs)| costs.title.as_deref().unwrap_or(name))
        .collect();
    if !overlaps.is_empty() {
        notes.push(words.with("numbers-costs-twice", &[("campaigns", overlaps.join(", ").into())]));
    }
    let without: Vec<&str> = costs.without.keys().map(String::as_str).take(6).collect();
    if !without.is_empty() && !costs.campaigns.is_empty() {
        let more = costs.without.len().saturating_sub(without.len());
        let mut campaigns = without.join(", ");
        if more > 0 {
            let values = [("list", campaigns.into()), ("count", more.into())];
            campaigns = words.with("numbers-list-and-more", &values);
        }
        notes.push(words.with("numbers-costs-unknown", &[("campaigns", campaigns.into())]));
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

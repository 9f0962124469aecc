//! Tables of numbers: their rows add up, and they say no more than the numbers do.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use leadwright_domain::metrics::{
    Answer, By, Cell, Compare, Counts, DIMENSIONS, Formula, MEASURES, Measure, Metrics, Order, Others, Question, Range,
    Table, Value, add_metrics, measure,
};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::period::Period;
use leadwright_domain::words::Words;
use proptest::prelude::*;

const NONE: &BTreeMap<String, u64> = &BTreeMap::new();

fn by(name: &str) -> By {
    By::named(name).unwrap()
}

fn range(period: &str, today: Date) -> Range {
    Range::of(Period::parse(period).unwrap(), today).unwrap()
}

fn named(names: &[&str]) -> Vec<&'static Measure> {
    names.iter().map(|name| measure(name).unwrap()).collect()
}

fn metrics(counters: &[(&str, u64)]) -> Metrics {
    counters.iter().map(|(counter, number)| ((*counter).to_owned(), *number)).collect()
}

fn counts(rows: &[(&str, &[(&str, u64)])]) -> Counts {
    rows.iter().map(|(row, counters)| ((*row).to_owned(), metrics(counters))).collect()
}

/// The table of counters, of costs, and of those of each comparison.
fn table(question: &Question, now: &Counts, costs: &BTreeMap<String, u64>, past: &[Counts], counted: Date) -> Table {
    let mut answer = Answer::default();
    for read in question.reads(Some(counted)) {
        match read.past {
            None => answer.add(&read, now, costs),
            Some(at) => answer.add(&read, &past[at], NONE),
        }
    }
    Table::of(question, &answer, Some(counted))
}

fn words(table: &Table) -> Vec<String> {
    let others = table.others.as_ref().map(|others| &others.row);
    let rows = table.rows.iter().chain(others).chain([&table.total]);
    rows.map(|row| {
        let cells: Vec<String> = row.cells.iter().map(|cell| cell.text(Words::english(), Currency::EUR)).collect();
        format!("{}{}: {}", row.name, if row.ranked { "" } else { "*" }, cells.join(" | "))
    })
    .collect()
}

/// The largest first; a rate of few leads is shown, and stands at the end whatever it is.
#[test]
fn rates_of_few_leads_are_not_ranked() {
    let november = range("2026-11", date(2026, 11, 30));
    let now = counts(&[
        ("search", &[("new_leads", 200), ("reached.sql", 20)]),
        ("fair", &[("new_leads", 40), ("reached.sql", 10)]),
        ("referral", &[("new_leads", 5), ("reached.sql", 4)]),
        ("list", &[("new_leads", 19), ("reached.sql", 19)]),
        ("chat", &[("mail", 3)]),
    ]);
    let question = Question::new(by("source"), november).with(named(&["new_leads", "lead_to_sql"]));
    let shown = |question: &Question| words(&table(question, &now, NONE, &[], date(2026, 11, 30)));
    assert_eq!(
        shown(&question),
        [
            "search: 200 | 10% (20 of 200)",
            "fair: 40 | 25% (10 of 40)",
            "list: 19 | 100% (19 of 19)",
            "referral: 5 | 80% (4 of 5)",
            "chat: 0 | –",
            "Total*: 264 | 20.1% (53 of 264)",
        ]
    );
    let by_rate = question.ordered(Order { measure: measure("lead_to_sql").unwrap(), rising: false });
    let rows = ["fair", "search", "list*", "referral*", "chat*", "Total*"];
    assert!(shown(&by_rate).iter().zip(rows).all(|(row, name)| row.starts_with(&format!("{name}: "))));
    let rising = by_rate.clone().ordered(Order { measure: measure("lead_to_sql").unwrap(), rising: true });
    let rows = ["search", "fair", "list*", "referral*", "chat*", "Total*"];
    assert!(shown(&rising).iter().zip(rows).all(|(row, name)| row.starts_with(&format!("{name}: "))));
    let top = by_rate.top(1).unwrap();
    assert_eq!(
        shown(&top),
        ["fair: 40 | 25% (10 of 40)", "(all others)*: 224 | 19.2% (43 of 224)", "Total*: 264 | 20.1% (53 of 264)"]
    );
}

/// A campaign without a known cost has none, which is not zero; one with a cost and no leads is a row.
#[test]
fn a_cost_that_is_not_known_is_not_zero() {
    let november = range("2026-11", date(2026, 11, 30));
    let question = Question::new(by("campaign"), november).with(named(&["new_leads", "cost", "cpl", "return"]));
    let now = counts(&[("spring", &[("new_leads", 4), ("won_amount", 300_000)]), ("organic", &[("new_leads", 6)])]);
    let costs = BTreeMap::from([("spring".to_owned(), 100_000), ("autumn".to_owned(), 5_000), ("free".to_owned(), 0)]);
    assert_eq!(
        words(&table(&question, &now, &costs, &[], date(2026, 11, 30))),
        [
            "organic: 6 | – | – | –",
            "spring: 4 | 1,000.00 EUR | 250.00 EUR | 3.00",
            "autumn: 0 | 50.00 EUR | – | 0.00",
            "free: 0 | 0.00 EUR | – | –",
            "Total*: 10 | 1,050.00 EUR | 105.00 EUR | 2.85",
        ]
    );
}

/// A part of a month is compared with the same days, up to the last day that was counted; what is gone is a row.
#[test]
fn a_part_of_a_month_is_compared_with_the_same_days() {
    let today = date(2026, 11, 26);
    let question = Question::new(by("source"), range("2026-11", today))
        .with(named(&["new_leads", "lead_to_sql"]))
        .compared(vec![Compare::Before, Compare::Year])
        .unwrap();
    let days: Vec<String> = question
        .reads(Some(date(2026, 11, 24)))
        .into_iter()
        .map(|read| format!("{:?} {} {}", read.past, read.days.first, read.days.last))
        .collect();
    assert_eq!(days, ["None 2026-11-01 2026-11-24", "Some(0) 2026-10-01 2026-10-24", "Some(1) 2025-11-01 2025-11-24"]);
    let now = counts(&[("search", &[("new_leads", 30), ("reached.sql", 6)]), ("chat", &[("new_leads", 2)])]);
    let past =
        [counts(&[("search", &[("new_leads", 20), ("reached.sql", 2)]), ("fair", &[("new_leads", 9)])]), Counts::new()];
    let table = table(&question, &now, NONE, &past, date(2026, 11, 24));
    let changes: Vec<String> = table
        .rows
        .iter()
        .chain([&table.total])
        .map(|row| {
            let changes: Vec<String> = row
                .cells
                .iter()
                .flat_map(|cell| [cell.change(0).text(Words::english()), cell.change(1).text(Words::english())])
                .collect();
            format!("{} {}", row.name, changes.join(" "))
        })
        .collect();
    assert_eq!(
        changes,
        ["search +50% new +10 points –", "chat new new – –", "fair -100% – – –", "Total +10.3% new +11.9 points –"]
    );
    assert_eq!(table.range.words(Words::english()), "November 2026 (1–24 November 2026)");
    assert_eq!(table.not_counted, None, "days that are not counted are not compared");
}

/// Lead velocity rate: every month against the one before, the last against the same days.
#[test]
fn months_grow_against_the_month_before_and_a_part_against_the_same_days() {
    let today = date(2026, 11, 11);
    let question = Question::new(by("month"), Range::between(date(2026, 8, 15), today, today).unwrap())
        .with(named(&["qualified"]))
        .compared(vec![Compare::Before])
        .unwrap();
    let counted = Some(date(2026, 11, 10));
    let mut answer = Answer::default();
    let mut days = Vec::new();
    for read in question.reads(counted) {
        days.push(format!("{} {} {}", read.row.as_deref().unwrap(), read.days.first, read.days.last));
        // 2 a day, and 3 a day in October.
        let october = |day: &Date| day.month() == 10;
        let in_days = read.days.first.series(1.day()).take_while(|day| *day <= read.days.last);
        let qualified: u64 = in_days.map(|day| if october(&day) { 3 } else { 2 }).sum();
        answer.add(&read, &counts(&[("all", &[("reached.mql", qualified)])]), NONE);
    }
    assert_eq!(
        days,
        [
            "2026-08 2026-08-15 2026-08-31",
            "2026-08 2026-07-15 2026-07-31",
            "2026-09 2026-09-01 2026-09-30",
            "2026-09 2026-08-01 2026-08-31",
            "2026-10 2026-10-01 2026-10-31",
            "2026-10 2026-09-01 2026-09-30",
            "2026-11 2026-11-01 2026-11-10",
            "2026-11 2026-10-01 2026-10-10",
        ]
    );
    let table = Table::of(&question, &answer, counted);
    let growth: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            format!(
                "{} {} {}",
                row.name,
                row.cells[0].short(Words::english(), Currency::EUR),
                row.cells[0].change(0).text(Words::english())
            )
        })
        .collect();
    assert_eq!(growth, ["2026-08 34 0%", "2026-09 60 -3.2%", "2026-10 93 +55%", "2026-11 20 -33.3%"]);
    assert_eq!(table.total.cells[0].change(0).text(Words::english()), "–", "months against the one before have no sum");
}

/// A series has no gaps, and begins where the numbers do.
#[test]
fn a_series_has_no_gaps() {
    let today = date(2026, 11, 30);
    let question = Question::new(by("month"), Range::between(date(2026, 1, 1), today, today).unwrap());
    let mut answer = Answer::default();
    for read in question.reads(Some(today)) {
        let has = matches!(read.row.as_deref(), Some("2026-08" | "2026-10"));
        let now = if has { counts(&[("all", &[("new_leads", 1)])]) } else { Counts::new() };
        answer.add(&read, &now, NONE);
    }
    let table = Table::of(&question, &answer, Some(today));
    let rows: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(rows, ["2026-08", "2026-09", "2026-10", "2026-11"]);
    let empty = Table::of(&question, &Answer::default(), Some(today));
    assert!(empty.is_empty() && empty.total.cells[0].value == Value::Count(0));
}

/// The days of a cohort are not over: its share would only be low.
#[test]
fn a_cohort_too_young_for_a_column_says_so() {
    let today = date(2026, 11, 26);
    let question = Question::new(by("cohort_week"), Range::between(date(2026, 9, 1), today, today).unwrap())
        .with(named(&["new_leads", "sql_7d", "sql_30d"]));
    let reached: &[(&str, u64)] = &[("new_leads", 50), ("reached.sql.7d", 5), ("reached.sql.30d", 5)];
    let now = counts(&[
        // Begins before the range: the numbers of its first days were not read.
        ("2026-W36", reached),
        ("2026-W42", reached),
        ("2026-W43", reached),
        ("2026-W46", reached),
        ("2026-W47", &[("new_leads", 10), ("reached.sql.7d", 1)]),
        ("(none)", &[("new_leads", 1)]),
    ]);
    // Week 46 ends on 15 November, and 7 days later on the 22nd; week 43 on 25 October, and 30 days later on 24 November.
    let shown = |counted| words(&table(&question, &now, NONE, &[], counted));
    assert_eq!(
        shown(date(2026, 11, 24)),
        [
            "2026-W42: 50 | 10% (5 of 50) | 20% (10 of 50)",
            "2026-W43: 50 | 10% (5 of 50) | 20% (10 of 50)",
            "2026-W46: 50 | 10% (5 of 50) | too early",
            "2026-W47: 10 | too early | too early",
            "Total*: 160 | 10% (15 of 150) | 20% (20 of 100)",
        ]
    );
    assert!(shown(date(2026, 11, 23))[1].ends_with("| 10% (5 of 50) | too early"));
    assert!(shown(date(2026, 11, 21))[2].ends_with("| too early | too early"));
    let read = &question.reads(Some(date(2026, 11, 24)))[0];
    assert_eq!((read.days.first, read.days.last), (date(2026, 9, 1), today));
}

/// Bad input is named, with what to write.
#[test]
fn what_is_not_there_is_named_with_what_to_write() {
    let source = by("source");
    for (error, words) in [
        (By::read("sorce").unwrap_err(), "do you mean `source`?"),
        (By::read("weather").unwrap_err(), "there are: all, asked_month"),
        (source.read_measures(["new_leds"]).unwrap_err(), "there is no measure `new_leds`; do you mean `new_leads`?"),
        (source.read_measures(["weather"]).unwrap_err(), "some by source are: "),
        (source.read_measures([]).unwrap_err(), "as in new_leads,qualified"),
        (
            source.read_measures(["sql_30d"]).unwrap_err(),
            "`sql_30d` can't be shown by source: it counts days from arrival, so it is one of leads that arrived together. \
             It is shown by cohort_month, cohort_week",
        ),
        (
            by("form").read_measures(["cpl"]).unwrap_err(),
            "costs are not known by it. It is shown by all, campaign, day, month, source, supplier, week, year",
        ),
        (by("mail").read_measures(["won"]).unwrap_err(), "its numbers are not kept by it"),
        (
            by("mail").read_area("funnel").unwrap_err(),
            "there is no area `funnel` with numbers by mail; there are: mail",
        ),
        (
            Question::new(by("month"), range("2026-11", date(2026, 11, 30))).top(3).unwrap_err(),
            "leave out the number of rows",
        ),
        (
            Question::new(by("cohort_month"), range("2026-11", date(2026, 11, 30)))
                .compared(vec![Compare::Year])
                .unwrap_err(),
            "leave out the comparison",
        ),
    ] {
        assert!(error.to_string().contains(words), "{error}");
    }
    let today = date(2026, 11, 26);
    let (error, future) =
        (Range::between(date(2026, 11, 2), date(2026, 11, 1), today), Range::between(today, date(2026, 11, 27), today));
    assert!(error.unwrap_err().to_string().contains("2026-11-02, is after the last day, 2026-11-01"));
    assert!(future.unwrap_err().to_string().contains("2026-11-27 is in the future: today is 2026-11-26"));
    assert!(Range::of(Period::parse("2027").unwrap(), today).is_err());
    assert_eq!(range("2026-W48", today).days().last, today);
}

#[test]
fn any_days_are_compared_with_as_many_before() {
    let today = date(2026, 11, 26);
    let between = |first, last| Range::between(first, last, today).unwrap();
    for (range, before, year) in [
        (between(date(2026, 10, 1), date(2026, 10, 31)), "2026-09-01 2026-09-30", "2025-10-01 2025-10-31"),
        (between(date(2026, 11, 16), date(2026, 11, 22)), "2026-11-09 2026-11-15", "2025-11-17 2025-11-23"),
        (between(date(2026, 11, 2), date(2026, 11, 11)), "2026-10-23 2026-11-01", "2025-11-02 2025-11-11"),
        (Range::usual(by("source"), today), "2026-09-26 2026-10-26", "2025-10-27 2025-11-26"),
    ] {
        let past = |compare| {
            let days = range.past(compare);
            format!("{} {}", days.first, days.last)
        };
        assert_eq!([past(Compare::Before), past(Compare::Year)], [before, year], "{range:?}");
    }
    for (name, first) in
        [("day", "2026-10-27"), ("cohort_week", "2026-08-31"), ("month", "2025-12-01"), ("year", "2022-01-01")]
    {
        assert_eq!(Range::usual(by(name), today).days().first.to_string(), first);
    }
}

/// Whatever is shown by default can be shown, and a name names one thing.
#[test]
fn everything_that_can_be_asked_for_has_its_usual_measures() {
    for by in By::all() {
        let usual = by.usual();
        assert_eq!(usual.len(), by.dimension().measures.len(), "{}", by.name());
        assert!(!usual.is_empty() && usual.len() <= 7);
        assert!(By::all().filter(|other| other.name() == by.name()).count() == 1);
    }
    for measure in MEASURES {
        assert!(By::all().any(|by| by.shows(measure)), "{} is shown by nothing", measure.name);
        assert!(
            measure.definition(Words::english()).ends_with('.') && !measure.heading(Words::english()).is_empty(),
            "{}",
            measure.name
        );
    }
    assert_eq!(DIMENSIONS.len() + 4, By::all().count());
}

/// Every counter that some measure is computed from, with histograms.
fn counter_names() -> Vec<String> {
    let mut names: Vec<String> = MEASURES
        .iter()
        .flat_map(|measure| match measure.formula {
            Formula::Quantile(name, _) => [40, 400, 90_000].map(|value| histogram(name, value)).to_vec(),
            _ => measure.counters().map(|name| name.trim_end_matches('.').to_owned()).collect(),
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

fn histogram(name: &str, value: u64) -> String {
    leadwright_domain::metrics::histogram::counter(name, value)
}

fn some_counts() -> impl Strategy<Value = Counts> {
    let names = counter_names();
    let counter = (0..names.len(), 0..2_000_u64);
    let value = prop::collection::vec(counter, 0..40)
        .prop_map(move |counters| counters.into_iter().map(|(at, number)| (names[at].clone(), number)).collect());
    prop::collection::btree_map("[a-f]{1,2}", value, 0..25)
}

proptest! {
    // Each case has all measures twice.
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every measure's total is that of all counters; the rows and all others add up to it where numbers can be added.
    #[test]
    fn rows_and_all_others_add_up_to_the_total(
        now in some_counts(),
        past in some_counts(),
        costs in prop::collection::btree_map("[a-f]{1,2}", 0..100_000_u64, 0..10),
        top in 0..12_usize,
        order in 0..200_usize,
        rising: bool,
    ) {
        let day = date(2026, 11, 30);
        let source = by("source");
        let measures: Vec<&'static Measure> = source.measures().collect();
        let order = Order { measure: measures[order % measures.len()], rising };
        let question = Question::new(source, range("2026-11", day))
            .with(measures.clone())
            .compared(vec![Compare::Before])
            .unwrap()
            .ordered(order)
            .top(top)
            .unwrap();
        let table = table(&question, &now, &costs, std::slice::from_ref(&past), day);
        prop_assert!(table.rows.len() <= top);
        let sum = |counts: &Counts| {
            let mut sum = Metrics::new();
            for metrics in counts.values() {
                add_metrics(&mut sum, metrics);
            }
            sum
        };
        let cost = (!costs.is_empty()).then(|| costs.values().sum());
        let (now_sum, past_sum) = (sum(&now), sum(&past));
        let others = table.others.as_ref().map(|others| &others.row);
        for (at, measure) in measures.iter().enumerate() {
            let total = &table.total.cells[at];
            prop_assert_eq!(total.value, measure.value(&now_sum, cost), "{}", measure.name);
            prop_assert_eq!(total.past[0], measure.value(&past_sum, None), "{}", measure.name);
            let cells: Vec<&Cell> = table.rows.iter().chain(others).map(|row| &row.cells[at]).collect();
            let parts = |value: &Value| match *value {
                Value::Count(number) | Value::Money(number) => (number, 0),
                Value::Share { of, among } => (of, among),
                _ => (0, 0),
            };
            let add = |sum: (u64, u64), value| (sum.0 + parts(value).0, sum.1 + parts(value).1);
            // A mean does not add up, a difference is not one of parts, and a part is nothing without a whole.
            let adds_up = matches!(measure.formula, Formula::Count(_) | Formula::Amount(_) | Formula::Cost);
            let whole_adds_up = matches!(measure.formula, Formula::Share { .. });
            let (of, among) = cells.iter().map(|cell| &cell.value).fold((0, 0), add);
            if adds_up {
                prop_assert_eq!((of, among), parts(&total.value), "{}", measure.name);
            }
            if whole_adds_up {
                prop_assert_eq!(among, parts(&total.value).1, "{}", measure.name);
            }
            let (of, _) = cells.iter().map(|cell| &cell.past[0]).fold((0, 0), add);
            if adds_up {
                prop_assert_eq!(of, parts(&total.past[0]).0, "{}", measure.name);
            }
        }
        let ranked = table.rows.iter().map(|row| row.ranked);
        prop_assert!(ranked.is_sorted_by(|left, right| left >= right), "ranked rows stand first");
        let at = measures.iter().position(|measure| *measure == order.measure).unwrap();
        let numbers: Vec<f64> =
            table.rows.iter().filter(|row| row.ranked).map(|row| row.cells[at].value.number().unwrap()).collect();
        let is_sorted = numbers.is_sorted_by(|left, right| if rising { left <= right } else { left >= right });
        prop_assert!(is_sorted, "{:?}", numbers);
        // Every value has a row or is among the others.
        let named = table.rows.len() + table.others.as_ref().map_or(0, |others| others.values);
        let values: std::collections::BTreeSet<_> = now.keys().chain(past.keys()).chain(costs.keys()).collect();
        prop_assert_eq!(named, values.len());
        prop_assert!(table.others.iter().all(|others| others.row.name == Others::NAME));
        // Every record has a cell for each column.
        let head = table.head();
        prop_assert!(table.records(Currency::EUR).all(|record| record.len() == head.len()));
    }
}

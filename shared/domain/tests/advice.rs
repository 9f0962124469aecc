//! What the numbers advise.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use leadwright_domain::metrics::advice::{Evidence, advice, cohorts};
use leadwright_domain::metrics::{Counts, histogram};
use leadwright_domain::value::period::Days;
use leadwright_domain::words::Words;
use proptest::prelude::*;

const COUNTED: Date = date(2026, 11, 30);

fn november() -> Days {
    Days { first: date(2026, 11, 1), last: COUNTED }
}

/// Value → counters with their numbers.
fn counts(rows: &[(&str, &[(&str, u64)])]) -> Counts {
    let metrics =
        |counters: &[(&str, u64)]| counters.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect();
    rows.iter().map(|(value, counters)| ((*value).to_owned(), metrics(counters))).collect()
}

fn said(evidence: &Evidence<'_>) -> Vec<String> {
    advice(Words::english(), evidence, november(), COUNTED).into_iter().map(|advice| advice.text).collect()
}

#[test]
fn nothing_is_said_of_nothing() {
    assert_eq!(said(&Evidence::default()), Vec::<String>::new());
}

#[test]
fn months_of_arrival_are_compared_once_their_leads_had_the_time() {
    // 90 days before the end of November is the first of September: August is the newest whole month, July the one before.
    assert_eq!(cohorts(COUNTED), Days { first: date(2026, 7, 1), last: COUNTED });
    assert_eq!(cohorts(date(2026, 11, 29)).first, date(2026, 7, 1));
    assert_eq!(cohorts(date(2026, 12, 29)).first, date(2026, 8, 1));
}

#[test]
fn leaks_of_the_funnel() {
    let cohorts = |lead: u64, mql: u64, before_lead: u64, before_mql: u64| Evidence {
        cohorts: counts(&[
            (
                "2026-09",
                &[("reached.lead.7d", before_lead), ("reached.mql.7d", before_mql - 1), ("reached.mql.30d", 1)],
            ),
            (
                "2026-10",
                &[
                    ("reached.lead.7d", lead),
                    ("reached.mql.7d", mql - 1),
                    ("reached.mql.30d", 1),
                    ("reached.mql.90d", 90),
                ],
            ),
            // Not old enough.
            ("2026-11", &[("reached.lead.7d", 100)]),
        ]),
        ..Evidence::default()
    };
    for (name, evidence, expected) in [
        (
            "fewer",
            cohorts(212, 61, 200, 90),
            vec![
                "Fewer leads become MQLs within 30 days after arrival: of 212 that arrived in October 2026 61 (28.8%), of 200 in September 2026 90 (45%). That is 5.6 to 26.4 percentage points less (95% sure), about 34 MQLs lost.",
            ],
        ),
        ("by chance", cohorts(212, 80, 200, 90), vec![]),
        ("more", cohorts(200, 90, 212, 61), vec![]),
        ("five leads", cohorts(5, 1, 5, 5), vec![]),
    ] {
        assert_eq!(said(&evidence), expected, "{name}");
    }
}

#[test]
fn sources_whose_leads_are_won_less_often() {
    let sources = |rows: &[(&str, u64, u64)]| Evidence {
        sources: rows
            .iter()
            .map(|(source, won, lost)| {
                let metrics = [
                    ("to.customer", *won),
                    ("to.lost", lost / 2),
                    ("to.disqualified", lost - lost / 2),
                    ("to.mql", 999),
                ];
                ((*source).to_owned(), metrics.map(|(name, number)| (name.to_owned(), number)).into())
            })
            .collect(),
        ..Evidence::default()
    };
    for (name, evidence, expected) in [
        (
            "a bad one",
            sources(&[("fair", 4, 76), ("search", 40, 160), ("social", 20, 80)]),
            vec![
                "Leads of source fair are won less often: of 80 decided in 1–30 November 2026 4 (5%), of 300 of the other sources 60 (20%). That is 4.4 to 21.9 percentage points less (95% sure), about 12 customers lost.",
            ],
        ),
        ("five leads", sources(&[("fair", 0, 5), ("search", 40, 160)]), vec![]),
        ("one source", sources(&[("search", 40, 160)]), vec![]),
        ("all alike", sources(&[("fair", 16, 64), ("search", 40, 160)]), vec![]),
    ] {
        assert_eq!(said(&evidence), expected, "{name}");
    }
    // The three largest.
    let many = sources(&[("a", 0, 100), ("b", 0, 200), ("c", 0, 300), ("d", 0, 400), ("e", 500, 500)]);
    let leaks = advice(Words::english(), &many, november(), COUNTED);
    assert_eq!(leaks.iter().map(|leak| leak.value.as_str()).collect::<Vec<_>>(), ["d", "c", "b"]);
}

#[test]
fn campaigns_to_stop_or_feed() {
    let campaigns = |rows: &[(&str, u64, u64)]| Evidence {
        campaigns: rows
            .iter()
            .map(|(name, _, sqls)| ((*name).to_owned(), [("reached.sql".to_owned(), *sqls)].into()))
            .collect(),
        costs: rows.iter().map(|(name, cost, _)| ((*name).to_owned(), *cost)).collect(),
        with_cost_before: rows.iter().map(|(name, ..)| (*name).to_owned()).filter(|name| name != "new").collect(),
        ..Evidence::default()
    };
    for (name, evidence, expected) in [
        (
            "one of each",
            campaigns(&[("spring", 420_000, 3), ("brand", 1_000_000, 33), ("search", 1_100_000, 60)]),
            vec![
                "Feed campaign search: in 1–30 November 2026 it cost 11,000.00 EUR and brought 60 SQLs (183.33 EUR each); the other campaigns cost 14,200.00 EUR and brought 36 (394.44 EUR each). For the same money it brings 1.3 to 3.5 times as many (95% sure).",
                "Stop or change campaign spring: in 1–30 November 2026 it cost 4,200.00 EUR and brought 3 SQLs (1,400.00 EUR each); the other campaigns cost 21,000.00 EUR and brought 93 (225.81 EUR each). For the same money it brings 0.04 to 0.60 times as many (95% sure).",
            ],
        ),
        (
            "none came",
            campaigns(&[("spring", 420_000, 0), ("search", 1_100_000, 60)]),
            vec![
                "Feed campaign search: in 1–30 November 2026 it cost 11,000.00 EUR and brought 60 SQLs (183.33 EUR each); the other campaigns cost 4,200.00 EUR and brought 0. For the same money it brings more than 4.6 times as many (95% sure).",
                "Stop or change campaign spring: in 1–30 November 2026 it cost 4,200.00 EUR and brought 0 SQLs; the other campaigns cost 11,000.00 EUR and brought 60 (183.33 EUR each). For the same money it brings at most 0.22 times as many (95% sure).",
            ],
        ),
        ("too few", campaigns(&[("spring", 420_000, 0), ("search", 1_100_000, 5)]), vec![]),
        ("a new one is not judged", campaigns(&[("new", 420_000, 0), ("search", 1_100_000, 60)]), vec![]),
        ("all alike", campaigns(&[("spring", 500_000, 28), ("search", 1_100_000, 60)]), vec![]),
    ] {
        assert_eq!(said(&evidence), expected, "{name}");
    }
}

#[test]
fn steps_and_sequences_that_lose_people() {
    for (name, evidence, expected) in [
        (
            "complaints",
            Evidence {
                steps: counts(&[
                    ("nurture/tips", &[("mail", 2_000), ("complained", 2)]),
                    ("nurture/offer", &[("mail", 1_000), ("complained", 20)]),
                    ("(none)", &[("mail", 9_000), ("complained", 0)]),
                ]),
                ..Evidence::default()
            },
            vec![
                "Step nurture/offer loses people: of 1,000 mails sent in 1–30 November 2026 20 (2%) were reported as spam, elsewhere 2 (0.10%) of 2,000. That is 0.9 to 3.5 percentage points more (95% sure).",
            ],
        ),
        (
            "refusals",
            Evidence {
                steps: counts(&[
                    ("nurture/tips", &[("mail", 900), ("mail_dropped", 100)]),
                    ("nurture/offer", &[("mail", 80), ("mail_dropped", 40)]),
                ]),
                ..Evidence::default()
            },
            vec![
                "Step nurture/offer loses people: of 120 mails due in 1–30 November 2026 40 (33.3%) were refused, elsewhere 100 (10%) of 1,000. That is 12.5 to 36 percentage points more (95% sure).",
            ],
        ),
        (
            "who unsubscribed",
            Evidence {
                sequences: counts(&[
                    ("nurture", &[("ended", 200), ("unsubscribed_in", 60)]),
                    ("welcome", &[("ended", 400), ("unsubscribed_in", 8)]),
                ]),
                ..Evidence::default()
            },
            vec![
                "Sequence nurture loses people: of 200 leads that left it in 1–30 November 2026 60 (30%) unsubscribed, elsewhere 8 (2%) of 400. That is 19.5 to 37.5 percentage points more (95% sure).",
            ],
        ),
        (
            "five mails",
            Evidence {
                steps: counts(&[("a/b", &[("mail", 5), ("complained", 5)]), ("a/c", &[("mail", 900)])]),
                ..Evidence::default()
            },
            vec![],
        ),
    ] {
        assert_eq!(said(&evidence), expected, "{name}");
    }
}

/// The histogram of the times that leads waited: so many seconds, so many leads.
fn waits(rows: &[(&str, &[(u64, u64)])]) -> Counts {
    rows.iter()
        .map(|(source, waits)| {
            let counters = waits.iter().map(|(seconds, leads)| (histogram::counter("speed", *seconds), *leads));
            ((*source).to_owned(), counters.collect::<BTreeMap<_, _>>())
        })
        .collect()
}

#[test]
fn the_source_whose_leads_wait_longest() {
    for (name, sources, expected) in [
        (
            "one",
            waits(&[
                ("event", &[(60, 9), (20_000, 35)]),
                ("form", &[(600, 100), (3_600, 50)]),
                ("search", &[(500, 60)]),
            ]),
            vec![
                "Leads of source event wait longest for an answer: 5 h 37 min at the median of 44 answered in 1–30 November 2026, 9 min at the median of 210 of the other sources. 35 of them waited longer than that (79.6%; beyond chance, 95% sure).",
            ],
        ),
        ("five leads", waits(&[("event", &[(20_000, 5)]), ("form", &[(600, 100)])]), vec![]),
        ("alike", waits(&[("event", &[(500, 22), (700, 22)]), ("form", &[(500, 50), (700, 50)])]), vec![]),
        ("one source", waits(&[("form", &[(500, 50), (700, 50)])]), vec![]),
    ] {
        let evidence = Evidence { sources, ..Evidence::default() };
        assert_eq!(said(&evidence), expected, "{name}");
    }
}

proptest! {
    /// Every number of a sentence about a source is one of the input, or the difference that it names.
    #[test]
    fn the_numbers_of_a_sentence_are_those_of_the_input(rows in proptest::collection::vec((0..400_u64, 0..400_u64), 2..6)) {
        let names = ["aa", "bb", "cc", "dd", "ee"];
        let sources: Counts = names
            .iter()
            .zip(&rows)
            .map(|(name, (won, lost))| {
                ((*name).to_owned(), [("to.customer".to_owned(), *won), ("to.lost".to_owned(), *lost)].into())
            })
            .collect();
        let all: (u64, u64) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
        let evidence = Evidence { sources, ..Evidence::default() };
        for advice in advice(Words::english(), &evidence, november(), COUNTED) {
            let (won, lost) = rows[names.iter().position(|name| *name == advice.value).unwrap()];
            let (others_won, others_lost) = (all.0 - won, all.1 - lost);
            let expected = format!("of {} decided in 1–30 November 2026 {won} (", won + lost);
            let text = advice.text.replace(',', "");
            prop_assert!(text.contains(&expected), "{text}");
            let expected = format!("of {} of the other sources {others_won} (", others_won + others_lost);
            prop_assert!(text.contains(&expected), "{text}");
            prop_assert!(won + lost >= 20 && others_won + others_lost >= 20);
            prop_assert!(won * (others_won + others_lost) < others_won * (won + lost));
        }
    }
}

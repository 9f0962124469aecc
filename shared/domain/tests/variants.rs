//! Which of several mails of a step works best.

use std::collections::BTreeMap;

use leadwright_domain::metrics::Counts;
use leadwright_domain::metrics::interval::difference;
use leadwright_domain::metrics::variants::{Variant, Verdict, tests, verdict};
use leadwright_domain::sequence::Sequences;
use leadwright_domain::words::Words;
use proptest::prelude::*;
use serde_json::json;

fn variants(all: &[(u64, u64)]) -> Vec<Variant> {
    let variant = |(at, (clicked, sent)): (usize, &(u64, u64))| Variant {
        mail: format!("mail-{at}"),
        sent: *sent,
        clicked: *clicked,
    };
    all.iter().enumerate().map(variant).collect()
}

/// The intervals of R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics
/// in Medicine 17 (1998), table II, method 10.
#[test]
fn differences_are_those_of_the_literature() {
    for (one, other, low, high) in [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ] {
        let found = difference(one, other, 1.959_964).unwrap();
        assert!((found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5, "{one:?} and {other:?}: {found:?}");
    }
    assert_eq!(difference((0, 0), (1, 2), 1.96), None);
}

/// One sequence whose step `tips` has these mails.
fn sequences(steps: &serde_json::Value) -> Sequences {
    let sequence = json!({
        "topic": "tips", "starts_on": {"form": "guide"}, "steps": steps,
    });
    serde_json::from_value(json!({"nurture": sequence})).unwrap()
}

fn two_mails() -> Sequences {
    sequences(&json!([{"name": "tips", "mail": "a", "instead": [{"mail": "b", "share": 50}]}]))
}

fn counts(mails: &[(&str, u64, u64)]) -> Counts {
    let metrics =
        |clicked: u64, sent: u64| BTreeMap::from([("mail".to_owned(), sent), ("clickers".to_owned(), clicked)]);
    mails.iter().map(|(mail, clicked, sent)| ((*mail).to_owned(), metrics(*clicked, *sent))).collect()
}

fn sentences(sequences: &Sequences, mails: &[(&str, u64, u64)]) -> Vec<String> {
    tests(sequences, &counts(mails)).iter().map(|test| test.text(Words::english())).collect()
}

#[test]
fn a_test_in_sentences() {
    for (mails, expected) in [
        (
            vec![],
            "Mails of nurture/tips: too early to tell. People who clicked: a 0 of 0, b 0 of 0. Each needs about 5,600 more sends.",
        ),
        // One click more is no difference.
        (
            vec![("a", 3, 40), ("b", 4, 40)],
            "Mails of nurture/tips: too early to tell. People who clicked: a 3 of 40 (7.5%), b 4 of 40 (10%). Each needs about 2,000 more sends.",
        ),
        // Significant by itself, and still too early: a look in between.
        (
            vec![("a", 40, 500), ("b", 64, 500)],
            "Mails of nurture/tips: too early to tell. People who clicked: a 40 of 500 (8%), b 64 of 500 (12.8%). Each needs about 760 more sends.",
        ),
        // So large a difference does not have to wait.
        (
            vec![("a", 20, 500), ("b", 80, 500)],
            "Mails of nurture/tips: b is better. 80 of 500 (16%) people clicked in it, in a 20 of 500 (4%): 5.9 to 18.4 percentage points more.",
        ),
        // In all languages.
        (
            vec![("a", 10, 250), ("a.pt", 10, 250), ("b", 80, 300), ("b.pt", 0, 200), ("bb", 9, 9)],
            "Mails of nurture/tips: b is better. 80 of 500 (16%) people clicked in it, in a 20 of 500 (4%): 5.9 to 18.4 percentage points more.",
        ),
        (
            vec![("a", 150, 1500), ("b", 155, 1500)],
            "Mails of nurture/tips: no difference. People who clicked: a 150 of 1,500 (10%), b 155 of 1,500 (10.3%). A difference of a third would have shown by now.",
        ),
        (
            vec![("a", 150, 1500), ("b", 190, 1500)],
            "Mails of nurture/tips: b is better. 190 of 1,500 (12.7%) people clicked in it, in a 150 of 1,500 (10%): 0.4 to 4.9 percentage points more.",
        ),
    ] {
        assert_eq!(sentences(&two_mails(), &mails), [expected], "{mails:?}");
    }
    // Clicks in mails that were sent before the period.
    assert_eq!(sentences(&two_mails(), &[("a", 5, 4), ("b", 1, 4)]), Vec::<String>::new());
}

#[test]
fn of_three_the_best_must_be_better_than_each() {
    let of = |all: &[(u64, u64)]| verdict(&variants(all)).unwrap();
    assert!(matches!(of(&[(150, 3000), (300, 3000), (160, 3000)]), Verdict::Better { best: 1, next: 2, .. }));
    assert_eq!(of(&[(150, 3000), (300, 3000), (310, 3000)]), Verdict::NoDifference);
    // Two of them differ by chance sooner than two alone would.
    assert!(matches!(of(&[(150, 1500), (190, 1500)]), Verdict::Better { .. }));
    assert!(!matches!(of(&[(150, 1500), (190, 1500), (150, 1500)]), Verdict::Better { .. }));
    assert_eq!(verdict(&variants(&[(1, 2)])), None);
}

#[test]
fn only_what_chance_alone_decides_is_a_test() {
    let many = &[("a", 150, 1500), ("b", 155, 1500), ("c", 155, 1500)];
    for (name, steps, expected) in [
        ("one mail", json!([{"name": "s", "mail": "a"}]), 0),
        ("by chance", json!([{"name": "s", "mail": "a", "instead": [{"mail": "b", "share": 50}]}]), 1),
        (
            "by rule",
            json!([{"name": "s", "mail": "a", "instead": [{"mail": "b", "when": {"when": {"field": "country", "one_of": ["PT"]}}}]}]),
            0,
        ),
        (
            "by rule, then by chance",
            json!([{"name": "s", "mail": "a", "instead": [{"mail": "c", "when": {"when": {"field": "country", "one_of": ["PT"]}}}, {"mail": "b", "share": 50}]}]),
            1,
        ),
        (
            "by chance, then by rule",
            json!([{"name": "s", "mail": "a", "instead": [{"mail": "b", "share": 50}, {"mail": "c", "when": {"when": {"field": "country", "one_of": ["PT"]}}}]}]),
            0,
        ),
        (
            "chance for some",
            json!([{"name": "s", "mail": "a", "instead": [{"mail": "b", "share": 50, "when": {"when": {"field": "country", "one_of": ["PT"]}}}]}]),
            0,
        ),
        (
            "sent elsewhere too",
            json!([{"name": "s", "mail": "a", "instead": [{"mail": "b", "share": 50}]}, {"name": "t", "mail": "b"}]),
            0,
        ),
    ] {
        assert_eq!(sentences(&sequences(&steps), many).len(), expected, "{name}");
    }
    // All by shares: nobody gets the step's own mail.
    let all = json!([{"name": "s", "mail": "a", "instead": [{"mail": "b", "share": 50}, {"mail": "c", "share": 50}]}]);
    let found = tests(&sequences(&all), &counts(many));
    assert_eq!(found[0].variants.iter().map(|variant| variant.mail.as_str()).collect::<Vec<_>>(), ["b", "c"]);
}

proptest! {
    #[test]
    fn a_verdict_does_not_depend_on_the_order(all in proptest::collection::vec((0..400_u64, 0..4_000_u64), 2..5)) {
        let all: Vec<(u64, u64)> = all.into_iter().map(|(clicked, more)| (clicked, clicked + more)).collect();
        let turned: Vec<(u64, u64)> = all.iter().rev().copied().collect();
        let place = |at: usize| all.len() - 1 - at;
        match (verdict(&variants(&all)).unwrap(), verdict(&variants(&turned)).unwrap()) {
            (Verdict::Better { best, by, .. }, Verdict::Better { best: other, by: same, .. }) => {
                prop_assert_eq!(best, place(other));
                prop_assert_eq!(by, same);
                prop_assert!(by.0 > 0.0);
                let share = |at: usize| u128::from(all[at].0) * 1_000_000 / u128::from(all[at].1);
                prop_assert!((0..all.len()).all(|at| share(at) <= share(best)));
            }
            (one, other) => prop_assert_eq!(one, other),
        }
    }

    #[test]
    fn a_few_sends_decide_nothing(all in proptest::collection::vec((0..20_u64, 0..20_u64), 2..5)) {
        let all: Vec<(u64, u64)> = all.into_iter().map(|(clicked, sent)| (clicked.min(sent), sent)).collect();
        prop_assert!(!matches!(verdict(&variants(&all)).unwrap(), Verdict::Better { .. }), "{:?}", all);
    }
}

//! A day is counted the same, whatever the order of its facts, and however it is split into shards and passes.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use leadwright_domain::metrics::{Count, Counts, DIMENSIONS, DayMetrics, Fact, Pass, difference_to_total};
use proptest::prelude::*;

fn fact() -> impl Strategy<Value = Fact> {
    let word = |most: u8| (0..most).prop_map(|number| format!("value {number}"));
    let mail = (0..9u8).prop_map(|number| format!("mail.mail-{number}"));
    let count = prop_oneof![Just("new_leads".to_owned()), Just("forms".to_owned()), mail];
    (
        word(30),
        proptest::option::of(word(12)),
        proptest::option::of(word(5)),
        proptest::collection::vec(count, 0..4),
        proptest::option::of(0..2_000_000_000i64),
        proptest::option::of(0..100_000u64),
    )
        .prop_map(|(source, campaign, owner, counts, arrived, speed)| Fact {
            source,
            campaign,
            owner,
            counts,
            arrived,
            spans: speed.map(|speed| ("speed".to_owned(), speed)).into_iter().collect(),
            sums: speed.map(|speed| ("won_amount".to_owned(), speed)).into_iter().collect(),
            ..Fact::default()
        })
}

fn counted(facts: &[Fact]) -> DayMetrics {
    let mut count = Count::new(TimeZone::UTC);
    facts.iter().for_each(|fact| count.add(fact));
    count.finish()
}

/// The same in passes of at most `limit` values, and how many there were. Each value comes once, in its order.
fn counted_in_passes(facts: &[Fact], limit: usize) -> (BTreeMap<&'static str, Counts>, usize) {
    let mut all: BTreeMap<&'static str, Counts> = BTreeMap::new();
    let (mut next, mut passes) = (Some(Pass::first()), 0);
    while let Some(pass) = next {
        let mut count = Count::pass(TimeZone::UTC, limit, &pass);
        facts.iter().for_each(|fact| count.add(fact));
        let (counted, more) = count.finish_pass();
        let mut in_pass: BTreeMap<&str, usize> = BTreeMap::new();
        for (dimension, value, metrics) in counted {
            assert!(pass.has(dimension), "{dimension}");
            *in_pass.entry(dimension).or_default() += 1;
            let counts = all.entry(dimension).or_default();
            assert!(counts.last_key_value().is_none_or(|(last, _)| *last < value), "{dimension}: {value}");
            counts.insert(value, metrics);
        }
        assert!(in_pass.values().all(|values| *values <= limit), "{in_pass:?}");
        next = more;
        passes += 1;
    }
    (all, passes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_value_is_lost_however_few_fit_a_pass(facts in proptest::collection::vec(fact(), 0..120), limit in 1usize..12) {
        let whole = counted(&facts);
        let (in_passes, passes) = counted_in_passes(&facts, limit);
        prop_assert_eq!(&in_passes, &whole.dimensions);
        let most = whole.dimensions.values().map(Counts::len).max().unwrap_or(1);
        prop_assert_eq!(passes, most.div_ceil(limit));
    }

    #[test]
    fn shards_add_up_to_the_day_in_any_order(facts in proptest::collection::vec(fact(), 0..120), parts in 1usize..5) {
        let mut sum = DayMetrics::default();
        for part in (0..parts).rev() {
            let of_part: Vec<Fact> = facts.iter().skip(part).step_by(parts).rev().cloned().collect();
            sum.merge(&counted(&of_part));
        }
        prop_assert_eq!(sum, counted(&facts));
    }

    /// What `audit` checks of stored rows.
    #[test]
    fn every_dimension_adds_up_to_the_total_of_its_counters(facts in proptest::collection::vec(fact(), 1..120)) {
        let day = counted(&facts);
        for dimension in &DIMENSIONS {
            let counts = day.dimensions.get(dimension.name).cloned().unwrap_or_default();
            let difference = difference_to_total(dimension, &counts, &day.dimensions["all"]["all"]);
            prop_assert_eq!(difference, None, "{}", dimension.name);
        }
    }
}

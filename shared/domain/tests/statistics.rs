//! The arithmetic of the numbers: histograms, intervals, growth.

use std::collections::BTreeMap;

use leadwright_domain::metrics::growth::{Growth, Trend};
use leadwright_domain::metrics::histogram::{self, BUCKETS};
use leadwright_domain::metrics::interval::{can_rank, wilson};
use leadwright_domain::words::Words;
use proptest::prelude::*;

/// Values of any size: small ones as often as large ones.
fn values() -> impl Strategy<Value = Vec<u64>> {
    proptest::collection::vec((any::<u64>(), 0..64_u32).prop_map(|(value, shift)| value >> shift), 1..200)
}

/// A histogram in counters, as a row of the table has it.
fn counters(values: &[u64]) -> BTreeMap<String, u64> {
    let mut counters = BTreeMap::new();
    for value in values {
        *counters.entry(histogram::counter("speed", *value)).or_default() += 1;
    }
    counters
}

/// The sum of histograms.
fn merged<'a>(parts: impl Iterator<Item = &'a BTreeMap<String, u64>>) -> BTreeMap<String, u64> {
    let mut sum = BTreeMap::new();
    for (counter, count) in parts.flatten() {
        *sum.entry(counter.clone()).or_default() += count;
    }
    sum
}

#[test]
fn buckets_follow_each_other_without_a_gap() {
    let all: Vec<(u64, u64)> = (0..BUCKETS).map(histogram::bounds).collect();
    assert_eq!(all[0], (0, 0));
    assert_eq!(all[63], (63, 63));
    assert_eq!(all[64], (64, 65));
    assert_eq!(all.last().unwrap().1, u64::MAX);
    for pair in all.windows(2) {
        assert_eq!(pair[0].1 + 1, pair[1].0);
    }
    assert_eq!(histogram::bucket(365 * 24 * 3_600), 668);
}

#[test]
fn a_counter_names_one_bucket() {
    assert_eq!(histogram::counter("speed", 300), "speed.h133");
    for bucket in 0..BUCKETS {
        assert_eq!(histogram::read_counter(&histogram::counter_of("won.days", bucket)), Some(("won.days", bucket)));
    }
    for other in ["speed", "speed.h", "speed.h01", "speed.h+1", "speed.h-1", "speed.h1920", "speed.h99999", "speed.hot"]
    {
        assert_eq!(histogram::read_counter(other), None, "{other}");
    }
    let some = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), 1)).collect::<BTreeMap<String, u64>>();
    let counters = some(&["speed", "speed.h7", "speed.h12", "speed.hot", "speedy.h9", "speed.work.h3"]);
    assert_eq!(histogram::buckets(&counters, "speed").collect::<Vec<_>>(), [(12, 1), (7, 1)]);
    assert_eq!(histogram::buckets(&counters, "speed.work").collect::<Vec<_>>(), [(3, 1)]);
}

#[test]
fn a_quantile_is_of_the_nearest_rank() {
    let of = |values: &[u64], percent| {
        histogram::quantile(values.iter().map(|value| (histogram::bucket(*value), 1)), percent)
    };
    assert_eq!(of(&[], 50), None);
    assert_eq!(histogram::quantile([(7, 0)], 50), None);
    for (values, percent, expected) in [
        (&[7][..], 1, 7),
        (&[7], 0, 7),
        (&[7], 100, 7),
        (&[1, 2, 3, 4], 50, 2),
        (&[1, 2, 3, 4, 5], 50, 3),
        (&[5, 3, 1, 4, 2], 50, 3),
        (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90, 9),
        (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 91, 10),
        // The middle of 296 to 303.
        (&[300], 50, 299),
    ] {
        assert_eq!(of(values, percent), Some(expected), "{percent} percent of {values:?}");
    }
    assert_eq!(histogram::quantile([(3, u64::MAX), (5, u64::MAX), (3, u64::MAX)], 66), Some(3));
}

proptest! {
    #[test]
    fn a_value_is_within_the_bounds_of_its_bucket(value: u64, shift in 0..64_u32) {
        let value = value >> shift;
        let (low, high) = histogram::bounds(histogram::bucket(value));
        prop_assert!(low <= value && value <= high);
    }

    #[test]
    fn a_quantile_is_off_by_a_64th_at_most(mut values in values(), percent in 1..=100_u8) {
        values.sort_unstable();
        let rank = (values.len() * usize::from(percent)).div_ceil(100);
        let exact = values[rank - 1];
        let found = histogram::quantile(histogram::buckets(&counters(&values), "speed"), percent).unwrap();
        prop_assert!(found.abs_diff(exact) <= exact / 64, "{found} for {exact}");
    }

    #[test]
    fn a_histogram_is_the_sum_of_its_parts_in_any_order(values in values(), cuts in proptest::collection::vec(0..8_usize, 200)) {
        let mut parts = vec![Vec::new(); 8];
        for (value, part) in values.iter().zip(&cuts) {
            parts[*part].push(*value);
        }
        let parts: Vec<_> = parts.iter().map(|part| counters(part)).collect();
        let whole = counters(&values);
        prop_assert_eq!(&merged(parts.iter()), &whole);
        prop_assert_eq!(&merged(parts.iter().rev()), &whole);
        let pairs: Vec<_> = parts.chunks(3).map(|chunk| merged(chunk.iter())).collect();
        prop_assert_eq!(&merged(pairs.iter()), &whole);
        // A quantile needs no merged map: parts one after the other are the same.
        let in_parts = parts.iter().flat_map(|part| histogram::buckets(part, "speed"));
        prop_assert_eq!(histogram::quantile(in_parts, 90), histogram::quantile(histogram::buckets(&whole, "speed"), 90));
    }

    #[test]
    fn an_interval_holds_its_share_and_narrows(of in 0..1_000_u64, more in 0..1_000_u64) {
        let among = of + more;
        prop_assume!(among > 0);
        let share = f64::from(u32::try_from(of).unwrap()) / f64::from(u32::try_from(among).unwrap());
        let (low, high) = wilson(of, among).unwrap();
        prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
        let (lower, higher) = wilson(of * 10, among * 10).unwrap();
        prop_assert!(higher - lower < high - low);
        // What is not so is as sure as what is.
        let (rest_low, rest_high) = wilson(more, among).unwrap();
        prop_assert!((rest_low - (1.0 - high)).abs() < 1e-12 && (rest_high - (1.0 - low)).abs() < 1e-12);
    }

    #[test]
    fn growth_is_the_change_in_percent(before in 1..1_000_000_u64, now in 0..1_000_000_u64) {
        let Growth::Change { tenths } = Growth::between(before, now) else { panic!("a change") };
        let exact = (i128::from(now) - i128::from(before)) * 1_000;
        prop_assert!((i128::from(tenths) * i128::from(before) - exact).abs() * 2 <= i128::from(before));
    }

    #[test]
    fn a_straight_line_has_its_own_trend(start in 0..1_000_000_u64, slope in 0..1_000_u64, months in 3..40_u64) {
        let line: Vec<u64> = (0..months).map(|month| start + slope * month).collect();
        prop_assert_eq!(Trend::of(&line).unwrap().tenths, i64::try_from(slope * 10).unwrap());
        let falling: Vec<u64> = line.iter().rev().copied().collect();
        prop_assert_eq!(Trend::of(&falling).unwrap().tenths, -i64::try_from(slope * 10).unwrap());
    }
}

/// The intervals of R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
/// (1998), table I, method 3.
#[test]
fn intervals_are_those_of_the_literature() {
    for (of, among, low, high) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let found = wilson(of, among).unwrap();
        assert!((found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5, "{of} of {among}: {found:?}");
    }
    assert_eq!(wilson(0, 0), None);
    assert_eq!(wilson(3, 2), None);
}

#[test]
fn five_leads_are_not_ranked() {
    assert!(!can_rank(0));
    assert!(!can_rank(5));
    assert!(!can_rank(19));
    assert!(can_rank(20));
}

#[test]
fn growth_in_words() {
    for (before, now, expected) in [
        (0, 0, "–"),
        (0, 7, "new"),
        (7, 0, "-100%"),
        (7, 7, "0%"),
        (8, 9, "+12.5%"),
        (9, 8, "-11.1%"),
        (3, 5, "+66.7%"),
        (2_000, 2_001, "+0.1%"),
        (2_001, 2_000, "0%"),
        (1, u64::MAX, "+922337203685477580.7%"),
    ] {
        assert_eq!(Growth::between(before, now).text(Words::english()), expected, "{before} to {now}");
    }
}

#[test]
fn the_trend_of_months_in_words() {
    for (months, expected) in [
        (&[][..], None),
        (&[1, 2], None),
        (&[5, 5, 5], Some("0 a month")),
        (&[1, 2, 3], Some("+1 a month")),
        (&[10, 0, 8, 1], Some("-1.9 a month")),
        (&[0, 0, 1], Some("+0.5 a month")),
    ] {
        assert_eq!(Trend::of(months).map(|trend| trend.text(Words::english())).as_deref(), expected, "{months:?}");
    }
}

//! Turns: everybody of a pool gets a share by weight.

use leadwright_domain::routing::Pool;
use proptest::prelude::*;

fn pool(weights: &[u32]) -> Pool {
    let members = weights.iter().enumerate().map(|(at, weight)| (at.to_string(), *weight)).collect();
    Pool::of("sales", members).unwrap()
}

fn turns(weights: &[u32], count: u64) -> String {
    (1..=count).map(|turn| pool(weights).of_turn(turn).to_owned()).collect()
}

#[test]
fn turns_rotate_and_are_interleaved_by_weight() {
    for (weights, expected) in [
        (&[1][..], "0000"),
        (&[1, 1, 1], "012012012"),
        (&[2, 1], "010010"),
        (&[1, 2], "101101"),
        (&[5, 1, 1], "00010200001020"),
        (&[4, 4], "01010101"),
    ] {
        assert_eq!(turns(weights, expected.len() as u64), expected, "{weights:?}");
    }
}

/// The largest difference between a member's turns and its share of them, in units of 1 / sum of the weights.
fn furthest_from_share(weights: &[u32], count: u64) -> i64 {
    let pool = pool(weights);
    let all: i64 = weights.iter().map(|weight| i64::from(*weight)).sum();
    let mut had = vec![0_i64; weights.len()];
    let mut furthest = 0;
    for turn in 1..=count {
        had[pool.of_turn(turn).parse::<usize>().unwrap()] += 1;
        for (weight, had) in std::iter::zip(weights, &had) {
            let share = i64::try_from(turn).unwrap() * i64::from(*weight);
            furthest = furthest.max((had * all - share).abs());
        }
    }
    furthest
}

#[test]
fn after_ten_thousand_turns_everybody_has_a_share_to_within_one_turn() {
    for weights in [&[1, 1, 1][..], &[3, 2, 1], &[20, 1, 1, 1], &[7, 7, 3, 1, 1]] {
        let all: u32 = weights.iter().sum();
        assert!(furthest_from_share(weights, 10_000) < i64::from(all), "{weights:?}");
    }
}

proptest! {
    #[test]
    fn nobody_is_ever_a_whole_turn_away_from_a_share(
        weights in proptest::collection::vec(1..=20_u32, 1..8), from in 1..1_000_u64,
    ) {
        let all: u32 = weights.iter().sum();
        prop_assert!(furthest_from_share(&weights, u64::from(all) * 2) < i64::from(all));
        // Of as many turns as the sum of the weights, each member gets its weight.
        let pool = pool(&weights);
        let mut had = vec![0; weights.len()];
        for turn in from..from + u64::from(all) {
            had[pool.of_turn(turn).parse::<usize>().unwrap()] += 1;
        }
        prop_assert_eq!(had, weights);
    }
}

#[test]
fn the_key_of_a_pool_is_short_and_unique() {
    let many = |count: usize| Pool::of("sales", (0..count).map(|at| (format!("person-{at}"), 1)).collect()).unwrap();
    assert_eq!(many(2).key(), "sales:person-0,person-1");
    assert!(many(100).key().len() < 60);
    assert_ne!(many(100).key(), many(99).key());
    assert!(Pool::of("sales", Vec::new()).is_none());
}

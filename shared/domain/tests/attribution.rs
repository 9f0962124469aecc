//! Won amounts over the touches of a lead.

use leadwright_domain::metrics::{Attribution, Count, Fact, Metrics, TouchPoint};
use proptest::prelude::*;

/// When the deal was won, in seconds since 1970.
const WON_AT: i64 = 1_795_341_600;

/// A touch so many seconds before the deal.
fn touch(seconds: i64, source: &str, campaign: Option<&str>) -> TouchPoint {
    TouchPoint { at: WON_AT - seconds, source: source.to_owned(), campaign: campaign.map(str::to_owned) }
}

const DAY: i64 = 24 * 3_600;

#[test]
fn each_model_divides_by_its_rule() {
    use Attribution::{First, Last, LastNonDirect, Linear, Position, TimeDecay};
    let plain = |days: &[i64]| days.iter().map(|day| touch(day * DAY, "search", None)).collect::<Vec<_>>();
    let named = |names: &[(i64, &str, Option<&str>)]| {
        names.iter().map(|(day, source, campaign)| touch(day * DAY, source, *campaign)).collect::<Vec<_>>()
    };
    for (model, amount, touches, expected) in [
        (First, 1_000, plain(&[]), vec![]),
        (First, 1_000, plain(&[9, 5, 1]), vec![1_000, 0, 0]),
        (First, 1_000, plain(&[1, 5, 9]), vec![0, 0, 1_000]),
        (Last, 1_000, plain(&[9, 5, 1]), vec![0, 0, 1_000]),
        (LastNonDirect, 1_000, named(&[(9, "event", None), (5, "search", None), (1, "form", None)]), vec![0, 1_000, 0]),
        (
            LastNonDirect,
            1_000,
            named(&[(9, "event", None), (5, "form", Some("spring")), (1, "product", None)]),
            vec![0, 1_000, 0],
        ),
        (LastNonDirect, 1_000, named(&[(9, "form", None), (5, "direct", None)]), vec![0, 1_000]),
        (Linear, 1_000, plain(&[9, 5, 1]), vec![334, 333, 333]),
        (Linear, 1_001, plain(&[9, 5, 1]), vec![334, 334, 333]),
        (Linear, 1, plain(&[1, 5, 9]), vec![0, 0, 1]),
        (Position, 1_000, plain(&[9]), vec![1_000]),
        (Position, 1_000, plain(&[9, 1]), vec![500, 500]),
        (Position, 1_000, plain(&[9, 5, 1]), vec![400, 200, 400]),
        (Position, 1_000, plain(&[9, 8, 7, 1]), vec![400, 100, 100, 400]),
        // 0.4, 0.2 and 0.4 of one: the earlier of the two largest remainders.
        (Position, 1, plain(&[9, 5, 1]), vec![1, 0, 0]),
        (TimeDecay, 700, plain(&[15, 8, 1]), vec![100, 200, 400]),
        // 14 months: nothing is left of the first.
        (TimeDecay, u64::MAX, plain(&[442, 1]), vec![0, u64::MAX]),
        // All of it long ago.
        (TimeDecay, 300, plain(&[2_007, 2_000]), vec![100, 200]),
        // Half of a half-life: 1 to √2.
        (
            TimeDecay,
            2_414_214,
            named(&[(4, "a", None)]).into_iter().chain([touch(DAY / 2, "b", None)]).collect(),
            vec![1_000_000, 1_414_214],
        ),
    ] {
        assert_eq!(model.divide(amount, &touches), expected, "{model:?} of {amount}: {touches:?}");
    }
}

fn touches() -> impl Strategy<Value = Vec<TouchPoint>> {
    let source = prop_oneof![Just("form"), Just("search"), Just("product"), Just("event")];
    let one = (0..500 * DAY, source, any::<bool>(), 0..1_000_u32);
    proptest::collection::vec(one, 1..12).prop_map(|touches| {
        let mut made: Vec<TouchPoint> = touches
            .into_iter()
            .map(|(seconds, source, is_paid, number)| {
                touch(seconds, source, is_paid.then(|| format!("c{number}")).as_deref())
            })
            .collect();
        made.sort();
        made.dedup();
        made
    })
}

fn model() -> impl Strategy<Value = Attribution> {
    prop_oneof![
        Just(Attribution::First),
        Just(Attribution::Last),
        Just(Attribution::LastNonDirect),
        Just(Attribution::Linear),
        Just(Attribution::Position),
        Just(Attribution::TimeDecay),
    ]
}

proptest! {
    #[test]
    fn the_parts_add_up_to_the_amount(model in model(), amount: u64, touches in touches()) {
        let parts = model.divide(amount, &touches);
        prop_assert_eq!(parts.len(), touches.len());
        prop_assert_eq!(parts.iter().map(|part| u128::from(*part)).sum::<u128>(), u128::from(amount));
    }

    #[test]
    fn the_order_of_the_touches_does_not_matter(model in model(), amount: u64, touches in touches(), turn in 0..12_usize) {
        let parts = model.divide(amount, &touches);
        let mut turned: Vec<TouchPoint> = touches.clone();
        turned.rotate_left(turn % touches.len());
        turned.swap(0, touches.len() / 2);
        let found = model.divide(amount, &turned);
        for (touch, part) in touches.iter().zip(parts) {
            let at = turned.iter().position(|other| other == touch).unwrap();
            prop_assert_eq!(found[at], part);
        }
    }

    #[test]
    fn one_touch_gets_all(model in model(), amount: u64, seconds in 0..3_000 * DAY) {
        prop_assert_eq!(model.divide(amount, &[touch(seconds, "form", None)]), [amount]);
    }

    #[test]
    fn a_later_touch_never_weighs_less_in_time_decay(amount: u64, touches in touches()) {
        let parts = Attribution::TimeDecay.divide(amount, &touches);
        // The touches are in the order of their time. A remainder that goes to the earlier of two is one unit.
        for pair in parts.windows(2) {
            prop_assert!(pair[0] <= pair[1].saturating_add(1), "{:?}", parts);
        }
    }

    #[test]
    fn time_decay_is_the_power_of_two(seconds in 0..40 * 86_400_i64) {
        let (earlier, later) = (touch(seconds, "b", None), touch(0, "c", None));
        let amount = 1_000_000_000_u32;
        let part = Attribution::TimeDecay.divide(amount.into(), &[earlier, later])[0];
        let weight = 2_f64.powf(-f64::from(i32::try_from(seconds).unwrap()) / 604_800.0);
        let exact = weight / (1.0 + weight) * f64::from(amount);
        let found = f64::from(u32::try_from(part).unwrap());
        prop_assert!((found - exact).abs() <= exact * 1e-6 + 1.0, "{found} for {exact}");
    }

    #[test]
    fn what_touches_get_adds_up_to_the_won_amount_in_every_dimension(deals in proptest::collection::vec((0..1_000_000_u64, touches(), any::<bool>()), 1..8)) {
        let mut count = Count::new(jiff::tz::TimeZone::UTC);
        for (amount, touches, knows_touches) in &deals {
            count.add(&Fact {
                source: "search".to_owned(),
                campaign: Some("spring".to_owned()),
                sums: [("won_amount".to_owned(), *amount)].into(),
                touches: if *knows_touches { touches.clone() } else { Vec::new() },
                ..Fact::default()
            });
        }
        let total: u64 = deals.iter().map(|(amount, ..)| amount).sum();
        let day = count.finish();
        for dimension in ["all", "source", "campaign"] {
            let sum = |counter: &str| day.dimensions[dimension].values().filter_map(|metrics: &Metrics| metrics.get(counter)).sum::<u64>();
            for model in Attribution::ALL {
                prop_assert_eq!(sum(model.counter()), total, "{} of {}", model.counter(), dimension);
            }
            prop_assert_eq!(sum("won_amount"), total);
        }
        prop_assert!(!day.dimensions["owner"].values().any(|metrics| metrics.contains_key("attributed.first")));
    }
}

#[test]
fn an_amount_goes_to_what_brought_the_lead() {
    let mut count = Count::new(jiff::tz::TimeZone::UTC);
    count.add(&Fact {
        source: "search".to_owned(),
        sums: [("won_amount".to_owned(), 1_001)].into(),
        touches: vec![touch(9 * DAY, "search", None), touch(5 * DAY, "event", Some("expo")), touch(DAY, "form", None)],
        ..Fact::default()
    });
    let day = count.finish();
    let of = |dimension: &str, value: &str, counter: &str| day.dimensions[dimension][value].get(counter).copied();
    assert_eq!(of("source", "search", "attributed.first"), Some(1_001));
    assert_eq!(of("source", "search", "attributed.linear"), Some(334));
    assert_eq!(of("source", "event", "attributed.linear"), Some(334));
    assert_eq!(of("source", "form", "attributed.linear"), Some(333));
    assert_eq!(of("source", "event", "attributed.last_non_direct"), Some(1_001));
    assert_eq!(of("source", "form", "attributed.last"), Some(1_001));
    assert_eq!(of("source", "form", "attributed.first"), None);
    assert_eq!(of("campaign", "expo", "attributed.position"), Some(200));
    assert_eq!(of("campaign", "(none)", "attributed.position"), Some(801));
    // The amount itself stands where the lead came from first.
    assert_eq!(of("source", "search", "won_amount"), Some(1_001));
}

#[test]
fn every_model_is_a_measure_of_sources_and_campaigns() {
    use leadwright_domain::metrics::{Formula, MEASURES};
    for model in Attribution::ALL {
        let measure =
            MEASURES.iter().find(|measure| measure.formula == Formula::Amount(model.counter())).expect("a row");
        for dimension in ["all", "source", "campaign"] {
            let topics = leadwright_domain::metrics::dimension(dimension).unwrap().topics;
            assert!(measure.is_known_by(topics), "{} by {dimension}", measure.name);
        }
    }
}

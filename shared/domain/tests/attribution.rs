//! Won amounts over the touches of a lead.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::ActivityId;
use leadwright_domain::lead::Touch;
use leadwright_domain::metrics::attribution::Attribution;
use proptest::prelude::*;

fn won_at() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

/// A touch so many minutes before the deal.
fn touch(minutes: i64, source: &str, campaign: Option<&str>) -> Touch {
    let at = won_at() - SignedDuration::from_mins(minutes);
    let seeds = [source, campaign.unwrap_or("-")];
    Touch {
        activity: ActivityId::new(at, &seeds),
        source: source.to_owned(),
        form: None,
        campaign: campaign.map(str::to_owned),
    }
}

const DAY: i64 = 24 * 60;

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
        // As `first_touch` of a lead.
        (First, 1_000, named(&[(9, "unknown", None), (5, "event", None)]), vec![0, 1_000]),
        (Last, 1_000, plain(&[9, 5, 1]), vec![0, 0, 1_000]),
        // What came after the deal did not bring it.
        (Last, 1_000, plain(&[9, 5, -1]), vec![0, 1_000, 0]),
        (Linear, 1_000, plain(&[9, 5, -1]), vec![500, 500, 0]),
        // A deal that was recorded before its lead.
        (Linear, 1_000, plain(&[-2, -3]), vec![500, 500]),
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
        assert_eq!(model.divide(amount, &touches, won_at()), expected, "{model:?} of {amount}: {touches:?}");
    }
}

#[test]
fn a_model_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> = Attribution::ALL.map(Attribution::name).into();
    assert_eq!(names.len(), Attribution::ALL.len());
}

fn touches() -> impl Strategy<Value = Vec<Touch>> {
    let source = prop_oneof![Just("form"), Just("search"), Just("unknown"), Just("event")];
    let one = (-20 * DAY..500 * DAY, source, any::<bool>(), 0..1_000_u32);
    proptest::collection::vec(one, 1..12).prop_map(|touches| {
        let mut made: Vec<Touch> = touches
            .into_iter()
            .map(|(minutes, source, is_paid, number)| {
                touch(minutes, source, is_paid.then(|| format!("c{number}")).as_deref())
            })
            .collect();
        // A touch is an activity, and an activity is there once.
        made.sort_by(|a, b| a.activity.cmp(&b.activity));
        made.dedup_by(|a, b| a.activity == b.activity);
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
        let parts = model.divide(amount, &touches, won_at());
        prop_assert_eq!(parts.len(), touches.len());
        prop_assert_eq!(parts.iter().map(|part| u128::from(*part)).sum::<u128>(), u128::from(amount));
    }

    #[test]
    fn the_order_of_the_touches_does_not_matter(model in model(), amount: u64, touches in touches(), turn in 0..12_usize) {
        let parts = model.divide(amount, &touches, won_at());
        let mut turned: Vec<Touch> = touches.clone();
        turned.rotate_left(turn % touches.len());
        turned.swap(0, touches.len() / 2);
        let found = model.divide(amount, &turned, won_at());
        for (touch, part) in touches.iter().zip(parts) {
            let at = turned.iter().position(|other| other.activity == touch.activity).unwrap();
            prop_assert_eq!(found[at], part);
        }
    }

    #[test]
    fn one_touch_gets_all(model in model(), amount: u64, minutes in -20 * DAY..3_000 * DAY) {
        prop_assert_eq!(model.divide(amount, &[touch(minutes, "form", None)], won_at()), [amount]);
    }

    #[test]
    fn a_later_touch_never_weighs_less_in_time_decay(amount: u64, touches in touches()) {
        let parts = Attribution::TimeDecay.divide(amount, &touches, won_at());
        let counted = touches.iter().filter(|touch| touch.activity.occurred_at() <= won_at()).count();
        let counted = if counted == 0 { touches.len() } else { counted };
        // The touches are in the order of their time. A remainder that goes to the earlier of two is one unit.
        for pair in parts[..counted].windows(2) {
            prop_assert!(pair[0] <= pair[1].saturating_add(1), "{:?}", parts);
        }
    }

    #[test]
    fn time_decay_is_the_power_of_two(seconds in 0..40 * 86_400_i64) {
        let later = Touch { activity: ActivityId::new(won_at(), &["later"]), ..touch(0, "a", None) };
        let at = won_at() - SignedDuration::from_secs(seconds);
        let earlier = Touch { activity: ActivityId::new(at, &["earlier"]), ..touch(0, "b", None) };
        let amount = 1_000_000_000_u32;
        let part = Attribution::TimeDecay.divide(amount.into(), &[earlier, later], won_at())[0];
        let weight = 2_f64.powf(-f64::from(i32::try_from(seconds).unwrap()) / 604_800.0);
        let exact = weight / (1.0 + weight) * f64::from(amount);
        let found = f64::from(u32::try_from(part).unwrap());
        prop_assert!((found - exact).abs() <= exact * 1e-6 + 1.0, "{found} for {exact}");
    }
}

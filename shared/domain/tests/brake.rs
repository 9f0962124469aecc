//! Marketing mail stops by itself before SES stops the account.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use leadwright_domain::activity::{ActivityId, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::lead::SoftBounce;
use leadwright_domain::sending::{
    BrakeRules, Control, Outcomes, SoftBounces, counted, limit_exceeded, percent, soft_bounce_limit_reached,
};
use proptest::prelude::*;
use serde_json::json;

const NOW: &str = "2026-11-22T10:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn rules(at_least: u64) -> BrakeRules {
    let rules = json!({"bounces": "2.5%", "complaints": "0.05%", "over": "7d", "at_least": at_least});
    serde_json::from_value(rules).unwrap()
}

fn outcomes(sent: u64, bounced: u64, complained: u64) -> Outcomes {
    Outcomes { sent, bounced, complained, ..Outcomes::default() }
}

/// Outcomes, each with how many days ago it was counted.
fn days(days: &[(i64, Outcomes)]) -> BTreeMap<Date, Outcomes> {
    let today: Date = "2026-11-22".parse().unwrap();
    days.iter().map(|(ago, outcomes)| (today - ago.days(), *outcomes)).collect()
}

#[test]
fn the_brake_goes_on_at_the_configured_share_and_not_before() {
    let some = |reason: &str| Some(reason.to_owned());
    for (name, counted, at_least, expected) in [
        ("nothing", days(&[]), 1, None),
        ("none sent, one back", days(&[(0, outcomes(0, 1, 0))]), 200, None),
        ("just below", days(&[(0, outcomes(1_000, 24, 0))]), 200, None),
        (
            "exactly",
            days(&[(0, outcomes(1_000, 25, 0))]),
            200,
            some("25 hard bounces in 1000 mails over 7 days: 2.5%, the limit is 2.5%"),
        ),
        (
            "above",
            days(&[(0, outcomes(400, 12, 0))]),
            200,
            some("12 hard bounces in 400 mails over 7 days: 3%, the limit is 2.5%"),
        ),
        (
            "over several days",
            days(&[(0, outcomes(100, 3, 0)), (6, outcomes(300, 9, 0))]),
            200,
            some("12 hard bounces in 400 mails over 7 days: 3%, the limit is 2.5%"),
        ),
        ("too long ago", days(&[(7, outcomes(400, 400, 400)), (0, outcomes(400, 0, 0))]), 200, None),
        ("the first of ten", days(&[(0, outcomes(10, 1, 0))]), 200, None),
        (
            "half of the first ten",
            days(&[(0, outcomes(10, 5, 0))]),
            200,
            some("5 hard bounces in 10 mails over 7 days: 2.5% of 200 (counts from 200 sends on), the limit is 2.5%"),
        ),
        ("a single complaint", days(&[(0, outcomes(10, 0, 1))]), 200, None),
        ("complaints of many", days(&[(0, outcomes(4_001, 0, 2))]), 200, None),
        (
            "a complaint too many",
            days(&[(0, outcomes(4_000, 0, 2))]),
            200,
            some("2 spam complaints in 4000 mails over 7 days: 0.05%, the limit is 0.05%"),
        ),
    ] {
        let over = limit_exceeded(&counted, &rules(at_least), &Control::default(), now());
        assert_eq!(over.map(|over| over.why), expected, "{name}");
    }
}

#[test]
fn outcomes_counted_before_the_release_do_not_count() {
    let control = Control {
        released_at: Some("2026-11-21T15:00:00Z".parse().unwrap()),
        forgiven: outcomes(300, 20, 0),
        ..Control::default()
    };
    let before = days(&[(2, outcomes(1_000, 500, 0)), (1, outcomes(300, 20, 0))]);
    assert_eq!(counted(&before, &rules(200), &control, now()), Outcomes::default());
    let after = days(&[(2, outcomes(1_000, 500, 0)), (1, outcomes(400, 22, 0)), (0, outcomes(100, 2, 0))]);
    assert_eq!(counted(&after, &rules(200), &control, now()), outcomes(200, 4, 0));
    assert_eq!(limit_exceeded(&after, &rules(200), &control, now()), None);
    let again = days(&[(1, outcomes(400, 23, 0)), (0, outcomes(100, 2, 0))]);
    let why = limit_exceeded(&again, &rules(200), &control, now()).unwrap().why;
    assert_eq!(why, "5 hard bounces in 200 mails over 7 days: 2.5%, the limit is 2.5%");
}

#[test]
fn a_mail_sent_before_the_release_never_counts_however_late_it_bounces() {
    let all = Outcomes { sent: 1, delivered: 1, soft_bounced: 1, ..outcomes(1, 2, 3) };
    let released = Control { released_at: Some(now()), ..Control::default() };
    let millisecond = jiff::SignedDuration::from_millis(1);
    for (sent_at, control, expected) in [
        (now() - millisecond, &released, Outcomes { bounced: 0, complained: 0, ..all }),
        (now(), &released, all),
        (now() + millisecond, &released, all),
        (now() - millisecond, &Control::default(), all),
    ] {
        assert_eq!(all.of_mail(sent_at, control), expected, "{sent_at}");
    }
}

proptest! {
    /// Nothing is rounded, whatever the numbers.
    #[test]
    fn the_brake_goes_on_exactly_at_the_share(sent in 0_u64..1_000_000, bounced in 0_u64..50_000, at_least in 1_u64..10_000) {
        let is_over = limit_exceeded(&days(&[(0, outcomes(sent, bounced, 0))]), &rules(at_least), &Control::default(), now());
        prop_assert_eq!(is_over.is_some(), bounced >= 2 && bounced * 1_000 >= sent.max(at_least) * 25);
    }
}

#[test]
fn shares_are_shown_as_percentages() {
    for (part, whole, words) in
        [(12, 400, "3%"), (31, 1_000, "3.1%"), (1, 1_500, "0.06%"), (1, 3, "33.33%"), (5, 5, "100%"), (0, 0, "0%")]
    {
        assert_eq!(percent(part, whole), words);
    }
}

/// Soft bounces by their times; `+` before a time is a delivery.
fn bounces(of: &[&str]) -> Vec<SoftBounce> {
    let one = |text: &&str| {
        let at = text.trim_start_matches('+');
        let at = if at.contains('T') { format!("{at}:00Z") } else { format!("{at}T10:00:00Z") };
        let activity = ActivityId::new(at.parse().unwrap(), &["x"]);
        SoftBounce { activity, delivered: text.starts_with('+'), of: None }
    };
    of.iter().map(one).collect()
}

#[test]
fn soft_bounces_on_too_many_days_suppress_an_address() {
    let rule: SoftBounces = serde_json::from_value(json!({"count": 3, "within": "30d"})).unwrap();
    for (of, expected) in [
        (&[][..], None),
        (&["2026-01-01", "2026-01-02"], None),
        (&["2026-01-01", "2026-01-02", "2026-01-31"], Some("2026-01-31")),
        (&["2026-01-01", "2026-01-02", "2026-02-01"], None),
        (&["2026-02-03", "2026-01-01", "2026-01-02", "2026-02-01", "2026-02-02"], Some("2026-02-03")),
        // One outage is one day, however many mails it refuses.
        (&["2026-01-01T08:00", "2026-01-01T12:00", "2026-01-01T16:00", "2026-01-01T23:59"], None),
        (&["2026-01-01T08:00", "2026-01-01T23:59", "2026-01-02T00:01"], None),
        (&["2026-01-01T08:00", "2026-01-01T23:59", "2026-01-02T00:01", "2026-01-03"], Some("2026-01-03")),
        // A delivery begins the count anew.
        (&["2026-01-01", "2026-01-02", "+2026-01-03", "2026-01-04", "2026-01-05"], None),
        (&["2026-01-01", "+2026-01-02", "2026-01-04", "2026-01-05", "2026-01-06"], Some("2026-01-06")),
        (&["2026-01-03", "+2026-01-02T12:00", "2026-01-02", "2026-01-01"], None),
        (&["+2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"], Some("2026-01-04")),
    ] {
        let all = bounces(of);
        let last = soft_bounce_limit_reached(&all, &rule).map(|id| id.occurred_at().to_string());
        assert_eq!(last.map(|at| at[..10].to_owned()).as_deref(), expected, "{of:?}");
    }
}

/// A delivery is recorded on the lead where it ends a row of soft bounces, and no other.
#[test]
fn the_first_delivery_after_a_soft_bounce_is_worth_recording() {
    let config = crate::setting::config();
    let soft = |at: &str| {
        let what = ActivityKind::SoftBounced { send: at.to_owned(), why: "MailboxFull".to_owned(), of: None };
        crate::setting::activity(crate::setting::at(at), "soft", what)
    };
    let came = |at: &str| {
        let what = ActivityKind::MailDelivered { send: at.to_owned(), of: None };
        crate::setting::activity(crate::setting::at(at), "came", what)
    };
    let first = || crate::setting::post(NOW, "guide", &[("email", "maria@acme.example")]);
    let (one, two, three) = ("2026-11-23T10:00:00Z", "2026-11-24T10:00:00Z", "2026-11-25T10:00:00Z");
    for (all, sent_at, expected) in [
        (vec![first()], two, false),
        (vec![first(), soft(one)], two, true),
        (vec![first(), soft(two)], one, false),
        (vec![first(), soft(one), came(two)], three, false),
        (vec![first(), soft(one), came(two), soft(three)], "2026-11-26T10:00:00Z", true),
    ] {
        let (lead, _) = crate::setting::run(&config, &all);
        let of = lead.email().unwrap().short_hash();
        assert_eq!(lead.is_reached_again(&of, crate::setting::at(sent_at)), expected, "{all:?}");
    }
}

/// The lead keeps the same soft bounces in whatever order they arrive, and at most a few.
#[test]
fn soft_bounces_are_kept_in_order_and_bounded() {
    let config = crate::setting::config();
    let leads = [false, true].map(|reversed| {
        let mut hours: Vec<i64> = (0..40).collect();
        if reversed {
            hours.reverse();
        }
        let soft = hours.into_iter().map(|hour| {
            let at = now() + jiff::SignedDuration::from_hours(hour);
            let what = ActivityKind::SoftBounced { send: format!("s{hour}"), why: "MailboxFull".to_owned(), of: None };
            crate::setting::activity(at, "soft", what)
        });
        let all: Vec<_> = std::iter::once(crate::setting::post(NOW, "guide", &[])).chain(soft).collect();
        crate::setting::run(&config, &all).0
    });
    assert_eq!(leads[0].soft_bounces, leads[1].soft_bounces);
    assert_eq!(leads[0].soft_bounces.len(), 16);
    assert!(leads[0].suppressed.is_empty(), "that is another activity");
}

#[test]
fn limits_above_those_of_ses_are_mistakes() {
    for (part, value, words) in [
        ("/brake/bounces", json!("5.1%"), "`bounces` of `brake` is 5.1%, but SES reviews an account at 5%"),
        ("/brake/complaints", json!("0.2%"), "`complaints` of `brake` is 0.2%, but SES reviews an account at 0.1%"),
        ("/brake/over", json!("91d"), "`over` of `brake` is 90d at the most"),
        ("/brake/at_least", json!(0), "`at_least` of `brake` is 1 or more"),
        ("/soft_bounces/count", json!(17), "`count` of `soft_bounces` is from 1 to 16"),
        ("/soft_bounces/count", json!(0), "`count` of `soft_bounces` is from 1 to 16"),
        ("/brake/bounces", json!("5%"), ""),
    ] {
        let mut written = serde_json::to_value(crate::setting::config()).unwrap();
        *written["sending"].pointer_mut(part).unwrap() = value;
        let config: Config = serde_json::from_value(written).unwrap();
        let problems: Vec<_> = config.check().into_iter().filter(|problem| problem.file == "sending.yaml").collect();
        match problems.as_slice() {
            [] => assert_eq!(words, "", "{part}"),
            [problem] => assert!(!words.is_empty() && problem.message.contains(words), "{}", problem.message),
            more => panic!("{more:?}"),
        }
    }
}

//! Leads in sales' hands that nobody speaks with, and the page that a lead landed on.

use jiff::tz::TimeZone;
use leadwright_domain::activity::{Activity, ActivityKind, Contact, Move};
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::{BeforeFact, Count, Fact, NONE};
use leadwright_domain::value::stage::Stage;
use proptest::prelude::*;

use crate::setting::{activity, at, config, import, post, run, step};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example"), ("name", "Maria")];

fn facts(activities: &[Activity]) -> Vec<Fact> {
    fold::facts(&run(&config(), activities).1, &config())
}

/// The places of the activities that count as untouched for 7 and for 30 days.
fn counted(activities: &[Activity]) -> [Vec<usize>; 2] {
    ["untouched_7d", "untouched_30d"].map(|name| {
        let facts = facts(activities).into_iter().enumerate();
        facts.filter(|(_, fact)| fact.counts.iter().any(|count| count == name)).map(|(at, _)| at).collect()
    })
}

fn call(time: &str, reached: bool) -> Activity {
    let kind = ActivityKind::CallLogged(Contact { by: "ana".into(), reached, note: None });
    activity(at(time), time, kind)
}

fn view(time: &str) -> Activity {
    activity(at(time), time, ActivityKind::PageViewed(leadwright_domain::activity::Interaction::default()))
}

fn aside(time: &str) -> Activity {
    let moved =
        Move { to: Stage::Recycled, reason: Some("not-now".into()), again_on: None, by: "ana".into(), note: None };
    activity(at(time), time, ActivityKind::StageMoved(moved))
}

#[test]
fn a_lead_is_untouched_once_for_each_number_of_days_without_a_word() {
    let asked = || post("2026-11-02T10:00:00Z", "demo", MARIA);
    for (what, then, seven, thirty) in [
        ("spoken with in time", vec![call("2026-11-09T09:59:00Z", true)], vec![], vec![]),
        ("a call that nobody answers is no word", vec![call("2026-11-09T10:00:00Z", false)], vec![1], vec![]),
        (
            "whatever comes first counts it",
            vec![view("2026-11-12T10:00:00Z"), view("2026-11-13T10:00:00Z")],
            vec![1],
            vec![],
        ),
        ("both, if nothing happened between", vec![view("2026-12-20T10:00:00Z")], vec![1], vec![1]),
        (
            "the days begin again with a word",
            vec![call("2026-11-05T10:00:00Z", true), view("2026-11-11T10:00:00Z"), view("2026-11-12T10:00:00Z")],
            vec![3],
            vec![],
        ),
        (
            "who is set aside is nobody's",
            vec![aside("2026-11-05T10:00:00Z"), view("2026-12-20T10:00:00Z")],
            vec![],
            vec![],
        ),
        (
            "again, once it was spoken with",
            vec![view("2026-11-10T10:00:00Z"), call("2026-11-11T10:00:00Z", true), view("2026-11-20T10:00:00Z")],
            vec![1, 3],
            vec![],
        ),
    ] {
        let all: Vec<Activity> = std::iter::once(asked()).chain(then).collect();
        assert_eq!(counted(&all), [seven, thirty], "{what}");
    }
    // Marketing's leads wait for nobody.
    let guide = [post("2026-11-02T10:00:00Z", "guide", MARIA), view("2026-12-20T10:00:00Z")];
    assert!(counted(&guide).iter().all(Vec::is_empty));
}

/// The lead wakes when its days are over, so that the day counts it on which it became untouched.
#[test]
fn a_lead_wakes_when_its_days_are_over() {
    let config = config();
    let (mut lead, mut turn) = (None, 0);
    let mut timeline: Vec<Applied> = Vec::new();
    let mut tell = |told: &Activity| {
        let (next, applied) = step(lead.take(), told, &config, told.occurred_at(), &mut turn);
        timeline.push(applied);
        lead = Some(next.clone());
        next
    };
    let mut now: Lead = tell(&post("2026-11-02T10:00:00Z", "demo", MARIA));
    for (days, time) in [(7, "2026-11-09T10:00:00Z"), (30, "2026-12-02T10:00:00Z")] {
        assert_eq!(now.untouched_next(), Some((days, at(time))));
        assert!(now.next_wake() <= Some(at(time)) && now.is_due(at(time)));
        now = tell(&Activity::untouched(&now.id, now.version(), days, at(time)));
    }
    assert_eq!((now.untouched, now.untouched_next()), (Some(30), None));
    now = tell(&call("2026-12-03T10:00:00Z", true));
    assert_eq!(now.untouched_next(), Some((7, at("2026-12-10T10:00:00Z"))));
    // One that comes late, when somebody has spoken with the lead, changes nothing.
    let late = tell(&Activity::untouched(&now.id, now.version(), 7, at("2026-12-03T11:00:00Z")));
    assert_eq!(late.untouched_next(), now.untouched_next());
    // One that an earlier release gave to sales has no wake: its row in the index stays as that release wrote it.
    now.change_agenda(Vec::clear);
    now.temperature_changes_on = None;
    assert_eq!(now.next_wake(), Some(at("2026-12-10T10:00:00Z")));
    now.untouched = None;
    assert_eq!((now.next_wake(), now.is_due(at("2027-12-03T11:00:00Z"))), (None, false));
    let facts = fold::facts(&timeline, &config);
    let counts = |at: usize| facts[at].counts.iter().filter(|count| count.starts_with("untouched")).count();
    assert_eq!([1, 2, 3, 4].map(counts), [1, 1, 0, 0]);
}

fn by_landing(facts: &[Fact], value: &str, counter: &str) -> u64 {
    let mut count = Count::new(TimeZone::UTC);
    for fact in facts {
        count.add(fact);
    }
    let landing = count.finish().dimensions.remove("landing").unwrap_or_default();
    landing.get(value).and_then(|metrics| metrics.get(counter)).copied().unwrap_or_default()
}

fn post_on(time: &str, form: &str, page: Option<&str>) -> Activity {
    let mut sent = post(time, form, MARIA);
    let ActivityKind::FormSubmitted(submission) = &mut sent.kind else { unreachable!() };
    submission.page = page.map(ToOwned::to_owned);
    sent
}

#[test]
fn everything_a_lead_does_counts_for_the_page_that_it_landed_on() {
    let landed = post_on("2026-11-02T10:00:00Z", "guide", Some("https://acme.example/guide?x=1"));
    let asked = post_on("2026-11-03T10:00:00Z", "demo", Some("https://acme.example/demo"));
    let made = facts(&[landed.clone(), asked.clone()]);
    assert_eq!((by_landing(&made, "/guide", "forms"), by_landing(&made, "/guide", "reached.sql")), (2, 1));
    assert_eq!(by_landing(&made, "/demo", "forms"), 0);
    // What came first counts, whichever was told first.
    let made = facts(&[asked, landed]);
    assert_eq!(by_landing(&made, "/guide", "reached.sql"), 1);
    let made = facts(&[post_on("2026-11-02T10:00:00Z", "demo", None)]);
    assert_eq!(by_landing(&made, NONE, "reached.sql"), 1);
    let made =
        facts(&[import("2026-11-01T10:00:00Z", "fair", false), post_on("2026-11-02T10:00:00Z", "demo", Some("/x"))]);
    assert_eq!(by_landing(&made, NONE, "new_leads"), 1);
}

/// A lead of an earlier release does not know its landing page: its facts are made from its timeline.
#[test]
fn a_lead_without_its_landing_page_asks_its_timeline() {
    let landed = post_on("2026-11-02T10:00:00Z", "guide", Some("https://acme.example/guide"));
    let (mut lead, _) = step(None, &landed, &config(), landed.occurred_at(), &mut 0);
    assert_eq!(lead.first_touch.page.as_deref(), Some("/guide"));
    let told = view("2026-11-03T10:00:00Z");
    for (page, is_exact) in [(lead.first_touch.page.clone(), true), (None, false)] {
        lead.first_touch.page = page;
        let before = BeforeFact::of(Some(&lead), &told);
        let (_, applied) = step(Some(lead.clone()), &told, &config(), told.occurred_at(), &mut 0);
        assert_eq!(before.is_exact(&applied), is_exact);
    }
}

proptest! {
    /// However a lead is spoken with: between two words it is untouched for 7 days once at the most, and for 30 not before.
    #[test]
    fn a_lead_is_never_untouched_twice_without_a_word(hours in prop::collection::vec((1_i64..400, any::<bool>()), 1..12)) {
        let mut time = at("2026-11-02T10:00:00Z");
        let mut all = vec![post("2026-11-02T10:00:00Z", "demo", MARIA)];
        for (hours, is_call) in hours {
            time += jiff::SignedDuration::from_hours(hours);
            let text = time.to_string();
            all.push(if is_call { call(&text, true) } else { view(&text) });
        }
        let (mut since, mut passed) = (all[0].occurred_at(), 0_i64);
        for (fact, activity) in facts(&all).iter().zip(&all) {
            let days = activity.occurred_at().duration_since(since).as_hours() / 24;
            for (name, limit) in [("untouched_7d", 7), ("untouched_30d", 30)] {
                let counts = fact.counts.iter().filter(|count| *count == name).count();
                prop_assert_eq!(counts, usize::from(days >= limit && passed < limit), "{} of {:?}", name, activity);
            }
            passed = passed.max(days);
            if matches!(activity.kind, ActivityKind::CallLogged(_)) {
                (since, passed) = (activity.occurred_at(), 0);
            }
        }
    }
}

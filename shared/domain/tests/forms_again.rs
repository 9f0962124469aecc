//! A form that is sent again with values that it had before: it is answered once, and what follows its values follows.

use leadwright_domain::activity::{Activity, ActivityKind, CONFIRM};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Decisions, Lead, Plan, Task};
use leadwright_domain::metrics::Fact;
use leadwright_domain::value::stage::Stage;
use serde_json::json;

use crate::setting::{activity, at, config, post, run, step, submission};

/// A segment and a call list of large companies, and a sequence that waits for a date.
fn company() -> Config {
    let mut config = config();
    let segment = json!({"label": "Large", "when": {"field": "employees", "at_least": 500}});
    config.segments.insert("large".to_owned(), serde_json::from_value(segment).unwrap());
    let field = serde_json::from_value(json!({"name": "webinar_at", "label": "Webinar"})).unwrap();
    config.forms.get_mut("guide").unwrap().fields.push(field);
    let sequence = |starts_on| {
        json!({"topic": "tips", "starts_on": starts_on, "steps": [
            {"name": "remind", "wait": {"until": "webinar_at", "minus": "1d", "at": "9:00"}, "mail": "tips"},
        ]})
    };
    config.sequences = [
        ("webinar".to_owned(), serde_json::from_value(sequence(json!({"form": "guide"}))).unwrap()),
        ("large".to_owned(), serde_json::from_value(sequence(json!({"segment": "large"}))).unwrap()),
    ]
    .into();
    config.hashed()
}

fn sent(time: &str, employees: &str, webinar: &str) -> Activity {
    let fields = [("email", "maria@acme.example"), ("employees", employees), ("webinar_at", webinar)];
    post(time, "guide", &fields)
}

fn due(lead: &Lead, sequence: &str) -> Option<String> {
    let entry = lead.agenda().iter().find(|entry| entry.step().is_some_and(|step| step.sequence == sequence));
    entry.map(|entry| entry.delivery.due.to_string())
}

/// A visitor goes back in the browser twice: what they posted last is what holds.
#[test]
fn the_first_values_sent_again_take_their_consequences_back() {
    let config = company();
    let (lead, timeline) = run(
        &config,
        &[
            sent("2026-11-24T10:00:00Z", "900", "2026-12-10"),
            sent("2026-11-24T10:02:00Z", "20", "2026-12-16"),
            sent("2026-11-24T10:04:00Z", "900", "2026-12-10"),
        ],
    );
    let duplicates: Vec<bool> = timeline.iter().map(|applied| applied.decisions.duplicate).collect();
    assert_eq!(duplicates, [false, false, true]);
    assert_eq!((lead.field("employees"), lead.field("webinar_at")), (Some("900"), Some("2026-12-10")));
    assert_eq!(due(&lead, "webinar").as_deref(), Some("2026-12-09T09:00:00Z"));
    assert!(lead.segments.contains("large"), "{:?}", lead.segments);
    // Two wishes of a large company are points enough.
    assert_eq!(lead.stage, Stage::Mql);
    // It is one wish: nobody is thanked, told or entered into a sequence of the form again.
    let decisions = &timeline[2].decisions;
    assert!(decisions.wish.is_none() && decisions.begun.is_empty() && !decisions.handed_off, "{decisions:?}");
    let is_step = |plan: &Plan| plan.task.step().is_some();
    assert!(decisions.planned.iter().all(is_step), "{decisions:?}");
}

/// A double click changes nothing, and causes nothing.
#[test]
fn the_same_once_more_causes_nothing() {
    let config = company();
    let (_, timeline) = run(
        &config,
        &[sent("2026-11-24T10:00:00Z", "900", "2026-12-10"), sent("2026-11-24T10:00:01Z", "900", "2026-12-10")],
    );
    let nothing = Decisions { duplicate: true, ..Decisions::default() };
    assert_eq!(timeline[1].decisions, nothing);
}

/// Values that lead into no segment start nothing, sent again neither.
#[test]
fn values_of_no_segment_start_nothing() {
    let config = company();
    let (lead, timeline) = run(
        &config,
        &[
            sent("2026-11-24T10:00:00Z", "20", "2026-12-10"),
            sent("2026-11-24T10:02:00Z", "10", "2026-12-10"),
            sent("2026-11-24T10:04:00Z", "20", "2026-12-10"),
        ],
    );
    assert!(!lead.segments.contains("large") && timeline[2].decisions.begun.is_empty());
    assert_eq!(lead.stage, Stage::Lead);
}

/// Who has said no meanwhile and ticks the box again is asked whether they mean it, however soon that is.
#[test]
fn a_tick_after_a_no_asks_to_confirm_within_ten_minutes_too() {
    let config = config();
    let ticked = |time: &str| {
        let sent = submission("guide", &[("email", "maria@acme.example")], true);
        activity(at(time), time, ActivityKind::FormSubmitted(sent))
    };
    let no = activity(at("2026-11-24T10:02:00Z"), "no", ActivityKind::Unsubscribed { send: None });
    let (lead, timeline) = run(
        &config,
        &[ticked("2026-11-24T10:00:00Z"), no, ticked("2026-11-24T10:04:00Z"), ticked("2026-11-24T10:05:00Z")],
    );
    let asks = |applied: &Applied| {
        let mails = applied
            .decisions
            .planned
            .iter()
            .filter(|plan| matches!(&plan.task, Task::Mail { mail, .. } if mail == CONFIRM));
        mails.count()
    };
    assert_eq!(timeline.iter().map(asks).collect::<Vec<_>>(), [0, 0, 1, 0]);
    assert!(timeline[2].decisions.duplicate && !lead.may_be_marketed_to());
    let asked = &lead.confirmation.as_ref().unwrap().what.asked;
    assert_eq!(*asked, timeline[2].activity.id);
    let facts: Vec<Fact> = fold::facts(&timeline, &config);
    let forms = facts.iter().flat_map(|fact| &fact.counts).filter(|count| *count == "forms").count();
    assert_eq!(forms, 1);
    // The confirmed tick counts, since it came after the "no".
    let what = lead.confirmation.as_ref().unwrap().what.clone();
    let confirmed = Activity::consent_confirmed(lead.id.clone(), what, at("2026-11-24T11:00:00Z"));
    let (lead, _) = step(Some(lead), &confirmed, &config, confirmed.occurred_at(), &mut 0);
    assert!(lead.may_be_marketed_to());
}

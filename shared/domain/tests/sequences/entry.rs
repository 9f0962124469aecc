//! Who enters a sequence and a segment, and how often.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use leadwright_domain::activity::{ActivityKind, Interaction, Move};
use leadwright_domain::fold::Folded;
use leadwright_domain::sequence::over;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::{fold, lead};
use serde_json::{Value, json};

use super::life::{JOSE, Life, MONDAY, sequence, with};
use crate::setting::{activity, at, import, post, submission};

#[test]
fn each_starting_condition_enters_a_lead() {
    let steps = json!([{"name": "a", "wait": "1d", "mail": "tips"}]);
    let on = |starts_on: Value| {
        let mut config = with(&[("s", json!({"topic": "tips", "starts_on": starts_on, "steps": steps}))]);
        config.segments.insert(
            "large".into(),
            serde_json::from_value(json!({"label": "Large", "when": {"field": "employees", "at_least": 50}})).unwrap(),
        );
        config
    };
    let large: &[(&str, &str)] = &[("email", "jose@gmail.com"), ("employees", "120")];
    let guide = || post(MONDAY, "guide", JOSE);
    let later = |form, fields| post("2026-11-24T09:00:00Z", form, fields);
    let what = |time: &str, what| activity(at(time), time, what);
    let recycled = ActivityKind::StageMoved(Move {
        to: Stage::Recycled,
        reason: Some("not-now".into()),
        again_on: None,
        by: "ana".into(),
        note: None,
    });
    let no_reason = ActivityKind::StageMoved(Move {
        to: Stage::Recycled,
        reason: None,
        again_on: None,
        by: "ana".into(),
        note: None,
    });
    let mql =
        ActivityKind::StageMoved(Move { to: Stage::Mql, reason: None, again_on: None, by: "ana".into(), note: None });
    let silent = activity(at(MONDAY), "x", ActivityKind::FormSubmitted(submission("guide", large, false)));
    for (starts_on, told, begun) in [
        (json!({"form": "guide"}), vec![guide()], true),
        (json!({"form": "demo"}), vec![guide()], false),
        (json!({"form": "guide"}), vec![silent.clone()], false),
        (json!({"source": "fair"}), vec![import(MONDAY, "fair", false)], true),
        (json!({"source": "fair"}), vec![import(MONDAY, "fair", true)], false),
        (json!({"source": "fair"}), vec![import(MONDAY, "list", false)], false),
        (json!({"recycled": true}), vec![guide(), what("2026-11-24T09:00:00Z", recycled)], true),
        (json!({"recycled": true}), vec![guide(), what("2026-11-24T09:00:00Z", no_reason)], false),
        (json!({"stage": "mql"}), vec![guide()], false),
        (json!({"stage": "mql"}), vec![guide(), what("2026-11-24T09:00:00Z", mql)], true),
        (json!({"stage": "lead"}), vec![guide()], true),
        (json!({"segment": "large"}), vec![guide()], false),
        (json!({"segment": "large"}), vec![guide(), later("guide", large)], true),
        (json!({"segment": "large"}), vec![silent.clone(), later("guide", JOSE)], false),
        (json!({"score": 20}), vec![guide()], false),
        (json!({"score": 20}), vec![guide(), later("guide", large)], true),
        // Its score was above the threshold already when it agreed to mail.
        (json!({"score": 20}), vec![silent, later("guide", large)], false),
        (json!({"score": 5}), vec![import(MONDAY, "fair", true)], false),
        (json!({"score": 5}), vec![import(MONDAY, "fair", false)], true),
    ] {
        let mut life = Life::of(on(starts_on.clone()));
        let last = told.last().unwrap().kind.name();
        for activity in told {
            life.tell(&activity);
        }
        let is_in = life.lead().enrolments.contains_key("s");
        assert_eq!(is_in, begun, "{starts_on} {last} {:?}", life.timeline);
        assert_eq!(life.timeline.last().unwrap().decisions.begun.len(), usize::from(begun), "{starts_on}");
    }
}

#[test]
fn neither_time_nor_a_new_scoring_model_enters_a_lead() {
    let mut config =
        with(&[("s", json!({"topic": "tips", "starts_on": {"score": 15}, "steps": [{"name": "a", "mail": "tips"}]}))]);
    let mut life = Life::of(config.clone());
    life.tell(&post(MONDAY, "guide", JOSE));
    assert_eq!(life.lead().score.total, 10);
    life.happens("2026-11-24T00:00:00Z", ActivityKind::TemperatureChanged);
    assert!(life.lead().enrolments.is_empty());
    // A model that gives more points to all of them.
    config.scoring = serde_json::from_value(json!({
        "fit": [],
        "engagement": [{"rule": "guide", "label": "Guide", "points": 40, "form": "guide"}],
        "temperature": {"warm": 25, "hot": 50}, "grades": {"A": 25, "B": 15, "C": 5}
    }))
    .unwrap();
    let config = config.hashed();
    for what in [ActivityKind::Rescored, ActivityKind::PageViewed(Interaction::default())] {
        let activity = activity(at("2026-11-25T00:00:00Z"), "r", what);
        let now = at("2026-11-25T00:00:00Z");
        let Folded::NeedsRecount(request) = fold::fold(life.lead.clone(), activity, &config, now).unwrap() else {
            panic!("another model counted it")
        };
        let tally = config.scoring.recount(&life.timeline).1;
        let Folded::Done(lead, _) = request.answer(tally, &config, now) else { panic!("it hands nothing off") };
        assert_eq!(lead.score.total, 40);
        assert!(lead.enrolments.is_empty(), "that the model is new is nothing the lead did");
    }
}

#[test]
fn segments_are_decided_whenever_something_happens() {
    let mut config = with(&[]);
    let segments = json!({
        "large": {"label": "Large", "when": {"field": "employees", "at_least": 50}},
        "keen": {"label": "Keen", "score": 30, "not": {"when": {"field": "stage", "one_of": ["customer"]}}},
        "won": {"label": "Won", "when": {"field": "stage", "one_of": ["customer"]}},
    });
    config.segments = serde_json::from_value(segments).unwrap();
    let large: &[(&str, &str)] = &[("email", "jose@gmail.com"), ("employees", "120")];
    let mut life = Life::of(config);
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
    assert_eq!(life.tell(&post(MONDAY, "guide", large)).decisions.segments, names(&["large"]));
    assert_eq!(
        life.happens("2026-11-23T10:00:00Z", ActivityKind::PageViewed(Interaction::default())).decisions.segments,
        None
    );
    assert_eq!(life.tell(&post("2026-11-24T09:00:00Z", "guide", large)).decisions.segments, names(&["keen", "large"]));
    let won = ActivityKind::DealWon {
        history: false,
        amount: None,
        amount_minor: None,
        currency: None,
        by: None,
        corrects: None,
    };
    // The stage that the lead has now counts.
    assert_eq!(life.happens("2026-11-25T09:00:00Z", won).decisions.segments, names(&["large", "won"]));
    assert_eq!(life.lead().segments, names(&["large", "won"]).unwrap());
}

/// In Mautic a contact that enters a sequence again has two logs, and is stuck or loops.
#[test]
fn r_mautic_9797_a_sequence_is_entered_again_only_as_its_file_says() {
    let forms = ["2026-11-23T09:00:00Z", "2026-11-24T12:00:00Z", "2026-11-27T09:00:00Z", "2026-12-20T09:00:00Z"];
    for (again, begun) in [
        (json!("never"), [true, false, false, false]),
        // On the 24th the lead is still in the sequence.
        (json!("always"), [true, false, true, true]),
        (json!("20d"), [true, false, false, true]),
    ] {
        let steps = json!([{"name": "a", "wait": "1d", "mail": "tips"}, {"name": "b", "wait": "1d", "mail": "story"}]);
        let mut life = Life::of(with(&[(
            "s",
            json!({"topic": "tips", "starts_on": {"form": "guide"}, "again": again, "steps": steps}),
        )]));
        let mut found = Vec::new();
        for time in forms {
            if life.lead.is_some() {
                life.until(time);
            }
            found.push(!life.tell(&post(time, "guide", JOSE)).decisions.begun.is_empty());
            let of_s = life.lead().agenda().iter().filter(|entry| entry.step().is_some()).count();
            assert!(of_s <= 1, "one way through it at a time");
        }
        assert_eq!(found, begun, "{again}");
        life.until("2027-03-01T00:00:00Z");
        assert_eq!(
            life.log().len(),
            2 * begun.iter().filter(|begun| **begun).count(),
            "{again}: each way has each mail once"
        );
    }
}

/// A lead that is recycled again while the sequence runs begins anew.
#[test]
fn r_mautic_17145_a_new_enrolment_leaves_nothing_of_the_old_one() {
    let steps = json!([{"name": "a", "wait": "30d", "mail": "tips"}, {"name": "b", "wait": "30d", "mail": "story"}]);
    let mut life = Life::of(with(&[("s", json!({"topic": "tips", "starts_on": {"recycled": true}, "steps": steps}))]));
    life.tell(&post(MONDAY, "guide", JOSE));
    let aside = || {
        ActivityKind::StageMoved(Move {
            to: Stage::Recycled,
            reason: Some("not-now".into()),
            again_on: None,
            by: "ana".into(),
            note: None,
        })
    };
    life.happens("2026-11-24T09:00:00Z", aside());
    let old = life.lead().agenda().iter().find(|entry| entry.is_marketing()).unwrap().clone();
    life.happens("2026-12-01T09:00:00Z", aside());
    let lead = life.lead();
    let marketing: Vec<_> = lead.agenda().iter().filter(|entry| entry.is_marketing()).collect();
    assert_eq!(marketing.len(), 1);
    assert_eq!(marketing[0].delivery.due, at("2026-12-31T09:00:00Z"));
    assert_ne!(marketing[0].id, old.id, "another mail than that of the old way");
    // The record of a mail of the old enrolment, which was on its way to SES, moves nothing, and the mail may not go again.
    assert_eq!(over(&old, lead, &life.config.sequences).as_deref(), Some("The sequence s is over"));
    assert_eq!(over(marketing[0], lead, &life.config.sequences), None);
    let before = lead.enrolments.clone();
    life.happens("2026-12-01T09:00:01Z", ActivityKind::MailSent(old.mailing().unwrap()));
    assert_eq!(life.lead().enrolments, before);
    life.until("2027-06-01T00:00:00Z");
    assert_eq!(life.log(), ["Tue 1 09:00 mail tips", "Thu 31 09:00 mail tips", "Sat 30 09:00 mail story"]);
}

#[test]
fn a_lead_remembers_its_newest_enrolments_and_every_active_one() {
    let mut config = with(&[]);
    let one = sequence(
        json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": [{"name": "a", "wait": "400d", "mail": "tips"}]}),
    );
    config.sequences.insert("aaa".to_owned(), one);
    let mut life = Life::nurtured(config);
    for number in 0..40 {
        let source = format!("list{number}");
        let short = sequence(
            json!({"topic": "tips", "starts_on": {"source": source}, "steps": [{"name": "a", "mail": "tips"}]}),
        );
        life.config.sequences.insert(format!("s{number}"), short);
        let time = (at("2026-11-24T00:00:00Z") + SignedDuration::from_hours(number)).to_string();
        life.tell(&import(&time, &source, false));
        life.until(&time);
    }
    let enrolments = &life.lead().enrolments;
    assert_eq!(enrolments.len(), 32);
    assert!(enrolments["aaa"].ended.is_none() && enrolments.contains_key("s39") && !enrolments.contains_key("s0"));
    assert!(serde_json::to_string(life.lead()).unwrap().len() < 16_000);
}

/// On a full agenda, an enrolment without room for its step ends instead of standing still for ever.
#[test]
fn a_sequence_without_room_on_the_agenda_does_not_begin() {
    let mut config = with(&[]);
    for number in 0..40 {
        let one = json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": [{"name": "a", "wait": "1d", "mail": "tips"}]});
        config.sequences.insert(format!("s{number}"), sequence(one));
    }
    let life = Life::nurtured(config);
    let (agenda, enrolments) = (&life.lead().agenda(), &life.lead().enrolments);
    assert_eq!(agenda.len(), lead::LIMIT);
    assert_eq!(enrolments.len(), lead::LIMIT - 1, "beside the thank-you");
    assert!(enrolments.values().all(|way| agenda.iter().any(|entry| way.is_of(&entry.id))));
}

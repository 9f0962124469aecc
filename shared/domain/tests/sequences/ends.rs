//! What ends a sequence before its last step.

use leadwright_domain::activity::{ActivityKind, Contact, Preferences};
use leadwright_domain::fold;
use serde_json::json;

use super::life::{JOSE, Life, MONDAY, with};
use crate::setting::{activity, at, post};

#[test]
fn goals_and_exits_end_a_sequence_whatever_fulfils_them() {
    let steps = json!([{"name": "a", "wait": "1d", "mail": "tips"}, {"name": "b", "wait": "9d", "mail": "story"}]);
    let asks = json!({"label": "Asked for a demo", "rules": ["demo"]});
    let large = json!({"label": "Too large for this", "when": {"field": "employees", "at_least": 50}});
    let sequence =
        json!({"topic": "tips", "starts_on": {"form": "guide"}, "goal": asks, "exits": [large], "steps": steps});
    let edited = |fields: &[(&str, &str)]| ActivityKind::Edited {
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        by: "ana".into(),
    };
    let reply = ActivityKind::ReplyReceived(Contact { by: "lead".into(), reached: true, note: None });
    let off = |topics: &[&str]| {
        ActivityKind::PreferencesSet(Preferences {
            off: topics.iter().map(|topic| (*topic).to_owned()).collect(),
            paused_until: None,
            again: false,
        })
    };
    let time = "2026-11-25T12:00:00Z";
    let told = |what| activity(at(time), time, what);
    for (end, expected, is_goal) in [
        // The form hands the lead off, and this was the goal of the sequence.
        (post(time, "demo", JOSE), Some("Goal: Asked for a demo"), true),
        (told(edited(&[("employees", "120")])), Some("Too large for this"), false),
        (told(edited(&[("employees", "12")])), None, false),
        (told(reply), Some("They answered"), false),
        (told(ActivityKind::Unsubscribed { send: None }), Some("Unsubscribed"), false),
        (told(off(&["tips"])), Some("Wants no mail about: Tips"), false),
        (told(off(&["news"])), None, false),
        (told(ActivityKind::NurtureStopped { by: "ana".into() }), Some("Stopped by ana"), false),
    ] {
        let mut life = Life::nurtured(with(&[("s", sequence.clone())]));
        life.until("2026-11-25T00:00:00Z");
        life.tell(&end);
        assert_eq!(life.ended("s"), expected);
        let waits = life.lead().agenda().iter().any(|entry| entry.step().is_some());
        assert_eq!(waits, expected.is_none(), "{expected:?}: nothing of it stays on the agenda");
        let counts = fold::facts(&life.timeline, &life.config).pop().unwrap().counts;
        assert_eq!(counts.contains(&"goal.s/a/tips".to_owned()), is_goal, "{expected:?}: {counts:?}");
        assert_eq!(counts.contains(&"ended.s".to_owned()), expected.is_some(), "{expected:?}");
    }
    // A lead that has reached the goal already does not enter.
    let mut life = Life::of(with(&[("s", sequence)]));
    life.tell(&post(MONDAY, "guide", &[("email", "jose@gmail.com"), ("employees", "120")]));
    assert!(life.lead().enrolments.is_empty());
}

#[test]
fn a_mail_that_is_dropped_ends_its_sequence_and_no_other() {
    let one = json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": [{"name": "a", "wait": "1d", "mail": "tips"}]});
    let mut life = Life::nurtured(with(&[("one", one.clone()), ("two", one)]));
    let mailing =
        life.lead().agenda().iter().find_map(|entry| entry.mailing().filter(|mailing| mailing.step.is_some()));
    life.happens("2026-11-24T09:00:00Z", ActivityKind::MailDropped { mailing: mailing.unwrap(), reason: "No".into() });
    assert_eq!((life.ended("one"), life.ended("two")), (Some("No"), None));
}

//! What each kind of step does.

use std::collections::BTreeMap;

use leadwright_domain::activity::{ActivityKind, Interaction, Recipient, StepRef};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::Seen;
use leadwright_domain::lead::Task;
use leadwright_domain::sequence::{task, webhook_address};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::stage::Stage;
use serde_json::json;

use super::life::{Life, MONDAY, with, with_steps};
use crate::setting::config;

#[test]
fn each_kind_of_step_does_its_action() {
    let end = json!({"name": "last", "mail": "story"});
    for (steps, log, ended) in [
        (
            json!([{"name": "a", "wait": "1d", "mail": "tips"}, end]),
            vec!["Tue 24 09:00 mail tips", "Tue 24 09:00 mail story"],
            "All steps done",
        ),
        (
            json!([{"name": "w", "wait": "90m"}, end]),
            vec!["Mon 23 10:30 step w", "Mon 23 10:30 mail story"],
            "All steps done",
        ),
        (
            json!([{"name": "w", "at": ["wed 8:00-9:00"]}, end]),
            vec!["Wed 25 08:00 step w", "Wed 25 08:00 mail story"],
            "All steps done",
        ),
        (
            json!([{"name": "a", "at": ["wed 8:00-9:00"], "wait": "3d", "mail": "tips"}]),
            vec!["Wed 2 08:00 mail tips"],
            "All steps done",
        ),
        // Neither of them waits.
        (
            json!([{"name": "i", "if": {"when": {"field": "company", "given": true}}, "then": "last"}, {"name": "b", "mail": "tips", "next": "end"}, end]),
            vec!["Mon 23 09:00 mail tips"],
            "All steps done",
        ),
        (
            json!([{"name": "i", "if": {"when": {"field": "email", "given": true}}, "then": "last"}, {"name": "b", "mail": "tips"}, end]),
            vec!["Mon 23 09:00 mail story"],
            "All steps done",
        ),
        // A condition with a time of its own.
        (
            json!([{"name": "i", "wait": "2d", "if": {"score": 90}, "else": "last"}, {"name": "b", "mail": "tips"}, end]),
            vec!["Wed 25 09:00 step i", "Wed 25 09:00 mail story"],
            "All steps done",
        ),
        (
            json!([{"name": "u", "until": {"score": 90}, "at_the_latest": "4d"}, end]),
            vec!["Fri 27 09:00 step u", "Fri 27 09:00 mail story"],
            "All steps done",
        ),
        // A condition that holds already causes no wait.
        (
            json!([{"name": "u", "until": {"score": 5}, "at_the_latest": "4d"}, end]),
            vec!["Mon 23 09:00 mail story"],
            "All steps done",
        ),
        (
            json!([{"name": "s", "set": {"company": "Acme"}}, {"name": "i", "if": {"when": {"field": "company", "one_of": ["acme"]}}, "then": "last", "else": "end"}, end]),
            vec!["Mon 23 09:00 step s", "Mon 23 09:00 mail story"],
            "All steps done",
        ),
        (
            json!([{"name": "m", "stage": "mql"}, end]),
            vec!["Mon 23 09:00 step m", "Mon 23 09:00 mail story"],
            "All steps done",
        ),
        // Nobody owns the lead, so the manager is asked.
        (
            json!([{"name": "c", "call": "Ask about the guide"}, end]),
            vec!["Mon 23 09:00 step c", "Mon 23 09:00 call Manager", "Mon 23 09:00 mail story"],
            "All steps done",
        ),
        (
            json!([{"name": "w", "webhook": "https://crm.example/x"}, end]),
            vec!["Mon 23 09:00 webhook w", "Mon 23 09:00 mail story"],
            "All steps done",
        ),
        (
            json!([{"name": "h", "wait": "1h", "hand_over": "Read it all"}, end]),
            vec!["Mon 23 10:00 step h"],
            "Handed to sales",
        ),
    ] {
        let mut life = Life::nurtured(with_steps(&steps));
        life.until("2026-12-31T00:00:00Z");
        assert_eq!(
            (life.log(), life.ended("s")),
            (log.into_iter().map(str::to_owned).collect(), Some(ended)),
            "{steps}"
        );
        assert!(life.has_nothing_left(), "{steps}");
        assert!(life.lead().enrolments["s"].taken.is_empty(), "what is over remembers no steps");
    }
}

#[test]
fn a_step_moves_the_stage_as_far_as_a_rule_may() {
    let mut life = Life::nurtured(with_steps(
        &json!([{"name": "m", "stage": "mql"}, {"name": "back", "stage": "lead"}, {"name": "w", "wait": "1d"}]),
    ));
    life.until(MONDAY);
    assert_eq!(life.lead().stage, Stage::Mql);
    let applied = life.timeline.last().unwrap();
    assert_eq!(applied.decisions.ignored.as_deref(), Some("A rule does not move a lead from mql to lead"));
    assert_eq!(life.lead().agenda().len(), 1, "it goes on all the same");
}

#[test]
fn the_call_mail_brings_the_words_of_the_step() {
    let mut life = Life::nurtured(with_steps(&json!([{"name": "c", "call": "Ask about the guide"}])));
    life.until(MONDAY);
    let taken =
        life.timeline.iter().find(|applied| matches!(applied.activity.kind, ActivityKind::StepTaken { .. })).unwrap();
    assert_eq!(task(&taken.activity, &life.config.sequences), "Ask about the guide");
    assert_eq!(taken.decisions.planned[0].task, Task::Mail { mail: "call".into(), to: Recipient::Manager, step: None });
    assert_eq!(task(&life.timeline[0].activity, &life.config.sequences), "");
}

/// The step is taken, and says why nobody is asked to call.
#[test]
fn who_asked_not_to_be_called_has_no_call_task() {
    let steps = json!([{"name": "c", "wait": "1d", "call": "Ask about the guide"}, {"name": "last", "mail": "story"}]);
    let mut life = Life::nurtured(with_steps(&steps));
    let no = ActivityKind::DoNotContact { channel: Channel::Calls, by: "ana".to_owned(), note: None };
    life.happens("2026-11-23T10:00:00Z", no);
    life.until("2026-11-25T09:00:00Z");
    assert_eq!(life.log(), ["Tue 24 09:00 step c", "Tue 24 09:00 mail story"]);
    let taken = life.timeline.iter().find(|applied| matches!(applied.activity.kind, ActivityKind::StepTaken { .. }));
    let why = taken.unwrap().decisions.ignored.as_deref();
    assert_eq!(why, Some("No call task: they asked not to be called"));
}

#[test]
fn a_step_hands_over_as_the_funnel_does() {
    let mut life = Life::nurtured(with_steps(&json!([{"name": "h", "hand_over": "Read it all"}])));
    life.until(MONDAY);
    let lead = life.lead();
    assert_eq!((lead.stage, lead.owner.as_deref()), (Stage::Sql, Some("ana")));
    let taken =
        life.timeline.iter().find(|applied| matches!(applied.activity.kind, ActivityKind::StepTaken { .. })).unwrap();
    assert_eq!(taken.decisions.stage.as_ref().unwrap().why, "Read it all");
    assert!(taken.decisions.handed_off && taken.decisions.first_contact.is_none());
}

#[test]
fn a_condition_that_is_fulfilled_ends_its_wait_at_once() {
    let steps = json!([
        {"name": "hello", "mail": "tips"},
        {"name": "read", "until": {"clicked": "hello"}, "at_the_latest": "5d"},
        {"name": "which", "if": {"opened": "hello"}, "then": "yes"},
        {"name": "no", "mail": "tips", "next": "end"},
        {"name": "yes", "mail": "story"},
    ]);
    for (seen, expected) in [
        (None, "Sat 28 09:00 mail tips"),
        (Some(Seen::Opened), "Sat 28 09:00 mail story"),
        (Some(Seen::Clicked), "Tue 24 12:00 mail story"),
    ] {
        let mut life = Life::nurtured(with_steps(&steps));
        life.until("2026-11-24T00:00:00Z");
        let enrolment = life.lead.as_mut().unwrap().enrolments.get_mut("s").unwrap();
        enrolment.seen.extend(seen.map(|seen| ("hello".to_owned(), seen)));
        life.happens("2026-11-24T12:00:00Z", ActivityKind::PageViewed(Interaction::default()));
        life.until("2026-12-31T00:00:00Z");
        assert_eq!(life.log().last().unwrap(), expected);
    }
}

#[test]
fn a_webhook_calls_the_address_that_the_file_has_now() {
    let of = StepRef { sequence: "s".to_owned(), step: "w".to_owned() };
    for (steps, expected) in [
        (json!([{"name": "w", "webhook": "https://new.example/x"}]), "https://new.example/x"),
        (json!([{"name": "w", "wait": "1d"}]), "https://old.example/x"),
        (json!([{"name": "other", "wait": "1d"}]), "https://old.example/x"),
    ] {
        assert_eq!(webhook_address(&of, "https://old.example/x", &with_steps(&steps).sequences), expected, "{steps}");
    }
}

/// The record lost the race against an edit or the end of the sequence.
#[test]
fn a_late_record_of_a_step_sets_nothing() {
    let set = |company: &str| BTreeMap::from([("company".to_owned(), company.to_owned())]);
    let mut life = Life::nurtured(with_steps(&json!([{"name": "a", "wait": "1d", "set": {"company": "Acme"}}])));
    let of = StepRef { sequence: "s".to_owned(), step: "a".to_owned() };
    let entry = life.lead().agenda().last().unwrap().id.clone();
    life.happens("2026-11-23T10:00:00Z", ActivityKind::NurtureStopped { by: "ana".to_owned() });
    life.happens("2026-11-24T09:00:00Z", ActivityKind::StepTaken { step: of, entry, set: set("Acme") });
    assert_eq!(life.lead().field("company"), None);
    let replayed =
        life.timeline.iter().fold(None, |lead, applied| Some(fold::replay(lead, applied, &life.config.scoring)));
    assert_eq!(replayed.as_ref(), life.lead.as_ref());
}

#[test]
fn a_value_that_a_step_sets_must_be_valid_in_a_form() {
    let mut config = config();
    let fields = &mut config.forms.get_mut("guide").unwrap().fields;
    for field in [
        json!({"name": "country", "label": "Country", "type": "country", "required": true}),
        json!({"name": "language", "label": "Language"}),
        json!({"name": "topic", "label": "Topic", "type": "choice", "options": [{"value": "vans", "label": "Vans"}]}),
    ] {
        fields.push(serde_json::from_value(field).unwrap());
    }
    for (set, words) in [
        (json!({"country": "PT", "language": "pt", "topic": "vans", "employees": "50", "company": "Acme"}), None),
        (json!({}), Some("`set` names no field")),
        (json!({"country": "Narnia"}), Some("two letters, like PT")),
        (json!({"country": "Portugal"}), Some("write `country: PT`")),
        (json!({"country": ""}), Some("set to nothing")),
        (json!({"country": "pt"}), Some("write `country: PT`")),
        (json!({"employees": "many"}), Some("a whole number, like 50")),
        (json!({"topic": "cars"}), Some("one of its form's answers: vans")),
        (json!({"language": "Portuguese"}), Some("two lower-case letters")),
        (json!({"company": ""}), Some("set to nothing")),
        (json!({"message": "Hello"}), Some("what somebody wrote")),
        (json!({"wish": "x"}), Some("no form has a field `wish`; there are: company, country")),
        (json!({"email": "m@acme.example"}), Some("who the lead is")),
    ] {
        let steps = json!([{"name": "a", "set": set}]);
        let found = Config { sequences: with_steps(&steps).sequences, ..config.clone() }.check();
        match words {
            Some(words) => assert!(found.len() == 1 && found[0].message.contains(words), "{set}: {found:?}"),
            None => assert_eq!(found, [], "{set}"),
        }
    }
}

#[test]
fn no_rule_moves_a_lead_to_recycled() {
    for (starts_on, step) in [
        (json!({"stage": "recycled"}), json!({"name": "a", "mail": "tips"})),
        (json!({"form": "guide"}), json!({"name": "a", "stage": "recycled"})),
    ] {
        let found = with(&[("s", json!({"topic": "tips", "starts_on": starts_on, "steps": [step]}))]).check();
        assert!(found.len() == 1 && found[0].message.contains("`starts_on: {recycled: true}`"), "{found:?}");
    }
}

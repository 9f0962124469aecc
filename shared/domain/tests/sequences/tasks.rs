//! Tasks that a sequence gives to a person: letters, messages, free text.

use jiff::SignedDuration;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::fold::{self, Folded};
use leadwright_domain::lead::{AgendaEntry, Applied, Occasion, Task};
use leadwright_domain::sequence::{Step, refused_message};
use leadwright_domain::timeline::{Reader, next, skipped, story};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::words::Words;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::life::{self, JOSE, Life, MONDAY};
use super::sendings::{counted, facts};
use crate::setting::{activity, at, lead_id, post};

/// A letter after a day, then a mail for who got it and another for who did not.
fn letter() -> Value {
    json!([
        {"name": "letter", "wait": "1d", "task": "letter", "text": "Send the brochure", "within": "3 working days"},
        {"name": "sent", "if": {"done": "letter"}, "then": "got-it", "else": "no-letter"},
        {"name": "got-it", "mail": "tips", "next": "end"},
        {"name": "no-letter", "mail": "story"},
    ])
}

/// The company, whose people work on weekdays.
fn with_steps(steps: &Value) -> Config {
    let mut config = life::with_steps(steps);
    for person in &mut config.team.people {
        person.hours = Some(vec!["mon-fri 9:00-18:00".to_owned()].try_into().unwrap());
    }
    config.hashed()
}

fn task(life: &Life) -> Option<AgendaEntry> {
    life.lead().agenda().iter().find(|entry| matches!(entry.task, Task::Manual { .. })).cloned()
}

fn done(entry: Option<&AgendaEntry>) -> ActivityKind {
    ActivityKind::FollowUpDone {
        by: "ana".to_owned(),
        note: None,
        entry: entry.map(|entry| entry.id.clone()),
        what: entry.map(|_| "Send the brochure".to_owned()),
    }
}

fn refuse(channel: Channel) -> ActivityKind {
    ActivityKind::DoNotContact { channel, by: "ana".to_owned(), note: None }
}

/// The lines on steps that were skipped.
fn lines(life: &Life) -> Vec<String> {
    life.timeline.iter().flat_map(|applied| skipped(&applied.decisions, Words::english())).collect()
}

#[test]
fn a_task_waits_until_it_is_done() {
    let mut life = Life::nurtured(with_steps(&letter()));
    life.until("2026-11-24T12:00:00Z");
    let entry = task(&life).unwrap();
    // Tuesday's task: Wednesday, Thursday and Friday are three working days.
    assert_eq!(entry.delivery.due, at("2026-11-27T18:00:00Z"));
    assert!(matches!(&entry.task, Task::Manual { to, .. } if to == "dora"), "nobody has it: the manager's");
    let step = life.lead().next_step().unwrap();
    assert_eq!((step.what, step.on, step.to), ("Send the brochure", Occasion::Sequence, Some("dora")));
    life.happens("2026-11-25T10:00:00Z", done(Some(&entry)));
    assert_eq!(task(&life), None);
    life.until("2026-12-31T12:00:00Z");
    assert_eq!(
        life.log(),
        ["Tue 24 09:00 step letter", "Wed 25 10:00 done Send the brochure", "Wed 25 10:00 mail tips"]
    );
    assert_eq!(life.ended("s"), Some("All steps done"));
}

#[test]
fn a_task_that_nobody_does_is_missed_and_the_sequence_goes_on() {
    let mut life = Life::nurtured(with_steps(&letter()));
    life.until("2026-12-31T12:00:00Z");
    assert_eq!(
        life.log(),
        ["Tue 24 09:00 step letter", "Fri 27 18:00 missed Send the brochure", "Fri 27 18:00 mail story"]
    );
    // The lead was never sales': nobody is told every morning.
    assert!(life.has_nothing_left() && life.lead().next_step().is_none());
    // Too late: nothing changes.
    let late = life.happens("2027-01-04T10:00:00Z", done(None));
    assert_eq!(late.decisions.ignored.as_deref(), Some("There was nothing to do"));
}

#[test]
fn who_refuses_the_channel_gets_none_and_the_timeline_says_why() {
    for (kind, channel, why) in [
        ("letter", Channel::Letters, "Step letter of s skipped: no letter: they asked for no letters"),
        ("social", Channel::Messages, "Step letter of s skipped: no social message: they asked for no text messages"),
        ("sms", Channel::Messages, "Step letter of s skipped: no SMS: they asked for no text messages"),
    ] {
        let mut steps = letter();
        steps[0]["task"] = json!(kind);
        let start = |refused_at: &str| {
            let mut life = Life::of(with_steps(&steps));
            life.tell(&post(MONDAY, "guide", &[("email", "jose@gmail.com"), ("phone", "+351912345678")]));
            life.until(refused_at);
            life.happens(refused_at, refuse(channel));
            life.until("2026-12-31T12:00:00Z");
            life
        };
        // Before it begins, and while somebody has it.
        for refused_at in ["2026-11-23T12:00:00Z", "2026-11-25T12:00:00Z"] {
            let life = start(refused_at);
            let capital = |line: &String| line[..1].to_uppercase() + &line[1..];
            assert_eq!(lines(&life).iter().map(capital).collect::<Vec<_>>(), [why], "{kind} {refused_at}");
            assert!(life.log().last().unwrap().ends_with("mail story"), "{:?}", life.log());
            assert!(!life.log().iter().any(|line| line.contains("missed")), "{:?}", life.log());
        }
    }
    // Another channel's "no" is not meant.
    let mut life = Life::nurtured(with_steps(&letter()));
    life.happens("2026-11-23T12:00:00Z", refuse(Channel::Calls));
    life.until("2026-11-24T12:00:00Z");
    assert!(task(&life).is_some());
    // Nobody can write an SMS to who left no number.
    let mut steps = letter();
    steps[0]["task"] = json!("sms");
    let mut life = Life::nurtured(with_steps(&steps));
    life.until("2026-12-31T12:00:00Z");
    assert_eq!(lines(&life), ["step letter of s skipped: no SMS: they left no telephone number"]);
}

/// By hand or by another program: nobody can write to a number that could not be read.
#[test]
fn an_sms_goes_to_no_number_that_can_not_be_read() {
    for action in [json!({"within": "3 working days"}), json!({"webhook": "https://sms.example/send"})] {
        for (phone, is_read, why) in [
            ("ask my boss", false, Some("step letter of s skipped: no SMS: their telephone number can't be read")),
            ("+351912345678", true, None),
        ] {
            let mut steps = letter();
            let step = steps[0].as_object_mut().unwrap();
            step.remove("within");
            step.insert("task".to_owned(), json!("sms"));
            step.extend(action.as_object().unwrap().clone());
            let mut sent = crate::setting::submission("guide", &[("email", "jose@gmail.com"), ("phone", phone)], true);
            if !is_read {
                sent.unrecognised.insert("phone".to_owned());
            }
            let mut life = Life::of(with_steps(&steps));
            life.tell(&activity(at(MONDAY), "sent", ActivityKind::FormSubmitted(sent)));
            let of = leadwright_domain::activity::StepRef { sequence: "s".to_owned(), step: "letter".to_owned() };
            let refused = refused_message(&of, life.lead(), &life.config.sequences);
            if action.get("webhook").is_some() {
                assert_eq!(refused.is_some(), why.is_some(), "{phone}: {refused:?}");
            } else {
                life.until("2026-11-24T12:00:00Z");
                assert_eq!(lines(&life).first().map(String::as_str), why, "{phone}");
                assert_eq!(task(&life).is_some(), is_read, "{phone}");
            }
        }
    }
}

#[test]
fn the_owner_has_it_else_who_the_step_names() {
    let recycled = |steps: Value| {
        let mut config = with_steps(&steps);
        let sequence = config.sequences.get_mut("s").unwrap();
        sequence.starts_on = serde_json::from_value(json!({"recycled": true})).unwrap();
        config.hashed()
    };
    let mut steps = letter();
    steps[0]["for"] = json!("chloe");
    for (config, asks_first, expected) in [
        (recycled(steps.clone()), true, "ana"),
        (with_steps(&steps), false, "chloe"),
        (with_steps(&letter()), false, "dora"),
    ] {
        let mut life = Life::of(config);
        life.tell(&post(MONDAY, if asks_first { "demo" } else { "guide" }, JOSE));
        if asks_first {
            let aside = json!({"kind": "stage_moved", "to": "recycled", "reason": "not-now", "by": "ana"});
            life.happens("2026-11-23T10:00:00Z", serde_json::from_value(aside).unwrap());
        }
        life.until("2026-11-24T12:00:00Z");
        let entry = task(&life).unwrap();
        assert!(matches!(&entry.task, Task::Manual { to, .. } if to == expected), "{entry:?}");
    }
    // There is nobody: it is skipped, and that is said.
    let mut config = with_steps(&letter());
    config.team.manager = None;
    let mut life = Life::nurtured(config.hashed());
    life.until("2026-12-31T12:00:00Z");
    assert_eq!(lines(&life), ["step letter of s skipped: it has no owner, and team.yaml names no manager, to do it"]);
}

#[test]
fn a_hand_off_ends_the_task_with_its_sequence() {
    let mut life = Life::nurtured(with_steps(&letter()));
    life.until("2026-11-24T12:00:00Z");
    life.tell(&post("2026-11-24T13:00:00Z", "demo", JOSE));
    assert_eq!((task(&life), life.ended("s")), (None, Some("Handed to sales")));
    assert!(life.lead().next_step().is_some(), "sales has a step of its own");
}

/// The task of a sequence is not what a set-aside lead is left with, and nobody else's step ends it.
#[test]
fn a_task_stands_beside_other_steps() {
    let mut config = with_steps(&letter());
    config.sequences.get_mut("s").unwrap().starts_on = serde_json::from_value(json!({"recycled": true})).unwrap();
    let mut life = Life::of(config.hashed());
    life.tell(&post(MONDAY, "demo", JOSE));
    let aside =
        json!({"kind": "stage_moved", "to": "recycled", "reason": "not-now", "again_on": "2026-12-10", "by": "ana"});
    life.happens("2026-11-23T10:00:00Z", serde_json::from_value(aside).unwrap());
    life.until("2026-11-24T12:00:00Z");
    let others = |life: &Life| life.lead().steps().filter(|step| step.on != Occasion::Sequence).count();
    assert_eq!((others(&life), task(&life).is_some()), (1, true));
    // What was next besides is done, and the task stays.
    life.happens("2026-11-24T13:00:00Z", done(None));
    assert_eq!((others(&life), task(&life).is_some()), (1, true), "a set-aside lead has a day, always");
    let entry = task(&life).unwrap();
    life.happens("2026-11-24T14:00:00Z", done(Some(&entry)));
    assert_eq!((others(&life), task(&life).is_some()), (1, false));
}

#[test]
fn what_is_next_and_what_happened_are_said() {
    let mut life = Life::nurtured(with_steps(&letter()));
    let ana = life.config.team.person("ana").unwrap().clone();
    let dora = life.config.team.person("dora").unwrap().clone();
    let now = at("2026-11-23T09:05:00Z");
    assert!(next(life.lead(), &life.config, &ana, now).contains(&"task “Send the brochure” tomorrow 9:00".to_owned()));
    life.until("2026-11-24T12:00:00Z");
    let now = at("2026-11-24T12:00:00Z");
    assert_eq!(next(life.lead(), &life.config, &ana, now), ["task for dora until Fri 27 Nov 18:00: Send the brochure"]);
    assert_eq!(next(life.lead(), &life.config, &dora, now), ["task for you until Fri 27 Nov 18:00: Send the brochure"]);
    let entry = task(&life);
    let kind = done(entry.as_ref());
    assert_eq!(story(&kind, &life.config, Reader::Member(&ana)).words, "You did it: Send the brochure");
}

/// Undone before anything followed, the task stands there again; once the next mail went, that is said.
#[test]
fn done_is_undone_only_as_long_as_nothing_followed() {
    for (mail_went, is_undone) in [(false, true), (true, false)] {
        let mut life = Life::nurtured(with_steps(&letter()));
        life.until("2026-11-24T12:00:00Z");
        let entry = task(&life).unwrap();
        let before = life.lead().enrolments.clone();
        let pressed = life.happens("2026-11-25T10:00:00Z", done(Some(&entry))).activity.id.clone();
        if mail_went {
            life.until("2026-11-25T10:05:00Z");
        }
        let now = at("2026-11-25T10:06:00Z");
        let kind = ActivityKind::Undone { activity: pressed, by: "ana".to_owned() };
        let undo = Activity::new(ActivityId::new(now, &["undo"]), lead_id(), kind);
        let Folded::NeedsTimeline(request) = fold::fold(life.lead.take(), undo, &life.config, now).unwrap() else {
            panic!("undoing needs the timeline")
        };
        let (lead, applied) = request.answer(&life.timeline, &life.config, now);
        assert_eq!(applied.decisions.ignored.is_none(), is_undone, "{applied:?}");
        assert_eq!(lead.open_task(None).is_some(), is_undone);
        if is_undone {
            assert_eq!(lead.enrolments, before);
        }
    }
}

#[test]
fn tasks_are_counted_by_their_step() {
    let count = |life: &Life, counter: &str| counted(&facts(life), "step").get("s/letter")?.get(counter).copied();
    let mut life = Life::nurtured(with_steps(&letter()));
    life.until("2026-11-24T12:00:00Z");
    assert_eq!((count(&life, "tasks"), count(&life, "tasks_done")), (Some(1), None));
    let entry = task(&life);
    life.happens("2026-11-25T10:00:00Z", done(entry.as_ref()));
    assert_eq!((count(&life, "tasks"), count(&life, "tasks_done")), (Some(1), Some(1)));
    let mut life = Life::nurtured(with_steps(&letter()));
    life.happens("2026-11-23T12:00:00Z", refuse(Channel::Letters));
    life.until("2026-11-24T12:00:00Z");
    assert_eq!((count(&life, "tasks"), count(&life, "steps_skipped")), (None, Some(1)));
}

#[test]
fn mistakes_are_named_with_what_to_write() {
    let read = |step: Value| serde_json::from_value::<Step>(step).map_err(|error| error.to_string());
    for (step, words) in [
        (json!({"name": "a", "task": "letter", "within": "3d"}), "give it a `text`"),
        (json!({"name": "a", "task": "letter", "text": "x"}), "`within: 3 working days`"),
        (json!({"name": "a", "task": "leter", "text": "x", "within": "3d"}), "unknown variant `leter`"),
        (json!({"name": "a", "task": "letter", "text": "x", "within": "0d"}), "3 working days, 4h or 3d"),
        (json!({"name": "a", "task": "letter", "text": "x", "within": "0 working days"}), "write 1 to 260"),
        (json!({"name": "a", "task": "letter", "text": "x", "webhook": "https://x.example"}), "no `webhook` does"),
        (
            json!({"name": "a", "task": "sms", "text": "x", "within": "3d", "webhook": "https://x.example"}),
            "leave out `within`",
        ),
        (json!({"name": "a", "mail": "tips", "text": "x"}), "belong to a `task`"),
        (json!({"name": "a", "mail": "tips", "task": "letter", "text": "x", "within": "3d"}), "does two things"),
    ] {
        let said = read(step.clone()).unwrap_err();
        assert!(said.contains(words), "{step}: {said}");
    }
    let whole = read(json!({"name": "a", "task": "sms", "text": "x", "webhook": "https://x.example"})).unwrap();
    assert_eq!(read(serde_json::to_value(&whole).unwrap()).unwrap(), whole);
    let found = |change: &dyn Fn(&mut Value, &mut Config)| -> Vec<String> {
        let (mut steps, mut config) = (letter(), with_steps(&letter()));
        change(&mut steps, &mut config);
        config.sequences = with_steps(&steps).sequences;
        config
            .hashed()
            .check()
            .into_iter()
            .filter(|one| one.file == "sequences/s.yaml")
            .map(|one| one.message)
            .collect()
    };
    assert_eq!(found(&|_, _| {}), [""; 0]);
    for (change, words) in [
        (
            &(|steps: &mut Value, _: &mut Config| steps[0]["text"] = json!("x".repeat(101)))
                as &dyn Fn(&mut Value, &mut Config),
            "`text` has 101 characters, and a worklist shows 100",
        ),
        (&|steps, _| steps[0]["text"] = json!(" "), "say in some words"),
        (&|steps, _| steps[0]["for"] = json!("anna"), "team.yaml has nobody with the id `anna`"),
        (&|_, config| config.team.manager = None, "`for: PERSON`"),
        (&|steps, _| steps[1]["if"]["done"] = json!("letters"), "is a task, and `letters` is none"),
        (&|steps, _| steps[1]["if"]["done"] = json!("got-it"), "is a task, and `got-it` is none"),
    ] {
        let all = found(change);
        assert!(all.iter().any(|message| message.contains(words)), "{words}: {all:?}");
    }
}

fn any_steps() -> impl Strategy<Value = Value> {
    let within = prop_oneof![Just("2h"), Just("1d"), Just("1 working day"), Just("5 working days")];
    let one = (0..4_u8, within, prop_oneof![Just("letter"), Just("sms"), Just("other")]);
    prop::collection::vec(one, 1..6).prop_map(|all| {
        let steps = all.into_iter().enumerate().map(|(at, (kind, within, task))| match kind {
            0 => json!({"name": format!("s{at}"), "wait": "3h", "mail": "tips"}),
            1 => json!({"name": format!("s{at}"), "if": {"done": "s0"}, "then": "end"}),
            _ => json!({"name": format!("s{at}"), "task": task, "text": "Do it", "within": within}),
        });
        steps.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn a_sequence_with_tasks_never_stands_still(
        steps in any_steps(),
        told in prop::collection::vec((1..60_i64, 0..5_u8), 0..8),
    ) {
        let mut life = Life::nurtured(with_steps(&steps));
        let mut now = at(MONDAY);
        for (hours, what) in told {
            now += SignedDuration::from_hours(hours);
            life.until(&now.to_string());
            let entry = task(&life);
            let kind = match what {
                0 => refuse(Channel::Letters),
                1 => done(None),
                _ => done(entry.as_ref()),
            };
            life.tell(&activity(now, &now.to_string(), kind));
            for way in life.lead().enrolments.values().filter(|way| way.ended.is_none()) {
                let waiting = life.lead().agenda().iter().filter(|entry| way.is_of(&entry.id)).count();
                prop_assert_eq!(waiting, 1, "{:?}", life.lead().agenda());
            }
        }
        life.until("2028-01-01T00:00:00Z");
        prop_assert!(life.has_nothing_left());
        let json = serde_json::to_string(&life.timeline).unwrap();
        let timeline: Vec<Applied> = serde_json::from_str(&json).unwrap();
        let replayed = timeline.iter().fold(None, |lead, applied| Some(fold::replay(lead, applied, &life.config.scoring)));
        prop_assert_eq!(replayed.as_ref(), Some(life.lead()));
    }
}

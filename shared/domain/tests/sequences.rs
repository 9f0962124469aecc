//! Sequences and segments: who comes in, how it goes on, when it is over.

mod setting;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::StepRef;
use leadwright_domain::activity::{
    Activity, ActivityId, ActivityKind, Contact, Interaction, Move, Preferences, Recipient,
};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::funnel::Facts;
use leadwright_domain::lead;
use leadwright_domain::lead::Applied;
use leadwright_domain::lead::{AgendaEntry, Task};
use leadwright_domain::lead::{Lead, Seen};
use leadwright_domain::metrics::Fact;
use leadwright_domain::sending;
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::sequence::next_ready;
use leadwright_domain::sequence::{Sequence, Step, StepAction, mail_for, over, task, variant, webhook};
use leadwright_domain::value::stage::Stage;
use proptest::prelude::*;
use serde_json::{Value, json};
use setting::{activity, at, config, import, post, step, submission};

/// A Monday, nine o'clock in Lisbon.
const MONDAY: &str = "2026-11-23T09:00:00Z";

const JOSE: &[(&str, &str)] = &[("email", "jose@gmail.com")];

fn sequence(value: Value) -> Sequence {
    serde_json::from_value(value).unwrap()
}

/// The small company with these sequences only.
fn with(sequences: &[(&str, Value)]) -> Config {
    let sequences = sequences.iter().map(|(name, value)| ((*name).to_owned(), sequence(value.clone())));
    Config { sequences: sequences.collect(), ..config() }.hashed()
}

/// The same with one sequence `s` that starts on the guide.
fn with_steps(steps: &Value) -> Config {
    with(&[("s", json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": steps}))])
}

/// A lead's life: what is told of it, and what the mailer does meanwhile.
struct Life {
    config: Config,
    lead: Option<Lead>,
    timeline: Vec<Applied>,
    turn: usize,
}

impl Life {
    fn of(config: Config) -> Self {
        Self { config, lead: None, timeline: Vec::new(), turn: 0 }
    }

    /// One that downloaded the guide on the Monday.
    fn nurtured(config: Config) -> Self {
        let mut life = Self::of(config);
        life.tell(&post(MONDAY, "guide", JOSE));
        life
    }

    fn lead(&self) -> &Lead {
        self.lead.as_ref().unwrap()
    }

    fn tell(&mut self, activity: &Activity) -> &Applied {
        let now = activity.occurred_at();
        self.tell_at(activity, now)
    }

    fn tell_at(&mut self, activity: &Activity, now: Timestamp) -> &Applied {
        let (lead, applied) = step(self.lead.take(), activity, &self.config, now, &mut self.turn);
        self.lead = Some(lead);
        self.timeline.push(applied);
        self.timeline.last().unwrap()
    }

    fn happens(&mut self, time: &str, what: ActivityKind) -> &Applied {
        self.tell(&activity(at(time), time, what))
    }

    /// What the mailer does until then, each in its time.
    fn until(&mut self, time: &str) {
        for _ in 0..200 {
            let lead = self.lead();
            let Some(next) = lead.agenda.iter().map(|entry| entry.due).min().filter(|due| *due <= at(time)) else {
                return;
            };
            let now = next.max(self.timeline.last().unwrap().applied_at);
            let entry = next_ready(lead, &self.config.sequences, now).unwrap().clone();
            let dealt = dealt_with(lead, &entry, &self.config, now);
            self.tell_at(&dealt, now);
        }
        panic!("it never ends: {:?}", self.lead().agenda);
    }

    /// What was done of sequences: when, in UTC, and what.
    fn log(&self) -> Vec<String> {
        let lines = self.timeline.iter().filter_map(|applied| {
            let what = match &applied.activity.kind {
                ActivityKind::MailSent(mailing) if mailing.step.is_some() => format!("mail {}", mailing.mail),
                ActivityKind::MailSent(mailing) if mailing.mail == "call" => format!("call {:?}", mailing.to),
                ActivityKind::StepTaken { step, .. } => format!("step {}", step.step),
                ActivityKind::WebhookCalled { step, .. } => format!("webhook {}", step.step),
                _ => return None,
            };
            Some(format!("{} {what}", applied.applied_at.strftime("%a %-d %H:%M")))
        });
        lines.collect()
    }

    fn ended(&self, sequence: &str) -> Option<&str> {
        self.lead().enrolments.get(sequence)?.ended.as_deref()
    }
}

/// What comes of an entry that is due, as the mailer records it.
fn dealt_with(lead: &Lead, entry: &AgendaEntry, config: &Config, now: Timestamp) -> Activity {
    let what = match &entry.task {
        Task::Mail { .. } => ActivityKind::MailSent(entry.mailing().unwrap()),
        Task::Accept { owner, .. } => ActivityKind::AcceptMissed { entry: entry.id.clone(), owner: owner.clone() },
        Task::Webhook { step, .. } => ActivityKind::WebhookCalled {
            step: step.clone(),
            entry: entry.id.clone(),
            failed: over(entry, lead, &config.sequences),
        },
        Task::Step { step } => {
            let written = config.sequences.get(&step.sequence).and_then(|sequence| sequence.step(&step.step));
            let set = match written.map(|step| &step.does) {
                Some(StepAction::Set(set)) => set.clone(),
                _ => BTreeMap::new(),
            };
            ActivityKind::StepTaken { step: step.clone(), entry: entry.id.clone(), set }
        }
        Task::ClassifyClicks { .. } => unreachable!("nothing here follows links"),
    };
    Activity::new(ActivityId::new(now, &[&entry.id, what.name()]), lead.id.clone(), what)
}

#[test]
fn each_kind_of_step_does_its_part() {
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
        // Neither waits: decided at once.
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
        // A question that has its time.
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
        // It holds already: no wait at all.
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
        // Nobody owns it: the manager is asked.
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
        assert!(life.lead().agenda.is_empty(), "{steps}");
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
    assert_eq!(life.lead().agenda.len(), 1, "it goes on all the same");
}

#[test]
fn who_is_asked_to_call_reads_the_words_of_the_step() {
    let mut life = Life::nurtured(with_steps(&json!([{"name": "c", "call": "Ask about the guide"}])));
    life.until(MONDAY);
    let taken =
        life.timeline.iter().find(|applied| matches!(applied.activity.kind, ActivityKind::StepTaken { .. })).unwrap();
    assert_eq!(task(&taken.activity, &life.config), "Ask about the guide");
    assert_eq!(taken.decisions.planned[0].task, Task::Mail { mail: "call".into(), to: Recipient::Manager, step: None });
    assert_eq!(task(&life.timeline[0].activity, &life.config), "");
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
    assert!(taken.decisions.handed_off && taken.decisions.contacted.is_none());
}

#[test]
fn what_enters_a_lead() {
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
        // It was above already when it agreed to mail.
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
fn neither_time_nor_a_new_model_enters_a_lead() {
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
        let recounted = Some(config.scoring.recount(&life.timeline).1);
        let given = fold::FoldInput { chosen: None, recounted };
        let (lead, _) = fold::fold(life.lead.clone(), activity, &config, at("2026-11-25T00:00:00Z"), &given).unwrap();
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
    let won = ActivityKind::DealWon { history: false, amount: None, by: None };
    // By the stage that it has now.
    assert_eq!(life.happens("2026-11-25T09:00:00Z", won).decisions.segments, names(&["large", "won"]));
    assert_eq!(life.lead().segments, names(&["large", "won"]).unwrap());
}

/// A contact that re-enters a sequence: two logs, stuck or looping.
#[test]
fn r_mautic_9797_a_sequence_is_entered_anew_only_as_it_says() {
    let forms = ["2026-11-23T09:00:00Z", "2026-11-24T12:00:00Z", "2026-11-27T09:00:00Z", "2026-12-20T09:00:00Z"];
    for (again, begun) in [
        (json!("never"), [true, false, false, false]),
        // On the 24th it is in it still.
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
            let of_s = life.lead().agenda.iter().filter(|entry| entry.step().is_some()).count();
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

/// Put aside once more while the sequence runs: the old way leaves nothing behind.
#[test]
fn r_mautic_17145_a_way_that_begins_anew_leaves_nothing_of_the_old_one() {
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
    let old = life.lead().agenda.iter().find(|entry| entry.is_marketing()).unwrap().clone();
    life.happens("2026-12-01T09:00:00Z", aside());
    let lead = life.lead();
    let marketing: Vec<_> = lead.agenda.iter().filter(|entry| entry.is_marketing()).collect();
    assert_eq!(marketing.len(), 1);
    assert_eq!(marketing[0].due, at("2026-12-31T09:00:00Z"));
    assert_ne!(marketing[0].id, old.id, "another mail than that of the old way");
    // A mail of the old way that was on its way to SES: its record moves nothing, and it may not go again.
    assert_eq!(over(&old, lead, &life.config).as_deref(), Some("The sequence s is over"));
    assert_eq!(over(marketing[0], lead, &life.config), None);
    let before = lead.enrolments.clone();
    life.happens("2026-12-01T09:00:01Z", ActivityKind::MailSent(old.mailing().unwrap()));
    assert_eq!(life.lead().enrolments, before);
    life.until("2027-06-01T00:00:00Z");
    assert_eq!(life.log(), ["Tue 1 09:00 mail tips", "Thu 31 09:00 mail tips", "Sat 30 09:00 mail story"]);
}

#[test]
fn goals_and_exits_end_a_sequence_whatever_says_so() {
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
        // The form hands it off, and that is just what the sequence was for.
        (post(time, "demo", JOSE), Some("Goal: Asked for a demo"), true),
        (told(edited(&[("employees", "120")])), Some("Too large for this"), false),
        (told(edited(&[("employees", "12")])), None, false),
        (told(reply), Some("They answered"), false),
        (told(ActivityKind::Unsubscribed), Some("Unsubscribed"), false),
        (told(off(&["tips"])), Some("Wants no mail about: Tips"), false),
        (told(off(&["news"])), None, false),
        (told(ActivityKind::NurtureStopped { by: "ana".into() }), Some("Stopped by ana"), false),
    ] {
        let mut life = Life::nurtured(with(&[("s", sequence.clone())]));
        life.until("2026-11-25T00:00:00Z");
        life.tell(&end);
        assert_eq!(life.ended("s"), expected);
        let waits = life.lead().agenda.iter().any(|entry| entry.step().is_some());
        assert_eq!(waits, expected.is_none(), "{expected:?}: nothing of it stays on the agenda");
        let counts = Fact::of(life.timeline.last().unwrap(), life.lead()).counts;
        assert_eq!(counts.contains(&"goal.s".to_owned()), is_goal, "{expected:?}");
        assert_eq!(counts.contains(&"ended.s".to_owned()), expected.is_some(), "{expected:?}");
    }
    // Who is where it leads already does not enter.
    let mut life = Life::of(with(&[("s", sequence)]));
    life.tell(&post(MONDAY, "guide", &[("email", "jose@gmail.com"), ("employees", "120")]));
    assert!(life.lead().enrolments.is_empty());
}

#[test]
fn a_mail_that_is_dropped_ends_its_sequence_and_no_other() {
    let one = json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": [{"name": "a", "wait": "1d", "mail": "tips"}]});
    let mut life = Life::nurtured(with(&[("one", one.clone()), ("two", one)]));
    let mailing = life.lead().agenda.iter().find_map(|entry| entry.mailing().filter(|mailing| mailing.step.is_some()));
    life.happens("2026-11-24T09:00:00Z", ActivityKind::MailDropped { mailing: mailing.unwrap(), reason: "No".into() });
    assert_eq!((life.ended("one"), life.ended("two")), (Some("No"), None));
}

#[test]
fn what_is_waited_for_goes_on_at_once() {
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
fn a_sequence_that_is_edited_under_way_neither_repeats_nor_skips() {
    let old = json!([{"name": "a", "wait": "1d", "mail": "tips"}, {"name": "b", "wait": "1d", "mail": "story"}, {"name": "w", "wait": "1d"}]);
    for (new, log, ended) in [
        // Moved: who had it does not get it again.
        (
            json!([{"name": "b", "wait": "1d", "mail": "story"}, {"name": "a", "wait": "1d", "mail": "tips"}, {"name": "c", "wait": "1d", "mail": "tips"}]),
            vec!["Tue 24 09:00 mail tips", "Wed 25 09:00 mail story", "Thu 26 09:00 mail tips"],
            "All steps done",
        ),
        // Put in before: it is gone past. Put in behind: it comes.
        (
            json!([{"name": "n", "mail": "tips"}, {"name": "a", "mail": "tips"}, {"name": "b", "mail": "story"}, {"name": "o", "wait": "5d", "mail": "tips"}]),
            vec!["Tue 24 09:00 mail tips", "Wed 25 09:00 mail story", "Mon 30 09:00 mail tips"],
            "All steps done",
        ),
        // Gone: nothing says what would be next.
        (
            json!([{"name": "a", "wait": "1d", "mail": "tips"}, {"name": "x", "mail": "tips"}]),
            vec!["Tue 24 09:00 mail tips", "Wed 25 09:00 mail story"],
            "The step b is gone",
        ),
    ] {
        let mut life = Life::nurtured(with_steps(&old));
        life.until("2026-11-24T12:00:00Z");
        life.config.sequences.get_mut("s").unwrap().steps = serde_json::from_value(new.clone()).unwrap();
        life.until("2026-12-31T00:00:00Z");
        assert_eq!((life.log(), life.ended("s")), (log.into_iter().map(str::to_owned).collect(), Some(ended)), "{new}");
    }
    // Of a step that is no mail, at its time; and of a whole file.
    let mut life = Life::nurtured(with_steps(&json!([{"name": "w", "wait": "1d"}, {"name": "a", "mail": "tips"}])));
    let entry = life.lead().agenda.last().unwrap().clone();
    life.config.sequences.get_mut("s").unwrap().steps.remove(0);
    assert_eq!(over(&entry, life.lead(), &life.config).as_deref(), Some("The step w is gone"));
    life.until("2026-12-31T00:00:00Z");
    assert_eq!((life.log(), life.ended("s")), (vec!["Tue 24 09:00 step w".to_owned()], Some("The step w is gone")));
    let mut life = Life::nurtured(with_steps(&json!([{"name": "w", "wait": "1d"}])));
    life.config.sequences.clear();
    life.until("2026-12-31T00:00:00Z");
    assert_eq!(life.ended("s"), Some("The sequence s is gone"));
}

/// Scheduled in UTC, sent hours off; daylight saving.
/// A step that became something else while the lead waited for it is done as it is by now.
#[test]
fn a_step_that_is_edited_into_another_kind_is_done_as_it_is_now() {
    let end = json!({"name": "last", "mail": "story"});
    for (was, is, log) in [
        (
            json!({"wait": "2d"}),
            json!({"wait": "2d", "mail": "tips"}),
            ["Wed 25 09:00 step a", "Wed 25 09:00 mail tips"],
        ),
        (
            json!({"until": {"score": 90}, "at_the_latest": "2d"}),
            json!({"wait": "9d", "mail": "tips"}),
            ["Wed 25 09:00 step a", "Wed 25 09:00 mail tips"],
        ),
        (
            json!({"wait": "2d", "stage": "mql"}),
            json!({"webhook": "https://crm.example/x"}),
            ["Wed 25 09:00 step a", "Wed 25 09:00 webhook a"],
        ),
    ] {
        let steps = |mut step: Value| {
            step["name"] = json!("a");
            with_steps(&json!([step, end]))
        };
        let mut life = Life::nurtured(steps(was.clone()));
        let id = life.lead().agenda.last().unwrap().id.clone();
        life.config = steps(is.clone());
        life.until("2026-12-31T00:00:00Z");
        assert_eq!(life.log(), [&log[..], &["Wed 25 09:00 mail story"]].concat(), "{was} {is}");
        let planned = life.timeline.iter().flat_map(|applied| &applied.decisions.planned);
        assert_eq!(planned.filter(|plan| plan.id == id).count(), 2, "under the same send id");
        assert_eq!(life.ended("s"), Some("All steps done"));
    }
    // The other way round: what is no mail any more is not sent.
    let mut life = Life::nurtured(with_steps(&json!([{"name": "a", "wait": "1d", "mail": "tips"}, end])));
    life.config = with_steps(&json!([{"name": "a", "wait": "1d"}, end]));
    let entry = life.lead().agenda.last().unwrap();
    let outside = Outside::default();
    let verdict = sending::verdict(Recipient::Lead, entry, life.lead(), &outside, &life.config, entry.due);
    assert_eq!(verdict, SendVerdict::Drop("The step a is no mail any more".to_owned()));
}

#[test]
fn a_program_is_told_where_the_file_says_by_now() {
    let of = StepRef { sequence: "s".to_owned(), step: "w".to_owned() };
    for (steps, expected) in [
        (json!([{"name": "w", "webhook": "https://new.example/x"}]), "https://new.example/x"),
        (json!([{"name": "w", "wait": "1d"}]), "https://old.example/x"),
        (json!([{"name": "other", "wait": "1d"}]), "https://old.example/x"),
    ] {
        assert_eq!(webhook(&of, "https://old.example/x", &with_steps(&steps)), expected, "{steps}");
    }
}

/// A record that lost the race to an edit or an end of the sequence sets nothing.
#[test]
fn a_step_that_is_told_late_sets_nothing() {
    let set = |company: &str| BTreeMap::from([("company".to_owned(), company.to_owned())]);
    let mut life = Life::nurtured(with_steps(&json!([{"name": "a", "wait": "1d", "set": {"company": "Acme"}}])));
    let of = StepRef { sequence: "s".to_owned(), step: "a".to_owned() };
    let entry = life.lead().agenda.last().unwrap().id.clone();
    life.happens("2026-11-23T10:00:00Z", ActivityKind::NurtureStopped { by: "ana".to_owned() });
    life.happens("2026-11-24T09:00:00Z", ActivityKind::StepTaken { step: of, entry, set: set("Acme") });
    assert_eq!(life.lead().field("company"), None);
    let replayed =
        life.timeline.iter().fold(None, |lead, applied| Some(fold::replay(lead, applied, &life.config.scoring)));
    assert_eq!(replayed.as_ref(), life.lead.as_ref());
}

#[test]
fn r_mautic_7665_hours_are_those_of_the_leads_own_clock() {
    let at_nine = json!([{"name": "a", "wait": "1d", "at": ["mon-fri 9:00-10:00"], "mail": "tips"}]);
    for (posted, zone, hours, due) in [
        (MONDAY, "Europe/Lisbon", None, "2026-11-24T09:00:00Z"),
        (MONDAY, "America/New_York", None, "2026-11-24T14:00:00Z"),
        (MONDAY, "Asia/Tokyo", None, "2026-11-25T00:00:00Z"),
        // Friday evening: the next weekday.
        ("2026-11-27T18:00:00Z", "Europe/Lisbon", None, "2026-11-30T09:00:00Z"),
        // The clocks go forward, and back, on the Sunday between.
        ("2027-03-26T18:00:00Z", "Europe/Lisbon", None, "2027-03-29T08:00:00Z"),
        ("2026-10-23T18:00:00Z", "Europe/Lisbon", None, "2026-10-26T09:00:00Z"),
        // And in the hours when marketing mail may go at all.
        (MONDAY, "Europe/Lisbon", Some("tue-sun 9:30-18:00"), "2026-11-24T09:30:00Z"),
        (MONDAY, "Europe/Lisbon", Some("thu 0:00-9:15"), "2026-11-26T09:00:00Z"),
        (MONDAY, "Nowhere/None", None, "2026-11-24T09:00:00Z"),
    ] {
        let mut config = with_steps(&at_nine);
        if let Some(hours) = hours {
            config.sending.hours = vec![hours.to_owned()].try_into().unwrap();
        }
        let mut life = Life::of(config);
        life.tell(&post(posted, "guide", &[("email", "jose@gmail.com"), ("timezone", zone)]));
        let entry = life.lead().agenda.iter().find(|entry| entry.is_marketing()).unwrap();
        assert_eq!(entry.due, at(due), "{posted} {zone} {hours:?}");
    }
    // A mail without hours of its own shows its true time, too.
    let mut config = with_steps(&json!([{"name": "a", "wait": "1d", "mail": "tips"}]));
    config.sending.hours = vec!["mon-fri 12:00-18:00".to_owned()].try_into().unwrap();
    let life = Life::nurtured(config);
    assert_eq!(life.lead().agenda.last().unwrap().due, at("2026-11-24T12:00:00Z"));
}

#[test]
fn a_time_that_never_comes_is_named() {
    let mut config = with_steps(&json!([{"name": "a", "at": ["sun 3:00-4:00"], "mail": "tips"}]));
    let never =
        |config: &Config| config.check().into_iter().any(|problem| problem.message.contains("its time never comes"));
    for (hours, expected) in
        [("mon-sun 0:00-24:00", false), ("mon-fri 8:00-18:00", true), ("sun 4:00-9:00", true), ("sun 3:59-9:00", false)]
    {
        config.sending.hours = vec![hours.to_owned()].try_into().unwrap();
        assert_eq!(never(&config), expected, "{hours}");
    }
}

#[test]
fn what_a_step_sets_passes_a_form() {
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
        (json!({"country": "Portugal"}), Some("two letters, like PT")),
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
fn nobody_comes_to_recycled_by_a_rule() {
    for (starts_on, step) in [
        (json!({"stage": "recycled"}), json!({"name": "a", "mail": "tips"})),
        (json!({"form": "guide"}), json!({"name": "a", "stage": "recycled"})),
    ] {
        let found = with(&[("s", json!({"topic": "tips", "starts_on": starts_on, "steps": [step]}))]).check();
        assert!(found.len() == 1 && found[0].message.contains("`starts_on: {recycled: true}`"), "{found:?}");
    }
}

#[test]
fn notifications_go_first_then_the_sequence_that_matters_more() {
    let one = |priority: u8, wait: &str| json!({"topic": "tips", "starts_on": {"form": "guide"}, "priority": priority, "steps": [{"name": "a", "wait": wait, "mail": "tips"}]});
    let life = Life::nurtured(with(&[("first", one(0, "1h")), ("more", one(5, "3h")), ("same", one(5, "2h"))]));
    let mut lead = life.lead().clone();
    let mut order = Vec::new();
    while let Some(entry) = next_ready(&lead, &life.config, at("2026-11-23T18:00:00Z")).cloned() {
        order.push(entry.step().map_or("thanks", |step| {
            if step.sequence == "more" {
                "more"
            } else if step.sequence == "same" {
                "same"
            } else {
                "first"
            }
        }));
        lead.agenda.retain(|other| other.id != entry.id);
    }
    assert_eq!(order, ["thanks", "same", "more", "first"]);
    assert_eq!(next_ready(life.lead(), &life.config, at("2026-11-23T08:00:00Z")), None);
}

#[test]
fn variants_are_chosen_by_what_is_known_at_the_moment_of_sending() {
    let instead = json!([
        {"mail": "large", "when": {"when": {"field": "employees", "at_least": 50}}},
        {"mail": "half", "share": 50},
    ]);
    let config = with_steps(&json!([{"name": "a", "wait": "1d", "mail": "tips", "instead": instead}]));
    let mut life = Life::nurtured(config);
    let of = StepRef { sequence: "s".into(), step: "a".into() };
    let now = at("2026-11-24T09:00:00Z");
    let mail = |life: &Life, of: &StepRef| mail_for(life.lead(), of, "planned", &life.config, now);
    let before = mail(&life, &of);
    assert!(before == "tips" || before == "half");
    assert_eq!(mail(&life, &of), before, "always the same");
    life.happens(
        "2026-11-23T10:00:00Z",
        ActivityKind::Edited { fields: BTreeMap::from([("employees".to_owned(), "120".to_owned())]), by: "ana".into() },
    );
    assert_eq!(mail(&life, &of), "large");
    assert_eq!(mail(&life, &StepRef { step: "gone".into(), ..of }), "planned");
}

/// Of 10,000 leads each variant gets its share, and who gets what in one step says nothing of another.
#[test]
fn shares_are_even_and_independent_between_steps() {
    use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
    let config = with_steps(&json!([]));
    let life = Life::nurtured(config);
    let step: Step = serde_json::from_value(
        json!({"name": "a", "mail": "own", "instead": [{"mail": "b", "share": 20}, {"mail": "c", "share": 30}]}),
    )
    .unwrap();
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    for number in 0..10_000 {
        let id = LeadId::of(&IdentityKey::new("k"), &Identity::Entry(number.to_string()));
        let lead = Lead { id, ..life.lead().clone() };
        let facts = Facts::of(&lead, &life.config, at(MONDAY));
        let of = |name: &str| {
            variant(&step, &StepRef { sequence: "s".into(), step: name.into() }, &facts).unwrap().to_owned()
        };
        *counts.entry((of("a"), of("other"))).or_default() += 1;
    }
    let share = |mail: &str| match mail {
        "b" => 20,
        "c" => 30,
        _ => 50,
    };
    for ((one, other), count) in counts {
        let expected = share(&one) * share(&other);
        assert!(count.abs_diff(expected) < 150, "{one} and {other}: {count} of 10,000, expected {expected}");
    }
}

#[test]
fn a_lead_remembers_its_newest_sequences_and_none_that_goes_on_is_forgotten() {
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

/// A full agenda: what has no room is over, instead of standing still for ever.
#[test]
fn a_sequence_without_room_on_the_agenda_is_not_begun() {
    let mut config = with(&[]);
    for number in 0..40 {
        let one = json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": [{"name": "a", "wait": "1d", "mail": "tips"}]});
        config.sequences.insert(format!("s{number}"), sequence(one));
    }
    let life = Life::nurtured(config);
    let (agenda, enrolments) = (&life.lead().agenda, &life.lead().enrolments);
    assert_eq!(agenda.len(), lead::LIMIT);
    assert_eq!(enrolments.len(), lead::LIMIT - 1, "beside the thank-you");
    assert!(enrolments.values().all(|way| agenda.iter().any(|entry| way.is_of(&entry.id))));
}

fn any_criterion() -> impl Strategy<Value = Value> {
    prop_oneof![
        (1..60_i32).prop_map(|score| json!({"score": score})),
        Just(json!({"when": {"field": "company", "given": true}})),
        Just(json!({"segment": "large"})),
        Just(json!({"not": {"segment": "large"}})),
        Just(json!({"when": {"field": "stage", "one_of": ["mql", "recycled"]}})),
    ]
}

/// Steps that only jump forwards, as the check wants them.
fn any_steps() -> impl Strategy<Value = Value> {
    let wait = prop_oneof![Just(None), Just(Some("0m")), Just(Some("10m")), Just(Some("3h")), Just(Some("2d"))];
    let one = (0..9_u8, wait, any_criterion(), 0..4_usize, any::<bool>());
    prop::collection::vec(one, 1..9).prop_map(|all| {
        let count = all.len();
        let steps = all.into_iter().enumerate().map(|(at, (kind, wait, test, jump, late))| {
            let name = |at: usize| if at < count { format!("s{at}") } else { "end".to_owned() };
            let to = name(at + 1 + jump);
            let mut step = match kind {
                0 | 1 => json!({"mail": "tips"}),
                2 => json!({"if": test, "then": to}),
                3 => json!({"if": test, "else": to}),
                4 => return json!({"name": name(at), "until": test, "at_the_latest": "1d"}),
                5 => json!({"set": {"company": "Acme"}}),
                6 => json!({"stage": "mql"}),
                7 => json!({"webhook": "https://x.example/"}),
                _ if late => json!({"hand_over": "Now"}),
                _ => json!({"call": "Call them"}),
            };
            step["name"] = json!(name(at));
            if let Some(wait) = wait {
                step["wait"] = json!(wait);
            }
            step
        });
        steps.collect()
    })
}

fn any_sequence() -> impl Strategy<Value = Value> {
    let starts = prop_oneof![
        Just(json!({"form": "guide"})),
        Just(json!({"segment": "large"})),
        Just(json!({"score": 20})),
        Just(json!({"stage": "mql"})),
        Just(json!({"recycled": true})),
    ];
    let again = prop_oneof![Just("never"), Just("always"), Just("1d")];
    (starts, again, any_steps(), prop::option::of(any_criterion()), 0..3_u8).prop_map(
        |(starts, again, steps, goal, priority)| {
            let mut sequence =
                json!({"topic": "tips", "starts_on": starts, "again": again, "steps": steps, "priority": priority});
            if let Some(mut goal) = goal {
                goal["label"] = json!("Goal");
                sequence["goal"] = goal;
            }
            sequence
        },
    )
}

fn any_what() -> impl Strategy<Value = ActivityKind> {
    let large: &[(&str, &str)] = &[("email", "jose@gmail.com"), ("employees", "120")];
    let small: &[(&str, &str)] = &[("email", "jose@gmail.com"), ("employees", "3")];
    let aside =
        Move { to: Stage::Recycled, reason: Some("not-now".into()), again_on: None, by: "ana".into(), note: None };
    prop_oneof![
        4 => prop_oneof![Just(large), Just(small), Just(JOSE)].prop_map(|fields| ActivityKind::FormSubmitted(submission("guide", fields, true))),
        1 => Just(ActivityKind::FormSubmitted(submission("demo", JOSE, true))),
        2 => Just(ActivityKind::StageMoved(aside)),
        1 => Just(ActivityKind::PageViewed(Interaction::default())),
        1 => Just(ActivityKind::TemperatureChanged),
        1 => Just(ActivityKind::Unsubscribed),
        1 => Just(ActivityKind::ReplyReceived(Contact { by: "lead".into(), reached: true, note: None })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_every_way_ends_and_nothing_is_sent_twice(
        sequences in prop::collection::vec(any_sequence(), 1..4),
        told in prop::collection::vec((1..40_i64, any_what()), 1..12),
    ) {
        let mut config = with(&[]);
        config.sequences = sequences.into_iter().enumerate().map(|(at, value)| (format!("q{at}"), sequence(value))).collect();
        config.segments.insert("large".into(), serde_json::from_value(json!({"label": "Large", "when": {"field": "employees", "at_least": 50}})).unwrap());
        let mut life = Life::of(config.hashed());
        let mut now = at(MONDAY);
        life.tell(&post(MONDAY, "guide", JOSE));
        for (hours, what) in told {
            now += SignedDuration::from_hours(hours);
            life.until(&now.to_string());
            life.tell(&activity(now, &now.to_string(), what));
            let lead = life.lead();
            prop_assert!(lead.agenda.len() <= lead::LIMIT);
            for (name, way) in lead.enrolments.iter().filter(|(_, way)| way.ended.is_none()) {
                let waiting = lead.agenda.iter().filter(|entry| way.is_of(&entry.id)).count();
                prop_assert_eq!(waiting, 1, "{} stands still, or is in two places: {:?}", name, lead.agenda);
            }
        }
        life.until("2028-01-01T00:00:00Z");
        prop_assert!(life.lead().agenda.is_empty());
        prop_assert!(life.lead().enrolments.values().all(|way| way.ended.is_some()));

        let planned = life.timeline.iter().flat_map(|applied| &applied.decisions.planned);
        let ids: Vec<&String> = planned.filter(|plan| plan.task.step().is_some()).map(|plan| &plan.id).collect();
        let once: BTreeSet<_> = ids.iter().collect();
        prop_assert_eq!(once.len(), ids.len(), "a send id was planned twice: {:?}", ids);

        let json = serde_json::to_string(&life.timeline).unwrap();
        let timeline: Vec<Applied> = serde_json::from_str(&json).unwrap();
        let replayed = timeline.iter().fold(None, |lead, applied| Some(fold::replay(lead, applied, &life.config.scoring)));
        prop_assert_eq!(replayed.as_ref(), Some(life.lead()));
    }
}

#[test]
fn numbers_out_of_their_bounds_say_what_to_write() {
    let read = |key: &str, number: i64| {
        let mut value = json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": [
            {"name": "a", "mail": "tips", "instead": [{"mail": "story", "share": 30}]},
        ]});
        *if key == "share" { &mut value["steps"][0]["instead"][0][key] } else { &mut value[key] } = json!(number);
        serde_json::from_value::<Sequence>(value).map_err(|error| error.to_string())
    };
    for (key, number, words) in [
        ("share", 300, "from 1 to 99"),
        ("share", 100, "from 1 to 99"),
        ("share", 0, "from 1 to 99"),
        ("priority", 300, "from 0 to 255"),
        ("priority", -1, "from 0 to 255"),
    ] {
        let said = read(key, number).unwrap_err();
        assert!(said.contains(words) && said.contains(key), "{said}");
    }
    assert!(read("share", 99).is_ok() && read("priority", 255).is_ok());
}

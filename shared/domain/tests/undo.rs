//! Undoing what a person did.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{
    Activity, ActivityId, ActivityKind, Answers, Contact, Mailing, Move, Recipient, StepRef,
};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::fold::Folded;
use leadwright_domain::lead::{Applied, Departed, Lead, undone};
use leadwright_domain::metrics::Fact;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use proptest::prelude::*;
use serde_json::json;

use crate::setting;
use crate::setting::{activity, at, post, run, step};

pub(crate) const START: &str = "2026-11-23T09:00:00Z";

fn config() -> Config {
    let mut config = setting::config();
    let segment = json!({"label": "Large", "when": {"field": "employees", "at_least": 500}});
    config.segments.insert("large".to_owned(), serde_json::from_value(segment).unwrap());
    config.hashed()
}

pub(crate) fn minutes(count: i64) -> Timestamp {
    at(START) + SignedDuration::from_mins(count)
}

/// A lead and its whole timeline.
#[derive(Clone)]
pub(crate) struct Life {
    pub(crate) config: Config,
    pub(crate) lead: Lead,
    pub(crate) timeline: Vec<Applied>,
    turn: usize,
}

impl Life {
    pub(crate) fn new(activities: &[Activity]) -> Self {
        let config = config();
        let (lead, timeline) = run(&config, activities);
        Self { config, lead, timeline, turn: 1 }
    }

    pub(crate) fn act(&mut self, minute: i64, kind: ActivityKind) -> ActivityId {
        let seed = format!("{minute} {}", self.timeline.len());
        self.tell(minute, &activity(minutes(minute), &seed, kind))
    }

    /// Applies an activity, whenever it happened, at that minute.
    pub(crate) fn tell(&mut self, minute: i64, activity: &Activity) -> ActivityId {
        let id = activity.id.clone();
        let (lead, applied) = match fold::fold(Some(self.lead.clone()), activity.clone(), &self.config, minutes(minute))
        {
            Ok(Folded::NeedsTimeline(request)) => request.answer(&self.timeline, &self.config, minutes(minute)),
            _ => step(Some(self.lead.clone()), activity, &self.config, minutes(minute), &mut self.turn),
        };
        self.lead = lead;
        self.timeline.push(applied);
        id
    }

    pub(crate) fn undo(&mut self, minute: i64, id: &ActivityId, by: &str) -> Result<Vec<Departed>, String> {
        self.act(minute, ActivityKind::Undone { activity: id.clone(), by: by.to_owned() });
        self.undone()
    }

    /// What the newest activity undid.
    pub(crate) fn undone(&self) -> Result<Vec<Departed>, String> {
        let decisions = &self.timeline.last().unwrap().decisions;
        match (&decisions.undone, &decisions.ignored) {
            (Some(undoing), None) => Ok(undoing.left.clone()),
            (None, Some(why)) => Err(why.clone()),
            other => panic!("{other:?}"),
        }
    }

    fn counts(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for fact in fold::facts(&self.timeline, &self.config) {
            for counter in fact.counts {
                *counts.entry(counter).or_default() += 1;
            }
            for (sum, amount) in fact.sums {
                *counts.entry(sum).or_default() += amount;
            }
        }
        counts
    }

    pub(crate) fn replayed(&self) -> Lead {
        let replay = |lead, applied: &Applied| Some(fold::replay(lead, applied, &self.config.scoring));
        self.timeline.iter().fold(None, replay).unwrap()
    }
}

/// Leads in every state that salespeople meet.
fn lives() -> Vec<(&'static str, Life)> {
    let person = [("email", "maria@acme.example"), ("employees", "120"), ("phone", "+351912345678")];
    let guide = || Life::new(&[post(START, "guide", &person)]);
    let demo = || Life::new(&[post(START, "demo", &person)]);
    let after = |mut life: Life, kinds: &[ActivityKind]| {
        for (minute, kind) in (1..).zip(kinds) {
            life.act(minute, kind.clone());
        }
        life
    };
    let owner = || demo().lead.owner.unwrap();
    let accepted = ActivityKind::Accepted { by: owner() };
    let set_aside = |to, reason: &str| moved(to, Some(reason), (to == Stage::Recycled).then_some("2026-12-10"));
    vec![
        ("in a sequence", guide()),
        ("handed off", demo()),
        ("accepted", after(demo(), std::slice::from_ref(&accepted))),
        ("recycled", after(demo(), &[accepted.clone(), set_aside(Stage::Recycled, "not-now")])),
        ("lost", after(demo(), &[accepted.clone(), set_aside(Stage::Lost, "competitor")])),
        ("disqualified", after(guide(), &[set_aside(Stage::Disqualified, "no-need")])),
        ("customer", after(demo(), &[accepted, won()])),
        ("bad", after(guide(), &[bad()])),
        ("asked twice", {
            let mut life = demo();
            let again = setting::submission("guide", &person, true);
            life.act(30, ActivityKind::FormSubmitted(again));
            life
        }),
    ]
}

fn moved(to: Stage, reason: Option<&str>, again_on: Option<&str>) -> ActivityKind {
    let (reason, again_on) = (reason.map(ToOwned::to_owned), again_on.map(|day| day.parse().unwrap()));
    ActivityKind::StageMoved(Move { to, reason, again_on, by: "ana".to_owned(), note: None })
}

fn won() -> ActivityKind {
    ActivityKind::deal_won(false, Some(1_250_000), Currency::EUR, Some("ana".to_owned()))
}

fn bad() -> ActivityKind {
    ActivityKind::MarkedBad { reason: "wrong-number".to_owned(), by: "ana".to_owned(), note: None }
}

fn ana() -> String {
    "ana".to_owned()
}

fn contact(reached: bool) -> Contact {
    Contact { by: ana(), reached, note: Some("Later".to_owned()) }
}

/// One of every kind that a person does, and of the moves one to every stage.
fn actions() -> Vec<ActivityKind> {
    let edit = |name: &str, value: &str| ActivityKind::Edited {
        fields: BTreeMap::from([(name.to_owned(), value.to_owned())]),
        by: ana(),
    };
    let answers = |yes| {
        let answers = [Question::Need, Question::Budget, Question::Timeline].map(|question| (question, yes)).into();
        ActivityKind::Qualified(Answers { answers, evidence: None, by: ana() })
    };
    let mut actions = vec![
        ActivityKind::CallLogged(contact(true)),
        ActivityKind::CallLogged(contact(false)),
        ActivityKind::MeetingHeld(contact(true)),
        ActivityKind::ReplyReceived(contact(true)),
        ActivityKind::Accepted { by: ana() },
        ActivityKind::Accepted { by: "ben".to_owned() },
        ActivityKind::Assigned { to: Some("ben".to_owned()), by: ana(), why: None },
        ActivityKind::Assigned { to: Some("chloe".to_owned()), by: ana(), why: None },
        ActivityKind::Assigned { to: None, by: ana(), why: None },
        answers(true),
        answers(false),
        edit("title", "Head of Sales"),
        edit("phone", ""),
        edit("employees", "900"),
        edit("timeline", "now"),
        bad(),
        ActivityKind::NotBad { by: ana(), note: None },
        ActivityKind::NurtureStopped { by: ana() },
        won(),
        ActivityKind::Noted { by: ana(), note: "Likes chess".to_owned() },
        ActivityKind::MailWritten { by: ana(), note: None },
        ActivityKind::SequenceStarted { sequence: "nurture".to_owned(), by: ana() },
        ActivityKind::SequenceStarted { sequence: "again".to_owned(), by: ana() },
        ActivityKind::SegmentSet { segment: "large".to_owned(), is_in: true, by: ana() },
        ActivityKind::SegmentSet { segment: "large".to_owned(), is_in: false, by: ana() },
    ];
    actions.extend(Channel::ALL.map(|channel| ActivityKind::DoNotContact { channel, by: ana(), note: None }));
    actions.extend(Stage::all_by_hand().map(|to| match to {
        Stage::Recycled => moved(to, Some("not-now"), Some("2026-12-03")),
        Stage::Disqualified => moved(to, Some("no-need"), None),
        Stage::Lost => moved(to, Some("competitor"), None),
        _ => moved(to, None, None),
    }));
    actions
}

#[test]
fn to_act_and_undo_at_once_gives_the_lead_from_before() {
    for (state, life) in lives() {
        for action in actions() {
            let mut life = life.clone();
            let before = life.lead.settled();
            let (facts, words) = (life.counts(), format!("{state}: {action:?}"));
            let id = life.act(60, action);
            assert_eq!(life.undo(60, &id, "ana"), Ok(Vec::new()), "{words}");
            let (is, was) = (serde_json::to_value(life.lead.settled()), serde_json::to_value(&before));
            assert_eq!(is.unwrap(), was.unwrap(), "{words}");
            assert_eq!(life.replayed().settled(), life.lead.settled(), "{words}");
            assert_eq!(life.counts(), facts, "{words}");
            assert_eq!(life.undo(61, &id, "ana"), Err("It is undone already".to_owned()), "{words}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever was done before, and in which order: undoing the newest thing gives the lead from before, and undoing all
    /// of them, the newest first, gives the lead from the beginning.
    #[test]
    fn any_actions_are_undone_from_the_newest_to_the_oldest(
        state in 0..9_usize,
        chosen in prop::collection::vec(0..44_usize, 1..6),
    ) {
        let (_, mut life) = lives().swap_remove(state);
        let actions = actions();
        let mut done = Vec::new();
        for at in chosen {
            let before = (life.lead.settled(), life.counts());
            done.push((life.act(60, actions[at % actions.len()].clone()), before));
        }
        for (id, (lead, counts)) in done.into_iter().rev() {
            prop_assert_eq!(life.undo(61, &id, "ana"), Ok(Vec::new()));
            prop_assert_eq!(life.lead.settled(), lead);
            prop_assert_eq!(life.counts(), counts);
            prop_assert_eq!(life.replayed().settled(), life.lead.settled());
        }
    }
}

#[test]
fn what_somebody_else_built_on_is_not_undone_and_is_named() {
    let (_, mut life) = lives().swap_remove(2);
    let call = life.act(60, ActivityKind::CallLogged(contact(true)));
    life.act(61, moved(Stage::Prospect, None, None));
    let before = life.lead.settled();
    let why = life.undo(62, &call, "ana").unwrap_err();
    assert_eq!(
        why,
        "It was changed since (Ana moved it to Qualified): undo that first, or change the lead as it should be"
    );
    assert_eq!(life.lead.settled(), before);
    // What changes nothing of the same stands in nobody's way.
    let note = life.act(63, ActivityKind::Noted { by: "ben".to_owned(), note: "A chess player".to_owned() });
    let edit = BTreeMap::from([("title".to_owned(), "CEO".to_owned())]);
    let edit = life.act(64, ActivityKind::Edited { fields: edit, by: "ben".to_owned() });
    assert_eq!(life.undo(65, &note, "ana"), Ok(Vec::new()));
    let other = BTreeMap::from([("title".to_owned(), "COO".to_owned())]);
    life.act(66, ActivityKind::Edited { fields: other, by: ana() });
    let why = life.undo(67, &edit, "ben").unwrap_err();
    assert!(why.contains("Ana corrected: title COO"), "{why}");
    assert_eq!(life.lead.field("title"), Some("COO"));
}

#[test]
fn what_has_left_has_left() {
    let (_, mut life) = lives().swap_remove(2);
    let owner = life.lead.owner.clone();
    let given = life.act(60, ActivityKind::Assigned { to: Some("ben".to_owned()), by: ana(), why: None });
    let mailing = life.lead.agenda().iter().find_map(|entry| entry.mailing().filter(|mail| mail.mail == "hand-off"));
    let mailing = mailing.expect("ben is told");
    life.act(60, ActivityKind::MailSent(mailing.clone()));
    assert_eq!(life.undo(61, &given, "ana"), Ok(vec![Departed::Mail(mailing)]));
    assert_eq!(life.lead.owner, owner);
    assert!(life.lead.accepted.is_some(), "it is again what it was");
    // A sequence that was started by hand ends; its mail has gone.
    let (_, mut life) = lives().swap_remove(3);
    let started = life.act(60, ActivityKind::SequenceStarted { sequence: "nurture".to_owned(), by: ana() });
    let entry = life.lead.agenda().iter().find(|entry| entry.step().is_some_and(|step| step.sequence == "nurture"));
    let send = entry.expect("its first step").id.clone();
    let step = StepRef { sequence: "nurture".to_owned(), step: "tips".to_owned() };
    let mailing = Mailing { send, mail: "tips".to_owned(), to: Recipient::Lead, step: Some(step) };
    life.act(1_500, ActivityKind::MailSent(mailing.clone()));
    assert_eq!(life.undo(1_501, &started, "ana"), Ok(vec![Departed::Mail(mailing)]));
    assert!(!life.lead.enrolments.contains_key("nurture"));
    assert!(life.lead.agenda().iter().all(|entry| entry.step().is_none_or(|step| step.sequence != "nurture")));
}

/// A "no" is the lead's own: what a salesperson recorded by a slip of the finger they take back at once, or never.
#[test]
fn a_no_of_the_lead_is_taken_back_by_nobody_else() {
    for kind in [
        ActivityKind::NurtureStopped { by: ana() },
        ActivityKind::DoNotContact { channel: Channel::Calls, by: ana(), note: None },
    ] {
        for (by, minute, is_undone) in [("ana", 69, true), ("ana", 71, false), ("ben", 61, false)] {
            let (_, mut life) = lives().swap_remove(0);
            let id = life.act(60, kind.clone());
            let undone = life.undo(minute, &id, by);
            assert_eq!(undone.is_ok(), is_undone, "{kind:?} {by} {minute}: {undone:?}");
        }
    }
}

#[test]
fn what_can_not_be_undone_says_why() {
    let (_, mut life) = lives().swap_remove(1);
    let first = life.timeline[0].activity.id.clone();
    assert_eq!(life.undo(60, &first, "ana").unwrap_err(), "Nobody of the team did that: there is nothing to undo");
    let other = ActivityId::new(at(START), &["other"]);
    assert_eq!(life.undo(60, &other, "ana").unwrap_err(), "This lead has no such activity");
    let note = life.act(60, ActivityKind::Noted { by: ana(), note: "x".to_owned() });
    life.undo(61, &note, "ana").unwrap();
    let undoing = life.timeline.last().unwrap().activity.id.clone();
    assert!(life.undo(62, &undoing, "ana").unwrap_err().starts_with("An undoing is not undone"));
    assert_eq!(undone(&life.timeline).len(), 1);
}

/// The day's figures hold no deal that was never won, and one that is won again is won once.
#[test]
fn an_undone_win_is_neither_kept_nor_counted_twice() {
    let (_, mut life) = lives().swap_remove(2);
    let without = life.counts();
    let deal = life.act(60, won());
    assert_eq!(life.counts()["won_amount"], 1_250_000);
    life.act(61, ActivityKind::Noted { by: ana(), note: "x".to_owned() });
    life.undo(62, &deal, "ana").unwrap();
    assert_eq!(life.counts(), without);
    assert_eq!(life.lead.stage, Stage::Sql);
    life.act(63, won());
    let counts = life.counts();
    assert_eq!((counts["won_amount"], counts["deals"], counts["reached.customer"]), (1_250_000, 1, 1));
    let facts: Vec<Fact> = fold::facts(&life.timeline, &life.config);
    assert!(facts.iter().all(|fact| !fact.source.is_empty()));
}

#[test]
fn a_row_that_is_good_after_all_is_not_credited() {
    let (_, mut life) = lives().swap_remove(7);
    assert_eq!(life.counts().get("bad.wrong-number"), Some(&1));
    assert_eq!(life.lead.is_bad(), Some("wrong-number"));
    life.act(60, ActivityKind::NotBad { by: ana(), note: None });
    assert_eq!(life.counts().get("bad.wrong-number"), None);
    assert_eq!(life.lead.is_bad(), None);
    life.act(61, ActivityKind::NotBad { by: ana(), note: None });
    assert_eq!(life.timeline.last().unwrap().decisions.ignored.as_deref(), Some("It was not marked as bad"));
}

/// Whatever time is written into it: a "no" that was recorded long ago stands.
#[test]
fn no_time_that_anybody_writes_lifts_a_no() {
    for kind in [
        ActivityKind::NurtureStopped { by: ana() },
        ActivityKind::DoNotContact { channel: Channel::Calls, by: ana(), note: None },
    ] {
        // (when it happened and was recorded; when the undoing is said to have happened and came in)
        for (no, undoing, is_undone) in [
            ((60, 60), (65, 60 * 24), false),
            ((60, 60), (0, 60 * 24), false),
            ((60, 60), (0, 61), true),
            ((1, 60), (69, 69), true),
            ((1, 60), (71, 71), false),
            ((60, 60), (61, 59), false),
        ] {
            let (_, mut life) = lives().swap_remove(0);
            let id = life.tell(no.1, &activity(minutes(no.0), "no", kind.clone()));
            let undo = ActivityKind::Undone { activity: id, by: ana() };
            life.tell(undoing.1, &activity(minutes(undoing.0), "undo", undo));
            assert_eq!(life.undone().is_ok(), is_undone, "{no:?} {undoing:?}");
        }
    }
}

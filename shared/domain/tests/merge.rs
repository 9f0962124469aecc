//! Two leads become one, and two again.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Contact, Preferences};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::fold::Split;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use leadwright_domain::value::stage::Stage;
use proptest::prelude::*;

use crate::setting::{activity, at, config, lead_id, post, run, step};

pub(crate) const NOW: &str = "2026-11-25T09:00:00Z";

pub(crate) fn other_id() -> LeadId {
    LeadId::of(&IdentityKey::new("k"), &Identity::Entry("2".into()))
}

/// The activities, of the other lead.
fn of_other(activities: Vec<Activity>) -> Vec<Activity> {
    // No two leads have activities of one id.
    let id = |one: &Activity| ActivityId::new(one.occurred_at(), &["other", one.id.as_str()]);
    activities.into_iter().map(|one| Activity { lead: other_id(), id: id(&one), ..one }).collect()
}

fn merged_by(time: &str) -> Activity {
    activity(at(time), "merge", ActivityKind::Merged { other: other_id(), by: "ana".into() })
}

/// Both timelines, and the lead that they become.
pub(crate) struct Pair {
    pub(crate) config: Config,
    pub(crate) one: (Lead, Vec<Applied>),
    pub(crate) two: (Lead, Vec<Applied>),
}

impl Pair {
    fn new(one: &[Activity], two: Vec<Activity>) -> Self {
        Self::of(config(), one, two)
    }

    pub(crate) fn of(config: Config, one: &[Activity], two: Vec<Activity>) -> Self {
        let (one, two) = (run(&config, one), run(&config, &of_other(two)));
        Self { config, one, two }
    }

    pub(crate) fn merge(&self) -> (Lead, Applied) {
        let union: Vec<Applied> = self.one.1.iter().chain(&self.two.1).cloned().collect();
        let tally = self.config.scoring.recount(&union).1;
        fold::merge(self.one.0.clone(), &self.two.0, merged_by(NOW), tally, &self.config, at(NOW))
    }

    fn timeline(&self, more: &[Applied]) -> Vec<Applied> {
        self.one.1.iter().chain(more).cloned().collect()
    }

    pub(crate) fn split(&self, lead: &Lead, more: &[Applied]) -> Split {
        fold::split(lead, &self.timeline(more), &other_id(), &self.config, at(NOW)).expect("they are merged")
    }
}

fn maria(form: &str, time: &str) -> Activity {
    post(time, form, &[("email", "maria@acme.example"), ("name", "Maria Silva"), ("company", "Acme")])
}

fn home(form: &str, time: &str) -> Activity {
    post(time, form, &[("email", "maria@home.example"), ("name", "Maria S."), ("employees", "120")])
}

pub(crate) fn said(time: &str, kind: ActivityKind) -> Activity {
    activity(at(time), &format!("{time}{}", kind.name()), kind)
}

#[test]
fn one_lead_takes_over_what_the_other_is() {
    let one = [maria("guide", "2026-11-23T09:00:00Z")];
    let two = vec![home("demo", "2026-11-22T09:00:00Z")];
    let pair = Pair::new(&one, two);
    let (lead, applied) = pair.merge();
    assert_eq!(lead.id, lead_id());
    // The later value of a field, the earlier first touch, and its own address.
    assert_eq!((lead.field("name"), lead.field("employees")), (Some("Maria Silva"), Some("120")));
    assert_eq!(lead.email(), EmailAddress::parse("maria@acme.example").ok());
    assert_eq!(lead.aliases[&other_id()].as_str(), "maria@home.example");
    assert!(lead.merged.contains(&other_id()));
    assert_eq!(lead.first_touch.form.as_deref(), Some("demo"));
    // Who works on it goes on: stage, owner and the time to accept.
    assert_eq!((lead.stage, &lead.owner), (Stage::Sql, &pair.two.0.owner));
    assert!(lead.agenda().iter().any(|entry| entry.id.starts_with("accept_")));
    // Points of both: 10 for the guide, 30 for the demo, 10 and 15 for the fit.
    assert_eq!(lead.score.engagement, 40);
    assert_eq!(lead.score.total, 65);
    assert_eq!(fold::replay(Some(pair.one.0.clone()), &applied, &pair.config.scoring), lead);
    // Its nurture is over: it is sales'.
    assert!(lead.enrolments["nurture"].ended.is_some());
    assert!(lead.agenda().iter().all(|entry| entry.step().is_none()));
}

/// No consent of one is a consent of the other, and a "no" of one is a "no" of both.
#[test]
fn r_mautic_5504_a_merge_gives_no_consent() {
    let early = "2026-11-20T09:00:00Z";
    let late = "2026-11-24T09:00:00Z";
    let again = |time| said(time, ActivityKind::PreferencesSet(Preferences { again: true, ..Preferences::default() }));
    let complained = |time| said(time, ActivityKind::Complained { send: "x".into(), of: None });
    let without_consent = |time: &str, email: &str| {
        let mut sent = crate::setting::submission("guide", &[("email", email)], false);
        sent.consent = None;
        activity(at(time), time, ActivityKind::FormSubmitted(sent))
    };
    let agreed = |email: &str| post(early, "guide", &[("email", email)]);
    let (own, other) = ("maria@acme.example", "maria@home.example");
    let unsubscribed = |time| said(time, ActivityKind::Unsubscribed { send: None });
    for (what, one, two, may) in [
        ("both agreed", vec![agreed(own)], vec![agreed(other)], true),
        ("the other never said anything", vec![agreed(own)], vec![without_consent(early, other)], true),
        ("only the other agreed", vec![without_consent(early, own)], vec![agreed(other)], false),
        ("the other unsubscribed", vec![agreed(own)], vec![agreed(other), unsubscribed(late)], false),
        (
            "the other had unsubscribed before",
            vec![agreed(own), again(late)],
            vec![agreed(other), unsubscribed(early)],
            false,
        ),
        (
            "it unsubscribed, the other agreed later",
            vec![agreed(own), unsubscribed(early)],
            vec![agreed(other), again(late)],
            false,
        ),
        ("the other complained", vec![agreed(own)], vec![agreed(other), complained(late)], false),
        (
            "the other unsubscribed and agreed anew",
            vec![agreed(own)],
            vec![agreed(other), unsubscribed(early), again(late)],
            true,
        ),
    ] {
        let pair = Pair::new(&one, two);
        let (lead, _) = pair.merge();
        assert_eq!(lead.may_be_marketed_to(), may, "{what}");
        // The person themselves may agree anew.
        let later = said(
            "2026-11-26T09:00:00Z",
            ActivityKind::PreferencesSet(Preferences { again: true, ..Preferences::default() }),
        );
        let (lead, _) = step(Some(lead), &later, &pair.config, later.occurred_at(), &mut 0);
        assert!(lead.may_be_marketed_to(), "{what}");
    }
}

#[test]
fn topics_that_either_does_not_want_are_off() {
    let off = |topics: &[&str]| {
        let off = topics.iter().map(|topic| (*topic).to_owned()).collect();
        ActivityKind::PreferencesSet(Preferences { off, ..Preferences::default() })
    };
    let one = [maria("guide", "2026-11-20T09:00:00Z"), said("2026-11-21T09:00:00Z", off(&["news"]))];
    let two = vec![home("guide", "2026-11-20T09:00:00Z"), said("2026-11-22T09:00:00Z", off(&["tips"]))];
    let (lead, _) = Pair::new(&one, two).merge();
    assert!(lead.declines("news") && lead.declines("tips"));
}

/// Both are in the same sequence: one way goes on, the one that came further.
#[test]
fn no_mail_of_a_sequence_goes_twice() {
    let one = [maria("guide", "2026-11-23T09:00:00Z")];
    let two = vec![home("guide", "2026-11-21T09:00:00Z")];
    let mut pair = Pair::new(&one, two);
    let tips = pair.two.0.agenda().iter().find(|entry| entry.step().is_some()).unwrap().mailing().unwrap();
    let sent = Activity::mail_sent(&other_id(), tips, at("2026-11-22T10:00:00Z"));
    let (lead, applied) = step(Some(pair.two.0), &sent, &pair.config, sent.occurred_at(), &mut 0);
    pair.two.0 = lead;
    pair.two.1.push(applied);
    let (lead, _) = pair.merge();
    let steps: Vec<_> = lead.agenda().iter().filter_map(|entry| entry.step()).map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["story"], "the tips went to the other address already");
    // Taken back, each goes its own way.
    let (_, merged) = pair.merge();
    let split = pair.split(&lead, &[merged]);
    let steps = |lead: &Lead| -> Vec<String> {
        lead.agenda().iter().filter_map(|entry| entry.step()).map(|step| step.step.clone()).collect()
    };
    assert_eq!((steps(&split.lead), steps(&split.other)), (vec!["tips".to_owned()], vec!["story".to_owned()]));
}

/// What was sent while they were one is not sent by the other again.
#[test]
fn a_step_that_was_taken_while_they_were_one_is_taken() {
    let one = [
        maria("guide", "2026-11-23T09:00:00Z"),
        said("2026-11-23T10:00:00Z", ActivityKind::NurtureStopped { by: "ana".into() }),
    ];
    let two = vec![home("demo", "2026-11-21T09:00:00Z")];
    let pair = Pair::new(&one, two);
    let (lead, merged) = pair.merge();
    let accept = lead.agenda().iter().find(|entry| entry.id.starts_with("accept_")).unwrap().clone();
    let called =
        said("2026-11-25T10:00:00Z", ActivityKind::CallLogged(Contact { by: "ana".into(), reached: true, note: None }));
    let (lead, called) = step(Some(lead), &called, &pair.config, called.occurred_at(), &mut 0);
    assert!(lead.entry(&accept.id).is_none());
    let split = pair.split(&lead, &[merged, called]);
    assert!(split.other.entry(&accept.id).is_none(), "somebody spoke with them");
}

/// What came for the other since is the other's again, and is not answered twice.
#[test]
fn what_came_since_goes_back() {
    let one = [maria("guide", "2026-11-23T09:00:00Z")];
    let pair = Pair::new(&one, vec![home("guide", "2026-11-21T09:00:00Z")]);
    let (lead, merged) = pair.merge();
    let asked = Activity { lead: other_id(), ..home("demo", "2026-11-25T10:00:00Z") }.redirected(&lead_id());
    let (lead, asked) = step(Some(lead), &asked, &pair.config, asked.occurred_at(), &mut 0);
    assert_eq!((lead.stage, lead.email().unwrap().as_str()), (Stage::Sql, "maria@acme.example"));
    let split = pair.split(&lead, &[merged.clone(), asked.clone()]);
    assert_eq!(split.lead.stage, Stage::Lead);
    assert_eq!(split.came_since.len(), 1);
    let (other, applied) = step(Some(split.other), &split.came_since[0], &pair.config, at(NOW), &mut 0);
    assert_eq!((other.id.clone(), other.stage), (other_id(), Stage::Sql));
    assert!(applied.decisions.planned.iter().all(|plan| !plan.id.starts_with("thanks_")), "they were thanked");
    let by = said("2026-11-25T11:00:00Z", ActivityKind::Unmerged { other: other_id(), by: "ana".into() });
    let (_, unmerged) = fold::unmerge(lead, &split.lead, by, &pair.config, at(NOW));
    let timeline = pair.timeline(&[merged, asked, unmerged]);
    assert_eq!(fold::moved(&timeline), [false, false, true, false]);
    let facts = fold::facts(&timeline, &pair.config);
    assert!(facts[2].counts.is_empty() && facts[1].counts.is_empty() && !facts[0].counts.is_empty());
}

fn any_activity() -> impl Strategy<Value = (u32, u8)> {
    (0..5_000_u32, 0..8_u8)
}

fn of(address: &str, choices: &[(u32, u8)]) -> Vec<Activity> {
    let mut all: Vec<(Timestamp, u8)> = choices
        .iter()
        .map(|(minutes, kind)| (at("2026-11-20T09:00:00Z") + SignedDuration::from_mins(i64::from(*minutes)), *kind))
        .collect();
    all.sort_unstable();
    let forms = |form: &str, time: Timestamp| {
        post(&time.to_string(), form, &[("email", address), ("name", "Maria"), ("employees", "60")])
    };
    let mut activities = vec![forms("guide", at("2026-11-20T08:00:00Z"))];
    for (place, (time, kind)) in all.into_iter().enumerate() {
        let seed = format!("{address}{place}");
        let one = |kind| activity(time, &seed, kind);
        activities.push(match kind {
            0 => forms("demo", time),
            1 => forms("guide", time),
            2 => one(ActivityKind::Unsubscribed { send: None }),
            3 => one(ActivityKind::CallLogged(Contact { by: "ana".into(), reached: true, note: None })),
            4 => one(ActivityKind::PreferencesSet(Preferences { again: true, ..Preferences::default() })),
            5 => one(ActivityKind::SoftBounced { send: "x".into(), why: "full".into(), of: None }),
            6 => one(ActivityKind::NurtureStopped { by: "ana".into() }),
            _ => one(ActivityKind::Accepted { by: "ana".into() }),
        });
    }
    activities
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    /// Whatever both did: nobody may be mailed who might not before, points add up, the replay is the lead, and undone at
    /// once both are to the letter what they were.
    #[test]
    fn a_merge_is_sound_and_undone_to_the_letter(
        one in prop::collection::vec(any_activity(), 0..8),
        two in prop::collection::vec(any_activity(), 0..8),
    ) {
        let pair = Pair::new(&of("maria@acme.example", &one), of("maria@home.example", &two));
        let (lead, applied) = pair.merge();
        prop_assert_eq!(&fold::replay(Some(pair.one.0.clone()), &applied, &pair.config.scoring), &lead);
        prop_assert!(!lead.may_be_marketed_to() || pair.one.0.may_be_marketed_to() && pair.two.0.standing_no().is_none());
        let union: Vec<Applied> = pair.one.1.iter().chain(&pair.two.1).chain([&applied]).cloned().collect();
        prop_assert_eq!(&lead.tally, &pair.config.scoring.recount(&union).1);
        let sends: std::collections::BTreeSet<_> = lead.agenda().iter().map(|entry| &entry.id).collect();
        prop_assert_eq!(sends.len(), lead.agenda().len());
        let split = pair.split(&lead, std::slice::from_ref(&applied));
        let by = said("2026-11-25T11:00:00Z", ActivityKind::Unmerged { other: other_id(), by: "ana".into() });
        let (undone, unmerged) = fold::unmerge(lead.clone(), &split.lead, by.clone(), &pair.config, at(NOW));
        prop_assert_eq!(&fold::replay(Some(lead), &unmerged, &pair.config.scoring), &undone);
        let letter = |lead: &Lead, was: &Lead| {
            // What goes by the day is of another day.
            let plain = |lead: &Lead| {
                let mut plain = serde_json::to_value(lead.settled()).unwrap();
                plain["tally"]["newest"] = serde_json::Value::Null;
                plain["score"] = serde_json::Value::Null;
                plain["cools_on"] = serde_json::Value::Null;
                plain
            };
            (plain(lead), plain(was))
        };
        let (is, was) = letter(&undone, &pair.one.0);
        prop_assert_eq!(is, was);
        let of_other = Activity { lead: other_id(), id: ActivityId::new(at(NOW), &["b"]), ..by };
        let (undone, _) = fold::unmerge(pair.two.0.clone(), &split.other, of_other, &pair.config, at(NOW));
        let (is, was) = letter(&undone, &pair.two.0);
        prop_assert_eq!(is, was);
    }
}

//! Moves through the funnel: by rule, by hand, forwards, backwards and aside.

use std::collections::BTreeMap;

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityKind, Answers, Contact, Interaction, Move, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::{AgendaEntry, Applied, Lead, Task};
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use proptest::prelude::*;

use crate::setting::{activity, at, config, post, run, step};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example"), ("name", "Maria Silva"), ("employees", "120")];
const FREE: &[(&str, &str)] = &[("email", "maria@gmail.com")];

fn did(time: &str, what: ActivityKind) -> Activity {
    activity(at(time), &format!("{time}{what:?}"), what)
}

fn moved(time: &str, to: Stage, reason: Option<&str>) -> Activity {
    let reason = reason.map(ToOwned::to_owned);
    did(time, ActivityKind::StageMoved(Move { to, reason, again_on: None, by: "ana".to_owned(), note: None }))
}

fn accepted(time: &str, by: &str) -> Activity {
    did(time, ActivityKind::Accepted { by: by.to_owned() })
}

fn called(time: &str, by: &str, reached: bool) -> Activity {
    did(time, ActivityKind::CallLogged(Contact { by: by.to_owned(), reached, note: None }))
}

fn to_owner(lead: &Lead) -> Vec<(&str, Timestamp)> {
    let mails = lead.agenda().iter().filter_map(|entry| match &entry.task {
        Task::Mail { mail, to: Recipient::Owner, .. } => Some((mail.as_str(), entry.delivery.due)),
        _ => None,
    });
    mails.collect()
}

fn accept_entry(lead: &Lead) -> Option<&AgendaEntry> {
    lead.agenda().iter().find(|entry| matches!(entry.task, Task::Accept { .. }))
}

/// Folds one more activity into a lead.
fn on(lead: &Lead, config: &Config, next: &Activity) -> (Lead, Applied) {
    step(Some(lead.clone()), next, config, next.occurred_at(), &mut 1)
}

/// In Mautic stages can't go back; `EspoCRM` forgets why a lead left a stage.
#[test]
fn stages_move_forwards_and_backwards_with_their_reasons() {
    let config = config();
    for from in Stage::ALL {
        let (mut lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA)]);
        lead.stage = from;
        for to in Stage::ALL {
            let reason = match to {
                Stage::Recycled => Some("not-now"),
                Stage::Disqualified => Some("no-need"),
                Stage::Lost => Some("competitor"),
                _ => None,
            };
            let (after, applied) = on(&lead, &config, &moved("2026-11-22T10:00:00Z", to, reason));
            if from.moves_by_hand().contains(&to) {
                assert_eq!(after.stage, to, "{from} to {to}: {applied:?}");
                let stage = applied.decisions.stage.unwrap();
                assert_eq!((stage.from, stage.by.as_deref()), (Some(from), Some("ana")));
                assert_eq!(stage.reason.as_deref(), reason);
            } else {
                assert_eq!(after.stage, from);
                assert!(applied.decisions.ignored.unwrap().contains("does not go from"));
            }
        }
    }
}

#[test]
fn setting_a_lead_aside_needs_a_reason_from_the_configuration() {
    let config = config();
    let (lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA)]);
    for (reason, why) in [(None, "lost needs a reason"), (Some("bored"), "funnel.yaml has no reason bored for lost")] {
        let (after, applied) = on(&lead, &config, &moved("2026-11-22T10:00:00Z", Stage::Lost, reason));
        assert_eq!((after.stage, applied.decisions.ignored.as_deref()), (Stage::Sql, Some(why)));
    }
}

#[test]
fn a_lead_moved_back_by_hand_goes_forward_again_only_by_something_new() {
    let config = config();
    let guides = [post("2026-11-21T14:03:00Z", "guide", MARIA), post("2026-11-22T14:03:00Z", "guide", MARIA)];
    let (lead, _) = run(&config, &guides);
    assert_eq!(lead.stage, Stage::Mql);
    let (lead, _) = on(&lead, &config, &moved("2026-11-23T10:00:00Z", Stage::Lead, None));
    let page = did("2026-11-23T11:00:00Z", ActivityKind::PageViewed(Interaction::default()));
    let (lead, _) = on(&lead, &config, &page);
    assert_eq!(lead.stage, Stage::Lead, "the points were there when it was moved back");
    let now = post("2026-11-24T10:00:00Z", "guide", &[("email", "maria@acme.example"), ("timeline", "now")]);
    let (lead, applied) = on(&lead, &config, &now);
    assert_eq!((lead.stage, lead.owner.as_deref()), (Stage::Sql, Some("ben")));
    assert_eq!(applied.decisions.stage.unwrap().why, "Wants to buy now");
}

#[test]
fn a_wish_to_buy_hands_off_at_once() {
    let (lead, all) =
        run(&config(), &[post("2026-11-21T14:03:00Z", "guide", &[("email", "m@acme.example"), ("timeline", "now")])]);
    assert_eq!((lead.stage, lead.owner.as_deref()), (Stage::Sql, Some("ana")));
    assert!(all[0].decisions.handed_off && all[0].decisions.begun.is_empty());
    assert_eq!(to_owner(&lead).len(), 1);
}

#[test]
fn a_lead_set_aside_comes_back_when_it_asks_again() {
    let config = config();
    for (aside, reason) in [(Stage::Recycled, "not-now"), (Stage::Disqualified, "no-need"), (Stage::Lost, "competitor")]
    {
        let (lead, _) = run(
            &config,
            &[post("2026-11-21T14:03:00Z", "demo", MARIA), moved("2026-11-22T10:00:00Z", aside, Some(reason))],
        );
        assert_eq!(lead.stage, aside);
        let (lead, applied) = on(&lead, &config, &post("2026-12-22T10:00:00Z", "demo", MARIA));
        assert_eq!((lead.stage, lead.owner.as_deref()), (Stage::Sql, Some("ana")), "{aside}");
        assert!(applied.decisions.handed_off && accept_entry(&lead).is_some());
    }
}

#[test]
fn a_recycled_lead_is_nurtured_and_its_owner_reminded() {
    let config = config();
    let (lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA)]);
    let later = Move {
        to: Stage::Recycled,
        reason: Some("not-now".to_owned()),
        again_on: Some("2027-03-01".parse().unwrap()),
        by: "ana".to_owned(),
        note: None,
    };
    let (lead, applied) = on(&lead, &config, &did("2026-11-22T10:00:00Z", ActivityKind::StageMoved(later.clone())));
    assert_eq!(applied.decisions.begun[0].0, "again");
    assert_eq!(to_owner(&lead).last().unwrap(), &("reminder", at("2027-03-01T09:00:00Z")));
    assert!(accept_entry(&lead).is_none());
    // A second time, it begins anew.
    let (lead, _) = on(&lead, &config, &moved("2026-11-23T10:00:00Z", Stage::Sql, None));
    assert!(lead.enrolments["again"].ended.is_some());
    let (lead, _) = on(&lead, &config, &did("2026-11-24T10:00:00Z", ActivityKind::StageMoved(later)));
    assert!(lead.enrolments["again"].ended.is_none());
}

#[test]
fn need_budget_and_timeline_make_a_prospect() {
    let config = config();
    let said = |time: &str, answers: &[(Question, bool)]| {
        let answers: BTreeMap<_, _> = answers.iter().copied().collect();
        did(
            time,
            ActivityKind::Qualified(Answers { answers, evidence: Some("told me".to_owned()), by: "ana".to_owned() }),
        )
    };
    let ask = post("2026-11-21T14:03:00Z", "demo", &[("email", "m@acme.example"), ("timeline", "now")]);
    let need = said("2026-11-21T15:00:00Z", &[(Question::Need, true)]);
    let budget = said("2026-11-21T16:00:00Z", &[(Question::Budget, true)]);
    let (lead, _) = run(&config, &[ask.clone(), need.clone()]);
    assert_eq!(lead.stage, Stage::Sql, "unknown is not yes");
    let (lead, _) = run(&config, &[ask.clone(), need.clone(), budget.clone()]);
    assert_eq!(lead.stage, Stage::Prospect, "unknown authority is not no, the timeline is read from the field");
    let no = said("2026-11-21T14:30:00Z", &[(Question::Authority, false)]);
    let (lead, _) = run(&config, &[ask, no, need, budget]);
    assert_eq!(lead.stage, Stage::Sql, "authority is no");
}

#[test]
fn accepting_ends_the_wait_and_a_second_acceptance_is_ignored() {
    let config = config();
    let (lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA)]);
    assert!(accept_entry(&lead).is_some());
    let (lead, _) = on(&lead, &config, &accepted("2026-11-21T14:05:00Z", "ben"));
    assert_eq!((lead.owner.as_deref(), accept_entry(&lead)), (Some("ben"), None));
    let (lead, applied) = on(&lead, &config, &accepted("2026-11-21T14:06:00Z", "ana"));
    assert_eq!(lead.accepted.as_ref().unwrap().by, "ben");
    assert_eq!(applied.decisions.ignored.as_deref(), Some("ben has it already"));
}

#[test]
fn a_lead_that_nobody_accepts_is_escalated_and_reassigned_until_everybody_had_it() {
    let mut config = config();
    let (mut lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA)]);
    for reassign in [false, true] {
        config.routing.reassign = reassign;
        let mut owners = Vec::new();
        let mut current = lead.clone();
        for round in 0..6 {
            let Some(entry) = accept_entry(&current).cloned() else { break };
            let missed = ActivityKind::AcceptMissed { entry: entry.id, owner: "x".to_owned(), unable: None };
            let next = activity(entry.delivery.due, &round.to_string(), missed);
            let (after, applied) = on(&current, &config, &next);
            let mails = applied
                .decisions
                .planned
                .iter()
                .filter_map(|plan| plan.task.mailing(&plan.id))
                .map(|mailing| mailing.mail);
            assert!(mails.into_iter().any(|mail| mail == "escalation"));
            owners.push(after.owner.clone().unwrap());
            current = after;
        }
        if reassign {
            // Everybody has had the lead: the third time it keeps its owner, and the manager decides.
            assert_eq!(owners.len(), 3, "{owners:?}");
            assert!(owners[0] != "ana" && owners[1] != "ana" && owners[0] != owners[1] && owners[2] == owners[1]);
        } else {
            assert_eq!(owners, ["ana"]);
        }
    }
    lead.change_agenda(|agenda| agenda.retain(|entry| !matches!(entry.task, Task::Accept { .. })));
    let late = did(
        "2026-11-21T14:09:00Z",
        ActivityKind::AcceptMissed { entry: "accept_x".to_owned(), owner: "ana".to_owned(), unable: None },
    );
    let (_, applied) = on(&lead, &config, &late);
    let planned = &applied.decisions.planned;
    assert!(applied.decisions.ignored.is_some() && planned.iter().all(|plan| plan.task.mailing(&plan.id).is_none()));
}

#[test]
fn the_first_contact_stops_speed_to_lead() {
    let config = config();
    let ask = post("2026-11-20T14:03:00Z", "demo", MARIA);
    let (lead, all) = run(
        &config,
        &[
            ask.clone(),
            called("2026-11-20T14:05:00Z", "ana", false),
            called("2026-11-20T14:10:00Z", "ana", true),
            called("2026-11-20T15:10:00Z", "ana", true),
        ],
    );
    let speeds: Vec<_> = all.iter().map(|applied| applied.decisions.first_contact.map(|speed| speed.real)).collect();
    assert_eq!(speeds, [None, None, Some(420), None]);
    assert_eq!(lead.accepted.as_ref().unwrap().by, "ana", "who calls has it");
    let (_, again) = run(
        &config,
        &[
            ask,
            called("2026-11-20T14:05:00Z", "ana", true),
            post("2026-11-25T14:00:00Z", "demo", FREE),
            called("2026-11-25T14:01:00Z", "ana", true),
        ],
    );
    assert_eq!(again[3].decisions.first_contact.unwrap().real, 60, "each wish is waited for anew");
}

/// Somebody who posts 40 different messages does not cause 40 mails to a salesperson.
#[test]
fn an_owner_is_mailed_about_one_lead_at_most_every_ten_minutes() {
    let config = config();
    let posts: Vec<Activity> = (0..40)
        .map(|number| {
            let mut activity = post(&format!("2026-11-21T14:03:{number:02}Z"), "demo", MARIA);
            let ActivityKind::FormSubmitted(sent) = &mut activity.kind else { unreachable!() };
            sent.message = Some(format!("Message {number}"));
            activity
        })
        .collect();
    let (lead, _) = run(&config, &posts);
    assert_eq!(to_owner(&lead), [("hand-off", at("2026-11-21T14:03:39Z"))], "none was sent yet, so one is enough");
    let mut lead = lead;
    let sent = ActivityKind::MailSent(
        lead.agenda().iter().find_map(|e| e.mailing().filter(|m| m.to == Recipient::Owner)).unwrap(),
    );
    (lead, _) = on(&lead, &config, &did("2026-11-21T14:03:50Z", sent));
    (lead, _) = on(&lead, &config, &post("2026-11-21T14:04:00Z", "guide", MARIA));
    (lead, _) = on(&lead, &config, &post("2026-11-21T14:05:00Z", "demo", FREE));
    assert_eq!(to_owner(&lead), [("hand-off", at("2026-11-21T14:13:39Z"))]);
    let entry = lead.agenda().iter().find(|entry| entry.delivery.due == at("2026-11-21T14:13:39Z")).unwrap();
    let news = lead.wishes.iter().filter(|wish| lead.wishes.is_news(&wish.activity, &entry.id));
    let news: Vec<Timestamp> = news.map(|wish| wish.activity.occurred_at()).collect();
    assert_eq!(news, [at("2026-11-21T14:04:00Z"), at("2026-11-21T14:05:00Z")], "it tells of both");
}

#[test]
fn the_owner_is_mailed_at_once_when_a_recycled_lead_asks_again() {
    let config = config();
    let (lead, _) =
        run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA), called("2026-11-21T14:10:00Z", "ana", true)]);
    let later = Move {
        to: Stage::Recycled,
        reason: Some("not-now".to_owned()),
        again_on: Some("2027-03-01".parse().unwrap()),
        by: "ana".to_owned(),
        note: None,
    };
    let (lead, _) = on(&lead, &config, &did("2026-11-22T10:00:00Z", ActivityKind::StageMoved(later)));
    assert_eq!((lead.accepted.as_ref(), lead.waiting_since), (None, None));
    let (lead, _) = on(&lead, &config, &post("2026-11-23T10:00:00Z", "demo", MARIA));
    assert_eq!(to_owner(&lead).iter().map(|(mail, _)| *mail).collect::<Vec<_>>(), ["hand-off"], "and not reminded");
    assert_eq!(to_owner(&lead)[0].1, at("2026-11-23T10:00:00Z"));
    assert!(accept_entry(&lead).is_some());
}

#[test]
fn a_call_before_the_request_does_not_answer_it() {
    let config = config();
    let (lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA)]);
    let (lead, applied) = on(&lead, &config, &called("2026-01-21T14:03:00Z", "ana", true));
    assert_eq!((applied.decisions.first_contact, &lead.accepted), (None, &None));
    assert!(accept_entry(&lead).is_some());
}

#[test]
fn whoever_works_on_a_lead_has_accepted_it() {
    let config = config();
    let said = Answers { answers: [(Question::Need, true)].into(), evidence: None, by: "ana".to_owned() };
    for work in [
        did("2026-11-21T14:04:00Z", ActivityKind::Qualified(said)),
        moved("2026-11-21T14:04:00Z", Stage::Prospect, None),
        called("2026-11-21T14:04:00Z", "ana", false),
        called("2026-11-21T14:04:00Z", "the exchange", true),
    ] {
        let (lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA), work]);
        assert!(accept_entry(&lead).is_none(), "{:?}", lead.accepted);
    }
}

#[test]
fn a_closed_lead_is_assigned_to_nobody_until_it_is_reopened() {
    let config = config();
    let (lead, _) = run(
        &config,
        &[post("2026-11-21T14:03:00Z", "demo", MARIA), moved("2026-11-22T10:00:00Z", Stage::Lost, Some("competitor"))],
    );
    for what in [
        ActivityKind::Assigned { to: Some("ben".into()), by: "dora".into(), why: None },
        ActivityKind::Accepted { by: "ben".into() },
    ] {
        let (after, applied) = on(&lead, &config, &did("2026-11-23T10:00:00Z", what));
        assert!(applied.decisions.ignored.unwrap().starts_with("It is closed (lost)"));
        assert_eq!((after.owner.as_deref(), after.agenda().len()), (Some("ana"), lead.agenda().len()));
    }
    let (lead, applied) = on(&lead, &config, &moved("2026-11-23T10:00:00Z", Stage::Sql, None));
    assert!(lead.stage == Stage::Sql && !lead.moved_back && applied.decisions.handed_off);
}

#[test]
fn a_lead_begins_only_with_an_activity_that_says_who_it_is() {
    let what = ActivityKind::Assigned { to: Some("ana".to_owned()), by: "api".to_owned(), why: None };
    let unknown = did("2026-11-21T14:03:00Z", what);
    let folded = fold::fold(None, unknown, &config(), at("2026-11-21T14:03:00Z"));
    assert_eq!(folded.unwrap_err(), fold::FoldError::UnknownLead);
}

#[test]
fn a_sellers_edit_beats_a_later_form() {
    let config = config();
    let fields = BTreeMap::from([("name".to_owned(), "Maria da Silva".to_owned())]);
    let edit = did("2026-11-21T15:00:00Z", ActivityKind::Edited { fields, by: "ana".to_owned() });
    let form = post(
        "2026-11-22T15:00:00Z",
        "demo",
        &[("email", "maria@acme.example"), ("name", "maria"), ("company", "Acme")],
    );
    let ask = post("2026-11-21T14:03:00Z", "demo", MARIA);
    for order in [[ask.clone(), edit.clone(), form.clone()], [ask, form, edit]] {
        let (lead, _) = run(&config, &order);
        assert_eq!((lead.field("name"), lead.field("company")), (Some("Maria da Silva"), Some("Acme")));
    }
}

#[test]
fn a_lead_is_assigned_by_hand_and_reassigned() {
    let config = config();
    let guide = post("2026-11-21T14:03:00Z", "guide", MARIA);
    let give = |to: Option<&str>| {
        did(
            "2026-11-21T15:00:00Z",
            ActivityKind::Assigned { to: to.map(ToOwned::to_owned), by: "dora".into(), why: None },
        )
    };
    let (lead, all) = run(&config, &[guide.clone(), give(Some("chloe"))]);
    assert_eq!((lead.stage, lead.owner.as_deref()), (Stage::Sql, Some("chloe")));
    assert!(all[1].decisions.ended.iter().any(|(name, _)| name == "nurture") && !to_owner(&lead).is_empty());
    let (other, _) = on(&lead, &config, &give(None));
    assert_ne!(other.owner, lead.owner);
    let (same, applied) = on(&lead, &config, &give(Some("nobody")));
    assert_eq!(same.owner, lead.owner);
    assert_eq!(applied.decisions.ignored.as_deref(), Some("team.yaml has nobody with the id nobody"));
}

proptest! {
    /// A rule never moves a lead back, and out of a stage that a person chose only by a new request.
    #[test]
    fn rules_only_move_forward(days in prop::collection::vec((0_u8..6, 0_u8..3), 1..12)) {
        let config = config();
        let mut lead: Option<Lead> = None;
        for (number, (kind, seed)) in days.iter().enumerate() {
            let time = format!("2026-11-{:02}T10:00:00Z", number + 1);
            let what = match kind {
                0 => post(&time, "guide", MARIA).kind,
                1 => post(&time, "demo", FREE).kind,
                2 => ActivityKind::PageViewed(Interaction::default()),
                3 => ActivityKind::ProductUsed(Interaction::default()),
                4 => ActivityKind::DealWon { history: false, amount: None, amount_minor: None, currency: None, by: None, corrects: None },
                _ => ActivityKind::ReplyReceived(Contact { by: "ana".into(), reached: true, note: None }),
            };
            let who = [("email".to_owned(), "maria@acme.example".to_owned())].into();
            let next = Activity { who, ..activity(at(&time), &seed.to_string(), what) };
            let (after, _) = step(lead.clone(), &next, &config, next.occurred_at(), &mut number.clone());
            if let Some(before) = lead {
                prop_assert!(after.stage == before.stage || before.stage.may_become(after.stage)
                    || after.stage == Stage::Prospect);
            }
            lead = Some(after);
        }
    }
}

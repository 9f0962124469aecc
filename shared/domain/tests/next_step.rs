//! A lead in sales' hands is never forgotten: it has a next step with a date, and an overdue one goes up until somebody acts.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Contact, Move};
use leadwright_domain::config::Config;
use leadwright_domain::fold::replay;
use leadwright_domain::lead::{AgendaEntry, Attention, Lead, Occasion, Reason, Task, Urgency};
use leadwright_domain::routing::{Availability, Away, FollowUpDue, People};
use leadwright_domain::sending::StepsReader;
use leadwright_domain::timeline::next;
use leadwright_domain::value::hours::{Hours, WorkingTime};
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use proptest::prelude::*;
use serde_json::json;

use crate::setting::{activity, at, config, import, post, run, step};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example"), ("employees", "80")];
const JOSE: &[(&str, &str)] = &[("email", "jose@gmail.com")];

/// The small company, which works on weekdays from nine to six.
fn company() -> Config {
    let mut config = config();
    config.team.hours = Hours::try_from(vec!["mon-fri 9:00-18:00".to_owned()]).unwrap();
    config.hashed()
}

fn did(time: &str, what: ActivityKind) -> Activity {
    activity(at(time), &format!("{time}{}", what.name()), what)
}

fn contact(by: &str, reached: bool) -> ActivityKind {
    ActivityKind::CallLogged(Contact { by: by.to_owned(), reached, note: None })
}

fn said(due: &str, what: &str) -> ActivityKind {
    ActivityKind::FollowUpSet { due: at(due), what: what.to_owned(), by: "ana".to_owned() }
}

fn accepted(by: &str) -> ActivityKind {
    ActivityKind::Accepted { by: by.to_owned() }
}

fn moved(to: Stage, reason: Option<&str>, again_on: Option<Date>) -> ActivityKind {
    ActivityKind::StageMoved(Move {
        to,
        reason: reason.map(ToOwned::to_owned),
        again_on,
        by: "ana".to_owned(),
        note: None,
    })
}

fn assigned(to: Option<&str>) -> ActivityKind {
    ActivityKind::Assigned { to: to.map(ToOwned::to_owned), by: "dora".to_owned(), why: None }
}

/// What is next: words, when, and what it follows.
fn what_is_next(lead: &Lead) -> (String, String, Occasion) {
    let step = lead.next_step().expect("a next step");
    let due = step.due.to_zoned(jiff::tz::TimeZone::get("Europe/Lisbon").unwrap());
    (step.what.to_owned(), due.strftime("%a %-d %b %-H:%M").to_string(), step.on)
}

/// A Monday, two o'clock in Lisbon.
const MONDAY: &str = "2026-11-23T14:00:00Z";

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn what_is_next_follows_from_what_was_done_and_what_somebody_said() {
    let config = company();
    for (done, what, due, on) in [
        // A hot lead is to be accepted within five minutes of work.
        (vec![], "Accept it and call", "Mon 23 Nov 14:05", Occasion::HandedOff),
        (vec![did("2026-11-23T14:02:00Z", accepted("ana"))], "Call them", "Mon 23 Nov 15:02", Occasion::Accepted),
        // Towards the evening the hour goes on in the morning.
        (vec![did("2026-11-23T17:40:00Z", accepted("ana"))], "Call them", "Tue 24 Nov 9:40", Occasion::Accepted),
        (vec![did("2026-11-23T14:02:00Z", contact("ana", false))], "Call again", "Tue 24 Nov 9:00", Occasion::NoAnswer),
        // Of a Friday not on Saturday.
        (vec![did("2026-11-27T14:02:00Z", contact("ana", false))], "Call again", "Mon 30 Nov 9:00", Occasion::NoAnswer),
        (vec![did("2026-11-23T14:02:00Z", contact("ana", true))], "Follow up", "Thu 26 Nov 9:00", Occasion::Spoke),
        // Whose owner did not answer it: somebody else's call does not accept it.
        (
            vec![did("2026-11-23T14:02:00Z", contact("ben", false))],
            "Accept it and call",
            "Mon 23 Nov 14:05",
            Occasion::HandedOff,
        ),
        // What the person chose counts.
        (
            vec![
                did("2026-11-23T14:02:00Z", contact("ana", true)),
                did("2026-11-23T14:02:01Z", said("2026-11-28T10:00:00Z", "An offer")),
            ],
            "An offer",
            "Sat 28 Nov 10:00",
            Occasion::Chosen,
        ),
        // A call before that day leaves the promise.
        (
            vec![
                did("2026-11-23T14:02:00Z", contact("ana", true)),
                did("2026-11-23T14:02:01Z", said("2026-11-27T10:00:00Z", "An offer")),
                did("2026-11-24T10:00:00Z", contact("ana", false)),
            ],
            "An offer",
            "Fri 27 Nov 10:00",
            Occasion::Chosen,
        ),
        // On the day it was that.
        (
            vec![
                did("2026-11-23T14:02:00Z", contact("ana", true)),
                did("2026-11-23T14:02:01Z", said("2026-11-27T10:00:00Z", "Call")),
                did("2026-11-27T09:50:00Z", contact("ana", false)),
            ],
            "Call again",
            "Mon 30 Nov 9:00",
            Occasion::NoAnswer,
        ),
        (
            vec![
                did("2026-11-23T14:02:00Z", contact("ana", true)),
                did(
                    "2026-11-24T10:00:00Z",
                    ActivityKind::FollowUpDone { by: "ana".to_owned(), note: None, entry: None, what: None },
                ),
            ],
            "Decide what is next",
            "Wed 25 Nov 9:00",
            Occasion::Otherwise,
        ),
        // Their answer comes before what was promised.
        (
            vec![
                did("2026-11-23T14:02:00Z", contact("ana", true)),
                did("2026-11-23T14:02:01Z", said("2026-11-27T10:00:00Z", "An offer")),
                did(
                    "2026-11-24T10:00:00Z",
                    ActivityKind::ReplyReceived(Contact { by: "api".to_owned(), reached: true, note: None }),
                ),
            ],
            "Answer their mail",
            "Tue 24 Nov 11:00",
            Occasion::Replied,
        ),
        // A day until which it is set aside.
        (
            vec![did(
                "2026-11-23T14:02:00Z",
                moved(Stage::Recycled, Some("not-now"), Some("2026-12-03".parse().unwrap())),
            )],
            "Try again",
            "Thu 3 Dec 9:00",
            Occasion::SetAside,
        ),
        // What was promised goes along to the new owner, behind the time to accept it.
        (
            vec![
                did("2026-11-23T14:02:00Z", contact("ana", true)),
                did("2026-11-23T14:02:01Z", said("2026-11-27T10:00:00Z", "An offer")),
                did("2026-11-24T10:00:00Z", assigned(Some("ben"))),
                did("2026-11-24T10:01:00Z", accepted("ben")),
            ],
            "An offer",
            "Fri 27 Nov 10:00",
            Occasion::Chosen,
        ),
        (
            vec![did("2026-11-23T14:02:00Z", contact("ana", true)), did("2026-11-24T10:00:00Z", assigned(Some("ben")))],
            "Accept it and call",
            "Tue 24 Nov 10:05",
            Occasion::HandedOff,
        ),
        // A call that was told late changes nothing.
        (
            vec![did("2026-11-23T14:02:00Z", contact("ana", true)), did("2026-11-23T14:01:00Z", contact("ana", false))],
            "Follow up",
            "Thu 26 Nov 9:00",
            Occasion::Spoke,
        ),
    ] {
        let told: Vec<Activity> = std::iter::once(post(MONDAY, "demo", MARIA)).chain(done).collect();
        let (lead, _) = run(&config, &told);
        assert_eq!(what_is_next(&lead), (what.to_owned(), due.to_owned(), on), "{told:?}");
    }
}

#[test]
fn who_is_done_with_has_no_next_step() {
    let config = company();
    for done in [
        moved(Stage::Lost, Some("competitor"), None),
        moved(Stage::Disqualified, Some("no-need"), None),
        moved(Stage::Recycled, Some("not-now"), None),
        moved(Stage::Mql, None, None),
        ActivityKind::deal_won(false, None, config.company.currency, Some("ana".to_owned())),
    ] {
        let name = format!("{done:?}");
        let (lead, _) = run(
            &config,
            &[
                post(MONDAY, "demo", MARIA),
                did("2026-11-23T14:02:00Z", contact("ana", true)),
                did("2026-11-23T14:02:01Z", said("2026-11-27T10:00:00Z", "An offer")),
                did("2026-11-23T14:03:00Z", done),
            ],
        );
        assert_eq!(lead.steps().count(), 0, "{name}");
        assert_eq!(lead.urgency(), Urgency::Nothing);
    }
    // Nothing can be promised about a lead that salespeople do not have.
    let (lead, all) =
        run(&config, &[post(MONDAY, "guide", JOSE), did("2026-11-23T14:02:00Z", said("2026-11-27T10:00:00Z", "x"))]);
    assert!(lead.next_step().is_none() && all[1].decisions.ignored.is_some());
}

/// What older releases stored has no next step: the next activity gives it one, whatever it is.
#[test]
fn a_lead_of_an_older_release_gets_a_next_step_with_its_next_activity() {
    let config = company();
    for stage in [Stage::Sql, Stage::Prospect] {
        let (mut lead, _) =
            run(&config, &[post(MONDAY, "demo", MARIA), did("2026-11-23T14:02:00Z", contact("ana", true))]);
        lead.stage = stage;
        lead.change_agenda(Vec::clear);
        for what in [ActivityKind::NextStepMissing, ActivityKind::TemperatureChanged, ActivityKind::Rescored] {
            let told = did("2026-11-24T10:00:00Z", what);
            let (after, _) = step(Some(lead.clone()), &told, &config, told.occurred_at(), &mut 0);
            assert_eq!(what_is_next(&after).1, "Wed 25 Nov 9:00", "{told:?}");
        }
        assert!(next(&lead, &config, &config.team.people[0], at(MONDAY))[0].contains("tonight"));
    }
}

/// What the mailer does with what is due, at `now`.
fn mailed(
    lead: Lead,
    entry: &AgendaEntry,
    config: &Config,
    people: &People,
    now: Timestamp,
    turn: &mut usize,
) -> (Lead, Vec<String>) {
    if let Task::Accept { owner, .. } = &entry.task {
        let missed = Activity::accept_missed(&lead.id, &entry.id, owner, None, entry.delivery.due);
        let (lead, applied) = step(Some(lead), &missed, config, now, turn);
        let mails = applied.decisions.planned.iter().filter_map(|plan| plan.task.mailing(&plan.id)).map(|one| one.mail);
        return (lead, mails.filter(|mail| mail == "escalation").collect());
    }
    let distribution = config.distribution(people, now);
    match distribution.follow_up_due(&lead, entry, &config.company) {
        None => (lead, Vec::new()),
        Some(FollowUpDue::Missed { unable, .. }) => {
            let Task::FollowUp { what, .. } = &entry.task else { unreachable!() };
            let owner = lead.owner.clone();
            let due = entry.delivery.due;
            let unable = unable.map(|why| why.words(Words::english()));
            let missed = Activity::follow_up_missed(&lead.id, &entry.id, what, owner.as_deref(), unable, due);
            (step(Some(lead), &missed, config, now, turn).0, Vec::new())
        }
        Some(FollowUpDue::Remind { again } | FollowUpDue::GoUp { again }) => {
            assert!(again > now, "it is looked at again");
            let is_up = matches!(entry.task, Task::FollowUp { missed: Some(_), .. });
            let readers = distribution.supervisors().filter(|_| is_up).map(|reader| match reader {
                StepsReader::Person { id } => format!("{id} {}", now.strftime("%a %-d %b")),
                StepsReader::Operator => "operator".to_owned(),
            });
            let readers = readers.collect();
            let mut lead = lead;
            lead.change_entry(&entry.id, |waiting| waiting.delivery.put_off(again));
            (lead, readers)
        }
    }
}

/// Lets time pass until then: the mailer deals with what salespeople are to do. Whom it tells of what is overdue.
fn pass(mut lead: Lead, config: &Config, people: &People, until: &str, turn: &mut usize) -> (Lead, Vec<String>) {
    let mut told = Vec::new();
    for _ in 0..2_000 {
        let steps = lead.steps().filter_map(|step| lead.entry(step.entry));
        let Some((now, entry)) =
            steps.map(|entry| (entry.delivery.wakes_at(), entry.clone())).min_by_key(|(at, _)| *at)
        else {
            break;
        };
        if now > at(until) {
            break;
        }
        let (next, mails) = mailed(lead, &entry, config, people, now, turn);
        lead = next;
        told.extend(mails);
    }
    (lead, told)
}

/// 17 leads passed their time in the night, 17 mails went out, and then nobody ever heard of them again.
#[test]
fn r_leadwright_17_missed_deadlines_go_up_every_working_morning_until_somebody_acts() {
    let config = company();
    let people = People::new();
    let (lead, _) = run(&config, &[post(MONDAY, "demo", MARIA)]);
    let (lead, told) = pass(lead, &config, &people, "2026-11-30T23:00:00Z", &mut 0);
    let mornings =
        ["escalation", "dora Tue 24 Nov", "dora Wed 25 Nov", "dora Thu 26 Nov", "dora Fri 27 Nov", "dora Mon 30 Nov"];
    assert_eq!(told, mornings, "a hot one at once, then one mail a working morning");
    assert_eq!(
        what_is_next(&lead),
        ("Accept it and call".to_owned(), "Mon 23 Nov 14:05".to_owned(), Occasion::NotAccepted)
    );
    let lisbon = jiff::tz::TimeZone::get("Europe/Lisbon").unwrap();
    let reasons =
        |lead: &Lead, now: &str| lead.attention().reasons(lead.stage, lead.score.temperature, None, at(now), &lisbon);
    assert_eq!(reasons(&lead, MONDAY)[0], Reason::SlaMissed);
    // Somebody acts: from then on it is what they do next.
    let acted = did("2026-12-01T08:00:00Z", accepted("ana"));
    let (lead, _) = step(Some(lead), &acted, &config, acted.occurred_at(), &mut 0);
    assert_eq!(what_is_next(&lead), ("Call them".to_owned(), "Tue 1 Dec 10:00".to_owned(), Occasion::Accepted));
    assert_eq!(lead.steps().count(), 1);
    // And is overdue again if they do not: hot ones by the time to accept one.
    let (_, told) = pass(lead, &config, &people, "2026-12-02T23:00:00Z", &mut 0);
    assert_eq!(told, ["dora Wed 2 Dec"]);
}

/// `SuiteCRM` assigns work to people who have left (salesagility/SuiteCRM#8935, #2032, #227).
#[test]
fn r_suitecrm_8935_what_was_to_be_done_by_who_left_goes_to_somebody_else() {
    let mut config = company();
    let (lead, _) = run(&config, &[post(MONDAY, "demo", MARIA), did("2026-11-23T14:02:00Z", contact("ana", false))]);
    config.team.people.retain(|person| person.id != "ana");
    config.team.teams.insert("sales".to_owned(), vec!["ben".to_owned(), "chloe".to_owned()]);
    let config = config.hashed();
    let (given, told) = pass(lead.clone(), &config, &People::new(), "2026-11-24T09:00:00Z", &mut 0);
    assert!(matches!(given.owner.as_deref(), Some("ben" | "chloe")) && told.is_empty(), "{:?} {told:?}", given.owner);
    assert_eq!(what_is_next(&given).2, Occasion::HandedOff, "it is to be accepted");
    // With nobody left to take it, it is the manager's, every morning.
    let mut alone = config;
    alone.team.people.retain(|person| person.id == "dora");
    alone.team.teams.clear();
    let alone = alone.hashed();
    let (given, told) = pass(lead, &alone, &People::new(), "2026-11-26T12:00:00Z", &mut 0);
    assert_eq!(
        (given.owner.as_deref(), told.as_slice()),
        (Some("dora"), ["dora Wed 25 Nov".to_owned(), "dora Thu 26 Nov".to_owned()].as_slice())
    );
}

#[test]
fn who_is_away_does_not_keep_a_promise_so_it_goes_up() {
    let config = company();
    let (lead, _) = run(
        &config,
        &[
            post(MONDAY, "demo", MARIA),
            did("2026-11-23T14:02:00Z", contact("ana", true)),
            did("2026-11-23T14:02:01Z", said("2026-11-25T10:00:00Z", "An offer")),
        ],
    );
    let away = |id: &str| {
        let away = Away { from: "2026-11-24".parse().unwrap(), until: "2026-12-04".parse().unwrap() };
        (id.to_owned(), Availability { away: vec![away], ..Availability::default() })
    };
    let (lead_then, told) = pass(lead.clone(), &config, &People::from([away("ana")]), "2026-11-26T12:00:00Z", &mut 0);
    assert_eq!(told, ["dora Thu 26 Nov"]);
    assert!(lead_then.next_step().is_some_and(|step| step.is_missed && step.by == Some("ana")));
    // Where the manager is away too, whoever runs the system hears of it as well.
    let (_, told) =
        pass(lead.clone(), &config, &People::from([away("ana"), away("dora")]), "2026-11-26T12:00:00Z", &mut 0);
    assert_eq!(told, ["dora Thu 26 Nov", "operator"]);
    let mut leaderless = config;
    leaderless.team.manager = None;
    let (_, told) = pass(lead, &leaderless.hashed(), &People::new(), "2026-11-27T12:00:00Z", &mut 0);
    assert_eq!(told, ["operator", "operator"], "two mornings");
}

#[test]
fn a_lead_that_nobody_can_be_given_goes_up_too() {
    let mut config = company();
    config.team.people.retain(|person| person.id == "dora");
    config.team.teams.clear();
    let config = config.hashed();
    let (lead, _) = run(&config, &[post(MONDAY, "demo", MARIA)]);
    assert_eq!((lead.owner.as_deref(), what_is_next(&lead).2), (None, Occasion::NoOwner));
    let (_, told) = pass(lead, &config, &People::new(), "2026-11-25T12:00:00Z", &mut 0);
    assert_eq!(told, ["dora Tue 24 Nov", "dora Wed 25 Nov"]);
}

#[test]
fn proposals_keep_to_the_hours_of_the_owner() {
    let zone = || jiff::tz::TimeZone::get("Europe/Lisbon").unwrap();
    let holiday: Date = "2026-11-24".parse().unwrap();
    for (hours, proposal, now, due) in [
        ("mon-fri 9:00-18:00", json!({"what": "x", "after": "1d", "at": "9:00"}), MONDAY, "2026-11-25T09:00:00Z"),
        ("mon-fri 8:00-17:00", json!({"what": "x", "after": "1d", "at": "9:00"}), MONDAY, "2026-11-25T09:00:00Z"),
        ("mon-fri 13:00-17:00", json!({"what": "x", "after": "1d", "at": "9:00"}), MONDAY, "2026-11-25T13:00:00Z"),
        ("mon-sun 6:00-8:00", json!({"what": "x", "after": "1d", "at": "9:00"}), MONDAY, "2026-11-25T06:00:00Z"),
        ("mon-fri 9:00-18:00", json!({"what": "x", "after": "1h"}), "2026-11-23T17:30:00Z", "2026-11-25T09:30:00Z"),
        ("mon-sun 0:00-24:00", json!({"what": "x", "after": "2d", "at": "9:00"}), MONDAY, "2026-11-25T09:00:00Z"),
    ] {
        let hours = Hours::try_from(vec![hours.to_owned()]).unwrap();
        let holidays = [holiday];
        let time = WorkingTime::new(&hours, zone(), [&holidays, &[]]);
        let proposal: leadwright_domain::funnel::Proposal = serde_json::from_value(proposal).unwrap();
        assert_eq!(proposal.due(&time, at(now)), at(due), "{proposal:?}");
    }
}

#[test]
fn what_can_not_be_proposed_is_a_mistake() {
    let long = "x".repeat(101);
    for (proposal, words) in [
        (json!({"what": "Call again", "after": "1d", "at": "9:00"}), None),
        (json!({"what": "Call again", "after": "4h"}), None),
        (json!({"what": " ", "after": "4h"}), Some("needs `what`")),
        (json!({"what": long, "after": "4h"}), Some("has 101 characters: 100 fit on a list")),
        (json!({"what": "Call again", "after": "90m", "at": "9:00"}), Some("`after` is a number of whole days")),
        (json!({"what": "Call again", "after": "0m", "at": "9:00"}), Some("`after` is a number of whole days")),
        (json!({"what": "Call again", "after": "2d"}), Some("counts working hours")),
        (json!({"what": "Call again", "after": "91d", "at": "9:00"}), Some("within 90d")),
    ] {
        let mut config = company();
        config.funnel.next_steps.no_answer = serde_json::from_value(proposal.clone()).unwrap();
        let problems = config.check();
        match (words, &problems[..]) {
            (None, []) => {}
            (Some(words), [problem]) => {
                assert!(problem.file == "funnel.yaml" && problem.message.contains(words), "{problem:?}");
                assert_eq!(problem.near, "no_answer:");
            }
            _ => panic!("{proposal}: {problems:?}"),
        }
    }
}

#[test]
fn hot_leads_that_wait_stand_first() {
    let config = company();
    let hot = run(&config, &[post(MONDAY, "demo", MARIA)]).0;
    assert_eq!(hot.urgency(), Urgency::Now);
    let spoken = run(&config, &[post(MONDAY, "demo", MARIA), did("2026-11-23T14:02:00Z", contact("ana", true))]).0;
    assert_eq!(spoken.urgency(), Urgency::Planned);
    let aside = moved(Stage::Recycled, Some("not-now"), Some("2026-12-03".parse().unwrap()));
    let aside = run(&config, &[post(MONDAY, "demo", MARIA), did("2026-11-23T14:02:00Z", aside)]).0;
    assert_eq!(aside.urgency(), Urgency::Aside);
    assert_eq!(run(&config, &[post(MONDAY, "guide", JOSE)]).0.urgency(), Urgency::Nothing);
    let lisbon = jiff::tz::TimeZone::get("Europe/Lisbon").unwrap();
    let reasons = |lead: &Lead, now: &str| {
        let asked = lead.last_submission.as_ref().map(ActivityId::occurred_at);
        lead.attention().reasons(lead.stage, lead.score.temperature, asked, at(now), &lisbon)
    };
    let incomplete = Reason::Incomplete;
    for lead in [&hot, &spoken, &aside] {
        let json = serde_json::to_string(&lead.attention()).unwrap();
        assert_eq!(serde_json::from_str::<Attention>(&json).unwrap(), lead.attention(), "{json}");
    }
    let complete =
        [("email", "maria@acme.example"), ("employees", "80"), ("name", "Maria"), ("phone", "+351912345678")];
    let complete = run(&config, &[post(MONDAY, "demo", &complete)]).0;
    let stored = serde_json::to_string(&complete.attention()).unwrap();
    assert_eq!(stored, r#"{"due":1795442700000}"#, "short, where it costs");
    assert_eq!(reasons(&hot, "2026-11-23T14:01:00Z"), [Reason::SlaRunning, Reason::HotAndFresh, incomplete]);
    assert_eq!(reasons(&hot, "2026-11-23T14:06:00Z"), [Reason::SlaMissed, Reason::HotAndFresh, incomplete]);
    assert_eq!(reasons(&spoken, "2026-11-24T08:00:00Z"), [incomplete]);
    assert_eq!(reasons(&spoken, "2026-11-26T08:00:00Z"), [Reason::DueToday, incomplete]);
    assert_eq!(reasons(&spoken, "2026-11-26T10:00:00Z"), [Reason::Overdue, incomplete]);
    assert_eq!(reasons(&spoken, "2026-12-26T10:00:00Z"), [Reason::Overdue, Reason::Untouched, incomplete]);
    assert_eq!(reasons(&aside, "2026-12-02T10:00:00Z"), []);
    assert_eq!(reasons(&aside, "2026-12-03T08:00:00Z"), [Reason::CameBack]);
}

/// What people, programs and the lead itself may do, one after the other.
fn anything() -> impl Strategy<Value = ActivityKind> {
    let ahead: Date = "2027-01-15".parse().unwrap();
    let reply = |by: &str| ActivityKind::ReplyReceived(Contact { by: by.to_owned(), reached: true, note: None });
    let guide = post(MONDAY, "guide", JOSE).kind;
    let demo = post(MONDAY, "demo", MARIA).kind;
    prop::sample::select(vec![
        demo,
        guide,
        import(MONDAY, "fair", false).kind,
        accepted("ana"),
        accepted("ben"),
        contact("ana", true),
        contact("ana", false),
        contact("chloe", true),
        reply("ana"),
        reply("api"),
        assigned(None),
        assigned(Some("chloe")),
        moved(Stage::Recycled, Some("not-now"), Some(ahead)),
        moved(Stage::Recycled, Some("not-now"), None),
        moved(Stage::Lost, Some("competitor"), None),
        moved(Stage::Disqualified, Some("no-need"), None),
        moved(Stage::Sql, None, None),
        moved(Stage::Prospect, None, None),
        moved(Stage::Mql, None, None),
        ActivityKind::deal_won(false, None, company().company.currency, Some("ana".to_owned())),
        said("2027-02-01T10:00:00Z", "An offer"),
        ActivityKind::FollowUpDone { by: "ana".to_owned(), note: None, entry: None, what: None },
        ActivityKind::TemperatureChanged,
        ActivityKind::Rescored,
        ActivityKind::NextStepMissing,
        ActivityKind::Unsubscribed { send: None },
        ActivityKind::NurtureStopped { by: "ana".to_owned() },
        ActivityKind::MarkedBad { reason: "wrong-number".to_owned(), by: "ana".to_owned(), note: None },
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever happens, in whatever order, with mails or without: a lead that salespeople have is to be looked at on a day,
    /// what is to be done is little, and what nobody does goes up, again and again.
    #[test]
    fn no_lead_in_sales_hands_is_ever_forgotten(
        told in prop::collection::vec((0_i64..80, anything()), 1..14),
        reassigns: bool,
        has_left: bool,
    ) {
        let mut config = company();
        config.routing.reassign = reassigns;
        if has_left {
            config.team.people.retain(|person| person.id != "chloe");
            config.team.teams.insert("sales".to_owned(), vec!["ana".to_owned(), "ben".to_owned()]);
        }
        let (config, people) = (config.hashed(), People::new());
        let (mut now, mut turn) = (at(MONDAY), 0);
        let (mut lead, _) = run(&config, &[post(MONDAY, "demo", MARIA)]);
        for (number, (hours, what)) in told.into_iter().enumerate() {
            now += SignedDuration::from_hours(hours);
            lead = pass(lead, &config, &people, &now.to_string(), &mut turn).0;
            let told = activity(now, &number.to_string(), what);
            let before = lead.clone();
            let (after, applied) = step(Some(lead), &told, &config, now, &mut turn);
            prop_assert_eq!(&replay(Some(before), &applied, &config.scoring), &after);
            lead = after;
            prop_assert!(!lead.needs_next_step() || lead.next_step().is_some(), "forgotten: {:?}", applied);
            prop_assert!(lead.steps().count() <= 4, "{:?}", lead.agenda());
            if lead.stage.is_closed() {
                prop_assert_eq!(lead.steps().count(), 0);
            }
            let is_woken = lead.steps().all(|step| lead.entry(step.entry).is_some_and(|entry| lead.next_wake() <= Some(entry.delivery.wakes_at())));
            prop_assert!(is_woken);
        }
        // Nobody does anything any more: each week somebody is told of it.
        let needs = lead.needs_next_step();
        let far = now + SignedDuration::from_hours(24 * 120);
        let (mut lead, _) = pass(lead, &config, &people, &far.to_string(), &mut turn);
        let mut weeks = BTreeSet::new();
        for week in 1..6 {
            let until = far + SignedDuration::from_hours(24 * 7 * week);
            let (after, told) = pass(lead, &config, &people, &until.to_string(), &mut turn);
            lead = after;
            if told.iter().any(|reader| reader.starts_with("dora")) {
                weeks.insert(week);
            }
        }
        prop_assert!(!needs || weeks.len() == 5, "silence: {:?}", lead.agenda());
    }
}

//! What becomes of the leads of a person who is no longer in `team.yaml`, and of leads given to who takes none.

use leadwright_domain::activity::{ActivityKind, Mailing, Move, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead, Task};
use leadwright_domain::value::stage::Stage;

use crate::setting::{activity, at, config, post, run, step};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example"), ("employees", "80")];
const ASKED: &str = "2026-11-23T10:00:00Z";

/// The company without Ana.
fn without_ana(mut config: Config) -> Config {
    config.team.people.retain(|person| person.id != "ana");
    config.team.teams.values_mut().for_each(|team| team.retain(|id| id != "ana"));
    config.hashed()
}

fn on(lead: &Lead, config: &Config, time: &str, what: ActivityKind) -> (Lead, Applied) {
    let mut lead = lead.clone();
    lead.model.clone_from(&config.model_hash);
    step(Some(lead), &activity(at(time), time, what), config, at(time), &mut 0)
}

fn planned(applied: &Applied) -> Vec<(String, Recipient)> {
    let mails = applied.decisions.planned.iter().filter_map(|plan| plan.task.mailing(&plan.id));
    mails.map(|mailing| (mailing.mail, mailing.to)).collect()
}

fn hand_off() -> Vec<(String, Recipient)> {
    vec![("hand-off".to_owned(), Recipient::Owner)]
}

/// A lead of Ana's, set aside by her with a day to try again.
fn promised(config: &Config) -> Lead {
    let aside = Move {
        to: Stage::Recycled,
        reason: Some("not-now".to_owned()),
        again_on: Some("2026-12-01".parse().unwrap()),
        by: "ana".to_owned(),
        note: None,
    };
    let asked = post(ASKED, "demo", MARIA);
    let (lead, _) =
        run(config, &[asked, activity(at("2026-11-24T10:00:00Z"), "aside", ActivityKind::StageMoved(aside))]);
    assert_eq!((lead.stage, lead.owner.as_deref()), (Stage::Recycled, Some("ana")));
    lead
}

/// The mail of a lead to its owner that can't go: the owner is no longer there.
fn dropped(lead: &Lead, mail: &str) -> ActivityKind {
    let is_it = |task: &Task| matches!(task, Task::Mail { mail: name, .. } if name == mail);
    let entry = lead.agenda().iter().find(|entry| is_it(&entry.task)).expect("it is planned");
    let mailing = Mailing { send: entry.id.clone(), mail: mail.to_owned(), to: Recipient::Owner, step: None };
    ActivityKind::MailDropped { mailing, reason: "The owner is no longer in team.yaml".to_owned() }
}

/// Reminders of deleted users are sent to nobody.
#[test]
fn r_suitecrm_8935_a_reminder_that_reaches_nobody_gives_the_lead_to_who_is_next() {
    let lead = promised(&config());
    let reminder = dropped(&lead, "reminder");
    let (after, applied) = on(&lead, &without_ana(config()), "2026-12-01T09:00:00Z", reminder.clone());
    assert_eq!((after.stage, after.owner.as_deref()), (Stage::Sql, Some("ben")));
    assert_eq!(planned(&applied), hand_off());
    // Of an owner who is there, a mail that was dropped says nothing.
    let (after, applied) = on(&lead, &config(), "2026-12-01T09:00:00Z", reminder.clone());
    assert_eq!((after.stage, after.owner.as_deref(), planned(&applied)), (Stage::Recycled, Some("ana"), vec![]));
    // Nobody takes leads: the manager hears of it.
    let mut nobody = without_ana(config());
    nobody.team.people.iter_mut().for_each(|person| person.takes_leads = false);
    let (_, applied) = on(&lead, &nobody.hashed(), "2026-12-01T09:00:00Z", reminder);
    assert_eq!(planned(&applied), [("escalation".to_owned(), Recipient::Manager)]);
}

/// A record of a user who was archived is lost: leads that nobody accepted, and people who write again.
#[test]
fn r_odoo_98863_who_left_the_team_loses_no_lead() {
    let (lead, _) = run(&config(), &[post(ASKED, "demo", MARIA)]);
    assert_eq!(lead.owner.as_deref(), Some("ana"));
    let left = without_ana(config());
    let accept = lead.agenda().iter().find(|entry| matches!(entry.task, Task::Accept { .. })).unwrap().id.clone();
    let missed = ActivityKind::AcceptMissed {
        entry: accept,
        owner: "ana".to_owned(),
        unable: Some("no longer in the team".to_owned()),
    };
    let (after, applied) = on(&lead, &left, "2026-11-23T10:05:00Z", missed);
    assert_eq!(after.owner.as_deref(), Some("ben"), "although routing.yaml does not say `reassign`");
    assert!(planned(&applied).contains(&("escalation".to_owned(), Recipient::Manager)));
    let hand_off_dropped = dropped(&lead, "hand-off");
    let (after, applied) = on(&lead, &left, "2026-11-23T10:00:01Z", hand_off_dropped);
    assert_eq!((after.owner.as_deref(), planned(&applied)), (Some("ben"), hand_off()));
    // They come back for a guide: that is for somebody too.
    let guide = post("2026-11-25T10:00:00Z", "guide", MARIA).kind;
    let (after, applied) = on(&lead, &left, "2026-11-25T10:00:00Z", guide.clone());
    assert_eq!(after.owner.as_deref(), Some("ben"));
    assert!(planned(&applied).contains(&hand_off()[0]), "{:?}", planned(&applied));
    let (after, _) = on(&lead, &config(), "2026-11-25T10:00:00Z", guide);
    assert_eq!(after.owner.as_deref(), Some("ana"));
}

#[test]
fn who_takes_no_leads_is_given_none_by_others() {
    let config = config();
    let (lead, _) = run(&config, &[post(ASKED, "demo", MARIA)]);
    let give = |by: &str| ActivityKind::Assigned { to: Some("dora".to_owned()), by: by.to_owned(), why: None };
    let (after, applied) = on(&lead, &config, "2026-11-23T10:01:00Z", give("ana"));
    assert_eq!(after.owner.as_deref(), Some("ana"));
    assert_eq!(applied.decisions.ignored.as_deref(), Some("dora takes no leads"));
    let (after, _) = on(&lead, &config, "2026-11-23T10:01:00Z", give("dora"));
    assert_eq!(after.owner.as_deref(), Some("dora"), "she takes it over herself");
}

//! What the system will do next with a lead, by itself, in words for a salesperson.

use std::cmp::max;

use jiff::Timestamp;

use crate::activity::mail::{Recipient, StepRef, TeamMail};
use crate::company::{Person, first_name};
use crate::config::Config;
use crate::lead::Lead;
use crate::lead::agenda::{AgendaEntry, Task};
use crate::sequence::step::StepAction;
use crate::timeline::title::mail_title;
use crate::value::times::{clock, moment};

/// What happens next by itself, soonest first, a line each; at least one line.
///
/// Notifications that are on their way are left out: who reads this has got them, or will in a moment.
pub fn next(lead: &Lead, config: &Config, reader: &Person, now: Timestamp) -> Vec<String> {
    let is_over = |entry: &AgendaEntry| !entry.is_marketing() && entry.mailing().is_some() && entry.delivery.due <= now;
    let mut entries: Vec<&AgendaEntry> = lead.agenda.iter().filter(|entry| !is_over(entry)).collect();
    entries.sort_by_key(|entry| happens_at(entry, now));
    let mut lines: Vec<String> = entries.into_iter().map(|entry| line(entry, config, reader, now)).collect();
    lines.extend(call_by_list(lead, config, reader, now));
    if lines.is_empty() { vec![nothing(lead).to_owned()] } else { lines }
}

/// The next call of a lead that stands on a call list.
fn call_by_list(lead: &Lead, config: &Config, reader: &Person, now: Timestamp) -> Option<String> {
    let calling = lead.on_call_list()?;
    let title = config.call_lists.named(&calling.list).map_or(calling.list.as_str(), |list| list.title.as_str());
    if let Some(by) = calling.held_by(now) {
        return Some(format!("{} calls them by the list “{title}”", config.team.name_of(by)));
    }
    let due = moment(calling.due.max(now), now, &reader.timezone.time_zone());
    Some(format!("a call by the list “{title}” from {due} on"))
}

/// Where nothing is on the agenda: which is so of leads that are not with salespeople. (One that older releases left
/// without a next step gets it in the night.)
fn nothing(lead: &Lead) -> &'static str {
    if lead.needs_next_step() { "a next step is set tonight: choose one before" } else { "no automatic next step" }
}

/// The lead is in a sequence, which can be stopped.
pub fn is_nurtured(lead: &Lead) -> bool {
    lead.enrolments.values().any(|enrolment| enrolment.ended.is_none())
}

/// When something planned is looked at, as far as is known now; `now` for what is past.
pub fn happens_at(entry: &AgendaEntry, now: Timestamp) -> Timestamp {
    // What is overdue is to be done now, whenever the manager hears of it next.
    if matches!(entry.task, Task::FollowUp { missed: Some(_), .. }) {
        return now;
    }
    // A claimed entry wakes only should the attempt that is being made be lost.
    max(
        now,
        if entry.delivery.claim.is_some() {
            entry.delivery.due
        } else {
            max(entry.delivery.due, entry.delivery.wakes_at())
        },
    )
}

fn line(entry: &AgendaEntry, config: &Config, reader: &Person, now: Timestamp) -> String {
    let zone = reader.timezone.time_zone();
    let at = happens_at(entry, now);
    let when = if at == now { "now".to_owned() } else { moment(at, now, &zone) };
    match &entry.task {
        Task::Mail { mail, to: Recipient::Lead, .. } => format!("mail “{}” {when}", mail_title(mail, config)),
        Task::Mail { mail, to: Recipient::Owner, .. } => {
            format!("{} to the owner {when}", team_mail(mail, config))
        }
        Task::Mail { mail, to: Recipient::Manager, .. } => {
            format!("{} to the manager {when}", team_mail(mail, config))
        }
        Task::Webhook { .. } => format!("webhook {when}"),
        Task::Step { step } => step_line(step, &when, config),
        Task::ClassifyClicks { .. } => format!("opens and clicks are told apart from those of bots {when}"),
        Task::Accept { owner, .. } => escalation(owner, &clock(entry.delivery.due, now, &zone), config, reader),
        Task::FollowUp { what, missed: None, .. } => format!("{what} {}", moment(entry.delivery.due, now, &zone)),
        Task::FollowUp { what, missed: Some(since), .. } => {
            let to = match config.team.manager() {
                Some(manager) if manager.id == reader.id => "you hear of it".to_owned(),
                Some(manager) => format!("{} hears of it", first_name(manager)),
                None => "whoever runs the system hears of it".to_owned(),
            };
            format!("{what}, overdue since {}: {to} every working morning", moment(*since, now, &zone))
        }
    }
}

fn team_mail(mail: &str, config: &Config) -> String {
    match TeamMail::named(mail) {
        Some(TeamMail::HandOff) => "hand-off mail".to_owned(),
        Some(TeamMail::Escalation) => "escalation".to_owned(),
        Some(TeamMail::Reminder) => "follow-up reminder".to_owned(),
        Some(TeamMail::Call) => "call task".to_owned(),
        None => format!("mail “{}”", mail_title(mail, config)),
    }
}

fn step_line(of: &StepRef, when: &str, config: &Config) -> String {
    let step = config.sequences.get(&of.sequence).and_then(|sequence| sequence.step(&of.step));
    match step.map(|step| &step.action) {
        Some(StepAction::Call(words)) => format!("call task “{words}” {when}"),
        Some(StepAction::HandOver(_)) => format!("hand-off to sales {when}"),
        // What it waits for may come before.
        Some(StepAction::Until { .. }) => format!("step {} of {} {when} at the latest", of.step, of.sequence),
        _ => format!("step {} of {} {when}", of.step, of.sequence),
    }
}

fn escalation(owner: &str, by: &str, config: &Config, reader: &Person) -> String {
    let accepts = match config.team.person(owner) {
        _ if owner == reader.id => "you accept".to_owned(),
        Some(owner) => format!("{} accepts", owner.name),
        None => "its owner accepts".to_owned(),
    };
    match config.team.manager() {
        Some(manager) if manager.id == reader.id => format!("escalation to you unless {accepts} by {by}"),
        Some(manager) => format!("escalation to {} unless {accepts} by {by}", first_name(manager)),
        None => format!("counts as late unless {accepts} by {by}"),
    }
}

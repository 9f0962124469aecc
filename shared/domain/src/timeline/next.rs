//! What the system will do next with a lead, by itself, in words for a salesperson.

use std::cmp::max;

use jiff::Timestamp;

use crate::activity::mail::{Recipient, StepRef, TeamMail};
use crate::company::{Person, first_name};
use crate::config::Config;
use crate::lead::Lead;
use crate::lead::agenda::{AgendaEntry, Task};
use crate::retention::is_planned;
use crate::sequence::step::StepAction;
use crate::timeline::recorded::recorded;
use crate::timeline::title::mail_title;
use crate::value::times::{clock, moment};
use crate::words::Words;

/// What happens next by itself, soonest first, a line each; at least one line.
///
/// Notifications that are on their way are left out: who reads this has got them, or will in a moment.
pub fn next(lead: &Lead, config: &Config, reader: &Person, now: Timestamp) -> Vec<String> {
    next_in(config.words_for(reader), lead, config, reader, now)
}

/// The same in these words: a mail is in one language.
pub(crate) fn next_in(words: Words<'_>, lead: &Lead, config: &Config, reader: &Person, now: Timestamp) -> Vec<String> {
    let ahead = Ahead { words, config, reader, now };
    let is_over = |entry: &AgendaEntry| !entry.is_marketing() && entry.mailing().is_some() && entry.delivery.due <= now;
    let mut entries: Vec<&AgendaEntry> = lead.agenda.iter().filter(|entry| !is_over(entry)).collect();
    entries.sort_by_key(|entry| happens_at(entry, now));
    let mut lines: Vec<String> = entries.into_iter().map(|entry| ahead.line(entry)).collect();
    lines.extend(ahead.call_by_list(lead));
    if lines.is_empty() {
        lines.push(words.say(nothing(lead)));
    }
    if let Some(months) = config.company.retention.get(&lead.stage).filter(|_| !is_planned(lead, now)) {
        lines.push(words.with("story-ahead-retention", &[("months", (*months).into())]));
    }
    lines
}

/// The message where nothing is on the agenda: which is so of leads that are not with salespeople. (One that older releases left
/// without a next step gets it in the night.)
fn nothing(lead: &Lead) -> &'static str {
    if lead.needs_next_step() { "story-ahead-tonight" } else { "story-ahead-nothing" }
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

/// For whom the lines are.
#[derive(Clone, Copy)]
struct Ahead<'c> {
    words: Words<'c>,
    config: &'c Config,
    reader: &'c Person,
    now: Timestamp,
}

impl Ahead<'_> {
    fn line(self, entry: &AgendaEntry) -> String {
        let Self { words, config, now, .. } = self;
        let zone = self.reader.timezone.time_zone();
        let at = happens_at(entry, now);
        let when = if at == now { words.say("story-ahead-now") } else { moment(words, at, now, &zone) };
        match &entry.task {
            Task::Mail { mail, to: Recipient::Lead, .. } => {
                let mail = mail_title(mail, config);
                words.with("story-ahead-mail", &[("mail", mail.into()), ("when", when.into())])
            }
            Task::Mail { mail, to: Recipient::Owner, .. } => self.team_mail(mail, "owner", when),
            Task::Mail { mail, to: Recipient::Manager, .. } => self.team_mail(mail, "manager", when),
            Task::Webhook { .. } => words.with("story-ahead-webhook", &[("when", when.into())]),
            Task::Step { step } => self.step(step, when),
            Task::Manual { what, to, .. } => {
                let until = moment(words, entry.delivery.due, now, &zone);
                let (when, what) = (("when", until.into()), ("what", what.as_str().into()));
                if *to == self.reader.id {
                    words.with("story-ahead-task-yours", &[when, what])
                } else {
                    let person = ("person", config.team.name_of(to).into());
                    words.with("story-ahead-task-of", &[person, when, what])
                }
            }
            Task::ClassifyClicks { .. } => words.with("story-ahead-classify", &[("when", when.into())]),
            Task::Unconfirmed { .. } => words.with("story-ahead-unconfirmed", &[("when", when.into())]),
            Task::Accept { owner, .. } => self.escalation(owner, &clock(words, entry.delivery.due, now, &zone)),
            Task::FollowUp { what, missed: None, .. } => {
                let when = moment(words, entry.delivery.due, now, &zone);
                words.with("story-ahead-follow-up", &[("what", recorded(words, what).into()), ("when", when.into())])
            }
            Task::FollowUp { what, missed: Some(since), .. } => {
                let values = [
                    ("what", recorded(words, what).into()),
                    ("since", moment(words, *since, now, &zone).into()),
                    ("who", self.manager().unwrap_or("operator").into()),
                ];
                words.with("story-ahead-overdue", &values)
            }
        }
    }

    /// The next call of a lead that stands on a call list.
    fn call_by_list(self, lead: &Lead) -> Option<String> {
        let Self { words, config, now, .. } = self;
        let calling = lead.on_call_list()?;
        let title = config.call_lists.named(&calling.list).map_or(calling.list.as_str(), |list| list.title.as_str());
        let title = ("list", title.into());
        if let Some(by) = calling.held_by(now) {
            return Some(words.with("calls-next-held", &[("name", config.team.name_of(by).into()), title]));
        }
        let due = moment(words, calling.due.max(now), now, &self.reader.timezone.time_zone());
        Some(words.with("calls-next-due", &[title, ("when", due.into())]))
    }

    /// The manager's first name, or "you"; none if there is none.
    fn manager(&self) -> Option<&str> {
        let manager = self.config.team.manager()?;
        Some(if manager.id == self.reader.id { "you" } else { first_name(manager) })
    }

    fn team_mail(self, mail: &str, to: &str, when: String) -> String {
        let values = [("to", to.into()), ("when", when.into())];
        match TeamMail::named(mail) {
            Some(TeamMail::HandOff) => self.words.with("story-ahead-hand-off", &values),
            Some(TeamMail::Escalation) => self.words.with("story-ahead-escalation", &values),
            Some(TeamMail::Reminder) => self.words.with("story-ahead-reminder", &values),
            Some(TeamMail::Call) => self.words.with("story-ahead-call", &values),
            None => {
                let mail = ("mail", mail_title(mail, self.config).into());
                self.words.with("story-ahead-mail-to", &[&[mail][..], &values[..]].concat())
            }
        }
    }

    fn step(self, of: &StepRef, when: String) -> String {
        let step = self.config.sequences.get(&of.sequence).and_then(|sequence| sequence.step(&of.step));
        let when = ("when", when.into());
        let of = [("step", of.step.as_str().into()), ("sequence", of.sequence.as_str().into()), when.clone()];
        match step.map(|step| &step.action) {
            Some(StepAction::Call(task)) => {
                self.words.with("story-ahead-call-task", &[("task", task.as_str().into()), when])
            }
            Some(StepAction::Manual(task)) => {
                self.words.with("story-ahead-task", &[("task", task.text.as_str().into()), when])
            }
            Some(StepAction::HandOver(_)) => self.words.with("story-ahead-to-sales", &[when]),
            // What it waits for may come before.
            Some(StepAction::Until { .. }) => self.words.with("story-ahead-step-latest", &of),
            _ => self.words.with("story-ahead-step", &of),
        }
    }

    fn escalation(self, owner: &str, by: &str) -> String {
        let owner = match self.config.team.person(owner) {
            _ if owner == self.reader.id => "you",
            Some(owner) => owner.name.as_str(),
            None => "owner",
        };
        let values = [("owner", owner.into()), ("by", by.into())];
        match self.manager() {
            Some(manager) => {
                self.words.with("story-ahead-escalates", &[&values[..], &[("to", manager.into())][..]].concat())
            }
            None => self.words.with("story-ahead-late", &values),
        }
    }
}

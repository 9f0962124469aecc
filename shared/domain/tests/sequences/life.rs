//! A lead's life in the small company: what is told of it, and what the mailer does meanwhile.

use std::collections::BTreeMap;

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Applied, Lead, Task};
use leadwright_domain::sequence::{Sequence, StepAction, next_ready, over};
use serde_json::{Value, json};

use crate::setting::{activity, at, config, post, step};

/// A Monday, nine o'clock in Lisbon.
pub(super) const MONDAY: &str = "2026-11-23T09:00:00Z";

pub(super) const JOSE: &[(&str, &str)] = &[("email", "jose@gmail.com")];

pub(super) fn sequence(value: Value) -> Sequence {
    serde_json::from_value(value).unwrap()
}

/// The small company with these sequences only.
pub(super) fn with(sequences: &[(&str, Value)]) -> Config {
    let sequences = sequences.iter().map(|(name, value)| ((*name).to_owned(), sequence(value.clone())));
    Config { sequences: sequences.collect(), ..config() }.hashed()
}

/// The same with one sequence `s` that starts on the guide.
pub(super) fn with_steps(steps: &Value) -> Config {
    with(&[("s", json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": steps}))])
}

/// A lead's life: what is told of it, and what the mailer does meanwhile.
pub(super) struct Life {
    pub(super) config: Config,
    pub(super) lead: Option<Lead>,
    pub(super) timeline: Vec<Applied>,
    pub(super) turn: usize,
}

impl Life {
    pub(super) fn of(config: Config) -> Self {
        Self { config, lead: None, timeline: Vec::new(), turn: 0 }
    }

    /// The life of a lead that downloaded the guide on the Monday.
    pub(super) fn nurtured(config: Config) -> Self {
        let mut life = Self::of(config);
        life.tell(&post(MONDAY, "guide", JOSE));
        life
    }

    pub(super) fn lead(&self) -> &Lead {
        self.lead.as_ref().unwrap()
    }

    pub(super) fn tell(&mut self, activity: &Activity) -> &Applied {
        let now = activity.occurred_at();
        self.tell_at(activity, now)
    }

    pub(super) fn tell_at(&mut self, activity: &Activity, now: Timestamp) -> &Applied {
        let (lead, applied) = step(self.lead.take(), activity, &self.config, now, &mut self.turn);
        self.lead = Some(lead);
        self.timeline.push(applied);
        self.timeline.last().unwrap()
    }

    pub(super) fn happens(&mut self, time: &str, what: ActivityKind) -> &Applied {
        self.tell(&activity(at(time), time, what))
    }

    /// Does everything that is due until then, each at its time, as the mailer does.
    pub(super) fn until(&mut self, time: &str) {
        for _ in 0..200 {
            // What salespeople are to do is another story.
            let mut lead = self.lead().clone();
            lead.change_agenda(|agenda| agenda.retain(|entry| !matches!(entry.task, Task::FollowUp { .. })));
            let lead = &lead;
            let Some(next) = lead.agenda().iter().map(|entry| entry.delivery.due).min().filter(|due| *due <= at(time))
            else {
                return;
            };
            let now = next.max(self.timeline.last().unwrap().applied_at);
            let entry = next_ready(lead, &self.config.sequences, now).unwrap().clone();
            let dealt = dealt_with(lead, &entry, &self.config, now);
            self.tell_at(&dealt, now);
        }
        panic!("it never ends: {:?}", self.lead().agenda());
    }

    /// What the sequences did, with the time in UTC.
    pub(super) fn log(&self) -> Vec<String> {
        let lines = self.timeline.iter().filter_map(|applied| {
            let what = match &applied.activity.kind {
                ActivityKind::MailSent(mailing) if mailing.step.is_some() => format!("mail {}", mailing.mail),
                ActivityKind::MailSent(mailing) if mailing.mail == "call" => format!("call {:?}", mailing.to),
                ActivityKind::StepTaken { step, .. } => format!("step {}", step.step),
                ActivityKind::WebhookCalled { step, .. } => format!("webhook {}", step.step),
                ActivityKind::FollowUpDone { what, .. } => format!("done {}", what.as_deref().unwrap_or_default()),
                ActivityKind::FollowUpMissed { what, .. } => format!("missed {what}"),
                _ => return None,
            };
            Some(format!("{} {what}", applied.applied_at.strftime("%a %-d %H:%M")))
        });
        lines.collect()
    }

    /// Nothing is on the agenda but what salespeople are to do.
    pub(super) fn has_nothing_left(&self) -> bool {
        self.lead().agenda().len() == self.lead().steps().count()
    }

    pub(super) fn ended(&self, sequence: &str) -> Option<&str> {
        self.lead().enrolments.get(sequence)?.ended.as_deref()
    }
}

/// The activity by which the mailer records an entry that was due.
pub(super) fn dealt_with(lead: &Lead, entry: &AgendaEntry, config: &Config, now: Timestamp) -> Activity {
    let what = match &entry.task {
        Task::Mail { .. } => ActivityKind::MailSent(entry.mailing().unwrap()),
        Task::Accept { owner, .. } => {
            ActivityKind::AcceptMissed { entry: entry.id.clone(), owner: owner.clone(), unable: None }
        }
        Task::Webhook { step, .. } => ActivityKind::WebhookCalled {
            step: step.clone(),
            entry: entry.id.clone(),
            failed: over(entry, lead, &config.sequences),
        },
        Task::Step { step } => {
            let written = config.sequences.get(&step.sequence).and_then(|sequence| sequence.step(&step.step));
            let set = match written.map(|step| &step.action) {
                Some(StepAction::Set(set)) => set.clone(),
                _ => BTreeMap::new(),
            };
            ActivityKind::StepTaken { step: step.clone(), entry: entry.id.clone(), set }
        }
        Task::Manual { what, to, .. } => ActivityKind::FollowUpMissed {
            entry: entry.id.clone(),
            what: what.clone(),
            owner: Some(to.clone()),
            unable: None,
        },
        Task::ClassifyClicks { .. } | Task::FollowUp { .. } | Task::Unconfirmed { .. } => {
            unreachable!("nothing here follows links, calls, or confirms")
        }
    };
    Activity::new(ActivityId::new(now, &[&entry.id, what.name()]), lead.id.clone(), what)
}

//! Segments and sequences: who comes in, and when it is over.
//!
//! What must stay true: a lead is in a sequence once at a time (mautic/mautic#9797, #17145). What ends one takes all of it
//! off the agenda, but for a mail that is on its way to SES.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::activity::kinds::ActivityKind;
use crate::activity::mail::Recipient;
use crate::fold::decide::Deciding;
use crate::funnel::criteria::{Criterion, Facts};
use crate::lead::agenda::{AgendaEntry, Plan, Task};
use crate::lead::enrolment::Enrolment;
use crate::lead::{Lead, RatedLead};
use crate::sequence::rules::{Again, Sequence};
use crate::value::stage::Stage;
use crate::value::text::one_line;

/// Why a sequence is over is said in so many characters, on one line: a salesperson's note may be a page.
const WHY: usize = 120;

/// A sequence that a lead is in: name and way.
type Path<'a> = (&'a String, &'a Enrolment);

impl<'a> Deciding<'a> {
    pub(crate) fn notify(&self, kind: &str, mail: &str, to: Recipient, due: Option<Timestamp>) -> Plan {
        let id = format!("{kind}_{}", self.activity.id.hash());
        Plan { id, due, about: None, task: Task::Mail { mail: mail.to_owned(), to, step: None } }
    }

    /// After every activity: what all that it changed means for the lead's segments and sequences.
    pub(crate) fn nurture(&mut self) {
        // As it is by now: criteria may ask for the stage.
        let stored = Facts::stored(self.lead, &self.config.scoring, self.now);
        let facts = Facts { rated: RatedLead { stage: self.stage(), ..stored.rated }, ..stored };
        let segments = self.segments(&facts);
        let facts = Facts { segments: &segments, ..facts };
        self.end_where_it_is_over(&facts);
        self.go_on(&facts);
        self.move_dates(&facts);
        self.stop_waiting_for(&facts);
        self.begin_sequences(&facts);
        if segments != self.lead.segments {
            self.decisions.segments = Some(segments);
        }
    }

    /// The segments that it is in now: where a person said so, by that, else by the rule of the file.
    fn segments(&self, facts: &Facts<'_>) -> BTreeSet<String> {
        let by_hand = |name: &String| self.lead.segments_by_hand.get(name).map(|set| set.is_in);
        let holds = |name, criterion: &Criterion| by_hand(name).unwrap_or_else(|| criterion.holds(facts));
        let all = self.config.segments.iter().filter(|(name, criterion)| holds(name, criterion));
        all.map(|(name, _)| name.clone()).collect()
    }

    /// The sequences that it is in, as far as is decided.
    pub(crate) fn paths(&self) -> Vec<Path<'a>> {
        let lead: &'a Lead = self.lead;
        let is_ended = |name: &String| self.decisions.ended.iter().any(|(ended, _)| ended == name);
        let ways = lead.enrolments.iter().filter(|(name, enrolment)| enrolment.ended.is_none() && !is_ended(name));
        ways.collect()
    }

    /// The way that an agenda entry is a step of, if it still goes on: a sequence may have begun anew since.
    pub(crate) fn path_of(&self, entry: &AgendaEntry) -> Option<Path<'a>> {
        let sequence = &entry.step()?.sequence;
        self.paths().into_iter().find(|(name, enrolment)| *name == sequence && enrolment.is_of(&entry.id))
    }

    pub(crate) fn entry(&self, id: &str) -> Option<&'a AgendaEntry> {
        let lead: &'a Lead = self.lead;
        lead.entry(id)
    }

    /// Goals and exits. A goal counts whatever else ended the sequence: who asks for a salesperson is handed off, and that
    /// may be just what it was for.
    fn end_where_it_is_over(&mut self, facts: &Facts<'_>) {
        let lead: &'a Lead = self.lead;
        for (name, enrolment) in lead.enrolments.iter().filter(|(_, enrolment)| enrolment.ended.is_none()) {
            let Some(sequence) = self.config.sequences.get(name) else { continue };
            let facts = Facts { enrolment: Some(enrolment), ..*facts };
            if let Some(goal) = sequence.goal.as_ref().filter(|goal| goal.holds(&facts)) {
                self.decisions.ended.retain(|(ended, _)| ended != name);
                self.decisions.goals.push(name.clone());
                self.end_sequence(name, &format!("Goal: {}", goal.label));
            } else if let Some(exit) = sequence.exits.iter().find(|exit| exit.holds(&facts)) {
                self.end_sequence(name, &exit.label);
            }
        }
    }

    /// A topic that the lead wants no more of.
    pub(crate) fn on_preferences(&mut self) {
        // Of two choices the later counts, whichever comes in first.
        let newest = self.lead.preferences.as_ref().filter(|chosen| chosen.activity == self.activity.id);
        let Some(off) = newest.map(|chosen| &chosen.preferences.off) else { return };
        for (name, _) in self.paths() {
            let topic = self.config.sequences.get(name).map(|sequence| &sequence.topic);
            if let Some(topic) = topic.filter(|topic| off.contains(*topic)) {
                let words = self.config.sending.words_of(topic);
                self.end_sequence(name, &format!("Wants no mail about: {words}"));
            }
        }
    }

    /// A mail will not be sent: what it was a step of is over.
    pub(crate) fn on_dropped(&mut self, send: &str, reason: &str) {
        let Some(entry) = self.entry(send) else { return };
        self.decisions.dropped.push(entry.id.clone());
        // It goes on without a mail whose date has come.
        if self.missed_date(entry).is_some() {
            return;
        }
        if let Some((name, _)) = self.path_of(entry) {
            self.end_sequence(name, reason);
        }
    }

    pub(crate) fn end_sequences(&mut self, why: &str) {
        for (name, _) in self.paths() {
            self.end_sequence(name, why);
        }
    }

    pub(crate) fn end_sequence(&mut self, name: &str, why: &str) {
        if self.decisions.ended.iter().all(|(ended, _)| ended != name) {
            self.decisions.ended.push((name.to_owned(), one_line(why, WHY)));
        }
        let is_its = |entry: &&AgendaEntry| entry.step().is_some_and(|step| step.sequence == name);
        // A claimed mail is on its way to SES already; its record takes it off.
        let idle = self
            .lead
            .agenda
            .iter()
            .filter(is_its)
            .filter(|entry| !entry.is_marketing() || entry.delivery.claim.is_none());
        let idle: Vec<String> = idle.map(|entry| entry.id.clone()).collect();
        self.decisions.dropped.extend(idle);
    }

    /// There is no room for the step that was planned.
    pub(crate) fn leave_path(&mut self, name: &str) {
        let begun = self.decisions.begun.len();
        self.decisions.begun.retain(|(sequence, _)| sequence != name);
        if self.decisions.begun.len() == begun {
            self.end_sequence(name, "Too much waits on its agenda");
        }
    }

    fn begin_sequences(&mut self, facts: &Facts<'_>) {
        let lead = facts.rated.lead;
        // The cheap questions first: this runs after every activity.
        let may_start = !self.config.sequences.is_empty() && self.activity.kind.facts().starts_sequences;
        let may_be_mailed = || lead.may_be_marketed_to() && lead.email().is_some();
        if !may_start || !facts.rated.stage.is_marketings() || !may_be_mailed() {
            return;
        }
        for (name, sequence) in &self.config.sequences {
            if self.starts(sequence, facts) && self.may_enter(name, sequence, facts) {
                self.begin(name, sequence, facts);
            }
        }
    }

    /// The activity is what the sequence starts on.
    fn starts(&self, sequence: &Sequence, facts: &Facts<'_>) -> bool {
        let starts = &sequence.starts_on;
        let came_to = |stage: Stage| {
            let moved = self.decisions.stage.as_ref().filter(|moved| moved.to == stage);
            // Put aside for later once more, it is for later anew.
            moved.is_some_and(|moved| moved.from != Some(stage) || stage == Stage::Recycled)
        };
        let sent = match &self.activity.kind {
            // Sent twice, it is one wish.
            ActivityKind::FormSubmitted(sent) => !self.duplicate && starts.form.as_ref() == Some(&sent.form),
            // What the form would have started, had the consent been believed at once.
            ActivityKind::ConsentConfirmed(what) => what.all().any(|one| starts.form.as_ref() == Some(&one.form)),
            ActivityKind::LeadImported(row) => starts.source.as_ref() == Some(&row.source),
            _ => false,
        };
        let came_into = |segment: &String| facts.segments.contains(segment) && !self.lead.segments.contains(segment);
        sent || (starts.recycled && came_to(Stage::Recycled))
            || starts.stage.is_some_and(came_to)
            || starts.segment.as_ref().is_some_and(came_into)
            || starts.score.is_some_and(|points| self.was.points < points && points <= facts.rated.score.total)
    }

    fn may_enter(&self, name: &String, sequence: &Sequence, facts: &Facts<'_>) -> bool {
        let is_in_it = self.paths().iter().any(|(way, _)| *way == name);
        let before = self.lead.enrolments.get(name);
        let is_time = before.is_none_or(|before| match sequence.enters_again() {
            Again::Never => false,
            Again::Always => true,
            Again::After(wait) => before.by.occurred_at() + wait.duration() <= self.now,
        });
        let is_over = sequence.goal.iter().chain(&sequence.exits).any(|criterion| criterion.holds(facts));
        is_time && !self.lead.declines(&sequence.topic) && !is_in_it && !is_over
    }

    /// Begins with the first step that is one for this lead; where there is none, it is not begun at all: false.
    pub(crate) fn begin(&mut self, name: &str, sequence: &'a Sequence, facts: &Facts<'_>) -> bool {
        let enrolment = Enrolment::new(format!("{name}-{}", self.activity.id.hash()), self.activity.id.clone());
        let is_begun = self.plan_behind(name, &enrolment, sequence, None, facts).is_ok();
        if is_begun {
            self.decisions.begun.push((name.to_owned(), enrolment.id));
        }
        is_begun
    }
}

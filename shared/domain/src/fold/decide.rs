//! What follows from an activity, by the configuration of the day.

use jiff::{SignedDuration, Timestamp};

use crate::activity::{Activity, ActivityId, Mailing, Move, Recipient, Submission, What};
use crate::agenda::{self, Entry, Plan, StepOf, Task};
use crate::company::Person;
use crate::config::{Config, ESCALATION_MAIL, HAND_OFF_MAIL, REMINDER_MAIL};
use crate::fold::{Decisions, FoldError, Given, SpeedToLead, Wanted};
use crate::funnel::{Aside, Criterion};
use crate::lead::{Enrolment, Lead};
use crate::routing::{self, Assignment, Chosen};
use crate::sequence::Step;
use crate::stage::{Stage, StageMove};

/// What a decision needs of the lead as it was.
#[derive(Debug, Default)]
pub(super) struct Was {
    /// None for a lead that is new.
    stage: Option<Stage>,
    /// When the form that is sent now was last sent.
    last_of_form: Option<Timestamp>,
    /// Which criteria held, where only new ones move the lead.
    held: Option<Vec<Stage>>,
}

impl Was {
    pub(super) fn of(before: Option<&Lead>, activity: &Activity, config: &Config, now: Timestamp) -> Self {
        let Some(lead) = before else { return Self::default() };
        let last_of_form = match &activity.what {
            What::FormSubmitted(sent) => lead.submissions.last_of_form(&sent.form),
            _ => None,
        };
        let held = lead.moved_back.then(|| {
            // Of another model's tally it can't be said what held; that the model is new is nothing the lead did.
            let is_counted = lead.model == config.model_hash;
            let held = is_counted.then(|| {
                // As it is worth now, not when something last happened.
                let score = config.scoring.score(lead, now);
                let today = Lead { score, ..lead.clone() };
                criteria(&today, config, now).map(|(stage, _)| stage).collect()
            });
            held.unwrap_or_else(|| Stage::ALL.to_vec())
        });
        Self { stage: Some(lead.stage), last_of_form, held }
    }
}

/// Sources whose leads have shown no interest yet.
const SUSPECTS: [&str; 3] = ["purchased list", "cold call", "direct mail"];

/// A form that is sent again within this time is not thanked for again: who posts a stranger's address over and over
/// makes us send one mail, not many.
const THANK_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// An owner gets at most one mail about a lead in this time: later wishes wait for its end, and come in one mail.
const TELL_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// In place of a rule's name: a person chose.
const BY_HAND: &str = "by hand";

pub(super) fn decide(
    was: &Was,
    lead: &Lead,
    activity: &Activity,
    duplicate: bool,
    config: &Config,
    now: Timestamp,
    given: &Given,
) -> Result<Decisions, FoldError> {
    let mut deciding = Deciding { was, lead, activity, config, now, given, decisions: Decisions::default() };
    if !duplicate {
        deciding.react()?;
        deciding.keep_within_limits();
    }
    Ok(deciding.decisions)
}

struct Deciding<'a> {
    was: &'a Was,
    lead: &'a Lead,
    activity: &'a Activity,
    config: &'a Config,
    now: Timestamp,
    given: &'a Given,
    decisions: Decisions,
}

impl Deciding<'_> {
    fn react(&mut self) -> Result<(), FoldError> {
        match &self.activity.what {
            What::FormSubmitted(sent) => self.on_form(sent)?,
            What::LeadImported(row) => {
                let stage = if SUSPECTS.contains(&row.source.as_str()) { Stage::Suspect } else { Stage::Lead };
                self.move_up(stage, &format!("From {}", row.source));
                if row.history {
                    self.qualify_for_marketing();
                } else {
                    self.qualify()?;
                }
                self.begin_sequences();
            }
            What::ProductUsed(_) | What::EventAttended(_) => {
                self.move_up(Stage::Lead, "Showed interest");
                self.qualify()?;
            }
            What::ReplyReceived(contact) => {
                self.end_sequences("They answered");
                self.move_up(Stage::Lead, "Answered");
                // By itself it is the lead's doing; a salesperson who reports it has read it.
                self.on_contact(&contact.by, self.config.team.person(&contact.by).is_some());
                self.qualify()?;
            }
            What::CallLogged(contact) | What::MeetingHeld(contact) => {
                self.on_contact(&contact.by, contact.reached);
                self.qualify()?;
            }
            What::PageViewed(_) | What::TicketOpened(_) | What::TicketClosed(_) | What::Edited { .. } => {
                self.qualify()?;
            }
            What::Qualified(said) => {
                self.accept_if_owner(&said.by);
                self.qualify()?;
            }
            What::Accepted { by } => self.on_accept(by),
            What::Assigned { to, by, why } => self.on_assign(to.as_deref(), by, why.as_deref())?,
            What::StageMoved(moved) => self.on_move(moved)?,
            What::MarkedBad { .. } => self.end_sequences("The row is no good"),
            What::NurtureStopped { by } => self.end_sequences(&format!("Stopped by {}", self.name_of(by))),
            What::DealWon { by, .. } => self.on_deal(by.as_ref()),
            What::AcceptMissed { entry, .. } => self.on_accept_missed(entry)?,
            What::Cooled => {}
            What::Rescored => self.qualify_for_marketing(),
            What::MailSent(mailing) => self.after_mail(mailing),
            What::MailDropped { mailing, reason } => {
                let step = self.drop_entry(mailing);
                if let Some(step) = step.filter(|step| self.enrolment_of(&step.sequence, &mailing.send).is_some()) {
                    self.decisions.ended.push((step.sequence, reason.clone()));
                }
            }
            What::Unsubscribed => self.on_end("Unsubscribed")?,
            What::Bounced { .. } => self.on_end("The address does not take mail")?,
            What::Complained { .. } => self.on_end("They called our mail spam")?,
        }
        Ok(())
    }

    fn on_end(&mut self, why: &str) -> Result<(), FoldError> {
        self.end_sequences(why);
        self.qualify()
    }

    fn on_deal(&mut self, by: Option<&String>) {
        self.move_up(Stage::Customer, "Won");
        if let Some(moved) = &mut self.decisions.stage {
            moved.by = by.cloned();
        }
        self.end_sequences("Won");
        self.stop_waiting();
    }

    fn on_form(&mut self, sent: &Submission) -> Result<(), FoldError> {
        let form = self.config.forms.get(&sent.form);
        let wants = form.map_or("sent a form", |form| form.wants.as_str());
        if form.is_some_and(|form| form.hand_off) {
            self.move_up(Stage::Sql, wants);
            // Who waits for an owner's call already is not handed off again: the owner is told, if there still is one.
            let is_waiting = self.decisions.stage.is_none() && self.lead.waiting_since.is_some();
            if !is_waiting || self.present_owner().is_none() {
                self.hand_off()?;
            }
        } else {
            self.move_up(Stage::Lead, wants);
        }
        self.qualify()?;
        // The owner's first: nobody waits for the visitor's.
        if self.decisions.handed_off || self.present_owner().is_some() {
            self.tell_owner();
        }
        let just_thanked = self
            .was
            .last_of_form
            .is_some_and(|last| self.activity.occurred_at().duration_since(last).abs() < THANK_AGAIN);
        if let Some(mail) = form.and_then(|form| form.acknowledge.as_ref()).filter(|_| !just_thanked) {
            self.decisions.planned.push(self.notify("thanks", mail, Recipient::Lead, None));
        }
        self.begin_sequences();
        Ok(())
    }

    fn on_contact(&mut self, by: &str, reached: bool) {
        let at = self.activity.occurred_at();
        if self.lead.waiting_since.is_some_and(|since| at < since) {
            // Told late: it was before the wish that is waited for.
            return;
        }
        if let Some(since) = self.lead.waiting_since.filter(|_| reached) {
            let seconds = |span: SignedDuration| u64::try_from(span.as_secs()).unwrap_or(0);
            let person = self.config.team.person(by).or_else(|| self.present_owner());
            let working = person.map_or(SignedDuration::ZERO, |person| {
                self.config.team.working_time(person).working_between(since, at)
            });
            self.decisions.contacted =
                Some(SpeedToLead { real: seconds(at.duration_since(since)), working: seconds(working) });
            self.stop_waiting();
        }
        self.accept_if_owner(by);
    }

    /// Whoever works on the lead has taken it on.
    fn accept_if_owner(&mut self, by: &str) {
        let is_owner = self.lead.owner.as_deref() == Some(by) && self.config.team.person(by).is_some();
        if is_owner && self.lead.accepted.is_none() && self.stage().is_sales() {
            self.accept(by);
        }
    }

    fn on_accept(&mut self, by: &str) {
        if self.is_nobody(by) || self.is_closed() {
            return;
        }
        if let Some(accepted) = self.lead.accepted.as_ref().filter(|accepted| accepted.by != by) {
            self.ignore(format!("{} has it already", self.name_of(&accepted.by)));
            return;
        }
        if self.stage().is_marketings() {
            self.move_to_sales("Taken on by sales", by);
            self.end_sequences("Handed to sales");
        }
        if self.lead.owner.as_deref() != Some(by) {
            self.decisions.owner = Some(Assignment::to(by, "accepted"));
        }
        self.accept(by);
    }

    /// The team has nobody of that id.
    fn is_nobody(&mut self, id: &str) -> bool {
        let nobody = self.config.team.person(id).is_none();
        if nobody {
            self.ignore(format!("team.yaml has nobody with the id {id}"));
        }
        nobody
    }

    /// The lead is lost or disqualified: who gets it again must say that it goes on.
    fn is_closed(&mut self) -> bool {
        let closed = self.lead.stage.is_closed();
        if closed {
            self.ignore(format!("It is closed ({}): move it to sql first", self.lead.stage));
        }
        closed
    }

    fn accept(&mut self, by: &str) {
        self.decisions.accepted = Some(by.to_owned());
        self.stop_waiting();
    }

    fn on_assign(&mut self, to: Option<&str>, by: &str, why: Option<&str>) -> Result<(), FoldError> {
        if self.is_closed() {
            return Ok(());
        }
        let Some(to) = to else {
            let owner: Vec<String> = self.lead.owner.iter().cloned().collect();
            let Some(assignment) = self.wanted(&owner)? else {
                self.ignore("There is nobody else to give it to".to_owned());
                return Ok(());
            };
            self.move_to_sales(why.unwrap_or("Given to somebody else"), by);
            self.give_to(assignment, &[]);
            self.tell_owner();
            return Ok(());
        };
        if self.is_nobody(to) {
            return Ok(());
        }
        self.move_to_sales(why.unwrap_or("Given to sales"), by);
        self.give_to(Assignment::to(to, BY_HAND), &[]);
        if to == by {
            self.accept(by);
        } else {
            self.tell_owner();
        }
        Ok(())
    }

    fn move_to_sales(&mut self, why: &str, by: &str) {
        if self.stage().is_marketings() {
            self.go_to(Stage::Sql, why, None, Some(by));
        }
    }

    fn on_move(&mut self, moved: &Move) -> Result<(), FoldError> {
        let from = self.lead.stage;
        if !from.moves_by_hand().contains(&moved.to) {
            self.ignore(format!("A lead does not go from {from} to {}", moved.to));
            return Ok(());
        }
        let aside = Aside::of(moved.to);
        let label =
            aside.zip(moved.reason.as_ref()).and_then(|(aside, reason)| self.config.funnel.reason(aside, reason));
        if aside.is_some() && label.is_none() {
            self.ignore(match &moved.reason {
                Some(reason) => format!("funnel.yaml has no reason {reason} for {}", moved.to),
                None => format!("{} needs a reason", moved.to),
            });
            return Ok(());
        }
        let label = label.map(ToOwned::to_owned);
        let why = label.or_else(|| moved.note.clone()).unwrap_or_else(|| "By hand".to_owned());
        self.go_to(moved.to, &why, moved.reason.as_deref(), Some(&moved.by));
        if moved.to.is_sales() {
            if self.present_owner().is_none() || !from.is_sales() {
                self.hand_over_by_hand(&moved.by)?;
            } else {
                self.accept_if_owner(&moved.by);
            }
        } else {
            self.end_sequences(&why);
            self.stop_waiting();
        }
        if moved.to == Stage::Recycled {
            self.recycle(moved);
        }
        Ok(())
    }

    /// A salesperson who qualifies a lead has it; anybody else's goes to who is next.
    fn hand_over_by_hand(&mut self, by: &str) -> Result<(), FoldError> {
        if self.config.team.person(by).is_some_and(|person| person.takes_leads) {
            self.give_to(Assignment::to(by, BY_HAND), &[]);
            self.accept(by);
        } else {
            self.hand_off()?;
        }
        Ok(())
    }

    /// Back to nurture, with a day to try again.
    fn recycle(&mut self, moved: &Move) {
        self.begin_sequences();
        // Without an owner, the manager sees to it.
        let owner = self.present_owner().map(|owner| (Recipient::Owner, owner));
        let reminded = owner.or_else(|| self.config.team.manager().map(|manager| (Recipient::Manager, manager)));
        if let (Some(day), Some((to, person))) = (moved.again_on, reminded) {
            let nine = day.at(9, 0, 0, 0).to_zoned(person.timezone.time_zone());
            if let Ok(nine) = nine {
                let due = Some(nine.timestamp()).filter(|due| *due > self.now);
                self.decisions.planned.push(self.notify("again", REMINDER_MAIL, to, due));
            }
        }
    }

    fn on_accept_missed(&mut self, id: &str) -> Result<(), FoldError> {
        let entry = self.lead.agenda.iter().find(|entry| entry.id == id);
        let Some(Entry { task: Task::Accept { owner, missed }, .. }) = entry else {
            self.ignore("It was accepted meanwhile".to_owned());
            return Ok(());
        };
        self.decisions.dropped.push(id.to_owned());
        let missed: Vec<String> = missed.iter().chain([owner]).cloned().collect();
        self.tell_manager();
        if self.config.routing.reassign {
            // When everybody had it, it is the manager's.
            if let Some(assignment) = self.wanted(&missed)? {
                self.give_to(assignment, &missed);
                self.tell_owner();
            }
        }
        Ok(())
    }

    // ── The funnel ────────────────────────────────────────────────────────────────────────────────

    fn stage(&self) -> Stage {
        self.decisions.stage.as_ref().map_or(self.lead.stage, |moved| moved.to)
    }

    /// Moves the lead by a rule, if a rule may.
    fn move_up(&mut self, to: Stage, why: &str) {
        let from = self.was.stage.map(|_| self.stage());
        if from.is_none_or(|from| from.may_become(to)) {
            self.go_to(to, why, None, None);
        }
    }

    fn go_to(&mut self, to: Stage, why: &str, reason: Option<&str>, by: Option<&str>) {
        self.decisions.stage = Some(StageMove {
            from: self.was.stage,
            to,
            why: why.to_owned(),
            reason: reason.map(ToOwned::to_owned),
            by: by.map(ToOwned::to_owned),
        });
    }

    /// Moves the lead as far as the criteria of `funnel.yaml` say, and hands it off where they say so.
    fn qualify(&mut self) -> Result<(), FoldError> {
        let was_sales = self.stage().is_sales();
        self.move_by_criteria(&[Stage::Sql, Stage::Pql, Stage::Mql]);
        if self.stage() == Stage::Sql && !was_sales {
            self.hand_off()?;
        }
        if self.stage() == Stage::Sql && self.lead.is_qualified(self.config) {
            self.move_up(Stage::Prospect, "Need, budget and timeline are yes");
        }
        Ok(())
    }

    /// The same for what starts no hand-off.
    fn qualify_for_marketing(&mut self) {
        self.move_by_criteria(&[Stage::Pql, Stage::Mql]);
    }

    fn move_by_criteria(&mut self, to: &[Stage]) {
        let from = self.stage();
        let new = |stage: &Stage| self.was.held.as_ref().is_none_or(|held| !held.contains(stage));
        let found = criteria(self.lead, self.config, self.now)
            .find(|(stage, _)| to.contains(stage) && from.may_become(*stage) && new(stage));
        if let Some((stage, criterion)) = found {
            self.go_to(stage, &criterion.label, None, None);
        }
    }

    // ── The hand-off ──────────────────────────────────────────────────────────────────────────────

    /// The lead's owner, unless that person has left the team.
    fn present_owner(&self) -> Option<&Person> {
        let owner = self.decisions.owner.as_ref().map(|assignment| &assignment.owner).or(self.lead.owner.as_ref());
        owner.and_then(|owner| self.config.team.person(owner))
    }

    /// Who is to have the lead; none if there is nobody but those who are excluded.
    fn wanted(&self, excluded: &[String]) -> Result<Option<Assignment>, FoldError> {
        match &self.given.chosen {
            Some(Chosen::Owner(assignment)) => Ok(Some(assignment.clone())),
            Some(Chosen::Nobody) => Ok(None),
            None => {
                let wanted = Wanted { lead: self.lead.clone(), excluded: excluded.to_vec() };
                Err(FoldError::NeedsOwner(Box::new(wanted)))
            }
        }
    }

    /// Gives the lead to whom `routing.yaml` says, and tells them.
    fn hand_off(&mut self) -> Result<(), FoldError> {
        if let Some(assignment) = self.wanted(&[])? {
            self.give_to(assignment, &[]);
            self.tell_owner();
        } else {
            // Nobody takes leads: it waits, and the manager knows.
            self.end_sequences("Handed to sales");
            self.decisions.handed_off = true;
            self.tell_manager();
        }
        Ok(())
    }

    fn give_to(&mut self, assignment: Assignment, missed: &[String]) {
        self.end_sequences("Handed to sales");
        self.stop_waiting();
        self.decisions.handed_off = true;
        let owner = assignment.owner.clone();
        if self.lead.owner.as_ref() != Some(&owner) {
            self.decisions.owner = Some(assignment);
        }
        let due = routing::accept_by(self.config, &owner, self.lead.score.temperature, self.now);
        if let Some(due) = due {
            let id = format!("accept_{}", self.activity.id.hash());
            let task = Task::Accept { owner, missed: missed.to_vec() };
            self.decisions.planned.push(Plan { id, due: Some(due), about: None, task });
        }
    }

    /// Nobody need be told any more that the lead waits, or that its day has come.
    fn stop_waiting(&mut self) {
        let is_over = |entry: &&Entry| match &entry.task {
            Task::Accept { .. } => true,
            Task::Mail { mail, .. } => (mail == REMINDER_MAIL || mail == ESCALATION_MAIL) && entry.claim.is_none(),
        };
        let over = self.lead.agenda.iter().filter(is_over);
        self.decisions.dropped.extend(over.map(|entry| entry.id.clone()));
        self.decisions.planned.retain(|entry| !matches!(entry.task, Task::Accept { .. }));
    }

    fn tell_manager(&mut self) {
        if self.config.team.manager().is_some() {
            self.decisions.planned.push(self.notify("missed", ESCALATION_MAIL, Recipient::Manager, None));
        }
    }

    /// Plans the owner's mail about this activity: at once, or with the end of the pause since the last one.
    fn tell_owner(&mut self) {
        let is_owners =
            |task: &Task| matches!(task, Task::Mail { mail, to: Recipient::Owner, .. } if mail == HAND_OFF_MAIL);
        if self.decisions.planned.iter().any(|plan| is_owners(&plan.task)) {
            return;
        }
        let is_for_another = self.decisions.owner.is_some();
        let waiting = self.lead.agenda.iter().find(|entry| is_owners(&entry.task) && entry.claim.is_none());
        let due = match (waiting, self.lead.told) {
            _ if is_for_another => None,
            (Some(entry), _) => Some(entry.due),
            (None, Some(told)) => Some(told.min(self.now) + TELL_AGAIN),
            (None, None) => None,
        };
        let due = due.filter(|due| *due > self.now);
        self.decisions.dropped.extend(waiting.map(|entry| entry.id.clone()));
        self.decisions.planned.insert(0, self.notify("owner", HAND_OFF_MAIL, Recipient::Owner, due));
    }

    // ── Mails and sequences ───────────────────────────────────────────────────────────────────────

    fn notify(&self, kind: &str, mail: &str, to: Recipient, due: Option<Timestamp>) -> Plan {
        let id = format!("{kind}_{}", self.activity.id.hash());
        Plan { id, due, about: None, task: Task::Mail { mail: mail.to_owned(), to, step: None } }
    }

    fn begin_sequences(&mut self) {
        if !self.stage().is_marketings() || !self.lead.may_be_marketed_to() || self.lead.email().is_none() {
            return;
        }
        for (name, sequence) in &self.config.sequences {
            let is_new = sequence.starts_on.recycled || !self.lead.enrolments.contains_key(name);
            if let Some(first) =
                sequence.steps.first().filter(|_| is_new && sequence.starts_on.matches(&self.activity.what))
            {
                self.begin(name, first);
            }
        }
    }

    fn begin(&mut self, name: &str, first: &Step) {
        let enrolment = format!("{name}-{}", self.activity.id.hash());
        self.decisions.planned.push(planned_step(name, &enrolment, first, None, self.now));
        self.decisions.begun.push((name.to_owned(), enrolment));
    }

    fn end_sequences(&mut self, why: &str) {
        let going = self.lead.enrolments.iter().filter(|(_, enrolment)| enrolment.ended.is_none());
        let going = going.filter(|(name, _)| self.decisions.ended.iter().all(|(ended, _)| ended != *name));
        let ended: Vec<_> = going.map(|(name, _)| (name.clone(), why.to_owned())).collect();
        self.decisions.ended.extend(ended);
        // A claimed one is on its way to SES already; its record takes it off.
        let idle = self.lead.agenda.iter().filter(|entry| entry.is_marketing() && entry.claim.is_none());
        self.decisions.dropped.extend(idle.map(|entry| entry.id.clone()));
    }

    /// Takes the mail's entry off; the step it was, if it was one.
    fn drop_entry(&mut self, mailing: &Mailing) -> Option<StepOf> {
        let entry = self.lead.agenda.iter().find(|entry| entry.id == mailing.send)?;
        self.decisions.dropped.push(entry.id.clone());
        entry.step().cloned()
    }

    /// The enrolment that a send id is of, if it still goes on: a sequence may have begun anew since.
    fn enrolment_of(&self, sequence: &str, send: &str) -> Option<&Enrolment> {
        let enrolment = self.lead.enrolments.get(sequence)?;
        (enrolment.ended.is_none() && send.starts_with(&enrolment.id)).then_some(enrolment)
    }

    fn after_mail(&mut self, mailing: &Mailing) {
        let Some(done) = self.drop_entry(mailing) else { return };
        let Some(enrolment) = self.enrolment_of(&done.sequence, &mailing.send) else { return };
        match self.config.sequences.get(&done.sequence).and_then(|sequence| sequence.after(&done.step)) {
            Some(next) => {
                let next = planned_step(&done.sequence, &enrolment.id, next, Some(&enrolment.by), self.now);
                self.decisions.planned.push(next);
            }
            None => self.decisions.ended.push((done.sequence, "All steps done".to_owned())),
        }
    }

    // ── Small things ──────────────────────────────────────────────────────────────────────────────

    fn ignore(&mut self, why: String) {
        self.decisions.ignored = Some(why);
    }

    fn name_of(&self, id: &str) -> String {
        self.config.team.name_of(id).to_owned()
    }

    /// Past the limit the mailer has been down for long; what is there already tells the owner.
    fn keep_within_limits(&mut self) {
        let dropped = &self.decisions.dropped;
        let staying = self.lead.agenda.iter().filter(|entry| !dropped.contains(&entry.id)).count();
        self.decisions.planned.truncate(agenda::LIMIT.saturating_sub(staying));
        let planned = &self.decisions.planned;
        self.decisions.begun.retain(|(_, enrolment)| planned.iter().any(|entry| entry.id.starts_with(enrolment)));
    }
}

pub(super) fn stage_by_marketing(lead: &Lead, config: &Config, now: Timestamp) -> Stage {
    let may = |stage: &Stage| *stage != Stage::Sql && lead.stage.may_become(*stage);
    criteria(lead, config, now).map(|(stage, _)| stage).find(may).unwrap_or(lead.stage)
}

/// The criteria that hold, the furthest stage first.
fn criteria<'a>(lead: &'a Lead, config: &'a Config, now: Timestamp) -> impl Iterator<Item = (Stage, &'a Criterion)> {
    let funnel = &config.funnel;
    let of = |stage, criteria: &'a [Criterion]| criteria.iter().map(move |criterion| (stage, criterion));
    of(Stage::Sql, &funnel.sql)
        .chain(of(Stage::Pql, &funnel.pql))
        .chain(of(Stage::Mql, &funnel.mql))
        .filter(move |(_, criterion)| criterion.holds(lead, |rule| config.scoring.counts(lead, now, rule)))
}

fn planned_step(sequence: &str, enrolment: &str, step: &Step, about: Option<&ActivityId>, now: Timestamp) -> Plan {
    let task = Task::Mail {
        mail: step.mail.clone(),
        to: Recipient::Lead,
        step: Some(StepOf { sequence: sequence.to_owned(), step: step.name.clone() }),
    };
    let (id, due) = (format!("{enrolment}_{}", step.name), Some(now + step.wait.duration()));
    Plan { id, due, about: about.cloned(), task }
}

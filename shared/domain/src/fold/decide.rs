//! What follows from an activity, by the configuration of the day.

pub(crate) mod by_hand;
pub(crate) mod calls;
pub(crate) mod consent;
pub(crate) mod funnel;
pub(crate) mod hand_off;
pub(crate) mod links;
pub(crate) mod next_step;
pub(crate) mod sequences;
pub(crate) mod steps;

use std::mem;

use jiff::{SignedDuration, Timestamp};

use crate::activity::Activity;
use crate::activity::kinds::{ActivityKind, Move, Submission};
use crate::activity::mail::{Mailing, Recipient, TeamMail};
use crate::config::Config;
use crate::fold::absorb::repeats_row;
use crate::fold::before::Before;
use crate::funnel::criteria::{Facts, SetAside};
use crate::lead::agenda::{AgendaEntry, Plan, Task};
use crate::lead::applied::{Assignment, Decisions, SpeedToLead};
use crate::lead::consent::Suppression;
use crate::lead::wishes::WishKind;
use crate::lead::{ALIASES, Lead};
use crate::routing::choose::OwnerChoice;
use crate::value::stage::Stage;

/// Sources whose leads have shown no interest yet.
const SUSPECTS: [&str; 3] = ["purchased list", "cold call", "direct mail"];

/// A form that is sent again within this time is not thanked for again: who posts a stranger's address over and over
/// makes us send one mail, not many.
const THANK_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// In place of a rule's name: a person chose.
const BY_HAND: &str = "by hand";

pub(crate) fn decide(
    was: &Before,
    lead: &Lead,
    activity: &Activity,
    duplicate: bool,
    config: &Config,
    now: Timestamp,
    choice: Option<&OwnerChoice>,
) -> Result<Decisions, NeedsOwner> {
    // The values of a repeated form are taken, so what they change is recorded, too.
    let decisions = Decisions { changed: was.changed.clone(), ..Decisions::default() };
    let mut deciding = Deciding { was, lead, activity, duplicate, config, now, choice, decisions };
    if was.stage.is_some() && repeats_row(activity) {
        deciding.decisions.changed.clear();
        deciding.decisions.repeated_row = true;
        deciding.ignore("They were known before: nothing was changed".to_owned());
        return Ok(deciding.decisions);
    }
    if duplicate {
        // Nobody is told and nothing is answered twice. But its values are taken, and they may be others than a form in
        // between left; and a "no" may have come in between.
        deciding.qualify()?;
        if let ActivityKind::FormSubmitted(sent) = &activity.kind {
            deciding.ask_to_confirm(sent);
        }
    } else {
        deciding.react()?;
    }
    if matches!(activity.kind, ActivityKind::Unmerged { .. }) {
        // What it is without the merge is known already, but not whether the time of a step has passed by now.
        deciding.move_dates(&Facts::stored(lead, &config.scoring, now));
    } else {
        deciding.nurture();
        deciding.keep_on_call_list();
    }
    // Leads that an earlier release gave to sales are watched from the next activity on.
    deciding.decisions.watched = deciding.stage().is_sales() && lead.untouched.is_none();
    if activity.came_back() {
        let is_answer = |plan: &Plan| {
            plan.task.step().is_none()
                && plan.task.mailing(&plan.id).is_some_and(|mailing| mailing.to == Recipient::Lead)
        };
        deciding.decisions.planned.retain(|plan| !is_answer(plan));
    }
    deciding.keep_next_step();
    deciding.keep_within_limits();
    Ok(deciding.decisions)
}

/// What follows where an undoing gave a lead another date that a step waits for: `lead` is as it has been put back, and the
/// date that it has now decides.
pub(crate) fn dates_moved(
    was: &Before,
    lead: &Lead,
    activity: &Activity,
    config: &Config,
    now: Timestamp,
) -> Decisions {
    let decisions = Decisions::default();
    let mut deciding = Deciding { was, lead, activity, duplicate: false, config, now, choice: None, decisions };
    deciding.move_dates(&Facts::stored(lead, &config.scoring, now));
    deciding.decisions
}

/// The activity hands the lead off, and nobody was chosen yet.
#[derive(Debug)]
pub(crate) struct NeedsOwner {
    /// Who is not to get the lead.
    pub(crate) excluded: Vec<String>,
}

pub(crate) struct Deciding<'a> {
    was: &'a Before,
    lead: &'a Lead,
    activity: &'a Activity,
    /// The activity is a wish that was there already.
    duplicate: bool,
    config: &'a Config,
    now: Timestamp,
    choice: Option<&'a OwnerChoice>,
    decisions: Decisions,
}

impl Deciding<'_> {
    #[expect(clippy::too_many_lines, reason = "one kind after the other")]
    fn react(&mut self) -> Result<(), NeedsOwner> {
        match &self.activity.kind {
            ActivityKind::FormSubmitted(sent) => self.on_form(sent)?,
            ActivityKind::LeadImported(row) => {
                let is_suspect = row.tip || row.delivered.is_some() || SUSPECTS.contains(&row.source.as_str());
                let stage = if is_suspect { Stage::Suspect } else { Stage::Lead };
                self.move_up(stage, &format!("From {}", row.source));
                if row.history {
                    self.qualify_for_marketing();
                } else {
                    self.qualify()?;
                }
            }
            ActivityKind::ProductUsed(_) | ActivityKind::EventAttended(_) => {
                self.move_up(Stage::Lead, "Showed interest");
                self.qualify()?;
            }
            ActivityKind::ReplyReceived(contact) => {
                self.end_sequences("They answered");
                self.move_up(Stage::Lead, "Answered");
                // By itself it is the lead's doing; a salesperson who reports it has read it.
                self.on_contact(&contact.by, self.config.team.person(&contact.by).is_some());
                self.qualify()?;
            }
            ActivityKind::CallLogged(contact) | ActivityKind::MeetingHeld(contact) => {
                self.on_contact(&contact.by, contact.reached);
                self.qualify()?;
                if matches!(self.activity.kind, ActivityKind::CallLogged(_)) {
                    self.on_call(contact);
                }
            }
            ActivityKind::PageViewed(_)
            | ActivityKind::TicketOpened(_)
            | ActivityKind::TicketClosed(_)
            | ActivityKind::Enriched(_)
            | ActivityKind::Edited { .. } => {
                self.qualify()?;
            }
            ActivityKind::Qualified(said) => {
                self.accept_if_owner(&said.by);
                self.qualify()?;
            }
            ActivityKind::Accepted { by } => self.on_accept(by),
            ActivityKind::Assigned { to, by, why } => self.on_assign(to.as_deref(), by, why.as_deref())?,
            ActivityKind::StageMoved(moved) => self.on_move(moved)?,
            ActivityKind::MarkedBad { .. } => self.end_sequences("The row is no good"),
            ActivityKind::NurtureStopped { by } => self.on_stop(by),
            ActivityKind::DealWon { corrects: Some(_), .. } => {}
            ActivityKind::DealWon { by, .. } => self.on_deal(by.as_ref()),
            ActivityKind::AcceptMissed { entry, .. } => self.on_accept_missed(entry)?,
            ActivityKind::Rescored => self.qualify_for_marketing(),
            ActivityKind::MailSent(mailing) => self.on_sent(mailing),
            ActivityKind::MailDropped { mailing, reason } => {
                self.on_dropped(&mailing.send, reason);
                if mailing.to == Recipient::Owner {
                    self.give_on()?;
                }
            }
            ActivityKind::PictureLoaded { send, mail } => self.classify_clicks_later(send, mail),
            ActivityKind::MailOpened(opened) if opened.machine.is_none() => {
                self.clicks_classified(&opened.send);
                self.qualify()?;
            }
            ActivityKind::MailClicked(click) => {
                self.clicks_classified(&click.send);
                self.qualify()?;
            }
            ActivityKind::LinkFollowed(follow) => self.classify_clicks_later(&follow.send, &follow.mail),
            ActivityKind::LinksScanned { send, .. } => self.clicks_classified(send),
            ActivityKind::StepTaken { entry, .. } => self.on_step(entry)?,
            ActivityKind::PreferencesSet(chosen) => {
                self.on_preferences();
                if chosen.again {
                    self.release_waiting();
                }
            }
            ActivityKind::ConsentConfirmed(what) => self.on_confirmation(what),
            ActivityKind::ConsentExpired { entry, form } => self.on_expired(entry, form),
            ActivityKind::ConsentWithdrawn { purpose } => self.on_withdrawn(*purpose)?,
            // A lead without a next step gets one after every activity.
            ActivityKind::NextStepMissing
            | ActivityKind::TemperatureChanged
            | ActivityKind::Untouched { .. }
            | ActivityKind::Noted { .. }
            | ActivityKind::ContactAllowed { .. }
            | ActivityKind::ConsentGiven { .. }
            | ActivityKind::WebhookCalled { .. }
            | ActivityKind::MailHeld { .. }
            | ActivityKind::MailOpened(_)
            | ActivityKind::SoftBounced { .. }
            | ActivityKind::MailDelivered { .. }
            | ActivityKind::MailRejected { .. }
            | ActivityKind::Unmerged { .. } => {}
            // Of an address that it has no more: a late bounce, say, of the one that was corrected since.
            ActivityKind::Suppressed { .. } | ActivityKind::Bounced { .. } | ActivityKind::Complained { .. }
                if self.lead.suppression().is_none() =>
            {
                self.ignore("It is about another address than the lead has now".to_owned());
            }
            ActivityKind::Suppressed { reason, .. } => self.on_end(reason)?,
            ActivityKind::Unsubscribed { .. } => self.on_end("Unsubscribed")?,
            ActivityKind::Bounced { .. } => self.on_end(Suppression::BOUNCED)?,
            ActivityKind::Complained { .. } => self.on_end(Suppression::COMPLAINED)?,
            ActivityKind::Aliased { alias, removed, .. } => {
                if !removed && !self.lead.aliases.contains_key(alias) {
                    self.ignore(format!("It has {ALIASES} other addresses already"));
                }
            }
            ActivityKind::Merged { .. } => self.on_merge(),
            ActivityKind::FollowUpSet { due, what, by } => self.on_follow_up_set(*due, what, by),
            ActivityKind::FollowUpDone { entry, .. } => self.on_follow_up_done(entry.as_deref()),
            ActivityKind::FollowUpMissed { entry, .. } => self.on_follow_up_missed(entry)?,
            // An attempt, as a call that nobody answered is one.
            ActivityKind::MailWritten { by, .. } => self.on_contact(by, false),
            ActivityKind::DoNotContact { channel, .. } => self.on_refusal(*channel),
            ActivityKind::SequenceStarted { sequence, by } => self.on_started(sequence, by),
            ActivityKind::SegmentSet { segment, .. } => self.on_segment_set(segment)?,
            ActivityKind::NotBad { .. } => self.on_not_bad(),
            // The fold asks for the timeline before it comes here, unless there is no lead.
            ActivityKind::Undone { .. } => self.ignore("There is nothing to undo".to_owned()),
        }
        Ok(())
    }

    /// Two leads became one: what one of them is no more to get, the other is not either.
    fn on_merge(&mut self) {
        if self.lead.standing_no().is_some() {
            self.end_sequences("They want no marketing mail");
        } else if !self.stage().is_marketings() {
            self.end_sequences("Merged with a lead that is sales'");
        }
        let has_news = self.lead.wishes.iter().any(|wish| wish.mail.is_none());
        if has_news && self.stage().is_sales() && self.present_owner().is_some() {
            self.tell_owner();
        }
        self.qualify_for_marketing();
    }

    fn on_end(&mut self, why: &str) -> Result<(), NeedsOwner> {
        self.end_sequences(why);
        self.qualify()
    }

    /// Its owner knows the lead from now on.
    fn on_sent(&mut self, mailing: &Mailing) {
        let is_hand_off = mailing.to == Recipient::Owner && TeamMail::HandOff.is(&mailing.mail);
        // Recorded again, it may have another owner by now.
        if is_hand_off && self.lead.entry(&mailing.send).is_some() {
            self.decisions.owner_told = self.lead.owner.clone();
        }
    }

    fn on_deal(&mut self, by: Option<&String>) {
        self.move_up(Stage::Customer, "Won");
        if let Some(moved) = &mut self.decisions.stage {
            moved.by = by.cloned();
        }
        self.end_sequences("Won");
        self.stop_waiting();
    }

    fn on_form(&mut self, sent: &Submission) -> Result<(), NeedsOwner> {
        let form = self.config.forms.get(&sent.form);
        self.decisions.wish =
            Some(if form.is_some_and(|form| form.hand_off) { WishKind::Sales } else { WishKind::Other });
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
        let has_left = self.lead.owner.is_some() && self.present_owner().is_none();
        if has_left && !self.decisions.handed_off && self.stage().is_sales() {
            self.hand_off()?;
        }
        // The owner's first: nobody waits for the visitor's.
        if self.decisions.handed_off || self.present_owner().is_some() {
            self.tell_owner();
        }
        let just_thanked = self
            .was
            .last_of_form
            .is_some_and(|last| self.activity.occurred_at().duration_since(last).abs() < THANK_AGAIN);
        let is_waiting = self.waits_for_confirmation(sent);
        // Who left a number alone gets no mail: it may be another's than that of the lead which has the number.
        let has_address = self.activity.only_number().is_none();
        let thanks = form.and_then(|form| form.acknowledge.as_ref()).filter(|_| has_address);
        if let Some(mail) = thanks.filter(|_| !just_thanked && !is_waiting) {
            self.decisions.planned.push(self.notify("thanks", mail, Recipient::Lead, None));
        }
        self.ask_to_confirm(sent);
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
            self.decisions.first_contact =
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
            self.ignore(format!(
                "It is closed ({}): first set it aside to follow up later (recycled), or give it to sales again (sql)",
                self.lead.stage
            ));
        }
        closed
    }

    fn accept(&mut self, by: &str) {
        self.decisions.accepted = Some(by.to_owned());
        self.stop_waiting();
    }

    fn on_assign(&mut self, to: Option<&str>, by: &str, why: Option<&str>) -> Result<(), NeedsOwner> {
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
        // Whoever takes it over says so for themselves.
        if to != by && self.config.team.person(to).is_some_and(|person| !person.takes_leads) {
            self.ignore(format!("{} takes no leads", self.name_of(to)));
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

    fn on_move(&mut self, moved: &Move) -> Result<(), NeedsOwner> {
        let from = self.lead.stage;
        if !from.moves_by_hand().contains(&moved.to) {
            self.ignore(format!("A lead does not go from {from} to {}", moved.to));
            return Ok(());
        }
        let aside = SetAside::of(moved.to);
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
    fn hand_over_by_hand(&mut self, by: &str) -> Result<(), NeedsOwner> {
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
        self.decisions.aside_until = moved.again_on;
        // Without an owner, the manager sees to it.
        let owner = self.present_owner().map(|owner| (Recipient::Owner, owner));
        let reminded = owner.or_else(|| self.config.team.manager().map(|manager| (Recipient::Manager, manager)));
        if let (Some(day), Some((to, person))) = (moved.again_on, reminded) {
            let nine = day.at(9, 0, 0, 0).to_zoned(person.timezone.time_zone());
            if let Ok(nine) = nine {
                let due = Some(nine.timestamp()).filter(|due| *due > self.now);
                self.decisions.planned.push(self.notify("again", TeamMail::Reminder.name(), to, due));
                self.on_set_aside(due.unwrap_or(self.now));
            }
        }
    }

    fn on_accept_missed(&mut self, id: &str) -> Result<(), NeedsOwner> {
        let entry = self.lead.entry(id);
        let Some(AgendaEntry { delivery, task: Task::Accept { owner, missed }, .. }) = entry else {
            self.ignore("It was accepted meanwhile".to_owned());
            return Ok(());
        };
        self.decisions.dropped.push(id.to_owned());
        let missed: Vec<String> = missed.iter().chain([owner]).cloned().collect();
        let due = delivery.due;
        self.escalate();
        // Who has left the team will never accept it.
        let has_left = self.present_owner().is_none();
        let next = if self.config.routing.reassign || has_left { self.wanted(&missed)? } else { None };
        if let Some(assignment) = next {
            self.give_to(assignment, &missed);
            self.tell_owner();
            return Ok(());
        }
        // When everybody had it, it is the manager's.
        if has_left {
            self.give_to_manager();
        }
        self.on_not_accepted(due);
        Ok(())
    }

    pub(crate) fn ignore(&mut self, why: String) {
        self.decisions.ignored = Some(why);
    }

    pub(crate) fn name_of(&self, id: &str) -> String {
        self.config.team.name_of(id).to_owned()
    }

    /// Past the limit the mailer has been down for long; what is there already tells the owner.
    fn keep_within_limits(&mut self) {
        if self.decisions.planned.is_empty() {
            return;
        }
        let dropped = &self.decisions.dropped;
        // Followed links that wait are few, and would wait for ever with nothing to judge them: that has always room.
        // What salespeople are to do is little, too, and never forgotten.
        let is_limited = |task: &Task| {
            !matches!(
                task,
                Task::ClassifyClicks { .. } | Task::FollowUp { .. } | Task::Accept { .. } | Task::Unconfirmed { .. }
            )
        };
        let staying = self.lead.agenda.iter().filter(|entry| is_limited(&entry.task) && !dropped.contains(&entry.id));
        let room = crate::lead::agenda::LIMIT.saturating_sub(staying.count());
        let (limited, mut planned): (Vec<Plan>, Vec<Plan>) =
            mem::take(&mut self.decisions.planned).into_iter().partition(|plan| is_limited(&plan.task));
        let mut limited = limited.into_iter();
        planned.splice(..0, limited.by_ref().take(room));
        self.decisions.planned = planned;
        for plan in limited {
            // A sequence with nothing on the agenda would stand still for ever.
            if let Some(step) = plan.task.step() {
                self.leave_path(&step.sequence);
            }
        }
    }
}

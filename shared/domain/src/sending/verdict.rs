//! May this mail go, now? Asked at the moment of sending, not only when it was planned.

use jiff::Timestamp;

use crate::activity::mail::{Origin, Recipient, StepRef};
use crate::lead::Lead;
use crate::lead::agenda::AgendaEntry;
use crate::sending::control::Outside;
use crate::sending::parts::{SendVerdict, SendingRules};
use crate::sending::waits::Waits;
use crate::sequence::path::over;
use crate::sequence::step::{Step, StepAction};

impl SendingRules<'_> {
    /// Whether the mail of an agenda entry may go now. `to` is its recipient.
    ///
    /// What rules a mail has to pass follows from its [`Origin`] alone. The team's mail and a visitor's go at any hour;
    /// marketing mail by the rules of `sending.yaml`, with consent. A moment to wait until lies after `now`, and takes in
    /// all that is known now: the mail is looked at again once.
    pub fn verdict(
        &self,
        to: Recipient,
        entry: &AgendaEntry,
        lead: &Lead,
        outside: &Outside,
        now: Timestamp,
    ) -> SendVerdict {
        let waits = |of, step| Waits { entry, of, step, lead, control: &outside.control, rules: self, now };
        let verdict = match Origin::of(to, entry.step()) {
            Origin::Team => self.refusal_of_team(to, entry, lead).map_or(Ok(SendVerdict::Go), Err),
            Origin::Visitor => refusal_of_lead(lead, outside).map_or(Ok(SendVerdict::Go), Err),
            // It is about no lead, and stands on no lead's agenda: it goes by the outbox.
            Origin::Operator => Err("Mail to whoever runs the system is about no lead".to_owned()),
            Origin::Step(of) => refusal_of_lead(lead, outside)
                .map_or_else(|| self.step_of(entry, of, lead), Err)
                .map(|step| waits(Some(of), Some(step)).verdict()),
            Origin::Campaign(_) => refusal_of_lead(lead, outside)
                .or_else(|| self.refusal_of_marketing(lead, ""))
                .map_or_else(|| Ok(waits(None, None).verdict()), Err),
        };
        verdict.unwrap_or_else(SendVerdict::Drop)
    }

    /// Why a mail to a salesperson or the manager must not go, in a reader's words; none if it may.
    fn refusal_of_team(&self, to: Recipient, entry: &AgendaEntry, lead: &Lead) -> Option<String> {
        // What was true when it was planned need not be so any more, after an outage for example.
        if lead.stage.is_closed() && lead.stage_since > entry.about.occurred_at() {
            return Some(format!("The lead is closed ({})", lead.stage));
        }
        if to == Recipient::Manager {
            return self.team.manager().is_none().then(|| "team.yaml names no manager".to_owned());
        }
        let known = lead.owner.as_ref().is_some_and(|owner| self.team.person(owner).is_some());
        (!known).then(|| "The owner is no longer in team.yaml".to_owned())
    }

    /// Why no marketing mail about a topic may go to the lead, in a reader's words; none if it may.
    fn refusal_of_marketing(&self, lead: &Lead, topic: &str) -> Option<String> {
        if lead.unsubscribed.is_some() && !lead.may_be_marketed_to() {
            return Some("Unsubscribed".to_owned());
        }
        if lead.declines(topic) {
            return Some(format!("They want no mail about “{}”", self.sending.words_of(topic)));
        }
        if !lead.may_be_marketed_to() {
            return Some("No consent to marketing mail".to_owned());
        }
        (!lead.stage.is_marketings()).then(|| format!("The stage is {}", lead.stage))
    }

    /// The step that marketing mail is; else why it must not go, in a reader's words.
    fn step_of(&self, entry: &AgendaEntry, of: &StepRef, lead: &Lead) -> Result<&Step, String> {
        let sequence = self.sequences.get(&of.sequence);
        let topic = sequence.map_or("", |sequence| sequence.topic.as_str());
        if let Some(reason) = self.refusal_of_marketing(lead, topic) {
            return Err(reason);
        }
        // Also what was taken out of the file while the lead waited for it.
        let over = over(entry, lead, self.sequences);
        let step = sequence.and_then(|sequence| sequence.step(&of.step)).filter(|_| over.is_none());
        let step = step.ok_or_else(|| over.unwrap_or_else(|| format!("The sequence {} is over", of.sequence)))?;
        if !matches!(step.action, StepAction::Mail { .. }) {
            return Err(format!("The step {} is no mail any more", of.step));
        }
        Ok(step)
    }
}

/// Why no mail at all may go to the lead, in a reader's words; none if it may.
fn refusal_of_lead(lead: &Lead, outside: &Outside) -> Option<String> {
    if lead.email().is_none() {
        return Some("No e-mail address".to_owned());
    }
    let listed = outside.suppressed.then(|| "The address is on the suppression list".to_owned());
    lead.suppression().map(|end| end.why.clone()).or(listed)
}

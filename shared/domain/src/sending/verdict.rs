//! The verdict on one mail at the moment of sending.

use jiff::Timestamp;

use crate::activity::mail::{Mailing, Origin, Recipient, StepRef, TeamMail};
use crate::lead::Lead;
use crate::lead::agenda::AgendaEntry;
use crate::lead::consent::ConfirmationState;
use crate::sending::parts::{Outside, SendVerdict, SendingRules};
use crate::sending::waits::Waits;
use crate::sequence::path::over;
use crate::sequence::refusal::missed_date;
use crate::sequence::step::{Step, StepAction};
use crate::value::channel::Channel;
use crate::value::purpose::Purpose;
use crate::value::text::capital;
use crate::words::Words;

impl SendingRules<'_> {
    /// Whether the mail of an agenda entry may be sent now. `to` is its recipient.
    ///
    /// The mail's [`Origin`] alone selects the rules. The team's mail is always sent; a visitor's at any hour, while the
    /// brake is off and its limits have room; marketing mail needs consent and obeys all of `sending.yaml`. The time of a
    /// wait lies after `now`; for marketing mail it includes all reasons that are known now, so that the mail is checked
    /// again only once.
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
            Origin::Visitor => refusal_of_lead(lead, outside)
                .or_else(|| refusal_of_confirmation(entry, lead))
                .map_or_else(|| Ok(self.of_visitor(entry, outside, now)), Err),
            // The operator's mail has no lead, so it is on no lead's agenda: the outbox sends it.
            Origin::Operator => Err("Mail to whoever runs the system is about no lead".to_owned()),
            Origin::Step(of) => refusal_of_lead(lead, outside)
                .map_or_else(|| self.step_of(entry, of, lead, now), Err)
                .map(|step| waits(Some(of), Some(step)).verdict()),
            Origin::Campaign(_) => refusal_of_lead(lead, outside)
                .or_else(|| self.refusal_of_marketing(lead, ""))
                .map_or_else(|| Ok(waits(None, None).verdict()), Err),
        };
        verdict.unwrap_or_else(SendVerdict::Drop)
    }

    /// The reason why a mail to a salesperson or the manager must not be sent, in a reader's words; none if it may be.
    fn refusal_of_team(&self, to: Recipient, entry: &AgendaEntry, lead: &Lead) -> Option<String> {
        // The facts may have changed since the mail was planned, after an outage for example.
        if lead.stage.is_closed() && lead.stage_since > entry.about.occurred_at() {
            return Some(format!("The lead is closed ({})", lead.stage));
        }
        let is_call = entry.mailing().is_some_and(|mailing| TeamMail::Call.is(&mailing.mail));
        if is_call && lead.refuses(Channel::Calls).is_some() {
            return Some(format!("They {}", Channel::Calls.refused(Words::english_for_visitors())));
        }
        if is_call && lead.withdrew(Purpose::Phone).is_some() {
            return Some("They withdrew their consent to calls".to_owned());
        }
        if to == Recipient::Manager {
            return self.team.manager().is_none().then(|| "team.yaml names no manager".to_owned());
        }
        let known = lead.owner.as_ref().is_some_and(|owner| self.team.person(owner).is_some());
        (!known).then(|| "The owner is no longer in team.yaml".to_owned())
    }

    /// The reason why no marketing mail about a topic may be sent to the lead, in a reader's words; none if it may be.
    fn refusal_of_marketing(&self, lead: &Lead, topic: &str) -> Option<String> {
        if lead.standing_no().is_some() {
            return Some(if lead.is_unsubscribed() {
                "Unsubscribed".to_owned()
            } else if lead.refuses(Channel::Mail).is_some() {
                format!("They {}", Channel::Mail.refused(Words::english_for_visitors()))
            } else {
                "The team stopped the mails".to_owned()
            });
        }
        if lead.declines(topic) {
            return Some(format!("They want no mail about “{}”", self.sending.words_of(topic)));
        }
        if !lead.may_be_marketed_to() {
            return Some("No consent to marketing mail".to_owned());
        }
        (!lead.stage.is_marketings()).then(|| format!("The stage is {}", lead.stage))
    }

    /// The sequence step that sends this marketing mail; else the reason why it must not be sent, in a reader's words.
    fn step_of(&self, entry: &AgendaEntry, of: &StepRef, lead: &Lead, now: Timestamp) -> Result<&Step, String> {
        let sequence = self.sequences.get(&of.sequence);
        let topic = sequence.map_or("", |sequence| sequence.topic.as_str());
        if let Some(reason) = self.refusal_of_marketing(lead, topic) {
            return Err(reason);
        }
        // The step may have been removed from the file while the lead waited for it.
        let over = over(entry, lead, self.sequences);
        let step = sequence.and_then(|sequence| sequence.step(&of.step)).filter(|_| over.is_none());
        let step = step.ok_or_else(|| over.unwrap_or_else(|| format!("The sequence {} is over", of.sequence)))?;
        if !matches!(step.action, StepAction::Mail { .. }) {
            return Err(format!("The step {} is no mail any more", of.step));
        }
        match missed_date(of, lead, self.sequences, self.company, now) {
            Some(why) => Err(capital(&why)),
            None => Ok(step),
        }
    }
}

/// The reason why a lead is not to be asked any more to confirm a consent, in a reader's words; none for any other mail.
fn refusal_of_confirmation(entry: &AgendaEntry, lead: &Lead) -> Option<String> {
    entry.mailing().filter(Mailing::asks_to_confirm)?;
    let why = match lead.confirmation_of(&entry.about) {
        ConfirmationState::Open(_) => return None,
        ConfirmationState::Agreed(_) => "They agreed meanwhile",
        ConfirmationState::Withdrawn => "They unsubscribed after they had ticked the box",
        ConfirmationState::Closed => "The address takes no mail",
        ConfirmationState::Over => "They were asked about another consent",
    };
    Some(why.to_owned())
}

/// The reason why no mail at all may be sent to the lead, in a reader's words; none if it may be.
fn refusal_of_lead(lead: &Lead, outside: &Outside) -> Option<String> {
    if lead.email().is_none() {
        return Some("No e-mail address".to_owned());
    }
    let listed = outside.suppressed.then(|| "The address is on the suppression list".to_owned());
    lead.suppression().map(|end| end.why.clone()).or(listed)
}

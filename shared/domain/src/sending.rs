//! May this mail go, now? Asked at the moment of sending, not only when it was planned.

use crate::activity::Recipient;
use crate::agenda::Entry;
use crate::config::Config;
use crate::lead::Lead;

/// Why the mail must not go, in a reader's words; none if it may.
pub fn refusal(to: Recipient, entry: &Entry, lead: &Lead, config: &Config) -> Option<String> {
    // What was true when it was planned need not be so any more, after an outage for example.
    let closed = lead.stage.is_closed() && lead.stage_since > entry.about.occurred_at();
    match to {
        Recipient::Owner | Recipient::Manager if closed => Some(format!("The lead is closed ({})", lead.stage)),
        Recipient::Manager if config.team.manager().is_none() => Some("team.yaml names no manager".to_owned()),
        Recipient::Manager => None,
        Recipient::Owner => {
            let known = lead.owner.as_ref().is_some_and(|owner| config.team.person(owner).is_some());
            (!known).then(|| "The owner is no longer in team.yaml".to_owned())
        }
        Recipient::Lead if lead.email().is_none() => Some("No e-mail address".to_owned()),
        Recipient::Lead if lead.suppressed.is_some() => lead.suppressed.as_ref().map(|end| end.why.clone()),
        Recipient::Lead => entry.step().and_then(|step| {
            let going = lead.enrolments.get(&step.sequence).is_some_and(|enrolment| enrolment.ended.is_none());
            if lead.unsubscribed.is_some() && !lead.may_be_marketed_to() {
                Some("Unsubscribed".to_owned())
            } else if !lead.may_be_marketed_to() {
                Some("No consent to marketing mail".to_owned())
            } else if !lead.stage.is_marketings() {
                Some(format!("The stage is {}", lead.stage))
            } else if !going {
                Some(format!("The sequence {} is over", step.sequence))
            } else {
                None
            }
        }),
    }
}

//! Retention: leads that are erased by themselves, after months without a sign of life (`retention` in `company.yaml`).
//!
//! What must stay true: nobody is erased with whom something is planned, who is in sales' hands, or who is a customer. What we
//! send is no sign of life; when it came to us counts, so that an old list is kept as long as a new one.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::activity::ActivityKind;
use crate::lead::{Applied, Lead};
use crate::value::stage::Stage;

/// The stages that may have a rule: somebody else decides about the others.
pub const STAGES: [Stage; 7] =
    [Stage::Suspect, Stage::Lead, Stage::Mql, Stage::Pql, Stage::Recycled, Stage::Disqualified, Stage::Lost];

/// The months that a rule may say.
pub const MONTHS: std::ops::RangeInclusive<u16> = 1..=120;

/// Who erases: what a certificate names.
pub const BY: &str = "retention";

/// That many months ago: who has given no sign of life since then is erased.
pub fn months_ago(months: u16, now: Timestamp) -> Timestamp {
    let ago = now.to_zoned(TimeZone::UTC).checked_sub(Span::new().months(months));
    ago.map_or(Timestamp::MIN, |ago| ago.timestamp())
}

/// The rule of its stage does not hold for the lead now: something is planned with it, or it was set aside until a day to come.
pub fn is_planned(lead: &Lead, now: Timestamp) -> bool {
    let is_aside = |until: jiff::civil::Date| until >= now.to_zoned(TimeZone::UTC).date();
    lead.steps().next().is_some() || lead.aside_until.is_some_and(is_aside)
}

/// When the lead gave a sign of life last, or a person did something about it; none if that never was.
pub fn last_sign(timeline: &[Applied]) -> Option<Timestamp> {
    let signs = timeline.iter().filter(|applied| is_sign_of_life(&applied.activity.kind));
    signs.map(|applied| applied.applied_at.max(applied.activity.occurred_at())).max()
}

/// The person, or somebody about them, did something: no machine of ours did it by itself.
fn is_sign_of_life(kind: &ActivityKind) -> bool {
    match kind {
        ActivityKind::FormSubmitted(_)
        | ActivityKind::LeadImported(_)
        | ActivityKind::PageViewed(_)
        | ActivityKind::ProductUsed(_)
        | ActivityKind::EventAttended(_)
        | ActivityKind::TicketOpened(_)
        | ActivityKind::TicketClosed(_)
        | ActivityKind::CallLogged(_)
        | ActivityKind::MeetingHeld(_)
        | ActivityKind::ReplyReceived(_)
        | ActivityKind::Accepted { .. }
        | ActivityKind::StageMoved(_)
        | ActivityKind::Qualified(_)
        | ActivityKind::Edited { .. }
        | ActivityKind::DealWon { .. }
        | ActivityKind::MailOpened(_)
        | ActivityKind::MailClicked(_)
        | ActivityKind::PreferencesSet(_)
        | ActivityKind::ConsentConfirmed(_)
        | ActivityKind::ConsentGiven { .. }
        | ActivityKind::ConsentWithdrawn { .. }
        | ActivityKind::Unsubscribed { .. }
        | ActivityKind::Aliased { .. }
        | ActivityKind::Merged { .. }
        | ActivityKind::Unmerged { .. }
        | ActivityKind::FollowUpSet { .. }
        | ActivityKind::FollowUpDone { .. }
        | ActivityKind::Noted { .. }
        | ActivityKind::MailWritten { .. }
        | ActivityKind::Undone { .. }
        | ActivityKind::DoNotContact { .. }
        | ActivityKind::ContactAllowed { .. }
        | ActivityKind::SequenceStarted { .. }
        | ActivityKind::NotBad { .. } => true,
        ActivityKind::Assigned { .. }
        | ActivityKind::MarkedBad { .. }
        | ActivityKind::NurtureStopped { .. }
        | ActivityKind::AcceptMissed { .. }
        | ActivityKind::TemperatureChanged
        | ActivityKind::Untouched { .. }
        | ActivityKind::Rescored
        | ActivityKind::MailSent(_)
        | ActivityKind::MailDropped { .. }
        | ActivityKind::MailHeld { .. }
        | ActivityKind::StepTaken { .. }
        | ActivityKind::WebhookCalled { .. }
        // A machine may have followed it: a person's click is one of its own.
        | ActivityKind::PictureLoaded { .. }
        | ActivityKind::LinkFollowed(_)
        | ActivityKind::LinksScanned { .. }
        | ActivityKind::ConsentExpired { .. }
        | ActivityKind::Bounced { .. }
        | ActivityKind::SoftBounced { .. }
        | ActivityKind::MailDelivered { .. }
        | ActivityKind::MailRejected { .. }
        | ActivityKind::Complained { .. }
        | ActivityKind::Suppressed { .. }
        | ActivityKind::FollowUpMissed { .. }
        | ActivityKind::NextStepMissing
        | ActivityKind::SegmentSet { .. }
        | ActivityKind::Enriched(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        let ago = |now: &str, months| months_ago(months, now.parse().unwrap()).to_string();
        assert_eq!(ago("2026-11-27T10:00:00Z", 24), "2024-11-27T10:00:00Z");
        assert_eq!(ago("2027-03-31T10:00:00Z", 1), "2027-02-28T10:00:00Z");
        assert_eq!(ago("2028-02-29T10:00:00Z", 12), "2027-02-28T10:00:00Z");
    }
}

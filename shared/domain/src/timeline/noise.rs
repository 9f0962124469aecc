//! Activities that tell a reader nothing: what bots did, and what the system did by itself.

use crate::activity::kinds::ActivityKind;

/// Nobody of the team and no lead did it, and nobody outside got anything: a bot followed a link, points expired, a step
/// of a sequence only waited.
pub fn is_noise(kind: &ActivityKind) -> bool {
    match kind {
        ActivityKind::MailOpened(opened) => opened.machine.is_some(),
        // Whether a person followed it is said by a click.
        ActivityKind::LinkFollowed(_)
        | ActivityKind::PictureLoaded { .. }
        | ActivityKind::LinksScanned { .. }
        | ActivityKind::TemperatureChanged
        | ActivityKind::Rescored
        | ActivityKind::MailDelivered { .. }
        | ActivityKind::MailHeld { .. } => true,
        ActivityKind::StepTaken { set, .. } => set.is_empty(),
        _ => false,
    }
}

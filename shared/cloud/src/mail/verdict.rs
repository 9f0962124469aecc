//! What an event of SES means.

/// What an event means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEventVerdict<'a> {
    /// SES accepted it.
    Sent,
    /// Delivered.
    Delivered,
    /// Delayed; SES goes on trying.
    Delayed,
    /// A hard bounce: the address takes no mail.
    Bounced,
    /// A soft bounce, with SES's word for the reason.
    SoftBounced(&'a str),
    /// A spam complaint.
    Complained,
    /// SES accepted it and does not deliver it: it found a virus.
    Rejected,
    /// The recipient's server refused this mail for its size or content, with SES's word for the reason. That says
    /// nothing against the address.
    Refused(&'a str),
    /// No change: an automatic reply, or a kind of event that the template does not ask for.
    Nothing,
}

impl MailEventVerdict<'_> {
    /// SES says with it, for the first time, what became of the mail: it is no longer under way.
    pub fn is_outcome(self) -> bool {
        match self {
            Self::Delivered
            | Self::Delayed
            | Self::Bounced
            | Self::SoftBounced(_)
            | Self::Rejected
            | Self::Refused(_) => true,
            // A complaint comes after its delivery.
            Self::Sent | Self::Complained | Self::Nothing => false,
        }
    }
}

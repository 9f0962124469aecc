//! The tags of a mail: SES gets them with it, and its events bring them back.

use leadwright_domain::activity::Recipient;

/// The send id.
pub(crate) const SEND: &str = "send";

/// The lead that the mail is about.
pub(crate) const LEAD: &str = "lead";

/// To whom it goes.
pub(crate) const TO: &str = "to";

/// The value of [`TO`].
pub(crate) fn to(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Lead => "lead",
        Recipient::Owner => "owner",
        Recipient::Manager => "manager",
    }
}

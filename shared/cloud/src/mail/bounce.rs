//! Whom a bounce blames: the address, something that passes, or this mail.
//!
//! It is decided by lists of what is known to be wrong with the address: a kind of bounce that SES invents tomorrow ends no
//! mail for good.

use serde::Deserialize;

use super::verdict::MailEventVerdict;

#[derive(Debug, Deserialize)]
pub(super) struct Bounce {
    #[serde(rename = "bounceType")]
    kind: BounceType,
    #[serde(rename = "bounceSubType", default = "general")]
    sub_kind: String,
    #[serde(rename = "bouncedRecipients", default)]
    pub(super) recipients: Vec<EventRecipient>,
}

/// SES says it of every bounce; what is left out is nothing particular.
fn general() -> String {
    "General".to_owned()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum BounceType {
    Permanent,
    Transient,
    Undetermined,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventRecipient {
    pub(super) email_address: String,
    /// What the report of a mail server says; an automatic reply is none, and has neither.
    action: Option<String>,
    status: Option<String>,
    /// The server's answer, mostly with the status code in it.
    diagnostic_code: Option<String>,
}

impl EventRecipient {
    fn is_refused(&self) -> bool {
        self.action.as_deref() == Some("failed") || self.status.is_some()
    }
}

/// SES did not try: the address stands on a list of the account's own. It counts neither mail against the account
/// (<https://repost.aws/knowledge-center/ses-suppression-list-sending-quota>), nor do we.
pub(super) const ON_OUR_LIST: &str = "OnAccountSuppressionList";

/// Permanent bounces that SES counts against the account. For the first two the recipient's server was asked;
/// `Suppressed` is SES's global list, which it counts although it did not try (see [`ON_OUR_LIST`]).
const COUNTED: [&str; 3] = ["General", "NoEmail", "Suppressed"];

/// Permanent bounces without a try of the server: the address stands on a list, or SES's own validation refused it.
const LISTED: [&str; 5] =
    ["Suppressed", ON_OUR_LIST, "OnTenantSuppressionList", "EmailValidationSuppressed", "UnsubscribedRecipient"];

/// Transient bounces that say something of the mailbox or its server, and not of the mail.
const PASSING: [&str; 3] = ["General", "MailboxFull", "CustomTimeoutExceeded"];

/// What a status code blames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blame {
    Address,
    /// Something that passes: a full mailbox, a server that does not answer.
    Passing,
    /// This mail, its sender, or the policy of the server.
    Mail,
}

impl Bounce {
    pub(super) fn verdict(&self) -> MailEventVerdict<'_> {
        let why = self.sub_kind.as_str();
        match (self.kind, self.blame()) {
            (BounceType::Permanent, _) if LISTED.contains(&why) => MailEventVerdict::Bounced,
            // SES gives no reason that is known: only bounces on several days end the mail, by the rule for soft ones.
            (BounceType::Permanent, None | Some(Blame::Address)) if !COUNTED.contains(&why) => {
                MailEventVerdict::SoftBounced(why)
            }
            (BounceType::Permanent, None | Some(Blame::Address)) => MailEventVerdict::Bounced,
            (BounceType::Transient, _) if why == "General" && !self.is_refused() => MailEventVerdict::Nothing,
            (BounceType::Undetermined, _) if self.recipients.is_empty() => MailEventVerdict::Nothing,
            (_, Some(Blame::Mail)) => MailEventVerdict::Refused(why),
            (BounceType::Transient, _) if !PASSING.contains(&why) => MailEventVerdict::Refused(why),
            (BounceType::Permanent | BounceType::Transient | BounceType::Undetermined, _) => {
                MailEventVerdict::SoftBounced(why)
            }
        }
    }

    fn is_refused(&self) -> bool {
        self.recipients.iter().any(EventRecipient::is_refused)
    }

    /// SES counts it into the share of hard bounces by which it judges the account.
    pub(super) fn is_counted(&self) -> bool {
        self.kind == BounceType::Permanent && COUNTED.contains(&self.sub_kind.as_str())
    }

    /// What the server's answer blames; none if it does not say.
    fn blame(&self) -> Option<Blame> {
        let texts = self.recipients.iter().flat_map(|one| [one.status.as_deref(), one.diagnostic_code.as_deref()]);
        texts.flatten().flat_map(str::split_whitespace).filter_map(status_code).find_map(blame)
    }
}

/// A status code of RFC 3463, like `5.1.1`.
fn status_code(word: &str) -> Option<[u16; 3]> {
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let mut parts = word.split('.').map(|part| part.parse().ok());
    let code = [parts.next()??, parts.next()??, parts.next()??];
    (parts.next().is_none() && (code[0] == 4 || code[0] == 5)).then_some(code)
}

/// What a status code blames, by the registry of RFC 5248; none for codes that say nothing or that servers use for
/// everything.
fn blame(code: [u16; 3]) -> Option<Blame> {
    match code {
        // The mailbox or its domain has another owner now (RFC 7293).
        [5, 7, 17 | 18] => Some(Blame::Address),
        // Too long or too big; content, security, policy; a sender's address that is refused.
        [_, 2, 3] | [_, 3, 4] | [_, 6 | 7, _] | [_, 1, 7 | 8] => Some(Blame::Mail),
        // A full mailbox, a mailing list that can't be expanded, expired (x.4.7), and whatever the server calls temporary.
        [_, 2, 2 | 4] | [_, 4, 7] | [4, ..] => Some(Blame::Passing),
        [5, 1, _] | [5, 2, 1] => Some(Blame::Address),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A bounce of one recipient, with what their server answered.
    fn answered(kind: &str, sub_kind: &str, status: &str, diagnostic: &str) -> Bounce {
        let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
        let (status, diagnostic) = (text(status), text(diagnostic));
        let of = json!({"emailAddress": "maria@acme.example", "action": "failed", "status": status, "diagnosticCode": diagnostic});
        let bounce = json!({"bounceType": kind, "bounceSubType": sub_kind, "bouncedRecipients": [of]});
        serde_json::from_value(bounce).unwrap()
    }

    /// What is no word against the address suppresses nobody; SES's own lists never move the brake.
    #[test]
    fn bounces_count_against_whom_they_blame() {
        const BOUNCED: MailEventVerdict<'_> = MailEventVerdict::Bounced;
        let soft = MailEventVerdict::SoftBounced;
        let refused = MailEventVerdict::Refused;
        for (kind, sub_kind, status, diagnostic, verdict, is_counted) in [
            ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown", BOUNCED, true),
            ("Permanent", "NoEmail", "", "", BOUNCED, true),
            ("Permanent", "General", "5.2.1", "", BOUNCED, true),
            ("Permanent", "General", "5.4.4", "smtp; 550 5.4.4 Invalid domain", BOUNCED, true),
            ("Permanent", "General", "5.5.0", "smtp; 550 5.5.0 mailbox unavailable", BOUNCED, true),
            ("Permanent", "General", "5.7.17", "", BOUNCED, true),
            // SES's global list: it counts these against the account.
            ("Permanent", "Suppressed", "5.1.1", "Amazon SES has suppressed sending to this address", BOUNCED, true),
            // The account's own lists, and SES's validation: not tried, not counted.
            ("Permanent", "OnAccountSuppressionList", "5.1.1", "", BOUNCED, false),
            ("Permanent", "OnTenantSuppressionList", "", "", BOUNCED, false),
            ("Permanent", "EmailValidationSuppressed", "", "", BOUNCED, false),
            ("Permanent", "UnsubscribedRecipient", "", "", BOUNCED, false),
            // Too big, and content: whatever SES calls it.
            ("Transient", "MessageTooLarge", "5.3.4", "", refused("MessageTooLarge"), false),
            ("Transient", "ContentRejected", "", "", refused("ContentRejected"), false),
            ("Transient", "AttachmentRejected", "5.7.1", "", refused("AttachmentRejected"), false),
            ("Transient", "General", "5.2.3", "smtp; 552 5.2.3 message too long", refused("General"), false),
            ("Transient", "General", "5.3.4", "", refused("General"), false),
            ("Transient", "General", "5.6.0", "", refused("General"), false),
            ("Transient", "General", "5.7.1", "smtp; 550 5.7.1 rejected as spam", refused("General"), false),
            ("Transient", "MailboxFull", "5.3.4", "", refused("MailboxFull"), false),
            ("Undetermined", "Undetermined", "5.7.1", "", refused("Undetermined"), false),
            ("Permanent", "General", "5.7.1", "smtp; 550 5.7.1 content rejected", refused("General"), true),
            ("Permanent", "General", "5.2.3", "", refused("General"), true),
            ("Permanent", "General", "5.0.0", "smtp; 552 5.3.4 too big", refused("General"), true),
            ("Permanent", "General", "5.1.8", "smtp; 550 5.1.8 bad sender", refused("General"), true),
            // What passes.
            ("Transient", "General", "4.4.7", "smtp; 554 4.4.7 Message expired", soft("General"), false),
            ("Transient", "CustomTimeoutExceeded", "4.4.7", "", soft("CustomTimeoutExceeded"), false),
            ("Transient", "MailboxFull", "5.2.2", "", soft("MailboxFull"), false),
            ("Undetermined", "Undetermined", "", "", soft("Undetermined"), false),
            ("Permanent", "General", "4.4.7", "", soft("General"), true),
            // What SES invents tomorrow: it ends no mail for good by itself.
            ("Permanent", "OnMoonSuppressionList", "5.1.1", "", soft("OnMoonSuppressionList"), false),
            ("Permanent", "", "", "", soft(""), false),
            ("Transient", "QuotaOfTheMoon", "4.2.0", "", refused("QuotaOfTheMoon"), false),
        ] {
            let bounce = answered(kind, sub_kind, status, diagnostic);
            let said = format!("{kind} {sub_kind} {status} {diagnostic}");
            assert_eq!((bounce.verdict(), bounce.is_counted()), (verdict, is_counted), "{said}");
            assert!(verdict.is_outcome(), "{said}");
        }
    }
}

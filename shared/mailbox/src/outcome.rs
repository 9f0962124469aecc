//! What becomes of a mail: a new lead with its words, a reply of a known one, or a mail that is kept aside.

use std::collections::BTreeMap;

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityKind, Contact};
use leadwright_domain::config::Config;
use leadwright_domain::form::MESSAGE_LIMIT;
use leadwright_domain::suspicion::{Sign, Weighed};
use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
use leadwright_domain::value::text::NOTE_LIMIT;
use leadwright_domain::words::Words;

use crate::received::Received;

/// What becomes of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is a post of the mailbox's form: a lead begins with it, or asks again.
    Lead(Activity),
    /// A known lead wrote.
    Reply(Activity),
    /// It waits for a person to decide: then it is the one or the other.
    Aside(Activity, Vec<Weighed>),
}

/// The lead of that address.
pub fn lead_of(mail: &Received, key: &IdentityKey) -> LeadId {
    LeadId::of(key, &Identity::Email(mail.from.clone()))
}

/// What becomes of a mail that came at `at`. `is_known` says whether its address is a lead's; `file` names the file where the
/// whole mail lies. None if the company has no mailbox.
pub fn of(
    mail: &Received,
    is_known: bool,
    file: &str,
    config: &Config,
    key: &IdentityKey,
    at: Timestamp,
) -> Option<Outcome> {
    config.company.mailbox.as_ref()?;
    let lead = lead_of(mail, key);
    let words = config.staff_words(None);
    let activity = if is_known {
        let note = Some(shown(mail, file, NOTE_LIMIT, words));
        let reply = ActivityKind::ReplyReceived(Contact { by: BY_LEAD.to_owned(), reached: true, note });
        let who = BTreeMap::from([("email".to_owned(), mail.from.as_str().to_owned())]);
        Activity { who, ..Activity::mail_received(lead, reply, &mail.id, at) }
    } else {
        let text = shown(mail, file, MESSAGE_LIMIT, words);
        let sent = config.mailed(&mail.from, mail.name.as_deref(), text)?;
        Activity::mail_received(lead, ActivityKind::FormSubmitted(sent), &mail.id, at)
    };
    let points = i32::from(config.spam.aside_at);
    let signs: Vec<Weighed> =
        mail.doubts.iter().map(|doubt| Weighed { sign: Sign::Mail { doubt: *doubt }, points }).collect();
    Some(match (signs.is_empty(), is_known) {
        (false, _) => Outcome::Aside(activity, signs),
        (true, true) => Outcome::Reply(activity),
        (true, false) => Outcome::Lead(activity),
    })
}

/// Who says that a lead answered, where the lead itself did.
const BY_LEAD: &str = "lead";

/// The subject and the words, as far as they fit; then what is not here: the rest, and the attachments.
fn shown(mail: &Received, file: &str, limit: usize, words: Words<'_>) -> String {
    let parts = [mail.subject.as_str(), mail.words.as_str()];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let mut ends = Vec::new();
    if !mail.attachments.is_empty() {
        let names = mail.attachments.join(", ");
        let more = i64::try_from(mail.more_attachments).unwrap_or(i64::MAX);
        ends.push(words.with("story-mail-attachments", &[("names", names.into()), ("more", more.into())]));
    }
    let fits = |ends: &[String]| {
        text.chars().count() + ends.iter().map(|end| end.chars().count() + 2).sum::<usize>() <= limit
    };
    if !fits(&ends) {
        ends.push(words.with("story-mail-cut", &[("file", file.into())]));
    }
    let room = limit.saturating_sub(ends.iter().map(|end| end.chars().count() + 2).sum());
    let text: String = text.chars().take(room).collect();
    [text].into_iter().chain(ends).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

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

/// The leads that a mail may be of: that of its address, then those whose mail it answers.
pub fn leads_of(mail: &Received, key: &IdentityKey) -> Vec<LeadId> {
    let of_address = LeadId::of(key, &Identity::Email(mail.from.clone()));
    let mut leads = vec![of_address];
    for lead in mail.references.iter().filter_map(|reference| key.lead_of_reference(reference)) {
        if !leads.contains(&lead) {
            leads.push(lead);
        }
    }
    leads.truncate(LEADS);
    leads
}

/// The most leads that are looked for.
const LEADS: usize = 3;

/// What becomes of a mail that came at `at`. `known` is the first of [`leads_of`] that is there; `file` names the file where the
/// whole mail lies. None if the company has no mailbox.
pub fn of(
    mail: &Received,
    known: Option<&LeadId>,
    file: &str,
    config: &Config,
    key: &IdentityKey,
    at: Timestamp,
) -> Option<Outcome> {
    config.company.mailbox.as_ref()?;
    let words = config.staff_words(None);
    let is_known = known.is_some();
    let activity = if let Some(lead) = known {
        let note = Some(shown(mail, file, NOTE_LIMIT, words));
        let reply = ActivityKind::ReplyReceived(Contact { by: BY_LEAD.to_owned(), reached: true, note });
        let who = BTreeMap::from([("email".to_owned(), mail.from.as_str().to_owned())]);
        // By another address it is the lead's all the same, and the lead keeps its own.
        let is_own = LeadId::of(key, &Identity::Email(mail.from.clone())) == *lead;
        let activity = Activity::mail_received(lead.clone(), reply, &mail.id, at);
        if is_own { Activity { who, ..activity } } else { activity }
    } else {
        let text = shown(mail, file, MESSAGE_LIMIT, words);
        let sent = config.mailed(&mail.from, mail.name.as_deref(), text)?;
        let lead = LeadId::of(key, &Identity::Email(mail.from.clone()));
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
    let fits =
        |ends: &[String]| text.chars().count() + ends.iter().map(|end| end.chars().count() + 2).sum::<usize>() <= limit;
    if !fits(&ends) {
        ends.push(words.with("story-mail-cut", &[("file", file.into())]));
    }
    let room = limit.saturating_sub(ends.iter().map(|end| end.chars().count() + 2).sum());
    let text: String = text.chars().take(room).collect();
    [text].into_iter().chain(ends).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

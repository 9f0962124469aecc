//! The agenda of a lead in words.

use jiff::Timestamp;
use leadwright_domain::activity::Recipient;
use leadwright_domain::lead::{AgendaEntry, Task};
use leadwright_domain::timeline;

/// The entries of an agenda, the earliest first: time and text, with the reason if the entry is held back.
pub(crate) fn ahead(
    agenda: &[AgendaEntry],
    now: Timestamp,
    time: impl Fn(Timestamp) -> String,
) -> Vec<(String, String)> {
    let mut entries: Vec<(Timestamp, &AgendaEntry)> =
        agenda.iter().map(|entry| (timeline::happens_at(entry, now), entry)).collect();
    entries.sort_by_key(|(at, _)| *at);
    let lines = entries.into_iter().map(|(at, entry)| {
        let when = if at == now { "now".to_owned() } else { time(at) };
        let held = entry.delivery.held.as_ref().map(|why| format!(", waits: {why}")).unwrap_or_default();
        (when, format!("{}{held}", planned(entry)))
    });
    lines.collect()
}

fn planned(entry: &AgendaEntry) -> String {
    match &entry.task {
        Task::Mail { mail, to, .. } => format!("mail {mail} to the {}", recipient(*to)),
        Task::Step { step } => format!("step {} of {}", step.step, step.sequence),
        Task::Manual { what, to, .. } => format!("end of the time for the task of {to}: {what}"),
        Task::Webhook { step, .. } => format!("webhook (step {} of {})", step.step, step.sequence),
        Task::Unconfirmed { form } => format!("what waits with the form {form} is forgotten, unless it is confirmed"),
        Task::ClassifyClicks { mail, .. } => format!("classify the opens and clicks of mail {mail}: person or scanner"),
        Task::Accept { owner, .. } => format!("escalation to the manager, unless {owner} accepts"),
        Task::FollowUp { what, missed: None, .. } => format!("next step: {what}"),
        Task::FollowUp { what, missed: Some(_), .. } => format!("overdue, told every working morning: {what}"),
    }
}

/// The recipient of a mail in a word.
fn recipient(to: Recipient) -> &'static str {
    match to {
        Recipient::Lead => "lead",
        Recipient::Owner => "owner",
        Recipient::Manager => "manager",
    }
}

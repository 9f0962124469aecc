//! The timeline of a lead in words.

use leadwright_domain::activity::{Event, Move, What};
use leadwright_domain::config::Config;
use leadwright_domain::fold::{Applied, Decisions};
use leadwright_domain::form::one_line;
use leadwright_domain::funnel::Aside;
use leadwright_domain::story;

use super::agenda::recipient;

/// An activity and its effects in a line.
pub(crate) fn story(applied: &Applied, config: &Config) -> String {
    let what = &applied.activity.what;
    let decisions = &applied.decisions;
    let mut words = vec![told(what, decisions, config)];
    if decisions.duplicate {
        words.push("no change: a duplicate submission".to_owned());
    }
    if let Some(why) = &decisions.ignored {
        words.push(format!("no change: {why}"));
    }
    // A move by a person is the activity itself.
    if let Some(moved) = decisions.stage.as_ref().filter(|_| !matches!(what, What::StageMoved(_))) {
        words.push(format!("{} ({})", moved.to, moved.why));
    }
    if let Some(assignment) = &decisions.owner {
        words.push(format!("owner {}", assignment.owner));
    }
    if decisions.accepted.is_some() && !matches!(applied.activity.what, What::Accepted { .. }) {
        words.push("accepted".to_owned());
    }
    if let Some(speed) = &decisions.contacted {
        let minutes = |seconds: u64| seconds.div_ceil(60);
        let (real, working) = (minutes(speed.real), minutes(speed.working));
        words.push(format!("first contact {real} min after the submission ({working} min of working time)"));
    }
    for (sequence, _) in &decisions.begun {
        words.push(format!("starts {sequence}"));
    }
    for (sequence, why) in &decisions.ended {
        words.push(format!("{sequence} ended ({why})"));
    }
    words.join(" → ")
}

/// An activity in words.
fn told(what: &What, decisions: &Decisions, config: &Config) -> String {
    let name = |by: &str| config.team.name_of(by).to_owned();
    match what {
        What::FormSubmitted(sent) => format!("sent the form {}", sent.form),
        What::LeadImported(row) => format!("imported from {}", row.source),
        What::PageViewed(event) => event_told("looked at", event.page.as_deref(), event),
        What::ProductUsed(event) => event_told("used the product:", event.name.as_deref(), event),
        What::EventAttended(event) => event_told("came to", event.name.as_deref(), event),
        What::TicketOpened(event) => event_told("asked customer service for help", event.name.as_deref(), event),
        What::TicketClosed(event) => event_told("customer service is done", event.name.as_deref(), event),
        What::CallLogged(call) => {
            let reached = if call.reached { "reached" } else { "no answer" };
            format!("{} called: {reached}{}", name(&call.by), quoted(call.note.as_deref()))
        }
        What::MeetingHeld(met) => format!("{} met them{}", name(&met.by), quoted(met.note.as_deref())),
        What::ReplyReceived(reply) => format!("answered a mail{}", quoted(reply.note.as_deref())),
        What::Accepted { by } => format!("{} accepted", name(by)),
        What::Assigned { to, by, why } => {
            let to = to.as_deref().map_or_else(|| "somebody else".to_owned(), name);
            format!("given to {to} by {}{}", name(by), quoted(why.as_deref()))
        }
        What::StageMoved(moved) => move_told(moved, decisions, config, &name(&moved.by)),
        What::Qualified(said) => {
            let answers = said.answers.iter();
            let answers: Vec<String> = answers
                .map(|(question, yes)| format!("{} {}", question.name(), if *yes { "yes" } else { "no" }))
                .collect();
            format!("{} says: {}{}", name(&said.by), answers.join(", "), quoted(said.evidence.as_deref()))
        }
        What::Edited { fields, by } => {
            let edits = fields.iter().map(|(field, value)| match value.as_str() {
                "" => format!("no {field}"),
                value => format!("{field} {value}"),
            });
            format!("{} corrected: {}", name(by), edits.collect::<Vec<_>>().join(", "))
        }
        What::MarkedBad { reason, by, note } => {
            let reason = reason_told(config, Some(Aside::Bad), reason);
            format!("marked as bad: {reason} (by {}){}", name(by), quoted(note.as_deref()))
        }
        What::NurtureStopped { by } => format!("{} stopped the nurture mails", name(by)),
        What::DealWon { amount, by, .. } => {
            let amount = amount.map(|amount| format!(": {amount}")).unwrap_or_default();
            let by = by.as_deref().map(|by| format!(" (by {})", name(by))).unwrap_or_default();
            format!("won{amount}{by}")
        }
        What::AcceptMissed { .. } => "nobody accepted in time".to_owned(),
        What::Cooled => "cooled down".to_owned(),
        What::Rescored => "scored again by a new model".to_owned(),
        What::MailSent(mailing) => format!("mail {} to the {}", mailing.mail, recipient(mailing.to)),
        What::MailDropped { mailing, reason } => format!("mail {} not sent: {reason}", mailing.mail),
        What::MailHeld { .. }
        | What::StepTaken { .. }
        | What::WebhookCalled { .. }
        | What::MailOpened(_)
        | What::LinkFollowed(_)
        | What::MailClicked(_)
        | What::LinksScanned { .. }
        | What::PreferencesSet(_)
        | What::SoftBounced { .. }
        | What::MailRejected { .. }
        | What::Suppressed { .. } => story::of_mail(what, config).unwrap_or_default(),
        What::Unsubscribed => "unsubscribed".to_owned(),
        What::Bounced { .. } => "a mail came back: the address takes none".to_owned(),
        What::Complained { .. } => "called a mail of ours spam".to_owned(),
    }
}

fn event_told(verb: &str, what: Option<&str>, event: &Event) -> String {
    let what = what.map(|what| format!(" {what}")).unwrap_or_default();
    format!("{verb}{what}{}", quoted(event.note.as_deref()))
}

fn move_told(moved: &Move, decisions: &Decisions, config: &Config, by: &str) -> String {
    let did = if decisions.stage.is_some() { "moved to" } else { "was to move to" };
    let reason = moved.reason.as_ref().map(|reason| reason_told(config, Aside::of(moved.to), reason));
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let again = moved.again_on.map(|date| date.strftime(", again on %-d %b %Y").to_string()).unwrap_or_default();
    format!("{did} {}{reason}{again} (by {by}){}", moved.to, quoted(moved.note.as_deref()))
}

/// The label of a reason; its short name if `funnel.yaml` no longer has it.
fn reason_told<'a>(config: &'a Config, aside: Option<Aside>, reason: &'a str) -> &'a str {
    aside.and_then(|aside| config.funnel.reason(aside, reason)).unwrap_or(reason)
}

/// A note, quoted on one line.
fn quoted(note: Option<&str>) -> String {
    note.map(|note| format!(". “{}”", one_line(note, 200))).unwrap_or_default()
}

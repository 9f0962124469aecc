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
    let mut words = vec![activity_text(what, decisions, config)];
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
fn activity_text(what: &What, decisions: &Decisions, config: &Config) -> String {
    let name = |by: &str| config.team.name_of(by).to_owned();
    match what {
        What::FormSubmitted(sent) => format!("submitted the form {}", sent.form),
        What::LeadImported(row) => format!("imported from {}", row.source),
        What::PageViewed(event) => interaction_text("viewed", event.page.as_deref(), event),
        What::ProductUsed(event) => interaction_text("used the product:", event.name.as_deref(), event),
        What::EventAttended(event) => interaction_text("attended", event.name.as_deref(), event),
        What::TicketOpened(event) => interaction_text("opened a support ticket", event.name.as_deref(), event),
        What::TicketClosed(event) => interaction_text("support ticket closed", event.name.as_deref(), event),
        What::CallLogged(call) => {
            let reached = if call.reached { "spoke with them" } else { "no answer" };
            format!("{} called: {reached}{}", name(&call.by), quoted(call.note.as_deref()))
        }
        What::MeetingHeld(met) => format!("{} had a meeting with them{}", name(&met.by), quoted(met.note.as_deref())),
        What::ReplyReceived(reply) => format!("replied to a mail{}", quoted(reply.note.as_deref())),
        What::Accepted { by } => format!("{} accepted", name(by)),
        What::Assigned { to, by, why } => {
            let to = to.as_deref().map_or_else(|| "another person".to_owned(), name);
            format!("assigned to {to} by {}{}", name(by), quoted(why.as_deref()))
        }
        What::StageMoved(moved) => move_text(moved, decisions, config, &name(&moved.by)),
        What::Qualified(said) => {
            let answers = said.answers.iter();
            let answers: Vec<String> = answers
                .map(|(question, yes)| format!("{} {}", question.name(), if *yes { "yes" } else { "no" }))
                .collect();
            format!("{} qualified: {}{}", name(&said.by), answers.join(", "), quoted(said.evidence.as_deref()))
        }
        What::Edited { fields, by } => {
            let edits = fields.iter().map(|(field, value)| match value.as_str() {
                "" => format!("no {field}"),
                value => format!("{field} {value}"),
            });
            format!("{} corrected: {}", name(by), edits.collect::<Vec<_>>().join(", "))
        }
        What::MarkedBad { reason, by, note } => {
            let reason = reason_text(config, Some(Aside::Bad), reason);
            format!("marked as bad: {reason} (by {}){}", name(by), quoted(note.as_deref()))
        }
        What::NurtureStopped { by } => format!("{} stopped nurture mail", name(by)),
        What::DealWon { amount, by, .. } => {
            let amount = amount.map(|amount| format!(": {amount}")).unwrap_or_default();
            let by = by.as_deref().map(|by| format!(" (by {})", name(by))).unwrap_or_default();
            format!("won{amount}{by}")
        }
        What::AcceptMissed { .. } => "missed SLA: nobody accepted in time".to_owned(),
        What::Cooled => "temperature dropped".to_owned(),
        What::Rescored => "rescored by new rules".to_owned(),
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
        What::Bounced { .. } => "hard bounce: the address does not accept mail".to_owned(),
        What::Complained { .. } => "spam complaint about a mail".to_owned(),
    }
}

fn interaction_text(verb: &str, name: Option<&str>, event: &Event) -> String {
    let name = name.map(|name| format!(" {name}")).unwrap_or_default();
    format!("{verb}{name}{}", quoted(event.note.as_deref()))
}

fn move_text(moved: &Move, decisions: &Decisions, config: &Config, by: &str) -> String {
    let verb = if decisions.stage.is_some() { "moved to" } else { "was not moved to" };
    let reason = moved.reason.as_ref().map(|reason| reason_text(config, Aside::of(moved.to), reason));
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let again = moved.again_on.map(|date| date.strftime(", follow-up on %-d %b %Y").to_string()).unwrap_or_default();
    format!("{verb} {}{reason}{again} (by {by}){}", moved.to, quoted(moved.note.as_deref()))
}

/// The label of a reason; its short name if `funnel.yaml` no longer has it.
fn reason_text<'a>(config: &'a Config, aside: Option<Aside>, reason: &'a str) -> &'a str {
    aside.and_then(|aside| config.funnel.reason(aside, reason)).unwrap_or(reason)
}

/// A note, quoted on one line.
fn quoted(note: Option<&str>) -> String {
    note.map(|note| format!(". “{}”", one_line(note, 200))).unwrap_or_default()
}

//! The timeline of a lead in words.

use leadwright_domain::activity::{ActivityKind, Interaction, Move};
use leadwright_domain::config::Config;
use leadwright_domain::funnel::SetAside;
use leadwright_domain::lead::{Applied, Decisions};
use leadwright_domain::timeline;
use leadwright_domain::value::text::one_line;

use super::agenda::recipient;

/// An activity and its effects in a line.
pub(crate) fn story(applied: &Applied, config: &Config) -> String {
    let what = &applied.activity.kind;
    let decisions = &applied.decisions;
    let mut words = vec![activity_text(what, decisions, config)];
    if decisions.duplicate {
        words.push("no change: a duplicate submission".to_owned());
    }
    if let Some(why) = &decisions.ignored {
        words.push(format!("no change: {why}"));
    }
    // A move by a person is the activity itself.
    if let Some(moved) = decisions.stage.as_ref().filter(|_| !matches!(what, ActivityKind::StageMoved(_))) {
        words.push(format!("{} ({})", moved.to, moved.why));
    }
    if let Some(assignment) = &decisions.owner {
        words.push(format!("owner {}", assignment.owner));
    }
    if decisions.accepted.is_some() && !matches!(applied.activity.kind, ActivityKind::Accepted { .. }) {
        words.push("accepted".to_owned());
    }
    if let Some(speed) = &decisions.first_contact {
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
fn activity_text(what: &ActivityKind, decisions: &Decisions, config: &Config) -> String {
    let name = |by: &str| config.team.name_of(by).to_owned();
    match what {
        ActivityKind::FormSubmitted(sent) => format!("submitted the form {}", sent.form),
        ActivityKind::LeadImported(row) => format!("imported from {}", row.source),
        ActivityKind::PageViewed(event) => interaction_text("viewed", event.page.as_deref(), event),
        ActivityKind::ProductUsed(event) => interaction_text("used the product:", event.name.as_deref(), event),
        ActivityKind::EventAttended(event) => interaction_text("attended", event.name.as_deref(), event),
        ActivityKind::TicketOpened(event) => interaction_text("opened a support ticket", event.name.as_deref(), event),
        ActivityKind::TicketClosed(event) => interaction_text("support ticket closed", event.name.as_deref(), event),
        ActivityKind::CallLogged(call) => {
            let reached = if call.reached { "spoke with them" } else { "no answer" };
            format!("{} called: {reached}{}", name(&call.by), quoted(call.note.as_deref()))
        }
        ActivityKind::MeetingHeld(met) => {
            format!("{} had a meeting with them{}", name(&met.by), quoted(met.note.as_deref()))
        }
        ActivityKind::ReplyReceived(reply) => format!("replied to a mail{}", quoted(reply.note.as_deref())),
        ActivityKind::Accepted { by } => format!("{} accepted", name(by)),
        ActivityKind::Assigned { to, by, why } => {
            let to = to.as_deref().map_or_else(|| "another person".to_owned(), name);
            format!("assigned to {to} by {}{}", name(by), quoted(why.as_deref()))
        }
        ActivityKind::StageMoved(moved) => move_text(moved, decisions, config, &name(&moved.by)),
        ActivityKind::Qualified(said) => {
            let answers = said.answers.iter();
            let answers: Vec<String> = answers
                .map(|(question, yes)| format!("{} {}", question.name(), if *yes { "yes" } else { "no" }))
                .collect();
            format!("{} qualified: {}{}", name(&said.by), answers.join(", "), quoted(said.evidence.as_deref()))
        }
        ActivityKind::Edited { fields, by } => {
            let edits = fields.iter().map(|(field, value)| match value.as_str() {
                "" => format!("no {field}"),
                value => format!("{field} {value}"),
            });
            format!("{} corrected: {}", name(by), edits.collect::<Vec<_>>().join(", "))
        }
        ActivityKind::MarkedBad { reason, by, note } => {
            let reason = reason_text(config, Some(SetAside::Bad), reason);
            format!("marked as bad: {reason} (by {}){}", name(by), quoted(note.as_deref()))
        }
        ActivityKind::NurtureStopped { by } => format!("{} stopped nurture mail", name(by)),
        ActivityKind::DealWon { amount, by, .. } => {
            let amount = amount.map(|amount| format!(": {amount}")).unwrap_or_default();
            let by = by.as_deref().map(|by| format!(" (by {})", name(by))).unwrap_or_default();
            format!("won{amount}{by}")
        }
        ActivityKind::AcceptMissed { .. } => "missed SLA: nobody accepted in time".to_owned(),
        ActivityKind::TemperatureChanged => "temperature dropped".to_owned(),
        ActivityKind::Rescored => "rescored by new rules".to_owned(),
        ActivityKind::MailSent(mailing) => format!("mail {} to the {}", mailing.mail, recipient(mailing.to)),
        ActivityKind::MailDropped { mailing, reason } => format!("mail {} not sent: {reason}", mailing.mail),
        ActivityKind::MailHeld { .. }
        | ActivityKind::StepTaken { .. }
        | ActivityKind::WebhookCalled { .. }
        | ActivityKind::MailOpened(_)
        | ActivityKind::LinkFollowed(_)
        | ActivityKind::MailClicked(_)
        | ActivityKind::LinksScanned { .. }
        | ActivityKind::PreferencesSet(_)
        | ActivityKind::SoftBounced { .. }
        | ActivityKind::MailRejected { .. }
        | ActivityKind::Suppressed { .. } => timeline::of_mail(what, config).unwrap_or_default(),
        ActivityKind::Unsubscribed => "unsubscribed".to_owned(),
        ActivityKind::Bounced { .. } => "hard bounce: the address does not accept mail".to_owned(),
        ActivityKind::Complained { .. } => "spam complaint about a mail".to_owned(),
    }
}

fn interaction_text(verb: &str, name: Option<&str>, event: &Interaction) -> String {
    let name = name.map(|name| format!(" {name}")).unwrap_or_default();
    format!("{verb}{name}{}", quoted(event.note.as_deref()))
}

fn move_text(moved: &Move, decisions: &Decisions, config: &Config, by: &str) -> String {
    let verb = if decisions.stage.is_some() { "moved to" } else { "was not moved to" };
    let reason = moved.reason.as_ref().map(|reason| reason_text(config, SetAside::of(moved.to), reason));
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let again = moved.again_on.map(|date| date.strftime(", follow-up on %-d %b %Y").to_string()).unwrap_or_default();
    format!("{verb} {}{reason}{again} (by {by}){}", moved.to, quoted(moved.note.as_deref()))
}

/// The label of a reason; its short name if `funnel.yaml` no longer has it.
fn reason_text<'a>(config: &'a Config, aside: Option<SetAside>, reason: &'a str) -> &'a str {
    aside.and_then(|aside| config.funnel.reason(aside, reason)).unwrap_or(reason)
}

/// A note, quoted on one line.
fn quoted(note: Option<&str>) -> String {
    note.map(|note| format!(". “{}”", one_line(note, 200))).unwrap_or_default()
}

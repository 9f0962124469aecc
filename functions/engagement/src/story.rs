//! An activity in a salesperson's words.

use leadwright_domain::activity::{Activity, ActivityKind, Interaction, Recipient, TeamMail};
use leadwright_domain::funnel::SetAside;
use leadwright_domain::timeline;
use leadwright_domain::timeline::mail_title;
use leadwright_domain::value::stage::Stage;

use crate::visit::Visit;

/// What happened, in a line; what somebody wrote about it on a line of its own.
pub(crate) fn story(visit: Visit<'_>, activity: &Activity) -> String {
    let config = visit.config;
    let by = |id: &str| if id == visit.person.id { "You".to_owned() } else { visit.name(id).to_owned() };
    let words = match &activity.kind {
        ActivityKind::FormSubmitted(sent) => {
            config.forms.get(&sent.form).map_or("sent a form", |form| &form.wants).to_owned()
        }
        ActivityKind::LeadImported(row) => format!("source: {}", row.source),
        ActivityKind::PageViewed(event) => with_name("looked at a page", event),
        ActivityKind::ProductUsed(event) => with_name("used the product", event),
        ActivityKind::EventAttended(event) => with_name("came to an event", event),
        ActivityKind::TicketOpened(event) => with_name("asked customer service for help", event),
        ActivityKind::TicketClosed(event) => with_name("was helped by customer service", event),
        ActivityKind::CallLogged(call) if call.reached => {
            noted(format!("{} spoke with them", by(&call.by)), call.note.as_ref())
        }
        ActivityKind::CallLogged(call) => noted(format!("{} called: no answer", by(&call.by)), call.note.as_ref()),
        ActivityKind::MeetingHeld(meeting) => noted(format!("{} met them", by(&meeting.by)), meeting.note.as_ref()),
        ActivityKind::ReplyReceived(reply) => noted(format!("{} got a reply", by(&reply.by)), reply.note.as_ref()),
        ActivityKind::Accepted { by: who } => format!("{} accepted it", by(who)),
        ActivityKind::Assigned { to: Some(to), by: who, .. } if to == who => format!("{} took it over", by(who)),
        ActivityKind::Assigned { to, by: who, why } => {
            let to = to.as_ref().map_or("the next in rotation", |to| visit.name(to));
            noted(format!("{} reassigned it to {to}", by(who)), why.as_ref())
        }
        ActivityKind::StageMoved(moved) => {
            let reason = moved.reason.as_ref().map(|reason| {
                let words = SetAside::of(moved.to).and_then(|aside| config.funnel.reason(aside, reason));
                format!(": {}", words.unwrap_or(reason))
            });
            let until = moved.again_on.map(|day| format!(" until {}", day.strftime("%a %-d %b %Y")));
            let where_to = match moved.to {
                Stage::Recycled => "recycled it".to_owned(),
                Stage::Disqualified => "disqualified it".to_owned(),
                Stage::Lost => "closed it".to_owned(),
                stage => format!("moved it to {}", stage.word()),
            };
            let (until, reason) = (until.unwrap_or_default(), reason.unwrap_or_default());
            noted(format!("{} {where_to}{until}{reason}", by(&moved.by)), moved.note.as_ref())
        }
        ActivityKind::Qualified(said) => {
            let yes_no = |yes: &bool| if *yes { "yes" } else { "no" };
            let answers: Vec<String> =
                said.answers.iter().map(|(question, yes)| format!("{} {}", question.name(), yes_no(yes))).collect();
            noted(format!("{} said: {}", by(&said.by), answers.join(", ")), said.evidence.as_ref())
        }
        ActivityKind::Edited { fields, by: who } => {
            let names: Vec<&str> = fields.keys().map(String::as_str).collect();
            format!("{} corrected {}", by(who), names.join(", "))
        }
        ActivityKind::MarkedBad { reason, by: who, note } => {
            let words = config.funnel.reason(SetAside::Bad, reason).unwrap_or(reason);
            noted(format!("{} marked it as bad: {words}", by(who)), note.as_ref())
        }
        ActivityKind::NurtureStopped { by: who } => format!("{} stopped the mails to them", by(who)),
        ActivityKind::DealWon { amount, by: who, .. } => {
            let who = who.as_ref().map_or("Bought".to_owned(), |who| format!("{} won it", by(who)));
            format!("{who}{}", amount.map(|amount| format!(", for {amount}")).unwrap_or_default())
        }
        ActivityKind::AcceptMissed { .. } => "nobody accepted it in its time".to_owned(),
        ActivityKind::TemperatureChanged => "cooled down: points went with time".to_owned(),
        ActivityKind::Rescored => "was scored anew".to_owned(),
        ActivityKind::MailSent(mailing) => match (mailing.to, mailing.mail.as_str()) {
            (Recipient::Lead, mail) => format!("got the mail “{}”", mail_title(mail, config)),
            (Recipient::Owner, mail) if TeamMail::Reminder.is(mail) => "the owner was reminded to try again".to_owned(),
            (Recipient::Owner, _) => "the owner was told".to_owned(),
            (Recipient::Manager, _) => "the manager was told".to_owned(),
        },
        ActivityKind::MailDropped { mailing, reason } => {
            format!("mail “{}” was not sent: {reason}", mail_title(&mailing.mail, config))
        }
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
        | ActivityKind::Suppressed { .. } => timeline::of_mail(&activity.kind, config).unwrap_or_default(),
        ActivityKind::Unsubscribed => "unsubscribed from marketing mail".to_owned(),
        ActivityKind::Bounced { .. } => "a mail bounced for good: the address takes none".to_owned(),
        ActivityKind::Complained { .. } => "marked a mail of ours as spam".to_owned(),
    };
    capital(&words)
}

fn with_name(words: &str, event: &Interaction) -> String {
    match event.name.as_ref().or(event.page.as_ref()) {
        Some(name) => format!("{words}: {name}"),
        None => words.to_owned(),
    }
}

fn noted(words: String, note: Option<&String>) -> String {
    match note {
        Some(note) => format!("{words}\n“{note}”"),
        None => words,
    }
}

/// With a capital to begin with.
pub(crate) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

//! What became of mails and sequences, in a reader's words: on timelines, and as the story of one send.

use crate::activity::kinds::ActivityKind;
use crate::config::Config;
use crate::timeline::title::mail_title;

/// What happened, as the end of a sentence about the lead; none for what is about no mail and no sequence.
pub fn of_mail(what: &ActivityKind, config: &Config) -> Option<String> {
    let title = |mail: &str| format!("“{}”", mail_title(mail, config));
    Some(match what {
        ActivityKind::MailHeld { mailing, reason, .. } => format!("mail {} waits: {reason}", title(&mailing.mail)),
        ActivityKind::StepTaken { step, set, .. } if set.is_empty() => {
            format!("step {} of {}", step.step, step.sequence)
        }
        ActivityKind::StepTaken { step, set, .. } => {
            let set: Vec<String> = set.iter().map(|(field, value)| format!("{field} is {value}")).collect();
            format!("step {} of {}: {}", step.step, step.sequence, set.join(", "))
        }
        ActivityKind::WebhookCalled { step, failed: None, .. } => format!("another program was told ({})", step.step),
        ActivityKind::WebhookCalled { step, failed: Some(why), .. } => {
            format!("another program could not be told ({}): {why}", step.step)
        }
        ActivityKind::MailOpened(opened) => match &opened.machine {
            None => format!("opened {}", title(&opened.mail)),
            Some(why) => format!("a machine opened {}: {why}", title(&opened.mail)),
        },
        ActivityKind::LinkFollowed(follow) => match &follow.machine {
            None => format!("a link of {} was followed", title(&follow.mail)),
            Some(why) => format!("a machine followed a link of {}: {why}", title(&follow.mail)),
        },
        ActivityKind::MailClicked(click) => format!("clicked in {}: {}", title(&click.mail), click.url),
        ActivityKind::LinksScanned { mail, reason, .. } if reason == crate::tracking::burst::NOTHING => {
            format!("no link of {} was left to judge", title(mail))
        }
        ActivityKind::LinksScanned { mail, reason, .. } => format!("a machine went through {}: {reason}", title(mail)),
        ActivityKind::PreferencesSet(chosen) if chosen.again => "agreed to marketing mail again".to_owned(),
        ActivityKind::PreferencesSet(chosen) => {
            let off: Vec<&str> = chosen.off.iter().map(String::as_str).collect();
            let off = off.join(", ");
            match (&chosen.paused_until, off.is_empty()) {
                (Some(_), true) => "wants a pause from marketing mail".to_owned(),
                (Some(_), false) => format!("wants a pause from marketing mail, and no mail about {off}"),
                (None, true) => "wants all marketing mail".to_owned(),
                (None, false) => format!("wants no mail about {off}"),
            }
        }
        ActivityKind::SoftBounced { why, .. } => format!("a mail came back for now: {why}"),
        ActivityKind::MailRejected { .. } => "SES did not send a mail it had taken".to_owned(),
        ActivityKind::Suppressed { reason, .. } => format!("gets no more mail: {reason}"),
        _ => return None,
    })
}

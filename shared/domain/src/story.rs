//! What became of mails and sequences, in a reader's words: on timelines, and as the story of one send.

use crate::activity::What;
use crate::config::Config;
use crate::next::mail_title;
use crate::tracking;

/// What happened, as the end of a sentence about the lead; none for what is about no mail and no sequence.
pub fn of_mail(what: &What, config: &Config) -> Option<String> {
    let title = |mail: &str| format!("“{}”", mail_title(mail, config));
    Some(match what {
        What::MailHeld { mailing, reason, .. } => format!("mail {} waits: {reason}", title(&mailing.mail)),
        What::StepTaken { step, set, .. } if set.is_empty() => format!("step {} of {}", step.step, step.sequence),
        What::StepTaken { step, set, .. } => {
            let set: Vec<String> = set.iter().map(|(field, value)| format!("{field} is {value}")).collect();
            format!("step {} of {}: {}", step.step, step.sequence, set.join(", "))
        }
        What::WebhookCalled { step, failed: None, .. } => format!("another program was told ({})", step.step),
        What::WebhookCalled { step, failed: Some(why), .. } => {
            format!("another program could not be told ({}): {why}", step.step)
        }
        What::MailOpened(opened) => match &opened.machine {
            None => format!("opened {}", title(&opened.mail)),
            Some(why) => format!("a machine opened {}: {why}", title(&opened.mail)),
        },
        What::LinkFollowed(follow) => match &follow.machine {
            None => format!("a link of {} was followed", title(&follow.mail)),
            Some(why) => format!("a machine followed a link of {}: {why}", title(&follow.mail)),
        },
        What::MailClicked(click) => format!("clicked in {}: {}", title(&click.mail), click.url),
        What::LinksScanned { mail, reason, .. } if reason == tracking::NOTHING => {
            format!("no link of {} was left to judge", title(mail))
        }
        What::LinksScanned { mail, reason, .. } => format!("a machine went through {}: {reason}", title(mail)),
        What::PreferencesSet(chosen) if chosen.again => "agreed to marketing mail again".to_owned(),
        What::PreferencesSet(chosen) => {
            let off: Vec<&str> = chosen.off.iter().map(String::as_str).collect();
            let off = off.join(", ");
            match (&chosen.paused_until, off.is_empty()) {
                (Some(_), true) => "wants a pause from marketing mail".to_owned(),
                (Some(_), false) => format!("wants a pause from marketing mail, and no mail about {off}"),
                (None, true) => "wants all marketing mail".to_owned(),
                (None, false) => format!("wants no mail about {off}"),
            }
        }
        What::SoftBounced { why, .. } => format!("a mail came back for now: {why}"),
        What::MailRejected { .. } => "SES did not send a mail it had taken".to_owned(),
        What::Suppressed { reason, .. } => format!("gets no more mail: {reason}"),
        _ => return None,
    })
}

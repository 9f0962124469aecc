//! The uses of a mail, in words.

use leadwright_domain::activity::{CONFIRM, TeamMail};
use leadwright_domain::config::Config;
use leadwright_domain::mail::FOOTER;
use leadwright_domain::sequence::{Step, StepAction};

use super::criterion::variant_leads;

/// The uses of a mail, a line each; one line that says so if there is none.
pub(super) fn uses(config: &Config, mail: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    if let Some(of_team) = TeamMail::named(mail) {
        let use_of_mail = match of_team {
            TeamMail::HandOff => "to the owner of a lead that is handed off",
            TeamMail::Escalation => "to the manager, about a lead that missed its SLA: nobody accepted it in time",
            TeamMail::Reminder => "to the owner of a recycled lead, on its follow-up date",
            TeamMail::Call => "to the owner of a lead (to the manager if it has none), at a step `call:`",
        };
        all.push(use_of_mail.to_owned());
    } else if mail == CONFIRM {
        all.push("to whoever unsubscribed, when the consent box of a form is ticked for them: was it them?".to_owned());
    } else if mail == FOOTER {
        all.push("below all marketing mail in its language".to_owned());
    }
    let forms = config.forms.iter().filter(|(_, form)| form.acknowledge.as_deref() == Some(mail));
    all.extend(forms.map(|(name, _)| format!("to the sender of the form {name}")));
    all.extend(steps(config, mail));
    if all.is_empty() {
        all.push("not used: no form and no sequence names it".to_owned());
    }
    all
}

/// Whether a step of a sequence sends the mail.
pub(super) fn is_marketing(config: &Config, mail: &str) -> bool {
    !TeamMail::Call.is(mail) && steps(config, mail).next().is_some()
}

fn steps<'a>(config: &'a Config, mail: &'a str) -> impl Iterator<Item = String> + 'a {
    let steps =
        config.sequences.iter().flat_map(|(name, sequence)| sequence.steps.iter().map(move |step| (name, step)));
    steps.filter_map(move |(name, step)| {
        let how = place(config, step, mail)?;
        Some(format!("step {} of {name}{how}", step.name))
    })
}

/// Which leads get the mail at a step; none if the step does not send it.
fn place(config: &Config, step: &Step, mail: &str) -> Option<String> {
    let (own, instead) = match &step.action {
        StepAction::Mail { mail, instead } => (mail, instead),
        StepAction::Call(_) if TeamMail::Call.is(mail) => return Some(String::new()),
        _ => return None,
    };
    if own == mail {
        return Some(String::new());
    }
    let variant = instead.iter().find(|variant| variant.mail == mail)?;
    Some(format!(", instead of {own}, for {}", variant_leads(config, variant)))
}

//! Who gets a mail, in words.

use leadwright_domain::config::{Config, ESCALATION_MAIL, HAND_OFF_MAIL, REMINDER_MAIL};
use leadwright_domain::sequence::{Does, Step, Variant};

/// Where the mail is used, a line each; a line that says so if it is not.
pub(super) fn of(config: &Config, mail: &str) -> Vec<String> {
    let mut all: Vec<String> = match mail {
        HAND_OFF_MAIL => vec!["to the owner of a lead that is handed off".to_owned()],
        ESCALATION_MAIL => vec!["to the manager, about a lead that nobody accepted in its time".to_owned()],
        REMINDER_MAIL => vec!["to the owner of a lead whose date to try again has come".to_owned()],
        _ => Vec::new(),
    };
    let forms = config.forms.iter().filter(|(_, form)| form.acknowledge.as_deref() == Some(mail));
    all.extend(forms.map(|(name, _)| format!("to who sends the form {name}")));
    all.extend(steps(config, mail));
    if all.is_empty() {
        all.push("nobody gets it: no form and no sequence names it".to_owned());
    }
    all
}

/// A step of a sequence sends it.
pub(super) fn is_marketing(config: &Config, mail: &str) -> bool {
    steps(config, mail).next().is_some()
}

fn steps<'a>(config: &'a Config, mail: &'a str) -> impl Iterator<Item = String> + 'a {
    let steps =
        config.sequences.iter().flat_map(|(name, sequence)| sequence.steps.iter().map(move |step| (name, step)));
    steps.filter_map(move |(name, step)| {
        let how = place(step, mail)?;
        Some(format!("step {} of {name}{how}", step.name))
    })
}

/// How a step sends the mail; none if it does not.
fn place(step: &Step, mail: &str) -> Option<String> {
    let Does::Mail { mail: own, instead } = &step.does else { return None };
    if own == mail {
        return Some(String::new());
    }
    let variant = instead.iter().find(|variant| variant.mail == mail)?;
    Some(format!(", in place of {own} for {}", whom(variant)))
}

/// For whom a variant is.
pub(super) fn whom(variant: &Variant) -> String {
    match (variant.share, variant.when.is_empty()) {
        (Some(share), true) => format!("{share} of a hundred"),
        (Some(share), false) => format!("{share} of a hundred of {}", super::sequence::test(&variant.when)),
        (None, _) => super::sequence::test(&variant.when),
    }
}

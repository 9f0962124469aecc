//! Who gets a mail, in words.

use leadwright_domain::activity::TeamMail;
use leadwright_domain::config::Config;
use leadwright_domain::funnel::Criterion;
use leadwright_domain::mail::FOOTER;
use leadwright_domain::sequence::{Step, StepAction, Variant};

/// Where the mail is used, a line each; a line that says so if it is not.
pub(super) fn of(config: &Config, mail: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    if let Some(of_team) = TeamMail::named(mail) {
        let words = match of_team {
            TeamMail::HandOff => "to the owner of a lead that is handed off",
            TeamMail::Escalation => "to the manager, about a lead that nobody accepted in its time",
            TeamMail::Reminder => "to the owner of a lead whose date to try again has come",
            TeamMail::Call => {
                "to the owner, or to the manager where nobody owns the lead, when a step `call:` is reached"
            }
        };
        all.push(words.to_owned());
    } else if mail == FOOTER {
        all.push("stands under all marketing mail in its language".to_owned());
    }
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

/// How a step sends the mail; none if it does not.
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
    Some(format!(", in place of {own} for {}", whom(config, variant)))
}

/// For whom a variant is.
pub(super) fn whom(config: &Config, variant: &Variant) -> String {
    let leads = match named(config, &variant.when) {
        _ if variant.when.is_empty() => "the leads".to_owned(),
        Some(label) => format!("“{label}”"),
        None => format!("leads where {}", super::sequence::test(config, &variant.when)),
    };
    match variant.share.map(leadwright_domain::sequence::Percent::count) {
        Some(50) => format!("half of {leads}"),
        Some(share) => format!("{share} of a hundred of {leads}"),
        None => leads,
    }
}

/// What people call those of whom it holds, where it has a label or is a segment and nothing else.
fn named<'a>(config: &'a Config, when: &'a Criterion) -> Option<&'a str> {
    if !when.label.is_empty() {
        return Some(&when.label);
    }
    let segment = when.segment.as_ref()?;
    let alone = Criterion { segment: Some(segment.clone()), ..Criterion::default() };
    (*when == alone).then(|| super::sequence::segment_label(config, segment))
}

//! A sequence as a page: its steps in their order, with waits and branches.

use anyhow::{Context, Result};
use leadwright_domain::config::Config;
use leadwright_domain::funnel::Criterion;
use leadwright_domain::sequence::{Again, END, StartsOn, Step, StepAction};
use leadwright_domain::timeline::mail_title;
use leadwright_domain::value::span::Wait;
use minijinja::{Value, context};

use super::uses::whom;
use crate::pages;

/// The page.
pub(super) fn page(config: &Config, name: &str) -> Result<String> {
    let sequence = config.sequences.get(name).context("the sequence is there")?;
    let again = match sequence.again {
        None => None,
        Some(Again::Never) => Some("Once for ever.".to_owned()),
        Some(Again::Always) => Some("Again, whenever it has come to its end.".to_owned()),
        Some(Again::After(wait)) => Some(format!("Again, {} after it was entered last, at the earliest.", words(wait))),
    };
    let below = sequence.steps.iter().skip(1).map(|step| step.name.as_str()).chain([END]);
    let steps: Vec<Value> = sequence.steps.iter().zip(below).map(|(step, below)| told(step, below, config)).collect();
    pages::render(
        "sequence.html",
        context! {
            name => name,
            topic => config.sending.words_of(&sequence.topic),
            starts => starts(config, &sequence.starts_on),
            again => again,
            goal => sequence.goal.as_ref().map(|goal| test(config, goal)),
            exits => sequence.exits.iter().map(|exit| test(config, exit)).collect::<Vec<_>>(),
            steps => steps,
        },
    )
}

fn starts(config: &Config, entry: &StartsOn) -> String {
    let StartsOn { form, source, stage, segment, score, recycled } = entry;
    let ways = [
        form.as_ref().map(|form| format!("the form {form} is sent")),
        source.as_ref().map(|source| format!("a list of the source {source} is imported with --start")),
        stage.map(|stage| format!("a lead becomes {stage}")),
        segment.as_ref().map(|segment| format!("a lead comes into the segment “{}”", segment_label(config, segment))),
        score.map(|score| format!("the score comes to {score}")),
        recycled.then(|| "a salesperson puts a lead aside for later".to_owned()),
    ];
    ways.into_iter().flatten().collect::<Vec<_>>().join(", or ")
}

/// A step; `below` is the name of the one that is drawn below it.
fn told(step: &Step, below: &str, config: &Config) -> Value {
    let (what, kind) = match &step.action {
        StepAction::Mail { mail, .. } => (format!("Mail “{}” ({mail})", mail_title(mail, config)), "mail"),
        StepAction::Until { test: until, at_the_latest } => {
            (format!("Wait until {}, {} at the latest", test(config, until), words(*at_the_latest)), "wait")
        }
        StepAction::If { test: decides, .. } => (format!("If {}", test(config, decides)), "if"),
        StepAction::Set(fields) => {
            let set: Vec<String> = fields.iter().map(|(field, value)| format!("{field} is {value}")).collect();
            (format!("Note: {}", set.join(", ")), "do")
        }
        StepAction::Stage(stage) => (format!("Becomes {stage}"), "do"),
        StepAction::Call(why) => (format!("Ask the owner to call: {why}"), "do"),
        StepAction::Webhook(url) => (format!("Tell {url}"), "do"),
        StepAction::HandOver(why) => (format!("Hand over to sales: {why}"), "do"),
        StepAction::Wait => ("Go on".to_owned(), "wait"),
    };
    let instead = match &step.action {
        StepAction::Mail { instead, .. } => {
            let told = instead
                .iter()
                .map(|one| format!("{}: “{}” ({})", whom(config, one), mail_title(&one.mail, config), one.mail));
            told.collect()
        }
        _ => Vec::new(),
    };
    let (yes, no) = match &step.action {
        StepAction::If { then, otherwise, .. } => (way(then.as_deref()), way(otherwise.as_deref())),
        _ => (None, step.next.as_deref().and_then(|next| way(Some(next)))),
    };
    context! {
        name => step.name.as_str(),
        kind => kind,
        wait => step.wait.map(words),
        at => step.at.as_ref().map(|hours| serde_json::to_value(hours).ok()).and_then(|value| value.map(|value| hours(&value))),
        what => what,
        breaks => !leads_on(step, below),
        instead => instead,
        yes => yes,
        next => no,
    }
}

/// Some go on with the step that is drawn below.
fn leads_on(step: &Step, below: &str) -> bool {
    let next = step.next.as_deref();
    let ways = match &step.action {
        StepAction::If { then, otherwise, .. } => vec![then.as_deref().or(next), otherwise.as_deref().or(next)],
        _ => vec![next],
    };
    ways.into_iter().any(|way| way.is_none_or(|way| way == below))
}

/// The hours of a week as they are written in files.
fn hours(value: &serde_json::Value) -> String {
    let lines = value.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    lines.collect::<Vec<_>>().join(", ")
}

/// Where it goes on.
fn way(step: Option<&str>) -> Option<Value> {
    let step = step?;
    let end = step == END;
    Some(context! { step => step, end => end })
}

/// As people say it: in days where it is days.
fn words(wait: Wait) -> String {
    match wait.duration().as_hours() {
        24 => "a day".to_owned(),
        hours if hours >= 24 && hours % 24 == 0 => format!("{} days", hours / 24),
        hours if hours > 48 => format!("{} days and {}h", hours / 24, hours % 24),
        _ => wait.into(),
    }
}

/// A segment as people read it; its short name where `segments.yaml` has it no more.
pub(super) fn segment_label<'a>(config: &'a Config, segment: &'a str) -> &'a str {
    config.segments.get(segment).map(|of| of.label.as_str()).filter(|label| !label.is_empty()).unwrap_or(segment)
}

/// What must hold, in words.
pub(super) fn test(config: &Config, criterion: &Criterion) -> String {
    let Criterion { label, score, grade, rules, when, segment, opened, clicked, not } = criterion;
    if !label.is_empty() {
        return label.clone();
    }
    let mut all = Vec::new();
    all.extend(score.map(|score| format!("the score is {score} or more")));
    all.extend(grade.as_ref().map(|grade| format!("the grade is {} or better", grade.letter())));
    all.extend(rules.iter().map(|rule| format!("the rule {rule} counts")));
    all.extend(when.0.iter().map(|condition| {
        let mut condition = serde_json::to_value(condition).unwrap_or_default();
        let field = condition.as_object_mut().and_then(|tests| tests.remove("field")).unwrap_or_default();
        format!("{} {}", field.as_str().unwrap_or_default(), condition.to_string().replace(['{', '}', '"'], ""))
    }));
    all.extend(segment.as_ref().map(|segment| format!("they are in “{}”", segment_label(config, segment))));
    all.extend(opened.as_ref().map(|step| format!("they opened the mail of {step}")));
    all.extend(clicked.as_ref().map(|step| format!("they followed a link of {step}")));
    all.extend(not.as_ref().map(|not| format!("not ({})", test(config, not))));
    all.join(" and ")
}

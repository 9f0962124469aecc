//! A sequence as a page: its steps in their order, with waits and branches.

use anyhow::{Context, Result};
use leadwright_domain::config::Config;
use leadwright_domain::funnel::Criterion;
use leadwright_domain::next::mail_title;
use leadwright_domain::sequence::{Again, Does, END, Entry, Step, Wait};
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
    let steps: Vec<Value> = sequence.steps.iter().map(|step| told(step, config)).collect();
    pages::render(
        "sequence.html",
        context! {
            name => name,
            topic => config.sending.topics.get(&sequence.topic).unwrap_or(&sequence.topic),
            starts => starts(&sequence.starts_on),
            again => again,
            goal => sequence.goal.as_ref().map(test),
            exits => sequence.exits.iter().map(test).collect::<Vec<_>>(),
            steps => steps,
        },
    )
}

fn starts(entry: &Entry) -> String {
    let Entry { form, source, stage, segment, score, recycled } = entry;
    let ways = [
        form.as_ref().map(|form| format!("the form {form} is sent")),
        source.as_ref().map(|source| format!("a list of the source {source} is imported with --start")),
        stage.map(|stage| format!("a lead becomes {stage}")),
        segment.as_ref().map(|segment| format!("a lead comes into the segment {segment}")),
        score.map(|score| format!("the score comes to {score}")),
        recycled.then(|| "a salesperson puts a lead aside for later".to_owned()),
    ];
    ways.into_iter().flatten().collect::<Vec<_>>().join(", or ")
}

fn told(step: &Step, config: &Config) -> Value {
    let (what, kind) = match &step.does {
        Does::Mail { mail, .. } => (format!("Mail “{}” ({mail})", mail_title(mail, config)), "mail"),
        Does::Until { test: until, at_the_latest } => {
            (format!("Wait until {}, {} at the latest", test(until), words(*at_the_latest)), "wait")
        }
        Does::If { test: decides, .. } => (format!("If {}", test(decides)), "if"),
        Does::Set(fields) => {
            let set: Vec<String> = fields.iter().map(|(field, value)| format!("{field} is {value}")).collect();
            (format!("Note: {}", set.join(", ")), "do")
        }
        Does::Stage(stage) => (format!("Becomes {stage}"), "do"),
        Does::Call(why) => (format!("Ask the owner to call: {why}"), "do"),
        Does::Webhook(url) => (format!("Tell {url}"), "do"),
        Does::HandOver(why) => (format!("Hand over to sales: {why}"), "do"),
        Does::Wait => ("Go on".to_owned(), "wait"),
    };
    let instead = match &step.does {
        Does::Mail { instead, .. } => {
            let told =
                instead.iter().map(|one| format!("{}: “{}” ({})", whom(one), mail_title(&one.mail, config), one.mail));
            told.collect()
        }
        _ => Vec::new(),
    };
    let (yes, no) = match &step.does {
        Does::If { then, otherwise, .. } => (way(then.as_deref()), way(otherwise.as_deref())),
        _ => (None, step.next.as_deref().and_then(|next| way(Some(next)))),
    };
    context! {
        name => step.name.as_str(),
        kind => kind,
        wait => step.wait.map(words),
        at => step.at.as_ref().map(|hours| serde_json::to_value(hours).ok()).and_then(|value| value.map(|value| hours(&value))),
        what => what,
        instead => instead,
        yes => yes,
        next => no,
    }
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

/// What must hold, in words.
pub(super) fn test(criterion: &Criterion) -> String {
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
    all.extend(segment.as_ref().map(|segment| format!("they are in {segment}")));
    all.extend(opened.as_ref().map(|step| format!("they opened the mail of {step}")));
    all.extend(clicked.as_ref().map(|step| format!("they followed a link of {step}")));
    all.extend(not.as_ref().map(|not| format!("not ({})", test(not))));
    all.join(" and ")
}

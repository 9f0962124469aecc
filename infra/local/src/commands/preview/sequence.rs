//! The page of a sequence: its steps with waits and branches.

use anyhow::{Context, Result};
use askama::Template;
use leadwright_domain::config::Config;
use leadwright_domain::sequence::{
    Again, DateWait, END, Late, MANAGER, ManualTask, Offset, StartsOn, Step, StepAction, TaskKind,
};
use leadwright_domain::timeline::mail_title;
use leadwright_domain::value::span::{TimeLimit, Wait};

use super::criterion::{criterion_text, segment_label, variant_leads};

/// The page of a sequence.
#[derive(Template)]
#[template(path = "sequence.html")]
struct SequencePage<'a> {
    name: &'a str,
    topic: &'a str,
    starts: String,
    again: Option<String>,
    goal: Option<String>,
    exits: Vec<String>,
    steps: Vec<StepLine<'a>>,
}

/// A step on the page.
struct StepLine<'a> {
    name: &'a str,
    kind: &'static str,
    /// Wait and hours before the step.
    when: Option<String>,
    action: String,
    /// No branch of the step continues with the next step on the page.
    breaks: bool,
    /// The variants of a mail.
    instead: Vec<String>,
    yes: Option<Target<'a>>,
    next: Option<Target<'a>>,
}

/// The step with which a branch continues.
enum Target<'a> {
    End,
    Step(&'a str),
}

/// The page in HTML.
pub(super) fn page(config: &Config, name: &str) -> Result<String> {
    let sequence = config.sequences.get(name).context("the sequence is missing")?;
    let again = match sequence.again {
        None => None,
        Some(Again::Never) => Some("Once only.".to_owned()),
        Some(Again::Always) => Some("Again, after it has ended.".to_owned()),
        Some(Again::After(wait)) => Some(format!("Again, at the earliest {} after the last start.", wait_text(wait))),
    };
    let below = sequence.steps.iter().skip(1).map(|step| step.name.as_str()).chain([END]);
    let page = SequencePage {
        name,
        topic: config.sending.words_of(&sequence.topic),
        starts: starts(config, &sequence.starts_on),
        again,
        goal: sequence.goal.as_ref().map(|goal| criterion_text(config, goal)),
        exits: sequence.exits.iter().map(|exit| criterion_text(config, exit)).collect(),
        steps: sequence.steps.iter().zip(below).map(|(step, below)| step_line(step, below, config)).collect(),
    };
    page.render().context("the page of a sequence")
}

fn starts(config: &Config, entry: &StartsOn) -> String {
    let StartsOn { form, source, stage, segment, score, recycled } = entry;
    let starts = [
        form.as_ref().map(|form| format!("the form {form} is posted")),
        source.as_ref().map(|source| format!("a list of the source {source} is imported with --start")),
        stage.map(|stage| format!("a lead becomes {stage}")),
        segment.as_ref().map(|segment| format!("a lead enters the segment “{}”", segment_label(config, segment))),
        score.map(|score| format!("the score reaches {score}")),
        recycled.then(|| "a salesperson recycles a lead".to_owned()),
    ];
    starts.into_iter().flatten().collect::<Vec<_>>().join(", or ")
}

/// A step; `below` is the name of the next step on the page.
fn step_line<'a>(step: &'a Step, below: &str, config: &Config) -> StepLine<'a> {
    let (action, kind) = match &step.action {
        StepAction::Mail { mail, .. } => (format!("Mail “{}” ({mail})", mail_title(mail, config)), "mail"),
        StepAction::Until { test: until, at_the_latest } => {
            (format!("Wait until {}, at most {}", criterion_text(config, until), wait_text(*at_the_latest)), "wait")
        }
        StepAction::If { test: decides, .. } => (format!("If {}", criterion_text(config, decides)), "if"),
        StepAction::Set(fields) => {
            let set: Vec<String> = fields.iter().map(|(field, value)| format!("{field} to {value}")).collect();
            (format!("Set {}", set.join(", ")), "do")
        }
        StepAction::Stage(stage) => (format!("Move to the stage {stage}"), "do"),
        StepAction::Call(why) => (format!("Call task for the owner: {why}"), "do"),
        StepAction::Webhook(url) => (format!("Call the webhook {url}"), "do"),
        StepAction::Manual(task) => (task_text(config, task), "do"),
        StepAction::Message { kind, text, url } => {
            (format!("Send a {} by the webhook {url}: {text}", kind.name()), "do")
        }
        StepAction::HandOver(why) => (format!("Hand off to sales: {why}"), "do"),
        StepAction::Wait => ("Continue".to_owned(), "wait"),
    };
    let instead = match &step.action {
        StepAction::Mail { instead, .. } => {
            let variants = instead.iter().map(|one| {
                format!("{}: “{}” ({})", variant_leads(config, one), mail_title(&one.mail, config), one.mail)
            });
            variants.collect()
        }
        _ => Vec::new(),
    };
    let (yes, no) = match &step.action {
        StepAction::If { then, otherwise, .. } => (target(then.as_deref()), target(otherwise.as_deref())),
        _ => (None, step.next.as_deref().and_then(|next| target(Some(next)))),
    };
    let wait = step.length().map(|wait| format!("{} later", wait_text(wait)));
    let date = step.date().map(date_text);
    let hours = step.at.as_ref().and_then(|hours| serde_json::to_value(hours).ok());
    let hours = hours.map(|value| format!("{} on their clock", hours_text(&value)));
    let when: Vec<String> = wait.into_iter().chain(date).chain(hours).collect();
    StepLine {
        name: &step.name,
        kind,
        when: (!when.is_empty()).then(|| when.join(", then ")),
        action,
        breaks: !leads_on(step, below),
        instead,
        yes,
        next: no,
    }
}

/// A task of a person in words.
fn task_text(config: &Config, task: &ManualTask) -> String {
    let kind = if task.kind == TaskKind::Other { String::new() } else { format!(" ({})", task.kind.name()) };
    let person = match task.person.as_deref() {
        Some(id) if id != MANAGER => config.team.name_of(id),
        _ => "the manager",
    };
    let within = match task.within {
        TimeLimit::For(wait) => wait_text(wait),
        TimeLimit::WorkingDays(_) => task.within.into(),
    };
    format!("Task{kind} for the owner, else {person}, within {within}: {}", task.text)
}

/// A date that a step waits for, in words.
fn date_text(date: &DateWait) -> String {
    let when = match date.offset {
        Offset::None => format!("at {}", date.field),
        Offset::Before(wait) => format!("{} before {}", wait_text(wait), date.field),
        Offset::After(wait) => format!("{} after {}", wait_text(wait), date.field),
    };
    let at = date.at.map(|at| format!(", at {} on their clock", String::from(at))).unwrap_or_default();
    let late = if date.late == Late::Now { "; at once if that has passed" } else { "; skipped if that has passed" };
    format!("{when}{at}{late}")
}

/// Whether a branch of the step continues with the next step on the page.
fn leads_on(step: &Step, below: &str) -> bool {
    let next = step.next.as_deref();
    let targets = match &step.action {
        StepAction::If { then, otherwise, .. } => vec![then.as_deref().or(next), otherwise.as_deref().or(next)],
        _ => vec![next],
    };
    targets.into_iter().any(|target| target.is_none_or(|target| target == below))
}

/// The hours of a week in the format of the configuration.
fn hours_text(value: &serde_json::Value) -> String {
    let lines = value.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    lines.collect::<Vec<_>>().join(", ")
}

/// The target of a branch; none if it names none.
fn target(step: Option<&str>) -> Option<Target<'_>> {
    step.map(|step| if step == END { Target::End } else { Target::Step(step) })
}

/// A wait in words, in days if possible.
fn wait_text(wait: Wait) -> String {
    match wait.duration().as_hours() {
        24 => "a day".to_owned(),
        hours if hours >= 24 && hours % 24 == 0 => format!("{} days", hours / 24),
        hours if hours > 48 => format!("{} days and {}h", hours / 24, hours % 24),
        _ => wait.into(),
    }
}

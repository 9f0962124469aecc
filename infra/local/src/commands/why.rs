//! `leadwright why`: the score line by line, the activities behind each line, and the score day by day.

use anyhow::{Result, bail};
use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead, Score};
use leadwright_domain::scoring::{Contribution, Line, LineKind, Model};
use leadwright_domain::timeline::changes;
use leadwright_domain::words::Words;
use serde::Serialize;

use super::arguments;
use super::arguments::lead_id;
use super::models::Models;
use super::target::TargetStack;
use crate::wording::time::readable;

/// The arguments of `why`.
#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// The lead: an e-mail address, a phone number (+351…), a lead id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID")]
    who: String,
    /// The score at the end of a day, by the rules of that day.
    #[arg(long, value_name = "DATE", value_parser = arguments::day)]
    on: Option<Date>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

pub(crate) const HELP: &str = "Examples:\n  cargo run -- why maria@acme.example\n  \
    cargo run -- why maria@acme.example --on 2026-11-01     # by the rules of that day";

/// The output of `why --json`.
#[derive(Serialize)]
struct Why {
    at: Timestamp,
    /// The hash of the scoring model.
    model: String,
    #[serde(flatten)]
    score: Score,
    explanation: Vec<Line>,
    contributions: Vec<Contribution>,
    /// The score at the end of each day, the first day first.
    history: Vec<DayScore>,
}

#[derive(Serialize)]
struct DayScore {
    date: Date,
    total: i32,
    temperature: String,
}

/// The longest history, in days.
const MAX_DAYS: i64 = 400;

/// Explains the score of a lead.
///
/// # Errors
/// There is no such lead, or it did not exist on that day.
pub(crate) async fn why(args: &WhyArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let id = lead_id(&stack, &args.who).await?;
    let timeline = stack.table.timeline(&id).await?;
    if timeline.is_empty() {
        bail!("there is no lead {} here; `leadwright leads` lists all leads", args.who);
    }
    let zone = stack.config.company.timezone.time_zone();
    let today = stack.now.to_zoned(zone.clone()).date();
    let at = match args.on {
        Some(day) if day > today => bail!("--on {day} is in the future: today is {today}"),
        Some(day) => stack.now.min(end_of(day, &zone)?),
        None => stack.now,
    };
    let created = timeline.iter().map(|applied| applied.applied_at).min().unwrap_or(stack.now);
    let models = Models::new(&stack.table);
    let mut history = History::default();
    for applied in timeline.into_iter().filter(|applied| applied.applied_at <= at) {
        let model = models.of(&applied.model).await?;
        history.take(applied, model);
    }
    let Some(now) = history.last() else {
        bail!("the lead did not exist on that day; it was created on {}", readable(created, &zone));
    };
    let counted: Vec<Applied> =
        stack.table.whole_timeline(&now.lead).await?.into_iter().filter(|applied| applied.applied_at <= at).collect();
    let why = Why {
        at,
        model: now.applied.model.clone(),
        score: now.model.score(&now.lead, at),
        explanation: now.model.explain(&now.lead, at),
        contributions: now.model.contributions(&counted, at),
        history: history.days(at, &zone)?,
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&why)?);
    } else {
        print(&why, &history, &counted, &zone);
    }
    Ok(())
}

fn end_of(day: Date, zone: &TimeZone) -> Result<Timestamp> {
    let midnight = day.checked_add(1.day())?.to_zoned(zone.clone())?;
    Ok(midnight.timestamp() - jiff::SignedDuration::from_millis(1))
}

/// The lead after each of its activities.
#[derive(Default)]
struct History {
    steps: Vec<HistoryStep>,
}

struct HistoryStep {
    applied: Applied,
    lead: Lead,
    model: std::sync::Arc<Model>,
}

impl History {
    fn take(&mut self, applied: Applied, model: std::sync::Arc<Model>) {
        let before = self.steps.last().map(|step| step.lead.clone());
        let lead = fold::replay(before, &applied, &model);
        self.steps.push(HistoryStep { applied, lead, model });
    }

    fn last(&self) -> Option<&HistoryStep> {
        self.steps.last()
    }

    fn first_at(&self) -> Timestamp {
        self.steps.first().map_or(Timestamp::MIN, |step| step.applied.applied_at)
    }

    /// The score at the end of each day, by the activities of that time. For today it is the score now.
    fn days(&self, until: Timestamp, zone: &TimeZone) -> Result<Vec<DayScore>> {
        let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let last = date(until);
        let mut day = date(self.first_at()).max(last.checked_sub(MAX_DAYS.days())?);
        let mut days = Vec::new();
        while day <= last {
            let at = end_of(day, zone)?.min(until);
            if let Some(step) = self.steps.iter().rev().find(|step| step.applied.applied_at <= at) {
                let score = step.model.score(&step.lead, at);
                days.push(DayScore {
                    date: day,
                    total: score.total,
                    temperature: score.temperature.word(Words::english()),
                });
            }
            day = day.checked_add(1.day())?;
        }
        Ok(days)
    }
}

fn print(why: &Why, history: &History, all: &[Applied], zone: &TimeZone) {
    let score = &why.score;
    println!(
        "{}, {} points of 100, grade {} on {}",
        score.temperature.word(Words::english()),
        score.total,
        score.grade.letter(),
        readable(why.at, zone)
    );
    for line in &why.explanation {
        println!("  {:+4}  {}", line.points, line.label);
        if line.kind != LineKind::Engagement {
            continue;
        }
        for counted in why.contributions.iter().filter(|counted| counted.rule == line.rule) {
            let applied = all.iter().find(|applied| applied.activity.id == counted.activity);
            let what = applied.map_or("", |applied| applied.activity.kind.name()).replace('_', " ");
            let then = if counted.points_then == counted.points_now {
                String::new()
            } else {
                format!(", {:+} then", counted.points_then)
            };
            let when = readable(counted.activity.occurred_at(), zone);
            println!("         {:+4}  {when}  {what}{then}", counted.points_now);
        }
    }
    for change in history.last().map(|last| changes(&last.lead, Words::english(), why.at, zone)).into_iter().flatten() {
        println!("  {}", change.words);
    }
    println!(
        "\nScore at the end of each day until {}",
        why.history.last().map_or(String::new(), |day| day.date.to_string())
    );
    println!("  {}", sparkline(&why.history));
    let mut before = "";
    for day in &why.history {
        if day.temperature != before {
            println!("  {}  {:>3}  {}", day.date, day.total, day.temperature);
            before = &day.temperature;
        }
    }
}

/// One bar for each of the last 80 days.
fn sparkline(days: &[DayScore]) -> String {
    const BARS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let from = days.len().saturating_sub(80);
    let bar = |total: i32| {
        let height = usize::try_from(total).unwrap_or(0).div_ceil(13);
        BARS[height.min(8)]
    };
    days[from..].iter().map(|day| bar(day.total)).collect()
}

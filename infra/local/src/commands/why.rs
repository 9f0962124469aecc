//! `leadwright why`: the score line by line, the activities behind it, and how it went.

use anyhow::{Result, bail};
use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead, Score};
use leadwright_domain::scoring::{Contribution, Line, LineKind, Model};
use serde::Serialize;

use super::models::Models;
use super::{Target, leads};

/// What `why` takes.
#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// Its e-mail address, its telephone number (+351…), its id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID")]
    who: String,
    /// As it was at the end of that day, by the model of then.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    on: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

pub(crate) const HELP: &str = "Examples:\n  cargo run -- why maria@acme.example\n  \
    cargo run -- why maria@acme.example --on 2026-11-01     # by the rules of that day";

/// Why a lead scores as it does.
#[derive(Serialize)]
struct Why {
    at: Timestamp,
    /// The model's hash.
    model: String,
    #[serde(flatten)]
    score: Score,
    explanation: Vec<Line>,
    contributions: Vec<Contribution>,
    /// The score at the end of each day, from the first on.
    history: Vec<Day>,
}

#[derive(Serialize)]
struct Day {
    date: Date,
    total: i32,
    temperature: &'static str,
}

/// The days a history goes back at most.
const DAYS: i64 = 400;

/// Explains a score.
///
/// # Errors
/// There is no such lead, or it was not there yet on that day.
pub(crate) async fn why(args: &WhyArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let id = leads::find(&stack.key, &args.who)?;
    let timeline = stack.table.timeline(&id).await?;
    if timeline.is_empty() {
        bail!("there is no lead {} here; `leads` lists those there are", args.who);
    }
    let zone = stack.config.company.timezone.time_zone();
    let today = stack.now.to_zoned(zone.clone()).date();
    let at = match args.on {
        Some(day) if day > today => bail!("--on {day} lies in the future: today is {today}"),
        Some(day) => stack.now.min(end_of(day, &zone)?),
        None => stack.now,
    };
    let came = timeline.iter().map(|applied| applied.applied_at).min().unwrap_or(stack.now);
    let models = Models::new(&stack.table);
    let mut history = History::default();
    for applied in timeline.into_iter().filter(|applied| applied.applied_at <= at) {
        let model = models.of(&applied.model).await?;
        history.take(applied, model);
    }
    let Some(now) = history.last() else {
        bail!("the lead was not there yet on that day; it came {}", leads::readable(came, &zone));
    };
    let why = Why {
        at,
        model: now.applied.model.clone(),
        score: now.model.score(&now.lead, at),
        explanation: now.model.explain(&now.lead, at),
        contributions: now.model.contributions(&history.timeline(), at),
        history: history.days(at, &zone)?,
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&why)?);
    } else {
        print(&why, &history, &zone);
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
    steps: Vec<Step>,
}

struct Step {
    applied: Applied,
    lead: Lead,
    model: std::sync::Arc<Model>,
}

impl History {
    fn take(&mut self, applied: Applied, model: std::sync::Arc<Model>) {
        let before = self.steps.last().map(|step| step.lead.clone());
        let lead = fold::replay(before, &applied, &model);
        self.steps.push(Step { applied, lead, model });
    }

    fn last(&self) -> Option<&Step> {
        self.steps.last()
    }

    fn first_at(&self) -> Timestamp {
        self.steps.first().map_or(Timestamp::MIN, |step| step.applied.applied_at)
    }

    fn timeline(&self) -> Vec<Applied> {
        self.steps.iter().map(|step| step.applied.clone()).collect()
    }

    /// The score at the end of each day, as it was known then; of today, now.
    fn days(&self, until: Timestamp, zone: &TimeZone) -> Result<Vec<Day>> {
        let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let last = date(until);
        let mut day = date(self.first_at()).max(last.checked_sub(DAYS.days())?);
        let mut days = Vec::new();
        while day <= last {
            let at = end_of(day, zone)?.min(until);
            if let Some(step) = self.steps.iter().rev().find(|step| step.applied.applied_at <= at) {
                let score = step.model.score(&step.lead, at);
                days.push(Day { date: day, total: score.total, temperature: score.temperature.word() });
            }
            day = day.checked_add(1.day())?;
        }
        Ok(days)
    }
}

fn print(why: &Why, history: &History, zone: &TimeZone) {
    let score = &why.score;
    println!(
        "{}, {} points of 100, grade {} on {}",
        score.temperature.word(),
        score.total,
        score.grade.letter(),
        leads::readable(why.at, zone)
    );
    for line in &why.explanation {
        println!("  {:+4}  {}", line.points, line.label);
        if line.kind != LineKind::Engagement {
            continue;
        }
        for counted in why.contributions.iter().filter(|counted| counted.rule == line.rule) {
            let step = history.steps.iter().find(|step| step.applied.activity.id == counted.activity);
            let what = step.map_or("", |step| step.applied.activity.kind.name()).replace('_', " ");
            let then = if counted.points_then == counted.points_now {
                String::new()
            } else {
                format!(", {:+} then", counted.points_then)
            };
            let when = leads::readable(counted.activity.occurred_at(), zone);
            println!("         {:+4}  {when}  {what}{then}", counted.points_now);
        }
    }
    println!(
        "\nThe score at the end of each day, to {}",
        why.history.last().map_or(String::new(), |day| day.date.to_string())
    );
    println!("  {}", sparkline(&why.history));
    let mut before = "";
    for day in &why.history {
        if day.temperature != before {
            println!("  {}  {:>3}  {}", day.date, day.total, day.temperature);
            before = day.temperature;
        }
    }
}

/// A bar a day, the last 80 days.
fn sparkline(days: &[Day]) -> String {
    const BARS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let from = days.len().saturating_sub(80);
    let bar = |total: i32| {
        let height = usize::try_from(total).unwrap_or(0).div_ceil(13);
        BARS[height.min(8)]
    };
    days[from..].iter().map(|day| bar(day.total)).collect()
}

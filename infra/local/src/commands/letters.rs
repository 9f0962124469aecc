//! `leadwright letters`: addresses for letters on paper, each letter an activity of its lead.

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_cloud::queue::BATCH;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::lead::Lead;
use leadwright_domain::sequence::TaskKind;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::text::{LINE_LIMIT, whole_line};
use serde_json::json;

use super::arguments;
use super::spreadsheet::{Cell, Sheet};
use super::target::{Connected, TargetStack};
use crate::listing::cards;
use crate::wording::count::count_of;

/// The end of `letters --help`.
pub(crate) const HELP: &str = "\
A lead gets a letter if its street and its city are known, it has not asked for no letters, and it has not got this letter
before. The letter is in its timeline from then on. The file is CSV that a spreadsheet opens and does not run.

  leadwright letters \"Spring catalogue\" --segment large --check
  leadwright letters \"Spring catalogue\" --segment large --out spring.csv

Exit code 0: the file has all addresses, or with --check would have. Exit code 1: nothing was recorded, or the last line
says what to do. Exit code 2: wrong usage.";

/// The arguments of `letters`.
#[derive(Debug, Args)]
pub(crate) struct LettersArgs {
    /// The name of the letter, as timelines show it. A lead gets each letter once.
    name: String,
    /// Only leads of this segment of segments.yaml.
    #[arg(long, value_name = "SEGMENT", required_unless_present = "stage")]
    segment: Option<String>,
    /// Only leads of a stage.
    #[arg(long, value_parser = arguments::stage())]
    stage: Option<Stage>,
    /// The file to write.
    #[arg(long, value_name = "FILE", required_unless_present = "check")]
    out: Option<PathBuf>,
    /// Say how many would get the letter. Nothing is written.
    #[arg(long)]
    check: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// The parts of an address, in the order of the file.
const ADDRESS: [&str; 7] = ["name", "company", "street", "postal_code", "city", "region", "country"];

/// Leads that are read at the same time.
const CONCURRENCY: usize = 16;

/// What becomes of the letter to a lead.
enum Letter {
    /// It goes.
    Goes(Box<Lead>),
    /// The lead asked for no letters.
    Refused,
    /// No street or no city is known.
    NoAddress,
    /// It got the letter before.
    Got,
    /// It is of another segment.
    Other,
}

/// Writes the addresses of those who get a letter, and records it.
pub(crate) async fn letters(args: &LettersArgs) -> Result<()> {
    let name = whole_line(&args.name, LINE_LIMIT).context("the name of the letter")?;
    ensure!(!name.is_empty(), "name the letter, like \"Spring catalogue\"");
    let stack = args.target.connect().await?;
    if let Some(segment) = &args.segment {
        let known: Vec<&str> = stack.config.segments.keys().map(String::as_str).collect();
        ensure!(known.contains(&segment.as_str()), "--segment {segment}: there are {}", known.join(", "));
    }
    let stages = args.stage.map_or_else(|| Stage::ALL.to_vec(), |stage| vec![stage]);
    let all = cards(&stack.table, &stages).await?;
    let found: Vec<Letter> = stream::iter(&all)
        .map(|card| letter(&stack, args, &name, &card.id))
        .buffered(CONCURRENCY)
        .try_collect()
        .await?;
    let count = |is: fn(&Letter) -> bool| found.iter().filter(|letter| is(letter)).count();
    let refused = count(|letter| matches!(letter, Letter::Refused));
    let no_address = count(|letter| matches!(letter, Letter::NoAddress));
    let got = count(|letter| matches!(letter, Letter::Got));
    let leads: Vec<&Lead> = found
        .iter()
        .filter_map(|letter| match letter {
            Letter::Goes(lead) => Some(&**lead),
            _ => None,
        })
        .collect();
    if let Some(out) = args.out.as_ref().filter(|_| !args.check) {
        write(out, &leads).with_context(|| format!("can't write {}", out.display()))?;
        record(&stack, &name, &leads).await?;
    }
    if args.json {
        let counts = json!({"letters": leads.len(), "refused": refused, "no_address": no_address, "got_before": got});
        println!("{counts}");
        return Ok(());
    }
    let verb = if args.check { "would get" } else { "get" };
    println!(
        "{} {verb} the letter; not {refused} who asked for no letters, {no_address} without a street or a city, and {got} who got it before",
        count_of(leads.len(), "lead")
    );
    Ok(())
}

fn external_id(name: &str) -> String {
    format!("letter:{name}")
}

async fn letter(stack: &Connected, args: &LettersArgs, name: &str, id: &LeadId) -> Result<Letter> {
    let Some(lead) = stack.table.lead(id).await? else { return Ok(Letter::Other) };
    if args.segment.as_ref().is_some_and(|segment| !lead.segments.contains(segment)) {
        return Ok(Letter::Other);
    }
    if TaskKind::Letter.refusal(&lead).is_some() {
        return Ok(Letter::Refused);
    }
    if lead.field("street").is_none() || lead.field("city").is_none() {
        return Ok(Letter::NoAddress);
    }
    let note = activity(&lead, name, stack);
    let timeline = stack.table.timeline(&lead.id).await?;
    let has_it = timeline.iter().any(|applied| applied.activity.external_id == note.external_id);
    Ok(if has_it { Letter::Got } else { Letter::Goes(Box::new(lead)) })
}

fn activity(lead: &Lead, name: &str, stack: &Connected) -> Activity {
    let kind = ActivityKind::Noted { by: "letters".to_owned(), note: format!("Letter: {name}") };
    Activity::posted(lead.id.clone(), kind, Some(&external_id(name)), None, name, stack.now)
}

fn write(out: &PathBuf, leads: &[&Lead]) -> Result<()> {
    let mut sheet = Sheet::new(File::create(out)?);
    sheet.row(["lead"].into_iter().chain(ADDRESS).map(Cell::Text))?;
    for lead in leads {
        let address = ADDRESS.into_iter().map(|field| Cell::Text(lead.field(field).unwrap_or_default()));
        sheet.row(std::iter::once(Cell::Text(lead.id.as_str())).chain(address))?;
    }
    sheet.finish()?;
    Ok(())
}

async fn record(stack: &Connected, name: &str, leads: &[&Lead]) -> Result<()> {
    let activities: Vec<Activity> = leads.iter().map(|lead| activity(lead, name, stack)).collect();
    for batch in activities.chunks(BATCH) {
        let sent = stack.bulk.send_activities(batch).await;
        sent.context("not every letter was recorded, but the file has all addresses: send those of this file, and do not run it again")?;
    }
    Ok(())
}

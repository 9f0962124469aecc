//! `leadwright suppress`: addresses that take no mail, one by one or from another system's list.

mod list;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{ArgGroup, Args};
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use leadwright_cloud::control::Suppressed;
use leadwright_cloud::queue::BATCH;
use leadwright_domain::activity::Activity;
use leadwright_domain::value::identity::{EmailAddress, Identity, LeadId};
use list::{List, Row};
use serde_json::json;

use super::import::name_rejected;
use super::{Connected, Target};

/// What `suppress --help` says at its end.
pub(crate) const HELP: &str = "\
An address on this list gets no mail of any kind, for good, whoever posts it into a form. Hard bounces and complaints
put addresses there by themselves. The list holds keyed hashes: nobody can read addresses from it.

  leadwright suppress maria@acme.example --reason \"Asked us by phone\"
  leadwright suppress maria@acme.example --check
  leadwright suppress --import suppressed.csv

Lists to import: what Amazon SES exports of its account-level suppression list (CSV or JSON), Mailchimp's
unsubscribed and cleaned contacts, HubSpot's opt-outs and bounces, or any CSV with a column of addresses; it is found
by its heading or by what is in it, or named with --map \"COLUMN=email\". Importing again changes nothing.";

/// What `suppress` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
pub(crate) struct SuppressArgs {
    /// The address.
    #[arg(group = "what")]
    address: Option<String>,
    /// Why, as timelines tell it.
    #[arg(long, value_name = "WORDS", conflicts_with = "check")]
    reason: Option<String>,
    /// A list of addresses: CSV, or SES's JSON.
    #[arg(long, value_name = "FILE", group = "what")]
    import: Option<PathBuf>,
    /// The column that holds the addresses, as in `--map "E-Mail=email"`; and why, as in `--map "Status=reason"`.
    #[arg(long, value_name = "COLUMN=FIELD", requires = "import")]
    map: Vec<String>,
    /// Take the rows that can be read, although others can't.
    #[arg(long, requires = "import")]
    skip_bad: bool,
    /// Only say whether the address is on the list.
    #[arg(long, requires = "address", conflicts_with = "import")]
    check: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

/// Where nothing is said.
const BY_HAND: &str = "Put on the list by hand";

/// Where a list says nothing.
const IMPORTED: &str = "On an imported list";

/// How many addresses are worked on side by side.
const SIDE_BY_SIDE: usize = 16;

/// Suppresses, imports, or checks.
pub(crate) async fn suppress(args: &SuppressArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    if let (Some(address), true) = (&args.address, args.check) {
        return check(&stack, &parse(address)?, args.json).await;
    }
    let rows = match (&args.address, &args.import) {
        (Some(address), _) => vec![Row { address: parse(address)?, reason: None }],
        (None, Some(file)) => readable(List::read(file, &args.map)?, file, args.skip_bad)?,
        (None, None) => bail!("name an address, or a list with --import"),
    };
    let otherwise = args.reason.as_deref().unwrap_or(if args.import.is_some() { IMPORTED } else { BY_HAND });
    let (new, ended) = put_on(&stack, &rows, otherwise).await?;
    if args.json {
        println!("{}", json!({"addresses": rows.len(), "new": new, "leads": ended}));
    } else if args.import.is_some() {
        println!(
            "{} addresses take no mail: {new} are new on the list, {ended} belong to leads whose mail ends now",
            rows.len()
        );
    } else if new == 0 {
        println!("The address was on the list already.");
    } else {
        let lead = if ended > 0 { "; the lead's sequences end" } else { "" };
        println!("The address gets no mail any more{lead}.");
    }
    Ok(())
}

fn parse(address: &str) -> Result<EmailAddress> {
    EmailAddress::parse(address).with_context(|| format!("{address:?}"))
}

/// The rows, once it is said which are none.
fn readable(list: List, file: &std::path::Path, skip_bad: bool) -> Result<Vec<Row>> {
    let rejected = list.rejected.iter().map(|(line, why)| format!("{}:{line}: {why}", file.display()));
    name_rejected(&rejected.collect::<Vec<_>>(), skip_bad)?;
    if let Some(column) = &list.column {
        eprintln!("the addresses stand in the column {column:?}");
    }
    Ok(list.rows)
}

/// Puts addresses on the list, and ends mail to the leads they belong to; how many are new, and how many leads.
async fn put_on(stack: &Connected, rows: &[Row], otherwise: &str) -> Result<(usize, usize)> {
    let template = "{bar:40} {pos} of {len} addresses, {per_sec}";
    let progress = ProgressBar::new(rows.len() as u64).with_style(ProgressStyle::with_template(template)?);
    let done: Vec<(bool, Option<Activity>)> = stream::iter(rows)
        .map(|row| one(stack, row, otherwise))
        .buffer_unordered(SIDE_BY_SIDE)
        .inspect_ok(|_| progress.inc(1))
        .try_collect()
        .await
        .context("the import stopped; run it again, what is there already changes nothing")?;
    progress.finish_and_clear();
    let new = done.iter().filter(|(new, _)| *new).count();
    let activities: Vec<Activity> = done.into_iter().filter_map(|(_, activity)| activity).collect();
    for batch in activities.chunks(BATCH) {
        stack.bulk.send_activities(batch).await?;
    }
    Ok((new, activities.len()))
}

/// Whether the address is new on the list, and what the lead is told that it belongs to.
async fn one(stack: &Connected, row: &Row, otherwise: &str) -> Result<(bool, Option<Activity>)> {
    let hash = stack.key.suppression(&row.address);
    let why = row.reason.as_deref().unwrap_or(otherwise).to_owned();
    let new = stack.table.suppress(&hash, &Suppressed { since: stack.now, why: why.clone() }).await?;
    let lead = LeadId::of(&stack.key, &Identity::Email(row.address.clone()));
    let known = stack.table.lead(&lead).await?.filter(|lead| {
        // A lead whose address was corrected since goes on.
        lead.email().as_ref() == Some(&row.address) && lead.suppression().is_none()
    });
    let activity = known.map(|_| Activity::suppressed_by_list(lead, &hash, why, row.address.short_hash(), stack.now));
    Ok((new, activity))
}

async fn check(stack: &Connected, address: &EmailAddress, as_json: bool) -> Result<()> {
    let found = stack.table.suppressed(&stack.key.suppression(address)).await?;
    if as_json {
        println!(
            "{}",
            json!({"suppressed": found.is_some(), "since": found.as_ref().map(|row| row.since), "why": found.map(|row| row.why)})
        );
        return Ok(());
    }
    match found {
        Some(row) => {
            let since = row.since.to_zoned(stack.config.company.timezone.time_zone()).strftime("%-d %B %Y").to_string();
            println!("{} gets no mail since {since}: {}", address.as_str(), row.why);
        }
        None => println!("{} is not on the list.", address.as_str()),
    }
    Ok(())
}

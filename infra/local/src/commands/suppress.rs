//! `leadwright suppress`: additions to the suppression list, one by one or from the list of another system.

mod list;

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use clap::{ArgGroup, Args};
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use leadwright_cloud::queue::BATCH;
use leadwright_cloud::table::Suppressed;
use leadwright_domain::activity::Activity;
use leadwright_domain::lead::Suppression;
use leadwright_domain::value::identity::{EmailAddress, Identity, LeadId};
use leadwright_domain::value::text::{LINE_LIMIT, whole_line};
use list::{AddressList, AddressRow, StatusWords};
use serde_json::json;

use super::list_file::{ListFormat, check_rejected};
use super::target::{Connected, TargetStack};
use crate::wording::count::count_of;
use crate::wording::time::day;

/// The end of `suppress --help`.
pub(crate) const HELP: &str = "\
An address on the suppression list gets no mail of any kind, even after a new form post. Hard bounces and spam complaints
add addresses automatically. The list holds keyed hashes: nobody can read addresses from it.

  leadwright suppress maria@acme.example --reason \"Asked us by phone\"
  leadwright suppress maria@acme.example --check
  leadwright suppress --import suppressed.csv
  leadwright suppress --remove maria@acme.example --reason \"The mailbox was full, and is not any more\"

Who called our mail spam stays on the list, and a lead that unsubscribed stays unsubscribed: only it can take that back.

Lists to import: the export of Amazon SES's account-level suppression list (CSV or JSON), Mailchimp's unsubscribed and
cleaned contacts, HubSpot's opt-outs and bounces, or any CSV with a column of addresses. The column is found by its
heading or its content, or named with --map \"COLUMN=email\". A column of the status (HubSpot's \"Unsubscribed\", the status of
listmonk and Mailchimp) says which rows belong on the list: \"false\", \"enabled\" or \"Subscribed\" do not; a word that is not
known is named. Rows without an address are named by their lines, and written to NAME.rejected.csv
beside the list. A repeated import changes nothing.

Exit code 0: every address is on the list, but for rows left out by --skip-bad. Exit code 1: nothing was imported, or
the import stopped. Exit code 2: wrong usage.";

/// The arguments of `suppress`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
pub(crate) struct SuppressArgs {
    /// The address.
    #[arg(group = "what")]
    address: Option<String>,
    /// The reason, as timelines show it.
    #[arg(long, value_name = "WORDS", conflicts_with = "check")]
    reason: Option<String>,
    /// A list of addresses: CSV, or the JSON of SES.
    #[arg(long, value_name = "FILE", group = "what")]
    import: Option<PathBuf>,
    /// The column of the addresses, like `--map "E-Mail=email"`, or of the reasons, like `--map "Why=reason"`, or of a
    /// status, like `--map "Zustand=status"`; `--map "Status="` leaves a column out.
    #[arg(long, value_name = "COLUMN=FIELD", requires = "import")]
    map: Vec<String>,
    /// What a word in the list's column of statuses means, like `--status "archived=suppress"` or `--status "trial=keep"`.
    #[arg(long, value_name = "WORD=MEANING", requires = "import")]
    status: Vec<String>,
    /// Skip rows that can't be read.
    #[arg(long, requires = "import")]
    skip_bad: bool,
    #[command(flatten)]
    format: ListFormat,
    /// Take the address off the list, with a --reason: a mailbox that takes mail again, or a mistake. A complaint stays.
    #[arg(long, value_name = "ADDRESS", group = "what", requires = "reason")]
    remove: Option<String>,
    /// Only check whether the address is on the list.
    #[arg(long, requires = "address", conflicts_with = "import")]
    check: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// The reason of an address without one.
const BY_HAND: &str = "Put on the list by hand";

/// The reason of an imported address without one.
const IMPORTED: &str = "On an imported list";

/// The number of addresses that are added at the same time.
const CONCURRENCY: usize = 16;

/// Adds addresses to the suppression list, or checks one.
pub(crate) async fn suppress(args: &SuppressArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    if let (Some(address), true) = (&args.address, args.check) {
        return check(&stack, &parse(address)?, args.json).await;
    }
    if let Some(address) = &args.remove {
        let reason = whole_line(args.reason.as_deref().unwrap_or_default(), LINE_LIMIT).context("--reason")?;
        ensure!(!reason.is_empty(), "--reason says why the address may get mail again");
        return remove(&stack, &parse(address)?, &reason, args.json).await;
    }
    let rows = match (&args.address, &args.import) {
        (Some(address), _) => vec![AddressRow { address: parse(address)?, reason: None }],
        (None, Some(file)) => {
            let statuses = StatusWords::of(&args.status)?;
            readable(AddressList::read(file, &args.map, &statuses, &args.format)?, args.skip_bad)?
        }
        (None, None) => bail!("name an address, or a list with --import"),
    };
    let otherwise = args.reason.as_deref().unwrap_or(if args.import.is_some() { IMPORTED } else { BY_HAND });
    let (new, ended) = add(&stack, &rows, otherwise).await?;
    if args.json {
        println!("{}", json!({"addresses": rows.len(), "new": new, "leads": ended}));
    } else if args.import.is_some() {
        println!(
            "{} on the suppression list: {new} new, and mail to {} ends now",
            count_of(rows.len(), "address"),
            count_of(ended, "lead")
        );
    } else if new == 0 {
        println!("The address was on the suppression list already.");
    } else {
        let lead = if ended > 0 { ", and the sequences of its lead end" } else { "" };
        println!("The address is now on the suppression list: it gets no more mail{lead}.");
    }
    Ok(())
}

/// Takes an address off the list. Its lead's own "no" stays.
async fn remove(stack: &Connected, address: &EmailAddress, reason: &str, as_json: bool) -> Result<()> {
    let hash = stack.key.suppression(address);
    let listed = stack.table.suppressed(&hash).await?;
    let lead = stack.table.lead(&LeadId::of(&stack.key, &Identity::Email(address.clone()))).await?;
    let of = address.short_hash();
    // One without an address is of whichever the lead has.
    let is_of = |suppression: &&Suppression| suppression.of.as_ref().is_none_or(|other| *other == of);
    let of_lead: Vec<&Suppression> = lead.iter().flat_map(|lead| &lead.suppressed).filter(is_of).collect();
    let is_complaint = listed.iter().map(|row| &row.why).chain(of_lead.iter().map(|one| &one.why));
    ensure!(
        !is_complaint.into_iter().any(|why| why == Suppression::COMPLAINED),
        "{} stays on the suppression list: they called our mail spam, and nobody lifts their own \"no\"",
        address.as_str()
    );
    let was_listed = listed.is_some() || !of_lead.is_empty();
    if let Some(lead) = &lead {
        let lift =
            |one: &&Suppression| Activity::suppression_lifted(lead.id.clone(), one.activity.clone(), reason, stack.now);
        let lifts: Vec<Activity> = of_lead.iter().map(lift).collect();
        for batch in lifts.chunks(BATCH) {
            stack.bulk.send_activities(batch).await?;
        }
    }
    stack.table.lift_suppression(&hash).await?;
    let said_no = lead.as_ref().is_some_and(|lead| lead.standing_no().is_some());
    if as_json {
        println!("{}", json!({"removed": was_listed, "said_no": said_no}));
        return Ok(());
    }
    if was_listed {
        println!("{} is off the suppression list: {reason}.", address.as_str());
    } else {
        println!("{} is not on the suppression list.", address.as_str());
    }
    if said_no {
        println!("Its lead still gets no marketing mail: it said no, and only it can take that back.");
    }
    Ok(())
}

fn parse(address: &str) -> Result<EmailAddress> {
    EmailAddress::parse(address).with_context(|| format!("{address:?}"))
}

/// The rows of a list, if all others are reported and may be skipped.
fn readable(list: AddressList, skip_bad: bool) -> Result<Vec<AddressRow>> {
    check_rejected(&[&list.file], skip_bad)?;
    if list.kept > 0 {
        let columns: Vec<String> = list.status_columns.iter().map(|column| format!("{column:?}")).collect();
        eprintln!("{} may get mail, as {} says: not on the list", count_of(list.kept, "row"), columns.join(" and "));
    }
    ensure!(!list.rows.is_empty() || list.kept > 0, "no row can be read, so nothing was imported");
    if let Some(column) = &list.column {
        eprintln!("addresses are in the column {column:?}");
    }
    for (line, why) in &list.without_reason {
        eprintln!("{}:{line}: the reason is not kept: {why}", list.file.path.display());
    }
    for other in &list.others {
        eprintln!("the column {other:?} holds addresses too; add them with --map {:?}", format!("{other}=email"));
    }
    Ok(list.rows)
}

/// Adds addresses to the list and ends mail to their leads. Returns the numbers of new addresses and of leads.
async fn add(stack: &Connected, rows: &[AddressRow], otherwise: &str) -> Result<(usize, usize)> {
    let template = "{bar:40} {pos} of {len} addresses, {per_sec}";
    let progress = ProgressBar::new(rows.len() as u64).with_style(ProgressStyle::with_template(template)?);
    let done: Vec<(bool, Option<Activity>)> = stream::iter(rows)
        .map(|row| add_one(stack, row, otherwise))
        .buffer_unordered(CONCURRENCY)
        .inspect_ok(|_| progress.inc(1))
        .try_collect()
        .await
        .context("the import stopped; run it again: a repeated import changes nothing")?;
    progress.finish_and_clear();
    let new = done.iter().filter(|(new, _)| *new).count();
    let activities: Vec<Activity> = done.into_iter().filter_map(|(_, activity)| activity).collect();
    for batch in activities.chunks(BATCH) {
        stack.bulk.send_activities(batch).await?;
    }
    Ok((new, activities.len()))
}

/// Whether the address is new on the list, and the activity of its lead if there is one.
async fn add_one(stack: &Connected, row: &AddressRow, otherwise: &str) -> Result<(bool, Option<Activity>)> {
    let hash = stack.key.suppression(&row.address);
    let why = row.reason.as_deref().unwrap_or(otherwise).to_owned();
    let new = stack.table.suppress(&hash, &Suppressed { since: stack.now, why: why.clone() }).await?;
    let lead = LeadId::of(&stack.key, &Identity::Email(row.address.clone()));
    let known = stack.table.lead(&lead).await?.filter(|lead| {
        // A lead whose address was corrected since then still gets mail.
        lead.email().as_ref() == Some(&row.address) && lead.suppression().is_none()
    });
    // If the address is added again before this is applied, it is applied once.
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
            let since = day(row.since.to_zoned(stack.config.company.timezone.time_zone()).date());
            println!("{} has been on the suppression list since {since}: {}", address.as_str(), row.why);
        }
        None => println!("{} is not on the suppression list.", address.as_str()),
    }
    Ok(())
}

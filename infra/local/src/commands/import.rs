//! `leadwright import`: rows of a list become activities with their own dates.

mod consent;
mod delivery;
mod dates;
mod deals;
mod importer;
mod rows;
mod summary;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use leadwright_cloud::queue::{BATCH, Queue};
use leadwright_domain::activity::Activity;
use leadwright_domain::company::Zone;
use leadwright_domain::value::text::{LINE_LIMIT, whole_line};

use super::list_file::{ListFile, ListFormat, check_rejected};
use super::target::{Connected, TargetStack};
use dates::Dates;
use deals::Deals;
use delivery::{ListDelivery, SupplierArgs};
use importer::Importer;
use rows::{ColumnMap, ImportList};
use summary::Summary;

/// The end of `import --help`.
pub(crate) const HELP: &str = "\
The list is read whole before anything is imported. A row that can't be read is named by its line with the reason, and
written to NAME.rejected.csv beside the list: repair it there, import that file, and delete it: it has whole rows. Every value is kept as it is, or
its row is rejected: a field has one line of at most 200 characters; a longer text, or one with many lines, can be the
note of its row with --map \"COLUMN=note\".

  leadwright import fair.csv --source \"trade show\" --day-first --map \"E-Mail=email\"
  leadwright import export.csv --source crm --map \"Second e-mail=email2\" --map \"Status=\"

A bought list is a delivery of a supplier of suppliers.yaml. --price 39 --per 20 says that 20 leads cost 39, --price 1.95 that
each costs that; --ordered says how many leads are paid. A row about somebody who was known before is counted against the
supplier as a duplicate, and changes nothing of the person. Rows go by the supplier's own number, in the column order_id, else
by their line. Bought leads are for calls: they get marketing mail only where the column consent says yes and the column
opt_in says how the person agreed. A call list with needs_consent has those alone whose column consent_phone says yes, too.

  leadwright import leads.csv --supplier leadmarket --ordered 100 --price 39 --per 20
  leadwright import leads.csv --supplier leadmarket --delivery INV-2026-118 --map \"Lead No=order_id\"

Exit code 0: every row is imported, or was left out by --skip-bad; rows that were imported before count. Exit code 1:
nothing is imported, or the last lines say what is not; a repeated import changes nothing, and a deal with another amount than
before is corrected. Exit code 2: wrong usage.";

/// The arguments of `import`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub(crate) struct ImportArgs {
    /// The list: CSV with a heading line, separated by comma, semicolon, tab or |.
    file: PathBuf,
    /// The name of the list: the source of rows without one, and the namespace of the ids in the list. [default with
    /// --supplier: purchased list]
    #[arg(long, value_name = "NAME", required_unless_present = "supplier")]
    source: Option<String>,
    /// The field of a column, like `--map "E-Mail=email"`; `--map "E-Mail="` leaves the column out. Fields: `id`,
    /// `date`, `won_date`, `won_amount`, `source`, `campaign`, `consent`, `consent_phone`, `note`, `email`, `name`, `company`, `title`, `phone`,
    /// `country`, `employees`, or one of your own.
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// The time zone of dates without one. [default: the company's]
    #[arg(long, value_name = "TZ")]
    timezone: Option<String>,
    /// Read 01-02-2018 as 1 February.
    #[arg(long)]
    day_first: bool,
    /// A second list, of won deals: `id` (or `email`) and `won_date`; with `--map COLUMN=won_amount` their amounts, in the
    /// currency of company.yaml.
    #[arg(long, value_name = "FILE")]
    outcome: Option<PathBuf>,
    #[command(flatten)]
    bought: SupplierArgs,
    /// Skip rows that can't be read.
    #[arg(long)]
    skip_bad: bool,
    /// Not history: leads with consent enter the sequences that start on this source.
    #[arg(long)]
    start: bool,
    /// Print JSON, with every rejected row.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    format: ListFormat,
    #[command(flatten)]
    target: TargetStack,
}

/// The number of concurrent calls to SQS.
const CONCURRENCY: usize = 4;

/// Imports a list.
pub(crate) async fn import(args: &ImportArgs) -> Result<()> {
    let written = args.source.as_deref().unwrap_or(delivery::SOURCE);
    let source = whole_line(written, LINE_LIMIT).context("--source")?;
    ensure!(!source.is_empty() && source == written.trim(), "--source is a name, like \"trade show\"");
    let stack = args.target.connect().await?;
    let delivery = args.bought.delivery(&args.file, &source, &stack)?;
    let map = ColumnMap::of(&args.map, delivery.is_some())?;
    let read = |file| ImportList::new(ListFile::read(file, &args.format, |_| true)?, &map);
    let mut list = read(&args.file)?;
    let mut outcome = args.outcome.as_deref().map(read).transpose()?;
    map.check_columns(&[&list].into_iter().chain(&outcome).collect::<Vec<_>>())?;
    ensure!(
        list.has("email") || list.has("phone") || list.has("id"),
        "{}: no column identifies the lead: name one with --map COLUMN=email, COLUMN=phone or COLUMN=id",
        args.file.display()
    );
    if let Some(outcome) = &outcome {
        ensure!(
            outcome.has("won_date"),
            "{}: no column has the date of the deal: name it with --map COLUMN=won_date",
            outcome.file.path.display()
        );
    }
    let importer = importer(args, written, &stack, delivery.as_ref())?;
    let (leads, known) = importer.leads(&mut list);
    let deals = match &mut outcome {
        Some(outcome) => importer.deals(outcome, &leads, &known).await?,
        None => Deals::default(),
    };
    let files: Vec<&ListFile> = [&list].into_iter().chain(&outcome).map(|list| &list.file).collect();
    let mut summary = Summary::of(written, &files, &list.ignored);
    let readable = check_rejected(&files, args.skip_bad).and_then(|()| {
        ensure!(!leads.is_empty() || deals.count() > 0, "no row can be read, so nothing was imported");
        Ok(())
    });
    if let Err(why) = readable {
        if args.json {
            summary.print_json()?;
        }
        return Err(why);
    }
    if !args.json {
        consent::name_unreadable(&list);
        if delivery.is_some() {
            consent::name_without_evidence(&list);
        }
        for ignored in &list.ignored {
            eprintln!("the column {ignored:?} is skipped; import it with --map {:?}", format!("{ignored}=FIELD"));
        }
    }
    let began = Instant::now();
    let dead = stack.bulk.dead_letters().await?;
    if let Some(delivery) = &delivery {
        delivery.record(leads.len() as u64, &stack).await?;
    }
    // Leads first: a deal needs its lead.
    queue(&stack.bulk, "leads", &leads).await?;
    queue(&stack.bulk, "deals", &deals.activities).await?;
    drain(&stack.bulk).await?;
    summary.leads = leads.len();
    summary.count_unrecognised(&leads);
    summary.deals = deals.count();
    summary.corrected_deals = deals.corrected;
    summary.not_applied = stack.bulk.dead_letters().await?.saturating_sub(dead);
    summary.seconds = began.elapsed().as_secs_f64();
    summary.refusals = consent::refusals(&stack, &leads).await?;
    if let Some(delivery) = &delivery {
        summary.delivery = Some(delivery.came(&stack).await?);
    }
    if args.json {
        summary.print_json()?;
    } else {
        summary.print();
    }
    ensure!(
        summary.not_applied == 0,
        "{} of them could not be applied: see the dead-letter queue of `bulk`",
        summary.not_applied
    );
    Ok(())
}

/// What the arguments say of the list.
fn importer<'a>(
    args: &ImportArgs,
    source: &'a str,
    stack: &'a Connected,
    delivery: Option<&'a ListDelivery>,
) -> Result<Importer<'a>> {
    let zone = match &args.timezone {
        Some(name) => Zone::try_from(name.clone()).map_err(anyhow::Error::msg)?.time_zone(),
        None => stack.config.company.timezone.time_zone(),
    };
    let dates = Dates { zone, day_first: args.day_first, now: stack.now };
    Ok(Importer { source, dates, key: &stack.key, history: !args.start, delivery, stack })
}

async fn queue(bulk: &Queue, what: &str, activities: &[Activity]) -> Result<()> {
    let progress = bar(activities.len(), &format!("{{bar:40}} {{pos}} of {{len}} {what} queued, {{per_sec}}"))?;
    stream::iter(activities.chunks(BATCH))
        .map(|batch| async move { bulk.send_activities(batch).await.map(|()| batch.len()) })
        .buffer_unordered(CONCURRENCY)
        .try_for_each(|sent| {
            progress.inc(sent as u64);
            async { Ok(()) }
        })
        .await
        .context("the import stopped; run it again: a repeated import changes nothing")?;
    progress.finish_and_clear();
    Ok(())
}

/// Waits until the queue is empty.
async fn drain(bulk: &Queue) -> Result<()> {
    let waiting = bulk.depth().await?;
    let progress = bar(usize::try_from(waiting)?, "{bar:40} {pos} of {len} applied, {per_sec}")?;
    loop {
        let left = bulk.depth().await?;
        progress.set_position(waiting.saturating_sub(left));
        if left == 0 {
            progress.finish_and_clear();
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn bar(length: usize, template: &str) -> Result<ProgressBar> {
    Ok(ProgressBar::new(length as u64).with_style(ProgressStyle::with_template(template)?))
}

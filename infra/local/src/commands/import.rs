//! `leadwright import`: rows of a list become activities with their own dates.

mod dates;
mod rows;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use leadwright_cloud::queue::{BATCH, Queue};
use leadwright_domain::activity::{Activity, Imported};
use leadwright_domain::company::Zone;
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId, PhoneNumber};
use leadwright_domain::value::phone::international;
use leadwright_domain::value::text::visible;

use super::list_file::check_rejected;
use super::target::{Connected, TargetStack};
use crate::wording::count::count_of;
use dates::Dates;
use rows::{ImportList, ImportRow};

/// The arguments of `import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The list: CSV with a heading line, separated by comma, semicolon or tab.
    file: PathBuf,
    /// The name of the list: the source of rows without one, and the namespace of the ids in the list.
    #[arg(long, value_name = "NAME")]
    source: String,
    /// The field of a column, like `--map "E-Mail=email"`. Fields: `id`, `date`, `won_date`, `source`,
    /// `campaign`, `consent`, `email`, `name`, `company`, `title`, `phone`, `country`, `employees`, or one of your own.
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// The time zone of dates without one. [default: the company's]
    #[arg(long, value_name = "TZ")]
    timezone: Option<String>,
    /// Read 01-02-2018 as 1 February.
    #[arg(long)]
    day_first: bool,
    /// A second list, of won deals: `id` (or `email`) and `won_date`.
    #[arg(long, value_name = "FILE")]
    outcome: Option<PathBuf>,
    /// Skip rows that can't be read.
    #[arg(long)]
    skip_bad: bool,
    /// Not history: leads with consent enter the sequences that start on this source.
    #[arg(long)]
    start: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// The number of concurrent calls to SQS.
const CONCURRENCY: usize = 4;

/// Imports a list.
pub(crate) async fn import(args: &ImportArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let importer = Importer::new(args, &stack)?;
    let list = ImportList::read(&args.file, &importer.map)?;
    let outcome = args.outcome.as_ref().map(|file| ImportList::read(file, &importer.map)).transpose()?;
    let columns: BTreeSet<&String> = list.columns.iter().chain(outcome.iter().flat_map(|list| &list.columns)).collect();
    if let Some(missing) = importer.map.keys().find(|column| !columns.contains(column)) {
        let columns: Vec<&str> = columns.into_iter().map(String::as_str).collect();
        bail!("--map {missing}=…: there is no such column; the columns are {}", columns.join(", "));
    }
    ensure!(
        list.has("email") || list.has("phone") || list.has("id"),
        "{}: no column identifies the lead: name one with --map COLUMN=email, COLUMN=phone or COLUMN=id",
        args.file.display()
    );
    let mut rejected = Vec::new();
    let mut leads = Vec::new();
    let mut known: HashMap<String, LeadId> = HashMap::new();
    for row in &list.rows {
        match importer.lead(row) {
            Ok(activity) => {
                known.extend(row.get("id").map(|id| (id.to_owned(), activity.lead.clone())));
                leads.push(activity);
            }
            Err(why) => rejected.push(format!("{}:{}: {why:#}", args.file.display(), row.line)),
        }
    }
    let mut deals = Vec::new();
    if let (Some(file), Some(outcome)) = (&args.outcome, &outcome) {
        ensure!(
            outcome.has("won_date"),
            "{}: no column has the date of the deal: name it with --map COLUMN=won_date",
            file.display()
        );
        for row in &outcome.rows {
            match importer.deal(row, &known).await {
                Ok(activity) => deals.push(activity),
                Err(why) => rejected.push(format!("{}:{}: {why:#}", file.display(), row.line)),
            }
        }
    }
    check_rejected(&rejected, args.skip_bad)?;
    for ignored in &list.ignored {
        eprintln!("the column {ignored:?} is skipped; import it with --map {ignored}=FIELD");
    }
    let began = Instant::now();
    let dead = stack.bulk.dead_letters().await?;
    // Leads first: a deal needs its lead.
    queue(&stack.bulk, "leads", &leads).await?;
    queue(&stack.bulk, "deals", &deals).await?;
    drain(&stack.bulk).await?;
    let dead = stack.bulk.dead_letters().await?.saturating_sub(dead);
    let seconds = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rounded rate")]
    let rate = (leads.len() + deals.len()) as f64 / seconds;
    println!(
        "{} and {} imported from {} in {seconds:.0} s ({rate:.0}/s); {} skipped",
        count_of(leads.len(), "lead"),
        count_of(deals.len(), "deal"),
        args.source,
        count_of(rejected.len(), "row")
    );
    ensure!(dead == 0, "{dead} of them could not be applied: see the dead-letter queue of `bulk`");
    Ok(())
}

struct Importer<'a> {
    source: &'a str,
    map: BTreeMap<String, String>,
    dates: Dates,
    key: &'a IdentityKey,
    history: bool,
    stack: &'a Connected,
}

impl<'a> Importer<'a> {
    fn new(args: &'a ImportArgs, stack: &'a Connected) -> Result<Self> {
        let mut map = BTreeMap::new();
        for pair in &args.map {
            let (column, field) =
                pair.split_once('=').with_context(|| format!("--map {pair}: write it COLUMN=FIELD"))?;
            ensure!(
                leadwright_domain::form::is_field_name(field) || field == "consent",
                "--map {pair}: the name of a field has only lower-case letters, digits and _"
            );
            map.insert(column.trim().to_owned(), field.to_owned());
        }
        let zone = match &args.timezone {
            Some(name) => Zone::try_from(name.clone()).map_err(anyhow::Error::msg)?.time_zone(),
            None => stack.config.company.timezone.time_zone(),
        };
        let dates = Dates { zone, day_first: args.day_first, now: stack.now };
        Ok(Self { source: &args.source, map, dates, key: &stack.key, history: !args.start, stack })
    }

    /// The activity of a lead. Its id comes from the content of the row.
    fn lead(&self, row: &ImportRow) -> Result<Activity> {
        let lead = LeadId::of(self.key, &self.identity(row)?);
        let content = row.content_hash();
        let date = row.get("date").map(|date| self.dates.read(date)).transpose()?;
        let (fields, unrecognised) = row.fields(&self.stack.config)?;
        let row = Imported {
            source: row.get("source").unwrap_or(self.source).to_owned(),
            fields,
            unrecognised,
            campaign: row.get("campaign").map(ToOwned::to_owned),
            consent: row
                .get("consent")
                .is_some_and(|value| ["yes", "true", "1", "y", "on"].contains(&value.to_lowercase().as_str())),
            history: self.history,
        };
        Ok(Activity::imported(lead, row, self.source, &content, date, self.stack.now))
    }

    /// The activity of a won deal.
    async fn deal(&self, row: &ImportRow, known: &HashMap<String, LeadId>) -> Result<Activity> {
        let at = self.dates.read(row.get("won_date").context("no won_date")?)?;
        let lead = if let Some(lead) = row.get("id").and_then(|id| known.get(id)) {
            lead.clone()
        } else {
            let lead = LeadId::of(self.key, &self.identity(row)?);
            ensure!(self.stack.table.lead(&lead).await?.is_some(), "the deal has no lead in the list or the table");
            lead
        };
        Ok(Activity::deal_imported(lead, self.source, &row.content_hash(), self.history, at))
    }

    /// The identity of a row: e-mail address, else phone number, else its id in this list.
    fn identity(&self, row: &ImportRow) -> Result<Identity> {
        let email = row.get("email").map(|email| EmailAddress::parse(&visible(email)));
        if let Some(Ok(email)) = email {
            return Ok(Identity::Email(email));
        }
        let number = row.get("phone").and_then(international);
        // A number with characters that nobody sees came after the id before it was read.
        let is_plain = row.get("phone").and_then(PhoneNumber::parse).is_some();
        let id = row.get("id").map(|id| Identity::External { source: self.source.to_owned(), id: id.to_owned() });
        match (number.map(Identity::Phone), id) {
            (Some(number), None) => Ok(number),
            (Some(number), Some(_)) if is_plain => Ok(number),
            (_, Some(id)) => Ok(id),
            (None, None) => match email {
                Some(Err(wrong)) => Err(wrong).context("email"),
                _ => bail!("the row has no email, no international phone and no id"),
            },
        }
    }
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

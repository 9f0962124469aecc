//! `leadwright import`: rows of a list become activities with their own dates.

mod bar;
mod delivery;
mod deals;
mod draining;
mod records;
mod said;
mod summary;
mod undo;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Args;
use jiff::tz::TimeZone;
use leadwright_cloud::table::ImportRecord;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::company::Zone;
use leadwright_domain::form::OPT_IN;
use leadwright_domain::value::text::{LINE_LIMIT, whole_line};
use leadwright_lists::columns::{ColumnMap, Columns, IDENTIFYING, ImportList};
use leadwright_lists::consent::{ConsentCounts, Refusals, refusals};
use leadwright_lists::consent_words::ConsentWords;
use leadwright_lists::dates::{DateSurvey, Dates, Order};
use leadwright_lists::importer::Importer;
use leadwright_lists::list::{OpenList, RejectedRow};
use leadwright_lists::plan::{Heard, Plan, Purpose, survey_dates};
use leadwright_lists::queueing::Queueing;

use super::list_file::{ListFile, ListFormat, RejectedRows, check_rejected, open_list, stop_for_rejected};
use super::target::{Connected, TargetStack};
use bar::{bar, spinner};
use deals::Deals;
use delivery::{ListDelivery, SupplierArgs};
use draining::drain;
use said::{ColumnFlags, SaidOfList};
use summary::Summary;

/// The end of `import --help`.
pub(crate) const HELP: &str = "\
The list is CSV of any dialect, or a workbook (.xlsx). Its encoding, separators, heading line and dates are found and shown,
and can be said otherwise. Columns are known by what their names mean in English, German, Spanish and Portuguese; the others
are named with --map, and what was said is remembered for the next list with the same headings. Consent is never guessed:
map its column, like --map \"Newsletter=consent\", and say what else than yes, true, x or ja is a yes, like --consent-yes
Subscribed; --consent-yes DATE takes any date for one.

  leadwright import export.xlsx --source crm --check
  leadwright import meta.csv --source \"lead form\" --map \"newsletter?=consent\" --consent-yes \"i agree\"

The list is read once before anything is imported. A row that can't be read is named by its line with the reason, and
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

An import that was interrupted goes on where it stopped when it is run again. --list shows all imports with their ids; --undo ID
makes every lead what it would be without one: whom it alone brought is gone, a \"no\" and what else happened since stays.

  leadwright import --undo im_k5l2m3n4p5q6r7s2

Exit code 0: every row is imported, or was left out by --skip-bad; rows that were imported before count. Exit code 1:
nothing is imported, or the last lines say what is not; a repeated import changes nothing, and a deal with another amount than
before is corrected. Exit code 2: wrong usage.";

/// The arguments of `import`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub(crate) struct ImportArgs {
    /// The list: CSV with a heading line, or a workbook (.xlsx).
    #[arg(required_unless_present_any = ["list", "undo"])]
    file: Option<PathBuf>,
    /// The name of the list: the source of rows without one, and the namespace of the ids in the list. [default with
    /// --supplier: purchased list]
    #[arg(long, value_name = "NAME", required_unless_present_any = ["supplier", "list", "undo"])]
    source: Option<String>,
    #[command(flatten)]
    columns: ColumnFlags,
    /// Say what would happen. Nothing is written.
    #[arg(long)]
    check: bool,
    /// Show all imports with their ids.
    #[arg(long, conflicts_with_all = ["file", "check", "outcome"])]
    list: bool,
    /// Undo an import: every lead is as it would be without it, and the mails that had gone are named.
    #[arg(long, value_name = "ID", conflicts_with_all = ["file", "check", "outcome", "list"])]
    undo: Option<String>,
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

/// Imports a list.
pub(crate) async fn import(args: &ImportArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    if args.list {
        return records::print(&stack, args.json).await;
    }
    if let Some(id) = &args.undo {
        return Box::pin(undo::undo(&stack, id, args.json)).await;
    }
    let file = args.file.as_deref().context("name the list")?;
    let written = args.source.as_deref().unwrap_or(delivery::SOURCE);
    let source = whole_line(written, LINE_LIMIT).context("--source")?;
    ensure!(!source.is_empty() && source == written.trim(), "--source is a name, like \"trade show\"");
    let delivery = args.bought.delivery(file, &source, &stack)?;
    Box::pin(Import::open(args, file, written, delivery.as_ref(), &stack).await?.run()).await
}

/// An import with its lists open.
struct Import<'a> {
    args: &'a ImportArgs,
    stack: &'a Connected,
    file: &'a Path,
    said: SaidOfList,
    list: ImportList,
    outcome: Option<(ListFile, Columns)>,
    importer: Importer<'a>,
    delivery: Option<&'a ListDelivery>,
}

impl<'a> Import<'a> {
    async fn open(
        args: &'a ImportArgs,
        file: &'a Path,
        source: &'a str,
        delivery: Option<&'a ListDelivery>,
        stack: &'a Connected,
    ) -> Result<Self> {
        // The heading line is found by the columns that are named, then tells what is remembered of such lists.
        let named = ColumnMap::of(&args.columns.map, delivery.is_some(), &stack.config)?;
        let open = |file| open_list(file, &args.format, &|cells| named.is_heading(cells));
        let list = open(file)?;
        let outcome = args.outcome.as_deref().map(open).transpose()?;
        let lists = || std::iter::once(&list).chain(&outcome);
        let headings = lists().map(|list| Ok(list.rows(|_| true)?.headings)).collect::<Result<_>>()?;
        let said = SaidOfList::of(&args.columns, args.check, source, headings, stack).await?;
        if let Some(words) = said.words() {
            eprintln!("{words}");
        }
        let map = ColumnMap::of(said.map(), delivery.is_some(), &stack.config)?;
        let from_1904 = lists().any(OpenList::counts_from_1904);
        let list = ImportList::of(list, &map)?;
        let outcome = outcome.map(|list| deals_list(&list, &map)).transpose()?;
        map.check_columns(
            &[&list.columns].into_iter().chain(outcome.as_ref().map(|(_, columns)| columns)).collect::<Vec<_>>(),
        )?;
        check_fields(&list, outcome.as_ref())?;
        let zone = match said.timezone() {
            Some(name) => Zone::try_from(name.to_owned()).map_err(anyhow::Error::msg)?.time_zone(),
            None => stack.config.company.timezone.time_zone(),
        };
        let order = order_of_dates(&list, outcome.as_ref(), &said, from_1904)?;
        let outcome_columns = outcome.iter().map(|(_, columns)| columns);
        for (column, field) in std::iter::once(&list.columns).chain(outcome_columns).flat_map(|list| &list.by_sense) {
            eprintln!("the column {column:?} is {field}");
        }
        let importer = Importer {
            source,
            dates: dates(zone, order, from_1904, stack),
            key: &stack.key,
            history: !args.start,
            delivery: delivery.map(ListDelivery::of_list),
            campaign: delivery.map(|of| of.delivery.campaign.as_str()),
            consent: ConsentWords::of(said.consent_yes()),
            file: file.file_name().and_then(OsStr::to_str).unwrap_or_default(),
            import: String::new(),
            again: None,
            config: &stack.config,
            now: stack.now,
        };
        Ok(Self { args, stack, file, said, list, outcome, importer, delivery })
    }

    async fn run(mut self) -> Result<()> {
        let args = self.args;
        let purpose = Purpose { is_check: args.check, has_deals: self.outcome.is_some() };
        let (mut plan, rejected) = self.plan(purpose).await?;
        let deals = match &mut self.outcome {
            Some((file, columns)) => {
                deals::deals(&self.importer, self.stack, file, columns, (&plan.leads, &plan.by_id)).await?
            }
            None => Deals::default(),
        };
        let mut summary = Summary::of(self.importer.source, self.list.columns.ignored.clone(), &mut plan, rejected);
        let mut readable = stop_for_rejected(summary.rejected_count(), args.skip_bad);
        if let Some((file, _)) = &self.outcome {
            summary.reject(file.rejected());
            let count = file.rejected().len();
            let named = if args.check {
                stop_for_rejected(count, args.skip_bad)
            } else {
                check_rejected(&[file], args.skip_bad)
            };
            readable = readable.and(named);
        }
        let readable = readable.and_then(|()| {
            ensure!(plan.rows > 0 || deals.count() > 0, "no row can be read, so nothing was imported");
            Ok(())
        });
        if args.check {
            summary.plan(&plan, &deals);
        }
        if args.check || readable.is_err() {
            match (args.json, args.check) {
                (true, _) => summary.print_json()?,
                (false, true) => summary.print_check(),
                (false, false) => {}
            }
            return readable;
        }
        if !args.json {
            name_rest(&plan.consents);
            for ignored in &self.list.columns.ignored {
                eprintln!("the column {ignored:?} is skipped; import it with --map {:?}", format!("{ignored}=FIELD"));
            }
        }
        self.queue(&plan, &deals, summary).await
    }

    /// What the import would do, and its rejected rows, which are named and given back in a file.
    async fn plan(&self, purpose: Purpose) -> Result<(Plan, Vec<RejectedRow>)> {
        let (file, is_quiet) = (&self.list.open.path, self.args.json);
        let mut rejected = RejectedRows::new(file, &self.list.columns.headings, !purpose.is_check);
        let progress = spinner("{spinner} {pos} rows read, {per_sec}")?;
        let heard = |heard: Heard<'_>| {
            match heard {
                Heard::Row => progress.inc(1),
                Heard::Rejected(row) => rejected.add(row),
                Heard::NotUnderstood { nth, line, field, value } if nth <= PRINTED && !is_quiet => eprintln!(
                    "{}:{line}: {field}: {value:?} is neither yes nor no: imported without consent; if it is a yes, say \
                     so with --consent-yes {value:?}",
                    file.display()
                ),
                Heard::NotUnderstood { .. } => {}
            }
            Ok(())
        };
        let plan = Plan::of(&self.list, &self.importer, purpose, &self.stack.table, heard).await?;
        progress.finish_and_clear();
        Ok((plan, rejected.finish()))
    }

    /// Queues all of it, waits until it is applied, and says what came of it.
    async fn queue(mut self, plan: &Plan, deals: &Deals, mut summary: Summary<'_>) -> Result<()> {
        let (stack, args) = (self.stack, self.args);
        let began = Instant::now();
        let id = plan.import_id(&self.importer);
        let last = stack.table.import(&id).await?;
        // Once undone, the rows are told apart from what was undone.
        let again =
            last.as_ref().and_then(|last| last.undone_at.map(|at| at.to_string()).or_else(|| last.again.clone()));
        let before = last.filter(|before| before.ended_at.is_none());
        if let Some(before) = &before {
            eprintln!("an import of this list stopped: it goes on behind the {} that are queued", before.done);
        }
        let rows = plan.rows + deals.activities.len() as u64;
        let record =
            before.map_or_else(|| self.record(&id, rows, again.clone()), |before| ImportRecord { rows, ..before });
        self.importer.import.clone_from(&id);
        self.importer.again = again;
        self.said.remember(stack).await?;
        let dead = stack.bulk.dead_letters().await?;
        if let Some(delivery) = self.delivery {
            delivery.record(plan.rows, stack).await?;
        }
        let mut queueing = Queueing { table: &stack.table, bulk: &stack.bulk, record };
        // Leads first: a deal needs its lead.
        let progress = bar(queueing.record.rows, "{bar:40} {pos} of {len} leads queued, {per_sec}")?;
        progress.set_position(queueing.record.done);
        let goes_on = |done| {
            progress.set_position(done);
            true
        };
        queueing.leads(&self.list, &self.importer, goes_on).await.context(STOPPED)?;
        progress.finish_and_clear();
        queueing.deals(&deals.activities).await.context(STOPPED)?;
        drain(&stack.bulk).await?;
        queueing.ended(stack.now).await?;
        summary.import = Some(id);
        summary.leads = usize::try_from(plan.rows)?;
        summary.deals = deals.count();
        summary.corrected_deals = deals.corrected;
        summary.not_applied = stack.bulk.dead_letters().await?.saturating_sub(dead);
        summary.seconds = began.elapsed().as_secs_f64();
        if plan.claims {
            summary.refusals = self.refusals().await?;
        }
        if let Some(delivery) = self.delivery {
            summary.delivery = Some(delivery.came(stack).await?);
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

    fn record(&self, id: &str, rows: u64, again: Option<String>) -> ImportRecord {
        ImportRecord {
            id: id.to_owned(),
            source: self.importer.source.to_owned(),
            file: self.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            begun_at: self.stack.now,
            rows,
            done: 0,
            parts: 0,
            again,
            is_delivery: self.delivery.is_some(),
            by: None,
            ended_at: None,
            undone_at: None,
        }
    }

    /// Rows that claim a consent in vain, of the leads as they are now.
    async fn refusals(&self) -> Result<Refusals> {
        let mut sum = Refusals::default();
        let mut claiming: Vec<Activity> = Vec::new();
        for row in self.list.rows()? {
            let Ok(row) = row? else { continue };
            let Ok(activity) = self.importer.lead_of(self.list.columns.row(&row), row.line) else { continue };
            if matches!(&activity.kind, ActivityKind::LeadImported(row) if row.consent) {
                claiming.push(activity);
            }
            if claiming.len() == REFUSALS {
                sum.add(refusals(&self.stack.table, &self.stack.key, &claiming).await?);
                claiming.clear();
            }
        }
        sum.add(refusals(&self.stack.table, &self.stack.key, &claiming).await?);
        Ok(sum)
    }
}

/// The rows that are asked together whether their consent counts.
const REFUSALS: usize = 1_000;

/// The most cells of consent that are printed; the rest is only counted.
const PRINTED: usize = 20;

/// What to do about an import that stopped.
const STOPPED: &str = "the import stopped; run it again: it goes on where it stopped";

/// Says how many cells of consent more were not read, and how many rows have no evidence.
fn name_rest(consents: &ConsentCounts) {
    if consents.not_understood > PRINTED {
        eprintln!("and {} more without a readable consent", consents.not_understood - PRINTED);
    }
    let rows = consents.without_evidence;
    if rows > 0 {
        eprintln!(
            "{} consent and not how the person agreed: imported without consent, for calls alone; a column {OPT_IN} says how, \
             like \"box on example.com, 2026-11-02 10:14\"",
            if rows == 1 { "1 row claims".to_owned() } else { format!("{rows} rows claim") }
        );
    }
}

fn dates(zone: TimeZone, order: Option<Order>, from_1904: bool, stack: &Connected) -> Dates {
    Dates { zone, order, from_1904, now: stack.now }
}

/// The list of deals, read whole, and its columns.
fn deals_list(list: &OpenList, map: &ColumnMap) -> Result<(ListFile, Columns)> {
    let file = ListFile::read(list, |_| true)?;
    let columns = Columns::of(file.headings.clone(), map, &file.path.display().to_string())?;
    Ok((file, columns))
}

fn check_fields(list: &ImportList, outcome: Option<&(ListFile, Columns)>) -> Result<()> {
    ensure!(
        IDENTIFYING.iter().any(|field| list.columns.has(field)),
        "{}: no column identifies the lead: name one with --map COLUMN=email, COLUMN=phone or COLUMN=id",
        list.open.path.display()
    );
    if let Some((file, columns)) = outcome {
        ensure!(
            columns.has("won_date"),
            "{}: no column has the date of the deal: name it with --map COLUMN=won_date",
            file.path.display()
        );
    }
    Ok(())
}

/// Whether the day or the month is first in the dates of the lists, as is said, or as all of them show.
fn order_of_dates(
    list: &ImportList,
    outcome: Option<&(ListFile, Columns)>,
    said: &SaidOfList,
    from_1904: bool,
) -> Result<Option<Order>> {
    let mut survey = DateSurvey::default();
    survey_dates(list, &mut survey)?;
    if let Some((file, columns)) = outcome {
        let dates = file.rows.iter().filter_map(|row| columns.cell(row, "won_date"));
        for date in dates {
            survey.look(date, from_1904);
        }
    }
    let order = match said.order() {
        Some(order) => Some(order),
        None => survey.order().with_context(|| list.open.path.display().to_string())?,
    };
    if let Some(words) = survey.words(order, said.order().is_some()) {
        eprintln!("{words}");
    }
    Ok(order)
}

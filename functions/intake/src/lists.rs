//! Lists that somebody uploaded at the desk: what would happen is found out first, then they are imported, as far as the time
//! reaches, and the next job goes on.
//!
//! What must stay true: a row has the id of its content, and what is queued is recorded before, so that a job that is done
//! twice, or stops in the middle, imports no row twice and loses none.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use leadwright_cloud::intake_job::{IntakeJob, ListJob};
use leadwright_cloud::table::{FoundInList, ImportRecord, ListUpload, TableError, UploadStep};
use leadwright_lists::columns::{ColumnMap, IDENTIFYING, ImportList};
use leadwright_lists::consent_words::ConsentWords;
use leadwright_lists::dates::{DateSurvey, Dates, Order};
use leadwright_lists::importer::Importer;
use leadwright_lists::list::{OpenList, REJECTED_COLUMNS};
use leadwright_lists::plan::{Heard, Plan, Purpose, survey_dates};
use leadwright_lists::queueing::{PIECE, Queueing};
use leadwright_sheet::list::Said;
use leadwright_sheet::{Cell, Sheet};
use tracing::info;

use crate::intake::Intake;

/// The most rows of a list: they are looked for in one go.
const MOST_ROWS: u64 = 100_000;
/// The most bytes that a workbook may unpack to: its texts are in memory.
const MOST_UNPACKED: u64 = 96 * 1024 * 1024;
/// The rows that are shown.
const SAMPLES: usize = 5;
/// The columns that are shown.
const COLUMNS: usize = 60;
/// The most characters of a cell that is shown.
const SHOWN: usize = 80;
/// The rejected rows, and the cells that are not understood, that are shown.
const REASONS: usize = 20;
/// The most bytes of the file of rejected rows, which goes through the desk.
const MOST_REJECTED: usize = 4 * 1024 * 1024;
/// The pause between two looks at the queue.
const PAUSE: Duration = Duration::from_millis(500);

/// A list with the columns and dates that it has.
struct Opened {
    list: ImportList,
    dates: Dates,
    words: Option<String>,
}

impl Intake {
    /// Finds out what the import of a list would do.
    pub(crate) async fn check_list(&self, job: &ListJob, now: Timestamp) -> Result<()> {
        let Some(upload) = self.upload_at(job, UploadStep::Checking).await? else { return Ok(()) };
        let found = match Box::pin(self.found_in(&upload, now)).await {
            Ok(found) => Ok(found),
            Err(failure) if is_ours(&failure) => return Err(failure),
            Err(why) => Err(format!("{why:#}")),
        };
        info!(upload = upload.id, is_read = found.is_ok(), "uploaded list looked at");
        let change = |row: &mut ListUpload| {
            (row.step, row.why) = match &found {
                Ok(_) => (UploadStep::Checked, None),
                Err(why) => (UploadStep::Refused, Some(why.clone())),
            };
            if let Ok(found) = &found {
                row.found = Some(found.clone());
            }
            true
        };
        self.table.change_upload(&job.upload, job.turn, change).await?;
        Ok(())
    }

    /// Imports the rows of a list that are not imported yet, as far as the time reaches.
    pub(crate) async fn import_list(&self, job: &ListJob, now: Timestamp, stop: Timestamp) -> Result<()> {
        let Some(upload) = self.upload_at(job, UploadStep::Importing).await? else { return Ok(()) };
        let found = upload.found.as_ref().context("a list is imported that was not looked at")?;
        let id = &found.import;
        let last = self.table.import(id).await?;
        // Once undone, the rows are told apart from what was undone.
        let again =
            last.as_ref().and_then(|last| last.undone_at.map(|at| at.to_string()).or_else(|| last.again.clone()));
        let record = match last {
            // The number of a part is that of its rows, so that a job that comes twice writes the same part.
            Some(last) if last.undone_at.is_none() => ImportRecord { parts: last.done.div_ceil(PIECE as u64), ..last },
            _ => ImportRecord {
                id: id.clone(),
                source: upload.source.clone(),
                file: upload.file.clone(),
                begun_at: now,
                rows: found.rows,
                done: 0,
                parts: 0,
                again: again.clone(),
                is_delivery: false,
                by: upload.imported_by.clone(),
                ended_at: None,
                undone_at: None,
            },
        };
        if record.ended_at.is_none() {
            let Opened { list, dates, .. } = self.opened(&upload, now).await?;
            let mut importer = self.importer(&upload, dates, now);
            importer.import.clone_from(id);
            importer.again = again;
            let mut queueing = Queueing { table: &self.table, bulk: &self.bulk, record };
            if !queueing.leads(&list, &importer, |_| !self.clock.is_past(stop)).await? {
                return self.go_on(job).await;
            }
            queueing.ended(now).await?;
        }
        while self.bulk.depth().await? > 0 {
            if self.clock.is_past(stop) {
                return self.go_on(job).await;
            }
            self.clock.sleep(PAUSE).await;
        }
        info!(upload = upload.id, import = id, "uploaded list imported");
        let change = |row: &mut ListUpload| {
            row.step = UploadStep::Imported;
            row.ended_at = Some(now);
            true
        };
        self.table.change_upload(&job.upload, job.turn, change).await?;
        Ok(())
    }

    /// The list of a job, if it is still at its turn and step.
    async fn upload_at(&self, job: &ListJob, step: UploadStep) -> Result<Option<ListUpload>> {
        let upload = self.table.upload(&job.upload).await?;
        Ok(upload.filter(|upload| upload.turn == job.turn && upload.step == step))
    }

    async fn go_on(&self, job: &ListJob) -> Result<()> {
        self.jobs.send_all(&[IntakeJob::ImportList(job.clone())]).await?;
        Ok(())
    }

    async fn opened(&self, upload: &ListUpload, now: Timestamp) -> Result<Opened> {
        let bytes = self.files.get(&upload.file_in_bucket()).await?;
        let bytes: Arc<[u8]> = bytes.context("the file is no longer there: upload it again")?.into();
        ensure!(!bytes.is_empty(), "the file is empty");
        let map = ColumnMap::of(&upload.columns.map, false, &self.config)?;
        let said = Said { most_unpacked: Some(MOST_UNPACKED), ..Said::default() };
        let open = OpenList::of_bytes(&upload.file, bytes, &said, &|cells| map.is_heading(cells))?;
        let list = ImportList::of(open, &map)?;
        map.check_columns(&[&list.columns])?;
        ensure!(
            IDENTIFYING.iter().any(|field| list.columns.has(field)),
            "no column says who the lead is: choose the one that is email, phone or id"
        );
        let mut survey = DateSurvey::default();
        survey_dates(&list, &mut survey)?;
        let said = upload.columns.day_first.map(|day| if day { Order::DayFirst } else { Order::MonthFirst });
        let order = match said {
            Some(order) => Some(order),
            None => survey.order()?,
        };
        let words = survey.words(order, said.is_some());
        let from_1904 = list.open.counts_from_1904();
        let dates = Dates { zone: self.config.company.timezone.time_zone(), order, from_1904, now };
        Ok(Opened { list, dates, words })
    }

    fn importer<'a>(&'a self, upload: &'a ListUpload, dates: Dates, now: Timestamp) -> Importer<'a> {
        Importer {
            source: &upload.source,
            dates,
            key: &self.key,
            history: !upload.starts,
            delivery: None,
            campaign: upload.campaign.as_deref(),
            consent: ConsentWords::of(&upload.columns.consent_yes),
            file: &upload.file,
            import: String::new(),
            again: None,
            config: &self.config,
            now,
        }
    }

    /// What is in a list, and what its import would do. Its rejected rows are written into the bucket.
    async fn found_in(&self, upload: &ListUpload, now: Timestamp) -> Result<FoundInList> {
        let Opened { list, dates, words } = self.opened(upload, now).await?;
        let importer = self.importer(upload, dates, now);
        let fields = list.columns.fields().iter().cloned();
        let mut found = FoundInList {
            dialect: list.open.dialect(),
            doubtful_line: list.open.doubtful_line()?.map(|line| cut(&line)),
            columns: list.columns.headings.iter().cloned().zip(fields).take(COLUMNS).collect(),
            dates: words,
            ..FoundInList::default()
        };
        let rows = list.rows()?.filter_map(|row| row.ok()?.ok()).take(SAMPLES);
        found.samples = rows.map(|row| row.cells.iter().take(COLUMNS).map(|cell| cut(cell)).collect()).collect();
        let mut file = Vec::new();
        let mut sheet = Sheet::new(&mut file);
        sheet.row(
            REJECTED_COLUMNS.into_iter().chain(list.columns.headings.iter().map(String::as_str)).map(Cell::Text),
        )?;
        let (mut rows, mut bytes) = (0, 0);
        let heard = |heard: Heard<'_>| {
            match heard {
                Heard::Row => {
                    rows += 1;
                    if rows > MOST_ROWS {
                        bail!(
                            "the list has more than {MOST_ROWS} rows: divide it, or have it imported by `leadwright import`"
                        );
                    }
                }
                Heard::Rejected(row) => {
                    found.rejected += 1;
                    if found.reasons.len() < REASONS {
                        found.reasons.push((row.line, row.reason.clone()));
                    }
                    bytes += row.reason.len() + row.cells.iter().map(|cell| cell.len() + 3).sum::<usize>() + 16;
                    if bytes <= MOST_REJECTED {
                        sheet.row(row.written())?;
                        found.written += 1;
                    }
                }
                Heard::NotUnderstood { value, .. } => {
                    let value = cut(value);
                    if found.unread.len() < REASONS && !found.unread.contains(&value) {
                        found.unread.push(value);
                    }
                }
            }
            Ok(())
        };
        let purpose = Purpose { is_check: true, has_deals: false };
        let plan = Plan::of(&list, &importer, purpose, &self.table, heard).await?;
        sheet.finish()?;
        if found.rejected > 0 {
            self.files.put(&upload.rejected_in_bucket(), file, "text/csv; charset=utf-8").await?;
        }
        found.import = plan.import_id(&importer);
        let before = self.table.import(&found.import).await?;
        found.is_known = before.is_some_and(|before| before.ended_at.is_some() && before.undone_at.is_none());
        let consents = plan.consents;
        (found.yes, found.no, found.not_understood) = (consents.yes, consents.no, consents.not_understood);
        (found.rows, found.new, found.known, found.repeated) = (plan.rows, plan.new, plan.known, plan.repeated);
        found.unrecognised = plan.unrecognised;
        Ok(found)
    }
}

/// The failure is not the list's: the job comes again.
fn is_ours(failure: &anyhow::Error) -> bool {
    failure.is::<TableError>() || failure.is::<leadwright_cloud::files::FilesError>()
}

/// As much of a text as a page shows.
fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

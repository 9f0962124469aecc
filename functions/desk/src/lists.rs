//! Lists of leads: the page on which somebody uploads one, and the page of each, where they see what was understood of it, say
//! what its columns mean, and import it. The function `intake` reads and imports it.
//!
//! What must stay true: nothing is imported that nobody saw; a button that is pressed twice, or by two people, acts once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use lambda_http::http::header::CONTENT_DISPOSITION;
use lambda_http::http::{HeaderValue, StatusCode};
use leadwright_cloud::intake_job::{IntakeJob, ListJob};
use leadwright_cloud::table::{FoundInList, ImportRecord, ListColumns, ListUpload, UploadStep};
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::text::{CAMPAIGN_LIMIT, LINE_LIMIT, whole_line};
use leadwright_domain::value::times::moment;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::response::{Access, Answer, answer, see_other};
use tracing::info;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::posted_file::FILE_MB;

/// The lists and the imports that are shown.
const MOST: usize = 50;

/// The fields that a column can be. Fields of forms come on top of them.
const FIELDS: [&str; 22] = [
    "email",
    "name",
    "first_name",
    "last_name",
    "company",
    "title",
    "phone",
    "country",
    "employees",
    "language",
    "timezone",
    "street",
    "postal_code",
    "city",
    "region",
    "id",
    "date",
    "source",
    "campaign",
    "consent",
    "consent_phone",
    "note",
];

#[derive(Template)]
#[template(path = "lists.html")]
struct ListsPage<'a> {
    words: Words<'a>,
    press: String,
    source: &'a str,
    error: Option<String>,
    uploads: Vec<Uploaded>,
    imports: Vec<Imported>,
    may_export: bool,
}

/// A list that somebody uploaded.
struct Uploaded {
    id: String,
    title: String,
    by: String,
    step: &'static str,
}

/// An import.
struct Imported {
    id: String,
    title: String,
    words: String,
    is_undone: bool,
}

impl Page for ListsPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-lists").into()
    }
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    words: Words<'a>,
    press: String,
    upload: &'a ListUpload,
    /// Who uploaded it.
    by: String,
    step: &'static str,
    error: Option<String>,
    /// Somebody pressed before.
    is_changed: bool,
    /// How many rows are queued.
    done: u64,
    ended: Option<String>,
    columns: Vec<Column<'a>>,
    fields: Vec<&'a str>,
}

/// A column of a list.
struct Column<'a> {
    number: usize,
    heading: &'a str,
    field: &'a str,
    samples: String,
}

impl Page for ListPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.upload.file.as_str().into()
    }
}

impl ListPage<'_> {
    /// Its buttons do something.
    fn is_open(&self) -> bool {
        matches!(self.upload.step, UploadStep::Checked | UploadStep::Refused)
    }

    fn has_found(&self) -> Option<&FoundInList> {
        self.upload.found.as_ref()
    }

    fn is_checked(&self) -> bool {
        self.upload.step == UploadStep::Checked
    }

    fn yes_words(&self) -> String {
        self.upload.columns.consent_yes.join(", ")
    }
}

fn step(step: UploadStep) -> &'static str {
    match step {
        UploadStep::Checking => "desk-lists-checking",
        UploadStep::Checked => "desk-lists-checked",
        UploadStep::Refused => "desk-lists-refused",
        UploadStep::Importing => "desk-lists-importing",
        UploadStep::Imported => "desk-lists-imported",
    }
}

impl Desk {
    pub(crate) async fn lists(&self, admitted: &Admitted<'_>) -> Answer {
        if let Some(refusal) = no_lists(admitted) {
            return refusal;
        }
        if admitted.is_post() { self.take_list(admitted).await } else { self.show_lists(admitted, None).await }
    }

    /// Takes an uploaded list, and has it looked at.
    async fn take_list(&self, admitted: &Admitted<'_>) -> Answer {
        let (words, person) = (admitted.words, &admitted.viewer.person.id);
        let source = admitted.form.get("source").and_then(|source| whole_line(source, LINE_LIMIT).ok());
        let Some(source) = source.filter(|source| !source.is_empty()) else {
            return self.show_lists(admitted, Some(words.say("desk-lists-no-source"))).await;
        };
        let Some(file) = &admitted.file else {
            return self.show_lists(admitted, Some(words.say("desk-lists-no-file"))).await;
        };
        // The page makes one upload, however often its button is pressed.
        let page = admitted.form.get("press").map(String::as_str).unwrap_or_default();
        let id = format!("up_{}", content_hash(&[person, page]));
        let name: String = file.name.chars().filter(|c| !c.is_control()).take(LINE_LIMIT).collect();
        let upload = ListUpload {
            id: id.clone(),
            file: Some(name).filter(|name| !name.trim().is_empty()).unwrap_or_else(|| id.clone()),
            by: person.clone(),
            at: admitted.now,
            source,
            ..ListUpload::default()
        };
        let stored = async {
            if self.ledger.table.upload(&id).await?.is_none() {
                self.files.put(&upload.file_in_bucket(), file.bytes.clone(), "application/octet-stream").await?;
                self.ledger.table.put_upload(&upload).await?;
                info!(person, upload = id, bytes = file.bytes.len(), "list uploaded");
            }
            // Sent again it changes nothing.
            self.intake.send_all(&[IntakeJob::CheckList(ListJob { upload: id.clone(), turn: 0 })]).await?;
            anyhow::Ok(())
        };
        match stored.await {
            Ok(()) => see_other(Access::Private, &format!("/desk/lists/{id}")),
            Err(failure) => admitted.try_later("lists", person, failure, &words.say("desk-nothing-changed-hint")),
        }
    }

    async fn show_lists(&self, admitted: &Admitted<'_>, error: Option<String>) -> Answer {
        let (table, words) = (&self.ledger.table, admitted.words);
        let read = futures_util::try_join!(table.uploads(), table.imports());
        let (mut uploads, mut imports) = match read {
            Ok(read) => read,
            Err(failure) => return admitted.try_later("lists", &admitted.viewer.person.id, failure, ""),
        };
        uploads.sort_by(|one, other| (other.at, &other.id).cmp(&(one.at, &one.id)));
        imports.sort_by(|one, other| (other.begun_at, &other.id).cmp(&(one.begun_at, &one.id)));
        let zone = admitted.viewer.person.timezone.time_zone();
        let imported = |record: &ImportRecord| {
            let when = moment(words, record.begun_at, admitted.now, &zone);
            let done = [
                ("when", when.into()),
                ("done", record.done.to_string().into()),
                ("rows", record.rows.to_string().into()),
            ];
            Imported {
                id: record.id.clone(),
                title: format!("{}, {}", record.source, record.file),
                words: words.with("desk-lists-rows-of", &done),
                is_undone: record.undone_at.is_some(),
            }
        };
        let uploaded = |upload: &ListUpload| Uploaded {
            id: upload.id.clone(),
            title: format!("{}, {}", upload.source, upload.file),
            by: self.uploaded_by(admitted, upload),
            step: step(upload.step),
        };
        let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let page = ListsPage {
            words,
            press: admitted.press(),
            source: admitted.form.get("source").map(String::as_str).unwrap_or_default(),
            error,
            uploads: uploads.iter().take(MOST).map(uploaded).collect(),
            imports: imports.iter().take(MOST).map(imported).collect(),
            may_export: admitted.viewer.role.may_export(),
        };
        admitted.page(status, &page)
    }

    fn uploaded_by(&self, admitted: &Admitted<'_>, upload: &ListUpload) -> String {
        let zone = admitted.viewer.person.timezone.time_zone();
        let when = moment(admitted.words, upload.at, admitted.now, &zone);
        let name = self.team().name_of(&upload.by);
        admitted.words.with("desk-lists-uploaded-by", &[("name", name.into()), ("when", when.into())])
    }

    /// The page of a list.
    pub(crate) async fn list(&self, admitted: &Admitted<'_>, id: &str) -> Answer {
        if let Some(refusal) = no_lists(admitted) {
            return refusal;
        }
        let upload = match self.ledger.table.upload(id).await {
            Ok(Some(upload)) => upload,
            Ok(None) => return admitted.not_found(),
            Err(failure) => return admitted.try_later("list", id, failure, ""),
        };
        if !admitted.is_post() {
            return self.show_list(admitted, &upload, None).await;
        }
        let turn = admitted.form.get("turn").and_then(|turn| turn.parse::<u64>().ok());
        let is_import = match admitted.form.get("do").map(String::as_str) {
            Some("import") => true,
            Some("check") => false,
            _ => return admitted.not_found(),
        };
        let campaign = admitted.form.get("campaign").map(String::as_str).unwrap_or_default();
        let Ok(campaign) = whole_line(campaign, CAMPAIGN_LIMIT) else {
            return self.show_list(admitted, &upload, Some(admitted.words.say("desk-lists-wrong-campaign"))).await;
        };
        let Some(turn) = turn else { return admitted.not_found() };
        let said = said_of(&admitted.form, &upload);
        let (person, starts) = (&admitted.viewer.person.id, admitted.form.contains_key("starts"));
        let campaign = Some(campaign).filter(|campaign| !campaign.is_empty());
        // What was chosen and not looked at yet is looked at first.
        let is_as_seen = upload.columns == said && upload.campaign == campaign && upload.starts == starts;
        let change = |row: &mut ListUpload| {
            if is_import && row.step == UploadStep::Checked && is_as_seen {
                row.step = UploadStep::Importing;
                row.imported_by = Some(person.clone());
            } else if matches!(row.step, UploadStep::Checked | UploadStep::Refused) {
                row.step = UploadStep::Checking;
                row.columns.clone_from(&said);
                row.campaign.clone_from(&campaign);
                row.starts = starts;
            } else {
                return false;
            }
            row.turn += 1;
            true
        };
        match Box::pin(self.pressed(&upload, turn, change)).await {
            Ok(Some(changed)) => {
                info!(person, upload = id, step = step(changed.step), "button of a list pressed");
                see_other(Access::Private, &format!("/desk/lists/{id}"))
            }
            Ok(None) => see_other(Access::Private, &format!("/desk/lists/{id}?changed")),
            Err(failure) => admitted.try_later("list", id, failure, &admitted.words.say("lead-may-be-done")),
        }
    }

    /// Stores a press, and has done what it asks for. None if the list is at another turn.
    async fn pressed(
        &self,
        upload: &ListUpload,
        turn: u64,
        change: impl Fn(&mut ListUpload) -> bool,
    ) -> anyhow::Result<Option<ListUpload>> {
        let (table, id) = (&self.ledger.table, &upload.id);
        let Some(changed) = table.change_upload(id, turn, change).await? else { return Ok(None) };
        if let Err(failure) = self.have_done(&changed).await {
            // Nobody will do it: the button can be pressed again.
            let step = upload.step;
            let back = |row: &mut ListUpload| {
                row.step = step;
                true
            };
            table.change_upload(id, changed.turn, back).await?;
            return Err(failure);
        }
        Ok(Some(changed))
    }

    async fn have_done(&self, upload: &ListUpload) -> anyhow::Result<()> {
        let job = ListJob { upload: upload.id.clone(), turn: upload.turn };
        let job = match upload.step {
            UploadStep::Checking => IntakeJob::CheckList(job),
            UploadStep::Importing => IntakeJob::ImportList(job),
            UploadStep::Checked | UploadStep::Refused | UploadStep::Imported => return Ok(()),
        };
        self.intake.send_all(&[job]).await?;
        Ok(())
    }

    async fn show_list<'a>(
        &'a self,
        admitted: &'a Admitted<'_>,
        upload: &'a ListUpload,
        error: Option<String>,
    ) -> Answer {
        let import = match (&upload.found, upload.step) {
            (Some(found), UploadStep::Importing) => self.ledger.table.import(&found.import).await,
            _ => Ok(None),
        };
        let import = match import {
            Ok(import) => import,
            Err(failure) => return admitted.try_later("list", &upload.id, failure, ""),
        };
        let words = admitted.words;
        let zone = admitted.viewer.person.timezone.time_zone();
        let (columns, samples) =
            upload.found.as_ref().map_or((&[][..], &[][..]), |found| (&found.columns[..], &found.samples[..]));
        let shown = |number: usize| {
            let cells = samples.iter().filter_map(|row| row.get(number)).filter(|cell| !cell.is_empty());
            cells.map(String::as_str).collect::<Vec<_>>().join(" · ")
        };
        let column = |(number, (heading, field)): (usize, &'a (String, Option<String>))| Column {
            number,
            heading,
            field: field.as_deref().unwrap_or_default(),
            samples: shown(number),
        };
        let columns: Vec<Column<'_>> = columns.iter().enumerate().map(column).collect();
        let mut fields: Vec<&str> = FIELDS.to_vec();
        let forms = self.ledger.config.forms.values().flat_map(|form| &form.fields);
        for name in forms.map(|field| field.name.as_str()).chain(columns.iter().map(|column| column.field)) {
            if !name.is_empty() && !fields.contains(&name) {
                fields.push(name);
            }
        }
        let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let page = ListPage {
            words,
            press: admitted.press(),
            upload,
            by: self.uploaded_by(admitted, upload),
            step: step(upload.step),
            error,
            is_changed: admitted.query("changed").is_some(),
            done: import.map_or(0, |import| import.done),
            ended: upload.ended_at.map(|at| moment(words, at, admitted.now, &zone)),
            columns,
            fields,
        };
        admitted.page(status, &page)
    }

    /// The rejected rows of a list, as CSV.
    pub(crate) async fn rejected_rows(&self, admitted: &Admitted<'_>, id: &str) -> Answer {
        if let Some(refusal) = no_lists(admitted) {
            return refusal;
        }
        let read = async {
            let upload = self.ledger.table.upload(id).await?;
            let Some(upload) = upload.filter(|upload| upload.found.as_ref().is_some_and(|found| found.rejected > 0))
            else {
                return anyhow::Ok(None);
            };
            Ok(self.files.get(&upload.rejected_in_bucket()).await?)
        };
        match read.await {
            Ok(Some(bytes)) => {
                let mut answer = answer(StatusCode::OK, Access::Private, "text/csv; charset=utf-8", bytes);
                let name = HeaderValue::from_static("attachment; filename=\"rejected.csv\"");
                answer.headers_mut().insert(CONTENT_DISPOSITION, name);
                answer
            }
            Ok(None) => admitted.not_found(),
            Err(failure) => admitted.try_later("rejected rows", id, failure, ""),
        }
    }
}

/// The answer to somebody who imports no lists.
fn no_lists(admitted: &Admitted<'_>) -> Option<Answer> {
    (!admitted.viewer.role.may_import_lists()).then(|| admitted.not_for_role("desk-suspects-for"))
}

/// What the form says of the columns. One that is not on the page, or has no heading, stays as it is found.
fn said_of(form: &BTreeMap<String, String>, upload: &ListUpload) -> ListColumns {
    let Some(found) = &upload.found else { return upload.columns.clone() };
    let mut map: Vec<String> = Vec::new();
    for (number, (heading, field)) in found.columns.iter().enumerate() {
        let Some(said) = form.get(&format!("column-{number}")).filter(|_| !heading.is_empty()) else { continue };
        let is_said =
            upload.columns.map.iter().any(|pair| pair.rsplit_once('=').is_some_and(|(column, _)| column == heading));
        let is_named_before = map.iter().any(|pair| pair.rsplit_once('=').is_some_and(|(column, _)| column == heading));
        if is_named_before || (!is_said && field.as_deref().unwrap_or_default() == said) {
            continue;
        }
        map.push(format!("{heading}={said}"));
    }
    let yes = form.get("yes").map(String::as_str).unwrap_or_default();
    let day_first = match form.get("order").map(String::as_str) {
        Some("day") => Some(true),
        Some("month") => Some(false),
        _ => None,
    };
    ListColumns {
        map,
        consent_yes: yes.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        day_first,
        timezone: upload.columns.timezone.clone(),
    }
}

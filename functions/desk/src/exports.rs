//! Exports: the page on which an admin asks for a file of all leads or of all activities, and takes it. The function `intake`
//! writes it.
//!
//! What must stay true: a link to a file stands on no page. It is made when somebody takes the file, and is soon over.

use std::borrow::Cow;
use std::time::Duration;

use askama::Template;
use jiff::Timestamp;
use lambda_http::http::StatusCode;
use leadwright_cloud::files::EXPORT_DAYS;
use leadwright_cloud::intake_job::IntakeJob;
use leadwright_cloud::table::{Export, ExportFormat, ExportOf};
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::times::moment;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::response::{Access, Answer, found, see_other};
use tracing::info;

use crate::admitted::Admitted;
use crate::desk::Desk;

/// So long a link to a file holds.
const LINK: Duration = Duration::from_mins(2);

/// A kilobyte, as it is shown.
const KB: u64 = 1000;

#[derive(Template)]
#[template(path = "exports.html")]
struct ExportsPage<'a> {
    words: Words<'a>,
    press: String,
    exports: Vec<Shown>,
}

/// An export.
struct Shown {
    id: String,
    file: String,
    /// What was asked for, by whom and when.
    asked: String,
    /// How far it is, or what the file has.
    state: String,
    is_there: bool,
}

impl Page for ExportsPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-exports").into()
    }
}

impl ExportsPage<'_> {
    fn contents(&self) -> [(&'static str, String); 2] {
        ExportOf::ALL.map(|of| (of.name(), self.words.say(contents(of))))
    }

    fn formats(&self) -> [(&'static str, String); 2] {
        ExportFormat::ALL.map(|format| (format.name(), self.words.say(written(format))))
    }
}

fn contents(of: ExportOf) -> &'static str {
    match of {
        ExportOf::Leads => "desk-exports-leads",
        ExportOf::Activities => "desk-exports-activities",
    }
}

fn written(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "desk-exports-csv",
        ExportFormat::JsonLines => "desk-exports-json-lines",
    }
}

impl Desk {
    pub(crate) async fn exports(&self, admitted: &Admitted<'_>) -> Answer {
        if let Some(refusal) = no_exports(admitted) {
            return refusal;
        }
        if admitted.is_post() { self.ask_for_export(admitted).await } else { self.show_exports(admitted).await }
    }

    async fn ask_for_export(&self, admitted: &Admitted<'_>) -> Answer {
        let person = &admitted.viewer.person.id;
        let said = |name: &str| admitted.form.get(name).map(String::as_str).unwrap_or_default();
        let of = ExportOf::ALL.into_iter().find(|of| of.name() == said("of"));
        let format = ExportFormat::ALL.into_iter().find(|format| format.name() == said("format"));
        let Some((of, format)) = of.zip(format) else { return admitted.not_found() };
        // The page asks for one of each kind, however often its button is pressed.
        let id = format!("ex_{}", content_hash(&[person, said("press"), of.name(), format.name()]));
        let export = Export { id: id.clone(), by: person.clone(), at: admitted.now, of, format, ..Export::default() };
        let asked = async {
            self.ledger.table.put_export(&export).await?;
            // Sent again it changes nothing.
            self.intake.send_all(&[IntakeJob::Export { export: id.clone() }]).await?;
            anyhow::Ok(())
        };
        match asked.await {
            Ok(()) => {
                info!(person, export = id, of = of.name(), "export asked for");
                see_other(Access::Private, "/desk/exports")
            }
            Err(failure) => {
                admitted.try_later("exports", person, failure, &admitted.words.say("desk-nothing-changed-hint"))
            }
        }
    }

    async fn show_exports(&self, admitted: &Admitted<'_>) -> Answer {
        let words = admitted.words;
        let mut exports = match self.ledger.table.exports().await {
            Ok(exports) => exports,
            Err(failure) => return admitted.try_later("exports", &admitted.viewer.person.id, failure, ""),
        };
        exports.retain(|export| is_kept(export, admitted.now));
        exports.sort_by(|one, other| (other.at, &other.id).cmp(&(one.at, &one.id)));
        let page = ExportsPage {
            words,
            press: admitted.press(),
            exports: exports.iter().map(|export| self.shown(admitted, export)).collect(),
        };
        admitted.page(StatusCode::OK, &page)
    }

    fn shown(&self, admitted: &Admitted<'_>, export: &Export) -> Shown {
        let words = admitted.words;
        let zone = admitted.viewer.person.timezone.time_zone();
        let when = |at: Timestamp| moment(words, at, admitted.now, &zone);
        let rows = || ("rows", export.rows.to_string().into());
        let mut state = match export.ended_at {
            None => words.with("desk-exports-writing", &[rows()]),
            Some(_) => words.with(
                "desk-exports-written",
                &[rows(), ("size", export.bytes.div_ceil(KB).to_string().into()), ("when", when(export.ends()).into())],
            ),
        };
        if export.unreadable > 0 {
            let count = ("count", export.unreadable.to_string().into());
            state = format!("{state} {}", words.with("desk-exports-unreadable", &[count]));
        }
        let name = self.team().name_of(&export.by);
        Shown {
            id: export.id.clone(),
            file: export.file(),
            asked: words.with("desk-exports-asked-by", &[("name", name.into()), ("when", when(export.at).into())]),
            state,
            is_there: export.ended_at.is_some(),
        }
    }

    /// Leads to the file of an export.
    pub(crate) async fn export_file(&self, admitted: &Admitted<'_>, id: &str) -> Answer {
        if let Some(refusal) = no_exports(admitted) {
            return refusal;
        }
        let person = &admitted.viewer.person.id;
        let export = match self.ledger.table.export(id).await {
            Ok(export) => export.filter(|export| export.ended_at.is_some() && is_kept(export, admitted.now)),
            Err(failure) => return admitted.try_later("export", id, failure, ""),
        };
        let Some(export) = export else { return admitted.not_found() };
        match self.files.link(&export.file_in_bucket(), admitted.now, LINK).await {
            Ok(link) => {
                info!(person, export = id, "export taken");
                found(Access::Private, &link)
            }
            Err(failure) => admitted.try_later("export", id, failure, ""),
        }
    }
}

/// Its file is not deleted yet.
fn is_kept(export: &Export, now: Timestamp) -> bool {
    now < export.ends()
}

fn no_exports(admitted: &Admitted<'_>) -> Option<Answer> {
    (!admitted.viewer.role.may_export()).then(|| admitted.not_for_role("desk-exports-for"))
}

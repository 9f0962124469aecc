//! The page that erases a person: first it says what is erased and what stays; then it is the certificate.
//!
//! It is the path of `leadwright erase`. Whatever of the clearing the request has no time for is done by the stack.

use std::borrow::Cow;

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use lambda_http::RequestExt;
use lambda_http::http::StatusCode;
use leadwright_cloud::erasure::AtErasure;
use leadwright_cloud::table::{RowKind, TableError};
use leadwright_domain::erasure::Erasure;
use leadwright_domain::lead::Lead;
use leadwright_domain::retention;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::times::moment;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::{error, info};

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::person::{counted, json_file, not_for};

/// So long before the function's end no further part of the clearing is begun.
const SPARE: SignedDuration = SignedDuration::from_secs(4);

#[derive(Template)]
#[template(path = "erase.html")]
struct ErasePage<'a> {
    words: Words<'a>,
    press: &'a str,
    id: &'a LeadId,
    name: &'a str,
    deleted: Vec<String>,
    counted: Vec<String>,
    stays: Vec<String>,
}

impl Page for ErasePage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("lead-erase").into()
    }
}

#[derive(Template)]
#[template(path = "erased.html")]
struct Certificate<'a> {
    words: Words<'a>,
    erasure: &'a Erasure,
    /// Who asked.
    by: &'a str,
    asked: String,
    /// When it was done; none as long as it goes on.
    done: Option<String>,
    cleared: Vec<String>,
}

impl Page for Certificate<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("lead-erased").into()
    }
}

impl Desk {
    pub(crate) async fn erase(&self, admitted: &Admitted<'_>, id: &LeadId) -> Answer {
        if let Some(refusal) = not_for(admitted) {
            return refusal;
        }
        let answered = async {
            match self.ledger.table.lead(id).await? {
                None => self.certificate(admitted, id).await,
                Some(lead) if admitted.is_post() => self.erase_lead(admitted, &lead).await,
                Some(lead) => self.ask_to_erase(admitted, &lead).await,
            }
        };
        match Box::pin(answered).await {
            Ok(answer) => answer,
            Err(failure) => admitted.try_later("erase", id.as_str(), failure, &admitted.words.say("lead-may-be-done")),
        }
    }

    /// Says what is erased, and what stays.
    async fn ask_to_erase(&self, admitted: &Admitted<'_>, lead: &Lead) -> Result<Answer, TableError> {
        let about = self.eraser().export(&lead.id, admitted.now).await?;
        let what = |becomes: AtErasure| {
            let kinds = RowKind::ALL.into_iter().filter(|kind| AtErasure::of(*kind) == becomes);
            let rows = kinds.filter_map(|kind| about.rows.values().find(|rows| rows.kind == kind));
            rows.map(|rows| counted(admitted.words, rows.kind, rows.rows.len())).collect()
        };
        let page = ErasePage {
            words: admitted.words,
            press: &admitted.press(),
            id: &lead.id,
            name: &lead.title(),
            deleted: what(AtErasure::Deleted),
            counted: what(AtErasure::Counted),
            stays: what(AtErasure::StaysAsHash),
        };
        Ok(admitted.page(StatusCode::OK, &page))
    }

    async fn erase_lead(&self, admitted: &Admitted<'_>, lead: &Lead) -> Result<Answer, TableError> {
        if admitted.form.get("do").map(String::as_str) != Some("erase") {
            let (title, detail) = (admitted.words.say("desk-nothing-changed"), admitted.words.say("desk-old-page"));
            return Ok(admitted.problem(Problem::new(StatusCode::BAD_REQUEST, title, detail)));
        }
        let (by, now) = (&admitted.viewer.person.id, admitted.now);
        let erasure = self.eraser().begin(&lead.id, by, now).await?;
        info!(lead.id = %erasure.lead, person = by, "person erased at the desk");
        let stop = self.clock.stop(&admitted.request.lambda_context(), SPARE);
        if let Err(failure) = self.eraser().go_on(&erasure.lead, now, || !self.clock.is_past(stop)).await {
            // The index of what is due has it: the stack goes on within minutes.
            let why = format!("{:#}", anyhow::Error::from(failure));
            error!(lead.id = %erasure.lead, why, "clearing after an erasure not finished");
        }
        Ok(see_other(Access::Private, &format!("/desk/leads/{}/erase", erasure.lead)))
    }

    /// What was erased, and what stays; an answer like any other where nothing was.
    async fn certificate(&self, admitted: &Admitted<'_>, id: &LeadId) -> Result<Answer, TableError> {
        let Some(stored) = self.ledger.table.tombstone(id).await? else { return Ok(admitted.not_found()) };
        let erasures = self.ledger.table.erasures_of(&stored.tombstone.lead).await?;
        let Some(erasure) = erasures.iter().find(|erasure| erasure.at == stored.tombstone.at) else {
            return Ok(admitted.not_found());
        };
        if admitted.query("file").is_some() {
            return Ok(json_file(admitted, "certificate.json", id, erasure));
        }
        let words = admitted.words;
        let zone = admitted.viewer.person.timezone.time_zone();
        let when = |at: Timestamp| moment(words, at, admitted.now, &zone);
        let cleared = RowKind::ALL.into_iter().filter_map(|kind| {
            let number = erasure.cleared.get(&format!("{kind:?}"))?;
            Some(counted(words, kind, usize::try_from(*number).unwrap_or(usize::MAX)))
        });
        let by = match erasure.by.as_str() {
            retention::BY => words.say("lead-erased-by-retention"),
            person => self.team().name_of(person).to_owned(),
        };
        let page = Certificate {
            words,
            erasure,
            by: &by,
            asked: when(erasure.at),
            done: erasure.done_at.map(when),
            cleared: cleared.collect(),
        };
        Ok(admitted.page(StatusCode::OK, &page))
    }
}

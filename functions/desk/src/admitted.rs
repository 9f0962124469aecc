//! A request that a guard let through, and the answers to it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Request, RequestExt};
use leadwright_domain::company::Company;
use leadwright_domain::form::FieldError;
use leadwright_domain::routing::People;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::token::SessionToken;
use leadwright_domain::words::Words;
use leadwright_web::frame;
use leadwright_web::frame::{Nav, Page, Site};
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};
use serde_json::json;
use tracing::{error, info};

use crate::posted_file::PostedFile;
use crate::viewer::Viewer;

/// A request that a guard let through.
#[derive(Debug)]
pub(crate) struct Admitted<'a> {
    pub(crate) request: &'a Request,
    pub(crate) viewer: Viewer<'a>,
    /// The fields of a POST. Its field `press` holds the id of the page that the form stood on: the guard has checked that
    /// this session was given the form.
    pub(crate) form: BTreeMap<String, String>,
    /// The file of a POST, where the page takes one.
    pub(crate) file: Option<PostedFile>,
    pub(crate) now: Timestamp,
    pub(crate) company: &'a Company,
    /// The words in the viewer's language.
    pub(crate) words: Words<'a>,
    pub(crate) nav: Nav<'a>,
    /// Of a viewer who is logged in.
    pub(crate) token: Option<SessionToken>,
    /// What was said of people, where the guard read it with the session.
    pub(crate) people: Option<People>,
}

impl Admitted<'_> {
    /// It acts: all other requests only show.
    pub(crate) fn is_post(&self) -> bool {
        *self.request.method() == Method::POST
    }

    /// The value of the hidden field `press`, which every form of the page has: it names the page, so that a form that is
    /// sent twice counts once, and says that this session was given the form.
    pub(crate) fn press(&self) -> String {
        self.signed(&content_hash(&[&self.request.lambda_context().request_id]))
    }

    /// The same for the page that a posted form stood on, which is shown again.
    pub(crate) fn signed(&self, page: &str) -> String {
        self.token.as_ref().map_or_else(|| page.to_owned(), |token| token.sign_form(page))
    }

    /// A parameter of the address, as in `?done=…`.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        self.request.query_string_parameters().first(name).map(str::to_owned)
    }

    /// Whose pages these are, with the links to the others.
    pub(crate) fn site(&self) -> Site<'_> {
        Site { nav: Some(&self.nav), ..Site::new(&self.company.name, &self.company.website, self.words) }
    }

    /// The answer that shows a page.
    pub(crate) fn page(&self, status: StatusCode, page: &impl Page) -> Answer {
        frame::page(status, Access::Private, self.site(), page)
    }

    /// The answer that tells of a problem.
    pub(crate) fn problem(&self, problem: Problem<'_>) -> Answer {
        problem.answer(Reader::of(self.request.headers()), Access::Private, self.site())
    }

    /// The answer to what is not there, and to what the viewer may not see.
    pub(crate) fn not_found(&self) -> Answer {
        self.problem(Problem::not_found(self.words))
    }

    /// The answer to somebody whose role this page is not for. The message says whose it is.
    pub(crate) fn not_for_role(&self, message: &str) -> Answer {
        let (title, detail) = (self.words.say("desk-not-for-you"), self.words.say(message));
        self.problem(Problem::new(StatusCode::FORBIDDEN, title, detail))
    }

    /// For a program, the field that is not right; none for a browser, which gets its page again.
    pub(crate) fn refusal(&self, wrong: &FieldError) -> Option<Answer> {
        info!(field = wrong.field, "posted page refused");
        (Reader::of(self.request.headers()) == Reader::Program).then(|| {
            let problem =
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, self.words.say("desk-nothing-changed"), &wrong.message);
            self.problem(problem.with("errors", json!([wrong])))
        })
    }

    /// The table does not answer. `whose` is the id of the lead or person whose `page` it is.
    pub(crate) fn try_later(
        &self,
        page: &'static str,
        whose: &str,
        failure: impl Into<anyhow::Error>,
        what_holds: &str,
    ) -> Answer {
        error!(page, id = whose, why = format!("{:#}", failure.into()), "page failed");
        let detail = format!("{} {what_holds}", self.words.say("desk-load-again"));
        self.problem(Problem::new(StatusCode::SERVICE_UNAVAILABLE, self.words.say("desk-try-later"), detail))
    }
}

//! What an environment keeps between invocations, and what the pages share.

use std::collections::BTreeMap;

use lambda_http::http::StatusCode;
use lambda_http::{Error, Request};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::ledger::Ledger;
use leadwright_cloud::queue::Queue;
use leadwright_domain::form::FieldError;
use leadwright_domain::value::token::SigningKeys;
use leadwright_web::frame::{Page, Site};
use leadwright_web::post::Unreadable;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};
use leadwright_web::{frame, post};
use serde_json::json;
use tracing::{error, info};

/// The most a post may hold, in bytes.
const BODY_LIMIT: usize = 32 * 1024;

/// The function: queues, the ledger, the keys that sign links.
#[derive(Debug)]
pub struct Engagement {
    pub(crate) activities: Queue,
    pub(crate) bulk: Queue,
    pub(crate) ledger: Ledger,
    pub(crate) keys: SigningKeys,
    pub(crate) clock: Clock,
    pub(crate) send: Queue,
}

impl Engagement {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            activities: Queue::connect(environment, "ACTIVITIES_QUEUE")?,
            bulk: Queue::connect(environment, "BULK_QUEUE")?,
            send: Queue::connect(environment, "SEND_QUEUE")?,
            ledger: Ledger::connect(environment).await?,
            keys: SigningKeys::read(environment.variable("SIGNING_KEY")?)?,
            clock: Clock::connect(environment),
        })
    }

    /// The fields of a posted form, or the answer that says why they can't be read.
    pub(crate) fn fields(&self, request: &Request) -> Result<BTreeMap<String, String>, Box<Answer>> {
        post::fields(request, BODY_LIMIT).map_err(|why: Unreadable| {
            info!(why = %why, "posted page not readable");
            let words = format!("{why} Please open the link in the mail again and press the button there.");
            Box::new(self.problem(request, Problem::new(why.status(), "That did not work", words)))
        })
    }

    /// The answer that shows a page.
    pub(crate) fn page(&self, status: StatusCode, page: &impl Page) -> Answer {
        frame::page(status, Access::Private, self.site(), page)
    }

    /// The answer that tells of a problem.
    pub(crate) fn problem(&self, request: &Request, problem: Problem<'_>) -> Answer {
        problem.answer(Reader::of(request.headers()), Access::Private, self.site())
    }

    /// For a program, the field that is not right; none for a browser, which gets its page again.
    pub(crate) fn refusal(&self, request: &Request, wrong: &FieldError) -> Option<Answer> {
        info!(field = wrong.field, "posted page refused");
        (Reader::of(request.headers()) == Reader::Program).then(|| {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "Nothing was changed", &wrong.message);
            self.problem(request, problem.with("errors", json!([wrong])))
        })
    }

    /// The answer to a link that no mail of ours has.
    pub(crate) fn no_such_link(&self, request: &Request) -> Answer {
        let words = "Perhaps it was cut off in the mail. Please use the link at the end of one of our mails.";
        let problem = Problem::new(StatusCode::NOT_FOUND, "This link does not work", words);
        self.problem(request, problem.with_contact(self.ledger.config.company.reply_to.as_str()))
    }

    /// The table does not answer. `whose` is the id of the lead or person whose `page` it is.
    pub(crate) fn try_later(
        &self,
        request: &Request,
        page: &'static str,
        whose: &str,
        failure: impl Into<anyhow::Error>,
        what_holds: &str,
    ) -> Answer {
        error!(page, id = whose, why = format!("{:#}", failure.into()), "page failed");
        let words = format!("Please load this page again in a minute. {what_holds}");
        self.problem(request, Problem::new(StatusCode::SERVICE_UNAVAILABLE, "That did not work just now", words))
    }

    /// Whose pages these are.
    pub(crate) fn site(&self) -> Site<'_> {
        let company = &self.ledger.config.company;
        Site::new(&company.name, &company.website, self.ledger.config.visitor_words([]))
    }
}

//! What an environment keeps between invocations, and what the pages share.

use std::collections::BTreeMap;

use lambda_http::http::StatusCode;
use lambda_http::{Error, Request};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::ledger::Ledger;
use leadwright_cloud::queue::Queue;
use leadwright_domain::form::{FieldError, LANGUAGE};
use leadwright_domain::lead::Lead;
use leadwright_domain::value::token::SigningKeys;
use leadwright_domain::words::Words;
use leadwright_web::frame::{Page, Site};
use leadwright_web::post::Unreadable;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};
use leadwright_web::{frame, language, post};
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
            let words = self.words(request, None);
            let detail = words.with("visitor-unreadable-hint", &[("why", why.to_string().into())]);
            Box::new(self.problem(request, words, Problem::new(why.status(), words.say("visitor-failed"), detail)))
        })
    }

    /// The answer that shows a page.
    pub(crate) fn page(&self, status: StatusCode, words: Words<'_>, page: &impl Page) -> Answer {
        frame::page(status, Access::Private, self.site(words), page)
    }

    /// The answer that tells of a problem.
    pub(crate) fn problem(&self, request: &Request, words: Words<'_>, problem: Problem<'_>) -> Answer {
        problem.answer(Reader::of(request.headers()), Access::Private, self.site(words))
    }

    /// For a program, the field that is not right; none for a browser, which gets its page again.
    pub(crate) fn refusal(&self, request: &Request, words: Words<'_>, wrong: &FieldError) -> Option<Answer> {
        info!(field = wrong.field, "posted page refused");
        (Reader::of(request.headers()) == Reader::Program).then(|| {
            let problem =
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, words.say("visitor-nothing-changed"), &wrong.message);
            self.problem(request, words, problem.with("errors", json!([wrong])))
        })
    }

    /// The answer to a link that no mail of ours has.
    pub(crate) fn no_such_link(&self, request: &Request) -> Answer {
        let words = self.words(request, None);
        let (title, detail) = (words.say("visitor-link-wrong"), words.say("visitor-link-wrong-hint"));
        let problem = Problem::new(StatusCode::NOT_FOUND, title, detail);
        self.problem(request, words, problem.with_contact(self.ledger.config.company.reply_to.as_str()))
    }

    /// The table does not answer. `whose` is the id of the lead or person whose `page` it is.
    pub(crate) fn try_later(
        &self,
        request: &Request,
        page: &'static str,
        whose: &str,
        failure: impl Into<anyhow::Error>,
    ) -> Answer {
        error!(page, id = whose, why = format!("{:#}", failure.into()), "page failed");
        let words = self.words(request, None);
        let (title, detail) = (words.say("visitor-try-later"), words.say("visitor-load-again"));
        self.problem(request, words, Problem::new(StatusCode::SERVICE_UNAVAILABLE, title, detail))
    }

    /// The answer to a link of somebody who is not known any more.
    pub(crate) fn unknown(&self, request: &Request) -> Answer {
        let words = self.words(request, None);
        let (title, detail) = (words.say("visitor-unknown"), words.say("visitor-unknown-hint"));
        self.problem(request, words, Problem::new(StatusCode::GONE, title, detail))
    }

    /// The words for a visitor: in the language that the lead reads, else in one that the browser wants.
    pub(crate) fn words<'a>(&'a self, request: &'a Request, lead: Option<&'a Lead>) -> Words<'a> {
        let known = lead.and_then(|lead| lead.field(LANGUAGE));
        self.ledger.config.visitor_words(known.into_iter().chain(language::wanted(request.headers())))
    }

    /// Whose pages these are.
    pub(crate) fn site<'a>(&'a self, words: Words<'a>) -> Site<'a> {
        let company = &self.ledger.config.company;
        Site::new(&company.name, &company.website, words)
    }
}

//! What an environment keeps between invocations, and answers to requests that no guard let through.

use jiff::Timestamp;
use lambda_http::{Error, Request};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::ledger::Ledger;
use leadwright_cloud::queue::Queue;
use leadwright_domain::company::Team;
use leadwright_domain::value::token::SigningKeys;
use leadwright_web::frame::Site;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};

/// The function: the ledger, the keys that sign links and sessions, the mailer's queue.
#[derive(Debug)]
pub struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) keys: SigningKeys,
    pub(crate) send: Queue,
    clock: Clock,
}

impl Desk {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            ledger: Ledger::connect(environment).await?,
            keys: SigningKeys::read(environment.variable("SIGNING_KEY")?)?,
            send: Queue::connect(environment, "SEND_QUEUE")?,
            clock: Clock::connect(environment),
        })
    }

    /// The time of the invocation.
    pub(crate) fn now(&self, request: &Request) -> Result<Timestamp, Error> {
        use lambda_http::RequestExt;
        Ok(self.clock.now(&request.lambda_context())?)
    }

    pub(crate) fn team(&self) -> &Team {
        &self.ledger.config.team
    }

    /// Whose pages these are.
    pub(crate) fn site(&self) -> Site<'_> {
        let company = &self.ledger.config.company;
        Site::new(&company.name, &company.website)
    }

    /// The answer that tells of a problem.
    pub(crate) fn problem(&self, request: &Request, problem: Problem<'_>) -> Answer {
        problem.answer(Reader::of(request.headers()), Access::Private, self.site())
    }
}

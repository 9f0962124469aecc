//! What an environment keeps between invocations, and answers to requests that no guard let through.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::Timestamp;
use lambda_http::{Error, Request, RequestExt};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::due::Due;
use leadwright_cloud::files::Files;
use leadwright_cloud::ledger::Ledger;
use leadwright_cloud::queue::Queue;
use leadwright_domain::company::{ProviderLogIn, Team};
use leadwright_domain::form::KeptWording;
use leadwright_domain::sending::OutboxMail;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_domain::value::token::SigningKeys;
use leadwright_domain::words::Words;
use leadwright_web::frame::Site;
use leadwright_web::language;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};
use tracing::warn;

use crate::provider::Provider;

/// The function: the ledger, the keys that sign links and sessions, the mailer's queue.
#[derive(Debug)]
pub struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) keys: SigningKeys,
    pub(crate) send: Queue,
    /// What the intake function is to do.
    pub(crate) intake: Queue,
    /// Lists that somebody uploaded, and exports.
    pub(crate) files: Files,
    pub(crate) clock: Clock,
    /// The ids of leads that are added by hand are made with it.
    pub(crate) identity_key: IdentityKey,
    /// The client of the identity provider; it is asked if `team.yaml` names one.
    pub(crate) provider: Provider,
    /// The address of these pages, if the template's parameter `PublicUrl` says one.
    pub(crate) public_url: String,
    /// The kept wordings of forms that this environment has read. What is kept stays as it is.
    pub(crate) wordings: Mutex<BTreeMap<String, Vec<KeptWording>>>,
    /// The requests of this minute that this environment has answered, by the id of their token.
    pub(crate) requests: Mutex<BTreeMap<String, RequestCount>>,
}

/// The requests of a token in a minute.
#[derive(Debug)]
pub(crate) struct RequestCount {
    /// Since 1970.
    pub(crate) minute: i64,
    /// As the table had them when this environment last counted there.
    pub(crate) written: u64,
    /// What this environment has not counted there yet.
    pub(crate) waiting: u64,
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
            intake: Queue::connect(environment, "INTAKE_QUEUE")?,
            files: Files::connect(environment)?,
            identity_key: IdentityKey::new(environment.variable("IDENTITY_KEY")?),
            clock: Clock::connect(environment),
            provider: Provider::connect(environment)?,
            public_url: environment.variable("PUBLIC_URL")?.trim_end_matches('/').to_owned(),
            wordings: Mutex::default(),
            requests: Mutex::default(),
        })
    }

    /// The time of the invocation.
    pub(crate) fn now(&self, request: &Request) -> Result<Timestamp, Error> {
        Ok(self.clock.now(&request.lambda_context())?)
    }

    /// Hands a mail that is in the outbox to the mailer at once: somebody waits for it.
    pub(crate) async fn send_now(&self, mail: &OutboxMail) {
        if let Err(failure) = self.send.send_due(&[Due::Outbox(mail.id())]).await {
            // The index of what is due finds it within a minute.
            warn!(send.id = %mail.id(), why = failure.to_string(), "mail of the outbox not queued for the mailer");
        }
    }

    pub(crate) fn team(&self) -> &Team {
        &self.ledger.config.team
    }

    /// Log-in by an identity provider, if `team.yaml` has it.
    pub(crate) fn provider_log_in(&self) -> Option<&ProviderLogIn> {
        self.team().log_in.as_ref()
    }

    /// The words for a reader of whom nobody knows yet who it is.
    pub(crate) fn words<'a>(&'a self, request: &'a Request) -> Words<'a> {
        self.ledger.config.staff_words(language::wanted(request.headers()))
    }

    /// Whose pages these are.
    pub(crate) fn site<'a>(&'a self, request: &'a Request) -> Site<'a> {
        let company = &self.ledger.config.company;
        Site::new(&company.name, &company.website, self.words(request))
    }

    /// The answer that tells of a problem.
    pub(crate) fn problem<'a>(&'a self, request: &'a Request, problem: Problem<'a>) -> Answer {
        problem.answer(Reader::of(request.headers()), Access::Private, self.site(request))
    }
}

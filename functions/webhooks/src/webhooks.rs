//! The ports that it works with.

use lambda_runtime::Error;
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::config;
use leadwright_cloud::random::Random;
use leadwright_cloud::table::{Table, TableError};
use leadwright_cloud::telemetry::Alarms;
use leadwright_cloud::webhook::WebhookClient;
use leadwright_domain::config::Config;
use leadwright_domain::lead_source::SourceSecrets;

use crate::rest::Rests;

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Webhooks {
    pub(crate) table: Table,
    pub(crate) config: Config,
    pub(crate) client: WebhookClient,
    pub(crate) secrets: SourceSecrets,
    pub(crate) public_url: String,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) alarms: Alarms,
    pub(crate) rests: Rests,
}

/// Events could not be dealt with; the queue brings them again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebhooksError {
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Webhooks {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            table: Table::connect(environment)?,
            config: config::load(environment)?,
            client: WebhookClient::connect(environment),
            secrets: SourceSecrets::read(environment.variable("WEBHOOK_SECRETS")?)?,
            public_url: environment.variable("PUBLIC_URL")?.trim_end_matches('/').to_owned(),
            clock: Clock::connect(environment),
            random: Random::of_process(),
            alarms: Alarms::connect(environment)?,
            rests: Rests::default(),
        })
    }
}

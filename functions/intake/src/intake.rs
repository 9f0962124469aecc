//! What an environment keeps between invocations.

use lambda_runtime::Error;
use leadwright_cloud::call::HttpClient;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::files::Files;
use leadwright_cloud::mail::Sender;
use leadwright_cloud::queue::Queue;
use leadwright_cloud::table::Table;
use leadwright_cloud::telemetry::Alarms;
use leadwright_cloud::{Environment, config};
use leadwright_domain::config::Config;
use leadwright_domain::lead_source::SourceSecrets;
use leadwright_domain::value::identity::{EmailAddress, IdentityKey};
use leadwright_domain::value::token::SigningKeys;

/// The function: what it reads and writes, its queues and secrets, and the configuration.
#[derive(Debug)]
pub struct Intake {
    pub(crate) activities: Queue,
    /// Its own, in which jobs that failed wait.
    pub(crate) jobs: Queue,
    /// Rows of lists.
    pub(crate) bulk: Queue,
    /// Lists that somebody uploaded, and exports.
    pub(crate) files: Files,
    pub(crate) table: Table,
    /// The mails that people wrote to the company.
    pub(crate) mails: Files,
    /// The address that the stack's mails come from.
    pub(crate) mail_from: Option<EmailAddress>,
    pub(crate) key: IdentityKey,
    /// What sources are shown.
    pub(crate) tokens: SourceSecrets,
    /// It signs what is asked of the company's own program.
    pub(crate) keys: SigningKeys,
    pub(crate) config: Config,
    pub(crate) http: HttpClient,
    pub(crate) alarms: Alarms,
    pub(crate) clock: Clock,
    /// Programs on this machine may be asked.
    pub(crate) is_local: bool,
}

impl Intake {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub fn connect(environment: &Environment) -> Result<Self, Error> {
        let sender: Sender = environment.variable("MAIL_FROM")?.parse()?;
        Ok(Self {
            activities: Queue::connect(environment, "ACTIVITIES_QUEUE")?,
            jobs: Queue::connect(environment, "INTAKE_QUEUE")?,
            bulk: Queue::connect(environment, "BULK_QUEUE")?,
            files: Files::connect(environment)?,
            table: Table::connect(environment)?,
            mails: Files::mailbox(environment)?,
            mail_from: EmailAddress::parse(&sender.address).ok(),
            keys: SigningKeys::read(environment.variable("SIGNING_KEY")?)?,
            key: IdentityKey::new(environment.variable("IDENTITY_KEY")?),
            tokens: SourceSecrets::read(environment.variable("SOURCE_TOKENS")?)?,
            config: config::load(environment)?,
            http: HttpClient::public(environment.aws(), environment.is_local()),
            alarms: Alarms::connect(environment)?,
            clock: Clock::connect(environment),
            is_local: environment.is_local(),
        })
    }
}

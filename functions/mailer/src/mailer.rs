//! The mailer: the ports that it works with.

use jiff::SignedDuration;
use lambda_runtime::Error;
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::files::Files;
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::mail::{Sender, Ses};
use leadwright_cloud::table::TableError;
use leadwright_cloud::telemetry::Alarms;
use leadwright_cloud::webhook::WebhookClient;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_domain::value::token::SigningKeys;

use crate::pace::Pace;

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Mailer {
    pub(crate) ledger: Ledger,
    pub(crate) ses: Ses,
    pub(crate) files: Files,
    pub(crate) pace: Pace,
    pub(crate) clock: Clock,
    pub(crate) keys: SigningKeys,
    pub(crate) identity: IdentityKey,
    pub(crate) sender: Sender,
    pub(crate) public_url: String,
    /// The deployed stack's name.
    pub(crate) stack: String,
    pub(crate) alarms: Alarms,
    pub(crate) webhooks: WebhookClient,
}

/// An attempt and its record may take this long: none is begun later, so that none is cut off half-way.
///
/// Five seconds for SES's rate before it, five for refusals for the rate, ten for SES's answer, and the table's calls. The
/// bytes of a rendered mail are read besides.
pub(crate) const ATTEMPT: SignedDuration = SignedDuration::from_secs(28);

/// What is due could not be dealt with; the queue brings it again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailerError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the activity {0} that a mail is about is gone")]
    NoActivity(ActivityId),
    #[error("no time is left for another attempt; the next invocation goes on")]
    OutOfTime,
}

impl Mailer {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            ledger: Ledger::connect(environment).await?,
            ses: Ses::connect(environment)?,
            files: Files::connect(environment)?,
            pace: Pace::connect(environment)?,
            clock: Clock::connect(environment),
            keys: SigningKeys::read(environment.variable("SIGNING_KEY")?)?,
            identity: IdentityKey::new(environment.variable("IDENTITY_KEY")?),
            sender: environment.variable("MAIL_FROM")?.parse()?,
            public_url: environment.variable("PUBLIC_URL")?.trim_end_matches('/').to_owned(),
            // The configuration set has the stack's name.
            stack: environment.variable("CONFIGURATION_SET")?.to_owned(),
            alarms: Alarms::connect(environment)?,
            webhooks: WebhookClient::connect(environment),
        })
    }
}

//! What an environment keeps between invocations.

use lambda_runtime::Error;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::queue::Queue;
use leadwright_cloud::{Environment, config};
use leadwright_domain::config::Config;
use leadwright_domain::value::identity::IdentityKey;

/// The function: the queue of activities, the identity key and the configuration.
#[derive(Debug)]
pub struct Intake {
    pub(crate) activities: Queue,
    pub(crate) key: IdentityKey,
    pub(crate) config: Config,
    pub(crate) clock: Clock,
}

impl Intake {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            activities: Queue::connect(environment, "ACTIVITIES_QUEUE")?,
            key: IdentityKey::new(environment.variable("IDENTITY_KEY")?),
            config: config::load(environment)?,
            clock: Clock::connect(environment),
        })
    }
}

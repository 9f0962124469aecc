//! What an environment keeps between invocations.

use std::fmt;

use lambda_http::Error;
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::config;
use leadwright_cloud::queue::Queue;
use leadwright_domain::config::Config;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_web::frame::Site;

/// The function: a queue, two secrets and the configuration.
#[derive(Debug)]
pub struct Capture {
    pub(crate) activities: Queue,
    pub(crate) key: IdentityKey,
    pub(crate) config: Config,
    pub(crate) api_token: ApiToken,
}

/// What a program shows to post activities.
pub(crate) struct ApiToken(pub(crate) String);

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(…)")
    }
}

impl Capture {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub async fn connect() -> Result<Self, Error> {
        let aws = Aws::connect().await;
        Ok(Self {
            activities: Queue::new(&aws, variable("ACTIVITIES_QUEUE")?),
            key: IdentityKey::new(variable("IDENTITY_KEY")?),
            config: config::load()?,
            api_token: ApiToken(variable("API_TOKEN")?),
        })
    }

    /// Whose pages these are.
    pub(crate) fn site(&self) -> Site<'_> {
        let company = &self.config.company;
        Site { company: &company.name, website: &company.website }
    }
}

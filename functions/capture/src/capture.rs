//! What an environment keeps between invocations.

use std::fmt;

use lambda_http::Error;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::queue::Queue;
use leadwright_cloud::{Environment, config};
use leadwright_domain::config::Config;
use leadwright_domain::form::Form;
use leadwright_domain::lead_source::SourceSecrets;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_domain::value::token::SigningKeys;
use leadwright_domain::words::Words;
use leadwright_web::frame::Site;
use tracing::error;

use crate::cors::FormOrigins;
use crate::front::FrontSecret;
use crate::view_limit::ViewLimit;

/// The function: three queues, its secrets and the configuration.
#[derive(Debug)]
pub struct Capture {
    pub(crate) activities: Queue,
    /// For what visitors do at forms before they send one.
    pub(crate) visits: Queue,
    /// For leads of which a tool posts the id alone.
    pub(crate) intake: Queue,
    pub(crate) key: IdentityKey,
    pub(crate) config: Config,
    pub(crate) api_token: ApiToken,
    pub(crate) clock: Clock,
    pub(crate) form_origins: FormOrigins,
    pub(crate) keys: SigningKeys,
    pub(crate) views: ViewLimit,
    pub(crate) front: FrontSecret,
    /// What tools show when they post leads.
    pub(crate) source_secrets: SourceSecrets,
}

/// What a program shows to post activities.
pub(crate) struct ApiToken(pub(crate) String);

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(…)")
    }
}

/// The secrets of sources. Forms are served also where somebody wrote these wrongly: then no source is set up.
fn source_secrets(text: &str) -> SourceSecrets {
    SourceSecrets::read(text).unwrap_or_else(|why| {
        error!(why = why.to_string(), "the secret source-keys can't be read: no source is set up");
        SourceSecrets::default()
    })
}

impl Capture {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            activities: Queue::connect(environment, "ACTIVITIES_QUEUE")?,
            visits: Queue::connect(environment, "VISITS_QUEUE")?,
            intake: Queue::connect(environment, "INTAKE_QUEUE")?,
            key: IdentityKey::new(environment.variable("IDENTITY_KEY")?),
            config: config::load(environment)?,
            api_token: ApiToken(environment.variable("API_TOKEN")?.to_owned()),
            clock: Clock::connect(environment),
            form_origins: FormOrigins::read(
                environment.variable("FORM_ORIGINS")?,
                environment.optional("PUBLIC_URL").unwrap_or_default(),
            ),
            keys: SigningKeys::read(environment.variable("SIGNING_KEY")?)?,
            views: ViewLimit::default(),
            front: FrontSecret(environment.variable("FRONT_SECRET")?.to_owned()),
            source_secrets: source_secrets(environment.variable("SOURCE_KEYS")?),
        })
    }

    /// The words for the visitor of a form: in the language that they chose in it, else in the form's. A page in the
    /// language of the browser around a form in another would be a medley.
    pub(crate) fn words_of<'a>(&'a self, form: &'a Form, posted: Option<&'a str>) -> Words<'a> {
        self.config.visitor_words(posted.into_iter().chain(form.language.as_deref()))
    }

    /// Whose pages these are.
    pub(crate) fn site<'a>(&'a self, words: Words<'a>) -> Site<'a> {
        let company = &self.config.company;
        Site::new(&company.name, &company.website, words)
    }
}

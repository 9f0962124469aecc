//! The unsubscribe links of the mails.
//!
//! GET and HEAD show a page and change nothing, so that a mail scanner unsubscribes nobody (mautic/mautic#14916); a
//! POST acts, from the page's button or from the mail program (RFC 8058).

use lambda_http::http::{Method, StatusCode, header};
use lambda_http::{Body, Error, Request, RequestExt, Response};
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::queue::Queue;
use leadwright_cloud::{clock, config};
use leadwright_domain::activity::{Activity, ActivityId, What};
use leadwright_domain::config::Config;
use leadwright_domain::identity::LeadId;
use leadwright_domain::token::SigningKey;
use minijinja::{Environment, context};
use tracing::{error, info};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Engagement {
    activities: Queue,
    key: SigningKey,
    config: Config,
    pages: Environment<'static>,
}

impl Engagement {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub async fn connect() -> Result<Self, Error> {
        let aws = Aws::connect().await;
        let mut pages = Environment::new();
        pages.add_template("unsubscribe.html", include_str!("unsubscribe.html"))?;
        Ok(Self {
            activities: Queue::new(&aws, variable("ACTIVITIES_QUEUE")?),
            key: SigningKey::new(variable("SIGNING_KEY")?),
            config: config::load()?,
            pages,
        })
    }

    /// Answers a request.
    ///
    /// # Errors
    /// The local runner gave no time, or the page could not be made.
    pub async fn handle(&self, request: Request) -> Result<Response<Body>, Error> {
        let parameters = request.path_parameters();
        let Some(lead) = parameters.first("token").and_then(|token| self.key.read_unsubscribe_token(token)) else {
            return self.page(StatusCode::NOT_FOUND, "unknown");
        };
        if *request.method() != Method::POST {
            return self.page(StatusCode::OK, "ask");
        }
        let now = clock::now(&request.lambda_context())?;
        match self.activities.send_activity(&unsubscribed(lead.clone(), now)).await {
            Ok(()) => {
                info!(lead.id = %lead, "unsubscribed");
                self.page(StatusCode::OK, "done")
            }
            Err(failure) => {
                let why = format!("{:#}", anyhow::Error::from(failure));
                error!(lead.id = %lead, why, "an unsubscription was not accepted");
                self.page(StatusCode::SERVICE_UNAVAILABLE, "failed")
            }
        }
    }

    fn page(&self, status: StatusCode, state: &str) -> Result<Response<Body>, Error> {
        let page = self.pages.get_template("unsubscribe.html")?.render(context! {
            state => state,
            company => self.config.company.name.as_str(),
            website => self.config.company.website.as_str(),
        })?;
        let answer = Response::builder()
            .status(status)
            .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-store")
            .header("referrer-policy", "no-referrer");
        Ok(answer.body(Body::Text(page))?)
    }
}

fn unsubscribed(lead: LeadId, now: jiff::Timestamp) -> Activity {
    let what = What::Unsubscribed;
    Activity::new(ActivityId::new(now, &[lead.as_str(), what.kind()]), lead, what)
}

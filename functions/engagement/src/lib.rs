//! The links in the mails: those that tell of opens and clicks, to unsubscribe, to choose what one wants, to a seller's
//! page of a lead, and to a seller's absences.
//!
//! GET and HEAD show a page and change nothing, so that a mail scanner unsubscribes nobody and accepts no lead
//! (mautic/mautic#14916); a POST acts, from the page's button or from the mail program (RFC 8058).

mod away;
mod page;
mod preferences;
mod press;
mod seller;
mod track;

use jiff::Timestamp;
use lambda_http::http::{Method, StatusCode, header};
use lambda_http::{Body, Error, Request, RequestExt, Response};
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::clock;
use leadwright_cloud::ledger::{Ledger, LedgerError};
use leadwright_cloud::queue::Queue;
use leadwright_domain::activity::Activity;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::token::{PreferencesLink, SigningKeys, UnsubscribeLink};
use minijinja::{Environment, Value, context};
use tracing::{error, info, warn};

/// No script, nothing from elsewhere, in nobody's frame.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Engagement {
    activities: Queue,
    bulk: Queue,
    send: Queue,
    ledger: Ledger,
    keys: SigningKeys,
    pages: Environment<'static>,
}

impl Engagement {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it, or the table does not answer.
    pub async fn connect() -> Result<Self, Error> {
        let aws = Aws::connect().await;
        Ok(Self {
            activities: Queue::new(&aws, variable("ACTIVITIES_QUEUE")?),
            bulk: Queue::new(&aws, variable("BULK_QUEUE")?),
            send: Queue::new(&aws, variable("SEND_QUEUE")?),
            ledger: Ledger::connect(&aws).await?,
            keys: SigningKeys::read(&variable("SIGNING_KEY")?)?,
            pages: page::templates()?,
        })
    }

    /// Answers a request.
    ///
    /// # Errors
    /// The local runner gave no time, or the page could not be made.
    pub async fn handle(&self, request: Request) -> Result<Response<Body>, Error> {
        let now = clock::now(&request.lambda_context())?;
        let parameters = request.path_parameters();
        let token = parameters.first("token").unwrap_or_default();
        match request.uri().path().rsplit('/').nth(1) {
            Some("lead") => self.seller(&request, token, now).await,
            Some("away") => self.away(&request, token, now).await,
            Some("preferences") => self.preferences(&request, token, now).await,
            Some("c") => self.follow(&request, token, now).await,
            Some("o") => self.picture(&request, token, now).await,
            _ => self.unsubscribe(&request, token, now).await,
        }
    }

    async fn unsubscribe(&self, request: &Request, token: &str, now: Timestamp) -> Result<Response<Body>, Error> {
        let Ok(UnsubscribeLink { lead }) = self.keys.verify(token, now) else { return self.no_such_link() };
        let token = self.keys.sign(&PreferencesLink { lead: lead.clone() }, now);
        let show = |status, state| self.page(status, "unsubscribe.html", context! { state => state, token => &token });
        if *request.method() != Method::POST {
            return show(StatusCode::OK, "ask");
        }
        match self.activities.send_activity(&Activity::unsubscribed(lead.clone(), now)).await {
            Ok(()) => {
                info!(lead.id = %lead, "unsubscribed");
                show(StatusCode::OK, "done")
            }
            Err(failure) => {
                let why = format!("{:#}", anyhow::Error::from(failure));
                error!(lead.id = %lead, why, "an unsubscription was not accepted");
                show(StatusCode::SERVICE_UNAVAILABLE, "failed")
            }
        }
    }

    /// The page of a link that no mail of ours has.
    fn no_such_link(&self) -> Result<Response<Body>, Error> {
        let reply_to = self.ledger.config.company.reply_to.as_str();
        self.page(StatusCode::NOT_FOUND, "no-link.html", context! { reply_to => reply_to })
    }

    /// Applies what somebody did on a page here and now; why not, if the lead can't take it.
    async fn apply(&self, lead: &Lead, activity: &Activity, now: Timestamp) -> Result<Option<String>, LedgerError> {
        let (id, before) = (&lead.id, Some(lead.clone()));
        let outcome = Box::pin(self.ledger.apply_to(id, before, std::slice::from_ref(activity), now)).await?;
        if outcome.lead.as_ref().is_some_and(|lead| lead.is_due(now))
            && let Err(failure) = self.send.send_due(std::slice::from_ref(id)).await
        {
            // The index of what is due finds it within a minute.
            warn!(lead.id = %id, why = failure.to_string(), "the mailer was not told");
        }
        Ok(outcome.stopped.map(|(_, why)| why.to_string()))
    }

    /// The table does not answer: told to the log, and the reader is asked to come back.
    fn try_later(
        &self,
        page: &str,
        lead: &str,
        failure: impl Into<anyhow::Error>,
        what_holds: &str,
    ) -> Result<Response<Body>, Error> {
        error!(lead.id = lead, why = format!("{:#}", failure.into()), "{page} did not work");
        let words = format!("Please load this page again in a minute. {what_holds}");
        let mut answer = self.words(StatusCode::SERVICE_UNAVAILABLE, "That did not work just now", &words)?;
        answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
        Ok(answer)
    }

    /// A page of a heading and a sentence.
    fn words(&self, status: StatusCode, title: &str, words: &str) -> Result<Response<Body>, Error> {
        self.page(status, "words.html", context! { title => title, words => words })
    }

    fn page(&self, status: StatusCode, template: &str, variables: Value) -> Result<Response<Body>, Error> {
        let page = self.pages.get_template(template)?.render(context! {
            company => self.ledger.config.company.name.as_str(),
            website => self.ledger.config.company.website.as_str(),
            ..variables
        })?;
        let answer = Response::builder()
            .status(status)
            .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-store")
            .header("content-security-policy", CONTENT_POLICY)
            // The address of a page is the key to it.
            .header("referrer-policy", "no-referrer");
        Ok(answer.body(Body::Text(page))?)
    }
}

/// By GET to the page that says what came of a POST, so that a reload posts nothing.
fn see_other(to: &str) -> Result<Response<Body>, Error> {
    let answer = Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to);
    Ok(answer.header(header::CACHE_CONTROL, "no-store").body(Body::Empty)?)
}

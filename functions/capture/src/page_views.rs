//! `POST /v/{token}`: the browser of a person who agreed to it tells which page it opened. It becomes an activity by one
//! call of SQS; whether it still counts is found in scoring, which knows what the person said since.

use lambda_http::http::{StatusCode, header};
use lambda_http::{Error, Request, RequestExt};
use leadwright_domain::activity::Activity;
use leadwright_domain::activity::touch::address;
use leadwright_domain::tracking;
use leadwright_domain::value::token::BrowserToken;
use leadwright_domain::words::Words;
use leadwright_web::post;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer, empty};
use tracing::{error, info};

use crate::capture::Capture;
use crate::cors::origin;

/// The most a post may hold, in bytes.
const BODY_LIMIT: usize = 2 * 1024;

impl Capture {
    /// Answers a browser that tells of a page.
    pub(crate) async fn page_viewed(&self, request: &Request, token: &str, words: Words<'_>) -> Result<Answer, Error> {
        let now = self.clock.now(&request.lambda_context())?;
        let refuse = |problem: Problem<'_>| {
            Ok(problem.answer(Reader::of_api(request.headers()), Access::Private, self.site(words)))
        };
        let Ok(BrowserToken { lead, .. }) = self.keys.verify(token, now) else {
            return refuse(Problem::not_found(words));
        };
        let done = || Ok(empty(StatusCode::NO_CONTENT, Access::Private));
        let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        if let Some(reason) = tracking::robot(agent) {
            info!(lead.id = %lead, reason, "page view of a bot not counted");
            return done();
        }
        let page = post::fields(request, BODY_LIMIT).ok().and_then(|fields| address(fields.get("page")?));
        // A site tells of its own pages alone.
        let is_of = |page: &String| origin(request.headers()).is_none_or(|site| page.starts_with(&format!("{site}/")));
        let Some(page) = page.filter(is_of) else {
            let (title, detail) = (words.say("visitor-unreadable"), words.say("visitor-page-of-site"));
            return refuse(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, detail));
        };
        if !self.views.take(&lead, now) {
            info!(lead.id = %lead, "page view not counted: too many within the hour");
            return done();
        }
        let activity = Activity::page_viewed(lead, page, now);
        if let Err(failure) = self.activities.send_activity(&activity).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            error!(lead.id = %activity.lead, activity.id = %activity.id, why, "page view not queued");
            let (title, detail) = (words.say("visitor-try-later"), words.say("visitor-again-in-a-minute"));
            return refuse(Problem::new(StatusCode::SERVICE_UNAVAILABLE, title, detail));
        }
        done()
    }
}

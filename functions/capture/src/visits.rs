//! What visitors do at forms before they send one, told to the queue that adds it up. Nothing says who they are.

use std::collections::BTreeSet;
use std::time::Duration;

use lambda_http::http::{Method, StatusCode, header};
use lambda_http::{Error, Request, RequestExt};
use leadwright_domain::activity::SiteTouches;
use leadwright_domain::activity::touch::form_page;
use leadwright_domain::form::FieldError;
use leadwright_domain::metrics::{Visit, VisitEvent, VisitPlace};
use leadwright_domain::tracking;
use leadwright_web::post::Unreadable;
use leadwright_web::problem::Problem;
use leadwright_web::reader::{Reader, is_prefetch, media_type};
use leadwright_web::response;
use leadwright_web::response::{Access, Answer};
use tracing::{error, info};

use crate::capture::Capture;
use crate::embed::EMBED;
use crate::post::Post;
use crate::submissions::Named;

/// No longer than this does a visitor wait for what is counted of them.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a beacon may hold, in bytes: an address and a campaign at the most.
const BEACON_LIMIT: usize = 2_048;

/// The parameter of an address that names the campaign.
const CAMPAIGN: &str = "utm_campaign";

impl Capture {
    /// Takes what the script of a page tells.
    pub(crate) async fn take_beacon(
        &self,
        request: &Request,
        reader: Reader,
        named: Named<'_>,
    ) -> Result<Answer, Error> {
        let headers = request.headers();
        let refused = |status: StatusCode, why: String| {
            info!(form = named.name, why, "beacon refused");
            let problem = Problem::new(status, named.words.say("visitor-unreadable"), why);
            Ok(problem.answer(reader, Access::Entered, self.site(named.words)))
        };
        if !self.form_origins.take(named.form, headers) {
            return refused(StatusCode::FORBIDDEN, "This site may not post the form.".to_owned());
        }
        if media_type(headers) != "text/plain" {
            return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send a beacon as text/plain.".to_owned());
        }
        let body = match text(request.body()) {
            Ok(body) => body,
            Err(why) => return refused(why.status(), why.to_string()),
        };
        match VisitEvent::read_beacon((named.name, named.form), body, &self.config.campaigns) {
            Ok((event, place)) => {
                self.tell(request, place, unless_machine(request, event)).await?;
                let mut answer = response::empty(StatusCode::NO_CONTENT, Access::Entered);
                self.form_origins.allow(Some(named.form), headers, &mut answer);
                Ok(answer)
            }
            Err(why) => refused(StatusCode::BAD_REQUEST, why.to_string()),
        }
    }

    /// Counts that the hosted form is shown. Its script does not count it again. What a script puts into a page of
    /// another site is counted when it comes into view.
    pub(crate) async fn count_view(&self, request: &Request, named: Named<'_>) -> Result<(), Error> {
        let query = request.query_string_parameters();
        if query.first(EMBED).is_some() {
            return Ok(());
        }
        let page = format!("/forms/{}", named.name);
        let of_form = (named.name, named.form);
        let place = VisitPlace::new(of_form, Some(&page), query.first(CAMPAIGN), &self.config.campaigns);
        self.tell(request, place, unless_machine(request, VisitEvent::Viewed)).await
    }

    /// Counts a post that came back, whoever posted it.
    pub(crate) async fn count_refused(
        &self,
        request: &Request,
        named: Named<'_>,
        post: &Post,
        errors: &[FieldError],
    ) -> Result<(), Error> {
        // A name that the form does not know may be anything, also somebody's address.
        let known = errors.iter().filter(|error| named.form.knows(&error.field));
        let fields: BTreeSet<String> = known.map(|error| error.field.clone()).collect();
        let touches = SiteTouches::posted(post.fields.pairs(), |name| named.form.asks_for(name));
        let page = form_page(post.fields.pairs()).or_else(|| post.page.clone());
        let of_form = (named.name, named.form);
        let place = VisitPlace::new(of_form, page.as_deref(), touches.campaign(), &self.config.campaigns);
        self.tell(request, place, VisitEvent::Refused { fields }).await
    }

    /// Queues what happened, by one call of SQS. Where that fails, the visitor's answer stays as it is.
    async fn tell(&self, request: &Request, place: VisitPlace, event: VisitEvent) -> Result<(), Error> {
        let context = request.lambda_context();
        let visit = Visit { id: context.request_id.clone(), at: self.clock.now(&context)?, place, event };
        let until = self.clock.real() + PATIENCE;
        let why = match self.clock.timeout_at(until, self.visits.send_all(std::slice::from_ref(&visit))).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(failure)) => format!("{:#}", anyhow::Error::from(failure)),
            Err(_) => "SQS took too long".to_owned(),
        };
        error!(visit.id, why, "visit of a form not queued");
        Ok(())
    }
}

/// The text of a beacon.
fn text(body: &[u8]) -> Result<&str, Unreadable> {
    if body.len() > BEACON_LIMIT {
        return Err(Unreadable::TooLarge { limit: BEACON_LIMIT });
    }
    std::str::from_utf8(body).map_err(|_| Unreadable::Bytes { encoding: "UTF-8" })
}

/// What a visitor did, unless a bot did it.
fn unless_machine(request: &Request, event: VisitEvent) -> VisitEvent {
    let headers = request.headers();
    let agent = headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
    let is_machine = *request.method() == Method::HEAD
        || is_prefetch(headers)
        || tracking::robot(agent.as_deref().unwrap_or_default()).is_some();
    if is_machine { VisitEvent::ByMachine } else { event }
}

//! A form post becomes an accepted submission: one SQS call, no table. So do the activities that programs post.

mod activities;
mod pages;
mod post;

use activities::ApiToken;
use lambda_http::http::{Method, StatusCode, header};
use lambda_http::{Body, Error, Request, RequestExt, Response};
use leadwright_cloud::aws::{Aws, variable};
use leadwright_cloud::queue::Queue;
use leadwright_cloud::{clock, config};
use leadwright_domain::activity::{Activity, Submission};
use leadwright_domain::config::Config;
use leadwright_domain::form::{FieldError, Form};
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use pages::Pages;
use post::{Format, Post, Unreadable};
use serde_json::json;
use tracing::{error, info};

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Capture {
    activities: Queue,
    key: IdentityKey,
    config: Config,
    pages: Pages,
    api_token: ApiToken,
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
            pages: Pages::new()?,
            api_token: ApiToken(variable("API_TOKEN")?),
        })
    }

    /// Answers a request.
    ///
    /// # Errors
    /// The local runner gave no time, or a page could not be made.
    pub async fn handle(&self, request: Request) -> Result<Response<Body>, Error> {
        let parameters = request.path_parameters();
        // Every route is a form's, but `/activities`.
        let Some(name) = parameters.first("form") else { return self.post_activities(&request).await };
        let Some(form) = self.config.forms.get(name) else {
            return no_such_form(&request);
        };
        let is_thank_you = request.uri().path().ends_with("/thank-you");
        match *request.method() {
            Method::POST => self.post(name, form, &request).await,
            _ if is_thank_you => Ok(html(StatusCode::OK, self.pages.thanks(&self.config, form)?)?),
            _ => Ok(html(StatusCode::OK, self.pages.form(&self.config, name, form, None)?)?),
        }
    }

    async fn post(&self, name: &str, form: &Form, request: &Request) -> Result<Response<Body>, Error> {
        let post = match Post::read(request) {
            Ok(post) => post,
            Err(unreadable) => return unreadable_answer(&unreadable),
        };
        match form.read(name, &post.fields, post.page.clone()) {
            Ok(submission) => self.accept(name, form, request, post, submission).await,
            Err(errors) => self.refuse(name, form, &post, &errors),
        }
    }

    async fn accept(
        &self,
        name: &str,
        form: &Form,
        request: &Request,
        post: Post,
        submission: Submission,
    ) -> Result<Response<Body>, Error> {
        let activity = self.activity(request, post.idempotency_key.as_deref(), submission)?;
        if let Err(failure) = self.activities.send_activity(&activity).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            error!(lead.id = %activity.lead, form = name, why, "a post was not accepted");
            return self.try_again(&post);
        }
        info!(lead.id = %activity.lead, activity.id = %activity.id, form = name, "accepted");
        match post.format {
            Format::Json => json_answer(StatusCode::ACCEPTED, &json!({ "lead": activity.lead })),
            Format::Browser => {
                let own = format!("/forms/{name}/thank-you");
                let answer = Response::builder().status(StatusCode::SEE_OTHER);
                Ok(answer.header(header::LOCATION, form.thank_you.as_ref().unwrap_or(&own)).body(Body::Empty)?)
            }
        }
    }

    fn activity(
        &self,
        request: &Request,
        idempotency_key: Option<&str>,
        submission: Submission,
    ) -> Result<Activity, Error> {
        let context = request.lambda_context();
        let now = clock::now(&context)?;
        // The form's definition asks for an address: what passed it has one.
        let email = submission.fields.get("email").map(|email| EmailAddress::parse(email)).transpose()?;
        let identity = email.map_or_else(|| Identity::Entry(context.request_id.clone()), Identity::Email);
        let lead = LeadId::of(&self.key, &identity);
        Ok(Activity::form_submitted(lead, submission, idempotency_key, &context.request_id, now))
    }

    fn refuse(&self, name: &str, form: &Form, post: &Post, errors: &[FieldError]) -> Result<Response<Body>, Error> {
        match post.format {
            Format::Json => json_answer(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "errors": errors })),
            Format::Browser => {
                let page = self.pages.form(&self.config, name, form, Some((&post.fields, errors)))?;
                Ok(html(StatusCode::UNPROCESSABLE_ENTITY, page)?)
            }
        }
    }

    fn try_again(&self, post: &Post) -> Result<Response<Body>, Error> {
        let words = "We could not take that just now. Please try again in a minute.";
        let mut answer = match post.format {
            Format::Json => json_answer(StatusCode::SERVICE_UNAVAILABLE, &json!({ "message": words }))?,
            Format::Browser => {
                html(StatusCode::SERVICE_UNAVAILABLE, self.pages.words(&self.config, "Please try again", words)?)?
            }
        };
        answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
        Ok(answer)
    }
}

fn no_such_form(request: &Request) -> Result<Response<Body>, Error> {
    let name = request.path_parameters().first("form").unwrap_or_default().to_owned();
    json_answer(StatusCode::NOT_FOUND, &json!({ "message": format!("There is no form {name:?} here.") }))
}

fn unreadable_answer(why: &Unreadable) -> Result<Response<Body>, Error> {
    let status = match why {
        Unreadable::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Unreadable::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Unreadable::Json(_) | Unreadable::Text | Unreadable::Key => StatusCode::BAD_REQUEST,
    };
    json_answer(status, &json!({ "message": why.to_string() }))
}

fn json_answer(status: StatusCode, body: &serde_json::Value) -> Result<Response<Body>, Error> {
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
    Ok(answer.body(Body::Text(body.to_string()))?)
}

fn html(status: StatusCode, page: String) -> Result<Response<Body>, Error> {
    let answer = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store")
        .header("x-content-type-options", "nosniff");
    Ok(answer.body(Body::Text(page))?)
}

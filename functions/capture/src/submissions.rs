//! The forms: shown, posted, thanked for. A post becomes an accepted submission by one call of SQS.

use std::borrow::Cow;

use lambda_http::http::StatusCode;
use lambda_http::{Error, Request, RequestExt};
use leadwright_domain::activity::{Activity, Submission};
use leadwright_domain::form::{ConsentAnswer, FieldError, Form, LANGUAGE, Thanks};
use leadwright_domain::suspicion::{Arrival, SHOWN};
use leadwright_domain::value::identity::{EmailAddress, Identity, LeadId};
use leadwright_domain::words::Words;
use leadwright_web::frame;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer, allow_forms_to, allow_sources, json, see_other, try_again_later};
use serde_json::json;
use tracing::{error, info};

use crate::capture::Capture;
use crate::form_page::{FormPage, ThanksPage};
use crate::guards::Guards;
use crate::post::{Post, Unreadable};

/// A form's name and definition.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) form: &'a Form,
    /// The words in the visitor's language.
    pub(crate) words: Words<'a>,
}

/// In the address of the thank-you page: the consent box was left empty.
const WITHOUT_CONSENT: &str = "without-consent";

/// Where a browser goes after a post.
fn thank_you(Named { name, form, .. }: Named<'_>, is_consent_given: bool) -> Cow<'_, str> {
    match form.thanks_after(is_consent_given) {
        Thanks::Page(page) => page.into(),
        Thanks::Words(words) if is_consent_given || words == form.thanks => format!("/forms/{name}/thank-you").into(),
        Thanks::Words(_) => format!("/forms/{name}/thank-you?{WITHOUT_CONSENT}").into(),
    }
}

impl Capture {
    /// The hosted form.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub(crate) fn show(&self, request: &Request, form: Named<'_>) -> Result<Answer, Error> {
        let mut page = FormPage::new(form.words, form.name, form.form);
        page.guards = Some(self.guards(request, form, None)?);
        Ok(self.form_page(StatusCode::OK, Access::Public, form, &page))
    }

    /// What the form has against robots; `shown` is the time that a post brought back.
    fn guards<'a>(&'a self, request: &Request, form: Named<'a>, shown: Option<&str>) -> Result<Guards<'a>, Error> {
        let now = self.clock.now(&request.lambda_context())?;
        let site_key = self.config.spam.captcha.site_key.as_deref();
        Ok(Guards::new(form.words, form.name, form.form.captcha.zip(site_key), shown, &self.key, now))
    }

    /// The plain page that follows a post.
    pub(crate) fn thank(&self, request: &Request, named: Named<'_>) -> Answer {
        let form = named.form;
        let is_consent_given = request.query_string_parameters().first(WITHOUT_CONSENT).is_none();
        let words = match form.thanks_after(is_consent_given) {
            Thanks::Words(words) => words,
            // The browser was sent there. Who opens this address by hand reads the words that the form has.
            Thanks::Page(_) => &form.thanks,
        };
        frame::page(StatusCode::OK, Access::Public, self.site(named.words), &ThanksPage { form, words })
    }

    /// Answers a post.
    pub(crate) async fn submit(&self, request: &Request, reader: Reader, form: Named<'_>) -> Result<Answer, Error> {
        let post = match Post::read(request) {
            Ok(post) => post,
            Err(unreadable) => return Ok(self.unreadable(&unreadable, form, reader)),
        };
        // Who chooses a language in the form reads on in it.
        let chosen = post.fields.get(LANGUAGE).filter(|_| form.form.asks_for(LANGUAGE));
        let form = Named { words: self.words_of(form.form, chosen.map(String::as_str)), ..form };
        match form.form.read(form.words, form.name, &post.fields, post.page.clone()) {
            Ok(submission) => self.accept(request, reader, form, &post, submission).await,
            Err(errors) => self.refuse(request, reader, form, &post, &errors),
        }
    }

    async fn accept(
        &self,
        request: &Request,
        reader: Reader,
        form: Named<'_>,
        post: &Post,
        submission: Submission,
    ) -> Result<Answer, Error> {
        let is_consent_given = submission.consent.is_some();
        if form.form.consent_answer(&post.fields) == ConsentAnswer::Unreadable {
            info!(form = form.name, "the value of the consent box is no known yes: taken for no consent");
        }
        let activity = self.activity(request, post.idempotency_key.as_deref(), submission)?;
        let arrival = Arrival::of(
            form.name,
            form.form.captcha,
            |name| post.fields.get(name).map(AsRef::as_ref),
            self.front.visitor_network(request),
            &self.key,
            activity.occurred_at(),
        );
        if let Err(failure) = self.activities.send_post(&activity, &arrival).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            error!(lead.id = %activity.lead, activity.id = %activity.id, form = form.name, why, "form post not queued");
            return self.not_now(request, reader, form, post);
        }
        info!(lead.id = %activity.lead, activity.id = %activity.id, form = form.name, "form post accepted");
        Ok(match reader {
            Reader::Program => {
                // What the post said, not what is known of the address: that is nobody's but its owner's.
                let body = json!({ "lead": activity.lead, "consent": is_consent_given });
                json(StatusCode::ACCEPTED, Access::Entered, &body)
            }
            Reader::Browser => see_other(Access::Entered, &thank_you(form, is_consent_given)),
        })
    }

    fn activity(
        &self,
        request: &Request,
        idempotency_key: Option<&str>,
        submission: Submission,
    ) -> Result<Activity, Error> {
        let context = request.lambda_context();
        let now = self.clock.now(&context)?;
        // The form's definition asks for an address: what passed it has one.
        let email = submission.fields.get("email").filter(|_| !submission.unrecognised.contains("email"));
        let email = email.map(|email| EmailAddress::parse(email)).transpose()?;
        let identity = email.map_or_else(|| Identity::Entry(context.request_id.clone()), Identity::Email);
        let lead = LeadId::of(&self.key, &identity);
        let submission = self.config.delivered(submission, now);
        // A supplier that delivers again what it delivered means the same row.
        let order = submission.delivered.as_ref().map(|row| format!("{}:{}", row.supplier, row.row));
        let key = idempotency_key.or(order.as_deref());
        Ok(Activity::form_submitted(lead, submission.clone(), key, &context.request_id, now))
    }

    /// Some fields are not right: named for a program, marked in the form for a browser.
    fn refuse(
        &self,
        request: &Request,
        reader: Reader,
        form: Named<'_>,
        post: &Post,
        errors: &[FieldError],
    ) -> Result<Answer, Error> {
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        info!(form = form.name, ?fields, "form post refused");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let words = form.words;
        match reader {
            Reader::Program => {
                let detail = words.say("visitor-not-right-hint");
                let problem =
                    Problem::new(status, words.say("visitor-not-right"), detail).with("errors", json!(errors));
                Ok(problem.answer(reader, Access::Entered, self.site(form.words)))
            }
            Reader::Browser => self.entered_page(request, status, form, post, &words.say("visitor-look-below"), errors),
        }
    }

    /// SQS did not take it. A visitor gets the form back as it was filled in.
    fn not_now(&self, request: &Request, reader: Reader, form: Named<'_>, post: &Post) -> Result<Answer, Error> {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let detail = form.words.say("visitor-not-taken");
        match reader {
            Reader::Program => Ok(Problem::new(status, form.words.say("visitor-try-again"), detail).answer(
                reader,
                Access::Entered,
                self.site(form.words),
            )),
            Reader::Browser => Ok(try_again_later(self.entered_page(request, status, form, post, &detail, &[])?)),
        }
    }

    fn unreadable(&self, why: &Unreadable, form: Named<'_>, reader: Reader) -> Answer {
        info!(form = form.name, why = %why, "form post not readable");
        let problem = Problem::new(why.status(), form.words.say("visitor-unreadable"), why.to_string());
        problem.answer(reader, Access::Entered, self.site(form.words))
    }

    fn entered_page(
        &self,
        request: &Request,
        status: StatusCode,
        form: Named<'_>,
        post: &Post,
        notice: &str,
        errors: &[FieldError],
    ) -> Result<Answer, Error> {
        let mut page = FormPage::again(form.words, form.name, form.form, &post.fields, notice, errors);
        page.guards = Some(self.guards(request, form, post.fields.get(SHOWN).map(AsRef::as_ref))?);
        Ok(self.form_page(status, Access::Entered, form, &page))
    }

    fn form_page(&self, status: StatusCode, access: Access, form: Named<'_>, page: &FormPage<'_>) -> Answer {
        let mut answer = frame::page(status, access, self.site(form.words), page);
        let pages: Vec<&str> = form.form.thank_you_pages().collect();
        if !pages.is_empty() {
            allow_forms_to(&mut answer, access, pages);
        }
        if let Some(captcha) = page.guards.as_ref().and_then(|guards| guards.captcha) {
            allow_sources(&mut answer, captcha.policy());
        }
        answer
    }
}

//! The forms: shown, posted, thanked for. A post becomes an accepted submission by one call of SQS.

use std::borrow::Cow;

use askama::Template;
use jiff::Timestamp;
use lambda_http::http::StatusCode;
use lambda_http::{Error, Request, RequestExt};
use leadwright_domain::activity::{Activity, Submission};
use leadwright_domain::form::{ConsentAnswer, FieldError, Form, LANGUAGE, PostedConsent, SHOWN, Thanks};
use leadwright_domain::referral::{REF, REFERRAL, REFERRED_BY, referrer};
use leadwright_domain::suspicion::Arrival;
use leadwright_domain::value::identity::{Identity, LeadId};
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::value::token::ReferralLink;
use leadwright_domain::words::Words;
use leadwright_web::frame;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer, allow_forms_to, allow_sources, html, json, see_other, try_again_later};
use serde_json::json;
use tracing::{error, info};

use crate::body::Unreadable;
use crate::capture::Capture;
use crate::cors::origin;
use crate::embed;
use crate::form_page;
use crate::form_page::{EmbeddedThanks, FormPage, ThanksPage, Wording};
use crate::guards::Guards;
use crate::post::Post;
use crate::visitor::Visitor;

/// A form's name and definition.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) form: &'a Form,
    /// The words in the visitor's language.
    pub(crate) words: Words<'a>,
    /// The language of the list of countries: the visitor's, if they chose one in the form, else the form's.
    pub(crate) language: &'a str,
}

impl<'a> Named<'a> {
    fn wording(self) -> Wording<'a> {
        Wording { words: self.words, language: self.language }
    }
}

/// In the address of the thank-you page: the consent box was left empty.
const WITHOUT_CONSENT: &str = "without-consent";

/// In the address of the thank-you page: a mail asks for a confirmation.
const TO_CONFIRM: &str = "to-confirm";

/// Where a browser goes after a post.
fn thank_you(Named { name, form, .. }: Named<'_>, said: PostedConsent) -> Cow<'_, str> {
    // Which words our page has is decided when it is shown.
    match form.thanks_after(said, "") {
        Thanks::Page(page) => page.into(),
        Thanks::Words(words) => match said {
            PostedConsent::ToConfirm => format!("/forms/{name}/thank-you?{TO_CONFIRM}").into(),
            PostedConsent::NotGiven if words != form.thanks => {
                format!("/forms/{name}/thank-you?{WITHOUT_CONSENT}").into()
            }
            PostedConsent::NotGiven | PostedConsent::Given => format!("/forms/{name}/thank-you").into(),
        },
    }
}

/// A part of a page of another site: without our frame. It is never kept, since what it holds may be one browser's.
fn fragment(status: StatusCode, number: &str, page: &impl Template) -> Answer {
    let part = page.render().expect("a template of texts, numbers and lists is always written");
    html(status, Access::Entered, embed::with_ids(&part, number))
}

impl Capture {
    /// A form for a visitor, who chose the language `chosen` in it.
    pub(crate) fn named<'a>(&'a self, name: &'a str, form: &'a Form, chosen: Option<&'a str>) -> Named<'a> {
        let words = self.words_of(form, chosen);
        let of_form = form.language.as_deref().filter(|_| chosen != Some(words.language()));
        Named { name, form, words, language: of_form.unwrap_or(words.language()) }
    }

    /// The hosted form.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub(crate) fn show(&self, request: &Request, form: Named<'_>) -> Result<Answer, Error> {
        let now = self.clock.now(&request.lambda_context())?;
        let visitor = Visitor::opens(request, &self.keys, now);
        let shown = form.form.shown_to(&visitor.known);
        let mut page = FormPage::new(form.wording(), form.name, &shown, &self.config.company).of(&visitor);
        page.guards = Some(self.guards(form, None, now));
        Ok(self.form_page(StatusCode::OK, Access::Public, form, &page))
    }

    /// What the form has against robots; `shown` is the time that a post brought back.
    fn guards<'a>(&'a self, form: Named<'a>, shown: Option<&str>, now: Timestamp) -> Guards<'a> {
        let site_key = self.config.spam.captcha.site_key.as_deref();
        Guards::new(form.words, form.name, form.form.captcha.zip(site_key), shown, &self.key, now)
    }

    /// The plain page that follows a post.
    pub(crate) fn thank(&self, request: &Request, named: Named<'_>) -> Answer {
        let form = named.form;
        let query = request.query_string_parameters();
        let said = if query.first(TO_CONFIRM).is_some() && form.asks_for_double_opt_in() {
            PostedConsent::ToConfirm
        } else if query.first(WITHOUT_CONSENT).is_some() {
            PostedConsent::NotGiven
        } else {
            PostedConsent::Given
        };
        let look = named.words.say("visitor-look-in-mailbox");
        let words = match form.thanks_after(said, &look) {
            Thanks::Words(words) => words,
            // The browser was sent there. Who opens this address by hand reads the words that the form has.
            Thanks::Page(_) => &form.thanks,
        };
        frame::page(StatusCode::OK, Access::Public, self.site(named.words), &ThanksPage { form, words })
    }

    /// Answers a post.
    pub(crate) async fn submit(&self, request: &Request, reader: Reader, form: Named<'_>) -> Result<Answer, Error> {
        let post = match Post::read(request, form.form).await {
            Ok(post) => post,
            Err(unreadable) => return Ok(self.unreadable(&unreadable, form, reader)),
        };
        // Who chooses a language in the form reads on in it.
        let chosen = post.fields.get(LANGUAGE).filter(|_| form.form.asks_for(LANGUAGE));
        let form = self.named(form.name, form.form, chosen);
        if !self.form_origins.take(form.form, request.headers()) {
            return Ok(self.not_from_here(request, form, reader));
        }
        let now = self.clock.now(&request.lambda_context())?;
        let visitor = Visitor::posts(request, &post, (&self.keys, &self.key), now);
        let expected = form.form.expected_of(&visitor.known);
        let read = expected.read(form.words, form.name, &post.fields, post.page.clone()).and_then(|submission| {
            let sender = self.config.sender(form.words, &submission).map_err(|refused| vec![refused])?;
            Ok((submission, sender))
        });
        match read {
            Ok(read) => self.accept(request, reader, form, (&post, &visitor), read).await,
            Err(errors) => {
                self.count_refused(request, form, &post, &errors).await?;
                Ok(self.refuse(reader, form, (&post, &visitor), &errors))
            }
        }
    }

    async fn accept(
        &self,
        request: &Request,
        reader: Reader,
        form: Named<'_>,
        (post, visitor): (&Post, &Visitor),
        (submission, sender): (Submission, Option<Identity>),
    ) -> Result<Answer, Error> {
        let said = form.form.posted_consent(&submission);
        if form.form.consent_answer(&post.fields) == ConsentAnswer::Unreadable {
            info!(form = form.name, "the value of the consent box is no known yes: taken for no consent");
        }
        let network = self.front.visitor_network(request);
        let submission = self.referred(form.form, post, self.config.proven(submission, network), visitor.now);
        let activity = self.activity(request, post.idempotency_key.as_deref(), (submission, sender), visitor.now);
        let arrival = Arrival::of(
            form.name,
            form.form.captcha,
            |name| post.fields.get(name),
            network,
            &self.key,
            activity.occurred_at(),
        );
        if let Err(failure) = self.activities.send_post(&activity, &arrival).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            error!(lead.id = %activity.lead, activity.id = %activity.id, form = form.name, why, "form post not queued");
            return Ok(self.not_now(reader, form, (post, visitor)));
        }
        info!(lead.id = %activity.lead, activity.id = %activity.id, form = form.name, "form post accepted");
        let token = visitor.token_after(&activity, &self.keys);
        if let Some(number) = &visitor.embedded {
            let look = form.words.say("visitor-look-in-mailbox");
            let page = EmbeddedThanks { form: form.form, thanks: form.form.thanks_after(said, &look), token };
            return Ok(fragment(StatusCode::OK, number, &page));
        }
        Ok(match reader {
            Reader::Program => {
                // What the post said, not what is known of the address: that is nobody's but its owner's.
                let mut body = json!({ "lead": activity.lead, "consent": said != PostedConsent::NotGiven });
                if said == PostedConsent::ToConfirm {
                    body["to_confirm"] = json!(true);
                }
                if let Some(token) = token {
                    body["browser"] = token.into();
                }
                json(StatusCode::ACCEPTED, Access::Entered, &body)
            }
            Reader::Browser => see_other(Access::Entered, &thank_you(form, said)),
        })
    }

    /// The submission with who referred its sender: by the personal link of a lead, else by what the sender says. A link that
    /// is not ours refers nobody, and the post counts all the same.
    fn referred(&self, form: &Form, post: &Post, mut sent: Submission, now: Timestamp) -> Submission {
        let link = post.fields.get(REF).filter(|link| !form.asks_for(REF) && !link.is_empty());
        let by_link = link.and_then(|link| {
            let link = self.keys.verify::<ReferralLink>(link, now).ok();
            if link.is_none() {
                info!(form = sent.form, "a personal link that is not ours: nobody referred the sender");
            }
            Some(link?.lead)
        });
        let said = sent.fields.get(REFERRED_BY);
        let by = by_link.or_else(|| referrer(said?, &self.key));
        if by.is_some() {
            REFERRAL.clone_into(&mut sent.source);
            sent.touches.referred_by = by;
        }
        sent
    }

    fn activity(
        &self,
        request: &Request,
        idempotency_key: Option<&str>,
        (submission, sender): (Submission, Option<Identity>),
        now: Timestamp,
    ) -> Activity {
        let context = request.lambda_context();
        let entry = || Identity::Entry(context.request_id.clone());
        let lead = LeadId::of(&self.key, &sender.clone().unwrap_or_else(entry));
        let submission = self.config.delivered(submission, now);
        // A supplier that delivers again what it delivered means the same row.
        let order = submission.delivered.as_ref().map(|row| format!("{}:{}", row.supplier, row.row));
        let key = idempotency_key.or(order.as_deref());
        Activity::form_submitted(lead, submission, key, &context.request_id, now).sent_by(sender.as_ref())
    }

    /// Some fields are not right: named for a program, marked in the form for a browser.
    fn refuse(&self, reader: Reader, form: Named<'_>, sent: (&Post, &Visitor), errors: &[FieldError]) -> Answer {
        // A name that the form does not know may be anything, also somebody's address.
        let is_known = |name: &&str| form.form.asks_for(name) || Purpose::of_field(name).is_some();
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).filter(is_known).collect();
        info!(form = form.name, ?fields, others = errors.len() - fields.len(), "form post refused");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let words = form.words;
        match reader {
            Reader::Program => {
                let detail = words.say("visitor-not-right-hint");
                let problem =
                    Problem::new(status, words.say("visitor-not-right"), detail).with("errors", json!(errors));
                problem.answer(reader, Access::Entered, self.site(form.words))
            }
            Reader::Browser => self.entered_page(status, form, sent, &words.say("visitor-look-below"), errors),
        }
    }

    /// SQS did not take it. A visitor gets the form back as it was filled in.
    fn not_now(&self, reader: Reader, form: Named<'_>, sent: (&Post, &Visitor)) -> Answer {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let detail = form.words.say("visitor-not-taken");
        match reader {
            Reader::Program => Problem::new(status, form.words.say("visitor-try-again"), detail).answer(
                reader,
                Access::Entered,
                self.site(form.words),
            ),
            Reader::Browser => try_again_later(self.entered_page(status, form, sent, &detail, &[])),
        }
    }

    fn unreadable(&self, why: &Unreadable, form: Named<'_>, reader: Reader) -> Answer {
        info!(form = form.name, ?why, "form post not readable");
        let problem = Problem::new(why.status(), form.words.say("visitor-unreadable"), why.words(form.words));
        problem.answer(reader, Access::Entered, self.site(form.words))
    }

    fn entered_page(
        &self,
        status: StatusCode,
        form: Named<'_>,
        (post, visitor): (&Post, &Visitor),
        notice: &str,
        errors: &[FieldError],
    ) -> Answer {
        let shown = form.form.shown_to(&visitor.known);
        let entered = form_page::entered(&shown, &post.fields);
        let company = &self.config.company;
        let mut page =
            FormPage::again(form.wording(), form.name, &shown, company, (&post.fields, &entered), notice, errors)
                .of(visitor);
        page.guards = Some(self.guards(form, post.fields.get(SHOWN), visitor.now));
        self.form_page(status, Access::Entered, form, &page)
    }

    /// The form takes no post of that site, or none that names no site.
    fn not_from_here(&self, request: &Request, form: Named<'_>, reader: Reader) -> Answer {
        let origin = origin(request.headers());
        info!(form = form.name, origin, "form post refused: its site may not post the form");
        let (words, status) = (form.words, StatusCode::FORBIDDEN);
        let detail = match origin {
            Some(origin) => words.with("visitor-other-site-hint", &[("origin", origin.into())]),
            None => words.say("visitor-no-site-hint"),
        };
        let problem = Problem::new(status, words.say("visitor-other-site"), detail);
        problem.answer(reader, Access::Entered, self.site(words))
    }

    fn form_page(&self, status: StatusCode, access: Access, form: Named<'_>, page: &FormPage<'_>) -> Answer {
        if let Some(number) = page.embedded() {
            return fragment(status, number, page);
        }
        let mut answer = frame::page(status, access, self.site(form.words), page);
        let pages: Vec<&str> = form.form.thank_you_pages().collect();
        if !pages.is_empty() {
            allow_forms_to(&mut answer, pages);
        }
        if let Some(captcha) = page.guards.as_ref().and_then(|guards| guards.captcha) {
            allow_sources(&mut answer, captcha.policy());
        }
        answer
    }
}

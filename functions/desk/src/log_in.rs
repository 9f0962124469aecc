//! Logging in: by the link of a mail, or by its code on another device.
//!
//! What must stay true: the answer is the same, and takes about the same time, whether or not an address is in the team. GET
//! shows a button, because scanners open the links of mails; only its POST logs in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use askama::Template;
use form_urlencoded::byte_serialize;
use jiff::{SignedDuration, Timestamp};
use lambda_http::http::StatusCode;
use lambda_http::http::header::SET_COOKIE;
use lambda_http::http::{HeaderMap, Method};
use lambda_http::{Request, RequestExt};
use leadwright_cloud::random::secret_bytes;
use leadwright_cloud::table::TableError;
use leadwright_domain::company::{Person, Session, own_page};
use leadwright_domain::sending::OutboxMail;
use leadwright_domain::value::identity::EmailAddress;
use leadwright_domain::value::text::visible;
use leadwright_domain::value::token::{LogInSecret, SessionToken, SigningKeys};
use leadwright_domain::words::Words;
use leadwright_web::frame;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::{error, info, warn};

use crate::desk::Desk;
use crate::guard::{SESSION, cookie, network};

/// The page to show after a log-in if none was asked for.
const FIRST_PAGE: &str = "/desk";

/// How often a network may ask for mails, type codes, go to the identity provider and come back within an hour: an office
/// has one address.
const TRIES_AN_HOUR: u64 = 100;

/// How long an answer takes at least that must not tell whether an address is in the team.
const AT_LEAST: SignedDuration = SignedDuration::from_millis(300);

/// A step of logging in.
enum Step<'a> {
    /// Asks for the address.
    Address { is_logged_out: bool },
    /// A mail is on its way, if the address is in the team: asks for its code.
    Code { address: &'a str },
    /// A link was opened: asks for the press of the button.
    Link { name: &'a str },
    /// A link was opened that does not work, or no more.
    Over,
}

/// What leads to the identity provider.
struct ProviderButton {
    label: String,
    address: String,
    /// Stands between it and the way by mail.
    or: String,
}

#[derive(Template)]
#[template(path = "log-in.html")]
struct LogInPage<'a> {
    words: Words<'a>,
    step: Step<'a>,
    /// The page to show then.
    to: &'a str,
    entered: &'a str,
    /// The message of what is wrong.
    error: Option<&'static str>,
    /// What leads to the identity provider.
    provider: Option<ProviderButton>,
    /// People may log in by mail.
    by_mail: bool,
}

impl Page for LogInPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("log-in").into()
    }
}

impl Desk {
    /// The page that asks for an address, and for the code that a mail brings.
    pub(crate) async fn log_in(&self, request: &Request, form: &BTreeMap<String, String>, now: Timestamp) -> Answer {
        let to = page_after(request, form);
        let of = |name: &str| form.get(name).map_or("", |value| value.trim());
        if *request.method() != Method::POST {
            let is_logged_out = request.query_string_parameters().first("out").is_some();
            return self.log_in_page(request, StatusCode::OK, Step::Address { is_logged_out }, &to, "", None);
        }
        if let Some(provider) = self.provider_log_in().filter(|provider| !provider.by_mail) {
            let words = self.words(request);
            let detail = words.with("log-in-not-by-mail-hint", &[("provider", provider.provider.as_str().into())]);
            let title = words.say("log-in-not-by-mail");
            return self.problem(request, Problem::new(StatusCode::FORBIDDEN, title, detail));
        }
        let began = self.clock.real();
        let entered = of("email");
        let Ok(address) = EmailAddress::parse(&visible(entered)) else {
            let (step, error) = (Step::Address { is_logged_out: false }, "log-in-write-address");
            return self.log_in_page(request, StatusCode::UNPROCESSABLE_ENTITY, step, &to, entered, Some(error));
        };
        if let Some(refusal) = self.too_often(request, now).await {
            return refusal;
        }
        let person = self.team().person_with(&address);
        let is_code = of("do") == "code";
        let done = match person {
            Some(person) if is_code => self.log_in_by_code(request, person, of("code"), &to, now).await,
            Some(person) => self.mail_log_in(person, &to, now).await.map(|()| None),
            None => {
                info!("log-in with an address that is not in the team");
                Ok(None)
            }
        };
        match done {
            Ok(Some(logged_in)) => return logged_in,
            Ok(None) => {}
            Err(failure) => return self.log_in_failed(request, person.map_or("nobody", |person| &person.id), failure),
        }
        let spent = self.clock.real().duration_since(began);
        self.clock.sleep(Duration::try_from(AT_LEAST - spent).unwrap_or_default()).await;
        let step = Step::Code { address: entered };
        if is_code {
            let error = "log-in-wrong-code";
            return self.log_in_page(request, StatusCode::UNPROCESSABLE_ENTITY, step, &to, "", Some(error));
        }
        self.log_in_page(request, StatusCode::OK, step, &to, "", None)
    }

    /// The page behind the link of a mail: a button, whose press logs in.
    pub(crate) async fn log_in_link(
        &self,
        request: &Request,
        form: &BTreeMap<String, String>,
        now: Timestamp,
    ) -> Answer {
        let to = page_after(request, form);
        let parameters = request.path_parameters();
        let link = LogInSecret::of_link(parameters.first("token").unwrap_or_default()).ok();
        let found = link.and_then(|(person, secret)| Some((self.team().person(&person)?, secret)));
        let over = || self.log_in_page(request, StatusCode::GONE, Step::Over, &to, "", None);
        let Some((person, secret)) = found else { return over() };
        let table = &self.ledger.table;
        let is_post = *request.method() == Method::POST;
        let works = if is_post {
            table.use_log_in(&person.id, &secret, now).await
        } else {
            table.is_open_log_in(&person.id, &secret, now).await
        };
        match works {
            Ok(true) if is_post => match self.begin_session(request, person, &to, now).await {
                Ok(answer) => answer,
                Err(failure) => self.log_in_failed(request, &person.id, failure),
            },
            Ok(true) => self.log_in_page(request, StatusCode::OK, Step::Link { name: &person.name }, &to, "", None),
            Ok(false) => over(),
            Err(failure) => self.log_in_failed(request, &person.id, failure),
        }
    }

    /// Mails a link and a code to a person, if they have not had too many.
    async fn mail_log_in(&self, person: &Person, to: &str, now: Timestamp) -> Result<(), TableError> {
        let id = SigningKeys::log_in_id(&secret_bytes());
        let mail = OutboxMail::LogIn { person: person.id.clone(), log_in: id.clone(), at: now, page: to.to_owned() };
        if self.ledger.table.open_log_in(&person.id, &id, &mail, &self.keys, now).await? {
            info!(person = person.id, "link to log in mailed");
            self.send_now(&mail).await;
        } else {
            warn!(person = person.id, "no link to log in mailed: they had five within an hour");
        }
        Ok(())
    }

    async fn log_in_by_code(
        &self,
        request: &Request,
        person: &Person,
        code: &str,
        to: &str,
        now: Timestamp,
    ) -> Result<Option<Answer>, TableError> {
        let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        if self.ledger.table.use_log_in_code(&person.id, &digits, &self.keys, now).await? {
            return self.begin_session(request, person, to, now).await.map(Some);
        }
        info!(person = person.id, "wrong code refused");
        Ok(None)
    }

    /// Begins a session, with an id that no request has brought, and sends the browser to its page.
    pub(crate) async fn begin_session(
        &self,
        request: &Request,
        person: &Person,
        to: &str,
        now: Timestamp,
    ) -> Result<Answer, TableError> {
        let token = SessionToken::of_bytes(&person.id, &secret_bytes());
        let session = Session::new(&person.id, self.team().role(person), now);
        self.ledger.table.begin_session(&token, &session).await?;
        self.end_former(request.headers(), now).await;
        info!(person = person.id, "logged in");
        let mut answer = see_other(Access::Private, to);
        answer.headers_mut().append(SET_COOKIE, cookie(&self.keys.sign(&token, now)));
        Ok(answer)
    }

    /// Ends the session that the browser had before.
    async fn end_former(&self, headers: &HeaderMap, now: Timestamp) {
        let former = SESSION.read(headers).and_then(|value| self.keys.verify::<SessionToken>(value, now).ok());
        if let Some(former) = former
            && let Err(failure) = self.ledger.table.end_session(&former).await
        {
            warn!(person = former.person, why = format!("{:#}", anyhow::Error::from(failure)), "session not ended");
        }
    }

    /// Counts a try to log in of the network that a request comes from, as API Gateway saw it: no header of the request is
    /// asked. The answer if there were too many within the hour, or if it can't be counted.
    pub(crate) async fn too_often(&self, request: &Request, now: Timestamp) -> Option<Answer> {
        let network = self.keys.network_name(&network(request));
        match self.ledger.table.count_log_in_try(&network, now).await {
            Ok(tries) if tries <= TRIES_AN_HOUR => None,
            Ok(_) => Some(self.too_many(request)),
            Err(failure) => Some(self.log_in_failed(request, "nobody", failure)),
        }
    }

    /// The answer to a network that tries too often.
    fn too_many(&self, request: &Request) -> Answer {
        warn!("network refused: it tried to log in too often");
        let words = self.words(request);
        let (title, detail) = (words.say("log-in-too-many"), words.say("log-in-too-many-hint"));
        self.problem(request, Problem::new(StatusCode::TOO_MANY_REQUESTS, title, detail))
    }

    pub(crate) fn log_in_failed(&self, request: &Request, person: &str, failure: impl Into<anyhow::Error>) -> Answer {
        error!(person, why = format!("{:#}", failure.into()), "log-in failed");
        let words = self.words(request);
        let (title, detail) = (words.say("desk-try-later"), words.say("log-in-again-in-a-minute"));
        self.problem(request, Problem::new(StatusCode::SERVICE_UNAVAILABLE, title, detail))
    }

    fn log_in_page(
        &self,
        request: &Request,
        status: StatusCode,
        step: Step<'_>,
        to: &str,
        entered: &str,
        error: Option<&'static str>,
    ) -> Answer {
        let settings = self.provider_log_in();
        let by_mail = settings.is_none_or(|settings| settings.by_mail);
        let provider = settings.map(|settings| {
            let words = self.words(request);
            let label = words.with("log-in-with", &[("provider", settings.provider.as_str().into())]);
            ProviderButton { label, address: with_address(to), or: words.say("log-in-or-by-mail") }
        });
        let page = LogInPage { words: self.words(request), step, to, entered, error, provider, by_mail };
        frame::page(status, Access::Private, self.site(request), &page)
    }
}

/// The page to show after the log-in: the one that was asked for, if it is ours.
pub(crate) fn page_after(request: &Request, form: &BTreeMap<String, String>) -> String {
    let query = request.query_string_parameters();
    let asked = form.get("to").map(String::as_str).or_else(|| query.first("to")).unwrap_or_default();
    own_page(asked).unwrap_or(FIRST_PAGE).to_owned()
}

/// The address of the log-in page, which leads to a page of ours then.
pub(crate) fn log_in_address(to: &str) -> String {
    format!("/desk/log-in?to={}", byte_serialize(to.as_bytes()).collect::<String>())
}

/// The address that leads to the identity provider, and to a page of ours then.
pub(crate) fn with_address(to: &str) -> String {
    format!("/desk/log-in/with?to={}", byte_serialize(to.as_bytes()).collect::<String>())
}

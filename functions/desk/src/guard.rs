//! What a page demands before it is shown: a session, or the signed link of a mail. A page gets its viewer here.

use std::collections::BTreeMap;
use std::net::Ipv6Addr;

use jiff::Timestamp;
use lambda_http::http::header::{HOST, ORIGIN};
use lambda_http::http::{HeaderMap, HeaderValue, Method, StatusCode};
use lambda_http::{Request, RequestExt};
use leadwright_domain::company::{SESSION_IDLE, Session};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::token::{SellerLink, SessionToken};
use leadwright_web::cookie::Cookie;
use leadwright_web::network::source_address;
use leadwright_web::post;
use leadwright_web::post::Unreadable;
use leadwright_web::problem::Problem;
use leadwright_web::reader::{Reader, media_type};
use leadwright_web::response::{Access, Answer, see_other};
use tracing::{error, info, warn};

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::nav::nav;
use crate::posted_file;
use crate::posted_file::{FILE_MB, WithFile, WrongFile};
use crate::viewer::{LinkRefusal, Viewer};

/// The most a post may hold, in bytes.
const BODY_LIMIT: usize = 32 * 1024;

/// The page that takes a file.
const TAKES_FILE: &str = "/desk/lists";

/// The cookie of a session.
pub(crate) const SESSION: Cookie = Cookie::new("session");

/// Whether a request keeps its session from ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Somebody opened a page or pressed a button.
    ByPerson,
    /// An open page asks by itself what is new: nobody may be there.
    ByPage,
}

/// What the guard reads of the table for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    Session,
    /// What was said of people, too: it costs no request of its own.
    SessionAndPeople,
}

/// Who is logged in, and the `Set-Cookie` header that keeps the browser's cookie as long as the session.
pub(crate) struct LoggedIn<'a> {
    pub(crate) admitted: Admitted<'a>,
    pub(crate) cookie: Option<HeaderValue>,
}

/// A link that opens nothing.
pub(crate) enum Closed {
    /// Its time is over, which its person can ask a fresh one for.
    Expired(SellerLink),
    /// The answer that says why.
    Answer(Box<Answer>),
}

impl Desk {
    /// Lets a request through that comes from somebody who is logged in, and, if it acts, from a form of this session on a
    /// page of this site. Else the answer: the way to log in.
    pub(crate) async fn by_session<'a>(
        &'a self,
        request: &'a Request,
        (counts, reads): (Use, Reads),
        now: Timestamp,
    ) -> Result<LoggedIn<'a>, Box<Answer>> {
        let is_post = *request.method() == Method::POST;
        if is_post && is_of_other_site(request.headers()) {
            return Err(Box::new(self.other_site(request)));
        }
        let token = SESSION.read(request.headers()).and_then(|value| self.keys.verify::<SessionToken>(value, now).ok());
        let Some(token) = token else { return Err(Box::new(self.log_in_first(request))) };
        let read = match reads {
            Reads::Session => self.ledger.table.session(&token, is_post).await.map(|session| (session, None)),
            Reads::SessionAndPeople => {
                let people = self.team().people.iter().map(|person| person.id.as_str());
                let read = self.ledger.table.session_and_people(&token, people, is_post).await;
                read.map(|(session, people)| (session, Some(people)))
            }
        };
        let (session, people) = match read {
            Ok(read) => read,
            Err(failure) => {
                error!(person = token.person, why = format!("{:#}", anyhow::Error::from(failure)), "session not read");
                let words = self.words(request);
                let detail = format!("{} {}", words.say("desk-load-again"), words.say("desk-nothing-changed-hint"));
                let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, words.say("desk-try-later"), detail);
                return Err(Box::new(self.problem(request, problem)));
            }
        };
        let viewer = session.as_ref().and_then(|session| Viewer::of_session(self.team(), session, now));
        let (Some(session), Some(viewer)) = (session, viewer) else { return Err(Box::new(self.log_in_first(request))) };
        let (mut form, file) = match self.form_with_file(request).await? {
            Some((form, file)) => (form, file),
            None => (self.form(request)?, None),
        };
        if is_post {
            let Some(page) = form.get("press").and_then(|press| token.form_of(press)).map(str::to_owned) else {
                info!(person = viewer.person.id, "form of no page of this session refused");
                let words = self.ledger.config.words_for(viewer.person);
                let (title, detail) = (words.say("desk-nothing-changed"), words.say("desk-old-page"));
                let problem = Problem::new(StatusCode::FORBIDDEN, title, detail);
                return Err(Box::new(self.problem(request, problem)));
            };
            form.insert("press".to_owned(), page);
        }
        let cookie = if counts == Use::ByPerson { self.renewed(&token, &session, request, now).await } else { None };
        let company = &self.ledger.config.company;
        let words = self.ledger.config.words_for(viewer.person);
        let nav = nav(words, viewer, self.is_caller(viewer), request.raw_http_path());
        Ok(LoggedIn {
            admitted: Admitted { request, viewer, form, file, now, company, words, nav, token: Some(token), people },
            cookie,
        })
    }

    /// The person calls a list.
    pub(crate) fn is_caller(&self, viewer: Viewer<'_>) -> bool {
        let lists = &self.ledger.config.call_lists;
        lists.of_caller(&viewer.person.id, self.team()).next().is_some()
    }

    /// Lets a request through to a page that everybody may open, unless a page of another site posts: it would log a reader
    /// in as somebody else. The posted fields.
    pub(crate) fn by_anybody(&self, request: &Request) -> Result<BTreeMap<String, String>, Box<Answer>> {
        if *request.method() == Method::POST && is_of_other_site(request.headers()) {
            return Err(Box::new(self.other_site(request)));
        }
        self.form(request)
    }

    /// Lets a request through that comes by the signed link of a mail about a lead; names the lead.
    pub(crate) fn by_link<'a>(
        &'a self,
        request: &'a Request,
        now: Timestamp,
    ) -> Result<(Admitted<'a>, LeadId), Closed> {
        let parameters = request.path_parameters();
        let token = parameters.first("token").unwrap_or_default();
        let words = self.words(request);
        let closed = |status, title, detail| {
            let problem = Problem::new(status, words.say(title), words.say(detail));
            Closed::Answer(Box::new(self.problem(request, problem)))
        };
        let (viewer, lead) = Viewer::of_link(self.team(), &self.keys, token, now).map_err(|refusal| match refusal {
            LinkRefusal::Expired(link) => Closed::Expired(link),
            LinkRefusal::Wrong => closed(StatusCode::NOT_FOUND, "desk-link-wrong", "desk-link-wrong-hint"),
            // Who left the team sees no leads any more.
            LinkRefusal::Left => closed(StatusCode::GONE, "desk-link-expired", "desk-link-left"),
        })?;
        let form = self.form(request).map_err(Closed::Answer)?;
        let company = &self.ledger.config.company;
        let words = self.ledger.config.words_for(viewer.person);
        let nav = nav(words, viewer, false, request.raw_http_path());
        Ok((Admitted { request, viewer, form, file: None, now, company, words, nav, token: None, people: None }, lead))
    }

    /// Writes down that the session is used, if that was last done an hour ago; what keeps the cookie then.
    async fn renewed(
        &self,
        token: &SessionToken,
        session: &Session,
        request: &Request,
        now: Timestamp,
    ) -> Option<HeaderValue> {
        if !session.is_to_renew(now) {
            return None;
        }
        if let Err(failure) = self.ledger.table.renew_session(token, session, now).await {
            // The session lasts a while yet, and the next request tries again.
            warn!(person = token.person, why = format!("{:#}", anyhow::Error::from(failure)), "session not renewed");
            return None;
        }
        SESSION.read(request.headers()).map(cookie)
    }

    /// The fields and the file of a POST to the one page that takes a file; none of every other request.
    async fn form_with_file(&self, request: &Request) -> Result<Option<WithFile>, Box<Answer>> {
        let is_with_file = *request.method() == Method::POST
            && request.raw_http_path() == TAKES_FILE
            && media_type(request.headers()) == "multipart/form-data";
        if !is_with_file {
            return Ok(None);
        }
        posted_file::read(request).await.map(Some).map_err(|why| {
            info!(why = %why, "posted file not readable");
            let words = self.words(request);
            let detail = match why {
                WrongFile::TooLarge => words.with("desk-lists-too-large", &[("most", FILE_MB.into())]),
                WrongFile::Broken => words.say("desk-nothing-changed-hint"),
            };
            Box::new(self.problem(request, Problem::new(why.status(), words.say("desk-unreadable"), detail)))
        })
    }

    /// The fields of a POST; empty for every other request.
    fn form(&self, request: &Request) -> Result<BTreeMap<String, String>, Box<Answer>> {
        if *request.method() != Method::POST {
            return Ok(BTreeMap::new());
        }
        post::joined(request, BODY_LIMIT).map_err(|why: Unreadable| {
            info!(why = %why, "posted page not readable");
            let words = self.words(request);
            let detail = words.with("desk-unreadable-hint", &[("why", why.to_string().into())]);
            Box::new(self.problem(request, Problem::new(why.status(), words.say("desk-unreadable"), detail)))
        })
    }

    /// The answer to a request that needs a log-in: a browser that opens a page goes to the log-in, and comes back.
    fn log_in_first(&self, request: &Request) -> Answer {
        let is_browser = Reader::of(request.headers()) == Reader::Browser;
        if *request.method() != Method::POST && is_browser {
            let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
            let asked = format!("{}{query}", request.raw_http_path());
            let to: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
            return see_other(Access::Private, &format!("/desk/log-in?to={to}"));
        }
        let words = self.words(request);
        let (title, detail) = (words.say("desk-session-over"), words.say("desk-session-over-hint"));
        self.problem(request, Problem::new(StatusCode::UNAUTHORIZED, title, detail))
    }

    /// The answer to a post of another site's page.
    fn other_site(&self, request: &Request) -> Answer {
        info!("post of another site refused");
        let words = self.words(request);
        let (title, detail) = (words.say("desk-nothing-changed"), words.say("desk-other-site"));
        self.problem(request, Problem::new(StatusCode::FORBIDDEN, title, detail))
    }
}

/// The network that a request comes from: its address, of IPv6 the part that a connection has. API Gateway says it; the
/// headers of proxies are not asked, because anybody can write them.
pub(crate) fn network(request: &Request) -> String {
    let address = source_address(request).unwrap_or_default();
    match address.parse::<Ipv6Addr>() {
        Ok(address) => {
            let [first, second, third, fourth, ..] = address.segments();
            format!("{first:x}:{second:x}:{third:x}:{fourth:x}")
        }
        Err(_) => address.to_owned(),
    }
}

/// What keeps a cookie in the browser for as long as the session lasts.
pub(crate) fn cookie(value: &str) -> HeaderValue {
    SESSION.set(value, SESSION_IDLE.unsigned_abs())
}

/// A browser says that a page of another site made the request. Of old browsers, `Origin` says it (`null` says nothing: it
/// is what a page without a referrer sends). Headers of proxies are not asked: anybody can write them.
pub(crate) fn is_of_other_site(headers: &HeaderMap) -> bool {
    let text = |value: &HeaderValue| value.to_str().map(str::to_owned).unwrap_or_default();
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin";
    }
    match headers.get(ORIGIN).map(text) {
        None => false,
        Some(origin) if origin == "null" => false,
        Some(origin) => {
            let host = headers.get(HOST).map(text).unwrap_or_default();
            origin.split_once("://").is_none_or(|(_, of)| !of.eq_ignore_ascii_case(&host))
        }
    }
}

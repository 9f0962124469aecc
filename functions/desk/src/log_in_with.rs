//! Logging in by the identity provider of `team.yaml`: the way there, and the way back.
//!
//! What must stay true: only the browser that began an attempt ends it, once, within ten minutes. A session begins exactly as
//! after a mail. Who is not let in reads one page, which tells nothing of who is in the team.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;
use lambda_http::http::header::SET_COOKIE;
use lambda_http::http::{Method, StatusCode};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use leadwright_cloud::random::secret_bytes;
use leadwright_domain::company::{AuthorizationRequest, Person, ProviderLogIn, TokenRefusal};
use leadwright_domain::value::token::{AttemptSecret, LOG_IN_ATTEMPT, LogInAttempt};
use leadwright_domain::words::Words;
use leadwright_web::cookie::Cookie;
use leadwright_web::frame;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::{error, info, warn};

use crate::desk::Desk;
use crate::log_in::{log_in_address, page_after, with_address};
use crate::provider::{Exchange, ProviderError, error_code};

/// The cookie of an attempt.
const ATTEMPT: Cookie = Cookie::new("log-in");

/// The most bytes of a code: no provider's has a tenth of it.
const LONGEST_CODE: usize = 8 * 1024;

/// Why the way back leads to no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// The attempt is over, was used, or was not begun in this browser.
    Over,
    /// The person, or the provider, did not want to.
    Declined,
    /// The provider did not answer, or not as it should.
    Outage,
    /// What it answered logs nobody in.
    Token,
    /// The address of the account is not verified.
    Unverified,
    /// The person is not in the team.
    Stranger,
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Self::Over => StatusCode::GONE,
            // Not an error of ours, and nothing that a cache or a monitor of this host should take for one.
            Self::Outage => StatusCode::FAILED_DEPENDENCY,
            Self::Declined | Self::Token | Self::Unverified | Self::Stranger => StatusCode::FORBIDDEN,
        }
    }

    /// The key of its page's heading.
    fn title(self) -> &'static str {
        match self {
            Self::Over => "log-in-attempt-over",
            Self::Declined | Self::Token => "log-in-failed",
            Self::Outage => "log-in-outage",
            Self::Unverified => "log-in-unverified",
            Self::Stranger => "log-in-stranger",
        }
    }

    /// The key of what its page says.
    fn hint(self) -> &'static str {
        match self {
            Self::Over => "log-in-attempt-over-hint",
            Self::Declined => "log-in-declined-hint",
            Self::Token => "log-in-token-hint",
            Self::Outage => "log-in-outage-hint",
            Self::Unverified => "log-in-unverified-hint",
            Self::Stranger => "log-in-stranger-hint",
        }
    }

    /// Another account may be let in. The provider would take the same one again without a question.
    fn is_of_account(self) -> bool {
        matches!(self, Self::Stranger | Self::Unverified)
    }
}

#[derive(Template)]
#[template(path = "log-in-refused.html")]
struct RefusedPage<'a> {
    words: Words<'a>,
    why: Refusal,
    provider: &'a str,
    /// Where to begin again.
    again: String,
    /// Where to log in by mail, if that is possible.
    by_mail: Option<String>,
}

impl Page for RefusedPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say(self.why.title()).into()
    }
}

impl Desk {
    /// Sends the browser to the provider, with an attempt that only this browser can end.
    pub(crate) async fn log_in_with(&self, request: &Request, now: Timestamp) -> Answer {
        let Some(settings) = self.provider_log_in() else {
            return self.problem(request, Problem::not_found(self.words(request)));
        };
        // Pictures and scripts of other pages would use up the tries of a whole network.
        if !is_of_person(request) {
            return self.problem(request, Problem::not_found(self.words(request)));
        }
        // It may make us ask the provider, and signs an attempt.
        if let Some(refusal) = self.too_often(request, now).await {
            return refusal;
        }
        let to = page_after(request, &BTreeMap::new());
        let discovery = match self.provider.discovery(settings, now).await {
            Ok(discovery) => discovery,
            Err(failure) => return self.not_let_in(request, settings, &failure, &to),
        };
        let secret = AttemptSecret::of_bytes(&secret_bytes());
        let attempt = LogInAttempt { secret_hash: secret.hash(), to };
        let asked = AuthorizationRequest {
            back: &self.back(request),
            state: &self.keys.sign(&attempt, now),
            nonce: &self.keys.attempt_nonce(&secret),
            verifier: &self.keys.attempt_verifier(&secret),
            is_account_asked: request.query_string_parameters().first("account").is_some(),
        };
        let mut answer = see_other(Access::Private, &settings.authorization_address(&discovery, asked));
        answer.headers_mut().append(SET_COOKIE, ATTEMPT.set(secret.as_str(), LOG_IN_ATTEMPT.unsigned_abs()));
        answer
    }

    /// Where the provider sends the browser back to: asks the provider who it is, and begins the session.
    pub(crate) async fn log_in_back(&self, request: &Request, now: Timestamp) -> Answer {
        let Some(settings) = self.provider_log_in() else {
            return self.problem(request, Problem::not_found(self.words(request)));
        };
        let Some((secret, attempt)) = self.attempt(request, now) else {
            info!("log-in refused: no attempt of this browser is under way");
            return self.refused_page(request, settings, Refusal::Over, "");
        };
        if let Some(refusal) = self.too_often(request, now).await {
            return refusal;
        }
        match self.ledger.table.use_log_in_attempt(&attempt, now).await {
            Ok(true) => {}
            Ok(false) => {
                info!("log-in refused: the attempt was used before");
                return self.refused_page(request, settings, Refusal::Over, &attempt.to);
            }
            Err(failure) => return self.log_in_failed(request, "nobody", failure),
        }
        let mut answer = match self.person_at_provider(settings, request, &secret, now).await {
            Ok(person) => match self.begin_session(request, person, &attempt.to, now).await {
                Ok(answer) => answer,
                Err(failure) => self.log_in_failed(request, &person.id, failure),
            },
            Err(NotLetIn::Refused(refusal)) => self.refused_page(request, settings, refusal, &attempt.to),
            Err(NotLetIn::Failed(failure)) => self.not_let_in(request, settings, &failure, &attempt.to),
        };
        answer.headers_mut().append(SET_COOKIE, ATTEMPT.forget());
        answer
    }

    /// The attempt that this browser began and the provider sends back, with the secret that the browser kept.
    fn attempt(&self, request: &Request, now: Timestamp) -> Option<(AttemptSecret, LogInAttempt)> {
        // A program that looks at links does not use one up.
        if *request.method() != Method::GET {
            return None;
        }
        let secret = AttemptSecret::read(ATTEMPT.read(request.headers())?).ok()?;
        let query = request.query_string_parameters();
        let attempt = self.keys.verify::<LogInAttempt>(query.first("state")?, now).ok()?;
        attempt.is_of(&secret).then_some((secret, attempt))
    }

    /// The person of the team whom the provider vouches for.
    async fn person_at_provider(
        &self,
        settings: &ProviderLogIn,
        request: &Request,
        secret: &AttemptSecret,
        now: Timestamp,
    ) -> Result<&Person, NotLetIn> {
        let query = request.query_string_parameters();
        if let Some(code) = query.first("error") {
            info!(code = error_code(code), "log-in declined by the identity provider");
            return Err(NotLetIn::Refused(Refusal::Declined));
        }
        // Another provider's code (RFC 9207).
        let is_of_other = query.first("iss").is_some_and(|issuer| issuer != settings.issuer);
        let code = query.first("code").filter(|code| !code.is_empty() && code.len() <= LONGEST_CODE);
        let Some(code) = code.filter(|_| !is_of_other) else {
            warn!("log-in refused: the identity provider sent no code of its own");
            return Err(NotLetIn::Refused(Refusal::Token));
        };
        let verifier = self.keys.attempt_verifier(secret);
        let exchange = Exchange { code, back: &self.back(request), verifier: &verifier };
        let claims = self.provider.claims(settings, exchange, &self.clock, now).await.map_err(NotLetIn::Failed)?;
        // By the real clock, which is the provider's too.
        let told = settings.address_in(&claims, &self.keys.attempt_nonce(secret), self.clock.real());
        let address = told.map_err(|why| {
            warn!(why = %why, "token of the identity provider refused");
            let is_unverified = why == TokenRefusal::Unverified;
            NotLetIn::Refused(if is_unverified { Refusal::Unverified } else { Refusal::Token })
        })?;
        self.team().person_with(&address).ok_or_else(|| {
            info!("log-in with an address that is not in the team");
            NotLetIn::Refused(Refusal::Stranger)
        })
    }

    fn not_let_in(&self, request: &Request, settings: &ProviderLogIn, failure: &ProviderError, to: &str) -> Answer {
        if failure.is_outage() {
            error!(why = %failure, "identity provider did not answer as it should");
            return self.refused_page(request, settings, Refusal::Outage, to);
        }
        warn!(why = %failure, "log-in refused");
        self.refused_page(request, settings, Refusal::Token, to)
    }

    fn refused_page(&self, request: &Request, settings: &ProviderLogIn, why: Refusal, to: &str) -> Answer {
        let again = with_address(to);
        let page = RefusedPage {
            words: self.words(request),
            why,
            provider: &settings.provider,
            again: if why.is_of_account() { format!("{again}&account") } else { again },
            by_mail: settings.by_mail.then(|| log_in_address(to)),
        };
        frame::page(why.status(), Access::Private, self.site(request), &page)
    }

    /// The address that the provider sends browsers back to: `PublicUrl` of the template, else the API's own. API Gateway
    /// says which one that is, and no header of the request.
    fn back(&self, request: &Request) -> String {
        let base = if self.public_url.is_empty() {
            let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else {
                return String::new();
            };
            format!("https://{}", context.domain_name.as_deref().unwrap_or_default())
        } else {
            self.public_url.clone()
        };
        format!("{base}/desk/log-in/back")
    }
}

/// Nobody is logged in.
enum NotLetIn {
    /// The person may not come in, which is written down.
    Refused(Refusal),
    /// The provider was asked in vain.
    Failed(ProviderError),
}

/// A person's browser goes to the page, or is too old to say what it does.
fn is_of_person(request: &Request) -> bool {
    let is = |name, wanted: &str| request.headers().get(name).is_none_or(|value| value == wanted);
    is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")
}

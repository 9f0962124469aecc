//! The provider of captchas, asked over HTTP.
//!
//! It takes a token once. So its answer is stored before anything follows from it, and what it can't say any more counts as
//! not checked, never as failed. A provider that does not answer holds up one batch for three seconds, and is left alone for
//! half a minute then.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use leadwright_cloud::Environment;
use leadwright_cloud::call::{HttpClient, Limits};
use leadwright_cloud::clock::Clock;
use leadwright_cloud::environment::MissingVariable;
use leadwright_cloud::table::{StoredCaptcha, Table, TableError};
use leadwright_domain::company::may_be_called;
use leadwright_domain::form::Captcha;
use leadwright_domain::suspicion::{CaptchaAnswer, CaptchaRules, CaptchaVerdict, NotChecked};
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::LeadId;
use tracing::warn;

use crate::rest::Rest;

/// How long an answer may take, and how large it may be. Real ones have 200 bytes. The function has ten seconds.
const LIMITS: Limits = Limits { time: Duration::from_secs(3), bytes: 16 * 1024 };

/// The client of the provider.
pub(crate) struct Captchas {
    http: HttpClient,
    secret: String,
    is_local: bool,
    rest: Rest,
}

impl fmt::Debug for Captchas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Captchas").finish_non_exhaustive()
    }
}

/// A token with its post.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) captcha: Captcha,
    pub(crate) token: Option<&'a str>,
    pub(crate) lead: &'a LeadId,
}

impl Captchas {
    pub(crate) fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        Ok(Self {
            http: HttpClient::new(environment.aws()),
            secret: environment.variable("CAPTCHA_SECRET")?.to_owned(),
            is_local: environment.is_local(),
            rest: Rest::none(Clock::new(environment.aws())),
        })
    }

    /// What is known of a post's captcha.
    pub(crate) async fn verdict(
        &self,
        table: &Table,
        rules: &CaptchaRules,
        shown: Shown<'_>,
        now: Timestamp,
    ) -> Result<CaptchaVerdict, TableError> {
        let Some(token) = shown.token else { return Ok(CaptchaVerdict::NotChecked(NotChecked::NoToken)) };
        let hash = content_hash(&[token]);
        if let Some(stored) = table.captcha(&hash).await? {
            return Ok(of_stored(&stored, shown.lead));
        }
        let verdict = self.ask(rules, shown.captcha, token).await;
        let is_kept = if verdict.is_final() {
            table.keep_captcha(&hash, &StoredCaptcha { lead: shown.lead.clone(), verdict }, now).await?
        } else {
            // Another post may have used the token up a moment ago.
            verdict != CaptchaVerdict::NotChecked(NotChecked::Stale)
        };
        if is_kept {
            return Ok(verdict);
        }
        Ok(table.captcha(&hash).await?.map_or(verdict, |stored| of_stored(&stored, shown.lead)))
    }

    async fn ask(&self, rules: &CaptchaRules, captcha: Captcha, token: &str) -> CaptchaVerdict {
        let url = rules.verify_at.as_deref().unwrap_or(captcha.verify_at());
        if !may_be_called(url, self.is_local) {
            warn!(url, "captchas can't be checked there: `verify_at` needs https and the name of a host");
            return CaptchaVerdict::NotChecked(NotChecked::Setup);
        }
        if self.rest.is_on() {
            return CaptchaVerdict::NotChecked(NotChecked::NoAnswer);
        }
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("secret", &self.secret).append_pair("response", token);
        match self.http.ask(url, &[], Some(form.finish()), LIMITS).await {
            Ok(answer) => {
                let verdict = CaptchaAnswer::read(answer.status, &answer.body);
                if let CaptchaVerdict::NotChecked(why @ (NotChecked::NoAnswer | NotChecked::Setup)) = verdict {
                    warn!(?why, status = answer.status, "captcha not checked");
                }
                verdict
            }
            Err(why) => {
                warn!(why = why.to_string(), "captcha not checked: the provider is left alone for half a minute");
                self.rest.begin();
                CaptchaVerdict::NotChecked(NotChecked::NoAnswer)
            }
        }
    }
}

/// What a stored answer says of a post of that lead. Somebody who sends the form twice has used the token for themselves.
fn of_stored(stored: &StoredCaptcha, lead: &LeadId) -> CaptchaVerdict {
    if stored.lead == *lead || stored.verdict == CaptchaVerdict::Failed {
        stored.verdict
    } else {
        CaptchaVerdict::Reused
    }
}

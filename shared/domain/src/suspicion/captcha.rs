//! What the provider of a captcha says of a token.

use serde::{Deserialize, Serialize};

/// Why nobody can say whether a captcha was solved. None of these is held against the visitor as a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotChecked {
    /// The post had no token: its browser runs no JavaScript, or a program posted.
    NoToken,
    /// The token was too old, or used already, perhaps by this very post.
    Stale,
    /// The provider did not answer in time, or not as documented.
    NoAnswer,
    /// The provider does not know our secret or our site key.
    Setup,
}

/// What is known of the captcha of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptchaVerdict {
    /// It was solved.
    Solved,
    /// The provider says that the token is none of its own.
    Failed,
    /// Somebody else posted with this token before.
    Reused,
    /// Nobody knows.
    NotChecked(NotChecked),
}

impl CaptchaVerdict {
    /// Asking again could only lose it: the provider takes a token once.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Solved | Self::Failed)
    }
}

/// The answer of a provider's `siteverify`, of which no other part is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CaptchaAnswer {
    success: bool,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

impl CaptchaAnswer {
    /// What an answer with that status and body says. Only what is documented as the token's fault is one: all else, and a
    /// code that is new, is taken for not checked.
    pub fn read(status: u16, body: &[u8]) -> CaptchaVerdict {
        // Turnstile answers errors with 400, too, and says in the body what they are.
        let answer = if (200..500).contains(&status) { serde_json::from_slice::<Self>(body).ok() } else { None };
        let Some(answer) = answer else { return CaptchaVerdict::NotChecked(NotChecked::NoAnswer) };
        if answer.success {
            return CaptchaVerdict::Solved;
        }
        let has = |codes: &[&str]| answer.error_codes.iter().any(|code| codes.contains(&code.as_str()));
        if has(&["missing-input-secret", "invalid-input-secret", "sitekey-secret-mismatch", "not-using-dummy-secret"]) {
            CaptchaVerdict::NotChecked(NotChecked::Setup)
        } else if has(&[
            "timeout-or-duplicate",
            "already-seen-response",
            "expired-input-response",
            "invalid-or-already-seen-response",
        ]) {
            CaptchaVerdict::NotChecked(NotChecked::Stale)
        } else if has(&["missing-input-response"]) {
            CaptchaVerdict::NotChecked(NotChecked::NoToken)
        } else if has(&["invalid-input-response"]) {
            CaptchaVerdict::Failed
        } else {
            CaptchaVerdict::NotChecked(NotChecked::NoAnswer)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answers are those of the providers' documentation.
    #[test]
    fn what_a_provider_says() {
        use CaptchaVerdict::{Failed, NotChecked as Not, Solved};
        for (status, body, expected) in [
            (
                200,
                r#"{"success":true,"challenge_ts":"2026-11-26T10:00:00Z","hostname":"a.example","error-codes":[],"action":"","cdata":""}"#,
                Solved,
            ),
            (200, r#"{"success":false,"error-codes":["invalid-input-response"]}"#, Failed),
            (400, r#"{"success":false,"error-codes":["invalid-input-response"]}"#, Failed),
            (200, r#"{"success":false,"error-codes":["timeout-or-duplicate"]}"#, Not(NotChecked::Stale)),
            (200, r#"{"success":false,"error-codes":["already-seen-response"]}"#, Not(NotChecked::Stale)),
            (200, r#"{"success":false,"error-codes":["expired-input-response"]}"#, Not(NotChecked::Stale)),
            (
                200,
                r#"{"success":false,"error-codes":["invalid-input-secret","invalid-input-response"]}"#,
                Not(NotChecked::Setup),
            ),
            (200, r#"{"success":false,"error-codes":["sitekey-secret-mismatch"]}"#, Not(NotChecked::Setup)),
            (200, r#"{"success":false,"error-codes":["internal-error"]}"#, Not(NotChecked::NoAnswer)),
            (200, r#"{"success":false,"error-codes":["one-of-tomorrow"]}"#, Not(NotChecked::NoAnswer)),
            (200, r#"{"success":false}"#, Not(NotChecked::NoAnswer)),
            (200, r#"{"success":"yes"}"#, Not(NotChecked::NoAnswer)),
            (200, "<html>", Not(NotChecked::NoAnswer)),
            (503, r#"{"success":true}"#, Not(NotChecked::NoAnswer)),
        ] {
            assert_eq!(CaptchaAnswer::read(status, body.as_bytes()), expected, "{status} {body}");
        }
    }
}

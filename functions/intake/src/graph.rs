//! Meta's Graph API, as far as leads need it: <https://developers.facebook.com/docs/graph-api>.
//!
//! What it answers is told apart by its own codes; its words are never logged, since they may hold anything.

use std::time::Duration;

use form_urlencoded::Serializer;
use jiff::Timestamp;
use leadwright_cloud::call::{CallError, HttpClient, Limits};
use leadwright_domain::lead_source::app_secret_proof;
use serde_json::Value;

/// How long an answer may take, and how large it may be: a lead has some KB.
const LIMITS: Limits = Limits { time: Duration::from_secs(8), bytes: 256 * 1024 };

/// Codes of a token that is no longer valid.
const TOKEN: [i64; 2] = [102, 190];

/// Codes of too many calls: of the app, the user, the page and the account ("Rate Limits").
const RATE: [i64; 5] = [4, 17, 32, 341, 613];

/// The Graph gave no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GraphError {
    #[error(transparent)]
    Call(#[from] CallError),
    /// Expired, or taken back.
    #[error("the token is no longer valid (code {0}): write a new one into the secret source-tokens")]
    Token(i64),
    #[error("the token may not read leads (code {0}): it needs leads_retrieval, and the page's consent")]
    Permission(i64),
    #[error("too many calls (code {0})")]
    TooMany(i64),
    #[error("there is no such lead, or the token may not see it (code {0})")]
    NotFound(i64),
    #[error("trouble at the other end (status {status}, code {code})")]
    Trouble { status: u16, code: i64 },
    #[error("its answer is not the documented JSON")]
    Wrong,
    #[error("its answer is about another lead")]
    OtherLead,
}

impl GraphError {
    /// Only a person can make it good, by another token.
    pub(crate) fn is_of_token(&self) -> bool {
        matches!(self, Self::Token(_) | Self::Permission(_))
    }
}

/// What the Graph says of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TokenState {
    pub(crate) is_valid: bool,
    /// When it, or its access to data, ends; none if it does not.
    pub(crate) ends: Option<Timestamp>,
}

/// The Graph API at an address, asked with a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Graph<'a> {
    pub(crate) http: &'a HttpClient,
    pub(crate) api: &'a str,
    /// The app's secret, if calls are to prove that they are the app's.
    pub(crate) app_secret: Option<&'a str>,
}

impl Graph<'_> {
    /// The fields of a lead.
    pub(crate) async fn lead(&self, id: &str, fields: &[String], token: &str) -> Result<Value, GraphError> {
        let query = self.query("fields", &fields.join(","), token);
        let lead = self.get(&format!("{}/{id}?{query}", self.api), token).await?;
        match lead.get("id").and_then(Value::as_str) {
            Some(answered) if answered == id => Ok(lead),
            Some(_) => Err(GraphError::OtherLead),
            None => Err(GraphError::Wrong),
        }
    }

    /// Whether a token is valid, and until when.
    pub(crate) async fn token(&self, token: &str) -> Result<TokenState, GraphError> {
        let query = self.query("input_token", token, token);
        let answer = self.get(&format!("{}/debug_token?{query}", self.api), token).await?;
        let data = answer.get("data").and_then(Value::as_object).ok_or(GraphError::Wrong)?;
        let is_valid = data.get("is_valid").and_then(Value::as_bool).ok_or(GraphError::Wrong)?;
        let end = |name: &str| data.get(name).and_then(Value::as_i64).filter(|second| *second > 0);
        let ends = [end("expires_at"), end("data_access_expires_at")].into_iter().flatten().min();
        Ok(TokenState { is_valid, ends: ends.and_then(|second| Timestamp::from_second(second).ok()) })
    }

    fn query(&self, name: &str, value: &str, token: &str) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair(name, value);
        if let Some(secret) = self.app_secret {
            query.append_pair("appsecret_proof", &app_secret_proof(secret, token));
        }
        query.finish()
    }

    async fn get(&self, url: &str, token: &str) -> Result<Value, GraphError> {
        let bearer = format!("Bearer {token}");
        let answered = self.http.ask(url, &[("authorization", &bearer)], None, LIMITS).await?;
        let body = serde_json::from_slice(&answered.body);
        match (answered.status, body) {
            (200, Ok(body)) => Ok(body),
            (200, Err(_)) => Err(GraphError::Wrong),
            (status, body) => Err(error_of(status, &body.unwrap_or_default())),
        }
    }
}

/// What an answer that is no success says: <https://developers.facebook.com/docs/graph-api/guides/error-handling>.
fn error_of(status: u16, body: &Value) -> GraphError {
    let code = body["error"]["code"].as_i64().unwrap_or_default();
    match code {
        code if TOKEN.contains(&code) => GraphError::Token(code),
        10 | 200..=299 => GraphError::Permission(code),
        code if RATE.contains(&code) || (80_000..=80_014).contains(&code) || status == 429 => GraphError::TooMany(code),
        100 if body["error"]["error_subcode"] == 33 => GraphError::NotFound(code),
        code if status == 404 => GraphError::NotFound(code),
        code if status == 401 => GraphError::Token(code),
        code => GraphError::Trouble { status, code },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_are_told_apart_by_their_codes() {
        for (status, body, expected) in [
            (400, json!({"error": {"code": 190, "error_subcode": 463}}), "the token is no longer valid (code 190)"),
            (403, json!({"error": {"code": 200}}), "the token may not read leads (code 200)"),
            (400, json!({"error": {"code": 4}}), "too many calls (code 4)"),
            (429, json!({}), "too many calls (code 0)"),
            (400, json!({"error": {"code": 80_005}}), "too many calls (code 80005)"),
            (400, json!({"error": {"code": 100, "error_subcode": 33}}), "there is no such lead"),
            (400, json!({"error": {"code": 100}}), "trouble at the other end (status 400, code 100)"),
            (404, json!(null), "there is no such lead"),
            (500, json!({"error": {"code": 2}}), "trouble at the other end (status 500, code 2)"),
            (302, json!("x"), "trouble at the other end (status 302, code 0)"),
        ] {
            let error = error_of(status, &body).to_string();
            assert!(error.starts_with(expected), "{status} {body}: {error}");
        }
    }
}

//! What was posted, in whichever way.

use std::collections::BTreeMap;

use lambda_http::http::header;
use lambda_http::{Body, Request};

/// The most a post may hold.
const BODY_LIMIT: usize = 64 * 1024;

/// How the answer is to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A browser follows a redirect and reads a page.
    Browser,
    /// A script reads JSON.
    Json,
}

/// A post, read.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) format: Format,
    /// The page the form stood on, without its query, which may hold anything.
    pub(crate) page: Option<String>,
    /// The caller's own id of this post.
    pub(crate) idempotency_key: Option<String>,
}

/// A post can't be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("Post a form as application/x-www-form-urlencoded or application/json.")]
    Type,
    #[error("A post may have 64 KB at the most.")]
    TooLarge,
    #[error("This is not a JSON object of texts, numbers and true or false: {0}")]
    Json(String),
    #[error("The post is not UTF-8 text.")]
    Text,
    #[error("An Idempotency-Key has 1 to 128 visible characters.")]
    Key,
}

impl Post {
    pub(crate) fn read(request: &Request) -> Result<Self, Unreadable> {
        let header = |name| request.headers().get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
        let body = match request.body() {
            Body::Empty => "",
            Body::Text(text) => text.as_str(),
            Body::Binary(bytes) => std::str::from_utf8(bytes).map_err(|_| Unreadable::Text)?,
            _ => return Err(Unreadable::Type),
        };
        if body.len() > BODY_LIMIT {
            return Err(Unreadable::TooLarge);
        }
        let media_type = header(header::CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
        let (fields, format) = match media_type.trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => {
                let wants_json = header(header::ACCEPT).is_some_and(|accept| accept.starts_with("application/json"));
                let pairs = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
                (pairs, if wants_json { Format::Json } else { Format::Browser })
            }
            "application/json" => (json_fields(body)?, Format::Json),
            _ => return Err(Unreadable::Type),
        };
        let idempotency_key = match request.headers().get("idempotency-key").map(header::HeaderValue::to_str) {
            None => None,
            Some(Ok(key)) if (1..=128).contains(&key.trim().len()) => Some(key.trim().to_owned()),
            Some(_) => return Err(Unreadable::Key),
        };
        let page = header(header::REFERER).and_then(|page| page.split(['?', '#']).next());
        let page = page.filter(|page| page.starts_with("http")).map(|page| page.chars().take(200).collect());
        Ok(Self { fields, format, page, idempotency_key })
    }
}

fn json_fields(body: &str) -> Result<BTreeMap<String, String>, Unreadable> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body)
        .map_err(|error| Unreadable::Json(format!("line {}, column {}", error.line(), error.column())))?;
    let mut fields = BTreeMap::new();
    for (name, value) in object {
        let text = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::String(text) => text,
            serde_json::Value::Bool(_) | serde_json::Value::Number(_) => value.to_string(),
            _ => return Err(Unreadable::Json(format!("the field {name:?}"))),
        };
        fields.insert(name, text);
    }
    Ok(fields)
}

//! A form post, read: fields as a browser posts them, or as a script's JSON.

use lambda_http::Request;
use lambda_http::http::{HeaderValue, StatusCode, header};
use leadwright_domain::form::{Posted, exact};
use leadwright_web::post;
use leadwright_web::reader::media_type;

use crate::unique_json;

/// The most a post may hold, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// A post, read.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) fields: Posted,
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
    #[error(transparent)]
    Form(#[from] post::Unreadable),
    #[error("This is not a JSON object of texts, numbers and true or false: {0}")]
    Json(String),
    #[error("An Idempotency-Key has 1 to 128 visible characters.")]
    Key,
}

impl Unreadable {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Form(why) => why.status(),
            Self::Json(_) | Self::Key => StatusCode::BAD_REQUEST,
        }
    }
}

impl Post {
    pub(crate) fn read(request: &Request) -> Result<Self, Unreadable> {
        let headers = request.headers();
        let fields = match media_type(headers).as_str() {
            "application/x-www-form-urlencoded" => post::pairs(request, BODY_LIMIT)?.into_iter().collect(),
            "application/json" => json_fields(post::text(request.body(), BODY_LIMIT)?)?,
            _ => return Err(Unreadable::Type),
        };
        let idempotency_key = match headers.get("idempotency-key").map(HeaderValue::to_str) {
            None => None,
            Some(Ok(key)) if (1..=128).contains(&key.trim().len()) => Some(key.trim().to_owned()),
            Some(_) => return Err(Unreadable::Key),
        };
        let page = headers.get(header::REFERER).and_then(|page| page.to_str().ok()?.split(['?', '#']).next());
        let page = page.filter(|page| page.starts_with("http")).map(|page| page.chars().take(200).collect());
        Ok(Self { fields, page, idempotency_key })
    }
}

fn json_fields(body: &str) -> Result<Posted, Unreadable> {
    let serde_json::Value::Object(object) = unique_json::read(body.as_bytes()).map_err(Unreadable::Json)? else {
        return Err(Unreadable::Json("it is no object".to_owned()));
    };
    let mut fields = Posted::default();
    for (name, value) in object {
        let text = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::String(text) => text,
            serde_json::Value::Bool(_) => value.to_string(),
            serde_json::Value::Number(number) => exact(&number).ok_or_else(|| {
                Unreadable::Json(format!("the field {name:?} has a number that is too long: write it as a text"))
            })?,
            _ => return Err(Unreadable::Json(format!("the field {name:?}"))),
        };
        fields.add(name, text);
    }
    Ok(fields)
}

//! The body of a form post: every way in which a browser or a script can send a form. Whichever it is, the same fields
//! are read from it.

mod json;
mod lines;
mod multipart;

use lambda_http::Request;
use lambda_http::http::header::CONTENT_TYPE;
use lambda_http::http::{HeaderMap, StatusCode};
use leadwright_domain::form::{Form, Posted};
use leadwright_domain::words::Words;
use leadwright_web::post;
use leadwright_web::post::Charset;
use leadwright_web::reader::{charset, media_type};

/// The most a post may hold, in bytes. The content of files, which are refused, does not count.
const LIMIT: usize = 64 * 1024;

/// The most fields of a post.
const MOST_FIELDS: usize = 500;

/// A post that can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// The body is no form.
    Type,
    /// It is too long, or no text in its encoding.
    Form(post::Unreadable),
    /// It has too many fields.
    TooMany,
    /// It is no JSON object: what is wrong, and where.
    Json(String),
    /// Its text is no form.
    Lines,
    /// Its parts are no form, or one is cut off.
    Multipart,
    /// A part has too long a name, or too long headers.
    Headers,
    /// A part is encoded, or has parts itself.
    Nested,
    /// The caller's own id of the post is none.
    Key,
}

impl From<post::Unreadable> for Unreadable {
    fn from(why: post::Unreadable) -> Self {
        Self::Form(why)
    }
}

impl Unreadable {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Form(why) => why.status(),
            Self::TooMany => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Json(_) | Self::Lines | Self::Multipart | Self::Headers | Self::Nested | Self::Key => {
                StatusCode::BAD_REQUEST
            }
        }
    }

    /// What is wrong and what to send, for who posted it.
    pub(crate) fn words(&self, words: Words<'_>) -> String {
        match self {
            Self::Type | Self::Form(post::Unreadable::Type) => words.say("visitor-body-type"),
            Self::Form(post::Unreadable::TooLarge { limit }) => {
                words.with("visitor-body-large", &[("limit", (limit / 1024).into())])
            }
            Self::Form(post::Unreadable::Bytes { encoding }) => {
                words.with("visitor-body-bytes", &[("encoding", (*encoding).into())])
            }
            Self::Form(post::Unreadable::Encoding) => words.say("visitor-body-encoding"),
            Self::TooMany => words.with("visitor-body-many", &[("limit", MOST_FIELDS.into())]),
            Self::Json(why) => words.with("visitor-body-json", &[("why", why.as_str().into())]),
            Self::Lines => words.say("visitor-body-lines"),
            Self::Multipart => words.say("visitor-body-multipart"),
            Self::Headers => words.say("visitor-body-headers"),
            Self::Nested => words.say("visitor-body-nested"),
            Self::Key => words.say("visitor-body-key"),
        }
    }
}

/// Reads the fields of a post. `form` is the one that it is for: of a text of lines its names say which line begins a
/// field.
///
/// # Errors
/// See [`Unreadable`].
pub(crate) async fn read(request: &Request, form: &Form) -> Result<Posted, Unreadable> {
    let (headers, body) = (request.headers(), request.body().as_ref());
    let kind = media_type(headers);
    if body.len() > LIMIT && kind != "multipart/form-data" {
        return Err(post::Unreadable::TooLarge { limit: LIMIT }.into());
    }
    let posted = match kind.as_str() {
        "application/x-www-form-urlencoded" => post::pairs(request, LIMIT)?.into_iter().collect(),
        "multipart/form-data" => {
            let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            multipart::read(content_type, body).await?
        }
        // A beacon of a script has this type, whatever its text is; so has one that names none.
        "text/plain" | "" => plain(headers, body, form)?,
        json if json == "application/json" || json == "text/json" || json.ends_with("+json") => {
            json::read(&text(body, charset(headers))?)?
        }
        _ => return Err(Unreadable::Type),
    };
    if posted.len() > MOST_FIELDS { Err(Unreadable::TooMany) } else { Ok(posted) }
}

/// A text without a type of its own: JSON, lines as of `<form enctype="text/plain">`, or pairs as of an address.
fn plain(headers: &HeaderMap, body: &[u8], form: &Form) -> Result<Posted, Unreadable> {
    let declared = charset(headers).or_else(|| lines::charset(body));
    let text = text(body, declared.clone())?;
    if text.trim_start().starts_with('{') {
        json::read(&text)
    } else if text.contains(['\n', '\r']) {
        lines::read(&text, form)
    } else if text.contains('=') || text.trim().is_empty() {
        Ok(post::urlencoded(body, declared.as_deref())?.into_iter().collect())
    } else {
        Err(Unreadable::Lines)
    }
}

/// The text of a body, without the mark that some programs write before it.
fn text(body: &[u8], declared: Option<String>) -> Result<String, post::Unreadable> {
    let text = Charset::named(declared.unwrap_or_default().as_bytes())?.decode(body)?;
    Ok(text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests;

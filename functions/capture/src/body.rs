//! The body of a form post: every way in which a browser or a script can send a form. Whichever it is, the same fields
//! are read from it.

mod error;
mod json;
mod lines;
mod multipart;

pub(crate) use error::Unreadable;

use lambda_http::Request;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::CONTENT_TYPE;
use leadwright_domain::form::{Form, Posted};
use leadwright_web::post;
use leadwright_web::post::Charset;
use leadwright_web::reader::{charset, media_type};

use crate::body::error::{LIMIT, MOST_FIELDS};

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

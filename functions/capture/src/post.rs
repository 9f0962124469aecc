//! A form post, read: its fields, where the form stood, and the caller's own id of it.

use lambda_http::Request;
use lambda_http::http::{HeaderMap, HeaderValue, header};
use leadwright_domain::form::{Form, Posted};
use leadwright_domain::value::text::LINE_LIMIT;
use tracing::info;

use crate::body;
use crate::body::Unreadable;

/// A post, read.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) fields: Posted,
    /// The page the form stood on, without its query, which may hold anything.
    pub(crate) page: Option<String>,
    /// The caller's own id of this post.
    pub(crate) idempotency_key: Option<String>,
}

impl Post {
    pub(crate) async fn read(request: &Request, form: &Form) -> Result<Self, Unreadable> {
        let headers = request.headers();
        let fields = body::read(request, form).await?;
        let idempotency_key = match headers.get("idempotency-key").map(HeaderValue::to_str) {
            None => None,
            Some(Ok(key)) if (1..=128).contains(&key.trim().len()) => Some(key.trim().to_owned()),
            Some(_) => return Err(Unreadable::Key),
        };
        Ok(Self { fields, page: page(headers), idempotency_key })
    }
}

/// The page the form stood on. One that is too long to be kept is not kept: the beginning of an address is another page.
fn page(headers: &HeaderMap) -> Option<String> {
    let page = headers.get(header::REFERER).and_then(|page| page.to_str().ok()?.split(['?', '#']).next());
    let page = page.filter(|page| page.starts_with("http"))?;
    if page.len() > LINE_LIMIT {
        info!(characters = page.len(), "the address of the form's page is too long to be kept");
        return None;
    }
    Some(page.to_owned())
}

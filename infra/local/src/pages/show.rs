//! Local pages as responses, with the security headers of all pages.

use anyhow::{Context, Result};
use askama::Template;
use hyper::StatusCode;
use hyper::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use leadwright_web::response::{self, Access, Answer};

use crate::inbox::with_links_outside;

/// Beside what all pages may: the script that refreshes them, and frames of forms and mails. A form may lead to a page
/// of thanks on the company's website.
const PAGES: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; \
    frame-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A mail comes from elsewhere: it runs nothing, wherever it is opened. Its pictures and inline styles are shown.
const MAILS: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; \
    style-src 'unsafe-inline'; frame-ancestors 'self'";

/// The response that shows a page.
pub(crate) fn page(page: &impl Template) -> Result<Answer> {
    let html = page.render().context("a local page")?;
    Ok(with_policy(response::html(StatusCode::OK, Access::Private, html), PAGES))
}

/// The response that shows the content of a mail in a frame.
pub(crate) fn mail(html: &str) -> Answer {
    with_policy(response::html(StatusCode::OK, Access::Private, with_links_outside(html)), MAILS)
}

/// A file of the pages; none if there is no such file.
pub(crate) fn file(name: &str) -> Option<Answer> {
    let (content_type, content) = match name {
        "console.css" => ("text/css; charset=utf-8", include_str!("../../assets/console.css")),
        "live.js" => ("text/javascript; charset=utf-8", include_str!("../../assets/live.js")),
        _ => return None,
    };
    Some(response::answer(StatusCode::OK, Access::Public, content_type, content))
}

fn with_policy(mut answer: Answer, policy: &'static str) -> Answer {
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_cannot_break_out_of_its_frame() {
        let answer = mail("<html><head></head><p title=\"x\">\"><script>alert(2)</script>");
        let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("sandbox allow-popups") && !policy.contains("script"), "{policy}");
    }
}

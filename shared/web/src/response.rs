//! Answers with their security headers and cache rules. No answer of ours is made anywhere else.
//!
//! The headers, and why (OWASP's HTTP Headers Cheat Sheet):
//!
//! | header | on | what it does |
//! |---|---|---|
//! | `Content-Security-Policy` | all | no script, but on forms and on pages of the team that keep themselves fresh one of this host; styles from this host; pictures written into the page only; forms post here; no frame of another site |
//! | `X-Content-Type-Options` | all | a browser never guesses another type |
//! | `Referrer-Policy` | all | where a page leads never learns its address, which may hold a token |
//! | `Strict-Transport-Security` | all | a year of TLS only; subdomains are the company's to decide |
//! | `Cross-Origin-Opener-Policy` | all | the page that opened ours has no hold of its window |
//! | `Cross-Origin-Resource-Policy` | all | other sites load nothing but what is made for them |
//! | `Permissions-Policy` | all | no camera, place, microphone, payment |
//! | `Cache-Control` | all | see [`Access`] |
//! | `X-Robots-Tag` | all but forms and files | search engines keep nothing |

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde_json::Value;

/// A whole answer.
pub type Answer = Response<Full<Bytes>>;

/// Who may keep an answer, show it in a frame, load it, and learn its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A page that is the same for everybody, like a form. Kept, but asked for again; in a frame of this site.
    Public,
    /// The answer to what was entered into a public form. Never kept.
    Entered,
    /// For one reader: behind a token, or about something that is not there. Never kept, never in a frame, and nobody
    /// learns its address.
    Private,
    /// A file whose address changes with its content. Kept for a year.
    Asset,
    /// A file like that, for pages of other sites.
    Shared,
    /// A picture that mail programs show in pages of theirs. Never kept: each time it is shown counts.
    Picture,
}

impl Access {
    fn cache_control(self) -> &'static str {
        match self {
            Self::Public => "no-cache",
            Self::Entered | Self::Private => "no-store",
            Self::Asset | Self::Shared => "public, max-age=31536000, immutable",
            Self::Picture => "no-store, private",
        }
    }

    fn referrer_policy(self) -> &'static str {
        match self {
            // A form's own post tells which page it stood on, and keeps it with the lead.
            Self::Public | Self::Entered => "same-origin",
            Self::Private | Self::Asset | Self::Shared | Self::Picture => "no-referrer",
        }
    }

    fn resource_policy(self) -> &'static str {
        match self {
            // The company's web site posts forms here, and may do so without reading the answer (`no-cors`).
            Self::Public | Self::Entered | Self::Shared | Self::Picture => "cross-origin",
            Self::Private | Self::Asset => "same-origin",
        }
    }

    /// The policy of a page.
    fn content_policy(self) -> String {
        let frames = match self {
            // The local runner's first page shows the forms beside the inbox.
            Self::Public | Self::Entered => "'self'",
            Self::Private | Self::Asset | Self::Shared | Self::Picture => "'none'",
        };
        format!(
            "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; \
             frame-ancestors {frames}"
        )
    }
}

/// The headers that are the same on every answer.
const ALWAYS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// An answer with a body.
pub fn answer(status: StatusCode, access: Access, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = empty(status, access);
    *answer.body_mut() = Full::new(body.into());
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// An answer without a body.
pub fn empty(status: StatusCode, access: Access) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(access.cache_control()));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static(access.referrer_policy()));
    let resource_policy = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(resource_policy, HeaderValue::from_static(access.resource_policy()));
    if !matches!(access, Access::Public | Access::Asset | Access::Shared) {
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
    let policy = HeaderValue::try_from(access.content_policy()).expect("visible ASCII and spaces");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    answer
}

/// The same answer for a page that loads our script: it may load scripts from this host, and ask this host.
#[must_use]
pub(crate) fn with_script(mut answer: Answer) -> Answer {
    change_policy(&mut answer, "; style-src", "; script-src 'self'; connect-src 'self'; style-src");
    answer
}

/// Puts `new` in the place of `old` in the policy of an answer.
fn change_policy(answer: &mut Answer, old: &str, new: &str) {
    let policy = answer.headers().get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let policy = policy.expect("every answer has a policy").replacen(old, new, 1);
    let policy = HeaderValue::try_from(policy).expect("visible ASCII and spaces");
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
}

/// An answer in HTML.
pub fn html(status: StatusCode, access: Access, page: String) -> Answer {
    answer(status, access, "text/html; charset=utf-8", page)
}

/// An answer in JSON.
pub fn json(status: StatusCode, access: Access, body: &Value) -> Answer {
    answer(status, access, "application/json", body.to_string())
}

/// Sends a browser from a POST to the page that shows the result, so that a reload posts nothing.
pub fn see_other(access: Access, to: &str) -> Answer {
    redirect(StatusCode::SEE_OTHER, access, to)
}

/// Sends a reader on to the target of a link.
pub fn found(access: Access, to: &str) -> Answer {
    redirect(StatusCode::FOUND, access, to)
}

/// The same answer, which says when to try again what could not be done just now.
#[must_use]
pub fn try_again_later(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
    answer
}

/// Lets the forms of a page lead to the sites of `urls`, too. Chrome asks the policy again when the answer to a post sends
/// the browser elsewhere, and would not follow otherwise.
pub fn allow_forms_to<'a>(answer: &mut Answer, urls: impl IntoIterator<Item = &'a str>) {
    let targets: Vec<String> = urls.into_iter().map(|url| format!(" {}", form_target(url))).collect();
    change_policy(answer, "form-action 'self'", &format!("form-action 'self'{}", targets.concat()));
}

/// Lets a page load from these sources as well: directives, each with its sources.
pub fn allow_sources(answer: &mut Answer, allowed: &[(&str, &str)]) {
    let policy = answer.headers().get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let mut directives: Vec<String> =
        policy.unwrap_or_default().split(';').map(|directive| directive.trim().to_owned()).collect();
    for (name, sources) in allowed {
        match directives.iter_mut().find(|directive| directive.split(' ').next() == Some(name)) {
            Some(directive) => *directive = format!("{directive} {sources}"),
            None => directives.push(format!("{name} {sources}")),
        }
    }
    let policy = HeaderValue::try_from(directives.join("; ")).expect("visible ASCII and spaces");
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
}

fn redirect(status: StatusCode, access: Access, to: &str) -> Answer {
    let mut answer = empty(status, access);
    // As RFC 3986 wants it: what is not visible ASCII is percent-encoded, so that no line can end in it.
    let to = to.bytes().map(|byte| match byte {
        0x21..=0x7e => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    let to = HeaderValue::try_from(to.collect::<String>()).expect("visible ASCII");
    answer.headers_mut().insert(LOCATION, to);
    answer
}

/// The scheme and host of an address as a source of a policy; the scheme alone, if the host is not plain ASCII.
fn form_target(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let scheme = if scheme.eq_ignore_ascii_case("http") { "http" } else { "https" };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b));
    if is_plain { format!("{scheme}://{host}") } else { format!("{scheme}:") }
}

/// The text of an answer, which is there at once.
#[cfg(test)]
pub(crate) fn text(answer: Answer) -> String {
    use std::task::{Context, Poll, Waker};

    let collected = std::pin::pin!(http_body_util::BodyExt::collect(answer.into_body()));
    let Poll::Ready(Ok(body)) = collected.poll(&mut Context::from_waker(Waker::noop())) else { unreachable!() };
    String::from_utf8(body.to_bytes().to_vec()).expect("UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
        answer.headers()[name].to_str().unwrap()
    }

    #[test]
    fn a_page_loads_from_more_sources_where_it_says_so() {
        let mut answer = empty(StatusCode::OK, Access::Public);
        allow_sources(&mut answer, &[("script-src", "https://a.example"), ("style-src", "https://b.example")]);
        let policy = header(&answer, "content-security-policy");
        assert!(policy.contains("style-src 'self' https://b.example;"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'self'; script-src https://a.example"), "{policy}");
    }

    #[test]
    fn every_answer_has_the_full_set_of_headers() {
        for (access, cache, referrer, frames, resource) in [
            (Access::Public, "no-cache", "same-origin", "'self'", "cross-origin"),
            (Access::Entered, "no-store", "same-origin", "'self'", "cross-origin"),
            (Access::Private, "no-store", "no-referrer", "'none'", "same-origin"),
            (Access::Asset, "public, max-age=31536000, immutable", "no-referrer", "'none'", "same-origin"),
            (Access::Picture, "no-store, private", "no-referrer", "'none'", "cross-origin"),
        ] {
            for answer in [
                empty(StatusCode::NO_CONTENT, access),
                html(StatusCode::OK, access, String::new()),
                json(StatusCode::ACCEPTED, access, &Value::Null),
                see_other(access, "/x"),
                found(access, "https://www.acme.example/"),
            ] {
                let policy = format!(
                    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; \
                     frame-ancestors {frames}"
                );
                for (name, value) in [
                    ("content-security-policy", policy.as_str()),
                    ("x-content-type-options", "nosniff"),
                    ("referrer-policy", referrer),
                    ("strict-transport-security", "max-age=31536000"),
                    ("cross-origin-opener-policy", "same-origin"),
                    ("cross-origin-resource-policy", resource),
                    ("cache-control", cache),
                ] {
                    assert_eq!(header(&answer, name), value, "{access:?} {name}");
                }
                assert!(header(&answer, "permissions-policy").contains("geolocation=()"));
                let is_found = matches!(access, Access::Public | Access::Asset);
                assert_eq!(answer.headers().contains_key("x-robots-tag"), !is_found, "{access:?}");
            }
        }
    }

    #[test]
    fn a_redirect_is_one_line_of_ascii() {
        for (to, expected) in [
            ("?done#now", "?done#now"),
            ("/forms/demo/thank-you", "/forms/demo/thank-you"),
            ("https://www.acme.example/preços?a=b&c=d#e", "https://www.acme.example/pre%C3%A7os?a=b&c=d#e"),
            ("https://a.example/\r\nSet-Cookie: a=1", "https://a.example/%0D%0ASet-Cookie:%20a=1"),
        ] {
            let answer = see_other(Access::Private, to);
            assert_eq!((answer.status(), header(&answer, "location")), (StatusCode::SEE_OTHER, expected));
        }
    }

    #[test]
    fn a_form_may_lead_to_one_more_site_and_the_policy_stays_one() {
        for (url, expected) in [
            ("https://www.acme.example/thanks?a=b", "form-action 'self' https://www.acme.example;"),
            ("HTTP://localhost:8080", "form-action 'self' http://localhost:8080;"),
            ("https://açme.example/", "form-action 'self' https:;"),
            ("https://a.example;script-src:*/", "form-action 'self' https:;"),
            ("https://me@a.example/", "form-action 'self' https:;"),
        ] {
            let mut answer = html(StatusCode::OK, Access::Public, String::new());
            allow_forms_to(&mut answer, [url]);
            let policy = header(&answer, "content-security-policy");
            assert!(policy.contains(expected) && policy.matches(';').count() == 5, "{policy}");
        }
    }
}

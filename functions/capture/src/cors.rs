//! What scripts of other web sites may do: post forms, and read the answer. It holds for the routes of forms alone: API
//! Gateway's own CORS configuration would hold for every route, the team's pages among them.

use lambda_http::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HOST, ORIGIN, VARY,
};
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use leadwright_web::response;
use leadwright_web::response::{Access, Answer};

/// The web sites whose scripts may post forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormOrigins(Vec<String>);

impl FormOrigins {
    /// Reads the list: origins like `https://www.example.com` with commas between them, or `*` for all.
    pub(crate) fn read(list: &str) -> Self {
        Self(list.split(',').map(str::trim).filter(|origin| !origin.is_empty()).map(str::to_owned).collect())
    }

    /// The answer to a browser that asks whether a script may post; none for every other request.
    pub(crate) fn preflight(&self, method: &Method, headers: &HeaderMap) -> Option<Answer> {
        let is_preflight = method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        is_preflight.then(|| {
            let mut answer = response::empty(StatusCode::NO_CONTENT, Access::Public);
            if self.allow(headers, &mut answer) {
                let allowed = answer.headers_mut();
                allowed.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
                let names = HeaderValue::from_static("content-type,idempotency-key");
                allowed.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
                allowed.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
            }
            answer
        })
    }

    /// The request comes from a page of another site that is not on the list. One without an `Origin` comes from no page.
    pub(crate) fn refuses(&self, request: &HeaderMap) -> bool {
        let text = |name: HeaderName| request.get(name).and_then(|value| value.to_str().ok());
        let Some(origin) = text(ORIGIN) else { return false };
        let is_ours = origin.split_once("://").is_some_and(|(_, host)| text(HOST) == Some(host));
        !is_ours && !self.0.iter().any(|one| one == "*" || one == origin)
    }

    /// Lets the script that made the request read the answer, if its site is on the list; true if it is.
    pub(crate) fn allow(&self, request: &HeaderMap, answer: &mut Answer) -> bool {
        let Some(origin) = request.get(ORIGIN) else { return false };
        let allowed = if self.0.iter().any(|one| one == "*") {
            HeaderValue::from_static("*")
        } else if self.0.iter().any(|one| one.as_bytes() == origin.as_bytes()) {
            answer.headers_mut().append(VARY, HeaderValue::from_static("origin"));
            origin.clone()
        } else {
            return false;
        };
        answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_of_listed_sites_may_post() {
        for (list, origin, expected) in [
            ("*", Some("https://a.example"), Some("*")),
            ("https://a.example, https://b.example", Some("https://b.example"), Some("https://b.example")),
            ("https://a.example", Some("https://b.example"), None),
            ("", Some("https://b.example"), None),
            ("*", None, None),
        ] {
            let mut request = HeaderMap::new();
            request.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("POST"));
            if let Some(origin) = origin {
                request.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            let answer = FormOrigins::read(list).preflight(&Method::OPTIONS, &request).unwrap();
            let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header(ACCESS_CONTROL_ALLOW_ORIGIN), expected, "{list} {origin:?}");
            assert_eq!(header(ACCESS_CONTROL_ALLOW_METHODS), expected.map(|_| "POST"));
            assert!(FormOrigins::read(list).preflight(&Method::POST, &request).is_none());
        }
    }
}

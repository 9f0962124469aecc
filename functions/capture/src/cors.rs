//! Which web sites may post a form, and what their scripts may read. It holds for the routes of forms alone: API Gateway's
//! own CORS configuration would hold for every route, the team's pages among them.
//!
//! A form names its sites (`origins` in its file): then a post of another one is refused, whatever sends it. Without that,
//! the template's parameter `FormOrigins` says whose scripts may read the answer, and every site may post. The API's own
//! pages always may.

use lambda_http::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HOST, ORIGIN, VARY,
};
use lambda_http::http::{HeaderMap, HeaderValue, Method, StatusCode};
use leadwright_domain::form::Form;
use leadwright_domain::form::origins::{ANY, is_listed};
use leadwright_web::response;
use leadwright_web::response::{Access, Answer};

/// The web sites whose scripts may post the forms that name none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormOrigins {
    listed: Vec<String>,
    /// The public URL of this API; empty where it has none of its own.
    public_url: String,
}

/// The `Origin` of a request, if it names a site. `null` names none.
pub(crate) fn origin(request: &HeaderMap) -> Option<&str> {
    let origin = request.get(ORIGIN)?.to_str().unwrap_or("?");
    Some(origin).filter(|origin| *origin != "null")
}

impl FormOrigins {
    /// Reads the list: origins like `https://www.example.com` with commas between them, or `*` for all.
    pub(crate) fn read(list: &str, public_url: &str) -> Self {
        let listed = list.split(',').map(str::trim).filter(|origin| !origin.is_empty()).map(str::to_owned).collect();
        Self { listed, public_url: public_url.to_owned() }
    }

    /// A post with these headers may come in by the form.
    pub(crate) fn take(&self, form: &Form, request: &HeaderMap) -> bool {
        let origin = origin(request);
        origin.is_some_and(|origin| self.is_own(origin, request)) || form.takes_origin(origin)
    }

    /// It is a page of this API: of its public URL, or of the host that was asked.
    fn is_own(&self, origin: &str, request: &HeaderMap) -> bool {
        let host = request.get(HOST).and_then(|host| host.to_str().ok());
        let is_host = origin.split_once("://").is_some_and(|(_, asked)| host == Some(asked));
        let public = self.public_url.strip_prefix(origin);
        is_host || public.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The answer to a browser that asks whether a script may post; none for every other request.
    pub(crate) fn preflight(&self, form: Option<&Form>, method: &Method, headers: &HeaderMap) -> Option<Answer> {
        let is_preflight = method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        is_preflight.then(|| {
            let mut answer = response::empty(StatusCode::NO_CONTENT, Access::Public);
            if self.allow(form, headers, &mut answer) {
                let allowed = answer.headers_mut();
                allowed.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
                let names = HeaderValue::from_static("content-type,idempotency-key");
                allowed.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
                allowed.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
            }
            answer
        })
    }

    /// Lets the script that made the request read the answer, if its site is on the list; true if it is.
    pub(crate) fn allow(&self, form: Option<&Form>, request: &HeaderMap, answer: &mut Answer) -> bool {
        let list = form.and_then(|form| form.origins.as_deref()).unwrap_or(&self.listed);
        let Some(origin) = request.get(ORIGIN) else { return false };
        let allowed = if list.iter().any(|one| one == ANY) {
            HeaderValue::from_static(ANY)
        } else if origin.to_str().is_ok_and(|origin| is_listed(list, origin)) {
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
    use serde_json::json;

    use super::*;

    fn form(origins: Option<&[&str]>, without: &str) -> Form {
        let mut form = json!({"title": "Demo", "wants": "wants a demo", "fields": [], "without_origin": without});
        if let Some(origins) = origins {
            form["origins"] = json!(origins);
        }
        serde_json::from_value(form).unwrap()
    }

    #[test]
    fn only_scripts_of_listed_sites_may_post() {
        for (list, origin, expected) in [
            ("*", Some("https://a.example"), Some("*")),
            ("https://a.example, https://b.example", Some("https://b.example"), Some("https://b.example")),
            ("https://a.example", Some("https://b.example"), None),
            ("", Some("https://b.example"), None),
            ("https://a.example", Some("null"), None),
            ("*", None, None),
        ] {
            let mut request = HeaderMap::new();
            request.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("POST"));
            if let Some(origin) = origin {
                request.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            let own: Vec<&str> = list.split(", ").filter(|origin| !origin.is_empty()).collect();
            let own = form(Some(&own), "accept");
            // As the template's parameter, and as the form's own list, which counts alone.
            for (origins, form) in
                [(FormOrigins::read(list, ""), None), (FormOrigins::read("https://c.example", ""), Some(&own))]
            {
                let answer = origins.preflight(form, &Method::OPTIONS, &request).unwrap();
                let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap());
                assert_eq!(header(ACCESS_CONTROL_ALLOW_ORIGIN), expected, "{list} {origin:?}");
                assert_eq!(header(ACCESS_CONTROL_ALLOW_METHODS), expected.map(|_| "POST"));
                assert!(origins.preflight(form, &Method::POST, &request).is_none());
            }
        }
    }

    #[test]
    fn a_post_of_another_site_is_not_taken() {
        let own = "https://forms.acme.example";
        for (origins, without, origin, expected) in [
            (None, "accept", Some("https://a.example"), true),
            (None, "accept", None, true),
            (None, "refuse", None, false),
            (Some(&["*"][..]), "refuse", Some("https://a.example"), true),
            (Some(&["https://a.example"]), "accept", Some("https://a.example"), true),
            (Some(&["https://a.example"]), "accept", Some("https://b.example"), false),
            (Some(&["https://a.example"]), "accept", Some("http://a.example"), false),
            (Some(&["https://a.example"]), "accept", Some("https://a.example.evil.example"), false),
            (Some(&["https://a.example"]), "accept", Some("null"), true),
            (Some(&["https://a.example"]), "refuse", Some("null"), false),
            (Some(&["https://a.example"]), "refuse", None, false),
            (Some(&["https://a.example"]), "refuse", Some(own), true),
            (Some(&["https://a.example"]), "refuse", Some("https://api.example:8443"), true),
            (Some(&["https://a.example"]), "accept", Some("https://forms.acme.ex"), false),
        ] {
            let mut request = HeaderMap::new();
            request.insert(HOST, HeaderValue::from_static("api.example:8443"));
            if let Some(origin) = origin {
                request.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            let origins_of_api = FormOrigins::read("https://only.example", &format!("{own}/x"));
            let taken = origins_of_api.take(&form(origins, without), &request);
            assert_eq!(taken, expected, "{origins:?} {without} {origin:?}");
        }
    }
}

//! CORS as API Gateway applies it: preflight requests are answered before any route, responses get the CORS headers.
//!
//! What must stay true: the rules are the template's `CorsConfiguration`; without one nothing is allowed.

use anyhow::{Context, Result, anyhow};
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderName, HeaderValue, ORIGIN,
};
use hyper::{HeaderMap, Method, Response, StatusCode};
use serde_json::Value as Json;

use super::resolve::scalar_text;
use crate::http::HttpResponse;

/// The `CorsConfiguration` of the template.
#[derive(Debug)]
pub(crate) struct Cors {
    origins: Vec<String>,
    /// Headers of the response to a preflight request.
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Cors {
    /// Reads a `CorsConfiguration`.
    pub(crate) fn read(configuration: &Json) -> Result<Self> {
        let mut headers = Vec::new();
        for (name, property) in [
            (ACCESS_CONTROL_ALLOW_METHODS, "AllowMethods"),
            (ACCESS_CONTROL_ALLOW_HEADERS, "AllowHeaders"),
            (ACCESS_CONTROL_MAX_AGE, "MaxAge"),
        ] {
            if let Some(value) = configuration.get(property) {
                let text = list(value).with_context(|| format!("CorsConfiguration.{property}"))?.join(",");
                headers.push((name, HeaderValue::try_from(text)?));
            }
        }
        let origins =
            configuration.get("AllowOrigins").ok_or_else(|| anyhow!("CorsConfiguration has no AllowOrigins"))?;
        Ok(Self { origins: list(origins).context("CorsConfiguration.AllowOrigins")?, headers })
    }

    /// The response to a preflight request; none for other requests.
    pub(crate) fn preflight(&self, method: &Method, headers: &HeaderMap) -> Option<HttpResponse> {
        let is_preflight = method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        is_preflight.then(|| {
            let mut answer = Response::new(Full::new(Bytes::new()));
            *answer.status_mut() = StatusCode::NO_CONTENT;
            if self.allow(headers, &mut answer) {
                answer.headers_mut().extend(self.headers.iter().cloned());
            }
            answer
        })
    }

    /// Allows the origin of the request to read the response, if it is on the list; true if it is.
    pub(crate) fn allow(&self, request: &HeaderMap, answer: &mut HttpResponse) -> bool {
        let Some(origin) = request.get(ORIGIN) else { return false };
        let allowed = if self.origins.iter().any(|one| one == "*") {
            Some(HeaderValue::from_static("*"))
        } else {
            self.origins.iter().any(|one| one.as_bytes() == origin.as_bytes()).then(|| origin.clone())
        };
        allowed.map(|allowed| answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed)).is_some()
    }
}

/// A list, or a parameter of type `CommaDelimitedList`.
fn list(value: &Json) -> Result<Vec<String>> {
    match value {
        Json::Array(items) => items.iter().map(|item| scalar_text(item).context("expected a list of texts")).collect(),
        other => {
            let text = scalar_text(other).context("expected a text or a list of texts")?;
            Ok(text.split(',').map(|part| part.trim().to_owned()).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_listed_origins_may_read() {
        for (origins, origin, expected) in [
            (json!("*"), Some("https://a.example"), Some("*")),
            (json!("https://a.example, https://b.example"), Some("https://b.example"), Some("https://b.example")),
            (json!(["https://a.example"]), Some("https://b.example"), None),
            (json!("*"), None, None),
        ] {
            let cors = Cors::read(&json!({"AllowOrigins": origins, "AllowMethods": ["POST"], "MaxAge": 600})).unwrap();
            let mut request = HeaderMap::new();
            request.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("POST"));
            if let Some(origin) = origin {
                request.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            let answer = cors.preflight(&Method::OPTIONS, &request).unwrap();
            let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header(ACCESS_CONTROL_ALLOW_ORIGIN), expected, "{origin:?}");
            assert_eq!(header(ACCESS_CONTROL_ALLOW_METHODS), expected.map(|_| "POST"));
        }
    }
}

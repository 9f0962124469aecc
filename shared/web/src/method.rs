//! The methods of a route, and the answers to all others.

use http::header::ALLOW;
use http::{HeaderValue, Method, StatusCode};

use crate::frame::Site;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::response;
use crate::response::{Access, Answer};

/// The methods that a route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Methods(&'static str);

impl Methods {
    /// A page that only shows.
    pub const SHOW: Self = Self("GET, HEAD, OPTIONS");
    /// A page that shows by GET and acts by POST.
    pub const SHOW_AND_ACT: Self = Self("GET, HEAD, POST, OPTIONS");
    /// Something that is shown by GET and changed by PATCH.
    pub const SHOW_AND_CHANGE: Self = Self("GET, HEAD, PATCH, OPTIONS");
    /// Something that only acts.
    pub const ACT: Self = Self("POST, OPTIONS");

    /// The answer to a method that the route's handler does not know: to OPTIONS, which methods there are; to any other
    /// that is not among them, 405. None if the handler is to answer.
    ///
    /// A preflight (OPTIONS of a script of another site) gets no CORS headers here: only the routes of forms have some.
    pub fn refusal(self, method: &Method, reader: Reader, site: Site<'_>) -> Option<Answer> {
        let mut answer = if method == Method::OPTIONS {
            response::empty(StatusCode::NO_CONTENT, Access::Private)
        } else if self.0.split(", ").any(|known| known == method.as_str()) {
            return None;
        } else {
            let words = site.words;
            let values = [("method", method.as_str().into()), ("methods", self.0.into())];
            let (title, detail) = (words.say("page-method"), words.with("page-method-hint", &values));
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, title, detail).answer(reader, Access::Private, site)
        };
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static(self.0));
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_takes_its_methods_and_says_which() {
        let site = Site::new("Acme", "https://acme.example", leadwright_domain::words::Words::english());
        for (methods, method, status) in [
            (Methods::SHOW, Method::GET, None),
            (Methods::SHOW, Method::HEAD, None),
            (Methods::SHOW, Method::POST, Some(405)),
            (Methods::SHOW_AND_ACT, Method::POST, None),
            (Methods::SHOW_AND_ACT, Method::PUT, Some(405)),
            (Methods::ACT, Method::GET, Some(405)),
            (Methods::ACT, Method::POST, None),
            (Methods::ACT, Method::OPTIONS, Some(204)),
        ] {
            let answer = methods.refusal(&method, Reader::Browser, site);
            assert_eq!(answer.as_ref().map(|answer| answer.status().as_u16()), status, "{methods:?} {method}");
            if let Some(answer) = answer {
                assert_eq!(answer.headers()["allow"], methods.0);
            }
        }
    }
}

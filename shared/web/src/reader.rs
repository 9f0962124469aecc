//! The rule that chooses whether the reader of an answer is a browser or a program:
//!
//! 1. The `Accept` header decides if it names HTML or JSON; if it names both, the one with the higher quality, HTML if
//!    they are equal. Browsers name HTML for every page they open; scripts that want JSON say so.
//! 2. Else (`*/*` or no `Accept`) a browser that says that a script made the request (`Sec-Fetch-Mode`, Fetch Metadata)
//!    is believed: `fetch` and beacons read JSON. Else the body decides: a posted form is a browser's, any other body a
//!    program's, also one in parts: of a page without a script it comes with an `Accept` that names HTML.
//! 3. Else the reader is a program: `curl`, a link checker, a monitor.
//!
//! A route that is made for programs skips step 2 ([`Reader::of_api`]): `curl -d '{…}'` calls its JSON a form.

use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};

/// Who reads an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A person, who reads pages.
    Browser,
    /// A script or another system, which reads JSON.
    Program,
}

impl Reader {
    /// The reader of the answer to a request with these headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let is_of_script = || headers.get("sec-fetch-mode").is_some_and(|mode| mode != "navigate");
        Self::accepting(headers).unwrap_or_else(|| match media_type(headers).as_str() {
            "application/x-www-form-urlencoded" if !is_of_script() => Self::Browser,
            _ => Self::Program,
        })
    }

    /// The reader of the answer to a request on a route that is made for programs.
    pub fn of_api(headers: &HeaderMap) -> Self {
        Self::accepting(headers).unwrap_or(Self::Program)
    }

    /// The reader, if the `Accept` header tells.
    fn accepting(headers: &HeaderMap) -> Option<Self> {
        let accept = headers.get_all(ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
        let (mut html, mut json) = (0.0_f32, 0.0_f32);
        for range in accept.flat_map(|value| value.split(',')) {
            let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
            let media_type = parts.next().unwrap_or_default();
            let quality = parts.find_map(|part| part.strip_prefix("q=").map(|q| q.parse().unwrap_or(0.0)));
            let quality = quality.unwrap_or(1.0_f32);
            match media_type.as_str() {
                "text/html" | "application/xhtml+xml" => html = html.max(quality),
                "application/json" => json = json.max(quality),
                other if other.ends_with("+json") => json = json.max(quality),
                _ => {}
            }
        }
        if html > 0.0 && html >= json {
            Some(Self::Browser)
        } else if json > 0.0 {
            Some(Self::Program)
        } else {
            None
        }
    }
}

/// The type of a request's body, in lower case, without parameters like `charset`; empty if the request names none.
pub fn media_type(headers: &HeaderMap) -> String {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The program says that it fetches ahead what nobody has asked for yet.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_lowercase();
    let is_ahead = |value: &str| ["prefetch", "preview", "prerender"].iter().any(|word| value.contains(word));
    ["sec-purpose", "purpose", "x-purpose", "x-moz"].iter().any(|name| is_ahead(&says(name)))
}

/// The encoding of a request's body as its type declares it; none if it does not.
pub fn charset(headers: &HeaderMap) -> Option<String> {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok())?;
    let parameters = named.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let charset = parameters.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    charset.map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    const CHROME: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn browsers_are_told_from_programs() {
        let (browser, program) = (Reader::Browser, Reader::Program);
        // Accept, Content-Type, the reader on any route, the reader on a route for programs.
        for (accept, content, expected, of_api) in [
            // A browser opens a page, posts a form.
            (CHROME, "", browser, browser),
            (CHROME, FORM, browser, browser),
            ("text/html, */*; q=0.01", "", browser, browser),
            ("application/xhtml+xml", "", browser, browser),
            ("TEXT/HTML", "", browser, browser),
            // A script asks for JSON: fetch with a header, axios, jQuery.
            ("application/json", "", program, program),
            ("application/json", FORM, program, program),
            ("application/json, text/plain, */*", FORM, program, program),
            ("application/json, text/javascript, */*; q=0.01", FORM, program, program),
            ("application/problem+json", "", program, program),
            // Both are named.
            ("application/json, text/html;q=0.9", "", program, program),
            ("text/html, application/json", "", browser, browser),
            ("text/html;q=0, application/json;q=0.1", "", program, program),
            ("text/html;q=x", "", program, program),
            // Nothing is named: the body tells.
            ("*/*", FORM, browser, program),
            ("", FORM, browser, program),
            ("*/*", "multipart/form-data; boundary=x", program, program),
            (CHROME, "multipart/form-data; boundary=x", browser, browser),
            ("*/*", "application/json; charset=utf-8", program, program),
            ("", "Application/JSON", program, program),
            ("*/*", "text/plain", program, program),
            // curl, a monitor, a picture in a page.
            ("*/*", "", program, program),
            ("", "", program, program),
            ("image/avif,image/webp,*/*;q=0.8", "", program, program),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [(ACCEPT, accept), (CONTENT_TYPE, content)] {
                if !value.is_empty() {
                    headers.insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(Reader::of(&headers), expected, "{accept:?} {content:?}");
            assert_eq!(Reader::of_api(&headers), of_api, "{accept:?} {content:?}");
        }
    }

    /// `fetch(url, {body: new FormData(form)})` and the like name no type that they take.
    #[test]
    fn r_formspree_119_a_script_reads_json() {
        for (mode, content, expected) in [
            ("cors", FORM, Reader::Program),
            ("no-cors", FORM, Reader::Program),
            ("navigate", FORM, Reader::Browser),
            ("cors", "multipart/form-data; boundary=x", Reader::Program),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content));
            headers.insert("sec-fetch-mode", HeaderValue::from_static(mode));
            assert_eq!(Reader::of(&headers), expected, "{mode} {content}");
        }
    }

    #[test]
    fn what_is_fetched_ahead_says_so() {
        for (name, value, expected) in [
            ("sec-purpose", "prefetch", true),
            ("sec-purpose", "prefetch;prerender", true),
            ("purpose", "Prefetch", true),
            ("x-purpose", "preview", true),
            ("x-moz", "prefetch", true),
            ("sec-fetch-mode", "navigate", false),
            ("purpose", "", false),
        ] {
            let headers = HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static(value))]);
            assert_eq!(is_prefetch(&headers), expected, "{name}: {value}");
        }
    }

    #[test]
    fn headers_in_several_lines_count_as_one() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT, HeaderValue::from_static("*/*"));
        headers.append(ACCEPT, HeaderValue::from_static("text/html"));
        assert_eq!(Reader::of(&headers), Reader::Browser);
    }
}

//! The script by which any page shows our forms and tells with them how the visitor came; and a form for such a page: the
//! hosted form without its frame, whose ids have a prefix, since the form may be there twice.

use lambda_http::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use lambda_http::http::{HeaderValue, StatusCode};
use leadwright_web::asset::{JAVASCRIPT, address, text};
use leadwright_web::response::{Access, Answer, answer};

/// The script, as `build.rs` makes it.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/embed.js"));

const ADDRESS_BYTES: [u8; 33] = address(*b"/assets/embed-0000000000000000.js", 14, SCRIPT);

/// Where the script of this release is, for a year: `/assets/embed-HASH.js`.
pub(crate) const ADDRESS: &str = text(&ADDRESS_BYTES);

/// How long a browser keeps the script of the address that stays: pages of other sites get a new release within this time.
const STABLE: HeaderValue = HeaderValue::from_static("public, max-age=600");

/// The parameter of a form's address that asks for the form without its frame; its value tells apart the forms of a page.
pub(crate) const EMBED: &str = "embed";

/// The script at the address that changes with it, if `file` is that; none for any other file.
pub(crate) fn find(file: &str) -> Option<Answer> {
    (ADDRESS.strip_prefix("/assets/") == Some(file)).then(|| {
        let mut answer = script();
        // A page that names the script's hash (`integrity`) may load it only so.
        answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        answer
    })
}

/// The script at `/embed.js`, the address that stays.
pub(crate) fn stable() -> Answer {
    let mut answer = script();
    answer.headers_mut().insert(CACHE_CONTROL, STABLE);
    answer
}

fn script() -> Answer {
    answer(StatusCode::OK, Access::Shared, JAVASCRIPT, SCRIPT)
}

/// The attributes that name an element of the page.
const NAMING: [&str; 3] = [" id=\"", " for=\"", " aria-describedby=\""];

/// HTML of ours in which every id, and what names one, begins with `lwNUMBER-`. A visitor's text has no quotes in HTML, so
/// that it is never taken for an attribute.
pub(crate) fn with_ids(html: &str, number: &str) -> String {
    let number: String = number.chars().filter(char::is_ascii_digit).take(4).collect();
    let mut html = html.to_owned();
    for attribute in NAMING {
        let mut parts = html.split(attribute);
        let mut named = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (ids, rest) = part.split_once('"').unwrap_or((part, ""));
            let ids: Vec<String> = ids.split_whitespace().map(|id| format!("lw{number}-{id}")).collect();
            named.extend([attribute, &ids.join(" "), "\"", rest]);
        }
        html = named;
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_small_and_needs_no_more_than_a_strict_policy_gives() {
        assert!(SCRIPT.len() <= 4096, "{} bytes", SCRIPT.len());
        for word in ["eval(", "Function(", "innerHTML", ".style", "cookie", "sessionStorage", "http://", "https://"] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
        let file = find(ADDRESS.strip_prefix("/assets/").unwrap()).unwrap();
        let header = |answer: &Answer, name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header(&file, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&stable(), "cache-control"), "public, max-age=600");
        for answer in [file, stable()] {
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
            assert_eq!(header(&answer, "cross-origin-resource-policy"), "cross-origin");
            assert_eq!(header(&answer, "content-type"), "text/javascript; charset=utf-8");
        }
        assert!(find("embed-0000000000000000.js").is_none());
    }

    #[test]
    fn a_form_may_be_twice_in_a_page() {
        let html = "<label for=\"a\">A &#34; id=&#34;b</label><input id=\"a\" aria-describedby=\"a-hint a-error\">";
        let expected = "<label for=\"lw2-a\">A &#34; id=&#34;b</label><input id=\"lw2-a\" aria-describedby=\"lw2-a-hint lw2-a-error\">";
        assert_eq!(with_ids(html, "2\"><script>"), expected);
    }
}

//! The script of the hosted form, which works without it.

use lambda_http::http::StatusCode;
use leadwright_web::asset;
use leadwright_web::response;
use leadwright_web::response::{Access, Answer};

const SCRIPT: &str = concat!(include_str!("embed/funnel.js"), include_str!("embed/hosted.js"));

/// Where it is served: `/assets/form-HASH.js`.
pub(crate) const ADDRESS: &str = asset::text(&ADDRESS_BYTES);
const ADDRESS_BYTES: [u8; 32] = asset::address(*b"/assets/form-0000000000000000.js", 13, SCRIPT);

/// The script, if `name` is its file.
pub(crate) fn find(name: &str) -> Option<Answer> {
    let is_named = ADDRESS.strip_prefix("/assets/") == Some(name);
    is_named.then(|| response::answer(StatusCode::OK, Access::Asset, "text/javascript; charset=utf-8", SCRIPT))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It is a part of the script that web sites load, which is small.
    #[test]
    fn what_watches_a_form_is_small_and_keeps_nothing() {
        let script = include_str!("embed/funnel.js");
        let code = script.split_once('\n').expect("a comment, then the code").1;
        assert!(code.len() <= 900, "{} bytes", code.len());
        for word in ["cookie", "Storage", "indexedDB", ".value"] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
        assert!(find(ADDRESS.strip_prefix("/assets/").expect("it is an asset")).is_some() && find("form.js").is_none());
    }
}

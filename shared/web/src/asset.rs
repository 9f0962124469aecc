//! The files of pages. Each has an address that changes with its content, so that browsers keep it for a year.

use http::StatusCode;

use crate::response;
use crate::response::{Access, Answer};

/// The style sheet of all pages.
pub(crate) const STYLE: &str = concat!(include_str!("style.css"), include_str!("chart.css"));

/// Where the style sheet is served: `/assets/style-HASH.css`.
pub const STYLE_ADDRESS: &str = match std::str::from_utf8(&ADDRESS) {
    Ok(address) => address,
    Err(_) => unreachable!(),
};

const FOLDER: &str = "/assets/";
const ADDRESS: [u8; 34] = address(STYLE);

/// The answer to a request for a file of `/assets/`; none if there is no such file.
pub fn find(name: &str) -> Option<Answer> {
    let is_style = STYLE_ADDRESS.strip_prefix(FOLDER) == Some(name);
    is_style.then(|| response::answer(StatusCode::OK, Access::Asset, "text/css; charset=utf-8", STYLE))
}

/// The address of a style sheet. Its hash (FNV-1a, 64 bits) is made while this is compiled: it tells one release's sheet
/// from another's, and nobody has to trust it.
const fn address(style: &str) -> [u8; 34] {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < style.len() {
        hash = (hash ^ style.as_bytes()[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    let mut address = *b"/assets/style-0000000000000000.css";
    let mut digit = 0;
    while digit < 16 {
        address[14 + digit] = b"0123456789abcdef"[((hash >> (60 - 4 * digit)) & 15) as usize];
        digit += 1;
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_changes_with_the_content() {
        // The hashes are those of http://www.isthe.com/chongo/tech/comp/fnv/
        for (style, expected) in
            [("", "/assets/style-cbf29ce484222325.css"), ("foobar", "/assets/style-85944171f73967e8.css")]
        {
            assert_eq!(std::str::from_utf8(&address(style)).unwrap(), expected);
        }
    }

    #[test]
    fn only_the_sheet_of_this_release_is_found() {
        let name = STYLE_ADDRESS.strip_prefix(FOLDER).unwrap();
        let answer = find(name).unwrap();
        assert_eq!(answer.headers()["content-type"], "text/css; charset=utf-8");
        for other in ["style.css", "style-0000000000000000.css", "", "../style.css"] {
            assert!(find(other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_sheet_loads_nothing() {
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}

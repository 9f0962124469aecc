//! The files of pages. Each has an address that changes with its content, so that browsers keep it for a year.

use http::StatusCode;

use crate::response;
use crate::response::{Access, Answer};

/// The style sheet of all pages.
pub(crate) const STYLE: &str = include_str!("style.css");

/// What pages with charts and tables of numbers need besides. Visitors load none of it.
pub(crate) const NUMBERS: &str = concat!(include_str!("chart.css"), include_str!("numbers.css"));

/// What keeps pages of the team fresh.
pub(crate) const SCRIPT: &str = include_str!("desk.js");

/// Where the script is served: `/assets/desk-HASH.js`.
pub const SCRIPT_ADDRESS: &str = text(&SCRIPT_BYTES);

/// Where the style sheet is served: `/assets/style-HASH.css`.
pub const STYLE_ADDRESS: &str = text(&STYLE_BYTES);

/// Where the style sheet of charts and tables of numbers is served: `/assets/numbers-HASH.css`.
pub const NUMBERS_ADDRESS: &str = text(&NUMBERS_BYTES);

const FOLDER: &str = "/assets/";
const STYLE_BYTES: [u8; 34] = address(*b"/assets/style-0000000000000000.css", 14, STYLE);
const NUMBERS_BYTES: [u8; 36] = address(*b"/assets/numbers-0000000000000000.css", 16, NUMBERS);
const SCRIPT_BYTES: [u8; 32] = address(*b"/assets/desk-0000000000000000.js", 13, SCRIPT);
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// The answer to a request for a file of `/assets/`; none if there is no such file.
pub fn find(name: &str) -> Option<Answer> {
    let files = [(STYLE_ADDRESS, CSS, STYLE), (NUMBERS_ADDRESS, CSS, NUMBERS), (SCRIPT_ADDRESS, JAVASCRIPT, SCRIPT)];
    let (_, kind, content) = files.into_iter().find(|(address, ..)| address.strip_prefix(FOLDER) == Some(name))?;
    Some(response::answer(StatusCode::OK, Access::Asset, kind, content))
}

/// The address as a text.
pub const fn text(address: &'static [u8]) -> &'static str {
    match std::str::from_utf8(address) {
        Ok(address) => address,
        Err(_) => unreachable!(),
    }
}

/// The address of a file: its hash stands in the place of the zeros, which begin at `first`. The hash (FNV-1a, 64 bits) is
/// made while this is compiled: it tells one release's file from another's, and nobody has to trust it.
pub const fn address<const LENGTH: usize>(mut address: [u8; LENGTH], first: usize, style: &str) -> [u8; LENGTH] {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < style.len() {
        hash = (hash ^ style.as_bytes()[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    let mut digit = 0;
    while digit < 16 {
        address[first + digit] = b"0123456789abcdef"[((hash >> (60 - 4 * digit)) & 15) as usize];
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
            assert_eq!(
                std::str::from_utf8(&address(*b"/assets/style-0000000000000000.css", 14, style)).unwrap(),
                expected
            );
        }
    }

    #[test]
    fn only_the_sheets_of_this_release_are_found() {
        for (address, kind) in [(STYLE_ADDRESS, CSS), (NUMBERS_ADDRESS, CSS), (SCRIPT_ADDRESS, JAVASCRIPT)] {
            let answer = find(address.strip_prefix(FOLDER).unwrap()).unwrap();
            assert_eq!(answer.headers()["content-type"], kind);
        }
        for other in ["style.css", "style-0000000000000000.css", "", "../style.css"] {
            assert!(find(other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_sheets_load_nothing() {
        for sheet in [STYLE, NUMBERS] {
            assert!(!sheet.contains("url(") && !sheet.contains("@import"));
        }
    }
}

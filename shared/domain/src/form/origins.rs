//! The web sites that may post a form.
//!
//! A browser names the site of the page that posts in the header `Origin`. It names none for some pages (`Origin: null`): of
//! a file, of a frame in a sandbox, of a site with the policy `no-referrer`. Programs send no header at all.

use serde::{Deserialize, Serialize};

/// Stands for every site in a list of origins.
pub const ANY: &str = "*";

/// What a form does with a post that names no site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutOrigin {
    /// It takes it: programs, old browsers, pages that hide where they are.
    #[default]
    Accept,
    /// It refuses it.
    Refuse,
}

impl WithoutOrigin {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    pub(crate) fn is_accept(&self) -> bool {
        *self == Self::Accept
    }
}

/// The origin is on the list, or all are.
pub fn is_listed(list: &[String], origin: &str) -> bool {
    list.iter().any(|one| one == ANY || one == origin)
}

/// It is written as browsers write an origin: scheme, host in small letters, and the port if it is not the scheme's own.
pub(crate) fn is_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else { return false };
    let own_port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return false,
    };
    !host.is_empty()
        && !host.ends_with(own_port)
        && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.:[]".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (text, expected) in [
            ("https://www.acme.example", true),
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("https://www.acme.example/", false),
            ("https://www.acme.example:443", false),
            ("https://WWW.acme.example", false),
            ("https://*.acme.example", false),
            ("www.acme.example", false),
            ("null", false),
            ("*", false),
            ("https://", false),
        ] {
            assert_eq!(is_origin(text), expected, "{text}");
        }
    }
}

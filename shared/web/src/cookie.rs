//! Cookies: read from a request, and set so that no script, no other site and no other host gets them.

use std::time::Duration;

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// A cookie of ours. Its name begins with `__Host-`: browsers then take it only over TLS (or from this machine), and
/// send it to this host alone, whatever another host of the same domain sets (RFC 6265bis, section 4.1.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookie(&'static str);

impl Cookie {
    /// A cookie of this name, which holds letters, digits, `-` and `_` only.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The value that a request brings; none if it brings no such cookie.
    pub fn read<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let pairs = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| name.strip_prefix("__Host-") == Some(self.0)).map(|(_, value)| value)
    }

    /// The value of a `Set-Cookie` header that keeps `value` for so long. Other sites' links bring the cookie (a reader
    /// who follows a link in a mail stays logged in), other sites' forms and scripts do not.
    ///
    /// # Panics
    /// The value holds anything but visible ASCII without `"`, `,`, `;` and `\`: a token does not.
    pub fn set(&self, value: &str, keep: Duration) -> HeaderValue {
        let fits = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
        assert!(value.bytes().all(fits), "the cookie {} can't hold this value", self.0);
        let attributes = format!("Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Lax", keep.as_secs());
        HeaderValue::try_from(format!("__Host-{}={value}; {attributes}", self.0)).expect("visible ASCII and spaces")
    }

    /// The value of a `Set-Cookie` header that makes the browser forget the cookie.
    pub fn forget(&self) -> HeaderValue {
        self.set("", Duration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: Cookie = Cookie::new("session");

    #[test]
    fn a_cookie_is_found_among_others() {
        for (cookies, expected) in [
            (&["__Host-session=abc"][..], Some("abc")),
            (&["a=1; __Host-session=a=b==; c=3"], Some("a=b==")),
            (&["a=1", "b=2;__Host-session=x"], Some("x")),
            (&["session=abc; xx__Host-session=abc; __Host-sessions=abc"], None),
            (&["__Host-session"], None),
            (&[""], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for cookie in cookies {
                headers.append(COOKIE, HeaderValue::from_static(cookie));
            }
            assert_eq!(SESSION.read(&headers), expected, "{cookies:?}");
        }
    }

    #[test]
    fn a_cookie_is_set_for_this_host_alone() {
        assert_eq!(
            SESSION.set("a.b-c_1", Duration::from_mins(90)),
            "__Host-session=a.b-c_1; Path=/; Max-Age=5400; Secure; HttpOnly; SameSite=Lax"
        );
        assert_eq!(SESSION.forget(), "__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn what_is_set_is_read() {
        let mut headers = HeaderMap::new();
        let set = SESSION.set("token", Duration::from_secs(1));
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        headers.insert(COOKIE, HeaderValue::try_from(pair).unwrap());
        assert_eq!(SESSION.read(&headers), Some("token"));
    }

    #[test]
    #[should_panic(expected = "can't hold this value")]
    fn a_value_never_becomes_an_attribute() {
        SESSION.set("a; Domain=example.com", Duration::from_secs(1));
    }
}

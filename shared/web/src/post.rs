//! The fields of a form as a browser posts them: `application/x-www-form-urlencoded`, with a limit.

use std::collections::BTreeMap;

use http::{Request, StatusCode};

use crate::reader::media_type;

/// A post that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The body is no form.
    #[error("Post a form as application/x-www-form-urlencoded.")]
    Type,
    /// The body is longer than the limit.
    #[error("A post may have {} KB at the most.", limit / 1024)]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The body is not UTF-8 text.
    #[error("The post is not UTF-8 text.")]
    Text,
}

impl Unreadable {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Text => StatusCode::BAD_REQUEST,
        }
    }
}

/// The fields of a posted form. Of a field that is there twice, the last value counts.
///
/// # Errors
/// See [`Unreadable`]; `limit` is the most the body may hold, in bytes.
pub fn fields<B: AsRef<[u8]>>(request: &Request<B>, limit: usize) -> Result<BTreeMap<String, String>, Unreadable> {
    if media_type(request.headers()) != "application/x-www-form-urlencoded" {
        return Err(Unreadable::Type);
    }
    Ok(form_urlencoded::parse(text(request.body().as_ref(), limit)?.as_bytes()).into_owned().collect())
}

/// The text of a body.
///
/// # Errors
/// It is longer than `limit` bytes, or not UTF-8.
pub fn text(body: &[u8], limit: usize) -> Result<&str, Unreadable> {
    if body.len() > limit {
        return Err(Unreadable::TooLarge { limit });
    }
    std::str::from_utf8(body).map_err(|_| Unreadable::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn only_a_form_of_a_bearable_size_is_read() {
        let post = |content_type: &str, body: &[u8]| {
            let request = Request::builder().header("content-type", content_type).body(body.to_vec()).unwrap();
            fields(&request, 1024)
        };
        let read = post("Application/X-WWW-Form-Urlencoded; charset=UTF-8", b"a=1&b=x+y%20z&a=2&c").unwrap();
        let read: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(read, [("a", "2"), ("b", "x y z"), ("c", "")]);
        assert_eq!(post(FORM, b"").unwrap(), BTreeMap::new());
        assert_eq!(post(FORM, &[b'x'; 1025]), Err(Unreadable::TooLarge { limit: 1024 }));
        assert_eq!(post(FORM, b"a=\xff"), Err(Unreadable::Text));
        for other in ["", "text/plain", "application/json", "multipart/form-data; boundary=x"] {
            assert_eq!(post(other, b"a=1"), Err(Unreadable::Type), "{other}");
        }
    }
}

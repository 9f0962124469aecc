//! The fields of a form as a browser posts them: `application/x-www-form-urlencoded`, with a limit.
//!
//! They are text in the encoding that the post declares, UTF-8 if it declares none: as `charset` of its `Content-Type`,
//! else in a field `_charset_`, which browsers fill in (HTML, "naming form controls"). Bytes that are no text in it are
//! refused; no other text is stored in their place.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_8};
use http::{Request, StatusCode};
use percent_encoding::percent_decode;

use crate::reader::{charset, media_type};

/// The field in which a browser says what the others are encoded in.
const CHARSET: &str = "_charset_";

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
    #[error("The post is not UTF-8 text: send it as UTF-8.")]
    Text,
    /// Bytes of a form are no text in its encoding.
    #[error(
        "The post is not {encoding} text: send it as UTF-8, or declare its encoding, as in `Content-Type: \
         application/x-www-form-urlencoded; charset=ISO-8859-1`."
    )]
    Bytes {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// The declared encoding is not known, or cannot be that of a form.
    #[error("The post declares an encoding that forms are not read in: send it as UTF-8.")]
    Encoding,
}

impl Unreadable {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Type | Self::Encoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Text | Self::Bytes { .. } => StatusCode::BAD_REQUEST,
        }
    }
}

/// The fields of a posted form. Of a field that is there twice, the last value counts.
///
/// # Errors
/// See [`Unreadable`]; `limit` is the most the body may hold, in bytes.
pub fn fields<B: AsRef<[u8]>>(request: &Request<B>, limit: usize) -> Result<BTreeMap<String, String>, Unreadable> {
    pairs(request, limit).map(|pairs| pairs.into_iter().collect())
}

/// The fields of a posted form, in their order. A name may be there several times.
///
/// # Errors
/// As of [`fields`].
pub fn pairs<B: AsRef<[u8]>>(request: &Request<B>, limit: usize) -> Result<Vec<(String, String)>, Unreadable> {
    if media_type(request.headers()) != "application/x-www-form-urlencoded" {
        return Err(Unreadable::Type);
    }
    let body = request.body().as_ref();
    if body.len() > limit {
        return Err(Unreadable::TooLarge { limit });
    }
    let pairs: Vec<(Vec<u8>, Vec<u8>)> = body.split(|b| *b == b'&').filter(|pair| !pair.is_empty()).map(pair).collect();
    let in_a_field = || pairs.iter().find(|(name, _)| name == CHARSET.as_bytes()).map(|(_, value)| value.clone());
    let declared = charset(request.headers()).map(String::into_bytes).or_else(in_a_field);
    let encoding = encoding(&declared.unwrap_or_default())?;
    let text = |bytes: &[u8]| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned);
        text.ok_or(Unreadable::Bytes { encoding: encoding.name() })
    };
    pairs.iter().map(|(name, value)| Ok((text(name)?, text(value)?))).collect()
}

/// The name and the value of a field, as bytes.
fn pair(pair: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let at = pair.iter().position(|b| *b == b'=');
    let (name, value) = at.map_or((pair, &b""[..]), |at| (&pair[..at], &pair[at + 1..]));
    let bytes = |escaped: &[u8]| {
        let blanks: Vec<u8> = escaped.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
        percent_decode(&blanks).collect()
    };
    (bytes(name), bytes(value))
}

/// The encoding of that label; UTF-8 if there is none.
fn encoding(label: &[u8]) -> Result<&'static Encoding, Unreadable> {
    if label.trim_ascii().is_empty() {
        return Ok(UTF_8);
    }
    // `&`, `=` and `%` must be what they are in ASCII.
    let known = Encoding::for_label_no_replacement(label);
    known.filter(|encoding| encoding.is_ascii_compatible()).ok_or(Unreadable::Encoding)
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
        for other in ["", "text/plain", "application/json", "multipart/form-data; boundary=x"] {
            assert_eq!(post(other, b"a=1"), Err(Unreadable::Type), "{other}");
        }
    }

    #[test]
    fn r_contao_8434_a_field_is_decoded_by_what_is_declared_or_refused() {
        let post = |parameters: &str, body: &[u8]| {
            let content_type = format!("{FORM}{parameters}");
            let request = Request::builder().header("content-type", content_type).body(body.to_vec()).unwrap();
            fields(&request, 1024).map(|fields| fields.get("name").cloned().unwrap_or_default())
        };
        let no_text = |encoding| Err(Unreadable::Bytes { encoding });
        for (parameters, body, expected) in [
            ("", &b"name=Jos%C3%A9"[..], Ok("José")),
            ("", "name=José".as_bytes(), Ok("José")),
            ("", b"name=Jos%E9", no_text("UTF-8")),
            ("", b"name=Jos\xe9", no_text("UTF-8")),
            ("", b"other=Jos%E9&name=x", no_text("UTF-8")),
            ("", b"Jos%E9=x", no_text("UTF-8")),
            ("", b"name=%ED%A0%80", no_text("UTF-8")),
            // A mark at the beginning is text, and what is no escape stays.
            ("", b"name=%EF%BB%BFx", Ok("\u{feff}x")),
            ("", b"name=100%+%zz", Ok("100% %zz")),
            ("; charset=utf-8", b"name=Jos%C3%A9", Ok("José")),
            ("; charset=utf-8", b"name=Jos%E9", no_text("UTF-8")),
            (";charset=ISO-8859-1", b"name=Jos%E9", Ok("José")),
            (";charset=ISO-8859-1", b"name=Jos\xe9", Ok("José")),
            ("; boundary=x; Charset=\"latin1\"", b"name=Jos%E9", Ok("José")),
            ("; charset=windows-1252", b"name=%80+%93x%94", Ok("€ “x”")),
            ("; charset=ISO-8859-2", b"name=%A3uczak", Ok("Łuczak")),
            ("; charset=windows-1251", b"name=%CC%E0%F0%E8%FF", Ok("Мария")),
            ("; charset=shift_jis", b"name=%93%FA%96%7B", Ok("日本")),
            ("; charset=gbk", b"name=%D6%D0%B9%FA", Ok("中国")),
            ("; charset=shift_jis", b"name=%93", no_text("Shift_JIS")),
            // The browser says it in a field; the header counts more.
            ("", b"_charset_=ISO-8859-1&name=Jos%E9", Ok("José")),
            ("", b"name=Jos%E9&_charset_=windows-1252", Ok("José")),
            ("", b"_charset_=&name=Jos%C3%A9", Ok("José")),
            ("; charset=utf-8", b"_charset_=ISO-8859-1&name=Jos%C3%A9", Ok("José")),
            ("; charset=klingon", b"name=x", Err(Unreadable::Encoding)),
            ("; charset=utf-16", b"name=x", Err(Unreadable::Encoding)),
            ("", b"_charset_=klingon&name=x", Err(Unreadable::Encoding)),
        ] {
            assert_eq!(post(parameters, body), expected.map(str::to_owned), "{parameters} {body:?}");
        }
    }
}

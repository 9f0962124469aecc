//! A post as lines of `name=value`, as of `<form enctype="text/plain">`.
//!
//! Nothing in that format tells the second line of a message from the next field (HTML, "plain text form data"). So a line
//! begins a field only if the form asks for a field of that name; every other line belongs to the value before it, and no
//! word of a visitor is lost.

use leadwright_domain::form::{Form, Posted};

use crate::body::error::Unreadable;

/// The field in which a browser says what the text is encoded in.
const CHARSET: &[u8] = b"_charset_=";

/// The encoding that a line of the text declares.
pub(super) fn charset(body: &[u8]) -> Option<String> {
    let label = body.split(|b| matches!(b, b'\n' | b'\r')).find_map(|line| line.strip_prefix(CHARSET))?;
    std::str::from_utf8(label).ok().map(ToOwned::to_owned)
}

/// The fields of the text.
pub(super) fn read(text: &str, form: &Form) -> Result<Posted, Unreadable> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in text.strip_suffix('\n').unwrap_or(&text).split('\n') {
        match (line.split_once('='), pairs.last_mut()) {
            (Some((name, value)), last) if last.is_none() || form.knows(name) => {
                pairs.push((name.to_owned(), value.to_owned()));
            }
            (_, Some((_, value))) => {
                value.push('\n');
                value.push_str(line);
            }
            (_, None) if line.trim().is_empty() => {}
            (_, None) => return Err(Unreadable::Lines),
        }
    }
    Ok(pairs.into_iter().collect())
}

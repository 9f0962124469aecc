//! What a field of a lead is read from.
//!
//! | | |
//! |---|---|
//! | `/payload/email` | what the path finds |
//! | `/name | /full_name` | the first path that finds anything but an empty text |
//! | `/first + /last` | what all paths find, with a blank between |
//! | `/name | /first + /last` | the name, else the two together |
//! | `=google` | always this text |

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lead_source::path::{Found, JsonPath};
use crate::value::text::LINE_LIMIT;

/// What a field is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mapped {
    text: String,
    from: Origin,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Fixed(String),
    /// The first of these that finds anything; of several paths all, with a blank between.
    Paths(Vec<Vec<JsonPath>>),
}

/// What a mapping found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Values<'a> {
    /// These, where they stand.
    Found(Vec<Found<'a>>),
    /// One text: fixed, or put together.
    Text(String, Vec<Found<'a>>),
}

impl Mapped {
    /// Reads the document.
    pub(crate) fn read<'a>(&self, root: &'a Value) -> Values<'a> {
        match &self.from {
            Origin::Fixed(text) => Values::Text(text.clone(), Vec::new()),
            Origin::Paths(all) => {
                let read = all.iter().map(|paths| together(paths, root)).find(Values::is_filled);
                read.unwrap_or_else(|| Values::Found(Vec::new()))
            }
        }
    }
}

impl Values<'_> {
    fn is_filled(&self) -> bool {
        match self {
            Self::Found(found) => found.iter().any(is_filled),
            Self::Text(text, _) => !text.is_empty(),
        }
    }
}

fn together<'a>(paths: &[JsonPath], root: &'a Value) -> Values<'a> {
    if let [only] = paths {
        return Values::Found(only.find(root));
    }
    let found: Vec<Found<'_>> = paths.iter().flat_map(|path| path.find(root)).filter(is_filled).collect();
    let texts: Option<Vec<&str>> = found.iter().map(|found| found.value.as_str()).collect();
    // Whatever is no text is refused by its name.
    match texts {
        Some(texts) => Values::Text(texts.join(" "), found),
        None => Values::Found(found),
    }
}

fn is_filled(found: &Found<'_>) -> bool {
    match found.value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    }
}

/// The parts of a text between these signs, but for signs within brackets.
fn parts(text: &str, sign: char) -> Vec<&str> {
    let (mut parts, mut from, mut is_inside) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '[' => is_inside = true,
            ']' => is_inside = false,
            c if c == sign && !is_inside && text[..at].ends_with(' ') && text[at + 1..].starts_with(' ') => {
                parts.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[from..].trim());
    parts
}

impl TryFrom<String> for Mapped {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some(fixed) = text.strip_prefix('=') {
            if fixed.trim().is_empty() || fixed.chars().count() > LINE_LIMIT {
                return Err(format!("behind `=` stands a text of 1 to {LINE_LIMIT} characters"));
            }
            let from = Origin::Fixed(fixed.to_owned());
            return Ok(Self { text, from });
        }
        let path = |part: &str| JsonPath::try_from(part.to_owned());
        let paths = |part: &str| parts(part, '+').into_iter().map(path).collect::<Result<Vec<_>, _>>();
        let from = parts(&text, '|').into_iter().map(paths).collect::<Result<Vec<_>, _>>()?;
        let from = Origin::Paths(from);
        Ok(Self { text, from })
    }
}

impl From<Mapped> for String {
    fn from(mapped: Mapped) -> Self {
        mapped.text
    }
}

impl fmt::Display for Mapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_read_from_the_first_from_all_or_is_fixed() {
        let post = json!({"name": "", "full": "Maria Silva", "first": "Maria", "last": "Silva", "n": 7, "q": [{"k": "a + b", "v": "x"}]});
        for (text, expected) in [
            ("/name | /full", Some("Maria Silva")),
            ("/first + /last", Some("Maria Silva")),
            ("/first + /middle + /last", Some("Maria Silva")),
            ("/name | /first + /last", Some("Maria Silva")),
            ("/middle + /name | /full", Some("Maria Silva")),
            ("=google", Some("google")),
            ("/q[k=a + b]/v", Some("x")),
            ("/nothing", None),
        ] {
            let read = Mapped::try_from(text.to_owned()).unwrap();
            let read = match read.read(&post) {
                Values::Text(text, _) => Some(text),
                Values::Found(found) => found.first().map(|found| found.value.as_str().unwrap().to_owned()),
            };
            assert_eq!(read.as_deref(), expected, "{text}");
        }
        for text in ["", "=", "name", "/a | b", "/a || /b"] {
            let read = Mapped::try_from(text.to_owned());
            // `/a || /b` is the member "a || " of the document, and its member "b".
            assert_eq!(read.is_err(), text != "/a || /b", "{text}");
        }
    }
}

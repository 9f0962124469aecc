//! Mistakes that reading finds, in words of ours. serde calls the functions of [`serde::de::Error`] with what it knows.

use std::fmt;

use leadwright_domain::value::text::nearest;

use super::tree::{Entry, Finding, Node, Value};

/// A name that stands for one that is missing or wrong. A message with it is about a mistake that is told already.
pub(crate) const INVENTED_NAME: &str = "left-out-by-mistake";

/// A mistake, where it was found.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// The number of its node; none until the node is known.
    pub(crate) node: Option<usize>,
    pub(crate) kind: MistakeKind,
}

/// The kinds of mistakes.
#[derive(Debug)]
pub(crate) enum MistakeKind {
    /// The whole message.
    Told(String),
    /// A key that the type does not have, and those it has.
    UnknownKey(String, Vec<String>),
    /// A key without which the type cannot be.
    MissingKey(String),
}

impl Mistake {
    pub(crate) fn told(message: String) -> Self {
        Self { node: None, kind: MistakeKind::Told(message) }
    }

    /// With its place, if it has none yet: the innermost node that was read.
    pub(crate) fn at(self, node: &Node) -> Self {
        Self { node: self.node.or(Some(node.id)), ..self }
    }

    /// What is told of it; none if it comes from mending.
    pub(crate) fn finding(&self, root: &Node, id: usize) -> Option<Finding> {
        let node = *root.path_to(id).last()?;
        let is_of_invented = matches!(&self.kind, MistakeKind::Told(message) if message.contains(INVENTED_NAME));
        // What a group of keys lacks as a whole may follow from one of them.
        let follows = matches!((&self.kind, &node.value), (MistakeKind::Told(_), Value::Map(_))) && node.has_mended();
        if node.is_invented || is_of_invented || follows {
            return None;
        }
        let (mark, message) = match &self.kind {
            MistakeKind::Told(message) => (node.mark, message.clone()),
            MistakeKind::MissingKey(key) => (node.mark, format!("`{key}` is missing here: add a line like `{key}: …`")),
            MistakeKind::UnknownKey(key, known) => {
                let mark = entry(node, key).map_or(node.mark, |entry| entry.key.mark);
                let (word, value) = key.split_once(':').unwrap_or((key, ""));
                if !value.is_empty() && known.iter().any(|known| known == word) {
                    let message = format!("write a blank behind the colon: `{word}: {value}`");
                    return Some(Finding { mark, message, is_inner: false });
                }
                let meant = nearest(key, known.iter().map(String::as_str));
                let there_are = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                let message = match meant {
                    Some(meant) if has(node, meant) => {
                        format!("there is no key `{key}`, and `{meant}` is here already: delete the line")
                    }
                    Some(meant) => format!("there is no key `{key}`: write `{meant}`"),
                    None => format!("there is no key `{key}` here; there are: {there_are}"),
                };
                (mark, message)
            }
        };
        Some(Finding { mark, message, is_inner: false })
    }
}

fn entry<'a>(node: &'a Node, key: &str) -> Option<&'a Entry> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key.text() == Some(key)),
        _ => None,
    }
}

/// The map has the key.
pub(crate) fn has(node: &Node, key: &str) -> bool {
    entry(node, key).is_some()
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl std::error::Error for Mistake {}

impl serde::de::Error for Mistake {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::told(message.to_string())
    }

    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::told(format!("here is {}: write {expected}", in_words(&found)))
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self::told(no_such_word("", variant, known))
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let known = known.iter().map(|&name| name.to_owned()).collect();
        Self { node: None, kind: MistakeKind::UnknownKey(key.to_owned(), known) }
    }

    fn missing_field(key: &'static str) -> Self {
        Self { node: None, kind: MistakeKind::MissingKey(key.to_owned()) }
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::told(format!("`{key}` is here twice: delete one of the two"))
    }
}

fn in_words(found: &serde::de::Unexpected<'_>) -> String {
    match found {
        serde::de::Unexpected::Map => "a group of keys".to_owned(),
        serde::de::Unexpected::Seq => "a list".to_owned(),
        serde::de::Unexpected::Str(text) => format!("`{text}`"),
        serde::de::Unexpected::Bool(value) => format!("`{value}`"),
        serde::de::Unexpected::Signed(number) => format!("`{number}`"),
        serde::de::Unexpected::Unsigned(number) => format!("`{number}`"),
        serde::de::Unexpected::Float(number) => format!("`{number}`"),
        _ => "nothing".to_owned(),
    }
}

/// The message for a word that is none of those that may stand behind a key.
pub(crate) fn no_such_word(name: &str, word: &str, known: &[&str]) -> String {
    let meant = nearest(word, known.iter().copied()).map(|meant| format!("; write `{meant}`")).unwrap_or_default();
    let key = if name.is_empty() { "this".to_owned() } else { format!("`{name}`") };
    format!("{key} is one of {}; here it is `{word}`{meant}", known.join(", "))
}

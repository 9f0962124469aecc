//! What a form does with posted fields that it does not ask for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::touch::is_posted_name;
use crate::form::captcha::is_guard_field;
use crate::form::field::FieldError;
use crate::form::posted::{KNOWN, is_named};
use crate::value::purpose::Purpose;
use crate::value::text::{whole_line, whole_text};
use crate::words::Words;

/// The most unknown fields that are kept of a post.
const MOST: usize = 20;

/// The most characters of all of them together, names and values.
const MOST_CHARACTERS: usize = 4_000;

/// The most characters of a name.
const LONGEST_NAME: usize = 80;

/// What becomes of posted fields that the form does not ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownFields {
    /// They are left out.
    #[default]
    Ignore,
    /// They are kept with the submission, 20 at most, and shown on the lead's page; no rule asks for them.
    Keep,
    /// The post is refused, with their names.
    Refuse,
}

/// The name is one that every form knows: a consent box, how the visitor came, what is against robots, what a
/// browser adds.
pub(crate) fn is_of_every_form(name: &str) -> bool {
    Purpose::ALL.iter().any(|purpose| is_named(name, purpose.field()))
        || is_posted_name(name)
        || is_guard_field(name)
        || [KNOWN, "ref", "_charset_"].contains(&name)
}

impl UnknownFields {
    /// They are left out, as where a form says nothing of them.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    pub(crate) fn are_ignored(&self) -> bool {
        *self == Self::Ignore
    }

    /// The unknown fields that are kept: name → value, several values with a comma between.
    ///
    /// # Errors
    /// The fields that are refused, each once: by the form, or because they can't be kept whole.
    pub(crate) fn read<'a>(
        self,
        words: Words<'_>,
        pairs: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<BTreeMap<String, String>, Vec<FieldError>> {
        let mut posted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in pairs.filter(|_| self != Self::Ignore) {
            let values = posted.entry(name).or_default();
            if !value.trim().is_empty() && !values.contains(&value) {
                values.push(value);
            }
        }
        let refused = |name: &str, message: &str| {
            FieldError::new(name, words.with(message, &[("name", name.into()), ("most", MOST_CHARACTERS.into())]))
        };
        if self == Self::Refuse && !posted.is_empty() {
            return Err(posted.keys().map(|name| refused(name, "form-unknown")).collect());
        }
        posted.retain(|_, values| !values.is_empty());
        let (mut kept, mut errors, mut characters) = (BTreeMap::new(), Vec::new(), 0);
        for (name, values) in posted {
            let value = whole_text(&values.join(", "), MOST_CHARACTERS);
            match (whole_line(name, LONGEST_NAME), value) {
                (Ok(line), Ok(value)) if line == name => {
                    characters += name.chars().count() + value.chars().count();
                    kept.insert(line, value);
                    if kept.len() > MOST || characters > MOST_CHARACTERS {
                        errors.push(refused(name, "form-unknown-too-much"));
                        break;
                    }
                }
                _ => errors.push(refused(name, "form-unknown-not-kept")),
            }
        }
        if errors.is_empty() { Ok(kept) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(unknown: UnknownFields, pairs: &[(&str, &str)]) -> Result<Vec<(String, String)>, Vec<String>> {
        let read = unknown.read(Words::english(), pairs.iter().copied());
        read.map(|kept| kept.into_iter().collect()).map_err(|why| why.into_iter().map(|why| why.field).collect())
    }

    #[test]
    fn they_are_left_out_kept_whole_or_refused_by_name() {
        let pairs = [("size", "L"), ("size", "XL"), ("size", "L"), ("empty", " "), ("note", "a\r\nb")];
        assert_eq!(read(UnknownFields::Ignore, &pairs), Ok(vec![]));
        let kept = [("note", "a\nb"), ("size", "L, XL")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read(UnknownFields::Keep, &pairs), Ok(kept.to_vec()));
        assert_eq!(read(UnknownFields::Refuse, &pairs), Err(vec!["empty".into(), "note".into(), "size".into()]));
        assert_eq!(read(UnknownFields::Refuse, &[]), Ok(vec![]));
        let long = "x".repeat(81);
        assert_eq!(read(UnknownFields::Keep, &[(&long, "1")]), Err(vec![long.clone()]));
        assert_eq!(read(UnknownFields::Keep, &[("a\nb", "1"), ("c", "\u{7}")]), Err(vec!["a\nb".into(), "c".into()]));
        let many: Vec<String> = (10..31).map(|at| format!("f{at}")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "1")).collect();
        assert_eq!(read(UnknownFields::Keep, &many[..20]).map(|kept| kept.len()), Ok(20));
        assert_eq!(read(UnknownFields::Keep, &many), Err(vec!["f30".into()]));
        let long = "x".repeat(2_000);
        assert_eq!(read(UnknownFields::Keep, &[("a", &long), ("b", &long)]), Err(vec!["b".into()]));
    }
}

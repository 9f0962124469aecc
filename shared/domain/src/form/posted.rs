//! What was posted to a form: names and texts in their order, whatever body carried them.
//!
//! A name may be there several times. `topics`, `topics[]` and `topics[0]` are the same name, as PHP and Rails write
//! repeated fields; `address[city]` is the part `city` of `address`.

/// The name of a browser's token in a post: which fields it sent before.
pub const KNOWN: &str = "known";

/// What a field of a post was, where it was no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotText {
    /// A file with content.
    File,
    /// A JSON value deeper than a list of texts or an object of texts.
    Nested,
    /// A JSON number that is held only nearly, of more than 15 digits.
    Imprecise,
}

/// The posted names and values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    pairs: Vec<(String, String)>,
    not_text: Vec<(String, NotText)>,
}

impl Posted {
    /// Adds a value. A name may have several.
    pub fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.pairs.push((name.into(), value.into()));
    }

    /// Adds a field that was no text: it is refused by its name, and nothing of it is kept.
    pub fn add_not_text(&mut self, name: impl Into<String>, what: NotText) {
        self.not_text.push((name.into(), what));
    }

    /// The value of that name; the last of several, because a hidden "no" stands before the box that says "yes".
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.pairs.iter().rfind(|(posted, _)| is_named(posted, name))?;
        Some(value)
    }

    /// All values of that name, in their order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(posted, _)| is_named(posted, name)).map(|(_, value)| value.as_str())
    }

    /// How many fields there are, each value of a repeated name for itself.
    pub fn len(&self) -> usize {
        self.pairs.len() + self.not_text.len()
    }

    /// Nothing was posted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All pairs, in their order, by the names as they were posted.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The fields that were no texts.
    pub fn not_text(&self) -> impl Iterator<Item = (&str, NotText)> {
        self.not_text.iter().map(|(name, what)| (name.as_str(), *what))
    }
}

impl FromIterator<(String, String)> for Posted {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self { pairs: pairs.into_iter().collect(), not_text: Vec::new() }
    }
}

/// The posted name is that name, also as one of several: `topics[]`, `topics[0]`.
pub(crate) fn is_named(posted: &str, name: &str) -> bool {
    let Some(rest) = posted.strip_prefix(name) else { return false };
    rest.is_empty() || inside(rest).is_some_and(|inside| inside.bytes().all(|b| b.is_ascii_digit()))
}

/// The posted name is that part of that field: `address[city]`.
pub(crate) fn is_part(posted: &str, name: &str, part: &str) -> bool {
    let inside = posted.strip_prefix(name).and_then(inside);
    inside.is_some_and(|inside| inside == part)
}

/// The posted name is a part of that field, and not one of several: `address[city]`, but not `topics[0]`.
pub(crate) fn is_some_part(posted: &str, name: &str) -> bool {
    posted.strip_prefix(name).is_some_and(|rest| inside(rest).is_some()) && !is_named(posted, name)
}

/// The text in a pair of brackets.
fn inside(brackets: &str) -> Option<&str> {
    brackets.strip_prefix('[')?.strip_suffix(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_there_several_times() {
        let pairs = [("a", "1"), ("b", "x"), ("a[]", "2"), ("a[12]", "3"), ("a[b]", "4"), ("a[][]", "5"), ("ab", "6")];
        let posted: Posted = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(posted.all("a").collect::<Vec<_>>(), ["1", "2", "3"]);
        assert_eq!((posted.get("a"), posted.get("b"), posted.get("c")), (Some("3"), Some("x"), None));
        assert_eq!(posted.get("a[b]"), Some("4"));
    }
}

//! A line of a mail's header.

use std::fmt;

use crate::value::text::one_line;

/// The most characters a line has.
pub(crate) const LONGEST_LINE: usize = 200;

/// The most characters of the beginning of a text.
const BEGINNING: usize = 120;

/// The text of a header: one line of at most 200 characters. It can't be made with a line break or any other control
/// character in it, so nothing that somebody entered becomes a header of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderLine(String);

impl HeaderLine {
    /// The text on one line, cut where it is too long.
    pub fn new(text: &str) -> Self {
        Self::cut(text, LONGEST_LINE)
    }

    /// The text is too long for a line, and would be cut.
    pub(crate) fn is_cut(text: &str) -> bool {
        one_line(text, usize::MAX).chars().count() > LONGEST_LINE
    }

    /// The first words of a text.
    pub fn beginning(text: &str) -> Self {
        Self::cut(text, BEGINNING)
    }

    fn cut(text: &str, longest: usize) -> Self {
        // What looks like an encoded word (RFC 2047) would be decoded, into whatever a visitor chose.
        Self(one_line(&text.replace("=?", "= ?"), longest))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HeaderLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

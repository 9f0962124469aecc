//! The lines of a mail's header.

use std::fmt;

use crate::value::text::one_line;

/// The longest line, in characters.
pub(crate) const LONGEST_LINE: usize = 200;

/// The longest beginning of a text, in characters.
const BEGINNING: usize = 120;

/// The text of a header: one line of at most 200 characters, without line breaks and other control characters, so that
/// no entered text can add a header of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderLine(String);

impl HeaderLine {
    /// The text on one line, cut at 200 characters.
    pub fn new(text: &str) -> Self {
        Self::cut(text, LONGEST_LINE)
    }

    /// The text is too long for a line and would be cut.
    pub(crate) fn is_cut(text: &str) -> bool {
        one_line(text, usize::MAX).chars().count() > LONGEST_LINE
    }

    /// The beginning of a text, cut at 120 characters.
    pub fn beginning(text: &str) -> Self {
        Self::cut(text, BEGINNING)
    }

    fn cut(text: &str, longest: usize) -> Self {
        // A mail program would decode text that looks like an encoded word (RFC 2047), and show what a visitor hid in
        // it.
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

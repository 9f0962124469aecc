//! Text checks and clean-up that several rooms share.
//!
//! Text that went through [`one_line`] has no control character, so it cannot end a line of a mail header or a log.

/// The most characters of a text of one line: a field, a source, a page.
pub const LINE_LIMIT: usize = 200;

/// The most characters of a note or of evidence, which may have many lines. Ten activities of that length fit into one
/// call of SQS.
pub const NOTE_LIMIT: usize = 2_000;

/// The most characters of the name of a campaign.
pub const CAMPAIGN_LIMIT: usize = 100;

/// Why a text can't be kept as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// It has a line break where one line is kept.
    #[error("it has several lines")]
    SeveralLines,
    /// It has a control character, which no line shows.
    #[error("it has the control character U+{0:04X}")]
    Control(u32),
    /// It is longer than the limit.
    #[error("it has {characters} characters: {limit} at the most")]
    TooLong {
        /// Its length.
        characters: usize,
        /// The limit.
        limit: usize,
    },
}

/// The text as one line, whole: each run of blanks is one blank. Unlike [`one_line`] it cuts and joins nothing.
///
/// # Errors
/// See [`NotKept`].
pub fn whole_line(text: &str, limit: usize) -> Result<String, NotKept> {
    let text = text.trim();
    if text.contains(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Err(NotKept::SeveralLines);
    }
    whole(text, limit)?;
    Ok(one_line(text, limit))
}

/// The text with its lines, whole; a line ends with `\n`.
///
/// # Errors
/// See [`NotKept`].
pub fn whole_text(text: &str, limit: usize) -> Result<String, NotKept> {
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    whole(&text, limit)?;
    Ok(text)
}

fn whole(text: &str, limit: usize) -> Result<(), NotKept> {
    if let Some(control) = text.chars().find(|c| c.is_control() && !['\n', '\t'].contains(c)) {
        return Err(NotKept::Control(control.into()));
    }
    let characters = text.chars().count();
    if characters > limit { Err(NotKept::TooLong { characters, limit }) } else { Ok(()) }
}

/// Text without control characters or line breaks, cut at `limit` characters.
pub fn one_line(text: &str, limit: usize) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(limit).collect()
}

/// The text with a capital to begin with.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text without control characters, except line breaks, which become `\n`.
pub(crate) fn many_lines(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// The names sorted, each once, with commas between them: for messages.
pub(crate) fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    names.sort();
    names.dedup();
    names.join(", ")
}

/// The text may be part of a send id or of a URL: 1 to 40 lower-case letters, digits and dashes.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The text is an absolute http or https URL.
pub(crate) fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// The text is a language code: two lower-case letters, as in `pt` (ISO 639-1).
pub(crate) fn is_language(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_lowercase())
}

//! Text checks and clean-up that several rooms share.
//!
//! Text that went through [`one_line`] has no control character, so it cannot end a line of a mail header or a log.

/// The most characters of a text of one line: a field, a source, a page.
pub const LINE_LIMIT: usize = 200;

/// The most characters of a message or a note of many lines from a lead.
pub const MESSAGE_LIMIT: usize = 5_000;

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

/// The name that somebody may have meant by `written`: one that is the same but for case and separators, or that takes
/// few strokes to reach, the fewest first.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' '], "");
    let written = plain(written);
    let most = (written.chars().count() / 3).min(3);
    let near = names.into_iter().map(|name| (strokes(&written, &plain(name)), name));
    near.filter(|(strokes, _)| *strokes <= most).min().map(|(_, name)| name)
}

/// The end of a message about a name that does not exist: the names that do, and the one that may have been meant.
pub(crate) fn there_are(written: &str, names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    if names.is_empty() {
        return "there are: none".to_owned();
    }
    let meant = nearest(written, names.iter().map(String::as_str));
    let meant = meant.map(|name| format!("; do you mean `{name}`?")).unwrap_or_default();
    format!("there are: {}{meant}", listed(&names))
}

/// The number of letters to insert, delete, replace or swap with the next (optimal string alignment distance).
fn strokes(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for i in 1..=from.len() {
        let mut row = vec![i];
        for j in 1..=to.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
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

#[cfg(test)]
mod tests {
    use super::{nearest, there_are};

    #[test]
    fn the_nearest_name_is_one_that_may_have_been_meant() {
        let names = ["points", "label", "at_most", "most_points", "when", "demo-request"];
        for (written, near) in [
            ("pionts", Some("points")),
            ("Points", Some("points")),
            ("point", Some("points")),
            ("atmost", Some("at_most")),
            ("at-most", Some("at_most")),
            ("lable", Some("label")),
            ("wehn", Some("when")),
            ("demo_request", Some("demo-request")),
            ("demo", None),
            ("x", None),
            ("", None),
            ("frequency", None),
        ] {
            assert_eq!(nearest(written, names), near, "{written}");
        }
        assert_eq!(there_are("ture", ["false", "true"]), "there are: false, true; do you mean `true`?");
        assert_eq!(there_are("x", [""; 0]), "there are: none");
    }
}

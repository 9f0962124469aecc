//! Text checks and clean-up that several rooms share.
//!
//! Text that went through [`one_line`] has no control character, so it cannot end a line of a mail header or a log, and
//! no invisible one, so it says what a reader sees.

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::props::{DefaultIgnorableCodePoint, ExtendedPictographic, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

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

/// Text without control characters, line breaks or [invisible](visible) ones, cut at `limit` characters.
pub fn one_line(text: &str, limit: usize) -> String {
    let text = visible(text);
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(limit).collect()
}

/// The text without characters that nobody sees: those that turn the direction of text (U+202E), that have no width
/// (U+200B, U+FEFF), and all others of Unicode's property `Default_Ignorable_Code_Point`. Such a one stays where it
/// changes what is seen: a joiner between letters of a script that needs it or in a composed emoji, a variation
/// selector behind its character, the tags of a flag.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_invisible = |c: char| !c.is_ascii() && (INVISIBLE.contains(c) || ANNOTATION.contains(&c));
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !is_invisible(c) || before.is_some_and(|before| is_needed(before, c, rest.peek().copied())) {
            kept.push(c);
            before = Some(c);
        }
    }
    Cow::Owned(kept)
}

static INVISIBLE: icu_properties::CodePointSetDataBorrowed<'static> =
    CodePointSetData::new::<DefaultIgnorableCodePoint>();

/// Marks of annotations between lines, which have no width either.
const ANNOTATION: std::ops::RangeInclusive<char> = '\u{fff9}'..='\u{fffb}';

/// The character changes what is seen of its neighbours.
fn is_needed(before: char, c: char, after: Option<char>) -> bool {
    let is_pictographic = |c: char| CodePointSetData::new::<ExtendedPictographic>().contains(c);
    match c {
        '\u{200c}' | '\u{200d}' if is_joined(before) && after.is_some_and(is_joined) => true,
        '\u{200d}' => {
            let ends_emoji = is_pictographic(before) || matches!(before, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
            ends_emoji && after.is_some_and(is_pictographic)
        }
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            !before.is_whitespace() && !before.is_control() && !INVISIBLE.contains(before)
        }
        '\u{180b}'..='\u{180d}' | '\u{180f}' => ('\u{1820}'..='\u{18aa}').contains(&before),
        '\u{e0020}'..='\u{e007f}' => matches!(before, '\u{1f3f4}' | '\u{e0020}'..='\u{e007e}'),
        _ => false,
    }
}

/// A letter or mark of a script in which joiners change how its letters are written: from Arabic to Myanmar, Khmer and
/// Mongolian, and their later blocks.
fn is_joined(c: char) -> bool {
    let is_of_script = matches!(c, '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{a8e0}'..='\u{abff}');
    is_of_script && (c.is_alphabetic() || is_mark(c))
}

fn is_mark(c: char) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    matches!(category, NonspacingMark | SpacingMark | EnclosingMark)
}

/// The words of a text for comparing names: in lower case, without accents, with one blank in place of all that is no
/// letter or digit.
pub(crate) fn folded(text: &str) -> String {
    let plain = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        let plain = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
        let plain: String = plain.chars().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase).collect();
        plain.replace('ß', "ss").replace('ø', "o").replace('ł', "l")
    };
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The text with a capital to begin with.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text without control characters or [invisible](visible) ones, except line breaks, which become `\n`, and tabs, which
/// become blanks.
pub(crate) fn many_lines(text: &str) -> String {
    let line = |c: char| match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\t' => ' ',
        other => other,
    };
    visible(text).replace("\r\n", "\n").chars().map(line).filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// The names sorted, each once, with commas between them: for messages.
pub fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    names.sort();
    names.dedup();
    names.join(", ")
}

/// The name that somebody may have meant by `written`: one that is the same but for case and separators, or that few
/// changes of a letter (insert, delete, replace, swap with the next) lead to, the fewest first.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' '], "");
    let written = plain(written);
    let most = (written.chars().count() / 3).min(3);
    let near = names.into_iter().map(|name| (strsim::osa_distance(&written, &plain(name)), name));
    near.filter(|(changes, _)| *changes <= most).min().map(|(_, name)| name)
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
    use super::*;

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

    #[test]
    fn invisible_characters_go_and_those_that_are_needed_stay() {
        for (text, expected) in [
            ("Maria\u{202e}avliS", "MariaavliS"),
            ("\u{feff}Ma\u{200b}ria\u{2069} \u{2066}Silva\u{200e}\u{200f}", "Maria Silva"),
            ("Ma\u{ad}ria\u{2060}\u{180e}\u{61c}\u{34f}\u{3164}\u{fffa}", "Maria"),
            ("\u{200d}Maria\u{200c}", "Maria"),
            ("Ma\u{200d}ria", "Maria"),
            ("\u{200b}\u{200d}\u{fe0f}", ""),
            // Persian, Sinhala, Malayalam, Hindi.
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("ශ්\u{200d}රී", "ශ්\u{200d}රී"),
            ("\u{200c}می\u{200c}\u{200b}", "می"),
            ("नमस्\u{200d}\u{200d}ते", "नमस्\u{200d}ते"),
            // A composed emoji, one with its selector, a keycap, the flag of Scotland.
            ("👩🏽\u{200d}🚀", "👩🏽\u{200d}🚀"),
            ("❤\u{fe0f}\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥"),
            ("1\u{fe0f}\u{20e3}", "1\u{fe0f}\u{20e3}"),
            ("🏴\u{e0067}\u{e0062}\u{e007f}x\u{e0067}", "🏴\u{e0067}\u{e0062}\u{e007f}x"),
            ("葛\u{e0100}飾", "葛\u{e0100}飾"),
            ("Zoë O’Brien-Łuczak", "Zoë O’Brien-Łuczak"),
        ] {
            assert_eq!(visible(text), expected, "{text:?}");
            assert_eq!(visible(expected), expected, "what is left is left again");
        }
    }

    #[test]
    fn lines_stay_lines_and_words_stay_words() {
        assert_eq!(many_lines("a\r\nb\rc\u{2028}d\te\u{7}f\u{202e}g"), "a\nb\nc\nd ef g".replace("f g", "fg"));
        assert_eq!(one_line("a\r\nb\u{200b}c\u{a0}\td\u{7}e", 100), "a bc d e");
    }

    #[test]
    fn names_are_compared_by_their_letters() {
        for (text, expected) in
            [("  Côte d’Ivoire ", "cote d ivoire"), ("GROẞBRITANNIEN", "grossbritannien"), ("Færøerne", "færoerne")]
        {
            assert_eq!(folded(text), expected);
        }
    }
}

//! Text in a drawing: escaped, measured, shortened.
//!
//! Widths are estimates: a page's letters are those of the reader's system. They fit the widest of the usual ones,
//! `DejaVu Sans`.

use std::borrow::Cow;
use std::fmt::Write;

/// The size of letters in drawings, in CSS pixels, as in the style sheet.
const SIZE: f64 = 12.0;

/// Text for HTML and SVG, also within the quotes of an attribute. Characters that XML forbids become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, c| {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\t' | '\n' | '\r' => html.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => html.push('\u{fffd}'),
            c => html.push(c),
        }
        html
    })
}

/// A coordinate with a tenth of a pixel; what is no number is 0.
pub(super) fn coordinate(value: f64) -> String {
    let mut text = String::new();
    let value = if value.is_finite() { value } else { 0.0 };
    write!(text, "{value:.1}").expect("a String takes all");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// About how wide text is, in CSS pixels.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(letter_width).sum()
}

/// About how wide semibold text is, in CSS pixels.
pub(super) fn strong_width(text: &str) -> f64 {
    width(text) * 1.12
}

fn letter_width(c: char) -> f64 {
    let em = match c {
        'i' | 'j' | 'l' | 'I' | '\'' | '.' | ',' | ':' | ';' | '!' | '|' | ' ' | '\u{a0}' | '\u{202f}' => 0.33,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 1.0,
        'A'..='Z' => 0.74,
        ' '..='~' => 0.64,
        // Marks over and under the letter before.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0.0,
        // Latin and Greek letters, and signs of the same width.
        '\u{a1}'..='\u{3ff}' | '\u{1e00}'..='\u{20cf}' => 0.7,
        _ => 1.05,
    };
    em * SIZE
}

/// The text, cut with "…" where it is wider than `room`; nothing where even "…" is.
pub(super) fn shortened(text: &str, room: f64) -> Cow<'_, str> {
    if width(text) <= room + 0.01 {
        return Cow::Borrowed(text);
    }
    let mut left = room - width("…");
    if left < 0.0 {
        return Cow::Borrowed("");
    }
    let fits = |c: &char| {
        left -= letter_width(*c);
        left >= 0.0
    };
    let start: String = text.chars().take_while(fits).collect();
    Cow::Owned(format!("{}…", start.trim_end()))
}

/// The text in lines no wider than `room`; a word that is wider is shortened.
pub(super) fn wrapped(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = shortened(word, room);
        match lines.last_mut() {
            Some(line) if width(line) + width(" ") + width(&word) <= room => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word.into_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_one_line() {
        assert_eq!(
            escaped("<a href=\"x\" title='y'>\n&\u{0}"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt; &amp;\u{fffd}"
        );
    }

    #[test]
    fn a_coordinate_is_short_and_a_number() {
        for (value, expected) in [(1.0, "1"), (1.25, "1.2"), (-0.01, "0"), (f64::NAN, "0"), (f64::INFINITY, "0")] {
            assert_eq!(coordinate(value), expected, "{value}");
        }
    }

    #[test]
    fn only_what_is_too_wide_is_shortened() {
        assert_eq!(shortened("google", 60.0), "google");
        let long = "campanha ".repeat(20);
        let short = shortened(&long, 100.0);
        assert!(short.starts_with("campanha") && short.ends_with('…') && width(&short) <= 100.0, "{short}");
        assert_eq!((shortened("google", 0.0), shortened("", -1.0)), ("".into(), "".into()));
        assert_eq!(wrapped("one two  three", 40.0), ["one", "two", "three"].map(|word| shortened(word, 40.0)));
        assert!(wrapped("", 40.0).is_empty());
    }
}

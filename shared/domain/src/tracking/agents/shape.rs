//! The shape of a `User-Agent` with which a person reads: that of a browser or of a mail program.
//!
//! Browsers all write `Mozilla/5.0 (platform) engine/version (remark) name/version …`. On a computer the names behind
//! the platform are those of known browsers: a robot that drives a browser mostly adds its own name there. On a telephone
//! they may be any: every app shows pages in a browser of its own name.

use super::names::{BROWSERS, ENGINES, MOBILE, PICTURES_ONLY, PLATFORMS, READERS, REMARKS};

/// A browser or a mail program. `agent` is in lower case.
pub(super) fn is_reader(agent: &str) -> bool {
    READERS.iter().any(|reader| agent.starts_with(reader))
        || PICTURES_ONLY.iter().any(|(sign, _)| agent.contains(sign))
        || Browser::parse(agent).is_some_and(|browser| browser.is_known())
}

/// The parts of a browser's `User-Agent`.
struct Browser<'a> {
    platform: &'a str,
    /// All that is behind the platform.
    rest: &'a str,
    /// The words of the rest that stand in no brackets.
    words: Vec<&'a str>,
    /// The texts of the rest in brackets.
    remarks: Vec<&'a str>,
}

impl<'a> Browser<'a> {
    /// None for what does not begin as browsers do.
    fn parse(agent: &'a str) -> Option<Self> {
        let begun = agent.strip_prefix("mozilla/5.0 (").or_else(|| agent.strip_prefix("mozilla/4.0 ("))?;
        let (platform, rest) = in_brackets(begun);
        let mut browser = Self { platform, rest, words: Vec::new(), remarks: Vec::new() };
        let mut left = rest;
        while let Some(at) = left.find(['(', '[']) {
            browser.words.extend(words(&left[..at]));
            let (remark, behind) = in_brackets(&left[at + 1..]);
            browser.remarks.push(remark);
            left = behind;
        }
        browser.words.extend(words(left));
        Some(browser)
    }

    fn is_known(&self) -> bool {
        if !PLATFORMS.iter().any(|platform| self.platform.starts_with(platform)) {
            return false;
        }
        if self.platform.starts_with("compatible;") {
            // Internet Explorer, and the mail programs that show mails with it, name themselves in the platform.
            return self.words.is_empty() && self.remarks.is_empty();
        }
        let names_itself_outside = self.remarks.iter().any(|remark| remark.contains("compatible"));
        if names_itself_outside || !ENGINES.iter().any(|engine| self.rest.contains(engine)) {
            return false;
        }
        MOBILE.iter().any(|mobile| self.platform.contains(mobile))
            || (self.words.iter().all(|word| is_browsers(word)) && self.remarks.iter().all(|remark| is_usual(remark)))
    }
}

/// The text up to the bracket that closes it, and what is behind that. A bracket that is never closed ends at the end.
fn in_brackets(text: &str) -> (&str, &str) {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&text[..at], &text[at + 1..]);
        }
    }
    (text, "")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ';', ',']).filter(|word| !word.is_empty())
}

/// A word of a browser: one of their names, a version, or a toolbar of Google's.
fn is_browsers(word: &str) -> bool {
    let name = word.split_once('/').map_or(word, |(name, _)| name);
    BROWSERS.contains(&name)
        || !name.starts_with(|letter: char| letter.is_alphabetic())
        || name.strip_prefix("gtb").is_some_and(|version| version.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// The family that all engines claim to be of, a known remark, or a number: Apple Mail adds one of its own.
fn is_usual(remark: &str) -> bool {
    let remark = remark.trim();
    remark == "khtml, like gecko"
        || remark.bytes().all(|byte| byte.is_ascii_digit())
        || REMARKS.iter().any(|usual| remark.starts_with(usual))
}

//! What a text alone says: links, markup, repetition, random letters.

use std::collections::BTreeMap;

/// The links in a text: with a scheme, with `www.`, or a domain with a path.
pub(crate) fn links(text: &str) -> usize {
    let is_end = |letter: char| letter.is_whitespace() || "<>()[]{}\"'|,;".contains(letter);
    text.split(is_end).map(links_of_word).sum()
}

fn links_of_word(word: &str) -> usize {
    let word = word.to_lowercase();
    let schemes = word.matches("://").count();
    if schemes > 0 {
        return schemes;
    }
    let is_link = word.starts_with("www.") || word.split_once('/').is_some_and(|(host, _)| is_domain(host));
    usize::from(is_link)
}

/// `bit.ly`, and not `and/or` or `24.12./25.12.`.
fn is_domain(host: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let Some((rest, top)) = host.rsplit_once('.') else { return false };
    top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()) && rest.split('.').all(is_label)
}

/// HTML or `BBCode` that makes a link.
pub(crate) fn has_markup(text: &str) -> bool {
    let text = text.to_lowercase();
    ["<a ", "href=", "[url", "[link=", "<script", "<iframe", "<img "].iter().any(|mark| text.contains(mark))
}

/// One word makes up most of a text of some length, or one letter stands there again and again.
pub(crate) fn is_repetitive(text: &str) -> bool {
    has_run(text) || has_one_word(text)
}

/// Ten of the same letter in a row.
fn has_run(text: &str) -> bool {
    let mut last = None;
    let mut run = 0;
    text.chars().any(|letter| {
        run = if last == Some(letter) { run + 1 } else { 1 };
        last = Some(letter);
        // Dashes and the like are lines under a signature.
        run >= 10 && letter.is_alphanumeric()
    })
}

/// Of twelve words or more, one of four letters or more is every third.
fn has_one_word(text: &str) -> bool {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = 0;
    for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        all += 1;
        if word.chars().count() >= 4 {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    all >= 12 && counts.into_values().any(|count| count * 3 >= all)
}

/// A word that a program drew: ten Latin letters or more, with four changes or more from a small to a capital one.
pub(crate) fn is_gibberish(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| {
        let changes =
            word.as_bytes().windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
        word.len() >= 10 && word.bytes().all(|b| b.is_ascii_alphabetic()) && changes.count() >= 4
    })
}

/// The most fields that hold the same text of four letters or more.
pub(crate) fn most_of_same<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts.into_iter().map(str::trim).filter(|text| text.chars().count() >= 4) {
        *counts.entry(text.to_lowercase()).or_default() += 1;
    }
    counts.into_values().max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_counted() {
        for (text, expected) in [
            ("Can it work offline?", 0),
            ("We use Booking.com and/or Acme.", 0),
            ("On 24.12./25.12. we are closed", 0),
            ("maria@acme.example", 0),
            ("See https://acme.example/a?b=c.", 1),
            ("www.acme.example, please", 1),
            ("bit.ly/x7 now", 1),
            ("HTTP://a.examplehttp://b.example", 2),
            ("[url=https://a.example]x[/url] <a href=\"http://b.example\">", 2),
        ] {
            assert_eq!(links(text), expected, "{text}");
        }
    }

    #[test]
    fn what_programs_write() {
        assert!(has_markup("<A HREF='x'>") && has_markup("[URL=x]") && !has_markup("a < b, [see below]"));
        assert!(is_repetitive("aaaaaaaaaa") && !is_repetitive("----------------"));
        assert!(is_repetitive(&"cheap pills now ".repeat(4)));
        assert!(!is_repetitive("We plan the routes of twelve vans and would like to see how it works offline."));
        assert!(is_gibberish("RzjSxKdBWSxqsNsKFHjMvD") && is_gibberish("x kHsTqLmNbVcXzAsD y"));
        for name in [
            "McDonald",
            "MacDonaldsson-O'Brien",
            "DaimlerChrysler",
            "Maximilian",
            "PricewaterhouseCoopers",
            "ÅsaÖstergård",
        ] {
            assert!(!is_gibberish(name), "{name}");
        }
        assert_eq!(most_of_same(["Acme", "acme ", "ACME", "x", "x", "x", "x"]), 3);
    }
}

//! Markdown, written once, as the text and the HTML of a mail.

mod html;
mod text;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

pub(crate) use html::{attribute, to_html};
pub(crate) use text::to_text;

/// Makes a visitor's words stand in Markdown as they are: every ASCII punctuation mark may be escaped (CommonMark 2.4).
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' || c == '\r' { ' ' } else { c });
    }
    escaped
}

/// A visitor's words of many lines as a quotation.
pub(crate) fn quote(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("> {}", escape(line.trim()))).collect();
    // Two blanks at the end keep the visitor's line breaks.
    lines.join("  \n")
}

/// A link or a picture of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Where it leads, or lies.
    pub(crate) address: String,
    /// What a reader sees of it.
    pub(crate) words: String,
    /// It is a picture.
    pub(crate) is_picture: bool,
}

/// The links and pictures, in their order.
pub(crate) fn links(markdown: &str) -> Vec<Link> {
    let events: Vec<Event<'_>> = parsed(markdown).collect();
    let of = |(at, event): (usize, &Event<'_>)| {
        let (address, is_picture) = match event {
            Event::Start(Tag::Link { dest_url, .. }) => (dest_url, false),
            Event::Start(Tag::Image { dest_url, .. }) => (dest_url, true),
            _ => return None,
        };
        Some(Link { address: address.to_string(), words: words(&events[at + 1..]), is_picture })
    };
    events.iter().enumerate().filter_map(of).collect()
}

/// Raw HTML, which is left out of mails: the first line of each.
pub(crate) fn raw_html(markdown: &str) -> Vec<String> {
    let raw = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => html.lines().next().map(|line| line.trim().to_owned()),
        _ => None,
    });
    raw.collect()
}

/// What was meant for a link and is none, so that a reader sees its brackets: as it is written, up to the end of its line.
pub(crate) fn broken_links(markdown: &str) -> Vec<String> {
    let mut texts: Vec<std::ops::Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        match (event, texts.last_mut()) {
            (Event::Text(_), Some(last)) if last.end == range.start => last.end = range.end,
            (Event::Text(_), _) => texts.push(range),
            _ => {}
        }
    }
    let broken = texts.into_iter().filter_map(|range| {
        let text = &markdown[range.clone()];
        let at = ["](", "]["].iter().filter_map(|sign| text.find(sign)).min()?;
        // A bracket that is escaped is meant to be read.
        if markdown[..range.start + at].ends_with('\\') {
            return None;
        }
        let from = text[..at].rfind('[').map_or(range.start, |from| range.start + from);
        markdown[from..].lines().next().map(ToOwned::to_owned)
    });
    broken.collect()
}

/// The words of a link, from the event after its start on.
fn words(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Link | TagEnd::Image)));
    let words = inside.map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.as_ref(),
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    });
    words.collect()
}

/// Raw HTML in the source is left out.
fn parsed(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
        .filter(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_visitor_stay_words() {
        let markdown = format!("Hello {}", escape("[win](http://evil.example) <b>*now*</b>\n# x & y"));
        assert_eq!(to_text(&markdown), "Hello [win](http://evil.example) <b>*now*</b> # x & y\n");
        assert_eq!(
            to_html(&markdown, None),
            "<p style=\"margin:0 0 16px\">Hello [win](http://evil.example) &lt;b&gt;*now*&lt;/b&gt; # x &amp; y</p>\n"
        );
    }

    #[test]
    fn text_is_made_to_be_read() {
        let markdown =
            "# Hi\n\nOne\ntwo [here](https://a.example/x), [there](https://a.example/x#y), [+351 9](tel:+3519).\n\n- a\n- b\n\n1. c\n2. d\n\n---\n\n"
                .to_owned()
                + &quote("Line 1\n\n> - line 2");
        assert_eq!(
            to_text(&markdown),
            "Hi\n\nOne two here (https://a.example/x), there, +351 9.\n\n- a\n- b\n\n1. c\n2. d\n\n--\n\n> Line 1\n\n> > - line 2\n"
        );
    }

    #[test]
    fn lines_fit_and_addresses_stay_whole() {
        let long = format!("https://a.example/{}", "x".repeat(90));
        let words = "word ".repeat(30);
        let text = to_text(&format!(
            "{words}\n\n- {words}[here]({long})\n- b\n\n  more\n\n> {words}\n\n| a | b |\n|---|---|\n| c | d |\n"
        ));
        for line in text.lines() {
            assert!(line.chars().count() <= 76 || line.contains(&long), "{line}");
        }
        assert!(text.contains(&format!("({long})")), "{text}");
        assert!(text.contains("\n  word") && text.contains("\n> word") && text.contains("\n- b\n\n  more\n"), "{text}");
        assert!(text.ends_with("\n\na | b\nc | d\n"), "{text}");
    }

    #[test]
    fn what_matters_of_the_looks_is_in_the_elements() {
        let follow = |url: &str| format!("https://t.example/{}", url.len());
        let html = |markdown: &str| to_html(markdown, Some(&follow));
        let button = html("**[Press](https://a.example)**");
        assert!(
            button.contains("<a class=\"button\" href=\"https://t.example/17\" style=\"display:inline-block;padding:"),
            "{button}"
        );
        assert!(!button.contains("strong"), "{button}");
        let bold = html("**[Press](https://a.example) or not**, **[a](mailto:a@a.example)**");
        assert!(bold.contains("<strong><a href=\"https://t.example/17\" style="), "{bold}");
        assert!(bold.contains("href=\"mailto:a@a.example\""), "{bold}");
        // Who reads an address comes there.
        assert!(html("<https://a.example/?a=1&b=2>").contains("href=\"https://a.example/?a=1&amp;b=2\""));
        assert!(html("3. c").contains("<ol start=\"3\" style=") && html("1. c").contains("<ol style="));
    }
}

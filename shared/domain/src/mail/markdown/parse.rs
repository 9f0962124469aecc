//! Markdown, written once, as the text and the HTML of a mail.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Escapes a visitor's words, so that Markdown prints them unchanged: every ASCII punctuation mark may be escaped
/// (CommonMark 2.4).
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

/// A visitor's lines as a Markdown quotation.
pub(crate) fn quote(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("> {}", escape(line.trim()))).collect();
    // Two blanks at the end of a line keep the visitor's line break.
    lines.join("  \n")
}

/// A link or a picture in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// The URL of the page or the picture.
    pub(crate) address: String,
    /// The words that a reader sees.
    pub(crate) words: String,
    /// It is a picture.
    pub(crate) is_picture: bool,
}

/// The links and pictures, in their order.
pub(crate) fn links(markdown: &str) -> Vec<Link> {
    let events: Vec<Event<'_>> = without_html(markdown).collect();
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

/// Raw HTML, which is left out of mails: the first line of each piece.
pub(crate) fn raw_html(markdown: &str) -> Vec<String> {
    let raw = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => html.lines().next().map(|line| line.trim().to_owned()),
        _ => None,
    });
    raw.collect()
}

/// Texts that look like a link and are none, so that a reader sees the brackets: each up to the end of its line.
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
        // An escaped bracket is meant to be read.
        if markdown[..range.start + at].ends_with('\\') {
            return None;
        }
        let from = text[..at].rfind('[').map_or(range.start, |from| range.start + from);
        markdown[from..].lines().next().map(ToOwned::to_owned)
    });
    broken.collect()
}

/// The words of a link, from the event after its start on.
pub(crate) fn words(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Link | TagEnd::Image)));
    let words = inside.map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.as_ref(),
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    });
    words.collect()
}

/// The events of a text, as it is sent: without raw HTML, and without links to no number, whose words stay.
pub(crate) fn parsed(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let mut is_nowhere = false;
    without_html(markdown).filter(move |event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => {
            is_nowhere = dest_url.eq_ignore_ascii_case("tel:");
            !is_nowhere
        }
        // A link does not stand in a link.
        Event::End(TagEnd::Link) => !std::mem::take(&mut is_nowhere),
        _ => true,
    })
}

fn without_html(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
        .filter(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_)))
}

//! Markdown, written once, as the text and the HTML of a mail.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

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

/// As HTML, without a frame. Raw HTML in the source is left out.
pub(crate) fn to_html(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES)
        .filter(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, events);
    out
}

/// As plain text, made to be read: links with their address behind them, quotations with `>`.
pub(crate) fn to_text(markdown: &str) -> String {
    let mut writer = TextWriter::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.take(event);
    }
    writer.out.trim().to_owned() + "\n"
}

#[derive(Default)]
struct TextWriter {
    out: String,
    /// What begins each line: `> ` in a quotation, blanks in a list.
    prefixes: Vec<&'static str>,
    /// The addresses of the links that are open, and where their words began.
    links: Vec<(String, usize)>,
    /// Pages whose address is written already: a link to another place on one is its words alone.
    pages: Vec<String>,
    /// The numbers of the lists that are open; none for bullets.
    lists: Vec<Option<u64>>,
    /// A blank line is owed before the next words.
    gap: bool,
    /// A bullet was just written: its words follow on the line.
    bullet: bool,
}

impl TextWriter {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => self.open_block(),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => self.gap = true,
            Event::Start(Tag::BlockQuote(_)) => self.prefixes.push("> "),
            Event::End(TagEnd::BlockQuote(_)) => {
                self.prefixes.pop();
                self.gap = true;
            }
            Event::Start(Tag::List(number)) => self.lists.push(number),
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                self.gap = true;
            }
            Event::Start(Tag::Item) => self.open_item(),
            Event::End(TagEnd::Item) => {
                self.prefixes.pop();
                self.bullet = false;
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.links.push((dest_url.into_string(), self.out.len())),
            Event::End(TagEnd::Link) => self.close_link(),
            Event::Text(text) | Event::Code(text) => self.out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.new_line(),
            Event::Rule => {
                self.open_block();
                self.out.push_str("--");
                self.gap = true;
            }
            _ => {}
        }
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        for prefix in &self.prefixes {
            self.out.push_str(prefix);
        }
    }

    fn open_block(&mut self) {
        if std::mem::take(&mut self.bullet) {
            return;
        }
        if self.gap && !self.out.is_empty() {
            self.out.push('\n');
        }
        self.gap = false;
        self.new_line();
    }

    fn open_item(&mut self) {
        if std::mem::take(&mut self.gap) {
            self.out.push('\n');
        }
        self.new_line();
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.out.push_str(&number.to_string());
                self.out.push_str(". ");
                *number += 1;
            }
            _ => self.out.push_str("- "),
        }
        self.prefixes.push("  ");
        self.bullet = true;
    }

    fn close_link(&mut self) {
        let Some((address, from)) = self.links.pop() else { return };
        let shown = address.trim_start_matches("mailto:").trim_start_matches("tel:");
        let words = &self.out[from..];
        let page = shown.split('#').next().unwrap_or(shown).to_owned();
        let is_known = page != shown && self.pages.contains(&page);
        if words != shown && words != address && !address.starts_with("tel:") && !is_known {
            self.out.extend([" (", shown, ")"]);
        }
        self.pages.push(page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_visitor_stay_words() {
        let markdown = format!("Hello {}", escape("[win](http://evil.example) <b>*now*</b>\n# x & y"));
        assert_eq!(to_text(&markdown), "Hello [win](http://evil.example) <b>*now*</b> # x & y\n");
        assert_eq!(
            to_html(&markdown),
            "<p>Hello [win](http://evil.example) &lt;b&gt;*now*&lt;/b&gt; # x &amp; y</p>\n"
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
            "Hi\n\nOne\ntwo here (https://a.example/x), there, +351 9.\n\n- a\n- b\n\n1. c\n2. d\n\n--\n\n> Line 1\n\n> > - line 2\n"
        );
    }
}

//! Markdown as plain text that is easy to read.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::mail::markdown::parse::parsed;

/// The longest line, in characters. Only a single longer word, such as a URL, exceeds it.
const WIDTH: usize = 76;

/// Text with the address of every link after its words, `>` before quotations, and lines that fit.
pub(crate) fn to_text(markdown: &str) -> String {
    let mut writer = Writer::default();
    for event in parsed(markdown) {
        writer.take(event);
    }
    writer.close();
    writer.lines.join("\n").trim_matches('\n').to_owned() + "\n"
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// The words of the open block; a line break in it stays one.
    words: String,
    /// The beginning of each line: `> ` in a quotation, blanks in a list.
    prefixes: Vec<String>,
    /// A bullet for the next line, and the place of the prefix in whose place it stands.
    bullet: Option<(usize, String)>,
    /// The URLs of the open links, and the position at which their words begin.
    links: Vec<(String, usize)>,
    /// The numbers of the open lists; none for bullets.
    lists: Vec<Option<u64>>,
    /// An empty line is due before the next words.
    gap: bool,
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                self.close();
                self.prefixes.push("> ".to_owned());
            }
            Event::Start(Tag::List(number)) => {
                self.close();
                self.lists.push(number);
            }
            Event::Start(Tag::Item) => self.open_item(),
            Event::Start(Tag::Link { dest_url, .. }) => self.links.push((dest_url.into_string(), self.words.len())),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Table | TagEnd::CodeBlock) => {
                self.close();
                self.gap = true;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.close();
                self.prefixes.pop();
                self.gap = true;
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                self.gap = self.lists.is_empty();
            }
            Event::End(TagEnd::Item) => {
                self.close();
                self.prefixes.pop();
                self.bullet = None;
            }
            Event::End(TagEnd::TableCell) => self.words.push_str(" | "),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                let row = self.words.trim_end_matches([' ', '|']).len();
                self.words.truncate(row);
                self.close();
            }
            Event::End(TagEnd::Link) => self.close_link(),
            Event::Text(text) => self.words.push_str(&text),
            // Code is for copying, so it stays on one line.
            Event::Code(text) => self.words.push_str(&text.replace(' ', GLUE)),
            Event::SoftBreak => self.words.push(' '),
            Event::HardBreak => self.words.push('\n'),
            Event::Rule => {
                self.words.push_str("--");
                self.close();
                self.gap = true;
            }
            _ => {}
        }
    }

    fn open_item(&mut self) {
        self.close();
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.bullet = Some((self.prefixes.len(), bullet.clone()));
        self.prefixes.push(" ".repeat(bullet.len()));
    }

    /// Ends the open block: writes its words in lines that fit.
    fn close(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.trim().is_empty() {
            return;
        }
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        let rest = self.prefixes.concat();
        let first = match self.bullet.take() {
            Some((at, bullet)) => self.prefixes[..at].concat() + &bullet + &self.prefixes[at + 1..].concat(),
            None => rest.clone(),
        };
        let width = WIDTH.saturating_sub(rest.chars().count());
        for (number, line) in words.split('\n').flat_map(|line| wrapped(line, width)).enumerate() {
            let prefix = if number == 0 { &first } else { &rest };
            self.lines.push(format!("{prefix}{line}").trim_end().to_owned());
        }
    }

    /// Prints the address behind the words of a link, unless the words say it already.
    fn close_link(&mut self) {
        let Some((address, from)) = self.links.pop() else { return };
        let words = self.words[from..].replace(GLUE, " ");
        let shown = match scheme(&address) {
            Some(("tel", number)) if holds_number(&words, number) => return,
            Some(("mailto" | "tel", rest)) => rest,
            _ => &address,
        };
        if words != shown && words != address {
            self.words.extend([" (", shown, ")"]);
        }
    }
}

/// The scheme of an address, and what follows.
fn scheme(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    ["mailto", "tel"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known)).map(|known| (known, rest))
}

/// The words have all digits of the number, and no others.
fn holds_number(words: &str, number: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(words) == digits(number)
}

/// Stands for a blank at which a line must not end, until lines are made.
const GLUE: &str = "\u{1}";

/// The words in lines of at most `width` characters; a longer word has a line of its own.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split_whitespace() {
        let of_word = word.chars().count();
        let line = lines.last_mut().expect("it begins with one");
        if line.is_empty() {
            line.push_str(word);
            length = of_word;
        } else if length + 1 + of_word <= width {
            line.extend([" ", word]);
            length += 1 + of_word;
        } else {
            lines.push(word.to_owned());
            length = of_word;
        }
    }
    for line in &mut lines {
        *line = line.replace(GLUE, " ");
    }
    lines
}

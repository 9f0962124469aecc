//! A YAML file as a tree whose nodes know their places.
//!
//! What must stay true: a value keeps the words of the file. Only the type that is read decides whether `no`, `10` or
//! `2026-11` is a text, a number or a yes or no.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

/// The deepest nesting, and the most nodes, of a file that people write.
const DEPTH: usize = 40;
const NODES: usize = 50_000;

/// The most events of such a file: for some wrong texts the parser's events have no end, which is a fault of form.
const EVENTS: usize = 3 * NODES;

/// A place in a file: line and column, from 1, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Mark {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Mark {
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    pub(crate) fn of(marker: &Marker) -> Self {
        Self { line: marker.line().max(1), column: marker.col() + 1 }
    }
}

/// A node of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The node's number in its file.
    pub(crate) id: usize,
    pub(crate) mark: Mark,
    pub(crate) value: Value,
    /// The node stands for something that is missing or wrong, so that reading goes on.
    pub(crate) is_invented: bool,
    /// Something here was changed, so that reading goes on: what else is said of it may be untrue.
    pub(crate) is_mended: bool,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Nothing stands behind the key or the dash.
    Empty,
    /// Words without quotes.
    Plain(Plain),
    /// A text in quotes, or one of several lines behind `|` or `>`.
    Quoted(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// Any value of the type that is read; the number says how many were tried.
    Invented(usize),
}

/// Words without quotes.
#[derive(Debug, Clone)]
pub(crate) struct Plain {
    pub(crate) words: String,
    /// What follows the words on their line and is a comment, though it may be meant as text: `#1 in mails`.
    pub(crate) cut: Option<(Mark, String)>,
}

/// A key of a map and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Node,
    pub(crate) value: Node,
}

/// A mistake that does not keep the rest of the file from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) mark: Mark,
    pub(crate) message: String,
    /// It is not told beside a mistake on the same line that explains it.
    pub(crate) is_inner: bool,
}

/// The reason why a text is no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) mark: Mark,
    pub(crate) kind: FaultKind,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The scanner found it.
    Syntax,
    /// A second document begins.
    SecondDocument,
    /// Too deep, or too many nodes.
    TooLarge,
}

/// The tree of a text, with what was found on the way.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) root: Node,
    pub(crate) findings: Vec<Finding>,
}

impl Node {
    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Plain(plain) => Some(&plain.words),
            Value::Quoted(text) => Some(text),
            _ => None,
        }
    }

    /// Whether something here or below was changed, so that reading could go on.
    pub(crate) fn has_mended(&self) -> bool {
        self.is_mended || self.below().into_iter().any(Self::has_mended)
    }

    /// The nodes directly below: keys and values of a map, items of a list.
    pub(crate) fn below(&self) -> Vec<&Node> {
        match &self.value {
            Value::List(items) => items.iter().collect(),
            Value::Map(entries) => entries.iter().flat_map(|entry| [&entry.key, &entry.value]).collect(),
            _ => Vec::new(),
        }
    }

    /// The nodes directly below, to change them.
    pub(crate) fn below_mut(&mut self) -> Vec<&mut Node> {
        match &mut self.value {
            Value::List(items) => items.iter_mut().collect(),
            Value::Map(entries) => entries.iter_mut().flat_map(|entry| [&mut entry.key, &mut entry.value]).collect(),
            _ => Vec::new(),
        }
    }

    /// The nodes from this one down to the one with that number, both included; empty if it is not here.
    pub(crate) fn path_to(&self, id: usize) -> Vec<&Node> {
        if self.id == id {
            return vec![self];
        }
        let below = self.below().into_iter().map(|node| node.path_to(id)).find(|path| !path.is_empty());
        below.map(|path| [vec![self], path].concat()).unwrap_or_default()
    }

    /// The node with that number, to change it.
    pub(crate) fn get_mut(&mut self, id: usize) -> Option<&mut Node> {
        if self.id == id {
            return Some(self);
        }
        self.below_mut().into_iter().find_map(|node| node.get_mut(id))
    }

    /// A value of the type that is read, in the place of what is missing or wrong.
    pub(crate) fn invent(&mut self) {
        (self.value, self.is_invented, self.is_mended) = (Value::Invented(0), true, true);
    }
}

/// Reads a text.
pub(crate) fn parse(text: &str) -> Result<Tree, Fault> {
    let lines: Vec<&str> = text.lines().collect();
    let mut reading = Reading {
        parser: Parser::new_from_str(text),
        lines,
        nodes: 0,
        events: 0,
        last: Mark::START,
        anchors: HashMap::new(),
        findings: Vec::new(),
    };
    let mut root = None;
    loop {
        let (event, span) = reading.next()?;
        match event {
            Event::StreamEnd => break,
            Event::DocumentStart(_) if root.is_some() => {
                return Err(Fault { mark: Mark::of(&span.start), kind: FaultKind::SecondDocument });
            }
            Event::DocumentStart(_) | Event::DocumentEnd | Event::StreamStart | Event::Nothing => {}
            event => root = Some(reading.node(event, span, 0)?),
        }
    }
    let empty = || Node { id: 0, mark: Mark::START, value: Value::Empty, is_invented: false, is_mended: false };
    Ok(Tree { root: root.unwrap_or_else(empty), findings: reading.findings })
}

struct Reading<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    lines: Vec<&'a str>,
    nodes: usize,
    events: usize,
    /// Where the newest event is.
    last: Mark,
    anchors: HashMap<usize, Node>,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Fault> {
        self.events += 1;
        if self.events > EVENTS {
            return Err(Fault { mark: self.last, kind: FaultKind::Syntax });
        }
        match self.parser.next_event() {
            Some(Ok(next)) => {
                self.last = Mark::of(&next.1.start);
                Ok(next)
            }
            Some(Err(error)) => Err(Fault { mark: Mark::of(error.marker()), kind: FaultKind::Syntax }),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Fault> {
        let mark = Mark::of(&span.start);
        self.nodes += 1;
        if depth > DEPTH || self.nodes > NODES {
            return Err(Fault { mark, kind: FaultKind::TooLarge });
        }
        let id = self.nodes;
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                if let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) {
                    self.tagged(mark, &tag.to_string());
                }
                (self.scalar(&text, style, span, is_text), anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                if let Some(tag) = tag {
                    self.tagged(mark, &tag.to_string());
                }
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd | Event::StreamEnd, _) => break,
                        (event, span) => items.push(self.node(event, span, depth + 1)?),
                    }
                }
                (Value::List(items), anchor)
            }
            Event::MappingStart(anchor, tag) => {
                if let Some(tag) = tag {
                    self.tagged(mark, &tag.to_string());
                }
                (Value::Map(self.entries(depth)?), anchor)
            }
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                self.nodes += known.as_ref().map_or(0, count);
                return Ok(known
                    .map_or(Node { id, mark, value: Value::Empty, is_invented: false, is_mended: false }, |node| {
                        Node { mark, ..node }
                    }));
            }
            _ => (Value::Empty, 0),
        };
        let node = Node { id, mark, value, is_invented: false, is_mended: false };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<Entry>, Fault> {
        let (mut entries, mut inherited): (Vec<Entry>, Vec<Entry>) = Default::default();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                let is_new = |other: &Entry| entries.iter().all(|entry| entry.key.text() != other.key.text());
                inherited.retain(is_new);
                entries.extend(inherited);
                return Ok(entries);
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            let Some(name) = key.text().map(ToOwned::to_owned) else {
                let message =
                    "a key is a word, with a colon and a blank behind it; quote a text that begins with { or [";
                self.findings.push(Finding { mark: key.mark, message: message.to_owned(), is_inner: true });
                continue;
            };
            // `<<: *name` takes over the keys of another map that are not here.
            if let ("<<", Value::Map(others)) = (name.as_str(), &value.value) {
                inherited.extend(others.clone());
                continue;
            }
            match entries.iter().find(|entry| entry.key.text() == Some(&name)) {
                Some(first) => {
                    let message =
                        format!("`{name}` is here twice, first on line {}: delete one of the two", first.key.mark.line);
                    self.findings.push(Finding { mark: key.mark, message, is_inner: false });
                }
                None => entries.push(Entry { key, value }),
            }
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span, is_text: bool) -> Value {
        if style != ScalarStyle::Plain || is_text {
            return Value::Quoted(text.to_owned());
        }
        if text.is_empty() {
            return Value::Empty;
        }
        // `label: Foo` and, further in, `points:10`: the second line would become a part of the first.
        for line in span.start.line() + 1..=span.end.line() {
            let source = self.lines.get(line - 1).copied().unwrap_or_default();
            let name = source.trim_start().split(':').next().unwrap_or_default();
            let is_key = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let rest = source.trim_start().strip_prefix(name).unwrap_or_default();
            if is_key && rest.starts_with(':') && !rest.starts_with("://") {
                let mark = Mark { line, column: source.chars().take_while(|c| c.is_whitespace()).count() + 1 };
                let message = format!(
                    "this line goes on with the text above it: put `{name}: …`, with a blank behind the colon, under the key above; or put the whole text in quotes"
                );
                self.findings.push(Finding { mark, message, is_inner: false });
            }
        }
        Value::Plain(Plain { words: text.to_owned(), cut: self.cut(span) })
    }

    /// The comment behind words, if it has one blank before its `#` and none behind it.
    fn cut(&self, span: Span) -> Option<(Mark, String)> {
        let line: Vec<char> = self.lines.get(span.end.line().checked_sub(1)?)?.chars().collect();
        // The scanner may take blanks behind the words for a part of them.
        let end = line.iter().take(span.end.col()).rposition(|c| !c.is_whitespace())? + 1;
        let rest: String = line.iter().skip(end).collect();
        let comment = rest.trim_start();
        let blanks = rest.chars().count() - comment.chars().count();
        let is_meant = |c: char| !c.is_whitespace() && c != '#' && c != '!';
        let is_cut = blanks == 1 && comment.strip_prefix('#').is_some_and(|words| words.starts_with(is_meant));
        let mark = Mark { line: span.end.line(), column: end + blanks + 1 };
        is_cut.then(|| (mark, comment.trim_end().to_owned()))
    }

    fn tagged(&mut self, mark: Mark, tag: &str) {
        let message = format!("`{tag}` has no meaning in these files: delete it, or put the text in quotes");
        self.findings.push(Finding { mark, message, is_inner: false });
    }
}

fn count(node: &Node) -> usize {
    1 + node.below().into_iter().map(count).sum::<usize>()
}

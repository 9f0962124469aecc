//! Mistakes in `words/LANGUAGE.ftl`, and what an added language does not say.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::check::problem::{Problem, Problems};
use crate::config::Config;
use crate::value::text::{is_language, nearest};
use crate::words::{ENGLISH, LANGUAGES, STAFF, VISITOR};

/// What a message may hold of HTML.
const TAGS: [&str; 8] = ["<a>", "</a>", "<strong>", "</strong>", "<em>", "</em>", "<bdi>", "</bdi>"];

/// The messages that a language does not have: English is used in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingWords {
    /// The language.
    pub language: String,
    /// The names of the messages.
    pub messages: Vec<String>,
}

impl Config {
    /// What the company's own languages do not say. (Those that are shipped say everything.)
    pub fn missing_words(&self) -> Vec<MissingWords> {
        let own = self.words.texts().keys().chain([&self.company.language]);
        let own: BTreeSet<&String> = own.filter(|language| !LANGUAGES.contains(&language.as_str())).collect();
        let missing = own.into_iter().map(|language| {
            let text = self.words.texts().get(language).map_or("", String::as_str);
            let said: BTreeSet<&str> = messages(text).map(|message| message.id.name).collect();
            let messages = known().into_keys().filter(|key| !said.contains(key)).map(ToOwned::to_owned).collect();
            MissingWords { language: language.clone(), messages }
        });
        missing.filter(|missing| !missing.messages.is_empty()).collect()
    }
}

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    let known = known();
    for (language, text) in config.words.texts() {
        let file = format!("words/{language}.ftl");
        if !is_language(language) {
            let message = "the file is named by its language, two lower-case letters, as in words/fr.ftl";
            problems.add(&file, "", message);
            continue;
        }
        let at = |at: usize, message: String| problem(&file, text, at, message);
        if let Err((_, mistakes)) = parser::parse(text.as_str()) {
            problems.0.extend(mistakes.into_iter().map(|mistake| {
                let message = format!("this is no message: {}; write one like `desk-team-title = …`", mistake.kind);
                at(mistake.pos.start, message)
            }));
        }
        let mut said = BTreeSet::new();
        for message in messages(text) {
            let start = place(text, message.id.name);
            let wrong = wrong(&message, &known, !said.insert(message.id.name));
            problems.0.extend(wrong.into_iter().map(|(words, message)| {
                let inside = text[start..].find(&words).unwrap_or(0);
                at(start + inside, message)
            }));
        }
    }
}

/// What is wrong in a message: the text that it is about, and the mistake.
fn wrong(message: &Message<&str>, known: &BTreeMap<&str, Found>, is_twice: bool) -> Vec<(String, String)> {
    let name = message.id.name;
    let about = |text: &str, message: String| (text.to_owned(), message);
    let Some(english) = known.get(name) else {
        let meant = nearest(name, known.keys().copied()).map(|name| format!("; do you mean `{name}`?"));
        return vec![about(name, format!("no page and no mail says `{name}`{}", meant.unwrap_or_default()))];
    };
    let mut wrong = Vec::new();
    if is_twice {
        wrong.push(about(name, format!("`{name}` stands here twice: delete one")));
    }
    let Some(value) = message.value.as_ref().filter(|_| message.attributes.is_empty()) else {
        wrong.push(about(name, format!("write `{name} = …` in one message, without parts that begin with a point")));
        return wrong;
    };
    let mut found = Found::default();
    look_into(value, &mut found);
    for variable in found.variables.difference(&english.variables) {
        let names = english.variables.iter().copied();
        let meant = nearest(variable, names.clone()).map(|name| format!("; do you mean `${name}`?"));
        let there_are: Vec<String> = names.map(|name| format!("${name}")).collect();
        let there_are =
            if there_are.is_empty() { "it has none".to_owned() } else { format!("it has {}", there_are.join(", ")) };
        let message = format!("`{name}` has no `${variable}`{}; {there_are}", meant.unwrap_or_default());
        wrong.push(about(&format!("${variable}"), message));
    }
    for tag in found.tags.iter().filter(|tag| !TAGS.contains(tag)) {
        let message = format!(
            "`{tag}` would be shown as it stands, or break the page: <a>, <strong>, <em> and <bdi> may be here"
        );
        wrong.push(about(tag, message));
    }
    for tag in english.tags.iter().filter(|tag| tag.starts_with("<a") || tag.starts_with("</a")) {
        if !found.tags.contains(tag) {
            wrong.push(about(name, format!("`{name}` needs its link: write {tag} as the English message does")));
        }
    }
    for other in found.others {
        let message = format!("`{other}` is not known here: write the words themselves");
        wrong.push(about(other, message));
    }
    wrong
}

/// What a message holds besides its words.
#[derive(Debug, Default)]
struct Found<'t> {
    variables: BTreeSet<&'t str>,
    tags: BTreeSet<&'t str>,
    /// References to other messages, and functions.
    others: BTreeSet<&'t str>,
}

fn look_into<'t>(pattern: &Pattern<&'t str>, found: &mut Found<'t>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                let tags = value.match_indices('<').map(|(at, _)| &value[at..]);
                found.tags.extend(tags.map(|rest| rest.find('>').map_or(rest, |end| &rest[..=end])));
            }
            PatternElement::Placeable { expression } => look_at(expression, found),
        }
    }
}

fn look_at<'t>(expression: &Expression<&'t str>, found: &mut Found<'t>) {
    match expression {
        Expression::Inline(inline) => put_in(inline, found),
        Expression::Select { selector, variants } => {
            put_in(selector, found);
            for variant in variants {
                look_into(&variant.value, found);
            }
        }
    }
}

fn put_in<'t>(inline: &InlineExpression<&'t str>, found: &mut Found<'t>) {
    match inline {
        InlineExpression::VariableReference { id } => _ = found.variables.insert(id.name),
        InlineExpression::Placeable { expression } => look_at(expression, found),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        InlineExpression::FunctionReference { id, .. }
        | InlineExpression::MessageReference { id, .. }
        | InlineExpression::TermReference { id, .. } => _ = found.others.insert(id.name),
    }
}

/// All messages of pages and mails, in English.
fn known() -> BTreeMap<&'static str, Found<'static>> {
    let texts = [&STAFF, &VISITOR].into_iter().filter_map(|shipped| shipped.texts(ENGLISH)).flatten();
    let messages = texts.flat_map(|text| messages(text));
    let found = messages.filter_map(|message| {
        let mut found = Found::default();
        look_into(message.value.as_ref()?, &mut found);
        Some((message.id.name, found))
    });
    found.collect()
}

/// The messages of a text, without what is no message.
fn messages(text: &str) -> impl Iterator<Item = Message<&str>> {
    let read = parser::parse(text).unwrap_or_else(|(readable, _)| readable);
    read.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        _ => None,
    })
}

/// Where a message begins.
fn place(text: &str, name: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return at;
        }
        at += line.len();
    }
    0
}

fn problem(file: &str, text: &str, at: usize, message: String) -> Problem {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Problem {
        file: file.to_owned(),
        line: Some(before.matches('\n').count() + 1),
        column: Some(before[line_start..].chars().count() + 1),
        near: String::new(),
        message,
    }
}

//! The catalogues of words: every language says the same, every word is used, and every word that is used exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use leadwright_domain::words::{LANGUAGES, STAFF, Shipped, VISITOR};

/// What a message may hold of HTML.
const TAGS: [&str; 10] =
    ["<a>", "</a>", "<strong>", "</strong>", "<em>", "</em>", "<bdi>", "</bdi>", "<code>", "</code>"];

#[derive(Debug, Default, PartialEq, Eq)]
struct Message {
    variables: BTreeSet<String>,
    tags: Vec<String>,
}

/// The messages of a language.
fn messages(shipped: &Shipped, language: &str) -> BTreeMap<String, Message> {
    let mut messages = BTreeMap::new();
    for text in shipped.texts(language).unwrap() {
        let read = parser::parse(*text).unwrap_or_else(|(_, mistakes)| panic!("{language}: {mistakes:?} in {text}"));
        for entry in read.body {
            let Entry::Message(message) = entry else { continue };
            let value = message.value.unwrap_or_else(|| panic!("{language}: {} says nothing", message.id.name));
            let mut found = Message::default();
            look_into(&value, &mut found);
            let known = messages.insert(message.id.name.to_owned(), found);
            assert!(known.is_none(), "{language}: {} stands there twice", message.id.name);
        }
    }
    messages
}

fn look_into(pattern: &Pattern<&str>, found: &mut Message) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                let tags = value.match_indices('<').map(|(at, _)| &value[at..]);
                for rest in tags {
                    let tag = TAGS.iter().find(|tag| rest.starts_with(**tag));
                    let tag = tag.unwrap_or_else(|| panic!("no message has this: {rest}"));
                    found.tags.push((*tag).to_owned());
                }
            }
            PatternElement::Placeable { expression } => look_at(expression, found),
        }
    }
}

fn look_at(expression: &Expression<&str>, found: &mut Message) {
    match expression {
        Expression::Inline(inline) => put_in(inline, found),
        Expression::Select { selector, variants } => {
            put_in(selector, found);
            for variant in variants {
                let mut inner = Message::default();
                look_into(&variant.value, &mut inner);
                found.variables.append(&mut inner.variables);
                found.tags.append(&mut inner.tags);
            }
        }
    }
}

fn put_in(inline: &InlineExpression<&str>, found: &mut Message) {
    match inline {
        InlineExpression::VariableReference { id } => _ = found.variables.insert(id.name.to_owned()),
        InlineExpression::Placeable { expression } => look_at(expression, found),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        other => panic!("a message uses no other: {other:?}"),
    }
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    for shipped in [&VISITOR, &STAFF] {
        let english = messages(shipped, "en");
        for language in &LANGUAGES[1..] {
            let other = messages(shipped, language);
            let keys = |messages: &BTreeMap<String, Message>| messages.keys().cloned().collect::<BTreeSet<_>>();
            let (known, said) = (keys(&english), keys(&other));
            let missing: Vec<_> = known.difference(&said).collect();
            let unknown: Vec<_> = said.difference(&known).collect();
            assert!(missing.is_empty() && unknown.is_empty(), "{language}: missing {missing:?}, unknown {unknown:?}");
            for (key, message) in &english {
                // One of the forms of a language may leave out the number: “one lead”. All together name the same.
                assert_eq!(message.variables, other[key].variables, "{language}: {key}");
                let kinds = |message: &Message| message.tags.iter().cloned().collect::<BTreeSet<_>>();
                assert_eq!(kinds(message), kinds(&other[key]), "{language}: {key}");
            }
        }
    }
}

/// What is said of the same is not said in the same words everywhere: a catalogue that was copied and not translated.
#[test]
fn languages_differ() {
    let texts = |language| STAFF.texts(language).unwrap().concat();
    let english = texts("en");
    for language in &LANGUAGES[1..] {
        let lines = |text: &str| {
            text.lines().filter(|line| line.contains(" = ")).map(str::to_owned).collect::<BTreeSet<String>>()
        };
        let (ours, theirs) = (lines(&english), lines(&texts(language)));
        let same: Vec<_> = ours.intersection(&theirs).collect();
        assert!(same.len() * 8 < ours.len() + 40, "{language}: {same:#?}");
    }
}

/// The project's own sources and templates.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    let mut folders = vec![root.join("functions"), root.join("shared"), root.join("infra/local")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !["target", "words", "tests", "benches"].contains(&name.as_str()) {
                folders.push(path);
            } else if path.is_file() && [".rs", ".html"].iter().any(|end| name.ends_with(end)) {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn every_word_that_is_used_exists_and_every_other_is_gone() {
    let sources = sources();
    assert!(sources.len() > 200, "{}", sources.len());
    let mut known: BTreeSet<String> = messages(&STAFF, "en").into_keys().collect();
    known.extend(messages(&VISITOR, "en").into_keys());
    let mut missing = Vec::new();
    for (path, text) in &sources {
        for call in
            [".say(\"", ".with(\"", ".date(\"", "marked(words, \"", "marked(*words, \"", "marked(self.words, \""]
        {
            for (at, _) in text.match_indices(call) {
                let key = text[at + call.len()..].split('"').next().unwrap_or_default();
                // Other things have a method `with`, too: a message has its area before a hyphen.
                if key.contains('-') && !key.contains(['{', ' ', '/']) && !known.contains(key) {
                    missing.push(format!("{}: {key}", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    let all: String = sources.into_iter().map(|(_, text)| text).collect();
    // Of months and weekdays, the key is made of the number.
    let is_made = |key: &str| key.starts_with("date-") && key.ends_with(|last: char| last.is_ascii_digit());
    let unused: Vec<_> =
        known.iter().filter(|key| !is_made(key)).filter(|key| !all.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

/// What a template shows by itself: without elements, and without what is filled in.
fn visible_text(template: &str) -> String {
    let mut visible = String::new();
    let mut rest = template;
    while let Some(character) = rest.chars().next() {
        let filled =
            ["{{", "{%", "{#"].into_iter().zip(["}}", "%}", "#}"]).find(|(begins, _)| rest.starts_with(begins));
        if let Some((_, ends)) = filled {
            rest = rest.split_once(ends).map_or("", |(_, after)| after);
        } else if character == '<' {
            rest = behind_element(rest);
            visible.push('\n');
        } else {
            visible.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    visible
}

/// What stands behind an element, which may have something filled into it.
fn behind_element(element: &str) -> &str {
    let mut depth = 0_i32;
    for (at, character) in element.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            '>' if depth == 0 => return &element[at + 1..],
            _ => {}
        }
    }
    ""
}

#[test]
fn templates_of_our_pages_have_no_words_of_their_own() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let name = path.display().to_string();
        if !name.contains("/templates/") || name.contains("infra/local") {
            continue;
        }
        let visible = visible_text(&text);
        // A macro may hold attributes: no reader sees them.
        let lines = visible.lines().filter(|line| !line.contains("=\""));
        let words = lines.filter(|line| line.chars().filter(|c| c.is_alphabetic()).count() > 2);
        found.extend(words.map(|line| format!("{name}: {}", line.trim())));
    }
    assert!(found.is_empty(), "{found:#?}");
}

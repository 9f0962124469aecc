//! The shipped configuration with each key misspelt and each value replaced.

use std::collections::BTreeSet;

use super::Copy;
use crate::config::reader;
use crate::config::repair::tree_of;
use crate::config::tree::{Node, Value, parse};

/// Words of parsers and programs that nobody who writes a configuration knows.
const JARGON: [&str; 24] = [
    "serde",
    "Option",
    "Policy",
    "invalid type",
    "invalid value",
    "expected",
    "i32",
    "u32",
    "i64",
    "u64",
    "usize",
    "bool",
    "struct",
    "enum",
    "variant",
    "sequence,",
    "scalar",
    "mapping",
    "parse",
    "token",
    "deserial",
    "null",
    "String",
    "untagged",
];

/// All keys and values of a tree.
fn nodes<'a>(node: &'a Node, keys: &mut Vec<&'a Node>, values: &mut Vec<&'a Node>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                keys.push(&entry.key);
                nodes(&entry.value, keys, values);
            }
        }
        Value::List(items) => items.iter().for_each(|item| nodes(item, keys, values)),
        _ => values.push(node),
    }
}

/// The text with the words at a node replaced; none if they are not there as they are read.
fn with(text: &str, node: &Node, words: &str) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    let line = &mut lines[node.mark.line - 1];
    let start = line.char_indices().nth(node.mark.column - 1)?.0;
    let old = node.text()?;
    let quoted = format!("\"{old}\"");
    let length = if line[start..].starts_with(&quoted) { quoted.len() } else { old.len() };
    line.get(start..start + length)?.contains(old).then(|| line.replace_range(start..start + length, words))?;
    Some(lines.join("\n") + "\n")
}

#[test]
fn whatever_is_changed_is_told_on_its_line_and_in_plain_words() {
    const WRONG: [&str; 9] = ["[1]", "{a: b}", "zzz", "-1", "", "@x", "\"open", "a: b", "99999999999999999999"];
    let copy = Copy::new();
    for entry in std::fs::read_dir(copy.path("emails")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with("footer") {
            let link = if name.starts_with("confirm") { "{{ links.confirm }}" } else { "" };
            std::fs::write(entry.path(), format!("Subject: x\n\nHello. {link}\n")).unwrap();
        }
    }
    std::fs::remove_file(copy.path("emails/README.md")).unwrap();
    let (mut tried, mut alone) = (0, 0);
    let mut wrong = BTreeSet::new();
    for file in [
        "company",
        "team",
        "scoring",
        "funnel",
        "routing",
        "segments",
        "sending",
        "campaigns",
        "forms/newsletter",
        "sequences/guide-nurture",
    ] {
        let file = format!("{file}.yaml");
        let text = copy.text(&file);
        let tree = parse(&text).unwrap();
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        nodes(&tree.root, &mut keys, &mut values);
        let misspelt = keys.iter().filter_map(|key| {
            let name = key.text()?;
            Some((key.mark.line, with(&text, key, &format!("{}{}q", &name[1..], &name[..1]))?))
        });
        let some = if file == "scoring.yaml" { 3 } else { 1 };
        let misspelt = misspelt.step_by(some);
        let replaced = values
            .iter()
            .enumerate()
            .filter_map(|(at, value)| Some((value.mark.line, with(&text, value, WRONG[at % WRONG.len()])?)));
        for (line, changed) in misspelt.chain(replaced.step_by(some)) {
            copy.write(&file, &changed);
            let told = copy.told();
            tried += 1;
            alone += usize::from(told.len() == 1);
            let what = changed.lines().nth(line - 1).unwrap_or_default();
            // A name may be any word: then those who use the old one are told the names that there are.
            let is_used = told.iter().all(|told| told.contains("there are: "));
            let is_here = told.iter().any(|told| told.starts_with(&format!("{file}:{line}:"))) || is_used;
            if !told.is_empty() && !is_here {
                wrong.insert(format!("{file}:{line} {what:?} is told elsewhere: {told:#?}"));
            }
            for told in told.iter().filter(|told| JARGON.iter().any(|word| told.contains(word))) {
                wrong.insert(format!("{file}:{line} {what:?} is told in a program's words: {told}"));
            }
        }
        copy.write(&file, &text);
    }
    assert!(tried > 400 && alone > 250, "{tried} changes, {alone} told by one line each");
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_character_too_many_or_too_few_is_told_in_the_file_and_in_plain_words() {
    const MORE: [&str; 9] = ["\"", "{", "}", "\t", ":", "- ", " #", "\u{e9}", "\n"];
    let text = Copy::new().text("forms/newsletter.yaml");
    for (count, (at, c)) in text.char_indices().enumerate().step_by(3) {
        let more = MORE[count / 3 % MORE.len()];
        for changed in [
            format!("{}{}", &text[..at], &text[at + c.len_utf8()..]),
            format!("{}{more}{}", &text[..at], &text[at..]),
            text[..at].to_owned(),
        ] {
            let (tree, mut found) = tree_of(&changed);
            if let Some(mut tree) = tree {
                let read = reader::read::<leadwright_domain::form::Form>(&mut tree.root);
                assert!(read.value.is_some(), "{changed}");
                found.extend(tree.findings);
                found.extend(read.findings);
            }
            for told in found {
                let is_here = (1..=changed.lines().count().max(1)).contains(&told.mark.line);
                let is_plain = JARGON.iter().all(|word| !told.message.contains(word));
                assert!(is_here && is_plain, "{told:?} in\n{changed}");
            }
        }
    }
}

//! Reads a tree into a type of the domain, and finds all mistakes in it, not only the first.
//!
//! The types are the only list of keys, words and numbers: what they ask for, by serde, is compared with the tree. Where
//! the two differ, the mistake is noted, the tree is mended at this one place, and the type is read again, until it can
//! be read.
//!
//! What must stay true: every message is in words of ours. Messages of `try_from` functions are the domain's, and are
//! taken as they are.

use std::cell::RefCell;

use leadwright_domain::value::text::nearest;
use serde::de::DeserializeOwned;

use super::mistake::{MistakeKind, has};
use super::part::{INVENTED, Part};
use super::tree::{Entry, Finding, Node, Plain, Value};

/// The most rounds of mending: more mistakes than anybody wants to read at once.
const ROUNDS: usize = 2_000;

/// What was read from a tree.
pub(crate) struct Read<T> {
    /// The value; where something is missing or wrong, with something else in its place. None if nothing can stand there.
    pub(crate) value: Option<T>,
    pub(crate) findings: Vec<Finding>,
    /// Parts of the file were left out.
    pub(crate) is_partial: bool,
}

/// Reads a tree, which is mended where it has mistakes.
pub(crate) fn read<T: DeserializeOwned>(root: &mut Node) -> Read<T> {
    let cuts = RefCell::new(Vec::new());
    let (mut findings, mut is_partial) = (Vec::new(), false);
    let mut fresh = largest(root) + 1;
    let mut value = None;
    for _ in 0..ROUNDS {
        let whole = Part::new(root, &cuts);
        match T::deserialize(whole) {
            Ok(read) => {
                value = Some(read);
                break;
            }
            Err(error) => {
                let Some(id) = error.node else { break };
                findings.extend(error.finding(root, id));
                match mend(root, id, &error.kind, &mut fresh) {
                    Mended::Here => {}
                    Mended::Above => is_partial = true,
                    Mended::Not => break,
                }
            }
        }
    }
    for cut in cuts.into_inner() {
        if !findings.contains(&cut) {
            findings.push(cut);
        }
    }
    Read { value, findings, is_partial }
}

fn largest(node: &Node) -> usize {
    node.below().into_iter().map(largest).max().unwrap_or(0).max(node.id)
}

/// Where the tree was mended.
enum Mended {
    /// At the mistake.
    Here,
    /// Above it: something was left out.
    Above,
    /// Nowhere.
    Not,
}

/// Changes the tree at one mistake, so that reading goes further.
fn mend(root: &mut Node, id: usize, kind: &MistakeKind, fresh: &mut usize) -> Mended {
    let Some(node) = root.get_mut(id) else { return Mended::Not };
    match kind {
        MistakeKind::UnknownKey(key, known) => {
            let meant = nearest(key, known.iter().map(String::as_str)).filter(|meant| !has(node, meant));
            let meant = meant.map(ToOwned::to_owned);
            let Value::Map(entries) = &mut node.value else { return Mended::Not };
            let Some(at) = entries.iter().position(|entry| entry.key.text() == Some(key)) else { return Mended::Not };
            // `field:email` is a key without a value.
            if let Some((word, value)) = key.split_once(':').filter(|(word, _)| known.iter().any(|known| known == word))
                && matches!(entries[at].value.value, Value::Empty)
            {
                entries[at].key.value = Value::Quoted(word.to_owned());
                entries[at].value.value = Value::Plain(Plain { words: value.to_owned(), cut: None });
                return Mended::Here;
            }
            if let Some(meant) = meant {
                entries[at].key.value = Value::Quoted(meant);
            } else {
                entries.remove(at);
                node.is_mended = true;
            }
            Mended::Here
        }
        MistakeKind::MissingKey(key) => {
            let mark = node.mark;
            let new = |id, value, is_invented| Node { id, mark, value, is_invented, is_mended: true };
            let key = new(*fresh, Value::Quoted(key.clone()), true);
            let entry = Entry { key, value: new(*fresh + 1, Value::Invented(0), true) };
            *fresh += 2;
            match &mut node.value {
                Value::Map(entries) => entries.push(entry),
                value => *value = Value::Map(vec![entry]),
            }
            Mended::Here
        }
        MistakeKind::Told(_) => match &mut node.value {
            Value::Invented(tried) if *tried <= INVENTED.len() => {
                *tried += 1;
                Mended::Here
            }
            _ if !node.is_invented => {
                node.invent();
                Mended::Here
            }
            // Nothing can stand here: the nearest part of the file above it is left out.
            _ => {
                let above = root.path_to(id).into_iter().rev().find(|node| !node.is_invented).map(|node| node.id);
                match above.and_then(|id| root.get_mut(id)) {
                    Some(node) => {
                        node.invent();
                        Mended::Above
                    }
                    None => Mended::Not,
                }
            }
        },
    }
}

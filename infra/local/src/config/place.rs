//! Where the mistakes stand that the domain finds: a check knows a text near its mistake, the tree knows the places.

use leadwright_domain::check::Problem;

use super::mistake::INVENTED_NAME;
use super::tree::{Entry, Mark, Node, Value};

/// Keys whose values name the map that they are in.
const NAMING: [&str; 5] = ["rule", "id", "name", "label", "value"];

/// The place of a mistake in its file. None if it only follows from another mistake, which is told by itself.
pub(crate) fn place(problem: &Problem, root: &Node) -> Option<Mark> {
    if problem.message.contains(INVENTED_NAME) {
        return None;
    }
    let Some(found) = find(problem, root) else {
        return (!root.has_mended()).then_some(Mark::START);
    };
    let path = root.path_to(found.id);
    let is_above_mended = path.iter().skip(1).any(|node| node.is_mended);
    let beside = path.iter().rev().nth(1).map(|above| above.below()).unwrap_or_default();
    // What is said of a key is about its value.
    let value = path.iter().rev().nth(1).and_then(|above| match &above.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key.id == found.id).map(|entry| &entry.value),
        _ => None,
    });
    // A message that names no key is about all of what the name stands for.
    let is_name =
        |entry: &Entry| entry.value.id == found.id && entry.key.text().is_some_and(|key| NAMING.contains(&key));
    let named = path.iter().rev().nth(1).filter(|above| above.id != root.id).is_some_and(|above| match &above.value {
        Value::Map(entries) => entries.iter().any(is_name) && above.has_mended(),
        _ => false,
    });
    let is_mended_near = is_above_mended
        || named
        || found.has_mended()
        || value.is_some_and(Node::has_mended)
        || beside.iter().any(|node| node.is_mended);
    (!is_mended_near).then_some(found.mark)
}

/// The node that a problem is about.
fn find<'a>(problem: &Problem, root: &'a Node) -> Option<&'a Node> {
    let near = problem.near.as_str();
    if near.is_empty() {
        return None;
    }
    let mut all = Vec::new();
    entries(root, &mut all);
    // An item of a list: `exits[1]` is the second.
    if let Some((key, item)) = near.strip_suffix(']').and_then(|near| near.split_once('['))
        && let Some((_, entry)) = all.iter().find(|(_, entry)| entry.key.text() == Some(key))
    {
        let item = item.parse::<usize>().ok().and_then(|item| entry.value.below().get(item).copied());
        return Some(item.map_or(&entry.key, |item| within(problem, item, item)));
    }
    if let Some((key, value)) = near.split_once(": ")
        && let Some((_, entry)) =
            all.iter().find(|(_, entry)| entry.key.text() == Some(key) && entry.value.text() == Some(value))
    {
        let above = all.iter().find(|(_, other)| other.key.id == entry.key.id).map(|(map, _)| *map);
        let is_naming = NAMING.contains(&key);
        return Some(above.filter(|_| is_naming).map_or(&entry.value, |map| within(problem, map, &entry.value)));
    }
    let is_naming = |entry: &Entry| entry.key.text().is_some_and(|key| NAMING.contains(&key));
    let mut named: Vec<_> =
        all.iter().filter(|(_, entry)| is_naming(entry) && entry.value.text() == Some(near)).collect();
    // Of two that have one name the second is the mistake.
    if ["two ", "twice"].iter().any(|word| problem.message.contains(word)) {
        named.reverse();
    }
    if let Some((map, entry)) = named.first() {
        return Some(within(problem, map, &entry.value));
    }
    if let Some((_, entry)) = all.iter().find(|(_, entry)| entry.key.text() == Some(near)) {
        return Some(match &entry.value.value {
            Value::Map(_) | Value::List(_) => within(problem, &entry.value, &entry.key),
            _ => &entry.value,
        });
    }
    scalars(root).into_iter().find(|node| node.text() == Some(near))
}

/// The part of a map that the message names first: a key, else a value; else `instead`.
fn within<'a>(problem: &Problem, map: &'a Node, instead: &'a Node) -> &'a Node {
    let mut all = Vec::new();
    entries(map, &mut all);
    let mut names = quoted(&problem.message).into_iter();
    names
        .find_map(|name| {
            let key = all.iter().find(|(_, entry)| entry.key.text() == Some(name));
            let value = || scalars(map).into_iter().find(|node| node.text() == Some(name) && node.id != instead.id);
            match key {
                Some((_, entry)) if entry.value.text().is_some() => Some(&entry.value),
                Some((_, entry)) => Some(&entry.key),
                None => value(),
            }
        })
        .unwrap_or(instead)
}

/// The parts of a message between `…` or "…".
fn quoted(message: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut rest = message;
    while let Some(start) = rest.find(['`', '"']) {
        let quote = rest[start..].chars().next().unwrap_or('`');
        let Some((text, behind)) = rest[start + 1..].split_once(quote) else { break };
        all.push(text);
        rest = behind;
    }
    all
}

/// All entries below a node, each with the map that it is in.
fn entries<'a>(node: &'a Node, all: &mut Vec<(&'a Node, &'a Entry)>) {
    if let Value::Map(own) = &node.value {
        for entry in own {
            all.push((node, entry));
            entries(&entry.value, all);
        }
    } else {
        node.below().into_iter().for_each(|node| entries(node, all));
    }
}

/// All values below a node that are no keys, lists or maps.
fn scalars(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::Map(own) => own.iter().flat_map(|entry| scalars(&entry.value)).collect(),
        Value::List(items) => items.iter().flat_map(scalars).collect(),
        _ => vec![node],
    }
}

//! Tests of how a crate is built, for every crate of the workspace: a development dependency only.
//!
//! [`check`] reads the sources of a crate. It fails where a module imports one that stands above it in the list of
//! `lib.rs`, and where files import each other in a loop. [`only_ports`] fails where a function of the stack reaches time,
//! environment or threads by another way than the ports of `shared/cloud`.

mod imports;
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use imports::{declared, imported};
use sources::{Source, read};

/// Checks the layers of the crate in that folder.
///
/// # Panics
/// A module imports one above it, or files import each other in a loop; the message names them.
pub fn check(manifest_dir: &str) {
    let sources = read(manifest_dir);
    let root = sources.iter().find(|source| source.module.is_empty()).expect("a crate with a lib.rs");
    let mut wrong = Vec::new();
    let layers = declared(&root.code);
    let modules: BTreeSet<Vec<String>> = sources.iter().map(|source| source.module.clone()).collect();
    let mut graph: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for source in &sources {
        let targets = imported(&source.code, &source.module, &modules);
        for target in &targets {
            if is_above(&layers, &source.module, target) {
                wrong.push(format!("{} imports {}, which stands above it", shown(&source.module), shown(target)));
            }
        }
        graph.insert(source.module.clone(), targets);
    }
    if let Some(ring) = ring(&graph) {
        let names: Vec<String> = ring.iter().map(|module| shown(module)).collect();
        wrong.push(format!("these files import each other in a loop: {}", names.join(" → ")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Checks that a function of the stack reaches time, randomness, environment and threads through ports alone.
///
/// # Panics
/// A source other than `main.rs` names one of them; the message says which and where.
pub fn only_ports(manifest_dir: &str) {
    const OTHER_WAYS: [&str; 8] = [
        "Timestamp::now",
        "Zoned::now",
        "Instant",
        "SystemTime",
        "tokio::spawn",
        "tokio::time",
        "std::env",
        "std::thread",
    ];
    let sources = read(manifest_dir);
    let found = sources.iter().flat_map(|Source { module, code }| {
        let there = OTHER_WAYS.iter().filter(|way| code.contains(**way));
        let is_static =
            |line: &str| ["static ", "pub static ", "pub(crate) static "].iter().any(|way| line.starts_with(way));
        let statics = code.lines().map(str::trim_start).find(|line| is_static(line)).map(|_| &"static");
        there.chain(statics).map(|way| format!("{} names `{way}`", shown(module)))
    });
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "use the ports of shared/cloud: {}", found.join(", "));
}

/// The second module's room stands above that of the first in the crate's own list.
fn is_above(layers: &[String], from: &[String], to: &[String]) -> bool {
    let place = |module: &[String]| layers.iter().position(|layer| Some(layer) == module.first());
    matches!((place(from), place(to)), (Some(from), Some(to)) if to > from)
}

/// A loop of imports, its first file again at the end; none if there is none.
fn ring(graph: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> Option<Vec<Vec<String>>> {
    let mut done = BTreeSet::new();
    graph.keys().find_map(|start| visit(start, graph, &mut Vec::new(), &mut done))
}

fn visit(
    at: &Vec<String>,
    graph: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    path: &mut Vec<Vec<String>>,
    done: &mut BTreeSet<Vec<String>>,
) -> Option<Vec<Vec<String>>> {
    if let Some(first) = path.iter().position(|other| other == at) {
        return Some(path[first..].iter().chain([at]).cloned().collect());
    }
    if done.contains(at) {
        return None;
    }
    path.push(at.clone());
    let found = graph.get(at).into_iter().flatten().find_map(|next| visit(next, graph, path, done));
    path.pop();
    done.insert(at.clone());
    found
}

/// A module as people write it.
fn shown(module: &[String]) -> String {
    if module.is_empty() { "lib.rs".to_owned() } else { module.join("::") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_crate_stands_in_layers() {
        check(env!("CARGO_MANIFEST_DIR"));
    }

    fn graph(edges: &[(&str, &str)]) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
        let mut graph: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (from, to) in edges {
            graph.entry(vec![(*from).to_owned()]).or_default().insert(vec![(*to).to_owned()]);
        }
        graph
    }

    #[test]
    fn a_loop_is_found_wherever_it_begins() {
        assert_eq!(ring(&graph(&[("a", "b"), ("a", "c"), ("b", "c")])), None);
        let found = ring(&graph(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")])).unwrap();
        assert_eq!(found.iter().map(|module| shown(module)).collect::<Vec<_>>(), ["b", "c", "d", "b"]);
    }

    #[test]
    fn what_stands_higher_in_the_list_is_above() {
        let layers = ["value", "lead", "fold"].map(str::to_owned);
        let module = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
        for (from, to, above) in [
            ("lead::agenda", "value::text", false),
            ("value::text", "lead", true),
            ("lead", "fold::absorb", true),
            ("lead", "lead::agenda", false),
        ] {
            assert_eq!(is_above(&layers, &module(from), &module(to)), above, "{from} {to}");
        }
    }
}

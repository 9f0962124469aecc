//! Which modules of its own crate a source names: in `use`, and in paths between its code.

use std::collections::BTreeSet;

/// A module's path from the crate's root.
type Module = Vec<String>;

/// The modules that the code of a crate's root declares, in their order.
pub(crate) fn declared(code: &str) -> Vec<String> {
    let tokens = tokens(code);
    let pairs = tokens.windows(3).filter(|three| three[0] == "mod" && three[2] == ";");
    pairs.map(|three| three[1].clone()).collect()
}

/// The files that the code of `module` imports from, of those that there are.
pub(crate) fn imported(code: &str, module: &[String], modules: &BTreeSet<Module>) -> BTreeSet<Module> {
    let found = paths(&tokens(code)).into_iter().filter_map(|path| file_of(&path, module, modules));
    found.filter(|target| target != module).collect()
}

/// The file that a path leads to; none for other crates.
fn file_of(path: &[String], module: &[String], modules: &BTreeSet<Module>) -> Option<Module> {
    let mut whole: Module = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len().checked_sub(1)?].to_vec(),
        first => {
            let child: Module = module.iter().cloned().chain([first.to_owned()]).collect();
            return modules.contains(&child).then(|| longest(module.to_vec(), path, modules));
        }
    };
    let mut rest = &path[1..];
    while rest.first().is_some_and(|part| part == "super") {
        whole.pop()?;
        rest = &rest[1..];
    }
    Some(longest(whole, rest, modules))
}

/// The deepest module on the way from `start` along `path`: what follows is one of its items.
fn longest(start: Module, path: &[String], modules: &BTreeSet<Module>) -> Module {
    let mut found = start;
    for part in path {
        let next: Module = found.iter().cloned().chain([part.clone()]).collect();
        if !modules.contains(&next) {
            break;
        }
        found = next;
    }
    found
}

/// Words, `::` and single marks.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() || letter == '_' {
            let mut word = letter.to_string();
            while let Some(next) = letters.next_if(|next| next.is_alphanumeric() || *next == '_') {
                word.push(next);
            }
            tokens.push(word);
        } else if letter == ':' && letters.next_if_eq(&':').is_some() {
            tokens.push("::".to_owned());
        } else if !letter.is_whitespace() {
            tokens.push(letter.to_string());
        }
    }
    tokens
}

/// All paths: those of `use`, each of a group for itself, and those between the code.
fn paths(tokens: &[String]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at] == "use" {
            at = group(tokens, at + 1, &[], &mut all);
        } else if is_word(&tokens[at]) && tokens.get(at + 1).is_some_and(|next| next == "::") {
            let mut path = vec![tokens[at].clone()];
            at += 1;
            while tokens.get(at).is_some_and(|next| next == "::")
                && tokens.get(at + 1).is_some_and(|next| is_word(next))
            {
                path.push(tokens[at + 1].clone());
                at += 2;
            }
            all.push(path);
        } else {
            at += 1;
        }
    }
    all
}

/// Reads one branch of a `use` from `at` on, behind `before`; where it ends.
fn group(tokens: &[String], mut at: usize, before: &[String], all: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => at += 1,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = group(tokens, at, &path, all);
                    at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
                }
                return at + 1;
            }
            "as" => at += 2,
            word if is_word(word) => {
                path.extend((word != "self" || path.is_empty()).then(|| word.to_owned()));
                at += 1;
            }
            "*" => at += 1,
            _ => break,
        }
    }
    all.push(path);
    at
}

fn is_word(token: &str) -> bool {
    token.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules() -> BTreeSet<Module> {
        let all = ["", "a", "a::b", "a::b::c", "d"];
        all.iter()
            .map(|module| module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn paths_lead_to_the_files_of_the_crate() {
        for (code, module, expected) in [
            ("use crate::a::b::{X, c::Y, self};", "d", &["a::b", "a::b::c"][..]),
            ("use crate::{a, d::Z as W};", "a::b", &["a", "d"]),
            ("use super::X; use super::super::d::Y;", "a::b", &["a", "d"]),
            ("use super::c; use self::c::Q;", "a::b", &["a", "a::b::c"]),
            ("pub use b::X; b::f();", "a", &["a::b"]),
            ("crate::d::f(); let x = jiff::Timestamp::from(1);", "a", &["d"]),
            ("use std::a::b; use jiff::d;", "a::b", &[]),
            ("use crate::Root;", "d", &[""]),
        ] {
            let module: Module = module.split("::").map(str::to_owned).collect();
            let found: Vec<String> =
                imported(code, &module, &modules()).iter().map(|module| module.join("::")).collect();
            assert_eq!(found, expected, "{code}");
        }
    }

    #[test]
    fn a_root_lists_its_modules_in_their_order() {
        assert_eq!(declared("pub mod value; mod lead; mod inline { }"), ["value", "lead"]);
    }
}

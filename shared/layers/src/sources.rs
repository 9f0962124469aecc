//! The sources of a crate, as code alone: without comments, texts and tests.

use std::fs;
use std::path::Path;

/// A file of a crate.
pub(crate) struct Source {
    /// Its module, from the crate's root; empty for `lib.rs`.
    pub(crate) module: Vec<String>,
    /// Its code.
    pub(crate) code: String,
}

/// All files below `src`, but `main.rs`, which only starts what `lib.rs` has.
pub(crate) fn read(manifest_dir: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    read_folder(&Path::new(manifest_dir).join("src"), &mut Vec::new(), &mut sources);
    assert!(!sources.is_empty(), "there are no sources in {manifest_dir}");
    sources
}

fn read_folder(folder: &Path, module: &mut Vec<String>, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name in Unicode").to_owned();
        if path.is_dir() {
            module.push(name);
            read_folder(&path, module, sources);
            module.pop();
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "main" {
            let mut module = module.clone();
            module.extend((name != "lib" && name != "mod").then_some(name));
            let text = fs::read_to_string(&path).expect("a readable source");
            sources.push(Source { module, code: code(&text) });
        }
    }
}

/// The code of a source. Tests stand at the end of a file, and may import whatever they need.
pub(crate) fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let skipped = match next {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            'r' if rest.starts_with("r#\"") => rest.find("\"#").map_or(rest.len(), |end| end + 2),
            '"' => text_length(rest),
            '\'' => letter_length(rest),
            _ => 0,
        };
        if skipped > 0 {
            code.push(' ');
            rest = &rest[skipped..];
        } else {
            code.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    code
}

/// How long the text in quotes is that begins here, its quotes included.
fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// How long the letter in quotes is that begins here; 0 for a lifetime.
fn letter_length(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match (letters.next(), letters.next()) {
        (Some((_, '\\')), Some(_)) => rest[3..].find('\'').map_or(0, |end| end + 4),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn comments_texts_and_tests_are_no_code() {
        for (text, expected) in [
            ("a // b\nc", "a  \nc"),
            ("a /* b */ c", "a   c"),
            ("f(\"crate::x \\\" y\")", "f( )"),
            ("f(r#\"a \" b\"#)", "f( )"),
            ("m('\"', '\\'', '\\u{1}')", "m( ,  ,  )"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("a\n#[cfg(test)]\nmod tests {}", "a\n"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }
}

//! Texts that reports show and erasure does not reach: what looks like a person's address or number is not kept in them.

/// Stands for a value that looks like an address or a telephone number.
pub const PERSONAL: &str = "(personal)";

/// A source or a campaign, unless it looks personal.
pub fn impersonal(text: &str) -> String {
    if is_personal(text) { PERSONAL.to_owned() } else { text.to_owned() }
}

/// The path of an address, without host, query and fragment; each part of it that looks personal is replaced.
pub fn impersonal_path(address: &str) -> String {
    let behind_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = if behind_scheme.len() == address.len() && address.starts_with('/') {
        address
    } else {
        behind_scheme.find('/').map_or("/", |slash| &behind_scheme[slash..])
    };
    let path = path.split(['?', '#']).next().unwrap_or("/");
    let parts: Vec<String> =
        path.split('/').map(|part| if is_personal(part) { PERSONAL.to_owned() } else { part.to_owned() }).collect();
    parts.join("/")
}

/// It holds an `@` (also as `%40`) between two characters, or is written like a telephone number: 7 to 15 digits after a
/// plus or a zero, or apart from each other. Plain digits are the ids that ad platforms give to campaigns.
fn is_personal(text: &str) -> bool {
    let has_address =
        |sign: &str| text.split_once(sign).is_some_and(|(before, behind)| !before.is_empty() && !behind.is_empty());
    if has_address("@") || has_address("%40") {
        return true;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}');
    let is_written_apart = text.chars().any(|c| matches!(c, ' ' | '(' | ')' | '\u{a0}'));
    (7..=15).contains(&digits) && text.chars().all(is_number) && (text.starts_with(['+', '0']) || is_written_apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_person_is_not_kept() {
        for (text, kept) in [
            ("newsletter 2026", true),
            ("spring-2026", true),
            ("120213847234982", true),
            ("2026-11-21", true),
            ("20261121", true),
            ("@acme", true),
            ("maria@acme.example", false),
            ("maria%40acme.example", false),
            ("+351 912 345 678", false),
            ("0351912345678", false),
            ("(912) 345-6789", false),
        ] {
            assert_eq!(impersonal(text) == text, kept, "{text}");
        }
    }

    #[test]
    fn a_page_is_counted_by_its_path() {
        for (address, path) in [
            ("https://acme.example", "/"),
            ("https://acme.example/?utm_source=x", "/"),
            ("https://acme.example/guide#form", "/guide"),
            ("/guide?x=1", "/guide"),
            ("acme.example/a/b", "/a/b"),
            ("https://acme.example/u/maria@acme.example/x", "/u/(personal)/x"),
        ] {
            assert_eq!(impersonal_path(address), path, "{address}");
        }
    }
}

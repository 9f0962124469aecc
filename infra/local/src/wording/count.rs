//! Counts with their nouns.

/// A count with its noun in the right number: "1 lead", "2 leads".
pub(crate) fn count_of(count: usize, noun: &str) -> String {
    match (count, noun) {
        (1, noun) => format!("1 {noun}"),
        (count, noun) if noun.ends_with('s') => format!("{count} {noun}es"),
        (count, noun) => match noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
            Some(stem) => format!("{count} {stem}ies"),
            None => format!("{count} {noun}s"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_have_their_number() {
        for (count, noun, expected) in [
            (0, "row", "0 rows"),
            (1, "address", "1 address"),
            (2, "address", "2 addresses"),
            (1, "activity", "1 activity"),
            (3, "activity", "3 activities"),
            (3, "day", "3 days"),
        ] {
            assert_eq!(count_of(count, noun), expected);
        }
    }
}

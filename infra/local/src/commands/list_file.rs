//! Lists in files: CSV of any dialect, and the rows of it that are not readable.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::wording::count::count_of;

/// The most rejected rows that are printed; the rest is only counted.
const PRINTED: usize = 20;

/// The text of a list, without a byte order mark.
pub(super) fn text_of(file: &Path) -> Result<String> {
    let text = std::fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
    let text = String::from_utf8(text).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
        anyhow::anyhow!("{}:{line}: not UTF-8: save the list as CSV UTF-8", file.display())
    })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// The most frequent of comma, semicolon and tab in the heading line.
pub(super) fn delimiter(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| heading.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|delimiter| (count(*delimiter), *delimiter == b',')).unwrap_or(b',')
}

/// Prints the rows that are not readable, with place and reason. They stop the import, unless `skip_bad` is set.
pub(super) fn check_rejected(rejected: &[String], skip_bad: bool) -> Result<()> {
    for why in rejected.iter().take(PRINTED) {
        eprintln!("rejected: {why}");
    }
    if rejected.len() > PRINTED {
        eprintln!("and {} more", rejected.len() - PRINTED);
    }
    ensure!(
        rejected.is_empty() || skip_bad,
        "{} can't be read, so nothing was imported: fix the list, or skip such rows with --skip-bad",
        count_of(rejected.len(), "row")
    );
    Ok(())
}

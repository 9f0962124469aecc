//! Progress of an import, on the terminal alone.

use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar of that length.
pub(super) fn bar(length: u64, template: &str) -> Result<ProgressBar> {
    Ok(ProgressBar::new(length).with_style(ProgressStyle::with_template(template)?))
}

/// For what has no known length.
pub(super) fn spinner(template: &str) -> Result<ProgressBar> {
    let spinner = ProgressBar::new_spinner().with_style(ProgressStyle::with_template(template)?);
    spinner.enable_steady_tick(Duration::from_millis(200));
    Ok(spinner)
}

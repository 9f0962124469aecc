//! A page that a command writes into a file, and shows in a browser.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::workspace;

/// Writes a page into a file, or in its usual place, and opens it in a browser if it is to.
pub(super) fn show_page(name: &str, page: &str, out: Option<&Path>, opens: bool) -> Result<()> {
    let file = match out {
        Some(file) => file.to_owned(),
        None => workspace::root()?.join(".leadwright/preview").join(format!("{name}.html")),
    };
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("can't create {}", folder.display()))?;
    }
    std::fs::write(&file, page).with_context(|| format!("can't write {}", file.display()))?;
    println!("{}", file.display());
    if opens && !open(&file) {
        println!("no browser could be started: open the file yourself");
    }
    Ok(())
}

/// Opens a file with the default program of the desktop; false if there is none.
fn open(file: &Path) -> bool {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let silent =
        Command::new(program).arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    silent.is_ok_and(|status| status.success())
}

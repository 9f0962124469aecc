//! The checkout that the runner and the commands work on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder that holds `infra/template.yaml`: the current folder or one above it.
///
/// # Errors
/// The current folder is not inside a workspace: a command must not choose another company's configuration by itself.
pub(crate) fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the current folder")?;
    let root = here.ancestors().find(|folder| folder.join("infra/template.yaml").is_file()).map(Path::to_owned);
    root.with_context(|| {
        format!(
            "{} is not inside a Leadwright workspace: neither it nor a folder above it has infra/template.yaml. Run this in the folder of your checkout",
            here.display()
        )
    })
}

/// `infra/config` of this checkout.
pub(crate) fn config_folder() -> Result<PathBuf> {
    Ok(root()?.join("infra/config"))
}

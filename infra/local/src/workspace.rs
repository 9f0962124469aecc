//! The checkout that the runner and the commands work on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder that holds `infra/template.yaml`: the current folder or one above it, else where the runner was compiled.
pub(crate) fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the current folder")?;
    let compiled = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .chain(compiled.ancestors())
        .find(|folder| folder.join("infra/template.yaml").is_file())
        .map(Path::to_owned)
        .context("there is no infra/template.yaml here or above: run this inside the workspace")
}

/// `infra/config` of this checkout.
pub(crate) fn config_folder() -> Result<PathBuf> {
    Ok(root()?.join("infra/config"))
}

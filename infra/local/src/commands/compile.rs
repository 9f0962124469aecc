//! `leadwright compile`: the checked configuration in the file that the functions load.

use anyhow::{Context, Result};

use crate::{config, workspace};

/// Writes the compiled configuration to the folder that the template packs as a layer.
pub(crate) fn compile() -> Result<()> {
    let root = workspace::root()?;
    let text = serde_json::to_string(&config::load(&root.join("infra/config"))?)?;
    let folder = root.join("infra/.config");
    std::fs::create_dir_all(&folder).with_context(|| format!("can't create {}", folder.display()))?;
    let file = folder.join("leadwright.json");
    std::fs::write(&file, text).with_context(|| format!("can't write {}", file.display()))?;
    println!("configuration is valid; compiled into {}", file.strip_prefix(&root).unwrap_or(&file).display());
    Ok(())
}

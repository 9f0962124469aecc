//! The state folder: leads, mails, queues, clock and secrets between two runs.
//!
//! What must stay true: one process uses a state folder at a time.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The value of `--state` that keeps all in memory.
const MEMORY: &str = ":memory:";

/// The state folder, locked for this process.
pub(super) struct StateFolder {
    /// None if all is in memory.
    pub(super) stored: Option<PathBuf>,
    /// The folder for logs and the layer.
    pub(super) work: PathBuf,
    /// The operating system releases it at the end of the process, also after a crash.
    _lock: File,
}

impl Drop for StateFolder {
    fn drop(&mut self) {
        if self.stored.is_none()
            && let Err(error) = std::fs::remove_dir_all(&self.work)
        {
            eprintln!("can't remove {}: {error}", self.work.display());
        }
    }
}

impl StateFolder {
    /// Locks the folder `state`, or `.leadwright` in the workspace; `fresh` deletes its content.
    pub(super) fn take(root: &Path, state: Option<&str>, fresh: bool) -> Result<Self> {
        if state == Some(MEMORY) {
            let work = std::env::temp_dir().join(format!("leadwright-{}", std::process::id()));
            return Ok(Self { _lock: lock(&work)?, stored: None, work });
        }
        let folder = state.map_or_else(|| root.join(".leadwright"), PathBuf::from);
        let lock = lock(&folder)?;
        if fresh {
            delete_state(&folder)?;
        }
        let folder = folder.canonicalize().with_context(|| format!("the state folder {}", folder.display()))?;
        Ok(Self { stored: Some(folder.clone()), work: folder, _lock: lock })
    }
}

/// Locks the folder for this process: two runners would overwrite each other's state.
fn lock(folder: &Path) -> Result<File> {
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let path = folder.join("lock");
    let mut file = File::options()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .with_context(|| format!("opening {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let pid = std::fs::read_to_string(&path).unwrap_or_default();
            bail!(
                "{} is used by another runner (process {}): stop it, or choose another folder with --state DIR",
                folder.display(),
                pid.trim()
            );
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("locking {}", path.display()));
        }
    }
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(file)
}

/// Deletes the files of a runner and no others: the folder may have other uses.
fn delete_state(folder: &Path) -> Result<()> {
    const FILES: [&str; 8] = [
        "leadwright.db",
        "leadwright.db-wal",
        "leadwright.db-shm",
        "queues.jsonl",
        "mails.jsonl",
        "clock.json",
        "secrets.json",
        "demo.json",
    ];
    for name in FILES {
        let path = folder.join(name);
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error).with_context(|| format!("removing {}", path.display()));
            }
        }
    }
    for name in ["logs", "layer", "files"] {
        let path = folder.join(name);
        match std::fs::remove_dir_all(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error).with_context(|| format!("removing {}", path.display()));
            }
        }
    }
    Ok(())
}

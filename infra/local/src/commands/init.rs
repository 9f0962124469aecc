//! `leadwright init`: a configuration of one's own, in place of the demo company's.

mod answers;
mod files;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{config, workspace};
use answers::Answers;

/// The end of `init --help`.
pub(crate) const HELP: &str = "\
It writes company.yaml, team.yaml, one form, rules for scores, the funnel and routing, and the mails to your team. What no flag
says is asked at a terminal. Nothing is overwritten: move the demo company away first. Everything is checked before it is
written, as by `leadwright compile`.

  mv infra/config ../demo-company
  cargo run -- init
  cargo run -- init --name \"Silva Lda\" --address \"Rua Nova 1, Porto\" --website https://silva.example \\
    --timezone Europe/Lisbon --currency EUR --language pt --sender hello@silva.example \\
    --person \"Rita Silva <rita@silva.example>\" --person \"Tiago Melo <tiago@silva.example>\"

Then `cargo run` starts it on this machine. The first person is the manager: leads that nobody accepts in time go there.";

/// The arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder to write, which must not be there yet or be empty. [default: infra/config of this checkout]
    dir: Option<PathBuf>,
    #[command(flatten)]
    answers: Answers,
}

/// Writes the configuration of a new company.
pub(crate) fn init(args: &InitArgs) -> Result<()> {
    let folder = match &args.dir {
        Some(dir) => dir.clone(),
        None => workspace::config_folder()?,
    };
    must_be_free(&folder)?;
    let company = args.answers.company()?;
    let files = files::of(&company)?;
    // Beside it, and checked there: half a configuration is never in its place.
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).with_context(|| format!("can't create {}", parent.display()))?;
    let beside = parent.join(format!(".init-{}", std::process::id()));
    let written = write(&beside, &files).and_then(|()| config::load(&beside).map(drop));
    if let Err(error) = written {
        std::fs::remove_dir_all(&beside).ok();
        return Err(error.context("nothing was written"));
    }
    // An empty folder may be in its place; one that somebody filled meanwhile is left alone.
    std::fs::remove_dir(&folder).ok();
    if let Err(error) = std::fs::rename(&beside, &folder) {
        std::fs::remove_dir_all(&beside).ok();
        return Err(error).with_context(|| format!("can't write {}", folder.display()));
    }
    let place = folder.display();
    println!("{place} is written and valid: {} files", files.len());
    println!("  cargo run                 starts it on this machine; the form is at /forms/{}", company.form);
    println!("  cargo run -- compile      checks it again after you have changed a file");
    println!("  MailFrom to deploy with:  {}", company.mail_from());
    Ok(())
}

/// Nothing is overwritten.
fn must_be_free(folder: &Path) -> Result<()> {
    let mut entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("can't read {}", folder.display())),
    };
    if entries.next().is_some() {
        let place = folder.display();
        bail!(
            "{place} is there already, and nothing is overwritten: move it away first (`mv {place} ../demo-company`), or name another folder"
        );
    }
    Ok(())
}

fn write(folder: &Path, files: &[(String, String)]) -> Result<()> {
    for (name, text) in files {
        let file = folder.join(name);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("can't create {}", parent.display()))?;
        }
        std::fs::write(&file, text).with_context(|| format!("can't write {}", file.display()))?;
    }
    Ok(())
}

//! `leadwright demo`: fills a state of its own with three months of a company's life, then runs it as `up` does.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::up::{UpArgs, run};
use crate::demo::Demo;
use crate::stack::Stack;
use crate::workspace;

/// The end of `demo --help`.
pub(crate) const HELP: &str = "\
Everything comes about as in a real company: forms are posted, mails are opened and clicked, salespeople accept, call, win
and lose, a list is bought, a fair is visited. The people are made up. No mail leaves this machine.

A demo that is filled already is shown as it was left; --fresh fills a new one.";

/// The state folder, if no other is given.
const FOLDER: &str = ".leadwright-demo";
/// The file in the state folder that says that it is a demo's.
const FILE: &str = "demo.json";
/// What `--state` says to keep all in memory.
const MEMORY: &str = ":memory:";

/// The arguments of `demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The number of leads.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=5_000))]
    leads: u16,
    /// The number of days, which end today.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
    /// Of another seed, other people come and do other things.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The port of the website; 0 for any free port.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// The folder of the demo; `:memory:` stores nothing. [default: .leadwright-demo in the workspace]
    #[arg(long, value_name = "DIR")]
    state: Option<String>,
    /// Delete the demo of an earlier run, and fill a new one.
    #[arg(long)]
    fresh: bool,
    /// Build the functions with optimisation.
    #[arg(long)]
    release: bool,
    /// Skip the build: the binaries exist.
    #[arg(long, hide = true)]
    built: bool,
}

/// Says in the state folder that it is a demo's.
#[derive(Debug, Serialize, Deserialize)]
struct DemoFile {
    /// It was filled to its end.
    is_filled: bool,
}

/// What the state folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Nothing.
    Empty,
    /// A demo that was filled.
    Filled,
    /// A demo whose filling was interrupted.
    Part,
    /// The state of a system that is no demo.
    Other,
}

/// Fills a demo and runs it until Ctrl-C.
pub(crate) async fn demo(args: DemoArgs) -> Result<()> {
    let folder = match args.state.as_deref() {
        Some(MEMORY) => None,
        Some(folder) => Some(PathBuf::from(folder)),
        None => Some(workspace::root()?.join(FOLDER)),
    };
    let found = folder.as_deref().map_or(Ok(Found::Empty), found)?;
    ensure!(
        found != Found::Other,
        "{} has the state of a system that is no demo: choose another folder with --state DIR",
        folder.unwrap_or_default().display()
    );
    let fill = (args.fresh || found != Found::Filled).then_some(Demo { leads: args.leads.into(), seed: args.seed });
    let state = folder.as_ref().map_or(MEMORY.into(), |folder| folder.to_string_lossy().into_owned());
    let up = UpArgs::of_demo(args.port, state, fill.is_some(), args.release, args.built);
    let begin = Timestamp::now() - SignedDuration::from_hours(24 * i64::from(args.days));
    run(up, fill.map(|_| begin), async |running| {
        let stack = running.stack();
        if let Some(demo) = fill {
            write(folder.as_deref(), false)?;
            fill_with_progress(stack, demo, args.days).await?;
            write(folder.as_deref(), true)?;
        }
        eprintln!("The demo runs. Ctrl-C stops it.");
        for (what, path) in [
            ("Start page", "/_local/"),
            ("Leads", "/_local/leads"),
            ("Numbers", "/_local/numbers"),
            ("Mails", "/_local/inbox"),
        ] {
            eprintln!("  {what:<12} {}{path}", running.url());
        }
        Ok(())
    })
    .await
}

/// What a state folder holds.
fn found(folder: &Path) -> Result<Found> {
    let file = folder.join(FILE);
    match std::fs::read_to_string(&file) {
        Ok(text) => {
            let demo: DemoFile = serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))?;
            Ok(if demo.is_filled { Found::Filled } else { Found::Part })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let is_used = folder.join("leadwright.db").exists() || folder.join("clock.json").exists();
            Ok(if is_used { Found::Other } else { Found::Empty })
        }
        Err(error) => Err(error).with_context(|| format!("reading {}", file.display())),
    }
}

fn write(folder: Option<&Path>, is_filled: bool) -> Result<()> {
    let Some(file) = folder.map(|folder| folder.join(FILE)) else { return Ok(()) };
    let text = serde_json::to_string(&DemoFile { is_filled })?;
    std::fs::write(&file, text).with_context(|| format!("writing {}", file.display()))
}

/// Fills the demo, and shows on stderr how far it is: as a bar, or as a line every thirty days where nobody watches.
async fn fill_with_progress(stack: &Arc<Stack>, demo: Demo, days: u16) -> Result<()> {
    let bar = ProgressBar::new(days.into());
    bar.set_style(ProgressStyle::with_template("{bar:40} day {pos} of {len}, {msg}")?);
    let is_watched = std::io::stderr().is_terminal();
    let mut told = 0;
    let filled = demo.fill(stack, |progress| {
        bar.set_position(progress.days.unsigned_abs());
        bar.set_message(format!("{} mails", progress.mails));
        if !is_watched && progress.days / 30 > told {
            told = progress.days / 30;
            eprintln!("day {} of {days}, {} mails", progress.days, progress.mails);
        }
    });
    filled.await?;
    bar.finish_and_clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_s_own_state_is_never_taken_for_a_demo() {
        let folder = std::env::temp_dir().join(format!("leadwright-demo-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(found(&folder).unwrap(), Found::Empty);
        std::fs::write(folder.join("leadwright.db"), "").unwrap();
        assert_eq!(found(&folder).unwrap(), Found::Other);
        write(Some(&folder), false).unwrap();
        assert_eq!(found(&folder).unwrap(), Found::Part);
        write(Some(&folder), true).unwrap();
        assert_eq!(found(&folder).unwrap(), Found::Filled);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

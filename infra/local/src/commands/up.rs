//! `leadwright up`: builds the functions, starts the system, and stops it on Ctrl-C.
//!
//! What must stay true: stdout gets one line, `ready URL`, when the system has started; an error is one line that says
//! what to do; on Ctrl-C every child ends before the runner.

mod state;

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Timestamp;
use tokio::signal::unix::{SignalKind, signal};

use crate::engines::limits::SesLimits;
use crate::start::{Running, StartOptions, start};
use crate::{http, output, workspace};
use state::StateFolder;

/// The profile of `--release`.
const OPTIMISED: &str = "local";

/// The arguments of `up`.
#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    /// The port of the website; 0 for any free port.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// The folder for leads, mails and queues; `:memory:` stores nothing. [default: .leadwright in the workspace]
    #[arg(long, value_name = "DIR")]
    state: Option<String>,
    /// Delete the state of earlier runs first.
    #[arg(long)]
    fresh: bool,
    /// The time of the clock at the first start, if it is in the future: `2026-11-30T10:00:00Z`, a Monday morning.
    #[arg(long, value_name = "TIME")]
    starts_at: Option<Timestamp>,
    /// Build the functions with optimisation.
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    limits: SesLimits,
    /// Skip the build: the binaries exist.
    #[arg(long, hide = true)]
    built: bool,
}

impl Default for UpArgs {
    fn default() -> Self {
        Self {
            port: 3000,
            state: None,
            fresh: false,
            starts_at: None,
            release: false,
            limits: SesLimits::default(),
            built: false,
        }
    }
}

impl UpArgs {
    /// The arguments of a system that shows a demo.
    pub(super) fn of_demo(port: u16, state: String, fresh: bool, release: bool, built: bool) -> Self {
        Self { port, state: Some(state), fresh, release, built, ..Self::default() }
    }
}

/// Runs the system until Ctrl-C.
pub(crate) async fn up(args: UpArgs) -> Result<()> {
    // The clock of a company's own state never shows the past.
    let starts_at = args.starts_at.map(|at| at.max(Timestamp::now()));
    run(args, starts_at, async |running| {
        if std::io::stderr().is_terminal() {
            eprintln!("Open {}/ in a browser. Ctrl-C stops the system.", running.url());
        }
        Ok(())
    })
    .await
}

/// Runs the system until Ctrl-C. `prepare` is done before the system is said to be ready. A clock without a file of an
/// earlier run starts at `starts_at`.
pub(super) async fn run(
    args: UpArgs,
    starts_at: Option<Timestamp>,
    prepare: impl AsyncFnOnce(&Running) -> Result<()>,
) -> Result<()> {
    let root = workspace::root()?;
    let (listener, port) = match http::bind(args.port).await {
        Ok(bound) => bound,
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {0} is in use: stop the program on it, or choose another port with --port N", args.port)
        }
        Err(error) => return Err(error).with_context(|| format!("port {}", args.port)),
    };
    let state = StateFolder::take(&root, args.state.as_deref(), args.fresh)?;
    if !args.built {
        build(&root, args.release)?;
    }
    let options = StartOptions {
        binaries: binaries(&args)?,
        state: state.stored.clone(),
        work: state.work.clone(),
        limits: args.limits,
        url: format!("http://127.0.0.1:{port}"),
        starts_at,
        root,
    };
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let running = start(&options, listener).await?;
    let prepared = tokio::select! {
        prepared = prepare(&running) => prepared.map(|()| true),
        _ = interrupted.recv() => Ok(false),
        _ = terminated.recv() => Ok(false),
    };
    if !matches!(prepared, Ok(true)) {
        running.stop().await?;
        return prepared.map(|_| ());
    }
    let mut stdout = std::io::stdout();
    if let Err(error) = writeln!(stdout, "ready {}", running.url()).and_then(|()| stdout.flush()) {
        running.stop().await?;
        return output::or_end(Err(error)).context("writing the output");
    }
    for left in running.left_behind().await? {
        eprintln!("warning: {left}");
    }

    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    running.stop().await
}

/// Builds every binary of the workspace; cargo shows its progress on stderr.
fn build(root: &Path, release: bool) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // Our stdout has one line, `ready URL`: cargo prints on stderr.
    command.args(["build", "--workspace", "--bins"]).current_dir(root).stdout(std::io::stderr());
    if release {
        command.args(["--profile", OPTIMISED]);
    }
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!("the functions do not compile: see the messages of cargo above"),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("cargo was not found: install Rust from https://rustup.rs, then run this again")
        }
        Err(error) => Err(error).context("running cargo"),
    }
}

/// The folder of the functions' binaries: in the target folder of the runner, for the chosen profile.
fn binaries(args: &UpArgs) -> Result<PathBuf> {
    let own = std::env::current_exe().context("the path of the runner")?;
    let profile = own.parent().context("the path of the runner has no folder")?;
    if args.built && !args.release {
        return Ok(profile.to_owned());
    }
    let target = profile.parent().context("the runner is not in a target folder")?;
    Ok(target.join(if args.release { OPTIMISED } else { "debug" }))
}

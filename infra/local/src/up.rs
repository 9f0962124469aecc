//! `leadwright up`: builds the functions, starts the stack, and keeps it until it is told to stop.
//!
//! What must stay true: stdout gets one line, `ready URL`, when all is up; whatever prevents that is one line that
//! says what to do; on Ctrl-C every child has ended before the runner does.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use hyper::Request;
use jiff::Timestamp;
use tokio::signal::unix::{SignalKind, signal};

use crate::engines::SesLimits;
use crate::stack::{Plan, Stack};
use crate::{gateway, http, local};

/// The profile of `--release`.
const OPTIMISED: &str = "local";

/// The word for "keep nothing".
const MEMORY: &str = ":memory:";

/// What `up` takes.
#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    /// The port of the website; 0 takes a free one.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Where leads, mails and queues are kept; `:memory:` keeps nothing. [default: .leadwright in the workspace]
    #[arg(long, value_name = "DIR")]
    state: Option<String>,
    /// Forget what was kept.
    #[arg(long)]
    fresh: bool,
    /// The clock's first time, if it lies ahead and nothing was kept: `2026-11-30T10:00:00Z`, a Monday morning.
    #[arg(long, value_name = "TIME")]
    starts_at: Option<Timestamp>,
    /// Build and run the functions optimised.
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    limits: SesLimits,
    /// The binaries are built already.
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

/// The state folder, held by this process alone.
struct State {
    /// Nothing where all is in memory.
    kept: Option<PathBuf>,
    /// Logs and the layer.
    work: PathBuf,
    /// Released by the system when the process ends, however it ends.
    _lock: File,
}

/// Runs the stack until Ctrl-C.
pub(crate) async fn up(args: UpArgs) -> Result<()> {
    let root = workspace()?;
    let (listener, port) = match http::bind(args.port).await {
        Ok(bound) => bound,
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {0} is in use: stop what runs there, or choose another with --port N", args.port)
        }
        Err(error) => return Err(error).with_context(|| format!("port {}", args.port)),
    };
    let state = State::take(&root, &args)?;
    if !args.built {
        build(&root, args.release)?;
    }
    let plan = Plan {
        binaries: binaries(&args)?,
        state: state.kept.clone(),
        work: state.work.clone(),
        limits: args.limits,
        url: format!("http://127.0.0.1:{port}"),
        starts_at: args.starts_at,
        root,
    };
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let stack = Stack::start(&plan).await?;
    let served = Arc::clone(&stack);
    let front_door = http::serve(listener, move |request: Request<_>, peer| {
        let stack = Arc::clone(&served);
        async move {
            let path = request.uri().path();
            if path == "/" || path == "/_local" || path.starts_with("/_local/") {
                local::handle(&stack, request).await
            } else {
                gateway::handle(&stack, request, peer).await
            }
        }
    });
    println!("ready {}", stack.url);
    std::io::stdout().flush()?;
    if std::io::stderr().is_terminal() {
        eprintln!("Open {}/ in a browser. Ctrl-C stops it.", stack.url);
    }

    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    front_door.abort();
    stack.stop().await?;
    Ok(())
}

impl Drop for State {
    fn drop(&mut self) {
        if self.kept.is_none()
            && let Err(error) = std::fs::remove_dir_all(&self.work)
        {
            eprintln!("{} was not removed: {error}", self.work.display());
        }
    }
}

impl State {
    fn take(root: &Path, args: &UpArgs) -> Result<Self> {
        if args.state.as_deref() == Some(MEMORY) {
            let work = std::env::temp_dir().join(format!("leadwright-{}", std::process::id()));
            return Ok(Self { _lock: lock(&work)?, kept: None, work });
        }
        let folder = args.state.as_ref().map_or_else(|| root.join(".leadwright"), PathBuf::from);
        let lock = lock(&folder)?;
        if args.fresh {
            forget(&folder)?;
        }
        let folder = folder.canonicalize().with_context(|| format!("the state folder {}", folder.display()))?;
        Ok(Self { kept: Some(folder.clone()), work: folder, _lock: lock })
    }
}

/// Takes the folder for this process; two runners would write each other's state.
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

/// Removes what a runner keeps, and only that: the folder may be anybody's.
fn forget(folder: &Path) -> Result<()> {
    const FILES: [&str; 7] = [
        "leadwright.db",
        "leadwright.db-wal",
        "leadwright.db-shm",
        "queues.jsonl",
        "mails.jsonl",
        "clock.json",
        "secrets.json",
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
    for name in ["logs", "layer"] {
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

/// The folder that holds `infra/template.yaml`: here or above, else where the runner was compiled.
pub(crate) fn workspace() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the current folder")?;
    let compiled = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .chain(compiled.ancestors())
        .find(|folder| folder.join("infra/template.yaml").is_file())
        .map(Path::to_owned)
        .context("there is no infra/template.yaml here or above: run this inside the workspace")
}

/// Builds every binary of the workspace with cargo's own progress on stderr.
fn build(root: &Path, release: bool) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // Cargo's messages are on stderr; its stdout is kept clear of ours.
    command.args(["build", "--workspace", "--bins"]).current_dir(root).stdout(std::io::stderr());
    if release {
        command.args(["--profile", OPTIMISED]);
    }
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!("the functions do not compile: see cargo's messages above"),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("cargo was not found: install Rust from https://rustup.rs, then run this again")
        }
        Err(error) => Err(error).context("running cargo"),
    }
}

/// The folder of the functions' binaries: in the runner's own target folder, in the profile that was asked for.
fn binaries(args: &UpArgs) -> Result<PathBuf> {
    let own = std::env::current_exe().context("the runner's own path")?;
    let profile = own.parent().context("the runner lies in a folder")?;
    if args.built && !args.release {
        return Ok(profile.to_owned());
    }
    let target = profile.parent().context("the profile's folder lies in target")?;
    Ok(target.join(if args.release { OPTIMISED } else { "debug" }))
}

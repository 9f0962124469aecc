//! Leadwright on one machine, and the commands that work on a running stack.
//!
//! What must stay true: exit code 0 is success, 1 a failure told in one line on stderr, 2 wrong usage.

mod clock;
mod commands;
mod config;
mod engines;
mod gateway;
mod http;
mod inbox;
mod jump;
mod lambda;
mod local;
mod pages;
mod poller;
mod schedule;
mod secrets;
mod stack;
mod status;
mod sync;
mod template;
mod up;

use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use commands::away::{AwayArgs, CapacityArgs};
use commands::bench::BenchArgs;
use commands::brake::{BrakeArgs, SequenceArgs};
use commands::import::ImportArgs;
use commands::log::{AssignArgs, EditArgs, LogArgs, QualifyArgs, StageArgs};
use commands::preview::PreviewArgs;
use commands::report::ReportArgs;
use commands::rescore::RescoreArgs;
use commands::suppress::SuppressArgs;
use commands::why::WhyArgs;
use commands::{Target, audit, away, bench, brake, import, leads, log, preview, report, rescore, suppress, why};
use tracing_subscriber::EnvFilter;

/// Website form posts become scored leads, handed to sales in seconds or nurtured by e-mail.
#[derive(Debug, Parser)]
#[command(name = "leadwright", version)]
struct Cli {
    /// What to do; `up` where nothing is said.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the whole system on this machine.
    Up(up::UpArgs),
    /// Check infra/config and compile it into the file that the functions load, for `sam build`.
    Compile,
    /// Import a list of leads, and the deals they became, from CSV. Importing again changes nothing.
    Import(ImportArgs),
    /// Show a lead: its score and why, what comes next, what happened.
    Lead {
        /// Its e-mail address, its telephone number (+351…), its id (ld_…), or SOURCE:ID of an import.
        #[arg(value_name = "EMAIL|PHONE|ID")]
        who: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: Target,
    },
    /// Explain a lead's score: every rule and activity that counts, then and now, and how it went.
    #[command(after_help = why::HELP)]
    Why(WhyArgs),
    /// Preview what a changed scoring.yaml does to every lead, or score them all by it.
    #[command(after_help = rescore::HELP)]
    Rescore(RescoreArgs),
    /// List leads, those who asked last first; an owner's hottest first.
    Leads {
        /// Of this stage only: suspect, lead, mql, sql, customer.
        #[arg(long)]
        stage: Option<String>,
        /// Of this owner only.
        #[arg(long)]
        owner: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: Target,
    },
    /// Move a lead in the funnel, or mark its row as bad.
    #[command(after_help = log::STAGE_HELP)]
    Stage(StageArgs),
    /// Say what qualifies a lead: need, budget, authority, timeline.
    #[command(after_help = log::QUALIFY_HELP)]
    Qualify(QualifyArgs),
    /// Give a lead to a salesperson.
    #[command(after_help = log::ASSIGN_HELP)]
    Assign(AssignArgs),
    /// Log a call, a meeting, a reply, or something the lead did.
    #[command(after_help = log::LOG_HELP)]
    Log(LogArgs),
    /// Correct what is known of a lead.
    #[command(after_help = log::EDIT_HELP)]
    Edit(EditArgs),
    /// Say that a person is away, or back: who is away gets no leads, from the next one on.
    Away(AwayArgs),
    /// Change how many leads a person gets, from the next one on.
    Capacity(CapacityArgs),
    /// List the people: who works now, who is away, how many leads each has.
    Team {
        /// As JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: Target,
    },
    /// Show what came back of the mail and whether marketing mail stands still for it; let it go again.
    #[command(after_help = brake::HELP)]
    Brake(BrakeArgs),
    /// Pause a sequence, or let it go on.
    #[command(after_help = brake::SEQUENCE_HELP)]
    Sequence(SequenceArgs),
    /// Put addresses on the list of those that take no mail, one or another system's whole list.
    #[command(after_help = suppress::HELP)]
    Suppress(SuppressArgs),
    /// Replay every lead's timeline and compare it with the stored lead; the first difference ends with exit code 1.
    Audit {
        #[command(flatten)]
        target: Target,
    },
    /// Measure how fast a posted lead is in its salesperson's mail, against a stack on this machine.
    #[command(after_help = bench::HELP)]
    Bench(BenchArgs),
    /// Show a mail or a sequence of infra/config as it would be, without sending anything.
    #[command(after_help = preview::HELP)]
    Preview(PreviewArgs),
    /// Print what the nights counted.
    Report(ReportArgs),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("LEADWRIGHT_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,dynoxide=error,leadwright=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        .init();
    let done = match cli.command.unwrap_or_else(|| Command::Up(up::UpArgs::default())) {
        Command::Up(args) => up::up(args).await,
        Command::Compile => compile(),
        Command::Import(args) => import::import(&args).await,
        Command::Lead { who, json, target } => leads::lead(&target, &who, json).await,
        Command::Leads { stage, owner, json, target } => {
            leads::leads(&target, stage.as_deref(), owner.as_deref(), json).await
        }
        Command::Stage(args) => log::stage(&args).await,
        Command::Qualify(args) => log::qualify(&args).await,
        Command::Assign(args) => log::assign(&args).await,
        Command::Log(args) => log::log(&args).await,
        Command::Edit(args) => log::edit(&args).await,
        Command::Away(args) => away::away(&args).await,
        Command::Capacity(args) => away::capacity(&args).await,
        Command::Team { json, target } => away::team(&target, json).await,
        Command::Brake(args) => brake::brake(&args).await,
        Command::Sequence(args) => brake::sequence(&args).await,
        Command::Suppress(args) => suppress::suppress(&args).await,
        Command::Audit { target } => audit::audit(&target).await,
        Command::Why(args) => why::why(&args).await,
        Command::Rescore(args) => rescore::rescore(&args).await,
        Command::Bench(args) => bench::bench(&args).await,
        Command::Preview(args) => preview::preview(&args).await,
        Command::Report(args) => report::report(&args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the compiled configuration to where the template's layer is packed from.
fn compile() -> anyhow::Result<()> {
    let root = up::workspace()?;
    let text = serde_json::to_string(&config::load(&root.join("infra/config"))?)?;
    let folder = root.join("infra/.config");
    std::fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
    let file = folder.join("leadwright.json");
    std::fs::write(&file, text).with_context(|| format!("can't write {}", file.display()))?;
    println!("infra/config is right; compiled into {}", file.strip_prefix(&root).unwrap_or(&file).display());
    Ok(())
}

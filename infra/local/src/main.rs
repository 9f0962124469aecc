//! Leadwright on one machine, and the commands that work on a running stack.
//!
//! What must stay true: exit code 0 is success, 1 a failure told in one line on stderr, 2 wrong usage.

mod clock;
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

use clap::{Parser, Subcommand};
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
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

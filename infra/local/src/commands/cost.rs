//! `leadwright cost`: what campaigns cost, from campaigns.yaml and from files of ad platforms.

mod columns;
mod ad_export;
mod import;
mod close;
mod open;
mod show;

use anyhow::Result;
use clap::{Args, Subcommand};

/// The end of `cost --help`.
pub(crate) const HELP: &str = "\
Costs come from infra/config/campaigns.yaml and from imported files. They make the cost per lead, per qualified lead and per
customer in reports. A campaign without a known cost says so: it is never counted as 0.

  leadwright cost import google.csv --check     says what a file has, and imports nothing
  leadwright cost import google.csv
  leadwright cost show --month 2026-10
  leadwright cost close 2026-10                 its costs stay, whatever is changed later
  leadwright cost open 2026-10                  they can be changed again";

/// The arguments of `cost`.
#[derive(Debug, Args)]
pub(crate) struct CostArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Import the daily report of an ad platform, as it comes.
    #[command(after_help = import::HELP)]
    Import(import::ImportArgs),
    /// Show what each campaign cost in a month: overlaps, costs without a rate, campaigns without a cost.
    Show(show::ShowArgs),
    /// Close a month: its costs are stored as they are now, and no file changes them any more.
    #[command(after_help = close::HELP)]
    Close(close::CloseArgs),
    /// Open a closed month again, for a file that came late or a wrong rate. Names what was mailed and is another number now.
    #[command(after_help = open::HELP)]
    Open(open::OpenArgs),
}

/// Runs the command of the arguments.
pub(crate) async fn cost(args: &CostArgs) -> Result<()> {
    match &args.action {
        Action::Import(args) => import::import(args).await,
        Action::Show(args) => show::show(args).await,
        Action::Close(args) => close::close(args).await,
        Action::Open(args) => open::open(args).await,
    }
}

//! `leadwright supplier`: what suppliers delivered, what they owe, and the rows to claim.

pub(crate) mod delivered;
mod claim;
mod credit;
mod show;

use anyhow::Result;
use clap::{Args, Subcommand};

/// The end of `supplier --help`.
pub(crate) const HELP: &str = "\
Suppliers stand in infra/config/suppliers.yaml. Their lists come in with `leadwright import FILE --supplier NAME`.

  leadwright supplier show                                  what came with each delivery, and what is owed
  leadwright supplier claim leadmarket                      the bad rows to claim
  leadwright supplier claim leadmarket --delivery 2026-11 --csv > claim.csv
  leadwright supplier credit leadmarket --delivery 2026-11 --paid 3.90    what it paid of it";

/// The arguments of `supplier`.
#[derive(Debug, Args)]
pub(crate) struct SupplierArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the deliveries of suppliers: ordered, delivered, extra, bad, short, credit owed, cost of a good row.
    Show(show::ShowArgs),
    /// List the bad rows that a supplier has to credit, to send to it.
    #[command(after_help = claim::HELP)]
    Claim(claim::ClaimArgs),
    /// Record what a supplier paid of the credit that it owes.
    #[command(after_help = credit::HELP)]
    Credit(credit::CreditArgs),
}

/// Runs the command of the arguments.
pub(crate) async fn supplier(args: &SupplierArgs) -> Result<()> {
    match &args.action {
        Action::Show(args) => show::show(args).await,
        Action::Claim(args) => claim::claim(args).await,
        Action::Credit(args) => credit::credit(args).await,
    }
}

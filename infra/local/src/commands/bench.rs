//! `leadwright bench`: the speed of a stack on this machine.

mod client;
mod latency;
mod enrolled;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::{config, workspace};
use client::StackClient;

/// The arguments of `bench`.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// The rates in form posts a second; several are measured in turn.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1,10,50")]
    rates: Vec<u32>,
    /// The duration of each rate in seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Measure instead a scheduler tick with these numbers of leads in sequences, and the mails that are due.
    #[arg(long, value_name = "N,…", value_delimiter = ',', conflicts_with_all = ["rates", "seconds"])]
    enrolled: Vec<usize>,
    /// The number of leads with a mail due.
    #[arg(long, default_value_t = 100, requires = "enrolled")]
    due: usize,
    /// A stack on this machine that nobody else uses: it gets many test leads.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:3000")]
    against: String,
}

/// The end of `bench --help`.
pub(crate) const HELP: &str = "Example, with a stack of its own:\n  \
    cargo run -- up --release --port 3100 --state :memory:\n  \
    cargo run -- bench --against http://127.0.0.1:3100";

/// Measures a stack.
pub(crate) async fn bench(args: &BenchArgs) -> Result<()> {
    ensure!(args.rates.iter().all(|rate| (1..=1000).contains(rate)), "--rates are from 1 to 1000 posts a second");
    let config = config::load(&workspace::config_folder()?)?;
    let form = config.forms.iter().find(|(_, form)| form.hand_off);
    let (form, _) = form.context("no form hands leads off (`hand_off: true`), so there would be no hand-off mail")?;
    let client = StackClient::new(&args.against);
    if args.enrolled.is_empty() {
        latency::measure(&client, form, &args.rates, args.seconds).await
    } else {
        enrolled::measure(&client, &config, &args.enrolled, args.due).await
    }
}

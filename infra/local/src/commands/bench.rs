//! `leadwright bench`: the speed of a stack on this machine.

mod client;
mod cpu;
mod seed;
mod latency;
mod enrolled;
mod desk;
mod stored;

use anyhow::{Result, bail, ensure};
use clap::Args;
use leadwright_domain::config::Config;
use leadwright_domain::form::Form;

use super::target::TargetStack;
use crate::{config, workspace};
use client::{EMAIL, StackClient};

/// The arguments of `bench`.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// The rates in form posts a second; several are measured in turn.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1,10,50")]
    rates: Vec<u32>,
    /// The duration of each rate in seconds.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// The form to post. [default: the first that hands leads off]
    #[arg(long, value_name = "FORM", conflicts_with_all = ["enrolled", "last", "stack"])]
    form: Option<String>,
    /// Measure instead a scheduler tick with these numbers of leads in sequences, and the mails that are due.
    #[arg(long, value_name = "N,…", value_delimiter = ',', conflicts_with_all = ["rates", "seconds"])]
    enrolled: Vec<usize>,
    /// The number of leads with a mail due.
    #[arg(long, default_value_t = 100, requires = "enrolled")]
    due: usize,
    /// Measure instead the pages of the desk with these numbers of leads.
    #[arg(long, value_name = "N,…", value_delimiter = ',', conflicts_with_all = ["rates", "seconds", "enrolled", "last", "stack"])]
    desk: Vec<usize>,
    /// How often each page of the desk is loaded.
    #[arg(long, default_value_t = 200, requires = "desk", value_parser = clap::value_parser!(u32).range(1..))]
    loads: u32,
    /// Post nothing: measure instead the newest leads of the stack. [default with --stack: 100]
    #[arg(long, value_name = "LEADS", conflicts_with_all = ["rates", "seconds", "enrolled"], value_parser = clap::value_parser!(u16).range(1..))]
    last: Option<u16>,
    #[command(flatten)]
    target: TargetStack,
}

/// The number of leads that are measured on a deployed stack.
const LAST: u16 = 100;

/// The end of `bench --help`.
pub(crate) const HELP: &str = "\
A stack on this machine gets many test leads: use one that nobody else uses. A deployed stack gets none.

Examples:
  cargo run -- up --release --port 3100 --state :memory:
  cargo run -- bench --against http://127.0.0.1:3100
  cargo run -- bench --desk 1000,10000 --against http://127.0.0.1:3100
  cargo run -- bench --stack leadwright      measures the newest leads of a deployed stack";

/// Measures a stack.
pub(crate) async fn bench(args: &BenchArgs) -> Result<()> {
    ensure!(args.rates.iter().all(|rate| (1..=1000).contains(rate)), "--rates are from 1 to 1000 posts a second");
    let is_deployed = args.target.stack.is_some();
    ensure!(
        !is_deployed || args.enrolled.is_empty(),
        "--enrolled writes test leads into the table: it is for a stack on this machine, not for --stack"
    );
    if is_deployed || args.last.is_some() {
        let stack = args.target.connect().await?;
        return stored::measure(&stack.table, args.last.unwrap_or(LAST).into()).await;
    }
    let config = config::load(&workspace::config_folder()?)?;
    let client = StackClient::new(&args.target.against);
    if !args.desk.is_empty() {
        let table = args.target.connect().await?.table;
        let form = posted_form(&config, args.form.as_deref())?;
        desk::measure(&client, &table, &config, form, &args.desk, args.loads).await
    } else if args.enrolled.is_empty() {
        let (name, form) = posted_form(&config, args.form.as_deref())?;
        latency::measure(&client, name, form, &args.rates, args.seconds).await
    } else {
        enrolled::measure(&client, &config, &args.enrolled, args.due).await
    }
}

/// The form that is posted: it hands leads off, so that a mail to a salesperson follows, and asks for an address, by which
/// its leads are told apart.
fn posted_form<'a>(config: &'a Config, name: Option<&str>) -> Result<(&'a str, &'a Form)> {
    let is_usable = |form: &Form| form.hand_off && form.asks_for(EMAIL);
    let usable: Vec<&str> =
        config.forms.iter().filter(|(_, form)| is_usable(form)).map(|(name, _)| name.as_str()).collect();
    let chosen = match name {
        Some(name) => config.forms.get_key_value(name).filter(|(_, form)| is_usable(form)),
        None => usable.first().and_then(|name| config.forms.get_key_value(*name)),
    };
    if let Some((name, form)) = chosen {
        return Ok((name, form));
    }
    let needed = "that hands leads off (`hand_off: true`) and asks for an e-mail address";
    match name {
        Some(name) if !usable.is_empty() => {
            bail!("there is no form {name:?} {needed}; such forms are {}", usable.join(", "))
        }
        _ => bail!("there is no form {needed}, so there would be no hand-off mail to measure"),
    }
}

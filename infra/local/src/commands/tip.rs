//! `leadwright tip`: somebody says that a person needs what we sell.

use anyhow::{Result, ensure};
use clap::Args;
use serde_json::json;

use super::arguments::{known_lead, operator};
use super::log::{apply, read};
use super::target::TargetStack;

pub(crate) const HELP: &str = "Examples:
  leadwright tip +351912345678 --name Joe --note \"Has a leaky roof\" --referred-by \"Maria Silva\"
  leadwright tip --name Joe --company \"Acme\" --referred-by ana

They need it; whether they want it, nobody knows. So they are a suspect, and get no marketing mail.";

/// The arguments of `tip`.
#[derive(Debug, Args)]
pub(crate) struct TipArgs {
    /// Their e-mail address or phone number (+351…), if it is known.
    #[arg(value_name = "EMAIL|PHONE", required_unless_present = "name")]
    who: Option<String>,
    /// Their name.
    #[arg(long)]
    name: Option<String>,
    /// Where they work.
    #[arg(long)]
    company: Option<String>,
    /// What they need, in your words.
    #[arg(long, value_name = "TEXT", required_unless_present = "referred_by")]
    note: Option<String>,
    /// Who gave the tip.
    #[arg(long, value_name = "NAME")]
    referred_by: Option<String>,
    /// Who takes it down: an id of team.yaml, or any short name. [default: your user name on this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    target: TargetStack,
}

/// Adds a tip, and prints the lead.
pub(crate) async fn tip(args: &TipArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let mut item = json!({
        "kind": "tip", "name": args.name, "company": args.company, "note": args.note,
        "referred_by": args.referred_by, "by": args.by.clone().unwrap_or_else(operator),
    });
    if let Some(who) = &args.who {
        ensure!(who.contains(['@', '+']), "{who:?} is no e-mail address and no phone number with its country (+351…)");
        let (name, value) = match known_lead(&stack, who).await? {
            Some(lead) => ("lead", lead.to_string()),
            None if who.contains('@') => ("email", who.clone()),
            None => ("phone", who.clone()),
        };
        item[name] = json!(value);
    }
    apply(&stack, &read(item, &stack)?).await
}

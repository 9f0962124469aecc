//! `leadwright alias`: another address of a lead.

use anyhow::{Result, bail, ensure};
use clap::Args;
use leadwright_cloud::table::Named;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::value::identity::{EmailAddress, Identity, LeadId};

use super::arguments::{lead_id, operator};
use super::log;
use super::target::TargetStack;

pub(crate) const HELP: &str = "\
Whatever comes for the other address from then on is the lead's: forms, imports, activities of programs, commands. Mail goes
to the lead's own address alone, and no consent is taken over. The address of a desk (info@, sales@) is nobody's: several
people write from it.

  leadwright alias maria@acme.example m.silva@home.example
  leadwright alias maria@acme.example m.silva@home.example --remove";

/// The arguments of `alias`.
#[derive(Debug, Args)]
pub(crate) struct AliasArgs {
    /// The lead: an e-mail address, a phone number (+351…), a lead id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID")]
    who: String,
    /// The other address.
    #[arg(value_name = "ADDRESS", value_parser = address)]
    address: EmailAddress,
    /// It is not theirs: what comes for it is another lead.
    #[arg(long)]
    remove: bool,
    /// The author: an id of team.yaml, or any short name. [default: your user name on this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    target: TargetStack,
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::try_from(text.to_owned())
}

/// Adds or takes away another address of a lead.
pub(crate) async fn alias(args: &AliasArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let lead = lead_id(&stack, &args.who).await?;
    let address = &args.address;
    let alias = LeadId::of(&stack.key, &Identity::Email(address.clone()));
    let named = stack.table.named_by_id(&alias).await?;
    match (named, args.remove) {
        (Named::One(other), false) if other == alias => {
            ensure!(other != lead, "{} is the lead's own address", address.as_str());
            bail!("{} is a lead of its own: {other}", address.as_str());
        }
        (Named::One(other), false) if other == lead => {
            bail!("{} is an address of this lead already", address.as_str());
        }
        (Named::One(other), false) => bail!("{} is an address of another lead: {other}", address.as_str()),
        (Named::One(other), true) if other == lead && other != alias => {}
        (_, true) => bail!("{} is no other address of this lead", address.as_str()),
        (_, false) => {
            ensure!(!address.is_role(), "{} is the address of a desk: several people write from it", address.as_str());
        }
    }
    let by = args.by.clone().unwrap_or_else(operator);
    let kind = ActivityKind::Aliased { address: address.clone(), alias, by, removed: args.remove };
    let seed = uuid::Uuid::new_v4().to_string();
    log::apply(&stack, &Activity::posted(lead, kind, None, None, &seed, stack.now)).await
}

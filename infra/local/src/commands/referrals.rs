//! `leadwright referrals`: who referred whom.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Args;
use leadwright_cloud::table::ReferralRow;
use leadwright_domain::lead::Lead;
use leadwright_domain::referral::Credit;
use leadwright_domain::value::identity::LeadId;
use serde_json::json;

use super::target::TargetStack;
use crate::wording::count::count_of;

/// The end of `referrals --help`.
pub(crate) const HELP: &str = "\
A lead is referred if it began with the personal link of another one (`links.refer` in mails), with an address or number in a
form's field `referred_by`, or with a tip that names one. Nobody refers themselves.

  leadwright referrals
  leadwright referrals --json";

/// The arguments of `referrals`.
#[derive(Debug, Args)]
pub(crate) struct ReferralsArgs {
    /// Print JSON, with the ids of the referred leads.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Somebody who referred others.
struct Referrer {
    lead: Lead,
    referred: Vec<Lead>,
    credit: Credit,
}

/// Lists who referred others, the most first.
pub(crate) async fn referrals(args: &ReferralsArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let mut by_lead: BTreeMap<LeadId, (Lead, Vec<ReferralRow>)> = BTreeMap::new();
    let mut unknown = 0;
    let rows = stack.table.referrals().await?;
    for of_one in rows.chunk_by(|one, other| one.by == other.by) {
        // Whoever was merged since is the lead that they are now.
        match stack.table.lead(&of_one[0].by).await? {
            Some(lead) => by_lead.entry(lead.id.clone()).or_insert((lead, Vec::new())).1.extend_from_slice(of_one),
            None => unknown += of_one.len(),
        }
    }
    let mut all = Vec::new();
    for (lead, rows) in by_lead.into_values() {
        let mut referred = stack.table.of_rows(&rows).await?;
        referred.retain(|one| one.is_other_than(&lead, &stack.config.company));
        let credit = Credit::of(&lead, &referred, &stack.config.company);
        if credit.referred > 0 {
            all.push(Referrer { lead, referred, credit });
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse((one.credit.customers, one.credit.referred)));
    if args.json {
        let rows = all.iter().map(|Referrer { lead, referred, credit }| {
            let ids: Vec<&LeadId> = referred.iter().map(|lead| &lead.id).collect();
            json!({ "lead": lead.id, "name": lead.title(), "referred": credit.referred, "customers": credit.customers, "leads": ids })
        });
        println!("{}", json!({ "referrers": rows.collect::<Vec<_>>(), "by_unknown": unknown }));
        return Ok(());
    }
    if all.is_empty() {
        println!("Nobody has referred a lead yet. `referrals` in company.yaml gives leads a personal link.");
    }
    for Referrer { lead, credit, .. } in &all {
        println!(
            "{}  {}  {}, {}",
            lead.id,
            lead.title(),
            count_of(credit.referred, "lead"),
            count_of(credit.customers, "customer")
        );
    }
    if unknown > 0 {
        println!("{} referred by somebody who is no lead", count_of(unknown, "lead"));
    }
    Ok(())
}

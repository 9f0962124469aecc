//! `leadwright supplier show`: the deliveries of suppliers and what came of each.

use anyhow::Result;
use clap::Args;
use leadwright_domain::supply::{Account, Delivery};
use leadwright_domain::value::money::Money;
use serde_json::json;

use super::delivered::named;
use crate::commands::target::TargetStack;

/// The arguments of `supplier show`.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The supplier's name in suppliers.yaml. [default: all]
    name: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

const HEADINGS: [&str; 11] = [
    "Delivery",
    "Day",
    "Ordered",
    "Delivered",
    "Extra",
    "Bad",
    "Short",
    "Credit owed",
    "Paid",
    "Still owed",
    "Cost per good row",
];

/// Prints the deliveries.
pub(super) async fn show(args: &ShowArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    if let Some(name) = &args.name {
        named(name, &stack)?;
    }
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let mut supplied = stack.table.supplied(today, &stack.config).await?.0;
    supplied.retain(|(delivery, _)| args.name.as_ref().is_none_or(|name| *name == delivery.supplier));
    if args.json {
        println!("{}", serde_json::to_string_pretty(&supplied.iter().map(in_json).collect::<Vec<_>>())?);
        return Ok(());
    }
    if supplied.is_empty() {
        println!("Nothing was delivered: import a bought list with `leadwright import FILE --supplier NAME`");
        return Ok(());
    }
    let rows: Vec<[String; 11]> =
        std::iter::once(HEADINGS.map(ToOwned::to_owned)).chain(supplied.iter().map(row)).collect();
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            let blanks = " ".repeat(width - cell.chars().count());
            if at < 2 { format!("{cell}{blanks}") } else { format!("{blanks}{cell}") }
        });
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    println!("Days are counted four times a day: what came since is not in it yet.");
    Ok(())
}

/// What a row that is not bad cost; none without a price or without such a row.
fn per_good(account: &Account) -> Option<Money> {
    account.cost?.per(account.good)
}

fn row((delivery, account): &(Delivery, Account)) -> [String; 11] {
    let money = |money: Option<Money>| money.map_or_else(|| "–".to_owned(), |money| money.to_string());
    [
        delivery.key(),
        delivery.day.to_string(),
        account.ordered.to_string(),
        account.delivered.to_string(),
        format!("{} of {}", account.extra, account.extra_agreed),
        (account.claimed + account.refused).to_string(),
        account.shortfall.to_string(),
        money(account.credit),
        account.paid.to_string(),
        money(account.still_owed()),
        money(per_good(account)),
    ]
}

fn in_json((delivery, account): &(Delivery, Account)) -> serde_json::Value {
    let plain = |money: Option<Money>| money.map(Money::plain);
    json!({
        "supplier": delivery.supplier, "delivery": delivery.id, "day": delivery.day, "ordered": account.ordered,
        "delivered": account.delivered, "extra": account.extra, "extra_agreed": account.extra_agreed,
        "bad": account.claimed, "not_taken_back": account.refused, "good": account.good,
        "shortfall": account.shortfall, "currency": delivery.currency, "cost": plain(account.cost),
        "credit_owed": plain(account.credit), "credit_paid": account.paid.plain(),
        "credit_open": plain(account.still_owed()), "cost_per_good_row": plain(per_good(account)),
    })
}

//! `leadwright supplier claim`: the bad rows of a supplier, as it can find them.

use anyhow::Result;
use clap::Args;
use leadwright_domain::funnel::SetAside;
use leadwright_domain::supply::{Account, DUPLICATE, Delivery, Supplier, paid};
use leadwright_domain::value::money::Money;
use serde_json::json;

use super::delivered::{BadRow, DeliveredRows, FoundRow, delivered, deliveries, named};
use crate::commands::spreadsheet::{Cell, Sheet};
use crate::commands::target::{Connected, TargetStack};
use crate::output::Output;
use crate::wording::count::count_of;

/// The end of `supplier claim --help`.
pub(super) const HELP: &str = "\
The rows go by the supplier's own number, or by the file and the line; telephone number and address are those that it
delivered. Rows that were found bad too late, or for a reason that suppliers.yaml does not have for the supplier, are counted
and not listed. The leads stay as they are: bad is the row, not the person.

  leadwright supplier claim leadmarket --csv > claim.csv

Exit code 0: also where there is nothing to claim. Exit code 1: there is no such supplier or delivery.";

/// The arguments of `supplier claim`.
#[derive(Debug, Args)]
pub(super) struct ClaimArgs {
    /// The supplier's name in suppliers.yaml.
    name: String,
    /// One delivery. [default: all]
    #[arg(long, value_name = "ID")]
    delivery: Option<String>,
    /// Print CSV. A text that a spreadsheet would run as a formula has an apostrophe in front.
    #[arg(long)]
    csv: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// A delivery with its rows.
struct Claim {
    delivery: Delivery,
    found: DeliveredRows,
    /// What was paid of the credit, in minor units.
    paid: u64,
}

impl Claim {
    fn account(&self, stack: &Connected) -> Account {
        self.found.account(&self.delivery, stack).with_paid(self.paid)
    }

    /// The rows that the supplier takes back.
    fn rows<'a>(&'a self, supplier: &'a Supplier) -> impl Iterator<Item = (&'a FoundRow, &'a BadRow)> {
        let bad = self.found.rows.iter().filter_map(|row| Some((row, row.bad.as_ref()?)));
        bad.filter(|(_, bad)| !bad.is_late && supplier.takes_back(&bad.reason))
    }
}

/// Prints the rows.
pub(super) async fn claim(args: &ClaimArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let supplier = named(&args.name, &stack)?;
    let mut claims = Vec::new();
    for delivery in deliveries(&args.name, args.delivery.as_deref(), &stack).await? {
        let found = delivered(&delivery, &stack).await?;
        let paid = paid(Some(&stack.table.credits_of(&delivery.key()).await?));
        claims.push(Claim { delivery, found, paid });
    }
    if args.csv {
        return print_csv(&claims, supplier, &stack);
    }
    if args.json {
        let claims: Vec<_> = claims.iter().map(|claim| in_json(claim, supplier, &stack)).collect();
        println!("{}", serde_json::to_string_pretty(&claims)?);
        return Ok(());
    }
    if claims.is_empty() {
        println!("{} has delivered nothing: import its list with --supplier {}", supplier.name, args.name);
    }
    for claim in &claims {
        print(claim, supplier, &stack);
    }
    Ok(())
}

fn words(reason: &str, stack: &Connected) -> String {
    let of_file = stack.config.funnel.reason(SetAside::Bad, reason);
    of_file.unwrap_or(if reason == DUPLICATE { "We had them before" } else { reason }).to_owned()
}

fn print_csv(claims: &[Claim], supplier: &Supplier, stack: &Connected) -> Result<()> {
    let mut out = Sheet::new(Output);
    out.row(["delivery", "row", "reason", "found_on", "phone", "email"].map(Cell::Text))?;
    for claim in claims {
        for (row, bad) in claim.rows(supplier) {
            let (reason, day) = (words(&bad.reason, stack), bad.found_on.to_string());
            let contact = |text: &Option<String>| text.clone().unwrap_or_default();
            let (phone, email) = (contact(&row.phone), contact(&row.email));
            let cells = [claim.delivery.id.as_str(), &row.row.row, &reason, &day, &phone, &email];
            out.row(cells.map(Cell::Text))?;
        }
    }
    Ok(out.finish()?)
}

fn in_json(claim: &Claim, supplier: &Supplier, stack: &Connected) -> serde_json::Value {
    let account = claim.account(stack);
    let plain = |money: Option<Money>| money.map(Money::plain);
    let row = |(row, bad): (&FoundRow, &BadRow)| {
        json!({
            "row": row.row.row, "reason": bad.reason, "words": words(&bad.reason, stack), "found_on": bad.found_on,
            "phone": row.phone, "email": row.email,
        })
    };
    json!({
        "delivery": claim.delivery.id, "day": claim.delivery.day, "ordered": account.ordered,
        "delivered": account.delivered, "extra": account.extra, "extra_agreed": account.extra_agreed,
        "bad": account.claimed, "not_taken_back": account.refused, "good": account.good,
        "shortfall": account.shortfall, "currency": claim.delivery.currency, "cost": plain(account.cost),
        "credit_owed": plain(account.credit), "credit_paid": account.paid.plain(),
        "credit_open": plain(account.still_owed()), "rows": claim.rows(supplier).map(row).collect::<Vec<_>>(),
    })
}

fn print(claim: &Claim, supplier: &Supplier, stack: &Connected) {
    let account = claim.account(stack);
    let credit =
        account.credit.map_or_else(|| "a credit without a known price".to_owned(), |credit| credit.to_string());
    let paid = match account.still_owed() {
        Some(open) if account.paid.minor > 0 => format!(", {} paid, {open} still owed", account.paid),
        _ => String::new(),
    };
    println!(
        "{}, delivery {} of {}: {} of {} bad; {} ordered and {} short: {credit} owed{paid}",
        supplier.name,
        claim.delivery.id,
        claim.delivery.day,
        account.claimed,
        count_of(claim.found.rows.len(), "row"),
        account.ordered,
        account.shortfall,
    );
    for (row, bad) in claim.rows(supplier) {
        let contact: Vec<&str> = [&row.phone, &row.email].into_iter().filter_map(Option::as_deref).collect();
        println!("  {}  {}  {}  {}", row.row.row, bad.found_on, words(&bad.reason, stack), contact.join("  "));
    }
    if account.refused > 0 {
        let rows = count_of(usize::try_from(account.refused).unwrap_or(usize::MAX), "bad row");
        println!("  and {rows} found too late, or for a reason that {} does not take back", supplier.name);
    }
}

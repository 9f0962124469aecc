//! `leadwright supplier credit`: what a supplier paid of what it owes.

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use jiff::civil::Date;
use leadwright_domain::supply::{Delivery, PaidCredit, paid};
use leadwright_domain::value::money::{Money, written_amount};

use super::delivered::{delivered, deliveries, named};
use crate::commands::arguments::day;
use crate::commands::target::{Connected, TargetStack};

/// The end of `supplier credit --help`.
pub(super) const HELP: &str = "\
What was paid stands beside what is owed in `supplier show` and in the numbers; the leads and the cost of the delivery stay as
they are. Each payment is recorded by itself, and --undo takes the last one back. With neither, the payments are listed.

  leadwright supplier credit leadmarket --delivery 2026-11 --paid 3.90 --on 2026-12-04
  leadwright supplier credit leadmarket --delivery 2026-11 --undo

Exit code 0: recorded, taken back or listed. Exit code 1: nothing was changed, and the last line says why.";

/// The arguments of `supplier credit`.
#[derive(Debug, Args)]
pub(super) struct CreditArgs {
    /// The supplier's name in suppliers.yaml.
    name: String,
    /// The delivery. [default: the supplier's only one]
    #[arg(long, value_name = "ID")]
    delivery: Option<String>,
    /// What was paid, in the currency of the delivery.
    #[arg(long, value_name = "AMOUNT")]
    paid: Option<String>,
    /// The day on which it was paid, like 2026-12-04. [default: today]
    #[arg(long, value_name = "DAY", value_parser = day, requires = "paid")]
    on: Option<Date>,
    /// Take back what was recorded last.
    #[arg(long, conflicts_with = "paid")]
    undo: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Records a payment, takes the last one back, or lists them.
pub(super) async fn credit(args: &CreditArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    named(&args.name, &stack)?;
    let mut found = deliveries(&args.name, args.delivery.as_deref(), &stack).await?;
    let delivery = match (found.pop(), &found[..]) {
        (Some(delivery), []) => delivery,
        (None, _) => bail!("{} has delivered nothing: there is nothing to credit", args.name),
        (Some(last), others) => {
            let ids: Vec<&str> = others.iter().chain([&last]).map(|delivery| delivery.id.as_str()).collect();
            bail!("{} has several deliveries: say which with --delivery: {}", args.name, ids.join(", "))
        }
    };
    let key = delivery.key();
    if let Some(written) = &args.paid {
        let credit = payment(written, args.on, &delivery, &stack)?;
        let amount = Money::new(credit.minor, delivery.currency);
        stack.table.record_credit(&key, &credit).await?;
        println!("{key}: {amount} paid on {}; --undo takes it back", credit.on);
    } else if args.undo {
        let last = stack.table.credits_of(&key).await?.pop();
        let last = last.with_context(|| format!("nothing was paid for {key}: there is nothing to take back"))?;
        let is_last = stack.table.take_back_credit(&key, &last).await?;
        ensure!(is_last, "somebody else recorded a payment for {key} at this moment: nothing was changed, try again");
        println!("{key}: {} of {} taken back", Money::new(last.minor, delivery.currency), last.on);
    }
    state(&delivery, &stack).await
}

/// The payment that the arguments say.
fn payment(written: &str, on: Option<Date>, delivery: &Delivery, stack: &Connected) -> Result<PaidCredit> {
    let minor = written_amount(written, delivery.currency).context("--paid")?;
    ensure!(minor > 0, "--paid {written}: write what was paid; --undo takes back what was recorded last");
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let on = on.unwrap_or(today);
    ensure!(on <= today, "--on {on} lies ahead: write the day on which it was paid");
    let day = delivery.day;
    ensure!(on >= day, "--on {on} is before the delivery of {day}: write the day on which it was paid");
    Ok(PaidCredit { on, minor })
}

/// Prints what was paid, and what is owed still.
async fn state(delivery: &Delivery, stack: &Connected) -> Result<()> {
    let credits = stack.table.credits_of(&delivery.key()).await?;
    for credit in &credits {
        println!("  {}  {}", credit.on, Money::new(credit.minor, delivery.currency));
    }
    let account = delivered(delivery, stack).await?.account(delivery, stack).with_paid(paid(Some(&credits)));
    let Some((owed, open)) = account.credit.zip(account.still_owed()) else {
        println!("{} paid; what is owed is not known, since the delivery has no price", account.paid);
        return Ok(());
    };
    let more = account.paid.minor.saturating_sub(owed.minor);
    if more > 0 {
        let more = Money::new(more, delivery.currency);
        println!("{owed} owed, {} paid: {more} more than is owed so far", account.paid);
    } else {
        println!("{owed} owed, {} paid, {open} still owed", account.paid);
    }
    Ok(())
}

//! `leadwright erase` and `leadwright person`: everything about a person, taken away or shown.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use leadwright_cloud::erasure::{AtErasure, Eraser};
use leadwright_cloud::files::{FILE_DAYS, MAIL_DAYS};
use leadwright_domain::erasure::Erasure;
use leadwright_domain::value::identity::LeadId;

use super::arguments::{operator, person_id};
use super::target::{Connected, TargetStack};

pub(crate) const HELP: &str = "\
Without --yes it says what there is, and changes nothing. With it, one write takes the person out of every list, page, mail
and link; then everything that was said of them is cleared. A run that is cut off is finished by the stack itself, and by
the same command.

  leadwright erase maria@acme.example
  leadwright erase maria@acme.example --yes
  leadwright erase maria@acme.example --certificate   # or of all people: leadwright erase --certificate

What stays: that there was an activity of this kind on this day, as reports count it, without a word of the person; their
\"no\" to mail, calls or letters, as a keyed hash of the address or number; the certificate, which names ids alone. What is
under way in queues ages out within 14 days and is never applied; mails in buckets and backups of the table within 35.
Lists, other programs and colleagues can't bring the person back. A form that they send themselves begins a new lead.";

pub(crate) const PERSON_HELP: &str = "\
Every row about the person, by its kind: the lead, its activities with the words of each consent, who looked at it, what was
kept aside, on which lists it stands. The file is theirs to have: it holds what others wrote about them, too.

  leadwright person maria@acme.example --out maria.json";

/// The arguments of `erase`.
#[derive(Debug, Args)]
pub(crate) struct EraseArgs {
    /// The person: an e-mail address, a phone number (+351…), a lead id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID", required_unless_present = "certificate")]
    who: Option<String>,
    /// Erase; without it nothing is changed.
    #[arg(long)]
    yes: bool,
    /// Print the certificate of an erasure, or those of all.
    #[arg(long, conflicts_with = "yes")]
    certificate: bool,
    /// Print it as JSON.
    #[arg(long, requires = "certificate")]
    json: bool,
    /// The author: an id of team.yaml, or any short name. [default: your user name on this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    target: TargetStack,
}

/// The arguments of `person`.
#[derive(Debug, Args)]
pub(crate) struct PersonArgs {
    /// The person: an e-mail address, a phone number (+351…), a lead id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID")]
    who: String,
    /// Write it into this file instead of printing it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    target: TargetStack,
}

fn eraser(stack: &Connected) -> Eraser<'_> {
    Eraser { table: &stack.table, key: &stack.key, config: &stack.config }
}

/// Erases a person, says what would be erased, or prints certificates.
pub(crate) async fn erase(args: &EraseArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let Some(who) = &args.who else {
        return print_all(&stack.table.erasures().await?, args.json);
    };
    let id = person_id(&stack, who).await?;
    if args.certificate {
        let erasures = stack.table.erasures_of(&id).await?;
        if erasures.is_empty() {
            bail!("nobody was erased under {id}");
        }
        return print_all(&erasures, args.json);
    }
    if !args.yes {
        return preview(&stack, &id).await;
    }
    let by = args.by.clone().unwrap_or_else(operator);
    let erasure = eraser(&stack).begin(&id, &by, stack.now).await?;
    println!("{} is erased: nothing of it is shown, sent or applied any more", erasure.lead);
    let done = eraser(&stack).go_on(&erasure.lead, stack.now, || true).await?;
    print(&done.context("the person came again while this ran: their new lead stays")?);
    Ok(())
}

/// Says what there is about a person.
async fn preview(stack: &Connected, id: &LeadId) -> Result<()> {
    let eraser = eraser(stack);
    let person = eraser.keys_of(id).await?;
    let rows = eraser.about(&person).await?;
    if rows.is_empty() {
        println!("There is nothing about {id} here. With --yes what may still be under way for it is refused");
        return Ok(());
    }
    println!("About {id} there is:");
    for (kind, rows) in &rows {
        let what = match AtErasure::of(*kind) {
            AtErasure::StaysAsHash => "stays, as a keyed hash",
            AtErasure::Counted => "cleared; that it was counted stays",
            AtErasure::Deleted => "deleted",
        };
        println!("  {:<14} {:>6}  {what}", format!("{kind:?}"), rows.len());
    }
    println!("Nothing was changed: `leadwright erase {id} --yes` erases it, for good");
    Ok(())
}

fn print_all(erasures: &[Erasure], json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(erasures)?);
        return Ok(());
    }
    if erasures.is_empty() {
        println!("Nobody was erased");
    }
    erasures.iter().for_each(print);
    Ok(())
}

/// Prints a certificate.
fn print(erasure: &Erasure) {
    println!("Certificate of erasure");
    println!("  {:<12} {}", "lead", erasure.lead);
    for other in &erasure.others {
        println!("  {:<12} {other}", "also");
    }
    println!("  {:<12} {}, by {}", "asked", erasure.at, erasure.by);
    match erasure.done_at {
        Some(done) => println!("  {:<12} {done}", "done"),
        None => println!("  {:<12} not yet: what is left is being cleared; nothing of it is shown or sent", "done"),
    }
    for (kind, number) in &erasure.cleared {
        println!("  {:<12} {number} of {kind}", "cleared");
    }
    println!("  {:<12} of each activity its day, its kind and what it counts as; this certificate", "stays");
    if erasure.keeps_no {
        println!("  {:<12} their \"no\", as a keyed hash of the address or number", "stays");
    }
    println!(
        "  {:<12} queues within 14 days; mails in buckets within {} days; backups within 35 days",
        "ages out",
        FILE_DAYS.max(MAIL_DAYS),
    );
}

/// Prints everything about a person.
pub(crate) async fn person(args: &PersonArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let id = person_id(&stack, &args.who).await?;
    let about = eraser(&stack).export(&id, stack.now).await?;
    let text = serde_json::to_string_pretty(&about)?;
    let Some(file) = &args.out else {
        println!("{text}");
        return Ok(());
    };
    std::fs::write(file, text).with_context(|| format!("can't write {}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}

//! `leadwright brake`, `sequence`: what stops marketing mail, without a deployment.

use anyhow::{Result, bail};
use clap::{ArgGroup, Args};
use jiff::Timestamp;
use leadwright_domain::brake::{Brake, Outcomes, counted, day, first_day, percent};
use leadwright_domain::sending::Control;
use serde::Serialize;

use super::{Connected, Target};

/// What `brake --help` says at its end.
pub(crate) const HELP: &str = "\
Marketing mail stops by itself when too many mails come back for good or are called spam: at the shares that
sending.yaml names under `brake`, below those at which Amazon SES reviews an account. Notifications go on.
Whoever runs the system (`operator` in company.yaml, else `reply_to`) is told by mail.

  leadwright brake              what is counted, and whether it is on
  leadwright brake --release    let marketing mail go again; the count begins anew. What waits goes within 4 hours";

/// What `sequence --help` says at its end.
pub(crate) const SEQUENCE_HELP: &str = "\
A paused sequence sends nothing, from the next mail on; its leads stay where they are in it and go on when it is
resumed. It needs no deployment.

  leadwright sequence win-back --pause
  leadwright sequence win-back --resume";

/// What `brake` takes.
#[derive(Debug, Args)]
pub(crate) struct BrakeArgs {
    /// Let marketing mail go again. What came back until now counts no more.
    #[arg(long)]
    release: bool,
    /// As JSON.
    #[arg(long, conflicts_with = "release")]
    json: bool,
    #[command(flatten)]
    target: Target,
}

/// What `sequence` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
pub(crate) struct SequenceArgs {
    /// The sequence's name: its file in sequences/, without the ending.
    name: String,
    /// It sends nothing from now on.
    #[arg(long, group = "what")]
    pause: bool,
    /// It goes on.
    #[arg(long, group = "what")]
    resume: bool,
    #[command(flatten)]
    target: Target,
}

/// What `brake --json` prints.
#[derive(Serialize)]
struct Status<'a> {
    brake: Option<&'a Brake>,
    #[serde(skip_serializing_if = "Option::is_none")]
    released_at: Option<Timestamp>,
    paused: Vec<&'a str>,
    /// Counted over so many days, without what was counted before a release.
    days: u16,
    counted: Outcomes,
    bounces: Rate,
    complaints: Rate,
    ses: Option<Ses>,
}

#[derive(Serialize)]
struct Rate {
    share: String,
    limit: String,
}

/// What SES takes.
#[derive(Serialize)]
struct Ses {
    a_minute: u64,
    /// None for any number.
    a_day: Option<u64>,
    sent_in_24_hours: u64,
}

/// Shows the brake, or releases it.
pub(crate) async fn brake(args: &BrakeArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    if args.release {
        return release(&stack).await;
    }
    let rules = &stack.config.sending.brake;
    let control = stack.table.control().await?;
    let days = stack.table.outcomes(first_day(rules, stack.now)).await?;
    let counted = counted(&days, rules, &control, stack.now);
    let base = counted.sent.max(rules.at_least);
    let rate = |part, limit| Rate { share: percent(part, base), limit: String::from(limit) };
    let quota = stack.quotas.read().await;
    let ses = quota.as_ref().ok();
    let status = Status {
        brake: control.brake.as_ref(),
        released_at: control.released_at,
        paused: control.paused.iter().map(String::as_str).collect(),
        days: rules.over.count(),
        counted,
        bounces: rate(counted.bounced, rules.bounces),
        complaints: rate(counted.complained, rules.complaints),
        ses: ses.map(|ses| Ses { a_minute: ses.a_minute, a_day: ses.a_day, sent_in_24_hours: ses.sent }),
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&status)?);
    } else {
        print(&status, &stack, base);
        if let Err(why) = quota {
            println!("\n{why}");
        }
    }
    Ok(())
}

fn print(status: &Status<'_>, stack: &Connected, base: u64) {
    let zone = stack.config.company.timezone.time_zone();
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%a %-d %b %Y %H:%M").to_string();
    match status.brake {
        Some(brake) => {
            println!("Marketing mail stands still since {}: {}.", time(brake.since), brake.why);
            println!("It goes again with `leadwright brake --release`.");
        }
        None => println!("Marketing mail goes."),
    }
    if let Some(at) = status.released_at {
        println!("The brake was released on {}.", time(at));
    }
    for name in &status.paused {
        println!("The sequence {name} is paused: `leadwright sequence {name} --resume`.");
    }
    let Outcomes { sent, delivered, delayed, soft_bounced, bounced, complained, rejected } = status.counted;
    println!("\nIn {} days: {sent} sent, {delivered} delivered", status.days);
    let of = if base > sent { format!(" of {base}, the fewest that count") } else { String::new() };
    let (bounces, complaints) = (&status.bounces, &status.complaints);
    println!("{bounced:>8} came back for good: {}{of}; the limit is {}", bounces.share, bounces.limit);
    println!("{complained:>8} were called spam: {}{of}; the limit is {}", complaints.share, complaints.limit);
    println!("{soft_bounced:>8} came back for now");
    println!("{delayed:>8} were late");
    println!("{rejected:>8} were not sent by SES");
    if let Some(ses) = &status.ses {
        let a_day = ses.a_day.map_or_else(|| "any number".to_owned(), |most| most.to_string());
        println!(
            "\nSES takes {} mails a minute and {a_day} in 24 hours; it had {}.",
            ses.a_minute, ses.sent_in_24_hours
        );
    }
}

async fn release(stack: &Connected) -> Result<()> {
    let today = day(stack.now);
    let forgiven = stack.table.outcomes(today).await?.remove(&today).unwrap_or_default();
    let let_go = |control: &mut Control| {
        let was_on = control.brake.take().is_some();
        if was_on {
            control.released_at = Some(stack.now);
            control.forgiven = forgiven;
        }
        was_on
    };
    if stack.table.change_control(let_go).await? {
        println!(
            "Marketing mail goes again: what waits by now is looked at within 4 hours, and sent as its time comes. The count begins anew."
        );
    } else {
        println!("The brake is not on: marketing mail goes.");
    }
    Ok(())
}

/// Pauses a sequence, or lets it go on.
pub(crate) async fn sequence(args: &SequenceArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let (name, all) = (&args.name, &stack.config.sequences);
    // One that is gone from the configuration may still be taken off the list.
    if args.pause && !all.contains_key(name) {
        bail!("there is no sequence {name}; there are {}", all.keys().cloned().collect::<Vec<_>>().join(", "));
    }
    let change = |control: &mut Control| {
        if args.pause { control.paused.insert(name.clone()) } else { control.paused.remove(name) }
    };
    let already = if stack.table.change_control(change).await? { "" } else { " already" };
    if args.pause {
        println!("{name} is paused{already}: it sends nothing until `leadwright sequence {name} --resume`.");
    } else {
        println!("{name} goes on{already}.");
    }
    Ok(())
}

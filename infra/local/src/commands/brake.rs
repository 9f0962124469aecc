//! `leadwright brake`, `sequence`: what stops marketing mail, without a deployment.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use clap::{ArgGroup, Args};
use jiff::Timestamp;
use leadwright_domain::sending::{Brake, Control, Outcomes, counted, day, first_day, percent};
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

  leadwright sequence                      all of them, and which are paused
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
#[command(group = ArgGroup::new("what").requires("name"))]
pub(crate) struct SequenceArgs {
    /// The sequence's name: its file in sequences/, without the ending. All are listed where it is left out.
    name: Option<String>,
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
    // See `brake::judge`.
    let single = |count| if count == 1 { "; a single one never counts" } else { "" };
    let were = |count| if count == 1 { "was" } else { "were" };
    let rate = |rate: &Rate, count| format!("{}{of}; the limit is {}{}", rate.share, rate.limit, single(count));
    println!("{bounced:>8} came back for good: {}", rate(bounces, bounced));
    println!("{complained:>8} {} called spam: {}", were(complained), rate(complaints, complained));
    println!("{soft_bounced:>8} came back for now");
    println!("{delayed:>8} {} late", were(delayed));
    println!("{rejected:>8} {} not sent by SES", were(rejected));
    if let Some(ses) = &status.ses {
        let a_day = ses.a_day.map_or_else(|| "any number".to_owned(), |most| most.to_string());
        println!("\nSES takes {} and {a_day} in 24 hours; it had {}.", rate_of(ses.a_minute), ses.sent_in_24_hours);
    }
}

/// As SES tells it: in mails a second, unless it is less than one.
fn rate_of(a_minute: u64) -> String {
    match a_minute / 60 {
        0 => format!("{a_minute} mails a minute"),
        1 => "1 mail a second".to_owned(),
        a_second => format!("{a_second} mails a second"),
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

/// Lists sequences, pauses one, or lets it go on.
pub(crate) async fn sequence(args: &SequenceArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let all = &stack.config.sequences;
    let Some(name) = &args.name else { return list(&stack, |_| true).await };
    // One that is gone from the configuration may still be taken off the list.
    if !args.resume && !all.contains_key(name) {
        bail!("there is no sequence {name}; there are {}", all.keys().cloned().collect::<Vec<_>>().join(", "));
    }
    if !args.pause && !args.resume {
        return list(&stack, |other| other == name).await;
    }
    let change = |control: &mut Control| {
        if args.pause { control.paused.insert(name.clone()) } else { control.paused.remove(name) }
    };
    let already = if stack.table.change_control(change).await? { "" } else { " already" };
    if args.pause {
        println!("{name} is paused{already}: it sends nothing until `leadwright sequence {name} --resume`.");
    } else {
        println!("{name} goes on{already}: mail that waits for it goes within an hour, at hours at which mail may go.");
    }
    Ok(())
}

/// Prints the sequences that are meant, and what is still paused although its file is gone.
async fn list(stack: &Connected, is_meant: impl Fn(&str) -> bool) -> Result<()> {
    let control = stack.table.control().await?;
    let all = &stack.config.sequences;
    let names: BTreeSet<&str> = all.keys().chain(&control.paused).map(String::as_str).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| is_meant(name)).collect();
    let width = names.iter().map(|name| name.len()).max().unwrap_or_default();
    for name in names {
        let state = if control.paused.contains(name) { "paused" } else { "goes on" };
        let about = all.get(name).map_or("its file is gone", |sequence| stack.config.sending.words_of(&sequence.topic));
        println!("{name:<width$}  {state:<7}  {about}");
    }
    Ok(())
}

//! `leadwright brake`, `sequence`: the brake on mail to people outside the company, and paused sequences.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use clap::{ArgGroup, Args};
use jiff::Timestamp;
use leadwright_domain::sending::{Brake, Control, Outcomes, counted, day, percent};
use serde::Serialize;

use super::target::{Connected, TargetStack};
use crate::wording::time::readable;

/// The end of `brake --help`.
pub(crate) const HELP: &str = "\
The brake stops marketing mail and mail to visitors (thank-yous, downloads, confirmations) when the rate of hard bounces
or spam complaints reaches its limit (`brake` in sending.yaml). The limits are below those at which Amazon SES reviews an
account. Stopped mail waits; mail to visitors is dropped after a day (`visitors` in sending.yaml). Mail to the team is
still sent. The operator (`operator` in company.yaml, else `reply_to`) gets a mail.

Mail to visitors has limits of its own before the brake comes on: in a minute, in a day, and of what is under way, which is
mail whose outcome SES has not told yet. What is beyond them waits its turn.

  leadwright brake              shows bounces, complaints, the state of the brake and of mail to visitors
  leadwright brake --release    resumes mail and resets the counts; waiting mail is rescheduled within 4 hours";

/// The end of `sequence --help`.
pub(crate) const SEQUENCE_HELP: &str = "\
A paused sequence sends nothing, from the next mail on. Its leads stay at their steps and continue when it is resumed.
No deployment is needed.

  leadwright sequence                      lists all sequences, with the paused ones marked
  leadwright sequence win-back --pause
  leadwright sequence win-back --resume";

/// The arguments of `brake`.
#[derive(Debug, Args)]
pub(crate) struct BrakeArgs {
    /// Resume marketing mail and mail to visitors. Earlier bounces and complaints no longer count.
    #[arg(long)]
    release: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "release")]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// The arguments of `sequence`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").requires("name"))]
pub(crate) struct SequenceArgs {
    /// The sequence: the name of its file in sequences/, without the extension. Without it all sequences are listed.
    name: Option<String>,
    /// Pause the sequence.
    #[arg(long, group = "what")]
    pause: bool,
    /// Resume the sequence.
    #[arg(long, group = "what")]
    resume: bool,
    /// Print the list as JSON.
    #[arg(long, conflicts_with = "what")]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// The output of `brake --json`.
#[derive(Serialize)]
struct BrakeStatus<'a> {
    brake: Option<&'a Brake>,
    #[serde(skip_serializing_if = "Option::is_none")]
    released_at: Option<Timestamp>,
    paused: Vec<&'a str>,
    /// The number of days that the counts cover; they restart at a release.
    days: u16,
    counted: Outcomes,
    bounces: RateStatus,
    complaints: RateStatus,
    visitors: VisitorStatus,
    ses: Option<SesStatus>,
}

/// Mail to visitors, with its limits.
#[derive(Serialize)]
struct VisitorStatus {
    today: u64,
    a_day: u32,
    this_minute: u64,
    a_minute: u32,
    /// Mails whose outcome SES has not told.
    under_way: u64,
    may_be_under_way: u64,
}

/// A rate and its limit, like "3.12%".
#[derive(Serialize)]
struct RateStatus {
    share: String,
    limit: String,
}

/// The limits of SES.
#[derive(Serialize)]
struct SesStatus {
    a_minute: u64,
    /// None without a quota.
    a_day: Option<u64>,
    sent_in_24_hours: u64,
}

/// A sequence, as `sequence --json` prints it.
#[derive(Serialize)]
struct SequenceRow<'a> {
    name: &'a str,
    paused: bool,
    /// None if its file no longer exists.
    topic: Option<&'a str>,
}

/// Shows the brake, or releases it.
pub(crate) async fn brake(args: &BrakeArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    if args.release {
        return release(&stack).await;
    }
    let rules = &stack.config.sending.brake;
    let control = stack.table.control().await?;
    let traffic = stack.table.visitor_traffic(rules, stack.now).await?;
    let counted = counted(&traffic.days, rules, &control, stack.now);
    let limits = &stack.config.sending.visitors;
    let base = counted.sent.max(rules.at_least);
    let rate = |part, limit| RateStatus { share: percent(part, base), limit: String::from(limit) };
    let quota = stack.quotas.read().await;
    let ses = quota.as_ref().ok();
    let status = BrakeStatus {
        brake: control.brake.as_ref(),
        released_at: control.released_at,
        paused: control.paused.iter().map(String::as_str).collect(),
        days: rules.over.count(),
        counted,
        bounces: rate(counted.bounced, rules.bounces),
        complaints: rate(counted.complained, rules.complaints),
        visitors: VisitorStatus {
            today: traffic.today,
            a_day: limits.a_day,
            this_minute: traffic.this_minute,
            a_minute: limits.a_minute,
            under_way: traffic.under_way,
            may_be_under_way: traffic.may_be_under_way(rules, &control, stack.now),
        },
        ses: ses.map(|ses| SesStatus { a_minute: ses.a_minute, a_day: ses.a_day, sent_in_24_hours: ses.sent }),
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&status)?);
    } else {
        print(&status, &stack);
        if let Err(why) = quota {
            println!("\n{why}");
        }
    }
    Ok(())
}

fn print(status: &BrakeStatus<'_>, stack: &Connected) {
    let zone = stack.config.company.timezone.time_zone();
    let time = |at: Timestamp| readable(at, &zone);
    match status.brake {
        Some(brake) => {
            println!("Marketing mail has been stopped since {}: {}.", time(brake.since), brake.why);
            println!(
                "So has mail to visitors (thank-yous, downloads, confirmations), which is dropped after {}. Mail to the team is sent.",
                String::from(stack.config.sending.visitors.give_up_after)
            );
            println!("Resume both with `leadwright brake --release`.");
        }
        None => println!("Marketing mail and mail to visitors are on."),
    }
    if let Some(at) = status.released_at {
        println!("The brake was released on {}.", time(at));
    }
    for name in &status.paused {
        println!("The sequence {name} is paused. Resume it with `leadwright sequence {name} --resume`.");
    }
    let Outcomes { sent, delivered, delayed, soft_bounced, bounced, complained, rejected } = status.counted;
    println!("\nLast {} days: {sent} sent, {delivered} delivered", status.days);
    let fewest = stack.config.sending.brake.at_least;
    let note = if sent < fewest { format!(" (fewer than {fewest} sends count as {fewest})") } else { String::new() };
    // See `brake::judge`.
    let single = |count| if count == 1 { "; a single one never stops mail" } else { "" };
    let line = |count: u64, noun: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count:>8} {noun}{plural}")
    };
    let with_rate = |count: u64, noun: &str, rate: &RateStatus| {
        println!("{} of {sent} sent: {}{note}; limit {}{}", line(count, noun), rate.share, rate.limit, single(count));
    };
    with_rate(bounced, "hard bounce", &status.bounces);
    with_rate(complained, "spam complaint", &status.complaints);
    println!("{}", line(soft_bounced, "soft bounce"));
    println!("{delayed:>8} delayed");
    println!("{rejected:>8} rejected by SES");
    let VisitorStatus { today, a_day, this_minute, a_minute, under_way, may_be_under_way } = status.visitors;
    println!(
        "\nMail to visitors: {today} today (at most {a_day}), {this_minute} this minute (at most {a_minute}), {under_way} under way \
         (at most {may_be_under_way}). What is beyond waits its turn."
    );
    if let Some(ses) = &status.ses {
        let quota = ses.a_day.map_or_else(|| "no daily quota".to_owned(), |quota| format!("{quota} mails in 24 hours"));
        println!(
            "\nLimits of SES: {}, {quota}; {} sent in the last 24 hours.",
            rate_of(ses.a_minute),
            ses.sent_in_24_hours
        );
    }
}

/// A rate as SES shows it: in mails a second, unless it is less than one.
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
    let release = |control: &mut Control| {
        let was_on = control.brake.take().is_some();
        if was_on {
            control.released_at = Some(stack.now);
            control.forgiven = forgiven;
        }
        was_on
    };
    if stack.table.change_control(release).await? {
        println!(
            "Marketing mail and mail to visitors are resumed, and the counts are reset. Waiting mail is rescheduled within 4 hours."
        );
    } else {
        println!("The brake is not on: marketing mail and mail to visitors are on.");
    }
    Ok(())
}

/// Lists sequences, or pauses or resumes one.
pub(crate) async fn sequence(args: &SequenceArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let all = &stack.config.sequences;
    let Some(name) = &args.name else { return list(&stack, args.json, |_| true).await };
    // A paused sequence may be gone from the configuration; resuming it removes it from the list.
    let is_known = all.contains_key(name) || stack.table.control().await?.paused.contains(name);
    if !is_known || (args.pause && !all.contains_key(name)) {
        bail!("there is no sequence {name}; the sequences are {}", all.keys().cloned().collect::<Vec<_>>().join(", "));
    }
    if !args.pause && !args.resume {
        return list(&stack, args.json, |other| other == name).await;
    }
    let change = |control: &mut Control| {
        if args.pause { control.paused.insert(name.clone()) } else { control.paused.remove(name) }
    };
    let already = if stack.table.change_control(change).await? { "" } else { " already" };
    if args.pause {
        println!("{name} is paused{already}: it sends nothing until `leadwright sequence {name} --resume`.");
    } else {
        println!("{name} is active{already}: waiting mail is rescheduled within an hour, into the sending hours.");
    }
    Ok(())
}

/// Prints the sequences that `is_meant` selects, including paused ones whose file no longer exists.
async fn list(stack: &Connected, json: bool, is_meant: impl Fn(&str) -> bool) -> Result<()> {
    let control = stack.table.control().await?;
    let all = &stack.config.sequences;
    let names: BTreeSet<&str> = all.keys().chain(&control.paused).map(String::as_str).collect();
    let about = |name: &str| all.get(name).map(|sequence| stack.config.sending.words_of(&sequence.topic));
    let names = names.into_iter().filter(|name| is_meant(name));
    let rows: Vec<SequenceRow> =
        names.map(|name| SequenceRow { name, paused: control.paused.contains(name), topic: about(name) }).collect();
    if json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
        return Ok(());
    }
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    for SequenceRow { name, paused, topic } in rows {
        let state = if paused { "paused" } else { "active" };
        println!("{name:<width$}  {state:<6}  {}", topic.unwrap_or("its file no longer exists"));
    }
    Ok(())
}

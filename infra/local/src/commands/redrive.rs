//! `leadwright redrive`: dead letters are looked at, and sent back to their queue.

use std::io::{IsTerminal, Write};

use anyhow::{Context, Result, bail};
use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::dead_letters::{DeadLetter, QueueAndDead};
use leadwright_cloud::queue::BATCH;
use serde_json::{Value, json};

use super::queues::{About, StackQueue, classes};
use super::target::TargetStack;
use crate::wording::count::count_of;
use crate::wording::time::ago;

/// The end of `redrive --help`.
pub(crate) const HELP: &str = "\
A message that failed 20 times (5 times for day-shards) goes to the dead-letter queue of its queue, and an alarm tells of
it. There it stays for 14 days. First mend what made it fail: the function's log says it. Then send the messages back: each
is sent first and taken away then, so that none is lost, and one that comes twice is applied once.

  leadwright redrive activities              shows what lies there: how many, since when, of which kinds; nothing is changed
  leadwright redrive activities --yes        sends all of them back; at a terminal it asks without --yes
  leadwright redrive activities --drop ID    gives one message up for good: one that nobody can read, for example

What a message says of a person is never printed. `leadwright doctor` says which queues have dead letters.";

/// At most this many are looked at and listed.
const LISTED: usize = 100;

/// The arguments of `redrive`.
#[derive(Debug, Args)]
pub(crate) struct RedriveArgs {
    /// The queue that the messages failed in.
    #[arg(value_parser = PossibleValuesParser::new(StackQueue::names()))]
    queue: String,
    /// Send all messages back without a question.
    #[arg(long, conflicts_with = "drop")]
    yes: bool,
    /// Give up this message, by its id.
    #[arg(long, value_name = "ID")]
    drop: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Shows the dead letters of a queue, sends them back, or drops one.
pub(crate) async fn redrive(args: &RedriveArgs) -> Result<()> {
    let named = StackQueue::named(&args.queue).context("a queue")?;
    let stack = args.target.reach().await?;
    let queue = named.of(&stack.aws, &stack.name).await?;
    if let Some(id) = &args.drop {
        return drop_one(args, &queue, id).await;
    }
    let count = usize::try_from(queue.depths().await?.dead)?;
    let letters = if count == 0 { Vec::new() } else { queue.look(LISTED).await? };
    let all: Vec<(&DeadLetter, About)> = letters.iter().map(|letter| (letter, named.about(&letter.body))).collect();
    let count = count.max(all.len());
    if args.json && !args.yes {
        println!("{}", serde_json::to_string_pretty(&seen(named, count, &all))?);
        return Ok(());
    }
    if !args.json {
        show(named, count, &all);
    }
    if count == 0 {
        if args.json {
            println!("{}", json!({"queue": named.name, "sent_back": 0}));
        }
        return Ok(());
    }
    if !args.yes && !agreed(named, count)? {
        println!(
            "\nNothing was changed. Send them back with `leadwright redrive {0} --yes`, or give one up with `leadwright redrive {0} --drop ID`.",
            named.name
        );
        return Ok(());
    }
    let sent = send_back(named, &queue, count).await?;
    if args.json {
        println!("{}", json!({"queue": named.name, "sent_back": sent}));
    } else {
        println!(
            "{} sent back to {}. What fails again lies here again after its tries.",
            count_of(sent, "message"),
            named.name
        );
    }
    Ok(())
}

/// Asks at a terminal.
fn agreed(named: &StackQueue, count: usize) -> Result<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(false);
    }
    let mut question = std::io::stderr();
    write!(question, "\nSend {} back to {}? [y/N] ", count_of(count, "message"), named.name)?;
    question.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Sends that many messages back, one by one: those that lay there when this began, and none that fails meanwhile.
async fn send_back(named: &StackQueue, queue: &QueueAndDead, count: usize) -> Result<usize> {
    let mut sent = 0;
    while sent < count {
        let letters = queue.take(BATCH.min(count - sent)).await?;
        if letters.is_empty() {
            break;
        }
        for letter in &letters {
            queue.send_back(letter).await.with_context(|| {
                format!(
                    "{} sent back, then it failed at {}. Nothing is lost: run `leadwright redrive {} --yes` again",
                    count_of(sent, "message"),
                    letter.id,
                    named.name
                )
            })?;
            sent += 1;
        }
    }
    Ok(sent)
}

async fn drop_one(args: &RedriveArgs, queue: &QueueAndDead, id: &str) -> Result<()> {
    let mut others = Vec::new();
    let mut found = None;
    let most = usize::try_from(queue.depths().await?.dead)?;
    while found.is_none() && others.len() <= most {
        let letters = queue.take(BATCH).await?;
        if letters.is_empty() {
            break;
        }
        for letter in letters {
            if letter.id == id { found = Some(letter) } else { others.push(letter) }
        }
    }
    if let Some(letter) = &found {
        queue.drop(letter).await?;
    }
    for letter in &others {
        queue.leave(letter).await?;
    }
    if found.is_none() {
        bail!("no message {id} lies there: `leadwright redrive {}` lists those that do", args.queue);
    }
    if args.json {
        println!("{}", json!({"queue": args.queue, "dropped": id}));
    } else {
        println!("The message {id} is gone for good.");
    }
    Ok(())
}

/// How long a letter has been there, by SQS's clock, which is the real one.
fn age(letter: &DeadLetter) -> Option<SignedDuration> {
    letter.sent_at.map(|at| Timestamp::now().duration_since(at))
}

fn seen(named: &StackQueue, count: usize, all: &[(&DeadLetter, About)]) -> Value {
    let letters = all.iter().map(|(letter, about)| {
        json!({
            "id": letter.id, "sent_at": letter.sent_at, "about": about.class, "lead": about.lead,
            "readable": about.is_readable,
        })
    });
    json!({"queue": named.name, "dead": count, "messages": letters.collect::<Vec<_>>()})
}

fn show(named: &StackQueue, count: usize, all: &[(&DeadLetter, About)]) {
    if count == 0 {
        println!("No message of {} lies in its dead-letter queue.", named.name);
        return;
    }
    println!("{} of {} in its dead-letter queue ({}):", count_of(count, "message"), named.name, named.holds);
    let mut classes: Vec<_> = classes(all.iter().map(|(_, about)| about)).into_iter().collect();
    // The most frequent first.
    classes.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for (class, (count, is_readable)) in classes {
        let why = if is_readable {
            format!("failed each time: the log of the function {} says why", named.function)
        } else {
            "no function can read it as it is, and sent back it comes here again".to_owned()
        };
        println!("{count:>6} × {class}: {why}");
    }
    println!();
    for (letter, about) in all {
        let age = age(letter).map_or_else(|| "?".to_owned(), ago);
        let lead = about.lead.as_ref().map_or_else(String::new, |lead| format!(", {lead}"));
        println!("  {}  {age:>10}  {}{lead}", letter.id, about.class);
    }
    if all.len() < count {
        println!("  … and {} more", count - all.len());
    }
}

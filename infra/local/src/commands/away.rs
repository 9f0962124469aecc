//! `leadwright away`, `capacity`: absences and capacity of salespeople, without a deployment.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use leadwright_cloud::queue::BATCH;
use leadwright_cloud::table::Card;
use leadwright_domain::activity::{Activity, TeamMail};
use leadwright_domain::lead::Task;
use leadwright_domain::routing;
use leadwright_domain::routing::{Availability, Away, People};
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;

use super::arguments;
use super::target::{Connected, TargetStack};
use crate::listing;
use crate::wording::count::count_of;

/// The arguments of `away`.
#[derive(Debug, Args)]
pub(crate) struct AwayArgs {
    /// The person: an id of team.yaml; with --hand-over also the id of somebody who has left the team.
    person: String,
    /// The first day of the absence, like 2026-11-23. [default: today]
    #[arg(long, value_name = "DAY", value_parser = arguments::day, conflicts_with = "back")]
    from: Option<Date>,
    /// The last day of the absence.
    #[arg(long, value_name = "DAY", value_parser = arguments::day, required_unless_present_any = ["back", "hand_over"])]
    until: Option<Date>,
    /// Reassign the person's open leads now, and the recycled leads with a follow-up date in the absence. Without it they
    /// stay with the person, and only new requests go to others. For somebody who has left the team it reassigns all.
    #[arg(long, conflicts_with = "back")]
    hand_over: bool,
    /// The person is back today, and mail reaches them again, if it did not. Later absences stay.
    #[arg(long, conflicts_with = "until")]
    back: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// The arguments of `capacity`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
pub(crate) struct CapacityArgs {
    /// The person: an id of team.yaml.
    person: String,
    /// The maximum of new leads a day; 0 for none.
    #[arg(long, value_name = "LEADS", group = "what")]
    a_day: Option<u32>,
    /// The maximum of open leads; 0 for no new leads.
    #[arg(long, value_name = "LEADS", group = "what")]
    in_hand: Option<u32>,
    /// Return to the limits of team.yaml.
    #[arg(long, group = "what", conflicts_with_all = ["a_day", "in_hand"])]
    default: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Records that a person is away, or back.
pub(crate) async fn away(args: &AwayArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let person = match arguments::person(&stack.config.team, &args.person) {
        // Somebody who has left the team gets no leads and needs no absence.
        Err(unknown) if args.hand_over => {
            let cards = listing::of_owner(&stack.table, &args.person).await?;
            if cards.is_empty() {
                return Err(unknown);
            }
            let why = format!("{} is no longer in the team", args.person);
            return hand_over(&stack, &args.person, &why, &cards, |_| true).await;
        }
        known => known?,
    };
    let today = person.date(stack.now);
    let absence = args.until.map(|until| Away { from: args.from.unwrap_or(today), until });
    ensure!(absence.is_some() || args.back, "give the last day that {} is away with --until", person.name);
    if let Some(Away { from, until }) = absence {
        ensure!(from <= until, "--from {from} is after --until {until}");
        ensure!(until >= today, "--until {until} is in the past: it is {today} for {}", person.name);
        ensure!(
            from <= today || !args.hand_over,
            "--hand-over reassigns leads now, but {} works until {from}: run it on that day",
            person.name
        );
    }
    let change = |row: &mut Availability| {
        if let Some(absence) = absence {
            row.add(absence, today);
        } else {
            row.back(today);
            row.arrives(person, stack.now);
        }
    };
    let row = stack.table.change_availability(&person.id, change).await?;
    let people = stack.table.people().await?;
    if let Some(mail) = row.unreachable(person) {
        println!("Mail does not reach {}: {}. Leads go to others.", person.name, mail.why);
    } else if row.away_on(today).is_none() {
        println!("{} is available.", person.name);
    }
    for absence in row.away {
        println!(
            "{} is {}.",
            person.name,
            stack.config.distribution(&people, stack.now).absence_in_words(person, absence, Words::english())
        );
    }
    if let Some(Away { until, .. }) = absence.filter(|_| args.hand_over) {
        let cards = listing::of_owner(&stack.table, &person.id).await?;
        let is_in_absence = |due: Timestamp| person.date(due) <= until;
        hand_over(&stack, &person.id, &format!("{} is away", person.name), &cards, is_in_absence).await?;
    }
    Ok(())
}

/// The longest wait for the reassignment of the next lead.
const REASSIGN_TIMEOUT: Duration = Duration::from_secs(20);

/// Reassigns leads of an owner by routing.yaml: open leads, and recycled leads with a follow-up date that
/// `is_in_absence`.
async fn hand_over(
    stack: &Connected,
    owner: &str,
    why: &str,
    cards: &[Card],
    is_in_absence: impl Fn(Timestamp) -> bool,
) -> Result<()> {
    let by = arguments::operator();
    let mut asked = Vec::new();
    for card in cards {
        if card.stage.is_sales() || (card.stage == Stage::Recycled && has_reminder(stack, card, &is_in_absence).await?)
        {
            asked.push(Activity::handed_over(card.id.clone(), owner, by.clone(), why.to_owned(), stack.now));
        }
    }
    for batch in asked.chunks(BATCH) {
        stack.activities.send_activities(batch).await?;
    }
    let (mut reassigned, mut stay) = (0, 0);
    for (at, activity) in asked.iter().enumerate() {
        let until = Instant::now() + REASSIGN_TIMEOUT;
        let applied = loop {
            if let Some(applied) = stack.table.activity(&activity.lead, &activity.id).await? {
                break applied;
            }
            ensure!(
                Instant::now() < until,
                "{} reassigned; {} more in the queue, but none was reassigned within {} seconds: list the rest with `leadwright leads --owner {owner}`",
                count_of(reassigned, "lead"),
                asked.len() - at,
                REASSIGN_TIMEOUT.as_secs(),
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        if applied.decisions.ignored.is_some() { stay += 1 } else { reassigned += 1 }
    }
    let mailed = if reassigned > 0 { " New owners get a mail." } else { "" };
    println!("{} reassigned.{mailed}", count_of(reassigned, "lead"));
    if stay > 0 {
        println!(
            "{} could not be reassigned: routing.yaml has nobody else for them. Assign them with `leadwright assign`.",
            count_of(stay, "lead")
        );
    }
    Ok(())
}

/// Whether a lead has a reminder to its owner at a time that `is_in_absence`.
async fn has_reminder(stack: &Connected, card: &Card, is_in_absence: impl Fn(Timestamp) -> bool) -> Result<bool> {
    let Some(lead) = stack.table.lead(&card.id).await? else { return Ok(false) };
    let is_reminder = |task: &Task| matches!(task, Task::Mail { mail, .. } if TeamMail::Reminder.is(mail));
    Ok(lead.agenda().iter().any(|entry| is_reminder(&entry.task) && is_in_absence(entry.delivery.due)))
}

/// Changes the capacity of a person.
pub(crate) async fn capacity(args: &CapacityArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let person = arguments::person(&stack.config.team, &args.person)?;
    let change = |row: &mut Availability| {
        if args.default {
            (row.a_day, row.in_hand) = (None, None);
        }
        row.a_day = args.a_day.or(row.a_day);
        row.in_hand = args.in_hand.or(row.in_hand);
    };
    let row = stack.table.change_availability(&person.id, change).await?;
    let (a_day, in_hand) = routing::limits(person, &People::from([(person.id.clone(), row)]));
    let most = |limit: Option<u32>| limit.map_or_else(|| "no limit".to_owned(), |most| format!("at most {most}"));
    println!("{}: new leads a day: {}; open leads: {}.", person.name, most(a_day), most(in_hand));
    Ok(())
}

//! `leadwright away`, `capacity`, `team`: who takes leads today, without a deployment.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use leadwright_cloud::queue::BATCH;
use leadwright_cloud::table::Card;
use leadwright_domain::activity::{Activity, TeamMail};
use leadwright_domain::company::Person;
use leadwright_domain::config::Config;
use leadwright_domain::lead::Task;
use leadwright_domain::routing;
use leadwright_domain::routing::{Availability, Away, People};
use leadwright_domain::value::stage::Stage;
use serde::Serialize;

use super::{Connected, Target, leads, log};

/// What `away` takes.
#[derive(Debug, Args)]
pub(crate) struct AwayArgs {
    /// The person's id in team.yaml; with --hand-over also that of somebody who left.
    person: String,
    /// The first day away, as in 2026-11-23; today if not said.
    #[arg(long, value_name = "DAY", value_parser = super::day, conflicts_with = "back")]
    from: Option<Date>,
    /// The last day away.
    #[arg(long, value_name = "DAY", value_parser = super::day, required_unless_present_any = ["back", "hand_over"])]
    until: Option<Date>,
    /// Give the person's open leads to others at once, and those to be tried again while the person is away; without it
    /// they stay, and only new wishes go to others. Of somebody who is no longer in team.yaml it gives all of them.
    #[arg(long, conflicts_with = "back")]
    hand_over: bool,
    /// Back today. Absences to come stay.
    #[arg(long, conflicts_with = "until")]
    back: bool,
    #[command(flatten)]
    target: Target,
}

/// What `capacity` takes.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
pub(crate) struct CapacityArgs {
    /// The person's id in team.yaml.
    person: String,
    /// The most new leads a day; 0 for none.
    #[arg(long, value_name = "LEADS", group = "what")]
    a_day: Option<u32>,
    /// The most open leads; 0 for no new ones.
    #[arg(long, value_name = "LEADS", group = "what")]
    in_hand: Option<u32>,
    /// As team.yaml says again.
    #[arg(long, group = "what", conflicts_with_all = ["a_day", "in_hand"])]
    default: bool,
    #[command(flatten)]
    target: Target,
}

/// Says that a person is away, or back.
pub(crate) async fn away(args: &AwayArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let person = match person(&stack.config, &args.person) {
        // Who left the team gets no leads, and has no absences either.
        Err(unknown) if args.hand_over => {
            let cards = leads::of_owner(&stack.table, &args.person).await?;
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
    ensure!(absence.is_some() || args.back, "say with --until until when {} is away", person.name);
    if let Some(Away { from, until }) = absence {
        ensure!(from <= until, "--from {from} lies behind --until {until}");
        ensure!(until >= today, "--until {until} is over: it is {today} for {}", person.name);
        ensure!(
            from <= today || !args.hand_over,
            "--hand-over gives the leads to others at once, but {} is here until {from}: say it on that day",
            person.name
        );
    }
    let change = |row: &mut Availability| match absence {
        Some(absence) => row.add(absence, today),
        None => row.back(today),
    };
    let row = stack.table.change_availability(&person.id, change).await?;
    let people = stack.table.people().await?;
    if row.away_on(today).is_none() {
        println!("{} is here.", person.name);
    }
    for absence in row.away {
        println!(
            "{} is {}.",
            person.name,
            stack.config.distribution(&people, stack.now).absence_in_words(person, absence)
        );
    }
    if let Some(Away { until, .. }) = absence.filter(|_| args.hand_over) {
        let cards = leads::of_owner(&stack.table, &person.id).await?;
        let is_in_time = |due: Timestamp| person.date(due) <= until;
        hand_over(&stack, &person.id, &format!("{} is away", person.name), &cards, is_in_time).await?;
    }
    Ok(())
}

/// How long to wait for the next lead to be given.
const PATIENCE: Duration = Duration::from_secs(20);

/// Lets routing.yaml give leads of an owner to somebody else: those that are open, and those to be tried again at a time
/// that `is_meant`.
async fn hand_over(
    stack: &Connected,
    owner: &str,
    why: &str,
    cards: &[Card],
    is_meant: impl Fn(Timestamp) -> bool,
) -> Result<()> {
    let by = log::operator();
    let mut asked = Vec::new();
    for card in cards {
        if card.stage.is_sales() || (card.stage == Stage::Recycled && is_due(stack, card, &is_meant).await?) {
            asked.push(Activity::handed_over(card.id.clone(), owner, by.clone(), why.to_owned(), stack.now));
        }
    }
    for batch in asked.chunks(BATCH) {
        stack.activities.send_activities(batch).await?;
    }
    let (mut given, mut stay) = (0, 0);
    for (at, activity) in asked.iter().enumerate() {
        let until = Instant::now() + PATIENCE;
        let applied = loop {
            if let Some(applied) = stack.table.activity(&activity.lead, &activity.id).await? {
                break applied;
            }
            ensure!(
                Instant::now() < until,
                "{given} leads went to others; {} more are queued and will be given, but none was within {} seconds: `leadwright leads --owner {owner}` lists those that are left",
                asked.len() - at,
                PATIENCE.as_secs(),
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        if applied.decisions.ignored.is_some() { stay += 1 } else { given += 1 }
    }
    let leads = |count: usize| if count == 1 { "1 lead".to_owned() } else { format!("{count} leads") };
    println!("{} went to others, who are told by mail.", leads(given));
    if stay > 0 {
        let stay = leads(stay);
        println!(
            "{stay} could not be given: routing.yaml has nobody else. `leadwright assign` gives to whom you name."
        );
    }
    Ok(())
}

/// The owner is to be reminded of a lead that was set aside, at a time that `is_meant`.
async fn is_due(stack: &Connected, card: &Card, is_meant: impl Fn(Timestamp) -> bool) -> Result<bool> {
    let Some(lead) = stack.table.lead(&card.id).await? else { return Ok(false) };
    let is_reminder = |task: &Task| matches!(task, Task::Mail { mail, .. } if TeamMail::Reminder.is(mail));
    Ok(lead.agenda.iter().any(|entry| is_reminder(&entry.task) && is_meant(entry.delivery.due)))
}

/// Changes how many leads a person gets.
pub(crate) async fn capacity(args: &CapacityArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let person = person(&stack.config, &args.person)?;
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
    println!("{}: new leads a day: {}; open leads in hand: {}.", person.name, most(a_day), most(in_hand));
    Ok(())
}

fn person<'a>(config: &'a Config, id: &str) -> Result<&'a Person> {
    let ids: Vec<&str> = config.team.people.iter().map(|person| person.id.as_str()).collect();
    config
        .team
        .person(id)
        .with_context(|| format!("nobody in team.yaml has the id {id:?}; there are {}", ids.join(", ")))
}

/// A person, as `team` shows one.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    takes_leads: bool,
    /// What day it is there.
    date: Date,
    /// At this moment, by hours, holidays and absences.
    working: bool,
    away: Vec<Away>,
    weight: u32,
    /// Counted only where there is a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    today: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    a_day: Option<u32>,
    open: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_hand: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<&'a str>,
}

/// Lists the people.
pub(crate) async fn team(target: &Target, json: bool) -> Result<()> {
    let stack = target.connect().await?;
    let people = stack.table.people().await?;
    let mut rows = Vec::new();
    for person in &stack.config.team.people {
        rows.push(row(&stack, &people, person).await?);
    }
    if json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
        return Ok(());
    }
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let line = |cells: [&str; 7]| {
        let [id, name, working, weight, today, open, notes] = cells;
        let line = format!("{id:<8} {name:<width$}  {working:<7}  {weight:>6}  {today:>8}  {open:>9}  {notes}");
        println!("{}", line.trim_end());
    };
    line(["id", "name", "working", "weight", "today", "in hand", ""]);
    for row in &rows {
        let of = |count: u64, most: Option<u32>| match most {
            Some(most) => format!("{count} of {most}"),
            None => count.to_string(),
        };
        let mut notes: Vec<String> =
            row.away.iter().map(|away| format!("away {}", routing::days(*away, row.date))).collect();
        notes.extend((!row.takes_leads).then(|| "takes no leads".to_owned()));
        notes.extend(row.partner.map(ToOwned::to_owned));
        line([
            row.id,
            row.name,
            if row.working { "yes" } else { "no" },
            &row.weight.to_string(),
            &row.today.map_or_else(|| "-".to_owned(), |count| of(count, row.a_day)),
            &of(row.open.into(), row.in_hand),
            &notes.join("; "),
        ]);
    }
    Ok(())
}

async fn row<'a>(stack: &'a Connected, people: &People, person: &'a Person) -> Result<Row<'a>> {
    let today = person.date(stack.now);
    let (a_day, in_hand) = routing::limits(person, people);
    let away: Vec<Away> = people.get(&person.id).map(|row| row.away.clone()).unwrap_or_default();
    let here = people.get(&person.id).is_none_or(|row| row.away_on(today).is_none());
    Ok(Row {
        id: &person.id,
        name: &person.name,
        takes_leads: person.takes_leads,
        date: today,
        working: here && stack.config.team.working_time(person).is_working(stack.now),
        away: away.into_iter().filter(|away| away.until >= today).collect(),
        weight: person.weight,
        today: match a_day {
            Some(_) => Some(stack.table.taken(&person.id, today).await?),
            None => None,
        },
        a_day,
        open: stack.table.in_hand(&person.id, u32::MAX).await?,
        in_hand,
        partner: person.partner.as_deref(),
    })
}

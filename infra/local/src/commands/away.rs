//! `leadwright away`, `capacity`, `team`: who takes leads today, without a deployment.

use anyhow::{Context, Result, ensure};
use clap::Args;
use jiff::civil::Date;
use leadwright_cloud::queue::BATCH;
use leadwright_domain::activity::{Activity, ActivityId, What};
use leadwright_domain::away;
use leadwright_domain::company::Person;
use leadwright_domain::config::Config;
use leadwright_domain::routing::{self, Availability, Away, People};
use serde::Serialize;

use super::{Connected, Target, leads, log};

/// What `away` takes.
#[derive(Debug, Args)]
pub(crate) struct AwayArgs {
    /// The person's id in team.yaml.
    person: String,
    /// The first day away, as in 2026-11-23; today if not said.
    #[arg(long, value_name = "DAY", conflicts_with = "back")]
    from: Option<Date>,
    /// The last day away.
    #[arg(long, value_name = "DAY", required_unless_present = "back")]
    until: Option<Date>,
    /// Give the person's open leads to others at once; without it they stay, and only new wishes go to others.
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
    let person = person(&stack.config, &args.person)?;
    let today = person.date(stack.now);
    let absence = args.until.map(|until| Away { from: args.from.unwrap_or(today), until });
    if let Some(Away { from, until }) = absence {
        ensure!(from <= until, "--from {from} lies behind --until {until}");
        ensure!(until >= today, "--until {until} is over: it is {today} for {}", person.name);
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
        println!("{} is {}.", person.name, away::sentence(&stack.config, &people, person, absence, today));
    }
    if args.hand_over {
        hand_over(&stack, person).await?;
    }
    Ok(())
}

/// Lets routing.yaml give each open lead of the person to somebody else.
async fn hand_over(stack: &Connected, person: &Person) -> Result<()> {
    let cards = leads::of_owner(&stack.table, &person.id).await?;
    let by = log::operator();
    let why = format!("{} is away", person.name);
    let given: Vec<Activity> = cards
        .iter()
        .filter(|card| card.stage.is_sales())
        .map(|card| {
            let what = What::Assigned { to: None, by: by.clone(), why: Some(why.clone()) };
            let id = ActivityId::new(stack.now, &[card.id.as_str(), what.kind(), &person.id]);
            Activity::new(id, card.id.clone(), what)
        })
        .collect();
    for batch in given.chunks(BATCH) {
        stack.activities.send_activities(batch).await?;
    }
    println!("{} open leads go to others now; each new owner gets a mail.", given.len());
    Ok(())
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
            row.away.iter().map(|away| format!("away {}", away::days(*away, row.date))).collect();
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

//! `leadwright team`: who is working, who is away, whom mail does not reach, how many leads each has, and who has left the
//! team and still has leads.

use anyhow::Result;
use jiff::civil::Date;
use leadwright_domain::company::Person;
use leadwright_domain::routing;
use leadwright_domain::routing::{Away, People, ReturnedMail};
use leadwright_domain::words::Words;
use serde::Serialize;

use super::target::{Connected, TargetStack};
use crate::left::{Leaver, left_behind};
use crate::wording::time::day;

/// A person of the team, as `team` prints it.
#[derive(Serialize)]
struct TeamMember<'a> {
    id: &'a str,
    name: &'a str,
    takes_leads: bool,
    /// The current date in the time zone of the person.
    date: Date,
    /// Whether the person is working now, by hours, holidays and absences.
    working: bool,
    away: Vec<Away>,
    weight: u32,
    /// New leads of this day; counted only if there is a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    today: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    a_day: Option<u32>,
    open: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_hand: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<&'a str>,
    /// The mail that came back, as long as mail does not reach the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreachable: Option<ReturnedMail>,
}

/// A line of `team --json`.
#[derive(Serialize)]
#[serde(untagged)]
enum TeamLine<'a> {
    Member(Box<TeamMember<'a>>),
    Leaver(Leaver),
}

/// Lists the team, and who has left it and still has leads.
pub(crate) async fn team(target: &TargetStack, json: bool) -> Result<()> {
    let stack = target.connect().await?;
    let people = stack.table.people().await?;
    let mut rows = Vec::new();
    for person in &stack.config.team.people {
        rows.push(member(&stack, &people, person).await?);
    }
    let left = left_behind(&stack.table, &stack.config).await?;
    if json {
        let members = rows.into_iter().map(|row| TeamLine::Member(Box::new(row)));
        let lines: Vec<TeamLine<'_>> = members.chain(left.into_iter().map(TeamLine::Leaver)).collect();
        println!("{}", serde_json::to_string_pretty(&lines)?);
        return Ok(());
    }
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let line = |cells: [&str; 7]| {
        let [id, name, working, weight, today, open, notes] = cells;
        let line = format!("{id:<8} {name:<width$}  {working:<7}  {weight:>6}  {today:>8}  {open:>9}  {notes}");
        println!("{}", line.trim_end());
    };
    line(["id", "name", "working", "weight", "today", "open", ""]);
    for row in &rows {
        let of = |count: u64, most: Option<u32>| match most {
            Some(most) => format!("{count} of {most}"),
            None => count.to_string(),
        };
        let mut notes: Vec<String> =
            row.away.iter().map(|away| format!("away {}", routing::days(*away, row.date, Words::english()))).collect();
        let returned = row.unreachable.as_ref();
        notes.extend(returned.map(|mail| {
            let since = day(mail.since.to_zoned(stack.config.company.timezone.time_zone()).date());
            format!("mail does not reach them since {since} ({}): leads go to others", mail.why)
        }));
        notes.extend((!row.takes_leads).then(|| "receives no leads".to_owned()));
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
    if !left.is_empty() {
        println!();
    }
    for one in &left {
        println!("{one}");
    }
    Ok(())
}

async fn member<'a>(stack: &'a Connected, people: &People, person: &'a Person) -> Result<TeamMember<'a>> {
    let today = person.date(stack.now);
    let (a_day, in_hand) = routing::limits(person, people);
    let away: Vec<Away> = people.get(&person.id).map(|row| row.away.clone()).unwrap_or_default();
    let here = people.get(&person.id).is_none_or(|row| row.away_on(today).is_none());
    Ok(TeamMember {
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
        unreachable: people.get(&person.id).and_then(|row| row.unreachable(person)).cloned(),
    })
}

//! The mail of a working morning: which leads have something due, and whose it is.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::company::Person;
use crate::config::Config;
use crate::lead::Temperature;
use crate::mail::markdown::parse::escape;
use crate::mail::notice::{Notice, notice, operator};
use crate::value::times::moment;

/// The most leads that are listed under one heading.
const LISTED: usize = 50;

/// A lead that has something due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueStep {
    /// What a reader calls the lead, with its company.
    pub lead: String,
    /// What is to be done.
    pub what: String,
    /// When it was due, or is.
    pub due: Timestamp,
    /// Whose it is, by id; none if nobody has it.
    pub owner: Option<String>,
    /// How hot it is.
    pub temperature: Temperature,
    /// The URL of its page for the reader; none for whoever runs the system.
    pub page: Option<String>,
}

/// The mail to one of the team, or to whoever runs the system: what is overdue in the team, for who sees to it, and what is
/// the reader's own to do. None if there is nothing of both.
pub fn due_steps(
    reader: Option<&Person>,
    team: &[DueStep],
    own: &[DueStep],
    config: &Config,
    now: Timestamp,
) -> Option<Notice> {
    let zone = reader.map_or(&config.company.timezone, |reader| &reader.timezone).time_zone();
    let subject = subject(team, own)?;
    let mut body = String::new();
    if !team.is_empty() {
        let until = match reader {
            Some(_) => {
                "You get this every working morning until somebody acts: open a lead and log what was done, or reassign it."
            }
            None => {
                "You get this since team.yaml names no manager who is there. Tell one of the team: this comes every working \
                 morning until somebody acts."
            }
        };
        body.push_str(&part("Overdue", team, config, &zone, now, true));
        body.extend(["\n", until, "\n\n"]);
    }
    if !own.is_empty() {
        body.push_str(&part("Yours to do today", own, config, &zone, now, false));
        body.push_str("\nOpen a lead and log what you did: then choose what is next.\n");
    }
    let to = reader.map_or_else(|| operator(config), |reader| reader.email.clone());
    Some(notice(to, subject, &body))
}

fn subject(team: &[DueStep], own: &[DueStep]) -> Option<String> {
    let leads = |count: usize| if count == 1 { "1 lead".to_owned() } else { format!("{count} leads") };
    Some(match (team, own) {
        ([], []) => return None,
        ([], [only]) => format!("Today: {} ({})", only.lead, only.what),
        ([], own) => format!("Today: {}", leads(own.len())),
        ([only], []) => format!("Overdue: {} ({})", only.lead, only.what),
        (team, []) => format!("Overdue: {}", leads(team.len())),
        (team, own) => format!("Overdue: {}; yours today: {}", leads(team.len()), leads(own.len())),
    })
}

fn part(heading: &str, steps: &[DueStep], config: &Config, zone: &TimeZone, now: Timestamp, names: bool) -> String {
    let lines = steps.iter().take(LISTED).map(|step| {
        let lead = escape(&step.lead);
        let lead = step.page.as_ref().map_or_else(|| format!("**{lead}**"), |page| format!("[{lead}]({page})"));
        let when = moment(crate::words::Words::english(), step.due, now, zone);
        let when = if step.due <= now { format!("due since {when}") } else { when };
        let owner = step.owner.as_deref().map_or("nobody has it", |owner| config.team.name_of(owner));
        let owner = if names { format!(" · {}", escape(owner)) } else { String::new() };
        format!("- {lead}: {}, {when}{owner} · {}\n", escape(&step.what), step.temperature.word())
    });
    let lines: String = lines.collect();
    let more = steps.len().saturating_sub(LISTED);
    let more = if more == 0 { String::new() } else { format!("- and {more} more\n") };
    format!("**{heading}**\n\n{lines}{more}")
}

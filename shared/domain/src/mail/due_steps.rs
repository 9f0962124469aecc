//! The mail of a working morning: which leads have something due, and whose it is.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::company::Person;
use crate::config::Config;
use crate::lead::Temperature;
use crate::mail::markdown::parse::escape;
use crate::mail::notice::{Notice, notice, operator};
use crate::timeline::recorded::recorded;
use crate::value::times::moment;
use crate::words::Words;

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
    let words = reader.map_or_else(|| config.staff_words([]), |reader| config.words_for(reader));
    let subject = subject(team, own, words)?;
    let listing = Listing { config, words, zone, now };
    let mut body = String::new();
    if !team.is_empty() {
        let until = match reader {
            Some(_) => words.say("mail-due-until"),
            None => words.say("mail-due-no-manager"),
        };
        body.push_str(&listing.part(&words.say("mail-due-overdue"), team, true));
        body.extend(["\n", &until, "\n\n"]);
    }
    if !own.is_empty() {
        body.push_str(&listing.part(&words.say("mail-due-own"), own, false));
        body.extend(["\n", &words.say("mail-due-own-then"), "\n"]);
    }
    let to = reader.map_or_else(|| operator(config), |reader| reader.email.clone());
    Some(notice(to, subject, &body, words))
}

fn subject(team: &[DueStep], own: &[DueStep], words: Words<'_>) -> Option<String> {
    let one = |key, step: &DueStep| {
        let what = recorded(words, &step.what);
        words.with(key, &[("lead", step.lead.as_str().into()), ("what", what.into())])
    };
    let count = |steps: &[DueStep]| ("count", steps.len().into());
    Some(match (team, own) {
        ([], []) => return None,
        ([], [only]) => one("mail-due-subject-own-one", only),
        ([], own) => words.with("mail-due-subject-own", &[count(own)]),
        ([only], []) => one("mail-due-subject-one", only),
        (team, []) => words.with("mail-due-subject", &[count(team)]),
        (team, own) => words.with("mail-due-subject-both", &[count(team), ("own", own.len().into())]),
    })
}

/// How leads are listed.
struct Listing<'a> {
    config: &'a Config,
    words: Words<'a>,
    zone: TimeZone,
    now: Timestamp,
}

impl Listing<'_> {
    fn part(&self, heading: &str, steps: &[DueStep], names: bool) -> String {
        let lines: String = steps.iter().take(LISTED).map(|step| self.line(step, names)).collect();
        let more = match steps.len().saturating_sub(LISTED) {
            0 => String::new(),
            more => format!("- {}\n", self.words.with("mail-due-more", &[("count", more.into())])),
        };
        format!("**{heading}**\n\n{lines}{more}")
    }

    fn line(&self, step: &DueStep, names: bool) -> String {
        let &Self { config, words, ref zone, now } = self;
        let lead = escape(&step.lead);
        let lead = step.page.as_ref().map_or_else(|| format!("**{lead}**"), |page| format!("[{lead}]({page})"));
        let when = moment(words, step.due, now, zone);
        let when = if step.due <= now { words.with("mail-due-since", &[("when", when.into())]) } else { when };
        let owner = match step.owner.as_deref() {
            _ if !names => String::new(),
            Some(owner) => format!(" · {}", escape(config.team.name_of(owner))),
            None => format!(" · {}", words.say("mail-due-nobody")),
        };
        let what = escape(&recorded(words, &step.what));
        format!("- {lead}: {what}, {when}{owner} · {}\n", step.temperature.word(words))
    }
}

//! What came of a call by a list: a pressed button, read and checked into what happened.

use jiff::ToSpan;
use leadwright_domain::activity::{ActivityKind, Contact, Move};
use leadwright_domain::call_lists::{CallList, Taker};
use leadwright_domain::form::FieldError;
use leadwright_domain::funnel::SetAside;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::day::read_date;
use leadwright_domain::value::hours::WallTime;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::zone::zone_of;

use crate::pressed::Action;
use crate::visit::Visit;

/// Somebody asked to be called again.
const AGAIN: &str = "Call again: they asked for it";

/// What the action says happened, in the order in which it counts.
///
/// # Errors
/// It can't be: which field to fix, `do` for the button, and how.
pub(crate) fn outcome(action: &Action, visit: Visit<'_>, list: &CallList) -> Result<Vec<ActivityKind>, FieldError> {
    let by = visit.person().id.clone();
    let words = visit.words();
    let note = action.note(words)?;
    let call = |reached| ActivityKind::CallLogged(Contact { by: by.clone(), reached, note: note.clone() });
    Ok(match action.button() {
        "interested" => vec![call(true), taker(visit, list)],
        "no-answer" => vec![call(false)],
        "call-back" => vec![call(true), call_back(action, visit, list)?],
        "not-interested" => {
            let reason = reason(action, visit, SetAside::Disqualified)?;
            let moved =
                Move { to: Stage::Disqualified, reason: Some(reason), again_on: None, by: by.clone(), note: None };
            vec![call(true), ActivityKind::StageMoved(moved)]
        }
        "wrong-number" => {
            let reason = reason(action, visit, SetAside::Bad)?;
            vec![call(false), ActivityKind::MarkedBad { reason, by: by.clone(), note: None }]
        }
        "no-calls" => {
            vec![call(true), ActivityKind::DoNotContact { channel: Channel::Calls, by: by.clone(), note: None }]
        }
        _ => return Err(FieldError::new("do", words.say("desk-away-no-button"))),
    })
}

/// Who gets a lead that is interested: the caller, or whom `routing.yaml` says, if there is somebody.
pub(crate) fn gets_it(visit: Visit<'_>, list: &CallList) -> Taker {
    let is_callers = list.interested == Taker::Caller && visit.person().takes_leads;
    if is_callers || !visit.has_next() { Taker::Caller } else { Taker::Routing }
}

fn taker(visit: Visit<'_>, list: &CallList) -> ActivityKind {
    let by = visit.person().id.clone();
    match gets_it(visit, list) {
        Taker::Caller => ActivityKind::Accepted { by },
        Taker::Routing => {
            // Recorded in English, as all that is said of a lead: each reader has it in their own words.
            let why = Some(list.interested_words());
            ActivityKind::Assigned { to: None, by, why }
        }
    }
}

fn reason(action: &Action, visit: Visit<'_>, aside: SetAside) -> Result<String, FieldError> {
    let reason = action.entered("reason");
    let is_known = visit.config.funnel.reason(aside, reason).is_some();
    if is_known {
        Ok(reason.to_owned())
    } else {
        Err(FieldError::new("reason", visit.words().say("lead-choose-reason")))
    }
}

/// When they are to be called again: by their own clocks, within the hours of the list.
fn call_back(action: &Action, visit: Visit<'_>, list: &CallList) -> Result<ActivityKind, FieldError> {
    let (words, config, now) = (visit.words(), visit.config, visit.now);
    let zone = zone_of(visit.lead, &config.company);
    let today = now.to_zoned(zone.clone()).date();
    let day = read_date(action.entered("day")).ok_or_else(|| FieldError::new("day", words.say("calls-choose-day")))?;
    if day > today.saturating_add(1.year()) {
        return Err(FieldError::new("day", words.say("calls-within-a-year")));
    }
    let time = WallTime::try_from(action.entered("time").to_owned());
    let time = time.map_err(|_| FieldError::new("time", words.say("lead-step-write-time")))?;
    let due = time.on(day, &zone).filter(|due| *due > now);
    let due = due.ok_or_else(|| FieldError::new("day", words.say("calls-ahead")))?;
    if config.team.holidays.contains(&day) {
        return Err(FieldError::new("day", words.say("calls-holiday")));
    }
    if !list.is_open(zone, &config.team, due) {
        let hours = list.hours.text(words);
        return Err(FieldError::new("time", words.with("calls-not-then", &[("hours", hours.into())])));
    }
    Ok(ActivityKind::FollowUpSet { due, what: AGAIN.to_owned(), by: visit.person().id.clone() })
}

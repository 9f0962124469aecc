//! The next firing of a schedule of the template: `rate(…)` and `cron(…)` as `EventBridge` writes them, in UTC.
//!
//! What must stay true: a schedule depends on time alone, so that the clock may be moved.

use anyhow::{Context, Result, anyhow, bail};
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A schedule expression.
#[derive(Debug, Clone)]
pub(crate) enum Schedule {
    Rate(SignedDuration),
    Cron(Box<Cron>),
}

impl Schedule {
    /// Parses `rate(1 minute)` or `cron(30 2 * * ? *)`.
    pub(crate) fn parse(expression: &str) -> Result<Self> {
        if let Some(rate) = inside(expression, "rate") {
            return parse_rate(rate).with_context(|| format!("{expression} is not a rate like rate(5 minutes)"));
        }
        let fields =
            inside(expression, "cron").ok_or_else(|| anyhow!("{expression} is neither rate(…) nor cron(…)"))?;
        // Minutes, hours, day of month, month, day of week, year; one of the two days is `?`.
        if fields.split_whitespace().count() != 6 {
            bail!("{expression} does not have AWS's six fields: minutes hours day-of-month month day-of-week year");
        }
        let fields: Vec<String> = fields
            .split_whitespace()
            .enumerate()
            .map(|(index, field)| if index == 4 { shift_weekdays(field) } else { field.to_owned() })
            .collect();
        let cron = CronParser::builder()
            // A leading field of seconds makes croner read the sixth field as the year.
            .seconds(Seconds::Required)
            .year(Year::Required)
            .build()
            .parse(&format!("0 {}", fields.join(" ")))
            .map_err(|error| anyhow!("{expression}: {error}"))?;
        Ok(Self::Cron(Box::new(cron)))
    }

    /// The first firing strictly after a moment.
    pub(crate) fn next_after(&self, after: Timestamp) -> Result<Timestamp> {
        match self {
            Self::Rate(period) => {
                let period = period.as_millis();
                let next = (i128::from(after.as_millisecond()).div_euclid(period) + 1) * period;
                Ok(Timestamp::from_millisecond(i64::try_from(next)?)?)
            }
            Self::Cron(cron) => {
                let next = cron
                    .find_next_occurrence(&after.to_zoned(TimeZone::UTC), false)
                    .map_err(|error| anyhow!("the schedule never fires again: {error}"))?;
                Ok(next.timestamp())
            }
        }
    }

    /// Whether it fires every minute: the scheduler tick, which looks for due agenda entries.
    pub(crate) fn every_minute(&self) -> bool {
        matches!(self, Self::Rate(period) if *period == SignedDuration::from_mins(1))
    }
}

fn inside<'a>(expression: &'a str, name: &str) -> Option<&'a str> {
    expression.trim().strip_prefix(name)?.trim_start().strip_prefix('(')?.strip_suffix(')')
}

fn parse_rate(rate: &str) -> Result<Schedule> {
    let (count, unit) = rate.trim().split_once(' ').context("expected a number and a unit")?;
    let count: i64 = count.parse()?;
    if count < 1 {
        bail!("the number must be positive");
    }
    let minutes = match unit.trim() {
        "minute" | "minutes" => 1,
        "hour" | "hours" => 60,
        "day" | "days" => 24 * 60,
        other => bail!("{other} is not minutes, hours or days"),
    };
    Ok(Schedule::Rate(SignedDuration::from_mins(count * minutes)))
}

/// AWS counts weekdays from Sunday = 1, cron from Sunday = 0.
fn shift_weekdays(field: &str) -> String {
    let mut out = String::new();
    let mut previous = ' ';
    for letter in field.chars() {
        match letter.to_digit(10) {
            // After `#` and `/` comes a count, not a day.
            Some(day) if day >= 1 && previous != '#' && previous != '/' => {
                out.push_str(&(day - 1).to_string());
            }
            _ => out.push(letter),
        }
        previous = letter;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, after: &str, next: &str) {
        let schedule = Schedule::parse(expression).unwrap();
        let next_after = schedule.next_after(after.parse().unwrap()).unwrap();
        assert_eq!(next_after, next.parse().unwrap(), "{expression} after {after}");
    }

    #[test]
    fn fires_when_event_bridge_would() {
        check("rate(1 minute)", "2026-11-21T10:00:00Z", "2026-11-21T10:01:00Z");
        check("rate(5 minutes)", "2026-11-21T10:01:30Z", "2026-11-21T10:05:00Z");
        check("rate(1 day)", "2026-11-21T10:01:30Z", "2026-11-22T00:00:00Z");
        check("cron(30 2 * * ? *)", "2026-11-21T02:29:59Z", "2026-11-21T02:30:00Z");
        check("cron(30 2 * * ? *)", "2026-11-21T02:30:00Z", "2026-11-22T02:30:00Z");
        // 2026-11-21 is a Saturday; AWS's 2 is Monday.
        check("cron(0 8 ? * 2 *)", "2026-11-21T10:00:00Z", "2026-11-23T08:00:00Z");
        check("cron(0 8 ? * MON-FRI *)", "2026-11-21T10:00:00Z", "2026-11-23T08:00:00Z");
        check("cron(0 8 1 1 ? 2028)", "2026-11-21T10:00:00Z", "2028-01-01T08:00:00Z");
    }

    #[test]
    fn says_what_is_wrong() {
        for (expression, message) in [
            ("at(2026-01-01)", "neither rate"),
            ("rate(0 minutes)", "not a rate like"),
            ("rate(1 week)", "not a rate like"),
            ("cron(30 2 * * *)", "six fields"),
        ] {
            let error = format!("{:#}", Schedule::parse(expression).unwrap_err());
            assert!(error.contains(message), "{expression}: {error}");
        }
    }
}

//! Absences in words.

use jiff::civil::Date;

use crate::company::Person;
use crate::config::Config;
use crate::routing::{Away, People, stand_ins};

/// What follows a name: `away from Mon 23 Nov to Fri 27 Nov; leads go to Ben Weber and Chloé Martin`.
pub fn sentence(config: &Config, people: &People, person: &Person, away: Away, today: Date) -> String {
    let others: Vec<&str> = stand_ins(config, people, person, away).iter().map(|other| other.name.as_str()).collect();
    let others = match others.as_slice() {
        [] => "nobody else of the team is there all that time".to_owned(),
        [one] => format!("leads go to {one}"),
        [all @ .., last] => format!("leads go to {} and {last}", all.join(", ")),
    };
    format!("away {}; {others}", days(away, today))
}

/// The days of an absence, `on Mon 23 Nov` or `from Mon 23 Nov to Fri 27 Nov`; a year that is not this one is said.
pub fn days(away: Away, today: Date) -> String {
    let day = |date: Date| {
        let year = if date.year() == today.year() { "" } else { " %Y" };
        date.strftime(&format!("%a %-d %b{year}")).to_string()
    };
    if away.from == away.until {
        format!("on {}", day(away.from))
    } else {
        format!("from {} to {}", day(away.from), day(away.until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (from, until, words) in [
            ("2026-11-23", "2026-11-23", "on Mon 23 Nov"),
            ("2026-11-23", "2026-11-27", "from Mon 23 Nov to Fri 27 Nov"),
            ("2026-12-28", "2027-01-01", "from Mon 28 Dec to Fri 1 Jan 2027"),
        ] {
            assert_eq!(days(Away { from: day(from), until: day(until) }, day("2026-11-20")), words);
        }
    }
}

//! Absences in words.

use jiff::civil::Date;

use crate::company::Person;
use crate::routing::availability::Away;
use crate::routing::choose::Distribution;

impl<'a> Distribution<'a> {
    /// Who gets leads while a person is away: those of the same teams who are there all that time.
    pub fn stand_ins(&self, person: &Person, away: Away) -> Vec<&'a Person> {
        let team = self.team;
        let mine = team.teams.iter().filter(|(_, ids)| ids.contains(&person.id)).map(|(name, _)| name.as_str());
        let mut teams: Vec<&str> = mine.collect();
        if teams.is_empty() {
            teams.extend(self.routing.otherwise.as_ref().map(|otherwise| otherwise.team.as_str()));
        }
        let is_there = |other: &Person| {
            self.people.get(&other.id).is_none_or(|row| row.away.iter().all(|theirs| !theirs.overlaps(away)))
        };
        let is_member =
            |other: &Person| teams.iter().any(|name| team.members(name).any(|member| member.id == other.id));
        let others = team.people.iter().filter(|other| other.id != person.id && is_member(other) && is_there(other));
        others.collect()
    }

    /// An absence in words that follow a name: `away from Mon 23 Nov to Fri 27 Nov; leads go to Ben Weber and Chloé
    /// Martin`.
    pub fn absence_in_words(&self, person: &Person, away: Away) -> String {
        let others: Vec<&str> = self.stand_ins(person, away).iter().map(|other| other.name.as_str()).collect();
        let others = match others.as_slice() {
            [] => "nobody else of the team is there all that time".to_owned(),
            [one] => format!("leads go to {one}"),
            [all @ .., last] => format!("leads go to {} and {last}", all.join(", ")),
        };
        format!("away {}; {others}", days(away, person.date(self.now)))
    }
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

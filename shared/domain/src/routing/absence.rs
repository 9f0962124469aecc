//! Who can't be given a lead and why, absences and stand-ins, in words.

use jiff::civil::Date;

use crate::activity::mail::{Recipient, TeamMail};
use crate::company::{Person, Whose};
use crate::lead::Lead;
use crate::lead::agenda::{AgendaEntry, Task};
use crate::routing::availability::Away;
use crate::routing::choose::{Distribution, OwnerCandidate};
use crate::words::Words;

impl<'a> Distribution<'a> {
    /// The people who get leads while a person is away: members of the same teams who have no absence in that time.
    pub fn stand_ins(&self, person: &Person, away: Away) -> Vec<&'a Person> {
        let team = self.team;
        let mine = team.teams.iter().filter(|(_, ids)| ids.contains(&person.id)).map(|(name, _)| name.as_str());
        let mut teams: Vec<&str> = mine.collect();
        if teams.is_empty() {
            teams.extend(self.routing.otherwise.as_ref().map(|otherwise| otherwise.team.as_str()));
        }
        let is_there = |other: &Person| {
            self.unreachable(other).is_none()
                && self.people.get(&other.id).is_none_or(|row| row.away.iter().all(|theirs| !theirs.overlaps(away)))
        };
        let is_member =
            |other: &Person| teams.iter().any(|name| team.members(name).any(|member| member.id == other.id));
        let others = team.people.iter().filter(|other| other.id != person.id && is_member(other) && is_there(other));
        others.collect()
    }

    /// Why the person can't be given a lead now; none if they can. Who has as many leads as their limits say can be given
    /// one more by hand.
    pub fn unable(&self, person: &Person) -> Option<Unable> {
        if person.takes_leads { self.absent(person) } else { Some(Unable::TakesNone) }
    }

    /// Why the person can do nothing about a lead now: away, or without mail. None if they can.
    pub fn absent(&self, person: &Person) -> Option<Unable> {
        let today = person.date(self.now);
        if let Some(Away { until, .. }) = self.away(person) {
            return Some(Unable::Away { until, today });
        }
        let mail = self.unreachable(person)?;
        Some(Unable::NoMail { since: mail.since.to_zoned(person.timezone.time_zone()).date(), today })
    }

    /// Why the owner of a lead could not accept it; none if they could.
    pub fn unable_to_accept(&self, owner: &str) -> Option<Unable> {
        match self.team.person(owner) {
            Some(owner) => self.unable(owner),
            None => Some(Unable::Left),
        }
    }

    /// The rules have somebody for the lead besides its owner, who can take it now. (The owner of the first lead of the same
    /// employer is left out: nothing is read for this.)
    pub fn has_next(&self, lead: &Lead) -> bool {
        let owner: Vec<String> = lead.owner.iter().cloned().collect();
        match self.choose(lead, None, &owner, &[]) {
            OwnerCandidate::Kept(_) | OwnerCandidate::Person { .. } | OwnerCandidate::Turn { .. } => true,
            OwnerCandidate::Anyone(pool) => pool.ids().any(|id| self.unable_to_accept(id).is_none()),
            OwnerCandidate::Nobody => false,
        }
    }

    /// Whose a lead is, for the rule of access. One that nobody has is a channel partner's if the rules have people of this
    /// partner alone for it. (The owner of the first lead of the same employer is left out: nothing is read for this.)
    pub fn whose<'l>(&self, lead: &'l Lead) -> Whose<'l>
    where
        'a: 'l,
    {
        if lead.owner.is_some() {
            return self.team.whose(lead.owner.as_deref(), None);
        }
        let ids: Vec<String> = match self.choose(lead, None, &[], &[]) {
            OwnerCandidate::Kept(person) | OwnerCandidate::Person { person, .. } => vec![person],
            OwnerCandidate::Turn { pool, .. } | OwnerCandidate::Anyone(pool) => pool.ids().map(str::to_owned).collect(),
            OwnerCandidate::Nobody => Vec::new(),
        };
        let partner_of = |id: &String| self.team.person(id).and_then(|person| person.partner.as_deref());
        let partner = ids.first().and_then(partner_of).filter(|one| ids.iter().all(|id| partner_of(id) == Some(one)));
        match lead.in_hand_of(self.now) {
            Some(of) => Whose::InHand { of, partner },
            None => self.team.whose(None, partner),
        }
    }

    /// Who gets a mail that was planned for the owner of a lead: the manager, where mail does not reach the owner, and
    /// nobody would hear of the lead otherwise. Of an owner who has left the team it gets what asks to call; a lead that was
    /// just given to them goes to who is next (see the fold).
    pub fn recipient(&self, mail: &str, to: Recipient, lead: &Lead) -> Recipient {
        let owner = lead.owner.as_ref().and_then(|owner| self.team.person(owner));
        let is_lost = match owner {
            Some(owner) => self.unreachable(owner).is_some(),
            None => TeamMail::named(mail).is_some_and(TeamMail::asks_to_call),
        };
        let to_manager = is_lost && !is_watched(mail, to, lead) && self.team.manager().is_some();
        if to_manager { Recipient::Manager } else { to }
    }

    /// An absence in words that follow a name: `away from Mon 23 Nov to Fri 27 Nov; leads go to Ben Weber and Chloé
    /// Martin`.
    pub fn absence_in_words(&self, person: &Person, away: Away, words: Words<'_>) -> String {
        let others: Vec<&str> = self.stand_ins(person, away).iter().map(|other| other.name.as_str()).collect();
        let days = ("days", days(away, person.date(self.now), words).into());
        match others.as_slice() {
            [] => words.with("story-away-nobody", &[days]),
            [one] => words.with("story-away-one", &[days, ("person", (*one).into())]),
            [all @ .., last] => {
                words.with("story-away-many", &[days, ("people", all.join(", ").into()), ("last", (*last).into())])
            }
        }
    }
}

/// Why somebody of the team can do nothing about a lead now, or may not be given one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unable {
    /// `team.yaml` says that they take no leads.
    TakesNone,
    /// They are away.
    Away {
        /// The last day.
        until: Date,
        /// Today, where they are.
        today: Date,
    },
    /// Mail to them comes back.
    NoMail {
        /// Since that day.
        since: Date,
        /// Today, where they are.
        today: Date,
    },
    /// They left the team.
    Left,
}

impl Unable {
    /// In words that follow a name: `away until Fri 27 Nov`.
    pub fn words(self, words: Words<'_>) -> String {
        match self {
            Self::TakesNone => words.say("story-unable-takes-none"),
            Self::Away { until, today } if until == today => words.say("story-unable-today"),
            Self::Away { until, today } => {
                words.with("story-unable-until", &[("day", day(until, today, words).into())])
            }
            Self::NoMail { since, today } => {
                words.with("story-unable-no-mail", &[("day", day(since, today, words).into())])
            }
            Self::Left => words.say("story-unable-left"),
        }
    }
}

/// Somebody hears of the lead also if this mail does not reach its reader: it is not for the owner, or the lead is escalated
/// unless its owner accepts it.
pub fn is_watched(mail: &str, to: Recipient, lead: &Lead) -> bool {
    let is_accept = |entry: &AgendaEntry| matches!(entry.task, Task::Accept { .. });
    to != Recipient::Owner || (TeamMail::HandOff.is(mail) && lead.agenda().iter().any(is_accept))
}

/// The days of an absence, `on Mon 23 Nov` or `from Mon 23 Nov to Fri 27 Nov`, with the year if it is not this year.
pub fn days(away: Away, today: Date, words: Words<'_>) -> String {
    let day = |date| day(date, today, words).into();
    if away.from == away.until {
        words.with("story-away-on", &[("day", day(away.from))])
    } else {
        words.with("story-away-from", &[("from", day(away.from)), ("until", day(away.until))])
    }
}

fn day(date: Date, today: Date, words: Words<'_>) -> String {
    words.date(if date.year() == today.year() { "date-day" } else { "date-day-of-year" }, date)
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
            assert_eq!(days(Away { from: day(from), until: day(until) }, day("2026-11-20"), Words::english()), words);
        }
    }
}

//! A lead's score over the last days.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::lead::Lead;
use crate::lead::tally::Tally;
use crate::scoring::model::Model;
use crate::value::day::{day_of, to_date};

impl Model {
    /// The score at the end of each of the last `count` UTC days, today last: by the rules and the fit of today, from what
    /// the lead had done by then, as far as its tally remembers. A rule that goes by no day counts on each of them.
    pub fn curve(&self, lead: &Lead, count: u16, now: Timestamp) -> Vec<(Date, i32)> {
        let fit = self.fit(lead);
        let today = day_of(now);
        let first = lead.tally.entries.iter().map(|entry| entry.day).filter(|day| *day > 0).min().unwrap_or(today);
        let days = (today + 1 - i32::from(count)).max(first.min(today))..=today;
        let on = |day| {
            let done = lead.tally.entries.iter().filter(|entry| entry.day <= day).cloned().collect();
            let tally = Tally { newest: lead.tally.newest.map(|newest| newest.min(day)), entries: done };
            (to_date(day), self.rated(fit, self.engagement(&tally, day)).total)
        };
        days.map(on).collect()
    }
}

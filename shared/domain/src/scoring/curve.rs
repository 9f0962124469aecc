//! A lead's score over the last days.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::lead::Lead;
use crate::lead::applied::Applied;
use crate::lead::tally::Tally;
use crate::scoring::model::Model;
use crate::value::day::{Day, day_of, to_date};

impl Model {
    /// The score at the end of each of the last `count` UTC days since the lead arrived, today last: by the rules and the
    /// fit of today, from what the lead had done by then.
    ///
    /// `newest` are its newest activities. Of what came before them only the tally tells, so that a rule which goes by no
    /// day counts on every day.
    pub fn curve(&self, lead: &Lead, newest: &[Applied], count: u16, now: Timestamp) -> Vec<(Date, i32)> {
        let fit = self.fit(lead);
        let today = day_of(now);
        let arrived = day_of(lead.first_touch.activity.occurred_at()).min(today);
        let is_complete = newest.iter().any(|applied| applied.seq == 1);
        let done_by = |day: Day| {
            if is_complete {
                let by_then = |applied: &&Applied| day_of(applied.activity.occurred_at()) <= day;
                return self.recount(&newest.iter().filter(by_then).cloned().collect::<Vec<_>>()).1;
            }
            let entries = lead.tally.entries.iter().filter(|entry| entry.day <= day).cloned().collect();
            Tally { newest: lead.tally.newest.map(|newest| newest.min(day)), entries }
        };
        let days = (today + 1 - i32::from(count)).max(arrived)..=today;
        days.map(|day| (to_date(day), self.rated(fit, self.engagement(&done_by(day), day)).total)).collect()
    }
}

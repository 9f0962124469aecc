//! Costs over days, in whole minor units.
//!
//! The rule for remainders: of an amount T over n days, the first k days together cost ⌊T × k ÷ n⌋. So every day is
//! within one minor unit of every other, the days that cost one more are spread evenly, and all days together cost
//! exactly T.

use jiff::civil::Date;

use crate::campaign::rules::CampaignCost;
use crate::value::currency::Currency;
use crate::value::month::Month;

/// The part of an amount on the day of that number, from 0, of a number of days.
pub fn part(amount: u64, day: u64, days: u64) -> u64 {
    let until = |days_passed: u64| u128::from(amount) * u128::from(days_passed) / u128::from(days.max(1));
    u64::try_from(until(day + 1) - until(day)).unwrap_or(u64::MAX)
}

impl CampaignCost {
    /// What it costs on a day with that number of clicks, in minor units; none on a day that it has no cost for.
    ///
    /// A month that it covers in part costs its days' share. Clicks that nobody reported cost nothing that is known.
    pub fn on(&self, day: Date, clicks: Option<u64>, currency: Currency) -> Option<u64> {
        let digits = currency.digits();
        if self.from.is_some_and(|from| day < from) || self.to.is_some_and(|to| day > to) {
            return None;
        }
        if let Some(fixed) = self.fixed {
            let (from, to) = (self.from?, self.to?);
            return Some(part(fixed.exactly(digits)?, days(from, day), days(from, to) + 1));
        }
        if let Some(a_month) = self.a_month {
            let month = Month::of(day);
            let length = days(month.first(), month.last()) + 1;
            return Some(part(a_month.exactly(digits)?, days(month.first(), day), length));
        }
        if let Some(a_day) = self.a_day {
            return a_day.exactly(digits);
        }
        self.a_click?.times(clicks?, i32::try_from(digits).ok()?)
    }
}

/// The number of days from one to another; 0 for the same.
fn days(from: Date, to: Date) -> u64 {
    u64::try_from(from.duration_until(to).as_hours() / 24).unwrap_or_default()
}

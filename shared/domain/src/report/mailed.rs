//! What was mailed of a report: so that a period is reported once, and the next report names what changed since.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::company::Company;
use crate::metrics::measure::Unit;
use crate::metrics::measures::measure;
use crate::value::currency::Currency;
use crate::value::period::Period;

/// How many periods are compared with what was mailed of them: a year of months. Older ones are forgotten.
const KEPT: usize = 13;

/// The totals of a period: the name of a measure → its number, for those that are numbers.
pub type Totals = BTreeMap<String, u64>;

/// What is kept of one report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReportLog {
    /// Since when the report is there: what was due before is not mailed. None before its first look.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    pub since: Option<Timestamp>,
    /// The last periods that were mailed, with the totals that people know of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mailed: BTreeMap<Period, Totals>,
    /// The currency of the amounts in them: the company's when they were mailed. Earlier releases stored none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

/// A total that is another one than what was mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The period.
    pub period: Period,
    /// The name of the measure.
    pub measure: String,
    /// What was mailed.
    pub mailed: u64,
    /// What it is now.
    pub now: u64,
}

impl ReportLog {
    /// The report is there at `now`; false if that was known.
    pub fn is_there(&mut self, now: Timestamp) -> bool {
        let is_new = self.since.is_none();
        self.since.get_or_insert(now);
        is_new
    }

    /// Amounts are in this currency from now on. Those in another one are forgotten: they can't be compared.
    pub fn in_currency(&mut self, company: &Company) {
        if self.currency.unwrap_or(company.unnamed_currency()) != company.currency {
            let is_amount = |name: &str| measure(name).is_some_and(|measure| measure.unit == Unit::Money);
            self.mailed.values_mut().for_each(|totals| totals.retain(|name, _| !is_amount(name)));
        }
        self.currency = Some(company.currency);
    }

    /// A report of that period was mailed.
    pub fn has(&self, period: Period) -> bool {
        self.mailed.contains_key(&period)
    }

    /// The periods whose totals people know.
    pub fn periods(&self) -> impl Iterator<Item = Period> {
        self.mailed.keys().copied()
    }

    /// Which totals of a period changed since they were mailed. A measure that was not in that report, or is in none now,
    /// has not changed.
    pub fn changes(&self, period: Period, now: &Totals) -> Vec<Change> {
        let mailed = self.mailed.get(&period).into_iter().flatten();
        let changes = mailed.filter_map(|(measure, mailed)| {
            let (measure, mailed, now) = (measure.clone(), *mailed, *now.get(measure)?);
            (mailed != now).then_some(Change { period, measure, mailed, now })
        });
        changes.collect()
    }

    /// People know these totals of a period: its report was mailed, or the change was named. A period that was mailed keeps
    /// the totals that a report without them does not show.
    pub fn record(&mut self, period: Period, totals: Totals) {
        self.mailed.entry(period).or_default().extend(totals);
        while self.mailed.len() > KEPT {
            self.mailed.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap()
    }

    fn totals(of: &[(&str, u64)]) -> Totals {
        of.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
    }

    #[test]
    fn a_change_is_named_once() {
        let mut log = ReportLog::default();
        let november = period("2026-11");
        assert_eq!(log.changes(november, &totals(&[("new_leads", 214)])), []);
        log.record(november, totals(&[("new_leads", 212), ("forms", 9)]));
        assert!(log.has(november));
        let now = totals(&[("new_leads", 214), ("to_mql", 3)]);
        let change = Change { period: november, measure: "new_leads".to_owned(), mailed: 212, now: 214 };
        assert_eq!(log.changes(november, &now), [change]);
        log.record(november, now.clone());
        assert_eq!(log.changes(november, &now), []);
        assert_eq!(log.mailed[&november], totals(&[("forms", 9), ("new_leads", 214), ("to_mql", 3)]));
    }

    #[test]
    fn the_last_periods_are_kept_and_read_again() {
        let mut log = ReportLog::default();
        assert!(log.is_there("2026-01-01T00:00:00Z".parse().unwrap()));
        assert!(!log.is_there("2026-02-01T00:00:00Z".parse().unwrap()));
        let mut week = period("2026-W01");
        for number in 0..30 {
            log.record(week, totals(&[("new_leads", number)]));
            week = week.after();
        }
        assert_eq!(log.periods().map(|period| period.to_string()).collect::<Vec<_>>().first().unwrap(), "2026-W18");
        assert_eq!(log.mailed.len(), KEPT);
        let stored = serde_json::to_string(&log).unwrap();
        assert!(stored.starts_with(r#"{"since":1767225600000,"mailed":{"2026-W18":{"new_leads":17}"#), "{stored}");
        assert_eq!(serde_json::from_str::<ReportLog>(&stored).unwrap(), log);
    }
}

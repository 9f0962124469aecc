//! What a lead did, counted: all that a score needs of its past, bounded, and free of the order of arrival.

use crate::activity::Activity;
use crate::lead::submissions::SpanChange;
use crate::lead::tally::{TIMES_LIMIT, Tally, TallyEntry};
use crate::scoring::compiled::{Compiled, Signal, Timing};
use crate::scoring::model::Model;
use crate::value::day::{BLOCK, Day, bucket, day_of};

impl Model {
    /// Counts one activity. `change` is what a form post did to the lead's submissions: posts of the same wish are one
    /// time, at the first of them.
    ///
    /// The order of counting does not matter; an activity must be counted once.
    pub fn count(&self, tally: &mut Tally, activity: &Activity, change: Option<&SpanChange>) {
        let day = day_of(activity.occurred_at());
        let newest = tally.newest.map_or(day, |newest| newest.max(day));
        if tally.newest != Some(newest) {
            tally.newest = Some(newest);
            self.compact(tally, newest);
        }
        if change.is_some_and(SpanChange::is_nothing) {
            return;
        }
        let Some(signal) = Signal::of(&activity.kind) else { return };
        for (index, rule) in self.rules_of(activity.kind.name()).filter(|(_, rule)| rule.takes(&signal)) {
            for gone in change.into_iter().flat_map(|change| &change.removed) {
                remove(tally, index, rule, day_of(gone.occurred_at()), newest);
            }
            let day = change.map_or(day, |change| day_of(change.first.occurred_at()));
            add(tally, index, rule, day, newest);
        }
    }

    /// Drops what no longer counts on `newest`, and puts old days together.
    fn compact(&self, tally: &mut Tally, newest: Day) {
        tally.entries.retain_mut(|entry| {
            let Some(rule) = self.engagement.get(usize::from(entry.rule)) else { return false };
            if goes_by_bucket(rule) {
                entry.day = rule.first_day(entry.day, newest);
                rule.worth_at(newest - entry.day).is_some()
            } else {
                true
            }
        });
        tally.entries.dedup_by(|later, kept| {
            let same = (later.rule, later.day) == (kept.rule, kept.day);
            if same {
                kept.times = (kept.times + later.times).min(TIMES_LIMIT);
            }
            same
        });
    }

    /// The most bytes a tally of this model takes as JSON.
    pub fn most_bytes(&self) -> usize {
        const REST: usize = r#"{"newest":-719528,"counts":{}}"#.len();
        REST + self.bytes_by_rule().iter().sum::<usize>()
    }

    /// The same of each engagement rule.
    pub(crate) fn bytes_by_rule(&self) -> Vec<usize> {
        self.engagement.iter().enumerate().map(|(index, rule)| most_bytes(index, rule)).collect()
    }
}

/// Its days matter, and the old ones go.
fn goes_by_bucket(rule: &Compiled) -> bool {
    !rule.first_only && !matches!(rule.timing, Timing::Always)
}

fn add(tally: &mut Tally, index: u16, rule: &Compiled, day: Day, newest: Day) {
    if rule.first_only {
        // The earliest stays, even when it no longer counts: it says that no other does.
        let at = tally.entries.partition_point(|entry| entry.rule < index);
        match tally.entries.get_mut(at).filter(|entry| entry.rule == index) {
            Some(first) => first.day = first.day.min(day),
            None => tally.entries.insert(at, TallyEntry { rule: index, day, times: 1 }),
        }
        return;
    }
    if rule.worth(day, newest).is_none() {
        return;
    }
    let day = key(rule, day, newest);
    match tally.place(index, day) {
        Ok(at) => tally.entries[at].times = (tally.entries[at].times + 1).min(TIMES_LIMIT),
        Err(at) => tally.entries.insert(at, TallyEntry { rule: index, day, times: 1 }),
    }
    // Of forms all are kept: one that counts may turn out to be part of another, and one before it counts after all.
    if goes_by_bucket(rule) && !rule.counts_forms {
        keep_newest(tally, index, rule.at_most);
    }
}

/// Undoes an [`add`], of a span of posts that became part of another.
fn remove(tally: &mut Tally, index: u16, rule: &Compiled, day: Day, newest: Day) {
    // The first of two joined spans stays the first.
    if rule.first_only {
        return;
    }
    if let Ok(at) = tally.place(index, key(rule, day, newest)) {
        tally.entries[at].times -= 1;
        if tally.entries[at].times == 0 {
            tally.entries.remove(at);
        }
    }
}

/// The day under which a time of `day` is counted.
fn key(rule: &Compiled, day: Day, newest: Day) -> Day {
    if matches!(rule.timing, Timing::Always) { 0 } else { rule.first_day(day, newest) }
}

/// Drops all but the newest `most` times of a rule.
fn keep_newest(tally: &mut Tally, index: u16, most: u32) {
    let end = tally.entries.partition_point(|entry| entry.rule <= index);
    let mut left = most;
    let mut start = end;
    while start > 0 && tally.entries[start - 1].rule == index && left > 0 {
        start -= 1;
        let entry = &mut tally.entries[start];
        entry.times = entry.times.min(u16::try_from(left).unwrap_or(u16::MAX));
        left -= u32::from(entry.times);
    }
    let first = tally.entries.partition_point(|entry| entry.rule < index);
    tally.entries.drain(first..start);
}

/// The most bytes that the counts of a rule take as JSON.
fn most_bytes(index: usize, rule: &Compiled) -> usize {
    const FIRST_DAY: usize = "-719528".len();
    let limit = usize::from(TIMES_LIMIT);
    let around = digits(index) + r#""":[],"#.len();
    let horizon = match rule.horizon() {
        _ if rule.first_only => return around + FIRST_DAY + ",1".len(),
        None => return around + "0,".len() + digits(limit),
        Some(horizon) => horizon,
    };
    let entry = |since: usize, times: usize| 1 + digits(since) + 1 + digits(times);
    // All days of the horizon in use; which of them stand together depends on where today is in its block. To leave one
    // out saves more than what the longer way to the next one costs.
    let full = (0..BLOCK).map(|today| {
        let mut days: Vec<Day> = (today - horizon - BLOCK..=today)
            .map(|day| if matches!(rule.timing, Timing::Decay(_)) { bucket(day, today) } else { day })
            .filter(|day| today - day < horizon)
            .collect();
        days.dedup();
        let since = days.windows(2).map(|pair| usize::try_from(pair[1] - pair[0]).unwrap_or(usize::MAX));
        (days.len(), FIRST_DAY + 1 + digits(limit) + since.map(|since| entry(since, limit)).sum::<usize>())
    });
    let (buckets, bytes) = full.max_by_key(|(_, bytes)| *bytes).unwrap_or_default();
    let at_most = usize::try_from(rule.at_most).unwrap_or(usize::MAX);
    if rule.counts_forms || at_most >= buckets {
        return around + bytes;
    }
    let apart = usize::try_from(horizon).unwrap_or(usize::MAX);
    let few = FIRST_DAY + 1 + digits(at_most.min(limit)) + (at_most.max(1) - 1) * entry(apart, at_most.min(limit));
    around + bytes.min(few)
}

fn digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

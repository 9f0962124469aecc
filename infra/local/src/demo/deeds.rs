//! What somebody does in the demo, in the order of time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jiff::Timestamp;
use serde_json::Value;

/// What somebody does. Each goes the way that it goes in a real company.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// A visitor posts a form.
    Post { form: &'static str, visitor: usize, campaign: Option<&'static str>, message: bool },
    /// A program, or a salesperson, posts an activity.
    Tell(Value),
    /// A visitor follows a link of a mail, or their mail program loads its picture.
    Follow { path: String, visitor: usize },
    /// A visitor presses the button behind the link that ends all marketing mail.
    Unsubscribe { path: String },
    /// Marketing imports a list of visitors.
    Import { source: &'static str, campaign: Option<&'static str>, visitors: Vec<usize>, start: bool },
    /// Somebody is away for some days, from a day on that is so many days ahead.
    Away { person: &'static str, from: i32, days: i32 },
}

/// The deeds to come.
#[derive(Debug, Default)]
pub(super) struct Deeds {
    /// By time; of the same time, in the order they were added.
    coming: BinaryHeap<Reverse<Coming>>,
    added: u64,
}

#[derive(Debug)]
struct Coming {
    at: Timestamp,
    number: u64,
    deed: Deed,
}

impl Coming {
    fn order(&self) -> (Timestamp, u64) {
        (self.at, self.number)
    }
}

impl PartialEq for Coming {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Coming {}

impl PartialOrd for Coming {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Coming {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl Deeds {
    /// Adds a deed.
    pub(super) fn add(&mut self, at: Timestamp, deed: Deed) {
        self.coming.push(Reverse(Coming { at, number: self.added, deed }));
        self.added += 1;
    }

    /// When the next one happens.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.coming.peek().map(|Reverse(next)| next.at)
    }

    /// Takes out the next one, if its time has come.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Option<Deed> {
        self.next_at().filter(|at| *at <= now)?;
        self.coming.pop().map(|Reverse(next)| next.deed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_come_in_the_order_of_time() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut deeds = Deeds::default();
        for (second, path) in [(5, "b"), (9, "d"), (1, "a"), (5, "c")] {
            deeds.add(at(second), Deed::Unsubscribe { path: path.to_owned() });
        }
        let mut taken = String::new();
        while let Some(Deed::Unsubscribe { path }) = deeds.take_due(at(8)) {
            taken.push_str(&path);
        }
        assert_eq!((taken.as_str(), deeds.next_at()), ("abc", Some(at(9))));
    }
}

//! How far the call lists are: for the manager's page and for the command.

use futures_util::future::try_join_all;
use jiff::{Timestamp, ToSpan};
use leadwright_domain::call_lists::CallList;
use leadwright_domain::config::Config;
use leadwright_domain::metrics::{Grain, Metrics};

use super::call_lists::InHand;
use super::error::TableError;
use super::numbers::Numbers;
use super::rows::Table;

/// The days of which calls are counted, up to today.
const DAYS: i32 = 30;

/// The dimension of calls by list, and its counters.
const BY_LIST: &str = "call_list";
const COUNTERS: [&str; 3] = ["called", "called_reached", "called_interested"];

/// How far a call list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNumbers {
    /// The list's name.
    pub list: String,
    /// What callers read.
    pub title: String,
    /// Leads that wait to be called, now or later; no more than were to be counted.
    pub remaining: u32,
    /// Leads that callers have in hand.
    pub in_hand: Vec<InHand>,
    /// Calls of the last 30 days, as far as they were counted.
    pub calls: u64,
    /// Those of them that reached the person.
    pub reached: u64,
    /// Leads that went to sales after they were spoken with.
    pub interested: u64,
}

impl Table {
    /// How far each list of the file is. Leads that remain are counted up to `most` a list.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn call_numbers(
        &self,
        config: &Config,
        now: Timestamp,
        most: u32,
    ) -> Result<Vec<CallNumbers>, TableError> {
        let lists = &config.call_lists.lists;
        if lists.is_empty() {
            return Ok(Vec::new());
        }
        let today = now.to_zoned(config.company.timezone.time_zone()).date();
        let days = (today.saturating_sub(DAYS.days()), today);
        let waiting = try_join_all(lists.iter().map(|list| self.waiting_on(&list.name, now, most)));
        let in_hand = try_join_all(lists.iter().map(|list| self.in_hand_of(&list.name, now)));
        let counted = self.numbers(&[BY_LIST], days, Grain::Whole, &config.company);
        let (waiting, in_hand, counted) = futures_util::try_join!(waiting, in_hand, counted)?;
        let all = lists.iter().zip(waiting).zip(in_hand);
        Ok(all.map(|((list, remaining), in_hand)| numbers(list, remaining, in_hand, &counted)).collect())
    }
}

fn numbers(list: &CallList, remaining: u32, in_hand: Vec<InHand>, counted: &Numbers) -> CallNumbers {
    let of_list = |counter: &str| {
        let pieces = counted.pieces.iter().filter_map(|piece| piece.counts.get(BY_LIST)?.get(&list.name));
        pieces.map(|metrics: &Metrics| metrics.get(counter).copied().unwrap_or_default()).sum()
    };
    let [calls, reached, interested] = COUNTERS.map(of_list);
    CallNumbers { list: list.name.clone(), title: list.title.clone(), remaining, in_hand, calls, reached, interested }
}

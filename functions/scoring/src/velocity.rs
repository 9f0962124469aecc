//! How many posts came from a network block within an hour.
//!
//! A row is written for every fifth post of a block that this environment sees: a visitor costs no write, a flood one for
//! five posts. Each environment knows the others' posts as of its last write, so that the count is short by four posts an
//! environment at the most.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadwright_cloud::table::Table;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_domain::value::network::NetworkBlock;
use tracing::warn;

/// A write counts this number of posts.
const EACH: u32 = 5;

/// The most blocks that are remembered: with more, those of the hour are forgotten and counted anew.
const MOST: usize = 10_000;

/// The posts of the newest hour, by block.
#[derive(Debug, Default)]
pub(crate) struct Velocity {
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    hour: String,
    networks: HashMap<String, Posts>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Posts {
    /// All posts that were known at the last write.
    written: u32,
    /// Those of this environment that are being written.
    under_way: u32,
    /// Those of this environment since.
    since: u32,
}

impl Posts {
    fn all(self) -> u32 {
        self.written + self.under_way + self.since
    }

    /// Counts a post; the number to be written now, if it is one. Posts that are counted side by side write each once.
    fn add(&mut self) -> Option<u32> {
        self.since += 1;
        (self.since >= EACH).then(|| {
            let batch = std::mem::take(&mut self.since);
            self.under_way += batch;
            batch
        })
    }
}

impl Velocity {
    /// Counts a post, and gives how many of its block are known in its hour; 0 if that is not known.
    pub(crate) async fn count(
        &self,
        table: &Table,
        key: &IdentityKey,
        block: NetworkBlock,
        at: Timestamp,
        now: Timestamp,
    ) -> u32 {
        if block.is_of_this_machine() {
            return 0;
        }
        let zoned = at.to_zoned(TimeZone::UTC);
        let network = key.network_on(&zoned.date().to_string(), block);
        let hour = zoned.strftime("%Y-%m-%dT%H").to_string();
        let mut batch = None;
        let Some(posts) = self.change(&hour, &network, |posts| batch = posts.add()) else { return 0 };
        let Some(batch) = batch else { return posts.all() };
        let written = match table.count_posts(&network, &hour, batch, now).await {
            Ok(written) => Some(written),
            Err(failure) => {
                // They are counted with the next ones.
                warn!(why = format!("{:#}", anyhow::Error::from(failure)), "posts of a network not counted");
                None
            }
        };
        let settled = |known: &mut Posts| {
            known.under_way = known.under_way.saturating_sub(batch);
            match written {
                Some(written) => known.written = known.written.max(written),
                None => known.since += batch,
            }
        };
        self.change(&hour, &network, settled).map_or(posts.all(), Posts::all)
    }

    /// Changes what is known of a block; none of an hour before the newest.
    fn change(&self, hour: &str, network: &str, change: impl FnOnce(&mut Posts)) -> Option<Posts> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if hour < counted.hour.as_str() {
            return None;
        }
        if hour > counted.hour.as_str() || counted.networks.len() >= MOST {
            *counted = Counted { hour: hour.to_owned(), networks: HashMap::new() };
        }
        let posts = counted.networks.entry(network.to_owned()).or_default();
        change(posts);
        Some(*posts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Also while others are being written: a batch of posts is counted at once.
    #[test]
    fn a_post_is_written_once() {
        let mut posts = Posts::default();
        let written: Vec<u32> = (0..12).filter_map(|_| posts.add()).collect();
        assert_eq!((written, posts.all()), (vec![5, 5], 12));
    }

    #[test]
    fn an_hour_begins_anew_and_an_earlier_one_is_not_known() {
        let velocity = Velocity::default();
        let post = |hour: &str| velocity.change(hour, "a", |posts| posts.since += 1).map(|posts| posts.since);
        assert_eq!(
            [post("T10"), post("T10"), post("T11"), post("T10"), post("T11")],
            [Some(1), Some(2), Some(1), None, Some(2)]
        );
    }
}

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
    /// Those of this environment since.
    since: u32,
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
        let Some(posts) = self.change(&hour, &network, |posts| posts.since += 1) else { return 0 };
        if posts.since < EACH {
            return posts.written + posts.since;
        }
        match table.count_posts(&network, &hour, posts.since, now).await {
            Ok(written) => {
                let counted = |known: &mut Posts| {
                    known.written = written;
                    known.since = known.since.saturating_sub(posts.since);
                };
                self.change(&hour, &network, counted).map_or(written, |posts| posts.written + posts.since)
            }
            Err(failure) => {
                // One sign of several is too low for a while.
                warn!(why = format!("{:#}", anyhow::Error::from(failure)), "posts of a network not counted");
                posts.written + posts.since
            }
        }
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

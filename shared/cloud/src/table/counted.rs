//! The activities that a number counts: from a table of numbers to the leads.
//!
//! They are read from the index `day`, newest first. A page reads a bounded part of the days, however few activities it
//! finds there.

use std::fmt;

use futures_util::future::try_join_all;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leadwright_domain::activity::ActivityId;
use leadwright_domain::metrics::{Fact, Filter};
use leadwright_domain::value::identity::LeadId;

use super::error::TableError;
use super::item::{Item, read, text, text_of};
use super::key::RowKind;
use super::metrics::day_partition;
use super::rows::Table;

/// The activities that a query asks for.
const ROWS: i32 = 500;

/// A page ends after this many queries of all shards: 60 days without an activity, or 30,000 activities a shard.
const ROUNDS: usize = 60;

/// An activity that a number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Its lead.
    pub lead: LeadId,
    /// When it happened.
    pub at: Timestamp,
    /// What it adds to the number: 1, or an amount in the smallest unit.
    pub number: u64,
}

/// Activities that a number counts, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CountedPage {
    /// Those of this page; there may be none, and more on the next.
    pub counted: Vec<Counted>,
    /// Where older ones begin; none if there are no older ones.
    pub next: Option<Older>,
}

/// A place between activities: those before it are older.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Older {
    /// The UTC day of its activities.
    day: Date,
    /// Their sort keys are smaller.
    below: String,
}

impl Older {
    /// Reads a place as [`Display`](fmt::Display) writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let day = Date::strptime("%Y%m%d", text.get(..8)?).ok()?;
        let is_key = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (is_key && text.len() <= 100).then(|| Self { day, below: sort_of(text) })
    }

    /// Before a time.
    fn before(at: Timestamp) -> Result<Self, jiff::Error> {
        // A time with nothing behind it sorts before every activity of that time.
        let below = sort_of(&at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%S%3f").to_string());
        let last = at.checked_sub(1.millisecond())?;
        Ok(Self { day: last.to_zoned(TimeZone::UTC).date(), below })
    }

    /// Before its day.
    fn day_before(&self) -> Result<Self, jiff::Error> {
        let below = sort_of(&self.day.strftime("%Y%m%d").to_string());
        Ok(Self { day: self.day.yesterday()?, below })
    }
}

impl fmt::Display for Older {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A day's end is written as the next one's begin.
        f.write_str(self.below.strip_prefix(RowKind::Activity.sort()).unwrap_or(&self.below))
    }
}

fn sort_of(id: &str) -> String {
    format!("{}{id}", RowKind::Activity.sort())
}

/// A row of the index that may count.
struct Found {
    sort: String,
    row: Item,
}

impl Table {
    /// The activities that the filter finds, newest first, from `start` on: `most` at the most, and fewer where they are rare.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn counted(
        &self,
        filter: &Filter<'_>,
        start: Option<Older>,
        most: usize,
    ) -> Result<CountedPage, TableError> {
        let out_of_range = |_| TableError::Broken { key: "days".to_owned(), why: "out of the calendar".to_owned() };
        let midnight = |day: Date| day.to_zoned(filter.zone().clone()).map(|midnight| midnight.timestamp());
        let from = midnight(filter.days().first).map_err(out_of_range)?;
        let until = filter.days().last.tomorrow().and_then(midnight).map_err(out_of_range)?;
        let end = Older::before(until).map_err(out_of_range)?;
        let first_day = from.to_zoned(TimeZone::UTC).date();
        let mut place = start.filter(|start| start.below < end.below).unwrap_or(end);
        let mut page = CountedPage::default();
        for _ in 0..ROUNDS {
            if place.day < first_day {
                return Ok(page);
            }
            let shards = try_join_all((0..self.shards).map(|shard| self.newest_facts(shard, from, &place))).await?;
            // Where a shard has more, what is older than its oldest row here waits for it.
            let floor =
                shards.iter().filter(|(_, more)| *more).filter_map(|(rows, _)| rows.last()).map(|row| &row.sort);
            let floor = floor.max().cloned();
            let is_complete = |found: &Found| floor.as_ref().is_none_or(|floor| found.sort >= *floor);
            let mut rows: Vec<Found> = shards.into_iter().flat_map(|(rows, _)| rows).filter(is_complete).collect();
            rows.sort_by(|left, right| right.sort.cmp(&left.sort));
            for Found { sort, row } in rows {
                let fact: Fact = read(&row, "fact")?;
                let number = filter.counts(&fact);
                if number > 0 {
                    page.counted.push(counted(&row, &sort, number)?);
                }
                if page.counted.len() == most {
                    page.next = Some(Older { below: sort, ..place });
                    return Ok(page);
                }
            }
            place = match floor {
                Some(below) => Older { below, ..place },
                None => place.day_before().map_err(out_of_range)?,
            };
        }
        page.next = (place.day >= first_day).then_some(place);
        Ok(page)
    }

    /// The newest activities of a shard and a UTC day that are older than a place, and whether there are more.
    async fn newest_facts(&self, shard: u16, from: Timestamp, place: &Older) -> Result<(Vec<Found>, bool), TableError> {
        let day = place.day.strftime("%Y%m%d").to_string();
        let first = sort_of(&from.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%S%3f").to_string());
        let first = first.max(sort_of(&day));
        if first >= place.below {
            return Ok((Vec::new(), false));
        }
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("day")
            .key_condition_expression("day_pk = :day AND sk BETWEEN :first AND :below")
            .expression_attribute_values(":day", text(day_partition(&day, shard)))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":below", text(&place.below))
            .scan_index_forward(false)
            .limit(ROWS)
            .send()
            .await
            .map_err(TableError::call)?;
        let more = answer.last_evaluated_key.is_some();
        let found = |row: Item| Ok(Found { sort: text_of(&row, "sk")?.to_owned(), row });
        let rows: Vec<Found> = answer.items.unwrap_or_default().into_iter().map(found).collect::<Result<_, _>>()?;
        // BETWEEN includes its end. With nothing but that end, there is nothing more to wait for.
        let rows: Vec<Found> = rows.into_iter().filter(|found| found.sort < place.below).collect();
        Ok((rows, more))
    }
}

fn counted(row: &Item, sort: &str, number: u64) -> Result<Counted, TableError> {
    let broken = |why: &str| TableError::Broken { key: sort.to_owned(), why: why.to_owned() };
    let lead = text_of(row, "pk")?.strip_prefix(RowKind::Activity.partition()).unwrap_or_default();
    let id = sort.strip_prefix(RowKind::Activity.sort()).unwrap_or_default();
    Ok(Counted {
        lead: LeadId::parse(lead).map_err(|_| broken("no lead's id in the key"))?,
        at: ActivityId::parse(id).map_err(|_| broken("no activity's id in the key"))?.occurred_at(),
        number,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let place = Older::before("2026-11-22T00:00:00Z".parse().unwrap()).unwrap();
        assert_eq!((place.to_string().as_str(), place.day.to_string().as_str()), ("20261122T000000000", "2026-11-21"));
        for text in ["20261121", "20261121T080000000-0abc"] {
            assert_eq!(Older::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "2026", "20261341", "20261121#~", "20261121é", &"1".repeat(101)] {
            assert_eq!(Older::parse(text), None, "{text}");
        }
    }
}

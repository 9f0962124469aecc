//! How values such as waiting times are spread, kept in counters: medians of days and shards can be merged.
//!
//! A value falls into one of [`BUCKETS`] buckets, each a counter of its own, like `speed.h137`. Two histograms are
//! merged by adding their counters, in any order, so a month is exactly the sum of its days. The buckets follow the rule
//! of the HDR histogram (Gil Tene, <http://hdrhistogram.org>): every power of two is split into 32 buckets of the same width.
//! Values under 64 have a bucket each and are exact. All is done in integers: every machine writes the same rows.

use std::collections::BTreeMap;

/// Every power of two has 2^5 buckets.
const PRECISION: u32 = 5;

/// The number of buckets; the last one holds [`u64::MAX`]. A year in seconds is in bucket 668.
pub const BUCKETS: u16 = 1_920;

/// Between the name of what is measured and the number of the bucket, in the name of a counter.
const MARK: &str = ".h";

/// The bucket of `value`: below [`BUCKETS`], and never smaller for a larger value.
pub fn bucket(value: u64) -> u16 {
    let shift = value.checked_ilog2().unwrap_or(0).saturating_sub(PRECISION);
    // The highest six bits of the value, of which the first is 1 from 32 on.
    let high_bits = value >> shift;
    u16::try_from(u64::from(shift << PRECISION) + high_bits).expect("58 * 32 + 63 is the last bucket")
}

/// The smallest and the largest value of a bucket.
///
/// # Panics
/// If there is no such bucket. [`bucket`] and [`read_counter`] return none that is not there.
pub fn bounds(bucket: u16) -> (u64, u64) {
    assert!(bucket < BUCKETS, "bucket {bucket} of {BUCKETS}");
    let shift = (u32::from(bucket) >> PRECISION).saturating_sub(1);
    let low = (u64::from(bucket) - u64::from(shift << PRECISION)) << shift;
    (low, low + ((1 << shift) - 1))
}

/// The counter of a bucket of what is called `name`: `speed.h137`.
pub fn counter_of(name: &str, bucket: u16) -> String {
    format!("{name}{MARK}{bucket}")
}

/// The counter that counts `value` of what is called `name`.
pub fn counter(name: &str, value: u64) -> String {
    counter_of(name, bucket(value))
}

/// What a counter's name says, if it is one of a histogram: the name of what is measured, and the bucket.
pub fn read_counter(counter: &str) -> Option<(&str, u16)> {
    let (name, number) = counter.rsplit_once(MARK)?;
    let bucket: u16 = number.parse().ok().filter(|bucket| *bucket < BUCKETS)?;
    // No other spelling, such as `h+1` or `h01`: a bucket has one counter.
    (bucket.to_string() == number).then_some((name, bucket))
}

/// The buckets of what is called `name` among counters, with how many values are in each.
pub fn buckets(counters: &BTreeMap<String, u64>, name: &str) -> impl Iterator<Item = (u16, u64)> {
    let first = format!("{name}{MARK}");
    let from_first = counters.range(first.clone()..).take_while(move |(counter, _)| counter.starts_with(&first));
    from_first.filter_map(|(counter, count)| Some((read_counter(counter)?.1, *count)))
}

/// The value below or at which `percent` percent of all values are (50: the median); none if nothing was counted.
///
/// It is the value of the nearest rank: the smallest one that has at least so many at or below it, never one between
/// two. The answer is the middle of its bucket, at most 1.6 % (1/64) away from that value, and exact under 64. Buckets
/// may come in any order and in parts. More than 100 percent is read as 100.
pub fn quantile(buckets: impl IntoIterator<Item = (u16, u64)>, percent: u8) -> Option<u64> {
    let mut counts = BTreeMap::<u16, u128>::new();
    for (bucket, count) in buckets {
        *counts.entry(bucket).or_default() += u128::from(count);
    }
    let total: u128 = counts.values().sum();
    let rank = (total * u128::from(percent.min(100))).div_ceil(100).max(1);
    let mut so_far = 0;
    let (bucket, _) = counts.into_iter().find(|(_, count)| {
        so_far += count;
        so_far >= rank
    })?;
    let (low, high) = bounds(bucket);
    Some(low + (high - low) / 2)
}

//! What holds of stored counters: every dimension adds up to the same total.

use std::collections::BTreeSet;

use crate::metrics::counter;
use crate::metrics::day::{Counts, Metrics, add_metrics};
use crate::metrics::dimension::Dimension;

/// The first counter of a dimension whose values do not add up to the total of everything, with both numbers.
pub fn difference_to_total(dimension: &Dimension, counts: &Counts, total: &Metrics) -> Option<(String, u64, u64)> {
    let mut sum = Metrics::new();
    for metrics in counts.values() {
        add_metrics(&mut sum, metrics);
    }
    let is_counted = |name: &&String| dimension.topics.contains(&counter::read(name).1);
    let names: BTreeSet<&String> = sum.keys().chain(total.keys().filter(is_counted)).collect();
    let of = |metrics: &Metrics, name: &str| metrics.get(name).copied().unwrap_or_default();
    names.into_iter().map(|name| (name.clone(), of(&sum, name), of(total, name))).find(|(_, sum, total)| sum != total)
}

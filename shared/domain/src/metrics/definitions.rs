//! By which definitions counters were counted.

use crate::company::Company;
use crate::metrics::day::COUNTING;
use crate::metrics::dimension::DIMENSIONS;
use crate::metrics::fact::FACTS;
use crate::metrics::measures::MEASURES;
use crate::value::hash::content_hash;

/// A hash of everything that decides what a day is counted as: the dimensions, the measures, the rules of facts and of
/// counting, the company's zone, whose midnights part the days, and its currency, in which amounts are added up.
///
/// It stands in each row of counters. Where it is another one than today's, `leadwright recount` counts anew.
pub fn definitions(company: &Company) -> String {
    let zone = company.timezone.time_zone();
    let zone = zone.iana_name().unwrap_or_default();
    let mut texts = vec![format!("{FACTS} {COUNTING} {zone} {}", company.currency)];
    texts.extend(DIMENSIONS.iter().map(|dimension| format!("{} {:?}", dimension.name, dimension.topics)));
    texts.extend(MEASURES.iter().map(|measure| format!("{} {:?}", measure.name, measure.formula)));
    content_hash(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

//! One of the company's days becomes counters.

use std::ops::Range;

use jiff::civil::Date;
use leadwright_cloud::table::{Place, dimensions_in_order};
use leadwright_domain::metrics::{self, ALL, Pass, Span, utc_ranges};

use crate::handler::Rollup;

/// So many values of a dimension are counted in one pass over a day's facts; those beyond them in further passes. So memory
/// does not grow with their number.
const VALUES: usize = 2_000;

impl Rollup {
    /// Counts these shards of a day into their place; false if that has more facts than `at_most`, and was left.
    pub(crate) async fn count(
        &self,
        day: Date,
        shards: Range<u16>,
        place: Place,
        at_most: Option<usize>,
    ) -> anyhow::Result<bool> {
        let zone = self.config.company.timezone.time_zone();
        let ranges = utc_ranges(day, &zone)?;
        let mut writer = self.table.counters_writer(place);
        let definitions = metrics::definitions(&self.config.company);
        let mut next = Some(Pass::first());
        while let Some(pass) = next {
            let mut count = metrics::Count::pass(zone.clone(), VALUES, &pass);
            let mut facts = 0;
            for shard in shards.clone() {
                for range in &ranges {
                    let mut start = None;
                    loop {
                        let page = self.table.facts(shard, *range, start).await?;
                        facts += page.rows.len();
                        for fact in &page.rows {
                            count.add(fact);
                        }
                        start = page.next;
                        if start.is_none() {
                            break;
                        }
                        if at_most.is_some_and(|most| facts >= most) {
                            return Ok(false);
                        }
                    }
                }
            }
            let (counted, more) = count.finish_pass();
            for (dimension, value, metrics) in counted {
                writer.push(dimension, &value, &metrics).await?;
            }
            let is_left = |dimension| more.as_ref().is_some_and(|more| more.has(dimension));
            for dimension in dimensions_in_order().map(|dimension| dimension.name) {
                if dimension != ALL && pass.has(dimension) && !is_left(dimension) {
                    writer.end(dimension, Some(&definitions)).await?;
                }
            }
            next = more;
        }
        writer.end(ALL, Some(&definitions)).await?;
        Ok(true)
    }

    /// Writes the sums of a day's month and year.
    pub(crate) async fn sum(&self, day: Date) -> anyhow::Result<()> {
        self.table.sum_span(Span::month_of(day)).await?;
        self.table.sum_span(Span::year_of(day)).await?;
        Ok(())
    }
}

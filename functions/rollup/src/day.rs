//! One of the company's days becomes counters.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use leadwright_cloud::table::{Place, dimensions_in_order};
use leadwright_domain::campaign::{Platform, Reported};
use leadwright_domain::metrics::counter::DELIVERED;
use leadwright_domain::metrics::{self, ALL, DayVisits, Grain, Pass, Span, utc_ranges};
use leadwright_domain::supply::Delivery;
use leadwright_domain::value::month::Month;

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
        // They are no activities of a shard: whoever counts the first counts them.
        let visits =
            if shards.contains(&0) { Box::pin(self.table.visits(&ranges)).await? } else { DayVisits::default() };
        let mut next = Some(Pass::first());
        while let Some(pass) = next {
            let mut count = metrics::Count::pass(zone.clone(), VALUES, &pass);
            count.add_visits(&visits);
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
        if self.config.forms.values().any(|form| form.supplier.is_some()) {
            self.store_cost_of_orders(Month::of(day)).await?;
        }
        Ok(())
    }

    /// Stores what the leads that suppliers delivered one by one in a month cost, under their campaigns. A month that is
    /// closed keeps its costs.
    async fn store_cost_of_orders(&self, month: Month) -> anyhow::Result<()> {
        let (company, days) = (&self.config.company, (month.first(), month.last()));
        let lists: BTreeSet<String> = self.table.deliveries().await?.0.iter().map(Delivery::key).collect();
        let mut costs: BTreeMap<(String, String), BTreeMap<i8, Reported>> = BTreeMap::new();
        for piece in self.table.numbers(&["delivery"], days, Grain::Day, company).await?.pieces {
            for (key, counters) in piece.counts.get("delivery").into_iter().flatten() {
                let rows = counters.get(DELIVERED).copied().filter(|rows| *rows > 0);
                let order = self.config.one_by_one(key).filter(|_| !lists.contains(key));
                let Some((order, cost)) = order.zip(rows).and_then(|(order, rows)| {
                    let cost = order.cost_of(rows)?;
                    Some((order, cost))
                }) else {
                    continue;
                };
                let none = Reported { minor: Some(0), currency: cost.currency, clicks: None };
                let of_campaign = costs.entry((order.campaign, order.source)).or_default();
                let sum = of_campaign.entry(piece.first.day()).or_insert(none);
                // The suppliers of one campaign are paid in one currency, by the check of suppliers.yaml.
                sum.minor = Some(sum.minor.unwrap_or_default().saturating_add(cost.minor));
            }
        }
        let stored = self.table.costs(month, month).await?.remove(&month);
        if costs.is_empty() || stored.is_some_and(|stored| stored.closing.is_some()) {
            return Ok(());
        }
        for ((campaign, source), days) in costs {
            self.table.report_costs(month, &campaign, Some(&source), Platform::Orders, &days).await?;
        }
        Ok(())
    }
}

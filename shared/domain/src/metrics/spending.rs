//! Costs and campaigns in tables: costs by row, and the spellings of a campaign as one row.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::campaign::{Campaigns, Costs};
use crate::metrics::by::By;
use crate::metrics::day::{Counts, add_metrics};
use crate::metrics::dimension::{ALL, Dimension, NONE};

impl By {
    /// What was spent, by row, in the smallest unit of the company's currency. What is known of no row is not in it. What
    /// belongs to no source stands under [`NONE`], so that the rows add up to the total.
    pub fn costs(self, costs: &Costs) -> BTreeMap<String, u64> {
        let total = costs.campaigns.values().any(|of| !of.days.is_empty()).then(|| costs.total().minor);
        match self.dimension().name {
            ALL => total.map(|total| (ALL.to_owned(), total)).into_iter().collect(),
            "source" => {
                let of_sources = costs.by_source().into_iter().map(|(source, cost)| (source.to_owned(), cost.minor));
                let mut rows: BTreeMap<String, u64> = of_sources.collect();
                let rest = total.unwrap_or_default().saturating_sub(rows.values().sum());
                if rest > 0 {
                    rows.insert(NONE.to_owned(), rest);
                }
                rows
            }
            "campaign" => {
                let of = |name: &String| Some((name.clone(), costs.of_campaign(name)?.minor));
                costs.campaigns.keys().filter_map(of).collect()
            }
            _ => BTreeMap::new(),
        }
    }
}

impl Dimension {
    /// The row that a counted value belongs to: of campaigns, the one of `campaigns.yaml` that the value means.
    pub fn row_of<'a>(&self, value: &'a str, campaigns: &'a Campaigns) -> &'a str {
        match self.name {
            "campaign" => campaigns.named(value).map_or(value, |campaign| &campaign.name),
            _ => value,
        }
    }

    /// The counters by [row](Self::row_of).
    pub fn rows<'a>(&self, counts: &'a Counts, campaigns: &Campaigns) -> Cow<'a, Counts> {
        if counts.keys().all(|value| self.row_of(value, campaigns) == value) {
            return Cow::Borrowed(counts);
        }
        let mut rows = Counts::new();
        for (value, metrics) in counts {
            add_metrics(rows.entry(self.row_of(value, campaigns).to_owned()).or_default(), metrics);
        }
        Cow::Owned(rows)
    }
}

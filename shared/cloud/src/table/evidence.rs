//! What advice is made of: counters by several dimensions, and costs.

use std::collections::BTreeSet;

use futures_util::future::try_join;
use jiff::civil::Date;
use leadwright_domain::campaign::Costs;
use leadwright_domain::config::Config;
use leadwright_domain::metrics::advice::{Evidence, cohorts};
use leadwright_domain::metrics::{By, Compare, Counts, Grain, Range, dimension};
use leadwright_domain::value::month::Month;
use leadwright_domain::value::period::Days;

use super::error::TableError;
use super::numbers::Asked;
use super::rows::Table;

/// Advice is made of the counters by these dimensions; the campaigns stand by those of `campaigns.yaml`.
const DIMENSIONS: [&str; 5] = ["source", "campaign", "step", "sequence", "mail"];

impl Table {
    /// What advice of the days of a range is made of, of those that were counted: up to `counted`.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn evidence<'a>(
        &self,
        range: Range,
        counted: Date,
        config: &'a Config,
    ) -> Result<Evidence<'a>, TableError> {
        let range = range.up_to(counted);
        let (days, before) = (range.days(), range.past(Compare::Before));
        let asked = |dimensions, days| Asked { dimensions, days, grain: Grain::Whole };
        let asked = [asked(DIMENSIONS.to_vec(), days), asked(vec!["cohort_month"], cohorts(counted))];
        let costs = self.costs(Month::of(before.first), Month::of(days.last));
        let (mut numbers, stored) = try_join(self.numbers_of(&asked, &config.company), costs).await?;
        let mut take = |at: usize, name: &str| -> Counts {
            let piece = numbers[at].pieces.first_mut();
            piece.and_then(|piece| piece.counts.get_mut(name)).map(std::mem::take).unwrap_or_default()
        };
        let currency = config.company.currency;
        let costs = |Days { first, last }: Days| Costs::of(&config.campaigns, currency, &stored, first, last);
        let by = By::Dimension(dimension("campaign").expect("campaigns are a dimension"));
        let campaigns = take(0, "campaign");
        let with_cost_before: BTreeSet<String> = costs(before).known().map(ToOwned::to_owned).collect();
        Ok(Evidence {
            sources: take(0, "source"),
            campaigns: by.dimension().rows(&campaigns, &config.campaigns).into_owned(),
            steps: take(0, "step"),
            sequences: take(0, "sequence"),
            mails: take(0, "mail"),
            cohorts: take(1, "cohort_month"),
            costs: by.costs(&costs(days)),
            with_cost_before,
            currency,
            rules: Some(&config.sequences),
        })
    }
}

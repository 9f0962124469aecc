//! The costs of a range of days, by campaign and by source.
//!
//! The rule for overlaps: where a day of a campaign has an imported cost and one of `campaigns.yaml`, the imported one
//! counts, and the day is named. Costs of one kind add up: two in `campaigns.yaml`, or those of two ad platforms. In a month
//! in which a supplier delivered leads of a campaign, the costs of `campaigns.yaml` for it do not count on any day: they are
//! the price of the same leads, perhaps spread over other days.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::campaign::reported::{CampaignMonth, ClosedCosts, Reported, StoredCosts, StoredMonth};
use crate::campaign::rules::{Campaign, Campaigns, same_campaign};
use crate::value::currency::Currency;
use crate::value::money::Money;
use crate::value::month::Month;

/// What campaigns cost from one day to another, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// The company's currency, in which all sums are.
    pub currency: Currency,
    /// The campaigns with a cost in the range, by name: those of `campaigns.yaml`, and names of files that it has not.
    pub campaigns: BTreeMap<String, CampaignCosts>,
    /// The campaigns of `campaigns.yaml` without a cost in the range.
    pub without: BTreeMap<String, WithoutCost>,
    /// The months of the range that are closed.
    pub closed: BTreeSet<Month>,
}

/// What a campaign cost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CampaignCosts {
    /// Its title; none for a name that `campaigns.yaml` has not.
    pub title: Option<String>,
    /// The source that it counts for now.
    pub source: Option<String>,
    /// Source → the sum of the days that count for it, in minor units. There are several where a month was closed while
    /// the campaign had another source.
    pub sources: BTreeMap<String, u64>,
    /// Day → minor units of the company's currency. A day without a known cost is left out.
    pub days: BTreeMap<Date, u64>,
    /// Costs in other currencies without a rate of their day. They are in no sum.
    pub apart: BTreeMap<Currency, Apart>,
    /// Days with a cost of `campaigns.yaml` that does not count, since there is an imported one, or a supplier's delivery in
    /// the month.
    pub overlaps: BTreeSet<Date>,
}

/// Costs that stand apart for want of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apart {
    /// Their sum in minor units of their own currency.
    pub minor: u64,
    /// The first day that needs a rate.
    pub from: Date,
}

/// Why a campaign has no cost in a range. Neither is a cost of 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutCost {
    /// `campaigns.yaml` has none, and no file brought one in the range.
    NoneKnown,
    /// `campaigns.yaml` has one for other days.
    OtherDays,
}

impl WithoutCost {
    /// In a reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoneKnown => "no cost is known",
            Self::OtherDays => "no cost on these days",
        }
    }
}

impl CampaignCosts {
    /// The sum of its days, in minor units of the company's currency.
    pub fn total(&self) -> u64 {
        self.days.values().fold(0, |sum, minor| sum.saturating_add(*minor))
    }

    /// Adds a cost of a day, converted if there is a rate.
    fn add(&mut self, day: Date, minor: u64, from: Currency, campaigns: &Campaigns, into: Currency) {
        if let Some(minor) = campaigns.converted(minor, from, into, day) {
            let sum = self.days.entry(day).or_default();
            *sum = sum.saturating_add(minor);
            if let Some(source) = &self.source {
                let sum = self.sources.entry(source.clone()).or_default();
                *sum = sum.saturating_add(minor);
            }
        } else {
            let apart = self.apart.entry(from).or_insert(Apart { minor: 0, from: day });
            apart.minor = apart.minor.saturating_add(minor);
            apart.from = apart.from.min(day);
        }
    }
}

impl Costs {
    /// The names of the campaigns of which a cost is known.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.campaigns.iter().filter(|(_, costs)| !costs.days.is_empty()).map(|(name, _)| name.as_str())
    }

    /// The costs from one day to another, both included; `stored` are the months that these lie in.
    ///
    /// What `campaigns.yaml` says of days to come is planned: ask up to today. A closed month is as it was frozen,
    /// whatever `campaigns.yaml` says now. Each day is rounded by itself, so that ranges add up.
    pub fn of(campaigns: &Campaigns, currency: Currency, stored: &StoredCosts, from: Date, to: Date) -> Self {
        let (with, without, closed) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        let mut costs = Self { currency, campaigns: with, without, closed };
        let (none, texts) = (StoredMonth::default(), campaigns.by_text());
        for month in Month::between(from, to) {
            let stored = stored.get(&month).unwrap_or(&none);
            let range = (from.max(month.first()), to.min(month.last()));
            if stored.is_closed() {
                costs.closed.insert(month);
                costs.add_closed(campaigns, &texts, month, stored, range);
            } else {
                costs.add_open(campaigns, &texts, stored, range);
            }
        }
        costs.campaigns.retain(|_, costs| !costs.days.is_empty() || !costs.apart.is_empty());
        for campaign in campaigns.campaigns.iter().filter(|campaign| !costs.campaigns.contains_key(&campaign.name)) {
            let why = if campaign.cost.is_empty() { WithoutCost::NoneKnown } else { WithoutCost::OtherDays };
            costs.without.insert(campaign.name.clone(), why);
        }
        costs
    }

    fn add_closed(
        &mut self,
        campaigns: &Campaigns,
        texts: &HashMap<String, &Campaign>,
        month: Month,
        stored: &StoredMonth,
        (from, to): (Date, Date),
    ) {
        let into = self.currency;
        for (name, row) in &stored.campaigns {
            let Some(ClosedCosts { source, currency, days }) = &row.closed else { continue };
            // A campaign that was renamed since is the one that has the old name as a `match`.
            let campaign = texts.get(&same_campaign(name));
            let costs = self.campaigns.entry(campaign.map_or(name, |campaign| &campaign.name).clone()).or_default();
            costs.title = campaign.map(|campaign| campaign.title().to_owned());
            costs.source.clone_from(source);
            let days = days.iter().filter_map(|(day, minor)| Some((month.day(*day)?, *minor)));
            for (day, minor) in days.filter(|(day, _)| (from..=to).contains(day)) {
                costs.add(day, minor, *currency, campaigns, into);
            }
        }
    }

    fn add_open(
        &mut self,
        campaigns: &Campaigns,
        texts: &HashMap<String, &Campaign>,
        stored: &StoredMonth,
        (from, to): (Date, Date),
    ) {
        // The reports of a campaign come under all names that mean it.
        let mut reports: BTreeMap<&str, Vec<&CampaignMonth>> = BTreeMap::new();
        for (name, row) in &stored.campaigns {
            let name = texts.get(&same_campaign(name)).map_or(name, |campaign| &campaign.name);
            reports.entry(name).or_default().push(row);
        }
        let listed = campaigns.campaigns.iter().map(|campaign| campaign.name.as_str());
        for name in listed.chain(reports.keys().copied()).collect::<BTreeSet<_>>() {
            let campaign = campaigns.campaigns.iter().find(|campaign| campaign.name == name);
            let costs = self.campaigns.entry(name.to_owned()).or_default();
            if let Some(campaign) = campaign {
                costs.title = Some(campaign.title().to_owned());
                costs.source.clone_from(&campaign.source);
            }
            let of_campaign = || reports.get(name).into_iter().flatten();
            if campaign.is_none() {
                costs.source = of_campaign().find_map(|row| row.source.clone());
            }
            let is_supplied = of_campaign().any(|row| row.reported.keys().any(|platform| platform.is_of_suppliers()));
            let of_platforms: Vec<_> = of_campaign().flat_map(|row| row.reported.values()).collect();
            for day in from.series(1.day()).take_while(|day| *day <= to) {
                let of_day: Vec<&Reported> = of_platforms.iter().filter_map(|days| days.get(&day.day())).collect();
                costs.add_day(day, (&of_day, is_supplied), campaign, campaigns, self.currency);
            }
        }
    }

    /// The sum of all campaigns. Costs that stand apart are not in it.
    pub fn total(&self) -> Money {
        let sum = self.campaigns.values().fold(0_u64, |sum, costs| sum.saturating_add(costs.total()));
        Money::new(sum, self.currency)
    }

    /// What a campaign cost, by its name in `campaigns.yaml`; none if no cost in the company's currency is known, which
    /// is not 0.
    pub fn of_campaign(&self, name: &str) -> Option<Money> {
        let costs = self.campaigns.get(name).filter(|costs| !costs.days.is_empty())?;
        Some(Money::new(costs.total(), self.currency))
    }

    /// What the campaigns of each source cost. Campaigns without a source are in none.
    pub fn by_source(&self) -> BTreeMap<&str, Money> {
        let mut sums = BTreeMap::new();
        for (source, minor) in self.campaigns.values().flat_map(|costs| &costs.sources) {
            let sum = sums.entry(source.as_str()).or_insert(Money::new(0, self.currency));
            sum.minor = sum.minor.saturating_add(*minor);
        }
        sums
    }

    /// The costs that are in no sum, of all campaigns: they need a rate.
    pub fn apart(&self) -> BTreeMap<Currency, Apart> {
        let mut sums: BTreeMap<Currency, Apart> = BTreeMap::new();
        for (currency, apart) in self.campaigns.values().flat_map(|costs| &costs.apart) {
            let sum = sums.entry(*currency).or_insert(Apart { minor: 0, ..*apart });
            sum.minor = sum.minor.saturating_add(apart.minor);
            sum.from = sum.from.min(apart.from);
        }
        sums
    }

    /// The costs of a whole month as they are frozen, by campaign. Costs that stand apart are not frozen: give them a
    /// rate first.
    pub fn to_close(&self) -> BTreeMap<String, ClosedCosts> {
        let frozen = self.campaigns.iter().filter(|(_, costs)| !costs.days.is_empty());
        let frozen = frozen.map(|(name, costs)| {
            let days = costs.days.iter().map(|(day, minor)| (day.day(), *minor)).collect();
            (name.clone(), ClosedCosts { source: costs.source.clone(), currency: self.currency, days })
        });
        frozen.collect()
    }
}

impl CampaignCosts {
    /// Adds what is known of an open day.
    fn add_day(
        &mut self,
        day: Date,
        (reported, is_supplied): (&[&Reported], bool),
        campaign: Option<&Campaign>,
        campaigns: &Campaigns,
        into: Currency,
    ) {
        let imported: Vec<(u64, Currency)> =
            reported.iter().filter_map(|reported| Some((reported.minor?, reported.currency))).collect();
        let clicks = reported.iter().filter_map(|reported| reported.clicks).reduce(u64::saturating_add);
        let own = campaign.map_or(into, |campaign| campaign.currency.unwrap_or(into));
        let costs = campaign.into_iter().flat_map(|campaign| &campaign.cost);
        let configured: Vec<(u64, Currency)> =
            costs.filter_map(|cost| Some((cost.on(day, clicks, own)?, own))).collect();
        let is_replaced = is_supplied || !imported.is_empty();
        if is_replaced && !configured.is_empty() {
            self.overlaps.insert(day);
        }
        let counted = if is_replaced { imported } else { configured };
        for (minor, currency) in counted {
            self.add(day, minor, currency, campaigns, into);
        }
    }
}

//! A list that a supplier delivered: its terms, its cost, and what came of it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use jiff::civil::Date;
use leadwright_domain::campaign::{Platform, Reported};
use leadwright_domain::supply::{Account, Delivery, is_delivery};
use leadwright_domain::value::money::{Money, written_amount};
use leadwright_domain::value::month::Month;
use leadwright_lists::importer::DeliveryOfList;
use serde::Serialize;

use crate::commands::arguments;
use crate::commands::supplier::delivered::{delivered, named};
use crate::commands::target::Connected;
use crate::wording::count::count_of;

/// The source of leads of a supplier's list that names none.
pub(super) const SOURCE: &str = "purchased list";

/// The arguments of `import` for a list that was bought.
#[derive(Debug, Args)]
pub(super) struct SupplierArgs {
    /// The supplier of suppliers.yaml who delivered the list.
    #[arg(long, value_name = "NAME")]
    supplier: Option<String>,
    /// The name of the delivery, like the number of its invoice: rows that come again in the same delivery are the same
    /// rows. [default: the name of the file]
    #[arg(long, value_name = "ID", requires = "supplier")]
    delivery: Option<String>,
    /// How many leads were ordered and are paid. [default: the rows that are imported]
    #[arg(long, value_name = "LEADS", requires = "supplier", value_parser = clap::value_parser!(u64).range(1..))]
    ordered: Option<u64>,
    /// What --per leads cost, in the supplier's currency: with `--per 20` the price of 20 leads, without it of each.
    /// [default: that of suppliers.yaml]
    #[arg(long, value_name = "AMOUNT", requires = "supplier")]
    price: Option<String>,
    /// The number of leads that --price is for. [default: 1]
    #[arg(long, value_name = "LEADS", requires = "price", value_parser = clap::value_parser!(u64).range(1..))]
    per: Option<u64>,
    /// The day on which it was delivered and paid, like 2026-11-01: the days to claim bad rows begin with it. [default: today]
    #[arg(long, value_name = "DAY", requires = "supplier", value_parser = arguments::day)]
    delivered_on: Option<Date>,
    /// What was ordered or the price was wrong in the import before: --ordered, --price and --per are right now.
    #[arg(long, requires = "supplier")]
    correct_terms: bool,
}

/// The delivery that a list is.
#[derive(Debug)]
pub(super) struct ListDelivery {
    /// Its terms; the leads that were ordered are known once the list was read.
    pub(super) delivery: Delivery,
    claim_until: Date,
    /// The day was said, and is not the one on which somebody happens to import the list.
    is_day_said: bool,
    corrects_terms: bool,
}

impl SupplierArgs {
    /// The delivery that the arguments say; none without a supplier.
    pub(super) fn delivery(&self, file: &Path, source: &str, stack: &Connected) -> Result<Option<ListDelivery>> {
        let Some(name) = &self.supplier else { return Ok(None) };
        let (config, company) = (&stack.config, stack.config.company.currency);
        let supplier = named(name, stack)?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        // What was repaired belongs to the same delivery.
        let id = self.delivery.as_deref().unwrap_or_else(|| stem.strip_suffix(".rejected").unwrap_or(&stem));
        ensure!(
            is_delivery(id),
            "--delivery: {id:?} is no name of a delivery: write letters, digits, points, dashes and _, 64 at the most"
        );
        let currency = supplier.currency.unwrap_or(company);
        let (price, per) = match &self.price {
            Some(text) => (written_amount(text, currency).context("--price")?, self.per.unwrap_or(1)),
            None => match supplier.price(company) {
                Some(price) => (price.minor, supplier.per),
                None => bail!(
                    "say what the leads cost, like --price 39 --per 20, or add `price` of {name} to suppliers.yaml"
                ),
            },
        };
        let today = stack.now.to_zoned(config.company.timezone.time_zone()).date();
        let day = self.delivered_on.unwrap_or(today);
        ensure!(day <= today, "--delivered-on: {day} is not over: write the day on which the list came");
        let delivery = Delivery {
            supplier: name.clone(),
            id: id.to_owned(),
            day,
            ordered: self.ordered,
            price: Some(price),
            per,
            currency,
            extra_percent: supplier.extra_percent,
            source: source.to_owned(),
            campaign: supplier.campaign(name, source, &config.campaigns),
        };
        Ok(Some(ListDelivery {
            claim_until: supplier.claim_until(day),
            delivery,
            is_day_said: self.delivered_on.is_some(),
            corrects_terms: self.correct_terms,
        }))
    }
}

impl ListDelivery {
    /// What the rows of the list need to know of it.
    pub(super) fn of_list(&self) -> DeliveryOfList<'_> {
        DeliveryOfList { delivery: &self.delivery, claim_until: self.claim_until }
    }

    /// Records the delivery and its cost, before its rows: `rows` are those that can be read. Rows that are imported later
    /// belong to the delivery that was recorded first.
    pub(super) async fn record(&self, rows: u64, stack: &Connected) -> Result<()> {
        let key = self.delivery.key();
        let before = stack.table.delivery(&self.delivery.supplier, &self.delivery.id).await?;
        let is_new = before.is_none();
        let ordered = self.delivery.ordered.or_else(|| before.as_ref().map_or(Some(rows), |before| before.ordered));
        // Repeated or repaired on another day, it is the delivery of the first.
        let day = before.as_ref().map_or(self.delivery.day, |before| before.day);
        ensure!(
            !self.is_day_said || self.delivery.day == day,
            "--delivered-on: {key} came on {day}: leave it out, or give another delivery another --delivery"
        );
        let delivery = Delivery { ordered, day, ..self.delivery.clone() };
        let other = before.as_ref().filter(|before| !before.has_terms_of(&delivery));
        let is_corrected = self.corrects_terms && other.is_some();
        if let Some(before) = other {
            let (source, campaign) = (&delivery.source, &delivery.campaign);
            let may_be_corrected = (source, campaign) == (&before.source, &before.campaign);
            ensure!(
                may_be_corrected && self.corrects_terms,
                "{key} was imported with other terms ({}), and is now {}: give another delivery another --delivery{}",
                terms(before),
                terms(&delivery),
                if may_be_corrected { ", or say --correct-terms if the first were wrong" } else { "" }
            );
        }
        let month = Month::of(day);
        let stored = stack.table.costs(month, month).await?.remove(&month);
        ensure!(
            !(is_new || is_corrected) || stored.is_none_or(|stored| stored.closing.is_none()),
            "{month} is closed, and the delivery costs something: open it with `leadwright cost open {month}`, or write another day with --delivered-on"
        );
        if is_corrected {
            stack.table.correct_delivery(&delivery).await?;
        } else {
            stack.table.keep_delivery(&delivery).await?;
        }
        // All lists of that campaign and day together, since a day's cost is stored in place of the one before.
        let (deliveries, _) = stack.table.deliveries().await?;
        let same = deliveries.iter().filter(|other| (other.day, &other.campaign) == (day, &delivery.campaign));
        let mut sum = Money::new(0, delivery.currency);
        for cost in same.filter_map(|other| other.cost_of(other.ordered.unwrap_or_default())) {
            ensure!(
                cost.currency == sum.currency,
                "two deliveries of {day} of the campaign {} are paid in {} and in {}: give one supplier a `campaign` of its own",
                delivery.campaign,
                cost.currency,
                sum.currency
            );
            sum.minor = sum.minor.saturating_add(cost.minor);
        }
        let cost = Reported { minor: Some(sum.minor), currency: sum.currency, clicks: None };
        let days = BTreeMap::from([(day.day(), cost)]);
        let source = Some(delivery.source.as_str());
        stack.table.report_costs(month, &delivery.campaign, source, Platform::Lists, &days).await?;
        Ok(())
    }

    /// What came of it so far.
    pub(super) async fn came(&self, stack: &Connected) -> Result<Came> {
        let key = self.delivery.key();
        let recorded = stack.table.delivery(&self.delivery.supplier, &self.delivery.id).await?;
        let delivery = recorded.with_context(|| format!("the delivery {key} is not there"))?;
        let found = delivered(&delivery, stack).await?;
        let account = found.account(&delivery, stack);
        let repeated = found.rows.iter().filter(|row| row.row.repeated).count();
        Ok(Came::of(&delivery, &account, repeated))
    }
}

fn terms(delivery: &Delivery) -> String {
    let leads = delivery.ordered.map_or_else(
        || "leads one by one".to_owned(),
        |ordered| count_of(usize::try_from(ordered).unwrap_or(usize::MAX), "lead"),
    );
    let price =
        delivery.price.map_or_else(|| "no price".to_owned(), |price| Money::new(price, delivery.currency).to_string());
    format!("{leads}, {price} for {}, {}, campaign {}", delivery.per, delivery.source, delivery.campaign)
}

/// What came of a delivery, for the summary of the import.
#[derive(Debug, Serialize)]
pub(super) struct Came {
    supplier: String,
    delivery: String,
    ordered: u64,
    delivered: u64,
    extra: u64,
    /// Rows about people who were known before.
    duplicates: usize,
    shortfall: u64,
    cost: Option<String>,
    credit_owed: Option<String>,
    #[serde(skip)]
    words: String,
}

impl Came {
    fn of(delivery: &Delivery, account: &Account, duplicates: usize) -> Self {
        let Account { ordered, delivered, extra, extra_agreed, shortfall, cost, credit, .. } = account;
        let money = |money: &Option<Money>| money.map_or_else(|| "nothing known".to_owned(), |money| money.to_string());
        let words = format!(
            "delivery {} of {}: {ordered} ordered for {}, {delivered} delivered ({extra} extra of {extra_agreed} agreed), {duplicates} known before; \
             {shortfall} short, credit owed so far {}\n",
            delivery.id,
            delivery.supplier,
            money(cost),
            money(credit),
        );
        Self {
            supplier: delivery.supplier.clone(),
            delivery: delivery.id.clone(),
            ordered: *ordered,
            delivered: *delivered,
            extra: *extra,
            duplicates,
            shortfall: *shortfall,
            cost: cost.map(Money::plain),
            credit_owed: credit.map(Money::plain),
            words,
        }
    }
}

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

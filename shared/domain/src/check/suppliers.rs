//! Mistakes in `suppliers.yaml`, and in forms by which suppliers deliver.

use crate::check::problem::Problems;
use crate::config::Config;
use crate::funnel::criteria::SetAside;
use crate::supply::rules::ORDER_ID;
use crate::supply::{DUPLICATE, Supplier};
use crate::value::money::{MOST_MINOR, Money};
use crate::value::text::{CAMPAIGN_LIMIT, LINE_LIMIT, is_name, there_are};

const FILE: &str = "suppliers.yaml";

/// The longest time to claim bad rows: a year.
const CLAIM_DAYS: u16 = 365;

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    for (name, supplier) in &config.suppliers {
        if !is_name(name) {
            problems.add(
                FILE,
                name,
                "a supplier's short name has lower-case letters, digits and dashes only, at most 40",
            );
        }
        for (key, text, limit) in [
            ("name", Some(supplier.name.as_str()), LINE_LIMIT),
            ("campaign", supplier.campaign.as_deref(), CAMPAIGN_LIMIT),
        ] {
            if text.is_some_and(|text| text.trim().is_empty() || text.chars().count() > limit) {
                let message = format!("`{key}` of `{name}` is a text of 1 to {limit} characters");
                problems.add(FILE, name, &message);
            }
        }
        if !(1..=CLAIM_DAYS).contains(&supplier.claim_days) {
            let message = format!(
                "`claim_days` of `{name}` is {}: write how many days after a delivery it takes bad rows back, 1 to {CLAIM_DAYS}",
                supplier.claim_days
            );
            problems.add(FILE, name, &message);
        }
        if supplier.extra_percent > 100 {
            let message = format!("`extra_percent` of `{name}` is {}: 100 is the most", supplier.extra_percent);
            problems.add(FILE, name, &message);
        }
        check_price(name, supplier, config, problems);
        let currency = |supplier: &Supplier| supplier.currency.unwrap_or(config.company.currency);
        let before = config.suppliers.iter().take_while(|(other, _)| *other != name);
        let is_other = |other: &&Supplier| other.campaign == supplier.campaign && currency(other) != currency(supplier);
        if before.map(|(_, other)| other).find(is_other).is_some() {
            let message = format!(
                "`{name}` is paid in {}, and another supplier of the same campaign is not: give `{name}` a `campaign` of its own",
                currency(supplier)
            );
            problems.add(FILE, name, &message);
        }
        check_reasons(name, supplier, config, problems);
    }
    for (name, form) in &config.forms {
        let Some(supplier) = &form.supplier else { continue };
        let file = format!("forms/{name}.yaml");
        if !config.suppliers.contains_key(supplier) {
            let known = there_are(supplier, config.suppliers.keys());
            problems.add(&file, supplier, &format!("suppliers.yaml has no supplier `{supplier}`; {known}"));
        }
        if !form.fields.iter().any(|field| field.name == ORDER_ID && field.required) {
            let message = format!(
                "a form with `supplier` needs a field `{ORDER_ID}` with `required: true`, for the supplier's own number of each lead"
            );
            problems.add(&file, "fields", &message);
        }
    }
}

fn check_price(name: &str, supplier: &Supplier, config: &Config, problems: &mut Problems) {
    let company = config.company.currency;
    let currency = supplier.currency.unwrap_or(company);
    if supplier.per == 0 {
        problems.add(FILE, name, &format!("`per` of `{name}` is 0: write how many leads the price is for"));
    }
    if let Some(price) = supplier.price {
        let message = match supplier.price(company) {
            _ if price.is_zero() => format!("`price` of `{name}` is 0: leave it out where there is none"),
            None => {
                format!("`price` of `{name}` is {price}: write at most {} digits behind the point", currency.digits())
            }
            Some(Money { minor, .. }) if minor > MOST_MINOR => {
                format!("`price` of `{name}` is {price}: {} is the most", Money::new(MOST_MINOR, currency))
            }
            Some(_) => String::new(),
        };
        if !message.is_empty() {
            problems.add(FILE, name, &message);
        }
    }
    if currency != company && !config.campaigns.rates.iter().any(|rate| rate.currency == currency) {
        let message = format!(
            "`{name}` is paid in {currency}, and `rates` in campaigns.yaml does not say what that is worth in {company}: add it there"
        );
        problems.add(FILE, name, &message);
    }
}

fn check_reasons(name: &str, supplier: &Supplier, config: &Config, problems: &mut Problems) {
    let reasons = config.funnel.reasons.get(&SetAside::Bad);
    for (at, reason) in supplier.bad.iter().enumerate() {
        if reason != DUPLICATE && !reasons.is_some_and(|reasons| reasons.contains_key(reason)) {
            let known = reasons.into_iter().flat_map(|reasons| reasons.keys().map(String::as_str));
            let known: Vec<&str> = known.chain([DUPLICATE]).collect();
            let message = format!(
                "`{reason}` in `bad` of `{name}` is no reason: {}; add others to `reasons: bad:` in funnel.yaml",
                there_are(reason, &known)
            );
            problems.add(FILE, reason, &message);
        }
        if supplier.bad[..at].contains(reason) {
            problems.add(FILE, reason, &format!("`{reason}` is in `bad` of `{name}` twice"));
        }
    }
}

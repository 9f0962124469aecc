//! Mistakes in `campaigns.yaml`.

use jiff::civil::Date;

use crate::campaign::rules::same_campaign;
use crate::campaign::{Campaign, CampaignCost, Campaigns};
use crate::check::problem::Problems;
use crate::value::currency::Currency;
use crate::value::money::{MOST_MINOR, Money};
use crate::value::text::{CAMPAIGN_LIMIT, LINE_LIMIT};

const FILE: &str = "campaigns.yaml";

/// The most digits of a price for a click behind its point: ad platforms count in millionths.
const PRICE_DIGITS: u32 = 6;

pub(crate) fn check(campaigns: &Campaigns, company: Currency, problems: &mut Problems) {
    for (at, campaign) in campaigns.campaigns.iter().enumerate() {
        check_names(campaign, &campaigns.campaigns[..at], problems);
        check_source(campaign, &campaigns.campaigns[..at], problems);
        let currency = campaign.currency.unwrap_or(company);
        for cost in &campaign.cost {
            check_cost(&campaign.name, cost, currency, problems);
        }
    }
    for (at, rate) in campaigns.rates.iter().enumerate() {
        let code = rate.currency.code();
        if rate.currency == company {
            let message = format!("a rate of `{code}`, the company's own currency, has no meaning: delete it");
            problems.add(FILE, code, &message);
        } else if rate.rate.is_zero() {
            let message = format!("the `rate` of `{code}` is 0: write what 1 {code} is worth in {company}");
            problems.add(FILE, code, &message);
        }
        if campaigns.rates[..at].iter().any(|other| (other.currency, other.from) == (rate.currency, rate.from)) {
            let message = format!("`{code}` has two rates from {} on: delete one of the two", rate.from);
            problems.add(FILE, code, &message);
        }
    }
}

/// Two campaigns can't mean the same text.
fn check_names(campaign: &Campaign, others: &[Campaign], problems: &mut Problems) {
    let name = &campaign.name;
    if others.iter().any(|other| other.name == *name) {
        problems.add(FILE, name, &format!("two campaigns are named `{name}`: each needs a name of its own"));
        return;
    }
    for text in campaign.texts() {
        let length = text.chars().count();
        if same_campaign(text).is_empty() || length > LINE_LIMIT {
            let message = format!("a `name` and a `match` have 1 to {LINE_LIMIT} characters: here it is `{text}`");
            problems.add(FILE, name, &message);
        }
        let other = others.iter().find(|other| other.texts().any(|own| same_campaign(own) == same_campaign(text)));
        if let Some(other) = other {
            let message = format!(
                "`{text}` means the campaign `{}` and the campaign `{name}`: leave it to one of them",
                other.name
            );
            problems.add(FILE, text, &message);
        }
    }
    if name.chars().count() > CAMPAIGN_LIMIT {
        let message =
            format!("the name `{name}` has more than {CAMPAIGN_LIMIT} characters, which no lead's campaign has");
        problems.add(FILE, name, &message);
    }
}

fn check_source(campaign: &Campaign, others: &[Campaign], problems: &mut Problems) {
    let name = &campaign.name;
    if !campaign.whole_source {
        return;
    }
    let Some(source) = &campaign.source else {
        let message =
            format!("`whole_source` of `{name}` needs a source: add a line like `source: trade show`, or delete it");
        problems.add(FILE, name, &message);
        return;
    };
    let same = |other: &&Campaign| {
        other.whole_source && other.source.as_deref().is_some_and(|own| same_campaign(own) == same_campaign(source))
    };
    if let Some(other) = others.iter().find(same) {
        let message = format!(
            "`{}` and `{name}` both take all leads of the source `{source}`: leave `whole_source` to one of them",
            other.name
        );
        problems.add(FILE, name, &message);
    }
}

fn check_cost(name: &str, cost: &CampaignCost, currency: Currency, problems: &mut Problems) {
    let amounts = [("fixed", cost.fixed), ("a_month", cost.a_month), ("a_day", cost.a_day), ("a_click", cost.a_click)];
    let set: Vec<_> = amounts.into_iter().filter_map(|(key, amount)| Some((key, amount?))).collect();
    let [(key, amount)] = set[..] else {
        let how_many = if set.is_empty() { "no amount" } else { "several amounts" };
        let message = format!(
            "a cost of `{name}` has {how_many}: write one of `fixed`, `a_month`, `a_day` and `a_click`, and a list of costs for several"
        );
        problems.add(FILE, name, &message);
        return;
    };
    let digits = if key == "a_click" { PRICE_DIGITS } else { currency.digits() };
    if amount.scale() > digits {
        let message =
            format!("`{key}` of `{name}` is {amount}: write at most {digits} digits behind the point, in {currency}");
        problems.add(FILE, name, &message);
    } else if amount.exactly(digits.max(currency.digits())).is_none_or(|minor| minor > MOST_MINOR) {
        let most = Money::new(MOST_MINOR, currency);
        problems.add(FILE, name, &format!("`{key}` of `{name}` is {amount}: {most} is the most"));
    }
    check_days(name, key, (cost.from, cost.to), problems);
}

fn check_days(name: &str, key: &str, days: (Option<Date>, Option<Date>), problems: &mut Problems) {
    let message = match days {
        (Some(from), Some(to)) if from > to => {
            format!("`from` of `{name}` is {from}, which is after its `to`, {to}: write the first day as `from`")
        }
        (None, _) if key != "a_click" => {
            format!("a cost with `{key}` of `{name}` needs its first day: add `from`, like from: 2026-11-01")
        }
        (_, None) if key == "fixed" => {
            format!("a cost with `fixed` of `{name}` needs its last day: add `to`, like to: 2026-11-30")
        }
        _ => return,
    };
    problems.add(FILE, name, &message);
}

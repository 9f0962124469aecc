//! What each source, campaign, form, page and country brings and costs.

use std::collections::BTreeSet;

use jiff::civil::Date;
use leadwright_cloud::table::{Asked, Table, TableError};
use leadwright_domain::campaign::Costs;
use leadwright_domain::metrics::advice::Evidence;
use leadwright_domain::metrics::{By, Compare, Grain};
use leadwright_domain::value::month::Month;
use leadwright_domain::value::period::Days;
use leadwright_web::chart::{Chart, Content};
use leadwright_web::marked::marked;

use super::sheet::Sheet;
use crate::figure;
use crate::grid::{Grid, Look};
use crate::place::Ground;
use crate::query::Query;

const MEASURES: [&str; 13] = [
    "new_leads",
    "bad_share",
    "qualified",
    "lead_to_mql",
    "reached_sql",
    "won",
    "conversion",
    "won_amount",
    "cost",
    "cpl",
    "cost_per_mql",
    "cost_per_customer",
    "return",
];

/// Of pages only arrivals are known.
const ARRIVALS: [&str; 6] = ["new_leads", "forms", "form_people", "duplicate_share", "with_phone", "with_company"];

const SUPPLIERS: [&str; 15] = [
    "ordered",
    "delivered_rows",
    "extra_rows",
    "bad_rows",
    "good_rows",
    "shortfall",
    "credit_owed",
    "credit_paid",
    "credit_open",
    "cost",
    "cost_per_good_row",
    "qualified",
    "reached_sql",
    "won",
    "won_amount",
];

/// The page.
pub(crate) async fn page<'a>(
    table: &Table,
    ground: &Ground<'a>,
    counted: Option<Date>,
) -> Result<Sheet<'a>, TableError> {
    let (by, words) = (ground.query.shown_by(), ground.words());
    let names: &[&str] = match by.name() {
        "page" => &ARRIVALS,
        _ if by.is_of_suppliers() => &SUPPLIERS,
        _ => &MEASURES,
    };
    let question = ground.main(ground.compared(by, names));
    let days = question.range(counted).days();
    let of_days = Asked { dimensions: vec![by.dimension().name], days, grain: Grain::Whole };
    let questions = std::slice::from_ref(&question);
    let (answered, counts) = table.answers(questions, &[of_days], counted, ground.config).await?;
    let numbers = &answered[0].table;
    let mut evidence = Evidence { currency: ground.currency(), ..Evidence::default() };
    if let Some(costs) =
        answered[0].costs.as_ref().filter(|costs| by.name() == "campaign" && !costs.campaigns.is_empty())
    {
        let counts = counts.first().and_then(|numbers| numbers.pieces.first()?.counts.values().next());
        let counts = counts.map(|counts| by.dimension().rows(counts, &ground.config.campaigns).into_owned());
        evidence.campaigns = counts.unwrap_or_default();
        evidence.costs = by.costs(costs);
        evidence.with_cost_before = with_cost_before(table, ground, numbers.range.past(Compare::Before)).await?;
    }
    let amounts = [("by", by.heading(words).into()), ("currency", ground.currency().code().into())];
    let look = Look {
        id: "numbers",
        caption: words.with("numbers-sources", &amounts),
        is_main: true,
        empty: words.say("numbers-no-lead-came"),
    };
    let charts: Vec<String> = ["conversion", "cpl", "return", "forms"]
        .into_iter()
        .filter_map(|name| figure::bars(ground, numbers, name, &format!("by-{name}")))
        .filter(|chart| !has_no_bars(chart))
        .map(|chart| chart.figure(words))
        .collect();
    let mut parts =
        vec![Grid::new(ground, numbers, look).to_string(), format!("<div class=\"pairs\">{}</div>", charts.concat())];
    if !by.is_of_suppliers() && !ground.config.suppliers.is_empty() {
        let by = By::named("delivery").map(By::dimension);
        let address = ground.address(&Query { by, sort: None, page: 1, ..ground.query.clone() });
        parts.push(format!("<p id=\"suppliers\">{}</p>", marked(words, "numbers-suppliers", &[], &[&address])));
    }
    Ok(Sheet::new(ground, &answered, parts, "numbers-sources-will-stand").with_advice(&evidence, days, counted))
}

/// The campaigns of which a cost is known in those days.
async fn with_cost_before(table: &Table, ground: &Ground<'_>, days: Days) -> Result<BTreeSet<String>, TableError> {
    let Days { first, last } = days;
    let stored = table.costs(Month::of(first), Month::of(last)).await?;
    let costs = Costs::of(&ground.config.campaigns, ground.currency(), &stored, first, last);
    Ok(costs.known().map(ToOwned::to_owned).collect())
}

/// No row has a number, like the cost of what costs nothing.
fn has_no_bars(chart: &Chart) -> bool {
    matches!(&chart.content, Content::Bars(bars) if bars.bars.is_empty())
}

//! What each source, campaign, form, page and country brings and costs.

use jiff::civil::Date;
use leadwright_cloud::table::{Table, TableError};

use super::sheet::Sheet;
use crate::figure;
use crate::grid::{Grid, Look};
use crate::place::Ground;

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

/// The page.
pub(crate) async fn page(
    table: &Table,
    ground: &Ground<'_>,
    counted: Option<Date>,
) -> Result<Sheet, TableError> {
    let by = ground.query.shown_by();
    let names: &[&str] = if by.name() == "page" { &ARRIVALS } else { &MEASURES };
    let question = ground.main(ground.compared(by, names));
    let (answered, _) = table.answers(&[question], &[], counted, ground.config).await?;
    let numbers = &answered[0].table;
    let look = Look {
        id: "numbers",
        caption: format!("{}, amounts in {}", by.heading(), ground.currency().code()),
        is_main: true,
        empty: "No lead came in these days.".to_owned(),
    };
    let charts: Vec<String> = ["conversion", "cpl", "return", "forms"]
        .into_iter()
        .filter_map(|name| figure::bars(ground, numbers, name, &format!("by-{}", name)))
        .filter(|chart| !has_no_bars(chart))
        .map(|chart| chart.figure())
        .collect();
    let parts = vec![
        Grid::new(ground, numbers, look).to_string(),
        format!("<div class=\"pairs\">{}</div>", charts.concat()),
    ];
    let will_stand = "Here will stand what each source, campaign, form, landing page and country brought: leads, bad ones, \
        qualified and won ones, the amount, and, where costs are known, what a lead and a customer cost and what comes back.";
    Ok(Sheet::new(ground, &answered, parts, will_stand))
}

/// No row has a number, like the cost of what costs nothing.
fn has_no_bars(chart: &leadwright_web::chart::Chart) -> bool {
    matches!(&chart.content, leadwright_web::chart::Content::Bars(bars) if bars.bars.is_empty())
}

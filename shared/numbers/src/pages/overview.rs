//! All in one look: leads by source over time, the funnel, the growth of qualified leads, sales, money.

use jiff::civil::Date;
use leadwright_cloud::table::{Asked, Table, TableError};
use leadwright_domain::metrics;
use leadwright_domain::metrics::advice::Evidence;
use leadwright_domain::metrics::growth::Trend;
use leadwright_domain::metrics::{By, Compare, Counts, Grain, Question, Value, measure};
use leadwright_domain::value::month::Month;
use leadwright_domain::value::period::{Days, PeriodLength};

use super::sheet::Sheet;
use crate::figure;
use crate::place::Ground;
use crate::tiles::Tiles;

const LEADS: [&str; 6] = ["new_leads", "bad_share", "qualified", "lead_to_mql", "reached_sql", "conversion"];
const SALES: [&str; 6] = ["requests", "speed_median", "speed_p90", "in_5m", "sla_kept", "accept_missed"];
const MONEY: [&str; 8] =
    ["won", "won_amount", "average_deal", "cost", "cpl", "cost_per_mql", "cost_per_customer", "return"];

/// The page.
pub(crate) async fn page(table: &Table, ground: &Ground<'_>, counted: Option<Date>) -> Result<Sheet, TableError> {
    let stages = figure::STAGES.map(|(name, _)| name);
    let names: Vec<&str> = LEADS.into_iter().chain(stages).chain(SALES).chain(MONEY).collect();
    let whole = ground.compared(figure::all(), &names);
    let qualified = Question::new(By::Time(PeriodLength::Month), ground.months());
    let qualified = qualified.with(measure("qualified").into_iter().collect()).compared(vec![Compare::Before]);
    let qualified = qualified.expect("rows are no cohorts");
    let days = whole.range(counted).days();
    let grain = grain(days);
    // By days even where weeks are shown: the growth of a part of a month is summed from the same rows.
    let read_by = if grain == Grain::Week { Grain::Day } else { grain };
    let series = Asked { dimensions: vec!["source"], days, grain: read_by };
    let (answered, series) = table.answers(&[whole, qualified], &[series], counted, ground.config).await?;
    let (whole, months) = (&answered[0].table, &answered[1].table);
    let cut = grain.cut(days.first, days.last).into_iter().map(|(first, last)| {
        let of_piece = series[0].pieces.iter().filter(|piece| first <= piece.first && piece.last <= last);
        let mut sum = Counts::new();
        of_piece.flat_map(|piece| piece.counts.values()).for_each(|counts| metrics::add(&mut sum, counts));
        (Days { first, last }, sum)
    });
    let cut: Vec<(Days, Counts)> = cut.collect();
    let pieces: Vec<(Days, String, &Counts)> =
        cut.iter().map(|(days, counts)| (*days, label(*days, grain), counts)).collect();
    let mut parts = vec![Tiles::new(ground, whole, ("in-one-look", "In one look"), &LEADS).to_string()];
    if let (Some(measure), Some(by)) = (measure("new_leads"), By::named("source")) {
        let heading = match grain {
            Grain::Day => "Day",
            Grain::Week => "Week",
            Grain::Month | Grain::Whole => "Month",
        };
        parts.push(figure::over_time(ground, measure, by, &pieces, (heading, "New leads by source")).figure());
    }
    parts.push(format!(
        "<div class=\"pairs\">{}<div>{}</div></div>",
        figure::funnel(ground, whole).figure(),
        growth(ground, months)
    ));
    parts.push(Tiles::new(ground, whole, ("sales", "Speed to lead"), &SALES).to_string());
    let currency = ground.currency();
    parts.push(Tiles::new(ground, whole, ("money", "Money"), &MONEY).to_string().replacen(
        "<h2>Money</h2>",
        &format!("<h2>Money, in {}</h2>", currency.code()),
        1,
    ));
    let will_stand = "Here will stand new leads by source over time, the funnel, the growth of qualified leads, how fast sales \
        answers, and what all of it costs and brings.";
    let mut sources = Counts::new();
    for (_, _, counts) in &pieces {
        metrics::add(&mut sources, counts);
    }
    let evidence = Evidence { sources, currency, ..Evidence::default() };
    Ok(Sheet::new(ground, &answered, parts, will_stand).with_advice(&evidence, days, counted))
}

/// Days up to a month, weeks up to a quarter, else months.
fn grain(days: Days) -> Grain {
    match days.count() {
        0..=31 => Grain::Day,
        32..=92 => Grain::Week,
        _ => Grain::Month,
    }
}

fn label(days: Days, grain: Grain) -> String {
    match grain {
        Grain::Day => days.first.strftime("%-d %b").to_string(),
        Grain::Week => days.first.strftime("W%V, %-d %b").to_string(),
        Grain::Month | Grain::Whole => days.first.strftime("%b %Y").to_string(),
    }
}

/// The growth of leads first qualified: the chart, the lead velocity rate, and the trend.
fn growth(ground: &Ground<'_>, months: &metrics::Table) -> String {
    let Some(chart) = figure::by_period(ground, months, ("lvr", "Leads first qualified, by month")) else {
        return String::new();
    };
    let mut said = String::new();
    if let Some((row, cell)) = months.rows.last().and_then(|row| Some((row, row.cells.first()?))) {
        let rate = cell.change(0).text();
        let before = cell.past.first().map(|past| past.short(ground.currency())).unwrap_or_default();
        let is_part = row.name == Month::of(months.range.days().last).to_string()
            && months.range.days().last != months.range.days().last.last_of_month();
        let days = if is_part { "the same days of the month before" } else { "the month before" };
        said = format!(
            "<p><strong>Lead velocity rate: {rate}</strong> <span class=\"soft\">{} against {before} in {days}.</span></p>",
            cell.short(ground.currency())
        );
        let whole = months.rows.len() - usize::from(is_part);
        let counts = months.rows.iter().take(whole).filter_map(|row| match row.cells.first()?.value {
            Value::Count(count) => Some(count),
            _ => None,
        });
        if let Some(trend) = Trend::of(&counts.collect::<Vec<_>>()) {
            said = format!("{said}<p class=\"soft\">The trend over {whole} whole months: {trend}.</p>");
        }
    }
    format!("{}{said}", chart.figure())
}

//! All in one look: leads by source over time, the funnel, the growth of qualified leads, sales, money.

use askama::Template;
use jiff::civil::Date;
use leadwright_cloud::table::{Asked, Table, TableError};
use leadwright_domain::metrics;
use leadwright_domain::metrics::advice::Evidence;
use leadwright_domain::metrics::growth::Trend;
use leadwright_domain::metrics::{By, Compare, Counts, Grain, Question, Value, measure};
use leadwright_domain::value::month::Month;
use leadwright_domain::value::period::{Days, PeriodLength};
use leadwright_domain::words::Words;

use super::sheet::Sheet;
use crate::figure;
use crate::place::Ground;
use crate::tiles::Tiles;

const LEADS: [&str; 6] = ["new_leads", "bad_share", "qualified", "lead_to_mql", "reached_sql", "conversion"];
const SALES: [&str; 6] = ["requests", "speed_median", "speed_p90", "in_5m", "sla_kept", "accept_missed"];
const MONEY: [&str; 8] =
    ["won", "won_amount", "average_deal", "cost", "cpl", "cost_per_mql", "cost_per_customer", "return"];

/// The page.
pub(crate) async fn page<'a>(
    table: &Table,
    ground: &Ground<'a>,
    counted: Option<Date>,
) -> Result<Sheet<'a>, TableError> {
    let words = ground.words();
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
        cut.iter().map(|(days, counts)| (*days, label(words, *days, grain), counts)).collect();
    let mut parts =
        vec![Tiles::new(ground, whole, ("in-one-look", words.say("numbers-in-one-look")), &LEADS).to_string()];
    if let (Some(measure), Some(by)) = (measure("new_leads"), By::named("source")) {
        let heading = match grain {
            Grain::Day => "numbers-by-day",
            Grain::Week => "numbers-by-week",
            Grain::Month | Grain::Whole => "numbers-by-month",
        };
        let headings = (words.say(heading), words.say("numbers-new-leads-by-source"));
        parts.push(figure::over_time(ground, measure, by, &pieces, headings).figure(words));
    }
    parts.push(format!(
        "<div class=\"pairs\">{}<div>{}</div></div>",
        figure::funnel(ground, whole).figure(words),
        growth(ground, months)
    ));
    parts.push(Tiles::new(ground, whole, ("sales", words.say("numbers-speed-to-lead")), &SALES).to_string());
    let currency = ground.currency();
    let money = words.with("numbers-money-in", &[("currency", currency.code().into())]);
    parts.push(Tiles::new(ground, whole, ("money", money), &MONEY).to_string());
    let mut sources = Counts::new();
    for (_, _, counts) in &pieces {
        metrics::add(&mut sources, counts);
    }
    let evidence = Evidence { sources, currency, ..Evidence::default() };
    Ok(Sheet::new(ground, &answered, parts, "numbers-overview-will-stand").with_advice(&evidence, days, counted))
}

/// Days up to a month, weeks up to a quarter, else months.
fn grain(days: Days) -> Grain {
    match days.count() {
        0..=31 => Grain::Day,
        32..=92 => Grain::Week,
        _ => Grain::Month,
    }
}

fn label(words: Words<'_>, days: Days, grain: Grain) -> String {
    match grain {
        Grain::Day => words.date("date-short-day", days.first),
        Grain::Week => {
            let week = days.first.strftime("%V").to_string();
            let values = [("week", week.into()), ("day", words.date("date-short-day", days.first).into())];
            words.with("numbers-week-from", &values)
        }
        Grain::Month | Grain::Whole => words.date("date-mon-of-year", days.first),
    }
}

/// The growth of leads first qualified: the chart, the lead velocity rate, and the trend.
fn growth(ground: &Ground<'_>, months: &metrics::Table) -> String {
    let words = ground.words();
    let Some(chart) = figure::by_period(ground, months, ("lvr", words.say("numbers-qualified-by-month"))) else {
        return String::new();
    };
    let (mut velocity, mut trend) = (None, None);
    if let Some((row, cell)) = months.rows.last().and_then(|row| Some((row, row.cells.first()?))) {
        let rate = cell.change(0).text(words);
        let before = cell.past.first().map(|past| past.short(words, ground.currency())).unwrap_or_default();
        let is_part = row.name == Month::of(months.range.days().last).to_string()
            && months.range.days().last != months.range.days().last.last_of_month();
        let against = if is_part { "numbers-against-same-days" } else { "numbers-against-month-before" };
        let values = [("now", cell.short(words, ground.currency()).into()), ("before", before.into())];
        velocity = Some((words.with("numbers-lead-velocity", &[("rate", rate.into())]), words.with(against, &values)));
        let whole = months.rows.len() - usize::from(is_part);
        let counts = months.rows.iter().take(whole).filter_map(|row| match row.cells.first()?.value {
            Value::Count(count) => Some(count),
            _ => None,
        });
        trend = Trend::of(&counts.collect::<Vec<_>>()).map(|trend| {
            let values = [("count", whole.into()), ("trend", trend.text(words).into())];
            words.with("numbers-trend", &values)
        });
    }
    format!("{}{}", chart.figure(words), Growth { velocity, trend })
}

/// What is said below the chart of growth.
#[derive(Template)]
#[template(
    source = r#"{% if let Some((rate, against)) = velocity %}<p><strong>{{ rate }}</strong> <span class="soft">{{ against }}</span></p>{% endif %}{% if let Some(trend) = trend %}<p class="soft">{{ trend }}</p>{% endif %}"#,
    ext = "html"
)]
struct Growth {
    velocity: Option<(String, String)>,
    trend: Option<String>,
}

//! How far leads come: stages, rates between any two of them, time in stages, cohorts by arrival.

use askama::Template;
use jiff::civil::Date;
use leadwright_cloud::table::{Asked, Table, TableError};
use leadwright_domain::metrics;
use leadwright_domain::metrics::advice::{Evidence, cohorts};
use leadwright_domain::metrics::interval::wilson;
use leadwright_domain::metrics::words::{number, percent};
use leadwright_domain::metrics::{By, Grain, Value};
use leadwright_web::chart::{Chart, Cohort, Cohorts, Content, Reached};

use super::sheet::Sheet;
use crate::figure;
use crate::grid::{Grid, Look};
use crate::place::{Ground, Link};
use crate::query::{CohortLength, Query};
use crate::tiles::Tiles;

const TIMES: [&str; 6] = ["lead_median", "mql_median", "sql_median", "sql_p90", "prospect_median", "prospect_p90"];
const RATES: [&str; 7] =
    ["new_leads", "lead_to_mql", "lead_to_sql", "mql_to_sql", "sql_to_prospect", "prospect_to_won", "conversion"];

/// The stages whose cohorts are shown, with the beginnings of their measures' names.
const COHORTS: [(&str, &str); 3] = [("mql", "qualified"), ("sql", "SQL"), ("won", "won")];

const WITHIN: [(&str, &str); 3] = [("7d", "within 7 days"), ("30d", "within 30 days"), ("90d", "within 90 days")];

/// The page.
pub(crate) async fn page(table: &Table, ground: &Ground<'_>, counted: Option<Date>) -> Result<Sheet, TableError> {
    let stages = figure::STAGES.map(|(name, _)| name);
    let names: Vec<&str> = stages.into_iter().chain(TIMES).collect();
    let cohort = By::named(ground.query.cohorts.dimension()).expect("cohorts are a dimension");
    let of_cohorts = COHORTS.iter().flat_map(|(stage, _)| WITHIN.map(|(ending, _)| format!("{stage}_{ending}")));
    let of_cohorts: Vec<String> = of_cohorts.chain(["new_leads".to_owned()]).collect();
    let of_cohorts: Vec<&str> = of_cohorts.iter().map(String::as_str).collect();
    let by = ground.query.shown_by();
    let questions = [
        ground.compared(figure::all(), &names),
        ground.main(ground.compared(by, &RATES)),
        ground.cohorts(cohort, &of_cohorts),
    ];
    // What is advised compares the newest months of arrival.
    let months = counted.map(|counted| Asked {
        dimensions: vec![CohortLength::Month.dimension()],
        days: cohorts(counted),
        grain: Grain::Whole,
    });
    let (answered, months) = table.answers(&questions, months.as_slice(), counted, ground.config).await?;
    let [whole, rates, of_cohorts] = [0, 1, 2].map(|at| &answered[at].table);
    let lengths = [CohortLength::Month, CohortLength::Week].map(|length| Link {
        words: if length == CohortLength::Month { "By month" } else { "By week" }.to_owned(),
        href: format!("{}#cohorts", ground.address(&Query { cohorts: length, ..ground.query.clone() })),
        is_current: length == ground.query.cohorts,
    });
    let mut parts = vec![
        format!("<div class=\"pairs\">{}{}</div>", figure::funnel(ground, whole).figure(), Matrix::new(whole)),
        Tiles::new(ground, whole, ("time-in-stage", "Time in a stage"), &TIMES).to_string(),
        CohortsHead { lengths }.to_string(),
    ];
    parts.extend(COHORTS.iter().map(|(stage, words)| figure_of_cohorts(ground, of_cohorts, stage, words).figure()));
    let look = Look {
        id: "rates",
        caption: format!("Conversion by {}", by.heading().to_lowercase()),
        is_main: true,
        empty: "No lead moved in these days.".to_owned(),
    };
    parts.push(Grid::new(ground, rates, look).to_string());
    let will_stand = "Here will stand how many leads reached each stage of the funnel, the conversion rate between any two \
        stages with its counts, how long leads stay in a stage, and what share of the leads that arrived together came how far.";
    let months = months.first().and_then(|numbers| numbers.pieces.first()?.counts.values().next());
    let evidence =
        Evidence { cohorts: months.cloned().unwrap_or_default(), currency: ground.currency(), ..Evidence::default() };
    let days = whole.range.days();
    Ok(Sheet::new(ground, &answered, parts, will_stand).with_advice(&evidence, days, counted))
}

/// The heading of the cohorts.
#[derive(Template)]
#[template(
    source = r#"<section class="cohorts" id="cohorts"><h2>Cohorts by arrival</h2>
<nav class="chips" aria-label="Cohorts">{% for length in lengths %}<a href="{{ length.href }}"{% if length.is_current %} aria-current="true"{% endif %}>{{ length.words }}</a>{% endfor %}</nav>
<p class="soft">Of the leads that arrived in a period, how many came that far within so many days. A dash stands where the days are not over for all of them: it is too early to say.</p></section>"#,
    ext = "html"
)]
struct CohortsHead {
    lengths: [Link; 2],
}

fn figure_of_cohorts(ground: &Ground<'_>, table: &metrics::Table, stage: &str, words: &str) -> Chart {
    let at = |name: &str| table.measures.iter().position(|measure| measure.name == name);
    let link = |measure, row: &str| ground.leads(table.range.days(), measure, table.by, Some(row)).unwrap_or_default();
    let cohorts = table.rows.iter().filter_map(|row| {
        let leads = at("new_leads")?;
        let Value::Count(count) = row.cells[leads].value else { return None };
        let reached = WITHIN.iter().map(|(ending, _)| {
            let at = at(&format!("{stage}_{ending}"))?;
            let cell = &row.cells[at];
            match cell.value {
                Value::Share { of, .. } if !cell.too_early => {
                    let link = if of > 0 { link(table.measures[at], &row.name) } else { String::new() };
                    Some(Reached { count: of, link })
                }
                _ => None,
            }
        });
        Some(Cohort {
            name: ground.name(table.by, &row.name),
            count,
            link: link(table.measures[leads], &row.name),
            reached: reached.collect(),
        })
    });
    Chart {
        id: format!("cohorts-{stage}"),
        title: format!("Leads {words} after arrival"),
        description: format!(
            "Share of the leads of each {} of arrival that were {words}. {}.",
            ground.query.cohorts.name(),
            table.range.days().words()
        ),
        empty: "No lead arrived in this time.".to_owned(),
        content: Content::Cohorts(Cohorts {
            cohorts_heading: "Arrived in".to_owned(),
            counts_heading: "Leads".to_owned(),
            columns: WITHIN.iter().map(|(_, words)| (*words).to_owned()).collect(),
            cohorts: cohorts.collect(),
        }),
    }
}

/// The rates between any two stages.
#[derive(Template)]
#[template(
    source = r#"<section class="grid" id="matrix"><h2>Conversion between any two stages</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Conversion between any two stages"><table>
<thead><tr><th scope="col">From</th>{% for (_, name) in figure::STAGES.iter().skip(1) %}<th scope="col">to {{ name }}</th>{% endfor %}</tr></thead>
<tbody>{% for (name, cells) in rows %}<tr><th scope="row">{{ name }}</th>{% for cell in cells %}<td>{% if let Some((share, counts)) = cell %}{{ share }}<small>{{ counts }}</small>{% endif %}</td>{% endfor %}</tr>{% endfor %}</tbody>
</table></div>
<p class="soft">Leads that first reached the stage in these days, of those that first reached the earlier one in these days, with the 95 % interval. Cohorts below follow the same leads.</p></section>"#,
    ext = "html"
)]
struct Matrix {
    rows: Vec<(&'static str, Vec<Option<Rate>>)>,
}

/// A share, and its counts with the interval.
type Rate = (String, String);

impl Matrix {
    fn new(table: &metrics::Table) -> Self {
        let counts = figure::STAGES.map(|(name, _)| match figure::total(table, name) {
            Some((_, cell)) => {
                if let Value::Count(count) = cell.value {
                    count
                } else {
                    0
                }
            }
            None => 0,
        });
        let cell = |from: usize, to: usize| {
            let (among, of) = (counts[from], counts[to]);
            (to > from && among > 0).then(|| {
                let interval = wilson(of.min(among), among);
                let interval = interval.map(|(low, high)| format!(" · {:.0}–{:.0}%", low * 100.0, high * 100.0));
                let parts = format!("{} of {}{}", number(of), number(among), interval.unwrap_or_default());
                (percent(of, among), parts)
            })
        };
        let row = |from: usize| (1..figure::STAGES.len()).map(|to| cell(from, to)).collect();
        let last = figure::STAGES.len() - 1;
        Self { rows: figure::STAGES.iter().take(last).enumerate().map(|(at, (_, name))| (*name, row(at))).collect() }
    }
}

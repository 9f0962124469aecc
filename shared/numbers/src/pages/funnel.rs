//! How far leads come: stages, rates between any two of them, time in stages, cohorts by arrival.

use askama::Template;
use jiff::civil::Date;
use leadwright_cloud::table::{Asked, Table, TableError};
use leadwright_domain::metrics;
use leadwright_domain::metrics::advice::{Evidence, cohorts};
use leadwright_domain::metrics::interval::wilson;
use leadwright_domain::metrics::words::{interval_text, parts, percent};
use leadwright_domain::metrics::{By, Grain, Value};
use leadwright_domain::words::Words;
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

/// The stages whose cohorts are shown: the beginnings of their measures' names, and the titles and descriptions of their
/// charts.
const COHORTS: [(&str, &str, &str); 3] = [
    ("mql", "numbers-cohorts-qualified", "numbers-cohorts-qualified-is"),
    ("sql", "numbers-cohorts-sql", "numbers-cohorts-sql-is"),
    ("won", "numbers-cohorts-won", "numbers-cohorts-won-is"),
];

const WITHIN: [(&str, &str); 3] =
    [("7d", "numbers-within-7-days"), ("30d", "numbers-within-30-days"), ("90d", "numbers-within-90-days")];

/// The page.
pub(crate) async fn page<'a>(
    table: &Table,
    ground: &Ground<'a>,
    counted: Option<Date>,
) -> Result<Sheet<'a>, TableError> {
    let stages = figure::STAGES.map(|(name, _)| name);
    let names: Vec<&str> = stages.into_iter().chain(TIMES).collect();
    let cohort = By::named(ground.query.cohorts.dimension()).expect("cohorts are a dimension");
    let of_cohorts = COHORTS.iter().flat_map(|(stage, ..)| WITHIN.map(|(ending, _)| format!("{stage}_{ending}")));
    let of_cohorts: Vec<String> = of_cohorts.chain(["new_leads".to_owned()]).collect();
    let of_cohorts: Vec<&str> = of_cohorts.iter().map(String::as_str).collect();
    let (by, words) = (ground.query.shown_by(), ground.words());
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
        words: words.say(if length == CohortLength::Month {
            "numbers-cohorts-by-month"
        } else {
            "numbers-cohorts-by-week"
        }),
        href: format!("{}#cohorts", ground.address(&Query { cohorts: length, ..ground.query.clone() })),
        is_current: length == ground.query.cohorts,
    });
    let mut parts = vec![
        format!(
            "<div class=\"pairs\">{}{}</div>",
            figure::funnel(ground, whole).figure(words),
            Matrix::new(words, whole)
        ),
        Tiles::new(ground, whole, ("time-in-stage", words.say("numbers-time-in-a-stage")), &TIMES).to_string(),
        CohortsHead { words, lengths }.to_string(),
    ];
    parts.extend(COHORTS.iter().map(|cohorts| figure_of_cohorts(ground, of_cohorts, cohorts).figure(words)));
    let look = Look {
        id: "rates",
        caption: words.with("numbers-conversion-by", &[("by", by.noun(words).into())]),
        is_main: true,
        empty: words.say("numbers-no-lead-moved-here"),
    };
    parts.push(Grid::new(ground, rates, look).to_string());
    let months = months.first().and_then(|numbers| numbers.pieces.first()?.counts.values().next());
    let evidence =
        Evidence { cohorts: months.cloned().unwrap_or_default(), currency: ground.currency(), ..Evidence::default() };
    let days = whole.range.days();
    Ok(Sheet::new(ground, &answered, parts, "numbers-funnel-will-stand").with_advice(&evidence, days, counted))
}

/// The heading of the cohorts.
#[derive(Template)]
#[template(
    source = r#"<section class="cohorts" id="cohorts"><h2>{{ words.say("numbers-cohorts") }}</h2>
<nav class="chips" aria-label="{{ words.say("numbers-cohorts-choose") }}">{% for length in lengths %}<a href="{{ length.href }}"{% if length.is_current %} aria-current="true"{% endif %}>{{ length.words }}</a>{% endfor %}</nav>
<p class="soft">{{ words.say("numbers-cohorts-are") }}</p></section>"#,
    ext = "html"
)]
struct CohortsHead<'a> {
    words: Words<'a>,
    lengths: [Link; 2],
}

fn figure_of_cohorts(
    ground: &Ground<'_>,
    table: &metrics::Table,
    (stage, title, description): &(&str, &str, &str),
) -> Chart {
    let words = ground.words();
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
        title: words.say(title),
        description: words.with(
            description,
            &[("length", ground.query.cohorts.name().into()), ("days", table.range.days().words(words).into())],
        ),
        empty: words.say("numbers-no-lead-arrived"),
        content: Content::Cohorts(Cohorts {
            cohorts_heading: words.say("numbers-arrived-in"),
            counts_heading: words.say("numbers-unit-leads-heading"),
            columns: WITHIN.iter().map(|(_, message)| words.say(message)).collect(),
            cohorts: cohorts.collect(),
        }),
    }
}

/// The rates between any two stages.
#[derive(Template)]
#[template(
    source = r#"<section class="grid" id="matrix"><h2>{{ words.say("numbers-matrix") }}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="{{ words.say("numbers-matrix") }}"><table>
<thead><tr><th scope="col">{{ words.say("numbers-matrix-from") }}</th>{% for (_, name) in figure::STAGES.iter().skip(1) %}<th scope="col">{{ words.with("numbers-matrix-to", [("stage", words.say(name).into())]) }}</th>{% endfor %}</tr></thead>
<tbody>{% for (name, cells) in rows %}<tr><th scope="row">{{ name }}</th>{% for cell in cells %}<td>{% if let Some((share, counts)) = cell %}{{ share }}<small>{{ counts }}</small>{% endif %}</td>{% endfor %}</tr>{% endfor %}</tbody>
</table></div>
<p class="soft">{{ words.say("numbers-matrix-is") }}</p></section>"#,
    ext = "html"
)]
struct Matrix<'a> {
    words: Words<'a>,
    rows: Vec<(String, Vec<Option<Rate>>)>,
}

/// A share, and its counts with the interval.
type Rate = (String, String);

impl<'a> Matrix<'a> {
    fn new(words: Words<'a>, table: &metrics::Table) -> Self {
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
                let interval = interval.map(|interval| format!(" · {}", interval_text(words, interval)));
                (percent(words, of, among), format!("{}{}", parts(words, of, among), interval.unwrap_or_default()))
            })
        };
        let row = |from: usize| (1..figure::STAGES.len()).map(|to| cell(from, to)).collect();
        let last = figure::STAGES.len() - 1;
        let rows = figure::STAGES.iter().take(last).enumerate().map(|(at, (_, name))| (words.say(name), row(at)));
        Self { words, rows: rows.collect() }
    }
}

//! What mails and sequences do.

use askama::Template;
use jiff::civil::Date;
use leadwright_cloud::table::{Asked, Table, TableError};
use leadwright_domain::metrics::advice::Evidence;
use leadwright_domain::metrics::variants::tests;
use leadwright_domain::metrics::{By, Compare, Grain};
use leadwright_domain::value::period::Days;

use super::sheet::Sheet;
use crate::grid::{Grid, Look};
use crate::place::Ground;
use crate::query::Query;

const SEQUENCES: [&str; 9] = [
    "begun",
    "planned",
    "goal_reached",
    "goal_rate",
    "ended",
    "replied_in",
    "unsubscribed_in",
    "bounced_in",
    "complained_in",
];
const STEPS: [&str; 16] = [
    "planned",
    "tasks",
    "tasks_done",
    "steps_skipped",
    "mails_dropped",
    "mails_held",
    "sent",
    "delivered",
    "open_rate",
    "click_rate",
    "replies",
    "unsubscribed",
    "bounces",
    "soft_bounces",
    "complaints",
    "goal_reached",
];
const MAILS: [&str; 13] = [
    "sent",
    "mails_dropped",
    "delivered",
    "open_rate",
    "click_rate",
    "replies",
    "unsubscribed",
    "bounces",
    "soft_bounces",
    "complaints",
    "goal_reached",
    "machine_opens",
    "machine_clicks",
];
const STEP_REFUSALS: [&str; 2] = ["refused", "waited"];
const REFUSALS: [&str; 2] = ["mails_dropped", "mails_held"];

/// A table: its dimension, its place in the page, its heading, its measures, and what stands there while it is empty.
const TABLES: [(&str, &str, &str, &[&str], &str); 5] = [
    ("sequence", "sequences", "Sequences", &SEQUENCES, "No lead was in a sequence in these days."),
    ("step", "steps", "Steps", &STEPS, "No step of a sequence sent a mail in these days."),
    ("mail", "mails", "Mails, each variant and language by itself", &MAILS, "No mail was sent in these days."),
    (
        "step_refusal",
        "step-refusals",
        "Mails of steps that were planned and not sent, by reason",
        &STEP_REFUSALS,
        "Every planned mail of a step went at once.",
    ),
    ("refusal", "refusals", "Why mails were not sent, or had to wait", &REFUSALS, "Every mail went at once."),
];

/// The rows that three requests read, beside the one that says what was counted: a page makes five, two of which read
/// other things.
const READ: usize = 299;

/// The page.
pub(crate) async fn page(table: &Table, ground: &Ground<'_>, counted: Option<Date>) -> Result<Sheet, TableError> {
    let query =
        Query { compare: ground.query.compare.filter(|of| may_compare(ground, *of, counted)), ..ground.query.clone() };
    let is_left_out = query.compare != ground.query.compare;
    let ground = &Ground { query: &query, ..*ground };
    let by = |name: &str| By::named(name).expect("the tables are by dimensions");
    let questions = TABLES.map(|(name, _, _, measures, _)| {
        ground.compared(by(name), measures).top(crate::grid::ROWS).expect("rows are values of a dimension")
    });
    let days = questions[0].range(counted).days();
    let asked = ["step", "sequence", "mail"].map(|name| Asked { dimensions: vec![name], days, grain: Grain::Whole });
    let (answered, found) = table.answers(&questions, &asked, counted, ground.config).await?;
    let grids = TABLES.iter().zip(&answered).map(|((_, id, caption, _, empty), answered)| {
        let look = Look { id, caption: (*caption).to_owned(), is_main: false, empty: (*empty).to_owned() };
        Grid::new(ground, &answered.table, look).to_string()
    });
    let mut found =
        found.into_iter().filter_map(|numbers| numbers.pieces.into_iter().next()?.counts.into_values().next());
    let mut next = || found.next().unwrap_or_default();
    let evidence = Evidence {
        steps: next(),
        sequences: next(),
        mails: next(),
        currency: ground.currency(),
        rules: Some(&ground.config.sequences),
        ..Evidence::default()
    };
    let tests = tests(&ground.config.sequences, &evidence.mails).iter().map(ToString::to_string).collect();
    let mut parts: Vec<String> = grids.collect();
    parts.insert(2, Tests { tests }.to_string());
    let will_stand = "Here will stand, for every sequence, step and mail: who began, what was sent and delivered, how many \
        people opened and clicked, who replied, unsubscribed or reached the goal, and which variant works better, if it can be told.";
    let sheet = Sheet::new(ground, &answered, parts, will_stand).with_advice(&evidence, days, counted);
    Ok(if is_left_out { sheet.with_note(NOT_COMPARED) } else { sheet })
}

const NOT_COMPARED: &str = "Not compared: these days are too many single ones to be read with those before. Whole months, quarters and years are compared.";

/// The page's tables can be read of both periods.
fn may_compare(ground: &Ground<'_>, with: Compare, counted: Option<Date>) -> bool {
    let range = counted.map_or(ground.range, |counted| ground.range.up_to(counted));
    let rows = |Days { first, last }: Days| Grain::Whole.spans((first, last)).len();
    (rows(range.days()) + rows(range.past(with))) * TABLES.len() <= READ
}

/// What the tests of variants say.
#[derive(Template)]
#[template(
    source = r#"<section class="tests" id="variants"><h2>Variants</h2>
{% if tests.is_empty() %}<p class="soft">No step of a sequence gives its variants by chance: give one a variant with share, and here will stand which works better.</p>
{% else %}<ul>{% for test in tests %}<li>{{ test }}</li>{% endfor %}</ul>
<p class="soft">Compared are shares of people who clicked. A difference counts if the 95 % interval of the difference of two shares (Newcombe) does not hold 0, corrected for the number of pairs; before the planned number of sends only a level of 0.1 % decides.</p>{% endif %}</section>"#,
    ext = "html"
)]
struct Tests {
    tests: Vec<String>,
}

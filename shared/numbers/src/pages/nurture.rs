//! What mails and sequences do.

use askama::Template;
use jiff::civil::Date;
use leadwright_cloud::table::{Asked, Table, TableError};
use leadwright_domain::metrics::advice::Evidence;
use leadwright_domain::metrics::variants::tests;
use leadwright_domain::metrics::{By, Compare, Grain};
use leadwright_domain::value::period::Days;
use leadwright_domain::words::Words;

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
    ("sequence", "sequences", "numbers-sequences", &SEQUENCES, "numbers-sequences-empty"),
    ("step", "steps", "numbers-steps", &STEPS, "numbers-steps-empty"),
    ("mail", "mails", "numbers-each-mail", &MAILS, "numbers-each-mail-empty"),
    ("step_refusal", "step-refusals", "numbers-step-refusals", &STEP_REFUSALS, "numbers-step-refusals-empty"),
    ("refusal", "refusals", "numbers-refusals", &REFUSALS, "numbers-refusals-empty"),
];

/// The rows that three requests read, beside the one that says what was counted: a page makes five, two of which read
/// other things.
const READ: usize = 299;

/// The page.
pub(crate) async fn page<'a>(
    table: &Table,
    ground: &Ground<'a>,
    counted: Option<Date>,
) -> Result<Sheet<'a>, TableError> {
    let query =
        Query { compare: ground.query.compare.filter(|of| fits(ground, Some(*of), counted)), ..ground.query.clone() };
    let is_left_out = query.compare != ground.query.compare;
    let words = ground.words();
    let ground = &Ground { query, ..*ground };
    let by = |name: &str| By::named(name).expect("the tables are by dimensions");
    let fits = fits(ground, ground.query.compare, counted);
    let tables: Vec<_> = TABLES.into_iter().filter(|(name, ..)| fits || *name != "step_refusal").collect();
    let question = |(name, _, _, measures, _): &(&str, &str, &str, &[&str], &str)| {
        ground.compared(by(name), measures).top(crate::grid::ROWS).expect("rows are values of a dimension")
    };
    let questions: Vec<_> = tables.iter().map(question).collect();
    let days = questions[0].range(counted).days();
    let asked = ["step", "sequence", "mail"].map(|name| Asked { dimensions: vec![name], days, grain: Grain::Whole });
    let (answered, found) = table.answers(&questions, &asked, counted, ground.config).await?;
    let grids = tables.iter().zip(&answered).map(|((_, id, caption, _, empty), answered)| {
        let look = Look { id, caption: words.say(caption), is_main: false, empty: words.say(empty) };
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
    let tests = tests(&ground.config.sequences, &evidence.mails).iter().map(|test| test.text(words)).collect();
    let mut parts: Vec<String> = grids.collect();
    parts.insert(2, Tests { words, tests }.to_string());
    let sheet =
        Sheet::new(ground, &answered, parts, "numbers-nurture-will-stand").with_advice(&evidence, days, counted);
    let sheet = if is_left_out { sheet.with_note(words.say("numbers-not-compared")) } else { sheet };
    Ok(if fits { sheet } else { sheet.with_note(words.say("numbers-no-step-refusals")) })
}

/// The rows that all tables of the page read are few enough, where its days are compared `with` others or with none.
fn fits(ground: &Ground<'_>, with: Option<Compare>, counted: Option<Date>) -> bool {
    let range = counted.map_or(ground.range, |counted| ground.range.up_to(counted));
    let rows = |Days { first, last }: Days| Grain::Whole.spans((first, last)).len();
    (rows(range.days()) + with.map_or(0, |with| rows(range.past(with)))) * TABLES.len() <= READ
}

/// What the tests of variants say.
#[derive(Template)]
#[template(
    source = r#"<section class="tests" id="variants"><h2>{{ words.say("numbers-variants") }}</h2>
{% if tests.is_empty() %}<p class="soft">{{ words.say("numbers-variants-empty") }}</p>
{% else %}<ul>{% for test in tests %}<li>{{ test }}</li>{% endfor %}</ul>
<p class="soft">{{ words.say("numbers-variants-are") }}</p>{% endif %}</section>"#,
    ext = "html"
)]
struct Tests<'a> {
    words: Words<'a>,
    tests: Vec<String>,
}

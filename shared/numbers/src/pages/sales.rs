//! How fast sales is: by owner and team, and by the week of the request.

use jiff::civil::Date;
use leadwright_cloud::table::{Table, TableError};
use leadwright_domain::metrics::By;

use super::sheet::Sheet;
use crate::figure;
use crate::grid::{Grid, Look};
use crate::place::Ground;
use crate::tiles::Tiles;

const TILES: [&str; 8] =
    ["requests", "contacted", "speed_median", "speed_p90", "speed_working_median", "in_5m", "sla_kept", "untouched_7d"];
const MEASURES: [&str; 15] = [
    "assigned",
    "accepted",
    "sla_kept",
    "accept_missed",
    "requests",
    "contacted",
    "in_5m",
    "speed_median",
    "speed_p90",
    "speed_working_median",
    "speed_working_p90",
    "untouched_7d",
    "untouched_30d",
    "won",
    "won_amount",
];
const REQUESTS: [&str; 6] = ["requests", "contacted", "unanswered", "in_5m", "speed_median", "speed_p90"];

/// The page.
pub(crate) async fn page<'a>(
    table: &Table,
    ground: &Ground<'a>,
    counted: Option<Date>,
) -> Result<Sheet<'a>, TableError> {
    let (by, words) = (ground.query.shown_by(), ground.words());
    let weeks = By::named("asked_week").expect("weeks of requests are a dimension");
    let questions = [ground.main(ground.compared(by, &MEASURES)), ground.cohorts(weeks, &REQUESTS)];
    let (answered, _) = table.answers(&questions, &[], counted, ground.config).await?;
    let [people, requests] = [0, 1].map(|at| &answered[at].table);
    let amounts = [("by", by.noun(words).into()), ("currency", ground.currency().code().into())];
    let of_people = Look {
        id: "numbers",
        caption: words.with("numbers-people", &amounts),
        is_main: true,
        empty: words.say("numbers-people-empty"),
    };
    let of_weeks = Look {
        id: "requests",
        caption: words.with("numbers-requests-by-week", &[("days", requests.range.days().words(words).into())]),
        is_main: false,
        empty: words.say("numbers-requests-empty"),
    };
    let charts = ["speed_median", "in_5m"].into_iter().filter_map(|name| {
        figure::bars(ground, people, name, &format!("by-{}", name.replace('_', "-"))).map(|chart| chart.figure(words))
    });
    let parts = vec![
        Tiles::new(ground, people, ("speed", words.say("numbers-speed-to-lead")), &TILES).to_string(),
        format!("<div class=\"pairs\">{}</div>", charts.collect::<String>()),
        Grid::new(ground, people, of_people).to_string(),
        Grid::new(ground, requests, of_weeks).to_string(),
    ];
    Ok(Sheet::new(ground, &answered, parts, "numbers-sales-will-stand"))
}

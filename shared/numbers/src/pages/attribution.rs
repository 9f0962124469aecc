//! What brought the amounts that were won, by six models side by side.

use askama::Template;
use jiff::civil::Date;
use leadwright_cloud::table::{Table, TableError};
use leadwright_domain::words::Words;

use super::sheet::Sheet;
use crate::grid::{Grid, Look};
use crate::place::Ground;

const MODELS: [&str; 6] = ["first_touch", "last_touch", "last_non_direct", "linear", "position", "time_decay"];

/// The page.
pub(crate) async fn page<'a>(
    table: &Table,
    ground: &Ground<'a>,
    counted: Option<Date>,
) -> Result<Sheet<'a>, TableError> {
    let by = ground.query.shown_by();
    let question = ground.main(ground.compared(by, &MODELS));
    let (answered, _) = table.answers(&[question], &[], counted, ground.config).await?;
    let words = ground.words();
    let values = [("by", by.noun(words).into()), ("currency", ground.currency().code().into())];
    let look = Look {
        id: "numbers",
        caption: words.with("numbers-attribution-amounts", &values),
        is_main: true,
        empty: words.say("numbers-attribution-empty"),
    };
    let parts = vec![Explained { words }.to_string(), Grid::new(ground, &answered[0].table, look).to_string()];
    Ok(Sheet::new(ground, &answered, parts, "numbers-attribution-will-stand"))
}

/// What the models do.
#[derive(Template)]
#[template(source = r#"<p class="soft">{{ words.say("numbers-attribution-is") }}</p>"#, ext = "html")]
struct Explained<'a> {
    words: Words<'a>,
}

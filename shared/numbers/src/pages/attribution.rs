//! What brought the amounts that were won, by six models side by side.

use jiff::civil::Date;
use leadwright_cloud::table::{Table, TableError};

use super::sheet::Sheet;
use crate::grid::{Grid, Look};
use crate::place::Ground;

const MODELS: [&str; 6] = ["first_touch", "last_touch", "last_non_direct", "linear", "position", "time_decay"];

/// The page.
pub(crate) async fn page(table: &Table, ground: &Ground<'_>, counted: Option<Date>) -> Result<Sheet, TableError> {
    let by = ground.query.shown_by();
    let question = ground.main(ground.compared(by, &MODELS));
    let (answered, _) = table.answers(&[question], &[], counted, ground.config).await?;
    let look = Look {
        id: "numbers",
        caption: format!("Won amounts by {}, in {}", by.heading().to_lowercase(), ground.currency().code()),
        is_main: true,
        empty: "No deal with an amount was won in these days.".to_owned(),
    };
    let explained = "<p class=\"soft\">Each model shares every won amount among all touches that brought the lead, to the cent: \
        each column adds up to what was won.</p>";
    let parts = vec![explained.to_owned(), Grid::new(ground, &answered[0].table, look).to_string()];
    let will_stand = "Here will stand which sources and campaigns brought the amounts that were won, by six models side by side: \
        first touch, last touch, last non-direct touch, linear, position (40/20/40) and time decay.";
    Ok(Sheet::new(ground, &answered, parts, will_stand))
}

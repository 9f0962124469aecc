//! The dashboard: pages of numbers, for the local runner and the desk.
//!
//! What must stay true:
//! - A page makes five requests to the table at the most, whatever its days; the list of leads goes on page by page.
//! - Every number leads to the leads that it counts, or counts what no activity says.
//! - Every page works without a script, and is the same in print: its address says all that it shows.

// Bottom to top: a module imports only modules above it in this list.
mod span; // Which days a page shows.
mod query; // What a page shows, as its address says it.
mod place; // Where the pages are served, and where their links lead.
mod head; // The head of a page.
mod grid; // A table of numbers.
mod tiles; // Numbers side by side.
mod figure; // Charts.
mod pages; // The pages, one file each.

use http::StatusCode;
use jiff::Timestamp;
use leadwright_cloud::table::{Table, TableError};
use leadwright_domain::config::Config;
use leadwright_web::frame;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};

use crate::pages::leads::NoList;
use crate::pages::{attribution, forms, funnel, leads, nurture, overview, sales, sources};
use crate::place::Ground;
pub use crate::place::Place;
use crate::query::{Query, View};

/// The answer to a request for a page: `path` is behind the dashboard's address and a slash, `query` is that of the address.
///
/// # Errors
/// The table failed.
pub async fn answer(
    table: &Table,
    config: &Config,
    now: Timestamp,
    place: &Place<'_>,
    (path, query, reader): (&str, &str, Reader),
) -> Result<Answer, TableError> {
    let Some(view) = View::named(path) else {
        return Ok(Problem::not_found(place.site.words).answer(reader, Access::Private, place.site));
    };
    let today = now.to_zoned(config.company.timezone.time_zone()).date();
    let words = place.site.words;
    let refused = |why: String| {
        let detail = words.with("numbers-bad-address", &[("why", why.into())]);
        let problem = Problem::new(StatusCode::BAD_REQUEST, words.say("numbers-no-such-numbers"), detail);
        problem.answer(reader, Access::Private, place.site)
    };
    let (query, range) =
        match Query::read(view, query, today).and_then(|query| query.range(today).map(|range| (query, range))) {
            Ok(read) => read,
            Err(error) => return Ok(refused(error.words(words))),
        };
    let ground = Ground { place, config, query, range, today };
    let counted = table.counted_until().await?.map(|counted| counted.day);
    let sheet = match (view, &ground.query.listed) {
        (View::Funnel, _) => funnel::page(table, &ground, counted).await?,
        (View::Sources, _) => sources::page(table, &ground, counted).await?,
        (View::Sales, _) => sales::page(table, &ground, counted).await?,
        (View::Nurture, _) => nurture::page(table, &ground, counted).await?,
        (View::Forms, _) => forms::page(table, &ground, counted).await?,
        (View::Attribution, _) => attribution::page(table, &ground, counted).await?,
        (View::Leads, Some(listed)) => {
            return match leads::page(table, &ground, listed, counted).await {
                Ok(page) => Ok(frame::page(StatusCode::OK, Access::Private, place.site, &page)),
                Err(NoList::Filter(error)) => Ok(refused(error.to_string())),
                Err(NoList::Table(error)) => Err(error),
            };
        }
        (View::Overview | View::Leads, _) => overview::page(table, &ground, counted).await?,
    };
    Ok(frame::page(StatusCode::OK, Access::Private, place.site, &sheet))
}

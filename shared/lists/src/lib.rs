//! Lists of leads: what their columns and cells mean, the activities that their rows become, and the rows that leads become.
//! The commands `import` and `export` and the pages of lists and exports of the desk go through here.
//!
//! What must stay true:
//! - A value is kept whole, or its row is rejected with a reason.
//! - Consent is an allow list: only what somebody said is a yes is one, and a list never lifts a "no".
//! - A row has the id of its content: however often a list is imported, its rows count once.
//! - What an import queues is recorded before it is queued, so that an undoing finds all of it.
//!
//! # Rooms, bottom to top
//! - [`synonyms`]: What columns are called in several languages.
//! - [`list`]: Lists, read row by row.
//! - [`rows`]: Rows with their fields.
//! - [`columns`]: Which column is which field.
//! - [`dates`]: Dates, however they are written.
//! - [`consent_words`]: Which cells are a yes.
//! - [`importer`]: Rows, read into activities.
//! - [`consent`]: What a list says about consent, counted.
//! - [`plan`]: What an import would do.
//! - [`queueing`]: The rows, queued piece by piece.
//! - [`export`]: The way out: leads and activities as rows of a file.

pub mod synonyms;
pub mod list;
pub mod rows;
pub mod columns;
pub mod dates;
pub mod consent_words;
pub mod importer;
pub mod consent;
pub mod plan;
pub mod queueing;
pub mod export;

/// A company without forms.
#[cfg(test)]
fn company() -> leadwright_domain::config::Config {
    let person =
        serde_json::json!({"id": "ana", "name": "Ana", "email": "ana@acme.example", "timezone": "Europe/Lisbon"});
    serde_json::from_value(serde_json::json!({
        "company": {"name": "Acme", "address": "Rua 1", "website": "https://www.acme.example", "timezone": "Europe/Lisbon",
            "reply_to": "hello@acme.example"},
        "team": {"people": [person]},
        "scoring": {"fit": [], "engagement": [], "temperature": {"warm": 25, "hot": 50}, "grades": {"A": 25, "B": 15, "C": 5}},
        "funnel": {"reasons": {"recycled": {}, "disqualified": {}, "lost": {}, "bad": {}}},
        "routing": {"otherwise": {"team": "sales"}},
        "segments": {}, "sending": {}, "forms": {}, "sequences": {}, "emails": {},
    }))
    .expect("a configuration")
}

//! The page of everything that is stored about a person: for a reader, and as a file that the person may have.

use std::borrow::Cow;

use askama::Template;
use lambda_http::http::header::CONTENT_DISPOSITION;
use lambda_http::http::{HeaderValue, StatusCode};
use leadwright_cloud::erasure::{AboutPerson, Eraser, PersonRow};
use leadwright_cloud::table::RowKind;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::timeline::{Reader, story};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::times::moment;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, answer};
use serde::{Deserialize as _, Serialize};
use serde_json::Value;
use tracing::info;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::visit::Visit;

/// The rows of a kind that the page shows: the file has all.
const MOST: usize = 200;

/// The most bytes of a file: API Gateway and Lambda pass on no more than 6 MB.
const FILE_BYTES: usize = 5_000_000;

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage<'a> {
    words: Words<'a>,
    id: &'a LeadId,
    name: &'a str,
    kinds: Vec<RowsShown>,
}

/// The rows of a kind.
struct RowsShown {
    name: String,
    rows: Vec<RowShown>,
    /// How many more the file has.
    more: usize,
}

/// A row.
struct RowShown {
    title: String,
    /// What it holds: the path of each value in the row, and the value.
    values: Vec<(String, String)>,
}

impl Page for PersonPage<'_> {
    const WIDE: bool = true;

    fn title(&self) -> Cow<'_, str> {
        self.words.say("lead-person").into()
    }
}

impl Desk {
    pub(crate) async fn person(&self, admitted: &Admitted<'_>, id: &LeadId) -> Answer {
        if let Some(refusal) = not_for(admitted) {
            return refusal;
        }
        let (lead, people) = match self.lead_and_people(admitted, id, "person").await {
            Ok(read) => read,
            Err(answer) => return *answer,
        };
        let Some(visit) = Visit::open(&self.ledger.config, &lead, admitted.viewer, &people, admitted.now) else {
            return admitted.not_found();
        };
        let about = match Box::pin(self.eraser().export(&lead.id, admitted.now)).await {
            Ok(about) => about,
            Err(failure) => return admitted.try_later("person", lead.id.as_str(), failure, ""),
        };
        self.write_view(admitted, &lead).await;
        info!(lead.id = %lead.id, person = visit.person().id, "everything about a person shown");
        if admitted.query("file").is_some() {
            return json_file(admitted, "person.json", &lead.id, &about);
        }
        let (words, name) = (admitted.words, lead.title());
        admitted.page(StatusCode::OK, &PersonPage { words, id: &lead.id, name: &name, kinds: shown(visit, &about) })
    }

    pub(crate) fn eraser(&self) -> Eraser<'_> {
        Eraser { table: &self.ledger.table, key: &self.identity_key, config: &self.ledger.config }
    }
}

/// The answer to somebody who may not read and erase everything about a person.
pub(crate) fn not_for(admitted: &Admitted<'_>) -> Option<Answer> {
    (!admitted.viewer.role.may_erase_people()).then(|| admitted.not_for_role("lead-person-for"))
}

/// The answer that is a file.
pub(crate) fn json_file(
    admitted: &Admitted<'_>,
    name: &'static str,
    lead: &LeadId,
    content: &impl Serialize,
) -> Answer {
    let bytes = match serde_json::to_vec_pretty(content) {
        Ok(bytes) => bytes,
        Err(failure) => return admitted.try_later("file", lead.as_str(), failure, ""),
    };
    if bytes.len() > FILE_BYTES {
        let words = admitted.words;
        let detail = words.with("lead-person-too-large", &[("lead", lead.as_str().into())]);
        return admitted.problem(Problem::new(StatusCode::CONFLICT, words.say("lead-person"), detail));
    }
    let mut answer = answer(StatusCode::OK, Access::Private, "application/json", bytes);
    let name = format!("attachment; filename=\"{name}\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        answer.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    answer
}

fn shown(visit: Visit<'_>, about: &AboutPerson) -> Vec<RowsShown> {
    let mut kinds = Vec::new();
    for kind in RowKind::ALL {
        let Some(of_kind) = about.rows.values().find(|rows| rows.kind == kind) else { continue };
        let mut rows: Vec<&PersonRow> = of_kind.rows.iter().collect();
        if kind == RowKind::Activity {
            // What happened last comes first.
            rows.reverse();
        }
        let count = rows.len();
        rows.truncate(MOST);
        kinds.push(RowsShown {
            name: counted(visit.words(), kind, count),
            more: count - rows.len(),
            rows: rows.into_iter().map(|row| row_shown(visit, kind, row)).collect(),
        });
    }
    kinds
}

fn row_shown(visit: Visit<'_>, kind: RowKind, row: &PersonRow) -> RowShown {
    let mut values = Vec::new();
    if let Some(content) = &row.content {
        leaves("", content, &mut values);
    }
    RowShown { title: title(visit, kind, row).unwrap_or_else(|| row.key.clone()), values }
}

/// What a row is about, in the reader's words; none of a row that has nothing but its key.
fn title(visit: Visit<'_>, kind: RowKind, row: &PersonRow) -> Option<String> {
    let content = row.content.as_ref()?;
    match kind {
        RowKind::Lead | RowKind::Merged => Some(Lead::deserialize(content).ok()?.title().into_owned()),
        RowKind::Activity => {
            let applied = Applied::deserialize(content).ok()?;
            let words = visit.words();
            let at = moment(words, applied.activity.occurred_at(), visit.now, &visit.zone());
            let told = story(&applied.activity.kind, visit.config, Reader::Member(visit.person()));
            Some(words.with("lead-person-happened", &[("when", at.into()), ("what", told.words.into())]))
        }
        _ => None,
    }
}

/// The values of a row that are no lists and groups, each with its path.
fn leaves(path: &str, value: &Value, all: &mut Vec<(String, String)>) {
    let below = |part: &str| if path.is_empty() { part.to_owned() } else { format!("{path}.{part}") };
    match value {
        Value::Null => {}
        Value::Object(parts) => parts.iter().for_each(|(name, part)| leaves(&below(name), part, all)),
        Value::Array(parts) => {
            parts.iter().enumerate().for_each(|(at, part)| leaves(&below(&(at + 1).to_string()), part, all));
        }
        Value::String(text) => all.push((path.to_owned(), text.clone())),
        other => all.push((path.to_owned(), other.to_string())),
    }
}

/// The name of a kind of rows, with how many there are.
pub(crate) fn counted(words: Words<'_>, kind: RowKind, count: usize) -> String {
    words.with("lead-stored-count", &[("what", words.say(name_of(kind)).into()), ("count", count.into())])
}

/// What people call a kind of rows: a message.
fn name_of(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Lead => "lead-stored-lead",
        RowKind::Merged => "lead-stored-merged",
        RowKind::Activity => "lead-stored-activity",
        RowKind::Seen => "lead-stored-seen",
        RowKind::DeliveredRow => "lead-stored-delivered",
        RowKind::Search => "lead-stored-search",
        RowKind::Alias => "lead-stored-alias",
        RowKind::Unmatched => "lead-stored-unmatched",
        RowKind::Erasure => "lead-stored-erasure",
        RowKind::Referral => "lead-stored-referral",
        RowKind::View => "lead-stored-view",
        RowKind::WebhookEvents => "lead-stored-events",
        RowKind::Suspect => "lead-stored-suspect",
        RowKind::Suppressed => "lead-stored-suppressed",
        _ => "lead-stored-other",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_value_of_a_row_is_named_by_its_path() {
        let mut all = Vec::new();
        leaves("", &json!({"a": {"b": "x", "c": null}, "d": [1, {"e": true}]}), &mut all);
        let expected = [("a.b", "x"), ("d.1", "1"), ("d.2.e", "true")];
        assert_eq!(all, expected.map(|(path, value)| (path.to_owned(), value.to_owned())));
    }
}

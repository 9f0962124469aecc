//! All leads, or all activities, as rows of a file: CSV for a spreadsheet, JSON lines for a program.
//!
//! What must stay true: nothing of a lead is left out for want of a column: what no form asks for stands in `more`. A number
//! that is not to be called is in no row.

use std::borrow::Cow;

use anyhow::{Context, Result};
use jiff::Timestamp;
use leadwright_cloud::table::{ExportFormat, ExportOf, Walked};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::timeline::{Reader, recorded, story};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::question::Question;
use leadwright_sheet::{Cell, Sheet};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// Fields that every company has columns for, before those of its forms.
const FIELDS: [&str; 8] = ["email", "name", "company", "title", "phone", "country", "employees", "language"];

/// The columns that say what became of a lead.
const OF_LEAD: [&str; 22] = [
    "lead",
    "stage",
    "stage_since",
    "owner",
    "accepted_by",
    "temperature",
    "points",
    "source",
    "campaign",
    "segments",
    "created_at",
    "asked_at",
    "next_step",
    "next_step_due",
    "marketing_mail",
    "do_not_contact",
    "need",
    "budget",
    "authority",
    "timeline",
    "merged",
    "version",
];

/// The columns of an activity; `details` is all that is stored of it.
const OF_ACTIVITY: [&str; 9] = ["id", "lead", "occurred_at", "kind", "by", "via", "says", "note", "ignored"];

/// Writes rows.
#[derive(Debug)]
pub struct ExportWriter<'a> {
    config: &'a Config,
    of: ExportOf,
    format: ExportFormat,
    now: Timestamp,
    /// The fields of leads that have a column.
    fields: Vec<&'a str>,
}

/// Named values in their order.
type Columns<'a> = Vec<(&'a str, Value)>;

/// A JSON object whose names stand in the order of the columns. What is not known is left out.
struct Line<'a>(&'a Columns<'a>);

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.iter().filter(|(_, value)| !value.is_null()) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'a> ExportWriter<'a> {
    /// The configuration names the fields, and scores the leads as of `now`.
    pub fn new(config: &'a Config, of: ExportOf, format: ExportFormat, now: Timestamp) -> Self {
        let mut fields: Vec<&str> = FIELDS.to_vec();
        for field in config.forms.values().flat_map(|form| &form.fields) {
            // A field that is called as a column of ours stands in `more`.
            if !fields.contains(&field.name.as_str()) && !OF_LEAD.contains(&field.name.as_str()) {
                fields.push(&field.name);
            }
        }
        Self { config, of, format, now, fields }
    }

    /// How the file begins: with the heading line of a CSV.
    ///
    /// # Errors
    /// None is expected: it is written into memory.
    pub fn begin(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        if self.format == ExportFormat::Csv {
            let names: Vec<&str> = match self.of {
                ExportOf::Leads => OF_LEAD.iter().chain(&self.fields).copied().chain(["more"]).collect(),
                ExportOf::Activities => OF_ACTIVITY.into_iter().chain(["details"]).collect(),
            };
            let mut sheet = Sheet::new(&mut out);
            sheet.row(names.into_iter().map(Cell::Text))?;
            sheet.finish()?;
        }
        Ok(out)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// None is expected: it is written into memory.
    pub fn add(&self, row: &Walked, out: &mut Vec<u8>) -> Result<()> {
        let columns = match (row, self.format) {
            (Walked::Lead(lead), ExportFormat::Csv) => {
                let mut columns = self.of_lead(lead);
                let (own, more): (Map<_, _>, Map<_, _>) =
                    fields(lead).into_iter().partition(|(name, _)| self.fields.contains(&name.as_str()));
                columns.extend(self.fields.iter().map(|name| (*name, own.get(*name).cloned().unwrap_or_default())));
                columns
                    .push(("more", if more.is_empty() { Value::Null } else { Value::String(json!(more).to_string()) }));
                columns
            }
            (Walked::Lead(lead), ExportFormat::JsonLines) => {
                let mut columns = self.of_lead(lead);
                columns.push(("fields", fields(lead).into()));
                columns
            }
            (Walked::Activity(applied), ExportFormat::Csv) => {
                let mut columns = self.of_activity(applied);
                columns.push(("details", Value::String(json!(applied.activity).to_string())));
                columns
            }
            (Walked::Activity(applied), ExportFormat::JsonLines) => {
                let mut columns = self.of_activity(applied);
                columns.push(("details", json!(applied.activity)));
                columns
            }
        };
        match self.format {
            ExportFormat::Csv => {
                let cells: Vec<Written<'_>> = columns.iter().map(|(_, value)| Written::of(value)).collect();
                let mut sheet = Sheet::new(&mut *out);
                sheet.row(cells.iter().map(Written::cell))?;
                sheet.finish()?;
            }
            ExportFormat::JsonLines => {
                serde_json::to_writer(&mut *out, &Line(&columns)).context("writing a row")?;
                out.push(b'\n');
            }
        }
        Ok(())
    }

    /// The columns [`OF_LEAD`].
    fn of_lead(&self, lead: &Lead) -> Columns<'static> {
        let score = self.config.scoring.score(lead, self.now);
        let step = lead.steps().min_by_key(|step| step.due);
        let words = self.config.staff_words(None);
        let refused = Channel::ALL.into_iter().filter(|one| lead.refuses(*one).is_some()).map(Channel::name);
        let answer = |question: &str| {
            let question = Question::ALL.into_iter().find(|one| one.name() == question)?;
            lead.answer(question, &self.config.funnel)
        };
        let value = |name: &str| match name {
            "lead" => json!(lead.id),
            "stage" => json!(lead.stage.name()),
            "stage_since" => json!(lead.stage_since),
            "owner" => json!(lead.owner),
            "accepted_by" => json!(lead.accepted.as_ref().map(|accepted| &accepted.by)),
            "temperature" => json!(score.temperature.name()),
            "points" => json!(score.total),
            "source" => json!(lead.first_touch.source),
            "campaign" => json!(lead.first_touch.campaign),
            "segments" => json!(lead.segments),
            "created_at" => json!(lead.created_at),
            "asked_at" => {
                json!(lead.last_submission.as_ref().map(leadwright_domain::activity::ActivityId::occurred_at))
            }
            "next_step" => json!(step.as_ref().map(|step| recorded(words, step.what))),
            "next_step_due" => json!(step.as_ref().map(|step| step.due)),
            "marketing_mail" => json!(lead.may_be_marketed_to()),
            "do_not_contact" => json!(refused.clone().collect::<Vec<_>>()),
            "merged" => json!(lead.merged),
            "version" => json!(lead.version()),
            question => json!(answer(question)),
        };
        OF_LEAD.map(|name| (name, value(name))).into()
    }

    /// The columns [`OF_ACTIVITY`].
    fn of_activity(&self, applied: &Applied) -> Columns<'static> {
        let (activity, words) = (&applied.activity, self.config.staff_words(None));
        let told = story(&activity.kind, self.config, Reader::Operator);
        let value = |name: &str| match name {
            "id" => json!(activity.id),
            "lead" => json!(activity.lead),
            "occurred_at" => json!(activity.occurred_at()),
            "kind" => json!(activity.kind.name()),
            "by" => json!(activity.kind.done_by()),
            "via" => json!(activity.agent),
            "says" => json!(told.words),
            "note" => json!(told.note.map(|note| recorded(words, note))),
            _ => json!(applied.decisions.ignored.as_ref().map(|why| recorded(words, why))),
        };
        OF_ACTIVITY.map(|name| (name, value(name))).into()
    }
}

/// What is known of a lead, by field.
fn fields(lead: &Lead) -> Map<String, Value> {
    let is_shown = |name: &&String| name.as_str() != "phone" || lead.refuses(Channel::Calls).is_none();
    let names = lead.fields.keys().filter(is_shown);
    names.filter_map(|name| Some((name.clone(), lead.field(name)?.into()))).collect()
}

/// A value as a cell.
enum Written<'a> {
    Text(Cow<'a, str>),
    Number(u64),
}

impl<'a> Written<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Text("".into()),
            Value::Bool(yes) => Self::Text(if *yes { "yes" } else { "no" }.into()),
            Value::String(text) => Self::Text(text.into()),
            Value::Number(number) => {
                number.as_u64().map_or_else(|| Self::Text(number.to_string().into()), Self::Number)
            }
            Value::Array(values) => {
                let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
                Self::Text(texts.join(" ").into())
            }
            Value::Object(_) => Self::Text(value.to_string().into()),
        }
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Number(number) => Cell::Number(*number),
        }
    }
}

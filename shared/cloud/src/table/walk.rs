//! All leads, or all activities, however many there are: page after page through the whole table, which costs what the table
//! is long. For an export of everything; nothing that a person waits for.

use leadwright_domain::lead::{Applied, Lead};
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::{BODY, Item, read, shown_key, text, text_of};
use super::key::RowKind;
use super::rows::{Table, is_there};

/// What an export has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportOf {
    /// Every lead, a row each.
    #[default]
    Leads,
    /// Everything that happened to them, a row each.
    Activities,
}

/// How far a walk is: the last row that it looked at. It may say what a lead is found by: it stands in no log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkPlace {
    pk: String,
    sk: String,
}

/// What a walk comes by.
#[derive(Debug, Clone)]
pub enum Walked {
    /// A lead as it stands, also one that is in no list of the desk.
    Lead(Box<Lead>),
    /// An activity of a lead. Those of a merged lead have its own id.
    Activity(Box<Applied>),
}

/// A page of a walk.
#[derive(Debug, Clone)]
pub struct Walk {
    /// What it came by; often nothing.
    pub rows: Vec<Walked>,
    /// The keys of rows that could not be read.
    pub unreadable: Vec<String>,
    /// Give it to the next call; none at the end.
    pub next: Option<WalkPlace>,
}

impl ExportOf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Leads, Self::Activities];

    /// Its name, as forms, commands and files have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Activities => "activities",
        }
    }
}

impl WalkPlace {
    fn of(key: &Item) -> Result<Self, TableError> {
        Ok(Self { pk: text_of(key, "pk")?.to_owned(), sk: text_of(key, "sk")?.to_owned() })
    }

    fn key(self) -> Item {
        [("pk", self.pk), ("sk", self.sk)].map(|(name, value)| (name.to_owned(), text(value))).into()
    }
}

impl Table {
    /// A page of all leads, or of all activities, in no order. What is there from the first page to the last comes once, whatever
    /// changes meanwhile, each row as it stands when its page is read.
    ///
    /// # Errors
    /// See [`TableError`]. A row that can't be read is no error: it is named.
    pub async fn walk(&self, of: ExportOf, after: Option<WalkPlace>) -> Result<Walk, TableError> {
        let (filter, kind) = match of {
            ExportOf::Leads => ("begins_with(pk, :lead) AND sk = :kind", RowKind::Lead),
            ExportOf::Activities => ("begins_with(pk, :lead) AND begins_with(sk, :kind)", RowKind::Activity),
        };
        let answer = self
            .client
            .scan()
            .table_name(&self.name)
            .filter_expression(filter)
            .expression_attribute_values(":lead", text(kind.partition()))
            .expression_attribute_values(":kind", text(kind.sort()))
            .set_exclusive_start_key(after.map(WalkPlace::key))
            .consistent_read(true)
            .send()
            .await
            .map_err(TableError::call)?;
        let mut walk = Walk { rows: Vec::new(), unreadable: Vec::new(), next: None };
        for row in answer.items().iter().filter(|row| is_there(row)) {
            let read = match of {
                ExportOf::Leads => read(row, BODY).map(|lead| Walked::Lead(Box::new(lead))),
                ExportOf::Activities => read(row, BODY).map(|applied| Walked::Activity(Box::new(applied))),
            };
            match read {
                Ok(row) => walk.rows.push(row),
                Err(_) => walk.unreadable.push(shown_key(row)),
            }
        }
        walk.next = answer.last_evaluated_key().map(WalkPlace::of).transpose()?;
        Ok(walk)
    }
}

//! Exports: files of all leads, or of all activities, that somebody asked for, and how far each is.
//!
//! What must stay true: every step is a turn of its own. A job that comes twice writes no part twice into the file.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::item::{BODY, read};
use super::key::{Key, RowKind};
use super::rows::Table;
use super::walk::{ExportOf, WalkPlace};
use crate::files::EXPORT_DAYS;

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// CSV in UTF-8, which a spreadsheet opens and does not run.
    #[default]
    Csv,
    /// A JSON object a line.
    JsonLines,
}

impl ExportFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::JsonLines];

    /// Its name, as forms and commands have it, and files end with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// The media type of such a file.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/x-ndjson",
        }
    }
}

/// An export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Export {
    /// Its id.
    pub id: String,
    /// The id of the person who asked for it.
    pub by: String,
    /// When they did.
    pub at: Timestamp,
    /// What it has.
    pub of: ExportOf,
    /// How it is written.
    pub format: ExportFormat,
    /// Counts what was stored of it.
    #[serde(default)]
    pub turn: u64,
    /// S3's id of the file that is being written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
    /// The tags of the parts that are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// What is not enough for a part lies in an object of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_rest: bool,
    /// How far the table is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<WalkPlace>,
    /// Rows that are written.
    #[serde(default)]
    pub rows: u64,
    /// Rows of the table that could not be read.
    #[serde(default)]
    pub unreadable: u64,
    /// Bytes of the file.
    #[serde(default)]
    pub bytes: u64,
    /// When the file was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Export {
    /// The name under which it is kept by whoever takes it.
    pub fn file(&self) -> String {
        let day = self.at.strftime("%Y-%m-%d");
        format!("{}-{day}.{}", self.of.name(), self.format.name())
    }

    /// The name of the file in the bucket.
    pub fn file_in_bucket(&self) -> String {
        format!("exports/{}/{}", self.id, self.file())
    }

    /// The name of the object of what is not enough for a part.
    pub fn rest_in_bucket(&self) -> String {
        format!("exports/{}/rest-{}", self.id, self.turn)
    }

    /// From when on its file may be gone.
    pub fn ends(&self) -> Timestamp {
        self.at + SignedDuration::from_hours(24 * i64::from(EXPORT_DAYS))
    }
}

impl Table {
    /// An export.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn export(&self, id: &str) -> Result<Option<Export>, TableError> {
        self.get(Key::export(id)).await
    }

    /// All exports of the last days.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn exports(&self) -> Result<Vec<Export>, TableError> {
        self.partition(RowKind::Export.partition()).await?.iter().map(|row| read(row, BODY)).collect()
    }

    /// Stores an export that somebody asks for, unless it is there already.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_export(&self, export: &Export) -> Result<(), TableError> {
        let put = |row: &mut Export| {
            let is_new = row.id.is_empty();
            if is_new {
                row.clone_from(export);
            }
            is_new
        };
        self.change_row_until(Key::export(&export.id), |export: &Export| Some(export.ends()), put).await.map(drop)
    }

    /// Takes an export off the list. Its file is another matter.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn delete_export(&self, id: &str) -> Result<(), TableError> {
        self.delete(Key::export(id)).await
    }

    /// Stores how far an export is, as its next turn; false if somebody else did before.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn go_on_with_export(&self, export: &mut Export) -> Result<bool, TableError> {
        let next = Export { turn: export.turn + 1, ..export.clone() };
        let go_on = |row: &mut Export| {
            let is_at = row.id == next.id && row.turn + 1 == next.turn;
            if is_at {
                row.clone_from(&next);
            }
            is_at
        };
        let ends = |export: &Export| Some(export.ends());
        let stored = self.change_row_until(Key::export(&next.id), ends, go_on).await?;
        let is_stored = stored.is_some();
        *export = next;
        Ok(is_stored)
    }
}

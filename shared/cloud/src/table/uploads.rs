//! Lists that somebody uploaded at the desk: what was said of each, what was found in it, and how far its import is.
//!
//! What must stay true: every press of a button is a turn of its own. Whoever presses on a page that is not the newest, or
//! brings a job of an earlier turn, changes nothing.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::imports::ListColumns;
use super::item::{BODY, read};
use super::key::{Key, RowKind};
use super::rows::Table;
use crate::files::FILE_DAYS;

/// How far an uploaded list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadStep {
    /// It waits to be looked at, or is looked at.
    #[default]
    Checking,
    /// It was looked at, and can be imported.
    Checked,
    /// It can't be imported as it is.
    Refused,
    /// Its rows are being imported.
    Importing,
    /// All rows are imported.
    Imported,
}

/// A list that somebody uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ListUpload {
    /// Its id.
    pub id: String,
    /// The name of the file.
    pub file: String,
    /// The id of the person who uploaded it.
    pub by: String,
    /// When it was uploaded.
    pub at: Timestamp,
    /// Counts the presses of buttons on its page.
    pub turn: u64,
    /// How far it is.
    pub step: UploadStep,
    /// The name of the list: the source of its rows.
    pub source: String,
    /// The campaign of rows that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// Leads with consent enter the sequences that start on this source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub starts: bool,
    /// What was said of its columns.
    #[serde(default)]
    pub columns: ListColumns,
    /// Why it can't be imported, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What was found in it when it was looked at last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<FoundInList>,
    /// When all rows were imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// The id of the person who had it imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_by: Option<String>,
    /// Its file, and what its rows say, were taken away since somebody was erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_cleared: bool,
}

/// What was found in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FoundInList {
    /// Its encoding and separator, in words.
    pub dialect: String,
    /// A line that shows whether the encoding was found right, where that is not certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubtful_line: Option<String>,
    /// Each column with its field; none of one that is skipped.
    pub columns: Vec<(String, Option<String>)>,
    /// How its dates are written, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<String>,
    /// Its first rows, cut to what a page shows.
    pub samples: Vec<Vec<String>>,
    /// Rows that can be imported.
    pub rows: u64,
    /// Leads that would be new, and those that are known.
    pub new: u64,
    /// Leads that the table has.
    pub known: u64,
    /// Rows about a lead that an earlier row is about.
    pub repeated: u64,
    /// Rows that can't be imported.
    pub rejected: u64,
    /// The first of these: line and reason.
    pub reasons: Vec<(u64, String)>,
    /// How many of them the file of rejected rows has.
    pub written: u64,
    /// Cells that say yes to mail or calls.
    pub yes: usize,
    /// Cells that say no.
    pub no: usize,
    /// Cells that say neither.
    pub not_understood: usize,
    /// What some of these say.
    pub unread: Vec<String>,
    /// Cells that can't be read as what their field asks for, by field.
    pub unrecognised: BTreeMap<String, usize>,
    /// The id of the import that it is.
    pub import: String,
    /// The same list was imported before.
    pub is_known: bool,
}

impl ListUpload {
    /// The name of the file of its rows in the bucket.
    pub fn file_in_bucket(&self) -> String {
        format!("lists/{}", self.id)
    }

    /// The name of the file of its rejected rows.
    pub fn rejected_in_bucket(&self) -> String {
        format!("lists/{}.rejected.csv", self.id)
    }

    /// Nothing is being done with its file, and it was not cleared before.
    pub fn may_be_cleared(&self) -> bool {
        let is_still = matches!(self.step, UploadStep::Checked | UploadStep::Refused | UploadStep::Imported);
        is_still && !self.is_cleared
    }

    /// Takes away what its rows say: numbers and columns stay.
    pub fn clear(&mut self) {
        self.is_cleared = true;
        let Some(found) = &mut self.found else { return };
        (found.samples, found.reasons, found.unread) = Default::default();
        (found.doubtful_line, found.written) = (None, 0);
    }

    /// When it is taken away: with its file.
    fn ends(&self) -> Timestamp {
        self.at + SignedDuration::from_hours(24 * i64::from(FILE_DAYS))
    }
}

impl Table {
    /// A list that was uploaded.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn upload(&self, id: &str) -> Result<Option<ListUpload>, TableError> {
        self.get(Key::upload(id)).await
    }

    /// All lists that were uploaded.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn uploads(&self) -> Result<Vec<ListUpload>, TableError> {
        self.partition(RowKind::Upload.partition()).await?.iter().map(|row| read(row, BODY)).collect()
    }

    /// Stores a list that was uploaded, unless it is there already.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn put_upload(&self, upload: &ListUpload) -> Result<(), TableError> {
        let put = |row: &mut ListUpload| {
            let is_new = row.id.is_empty();
            if is_new {
                row.clone_from(upload);
            }
            is_new
        };
        self.change_row_of_upload(&upload.id, put).await.map(drop)
    }

    /// Changes a list that was uploaded, if it is still at that turn. What it is then; none if it is not.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn change_upload(
        &self,
        id: &str,
        turn: u64,
        change: impl Fn(&mut ListUpload) -> bool,
    ) -> Result<Option<ListUpload>, TableError> {
        let change = |row: &mut ListUpload| row.id == id && row.turn == turn && change(row);
        self.change_row_of_upload(id, change).await
    }

    async fn change_row_of_upload(
        &self,
        id: &str,
        change: impl Fn(&mut ListUpload) -> bool,
    ) -> Result<Option<ListUpload>, TableError> {
        self.change_row_until(Key::upload(id), |upload: &ListUpload| Some(upload.ends()), change).await
    }
}

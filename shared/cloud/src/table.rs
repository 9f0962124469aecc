//! stub
/// The table.
pub struct Table;
/// e
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct TableError;
impl Table {
    /// When the earliest lead has something due.
    pub async fn next_due(&self) -> Result<Option<jiff::Timestamp>, TableError> { Ok(None) }
}

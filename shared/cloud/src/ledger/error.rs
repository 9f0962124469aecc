//! Why activities could not be applied.

use leadwright_domain::fold::FoldError;

use crate::handoff::HandOffError;
use crate::table::TableError;

/// Races in a row that one lead may lose before the queue brings the batch again.
pub(super) const ATTEMPTS: u32 = 12;

/// Activities could not be applied. What is named here was not written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It could not be said who gets the lead.
    #[error(transparent)]
    HandOff(#[from] HandOffError),
    /// The activity does not belong into the lead.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// The person came again while what was known of them is still being cleared: in a moment they may.
    #[error("the lead is being erased: it begins anew once that is done")]
    BeingErased,
    /// Other writers were faster every time.
    #[error("the lead was changed by others {ATTEMPTS} times in a row")]
    Contended,
}

//! TODO-DOC

use crate::lead::Lead;
use crate::lead::tally::Tally;
use crate::routing::choose::OwnerChoice;

/// What a fold is given besides the lead and the activity.
#[derive(Debug, Clone, Default)]
pub struct FoldInput {
    /// Who is to have the lead, if the fold asked for it with [`FoldError::NeedsOwner`].
    pub chosen: Option<OwnerChoice>,
    /// What the lead did, counted by the model of the day, if the fold asked for it with [`FoldError::NeedsRecount`].
    pub recounted: Option<Tally>,
}

/// The fold can't take the activity as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// Activities come to the lead they name.
    #[error("the activity belongs to another lead")]
    AnotherLead,
    /// The activity hands the lead off: fold again with an assignment.
    #[error("the activity hands the lead off, which needs an owner")]
    NeedsOwner(Box<OwnerRequest>),
    /// There is no lead of that id, and the activity does not say whom it is about.
    #[error("there is no such lead")]
    UnknownLead,
    /// The lead was counted by another model: fold again with [`Model::recount`] of its timeline.
    #[error("the lead was counted by another scoring model")]
    NeedsRecount,
}

/// A lead that needs an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerRequest {
    /// The lead with what the activity says of it.
    pub lead: Lead,
    /// Who is not to get it.
    pub excluded: Vec<String>,
}

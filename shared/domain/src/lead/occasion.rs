//! What a salesperson's next step follows.

use serde::{Deserialize, Serialize};

/// What a next step follows: it says which rule set the step, and why a worklist shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The lead was given to its owner, who is to accept it.
    HandedOff,
    /// Its owner accepted it.
    Accepted,
    /// Somebody called and did not reach it.
    NoAnswer,
    /// Somebody spoke with it.
    Spoke,
    /// The lead itself answered a mail.
    Replied,
    /// It was set aside until a day.
    SetAside,
    /// Its owner did not accept it in time.
    NotAccepted,
    /// There is nobody who could be given it.
    NoOwner,
    /// A person chose the step, or promised it.
    Chosen,
    /// A sequence asks for it, of a lead that sales do not work on.
    Sequence,
    /// None of these: a salesperson has it, and nobody said what is next.
    Otherwise,
}

//! What others changed of a lead in a salesperson's hands.
//!
//! A form proves nothing about who sent it: whoever knows an address can post another name or number for it. So the
//! value that the owner knows stays beside the new one, until a salesperson says which of the two is right.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;
use crate::value::country::Country;
use crate::value::phone::DialledNumber;
use crate::value::stored::is_false;

/// The fields that say who a lead is. (An address in another spelling is the same lead; another one is another lead.)
pub(crate) const WATCHED: [&str; 6] = ["name", "company", "title", "phone", "country", "employees"];

/// Another value of a field than the one the lead has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The other value: the one that the owner knew, or, with `is_kept`, the one that came in.
    pub other: String,
    /// The newest activity that brought another value.
    pub activity: ActivityId,
    /// What brought it.
    pub by: ChangedBy,
    /// The lead keeps the value that a salesperson entered: the other one was not taken.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_kept: bool,
}

/// What brought another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangedBy {
    /// A form.
    Form,
    /// A row of a list.
    List,
    /// Another program.
    Program,
}

/// The changes of a lead, by field.
pub(crate) type FieldChanges = BTreeMap<String, FieldChange>;

/// Whether two values of a field say the same. A telephone number without its country's code is one of the first of the
/// countries `homes` in which it is valid.
pub(crate) fn is_same(field: &str, one: &str, two: &str, homes: &[Country]) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let dialled = |text: &str| DialledNumber::read(text, homes.iter().copied());
    let is_dialled_alike = || match (dialled(one), dialled(two)) {
        (Some(one), Some(two)) => one == two,
        (None, None) => digits(one) == digits(two) && !digits(one).is_empty(),
        _ => false,
    };
    plain(one) == plain(two) || (field == "phone" && is_dialled_alike())
}

//! Wording that the commands and the local pages share.

pub(crate) mod count;
pub(crate) mod time;
pub(crate) mod agenda;
pub(crate) mod story;

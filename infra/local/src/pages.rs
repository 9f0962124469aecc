//! The local pages: the start page, the leads and the inbox.
//!
//! What must stay true: every page works without JavaScript, and the content of a mail is shown only in a sandbox.

pub(crate) mod rows;
pub(crate) mod first;
pub(crate) mod leads;
pub(crate) mod inbox;
pub(crate) mod show;

//! Who opened a mail, who followed its links: a person, or a machine that looks through mail before people do.
//!
//! What must stay true: what a machine did never scores, never branches, never counts as a person's
//! (mautic/mautic#16263, #10461).

use jiff::Timestamp;

use crate::lead::Followed;

/// A request for a mail's picture or link, as far as it tells who made it.
#[derive(Debug, Clone, Copy)]
pub struct Fetch<'a> {
    /// What the program calls itself (`User-Agent`).
    pub agent: &'a str,
    /// Only the head was asked for.
    pub is_head: bool,
    /// The program says that it fetches ahead (`Purpose`, `Sec-Purpose`).
    pub is_prefetch: bool,
    /// When the mail was sent.
    pub sent_at: Timestamp,
    /// When it was fetched.
    pub at: Timestamp,
}

/// How it is known from a request alone that a machine made it, in a reader's words; none if a person may have.
pub fn machine(fetch: &Fetch<'_>) -> Option<String> {
    fetch.is_head.then(|| "Only the head of the page was asked for".to_owned())
}

/// How it is known from all links of a mail that were followed together that a machine followed them, in a reader's
/// words; none if a person did.
pub fn scanner(follows: &[Followed]) -> Option<String> {
    let trapped = follows.iter().any(|follow| follow.url.is_none());
    trapped.then(|| "A link was followed that nobody sees".to_owned())
}

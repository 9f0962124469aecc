//! Where the next page of a list begins, for a program: signed, so that it goes on with the same list of the same program.

use jiff::SignedDuration;

use crate::value::token::links::{text_of, text_part};
use crate::value::token::purpose::Purpose;

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageCursor {
    /// The id of the machine token that asked for the page before.
    pub holder: String,
    /// The hash of what it asked for.
    pub query: String,
    /// The place.
    pub place: String,
}

impl Purpose for PageCursor {
    const NAME: &'static str = "page-cursor";
    const LIFETIME: Option<SignedDuration> = Some(SignedDuration::from_hours(24));

    fn parts(&self) -> Vec<String> {
        vec![self.holder.clone(), self.query.clone(), text_part(&self.place)]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [holder, query, place] = parts else { return None };
        Some(Self { holder: (*holder).to_owned(), query: (*query).to_owned(), place: text_of(place)? })
    }
}

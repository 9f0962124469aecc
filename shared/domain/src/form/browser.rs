//! Whose posts a form takes, and whether it asks to measure.

use crate::form::Form;
use crate::form::origins::{WithoutOrigin, is_listed};
use crate::value::purpose::Purpose;

impl Form {
    /// It takes a post with that `Origin`. A form without a list takes those of every site.
    pub fn takes_origin(&self, origin: Option<&str>) -> bool {
        match origin.filter(|origin| *origin != "null") {
            None => self.without_origin == WithoutOrigin::Accept,
            Some(origin) => self.origins.as_ref().is_none_or(|list| is_listed(list, origin)),
        }
    }

    /// It asks whether the pages that its visitors open may be counted.
    pub fn asks_to_measure(&self) -> bool {
        self.boxes().any(|one| one.purpose == Purpose::Measuring)
    }
}

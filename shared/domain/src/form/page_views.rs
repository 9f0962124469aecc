//! The box by which a visitor agrees that the pages they open afterwards are counted: a purpose of its own, apart from mail.

use serde::{Deserialize, Serialize};

use crate::form::{ConsentAnswer, Form, Posted};

/// The name of the box in a post.
pub const PAGE_VIEWS: &str = "page_views";

/// The box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageViewsBox {
    /// Kept with every agreement. Change it with the wording.
    pub version: String,
    /// The words beside the box.
    pub wording: String,
}

impl Form {
    /// The version of the wording that a post agrees to; none if the box is not ticked, or the form has none.
    pub fn page_views_of(&self, posted: &Posted) -> Option<String> {
        let asked = self.page_views.as_ref()?;
        let answer = ConsentAnswer::of(posted.get(PAGE_VIEWS)?, None);
        (answer == ConsentAnswer::Yes).then(|| asked.version.clone())
    }
}

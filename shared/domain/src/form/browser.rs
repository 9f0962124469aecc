//! Whose posts a form takes, and what a browser agrees to by one.

use crate::form::consent::ConsentAnswer;
use crate::form::origins::{WithoutOrigin, is_listed};
use crate::form::page_views::PAGE_VIEWS;
use crate::form::{Form, Posted};

impl Form {
    /// It takes a post with that `Origin`. A form without a list takes those of every site.
    pub fn takes_origin(&self, origin: Option<&str>) -> bool {
        match origin.filter(|origin| *origin != "null") {
            None => self.without_origin == WithoutOrigin::Accept,
            Some(origin) => self.origins.as_ref().is_none_or(|list| is_listed(list, origin)),
        }
    }

    /// The version of the wording that a post agrees to; none if the box is not ticked, or the form has none.
    pub fn page_views_of(&self, posted: &Posted) -> Option<String> {
        let asked = self.page_views.as_ref()?;
        let answer = ConsentAnswer::of(posted.get(PAGE_VIEWS)?, None);
        (answer == ConsentAnswer::Yes).then(|| asked.version.clone())
    }
}

//! The box by which a visitor agrees that the pages they open afterwards are counted: a purpose of its own, apart from mail.

use serde::{Deserialize, Serialize};

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

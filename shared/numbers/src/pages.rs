//! The pages, one file each: what each asks, and how it is drawn.

pub(crate) mod sheet;
pub(crate) mod overview;
pub(crate) mod funnel;
pub(crate) mod sources;
pub(crate) mod sales;
pub(crate) mod nurture;
pub(crate) mod attribution;
pub(crate) mod forms;
pub(crate) mod leads;

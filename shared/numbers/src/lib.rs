//! The dashboard: the pages of the numbers, for the desk and the local runner.

// Bottom to top: a module imports only modules above it in this list.
pub mod span; // Which days a page shows, and which it compares them with.
pub mod query; // What a page shows, as its address says it.

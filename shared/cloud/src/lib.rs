//! The ports to AWS.
pub mod table;

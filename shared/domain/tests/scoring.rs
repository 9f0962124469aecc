//! The score: what points are worth when.

mod any;
mod counting;
mod points;

//! Four times a day: yesterday, the days of runs that were missed, and every past day that activities were applied to,
//! become rows of counters, and so do the months and years that they are in.
//!
//! Counters are a pure function of the activities, and of the rows of what visitors did at forms, which this function writes
//! from the queue. So counting a day again writes the same rows. Cost follows the days'
//! activities, never the number of leads. A day that can't be counted keeps no other: it stays marked. A day with more
//! activities than fit one invocation well is counted shard by shard, over a queue.
//!
//! What must stay true: a day's mark is taken away only after its rows, and those of its month and year, are written.

mod handler;
mod day;
mod forgotten;
mod night;
mod shard;
mod visits;

pub use handler::Rollup;
pub use night::Night;

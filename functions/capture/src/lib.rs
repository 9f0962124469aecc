//! The front door: a form post becomes an accepted submission by one call of SQS, and no table is read. So do the
//! activities that programs post.
//!
//! What must stay true: a 2xx to a post means that SQS has it; every failure after that ends in a retry or in a
//! dead-letter queue with an alarm.
//!
//! The modules, bottom to top; each imports only from those above its own line:

/// A form post, read.
mod post;

/// The hosted form and its thank-you page.
mod form_page;

/// What an environment keeps between invocations.
mod capture;

/// The forms: shown, posted, thanked for.
mod submissions;

/// The activities that programs post.
mod activities;

/// Which part answers which route.
mod routes;

pub use capture::Capture;

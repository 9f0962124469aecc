//! The front door: a form post becomes an accepted submission by one call of SQS, and no table is read. So do the
//! activities that programs post.
//!
//! What must stay true: a 2xx to a post means that SQS has it; every failure after that ends in a retry or in a
//! dead-letter queue with an alarm.

// Bottom to top: a module imports only modules above it in this list.
mod unique_json; // JSON in which no name of an object is there twice.
mod cors; // What scripts of other web sites may do.
mod post; // A form post, read.
mod network; // Where a request comes from.
mod front; // The same, if CloudFront stands in front.
mod guards; // What a form has against robots.
mod form_page; // The hosted form and its thank-you page.
mod capture; // What an environment keeps between invocations.
mod submissions; // The forms: shown, posted, thanked for.
mod activities; // The activities that programs post.
mod routes; // Which part answers which route.

pub use capture::Capture;

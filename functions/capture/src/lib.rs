//! The front door: a form post becomes an accepted submission by one call of SQS, and no table is read. So do the
//! activities that programs post. What visitors do at a form before they send it is told to another queue, which adds it up.
//!
//! What must stay true: a 2xx to a post means that SQS has it; every failure after that ends in a retry or in a
//! dead-letter queue with an alarm.

// Bottom to top: a module imports only modules above it in this list.
mod unique_json; // JSON in which no name of an object is there twice.
mod cors; // Which web sites may post a form, and what their scripts may read.
mod body; // The body of a form post, in every way it can be sent.
mod embed; // The script for pages of other sites, and forms for them.
mod view_limit; // How many pages a browser may tell of.
mod post; // A form post, read.
mod front; // The same, if CloudFront stands in front.
mod guards; // What a form has against robots.
mod consent_boxes; // The consent boxes of the hosted form.
mod visitor; // What a browser says of the visit in which a form is shown or sent.
mod form_page; // The hosted form and its thank-you page.
mod capture; // What an environment keeps between invocations.
mod submissions; // The forms: shown, posted, thanked for.
mod page_views; // The pages that browsers tell of.
mod visits; // What visitors do at forms before they send one.
mod activities; // The activities that programs post.
mod sources; // The leads that other tools post.
mod routes; // Which part answers which route.

pub use capture::Capture;

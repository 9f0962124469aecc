//! The links in mails to leads: those that tell of opens and clicks, to unsubscribe, to choose what one wants, to
//! confirm a consent.
//!
//! What must stay true: GET and HEAD show a page and change nothing, so that a mail scanner unsubscribes nobody
//! (mautic/mautic#14916); a POST acts, from the page's button or from the mail program (RFC 8058).

// Bottom to top: a module imports only modules above it in this list.
mod preference_choice; // What a lead chooses on its preference page, checked.
mod engagement; // What an environment keeps between invocations, and what the pages share.
mod unsubscribe; // The page to unsubscribe.
mod preferences; // The page on which a lead chooses what it gets.
mod confirm; // The page on which a lead confirms a consent.
mod track; // The picture and the links of a mail.
mod routes; // Which page answers which route.

pub use engagement::Engagement;

//! The links in the mails: those that tell of opens and clicks, to unsubscribe, to choose what one wants, to a
//! salesperson's page of a lead, and to a salesperson's absences.
//!
//! What must stay true: GET and HEAD show a page and change nothing, so that a mail scanner unsubscribes nobody and
//! accepts no lead (mautic/mautic#14916); a POST acts, from the page's button or from the mail program (RFC 8058).
//!
//! The modules, bottom to top; each imports only from those above its own line:

/// A salesperson at a lead's page.
mod visit;

/// What a salesperson does with a button, checked.
mod action;

/// What a lead chooses on its preference page, checked.
mod preference_choice;

/// What a salesperson changes on the page of absences, checked.
mod absence_change;

/// What a lead's page shows.
mod lead_page;

/// What an environment keeps between invocations, and what the pages share.
mod engagement;

/// The page to unsubscribe.
mod unsubscribe;

/// The page on which a lead chooses what it gets.
mod preferences;

/// The page of a salesperson's absences.
mod away;

/// The page of a lead.
mod lead;

/// The picture and the links of a mail.
mod track;

/// Which page answers which route.
mod routes;

pub use engagement::Engagement;

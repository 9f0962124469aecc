//! The links in the mails: those that tell of opens and clicks, to unsubscribe, to choose what one wants, to
//! confirm a consent, to a salesperson's page of a lead, and to a salesperson's absences.
//!
//! What must stay true: GET and HEAD show a page and change nothing, so that a mail scanner unsubscribes nobody and
//! accepts no lead (mautic/mautic#14916); a POST acts, from the page's button or from the mail program (RFC 8058).

// Bottom to top: a module imports only modules above it in this list.
mod visit; // A salesperson at a lead's page.
mod action; // What a salesperson does with a button, checked.
mod preference_choice; // What a lead chooses on its preference page, checked.
mod absence_change; // What a salesperson changes on the page of absences, checked.
mod lead_forms; // The forms of a lead's page.
mod lead_page; // The content of a lead's page.
mod engagement; // What an environment keeps between invocations, and what the pages share.
mod unsubscribe; // The page to unsubscribe.
mod preferences; // The page on which a lead chooses what it gets.
mod confirm; // The page on which a lead confirms a consent.
mod away; // The page of a salesperson's absences.
mod lead; // The page of a lead.
mod track; // The picture and the links of a mail.
mod routes; // Which page answers which route.

pub use engagement::Engagement;

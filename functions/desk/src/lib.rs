//! The desk: the pages of the people of `team.yaml`, behind a log-in, and a lead's page behind the link of a mail.
//!
//! What must stay true:
//! - A page gets its [`Viewer`](viewer::Viewer) from a guard and from nowhere else, and asks the one rule of access
//!   ([`leadwright_domain::company::Access`]) for each lead that it shows or changes.
//! - GET and HEAD show a page and change nothing, so that a mail scanner accepts no lead (mautic/mautic#14916). A POST acts,
//!   from a form that this session, or this link, was given.
//! - What somebody may not see is answered like what is not there.

// Bottom to top: a module imports only modules above it in this list.
mod viewer; // Who looks at a page.
mod visit; // Somebody at a lead's page.
mod nav; // The links at the top of the pages.
mod admitted; // A request that a guard let through.
mod action; // What a salesperson does with a button, checked.
mod absence_change; // What a salesperson changes on the page of absences, checked.
mod lead_forms; // The forms of a lead's page.
mod lead_page; // The content of a lead's page.
mod desk; // What an environment keeps between invocations.
mod guard; // What a page demands before it is shown.
mod worklist; // The page of a person's own leads.
mod away; // The page of a person's absences.
mod lead; // The page of a lead.
mod numbers; // The dashboard.
mod routes; // Which page answers which route, behind which guard.

pub use desk::Desk;

//! The desk: the pages of the people of `team.yaml`, behind a log-in, and a lead's page behind the link of a mail.
//!
//! What must stay true:
//! - A page gets its `Viewer` from a guard and from nowhere else, and asks the one rule of access
//!   ([`leadwright_domain::company::Access`]) for each lead that it shows or changes.
//! - GET and HEAD show a page and change nothing, so that a mail scanner accepts no lead (mautic/mautic#14916). A POST acts,
//!   from a form that this session, or this link, was given. One GET acts: the way back from the identity provider, which only
//!   the browser that went there can take, once.
//! - What somebody may not see is answered like what is not there.

// Bottom to top: a module imports only modules above it in this list.
mod viewer; // Who looks at a page.
mod visit; // Somebody at a lead's page.
mod nav; // The links at the top of the pages.
mod posted_file; // A form with a file.
mod admitted; // A request that a guard let through.
mod pressed; // A pressed button, with the fields of its form.
mod action; // What a salesperson does with a button, checked.
mod absence_change; // What a salesperson changes on the page of absences, checked.
mod lead_forms; // The forms of a lead's page.
mod next_step; // What a salesperson says is next about a lead.
mod lead_page; // The content of a lead's page.
mod provider; // The identity provider, asked over HTTP.
mod desk; // What an environment keeps between invocations.
mod guard; // What a page demands before it is shown.
mod log_in; // Logging in.
mod log_in_with; // Logging in by the identity provider.
mod log_out; // Logging out.
mod listed; // A lead in a list.
mod worklist; // The page of a person's own leads.
mod poll; // What an open worklist asks for by itself.
mod leads_query; // What the list of all leads is asked for.
mod leads; // The list of all leads.
mod call_outcome; // What came of a call by a list, checked.
mod deal; // Dealing out the next person of a call list.
mod add_lead; // The page on which leads are added by hand.
mod team; // The manager's page.
mod away; // The page of a person's absences.
mod lead; // The page of a lead.
mod calls; // The page of a caller.
mod duplicates; // The page of leads that may be the same person.
mod referrals; // The page of who referred a lead, and whom it referred.
mod consents; // The page of how a lead's consents came about.
mod person; // The page of everything that is stored about a person.
mod erase; // The page that erases a person.
mod fresh_link; // A link of a mail whose time is over.
mod numbers; // The dashboard.
mod lists; // The page of lists, and the page of one.
mod exports; // The page of files of all leads or activities.
mod suspects; // The page of posts that are kept aside as spam.
mod api; // The JSON API of programs.
mod mcp; // The same for agents: the Model Context Protocol.
mod routes; // Which page answers which route, behind which guard.

pub use desk::Desk;

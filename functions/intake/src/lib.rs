//! What is taken in behind capture: it asks other programs, which may take their time, and makes activities of what they
//! say.
//!
//! One queue brings jobs of every kind. What a job makes goes onto the queue of activities, as what capture accepts does:
//! this function writes no lead. A job that fails comes again; one that fails for days lies in the dead-letter queue, with
//! an alarm.

// Bottom to top: a module imports only modules above it in this list.
mod intake; // What an environment keeps between invocations.
mod graph; // Meta's Graph API.
mod mailbox; // Mails that people write to the company.
mod page; // What a home page says of its owner.
mod home_page; // Employers' home pages, asked with care.
mod enrich; // What others know of a lead.
mod fetch; // The fields of a lead of which only an id came.
mod lists; // Lists that somebody uploaded at the desk.
mod export; // All leads or activities as a file.
mod retain; // Leads that are erased by themselves.
mod clear_files; // Files that may hold somebody who was erased since.
mod jobs; // Which part does which job.

pub use intake::Intake;

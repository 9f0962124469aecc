//! The local runner of Leadwright, and its commands.
//!
//! `leadwright up` runs `infra/template.yaml` on one machine, without an AWS account. It builds the functions and starts
//! their real binaries as processes. Each process talks to the runner over the Lambda Runtime API for its invocations,
//! and over AWS's wire protocols to an embedded `DynamoDB`, SQS, SES and S3. Pollers turn messages into invocations, the
//! gateway does so with HTTP requests, and the clock with schedules. The clock may jump ahead: it stops at each due time
//! until the system is idle. The other commands read the table of a stack and send activities to its queues; the stack
//! may be on this machine or deployed.
//!
//! # Invariants of the system that hold here
//! 1. **Nothing accepted is lost.** The queues and the inbox are written to files before the sender gets a response
//!    (`engines`, `inbox`); the message of a failed invocation comes again and ends in a dead-letter queue (`poller`).
//! 2. **Nothing counts twice.** An id of an activity comes from its content, so a repeated import or command changes
//!    nothing (`commands/import.rs`, `commands/suppress.rs`). SQS may deliver a message twice after a restart, as on AWS.
//! 3. **One order per lead.** Commands change a lead only by activities in the FIFO queues; the only rows that they
//!    write are capacity and absences, pauses and the brake, and the suppression list; the only ones that they delete are
//!    activities without a lead.
//! 4. **No e-mail is sent twice, none is dropped.** SES publishes its `Send` event after it accepted a mail, also after a
//!    crash (`engines`); faults between acceptance and response are what tests inject.
//! 5. **No e-mail goes where it may not.** `suppress` adds to the suppression list and never removes; no command lifts
//!    an unsubscribe.
//! 6. **Effects are on the agenda.** A jump of the clock is found in the due index alone (`jump`).
//!
//! The template is the only list of functions, routes, queues, tables, schedules and permissions (`template`): what the
//! runner does not support is an error, and a function without a permission fails here as it would on AWS.

// Bottom to top: a module imports only modules that are listed before it.
#[macro_use]
mod output; // What commands print, also when nobody reads on.
mod sync; // Locks that stay usable after a panic.
mod workspace; // The checkout that the runner and the commands work on.
mod wording; // Wording that the commands, the pages and the mistakes of `infra/config` share.
mod config; // `infra/config`, read, checked and compiled.
mod http; // Listeners, bodies and responses.
mod schedule; // The next firing of `rate(…)` and `cron(…)`.
mod clock; // The time, which may be frozen and moved ahead.
mod inbox; // The mails that SES accepted.
mod template; // `infra/template.yaml`, evaluated.
mod secrets; // The values of its secrets.
mod engines; // `DynamoDB`, SQS, SES and S3, each behind a front that counts, checks permissions and injects faults.
mod lambda; // The functions as pools of processes.
mod deliveries; // Which messages wait for their next try.
mod stack; // The running system, as its parts see each other.
mod poller; // Messages become invocations.
mod gateway; // HTTP requests become invocations.
mod jump; // Schedules become invocations; jumps of the clock.
mod demo; // Three months of a company's life, to look at.
mod status; // `/_local/status`.
mod listing; // Lists of leads.
mod left; // Leads of people who have left the team.
mod pages; // The local pages.
mod console; // The addresses under `/_local/`.
mod start; // Starts the system and stops it.
mod commands; // The commands, one file each.
pub mod cli; // The command line.

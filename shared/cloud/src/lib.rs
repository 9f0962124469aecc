//! The ports to AWS. No other crate names an AWS type, and no function reads a clock, draws a random number or looks at
//! its process's environment but through a port.
//!
//! All ports are made of one connection, [`Aws`], which has an HTTP client, a time source and a way to sleep: over others
//! of these three every function runs in one thread, without AWS and without real time (`tests/ports.rs`).
//!
//! # What holds here
//! - *Nothing accepted is lost.* A message counts as sent when SQS took it; of a batch, those that it refused are named.
//!   An activity whose lead is not there is kept until the lead begins.
//! - *Nothing counts twice.* An activity is written on the condition that it is not there, with its lead, in one
//!   transaction, and so is the id that somebody else gave it: [`ledger`].
//! - *One order per lead.* Every write of a lead is conditional on its version. Every row that several change is
//!   written on the condition that nobody else changed it, and tried a bounded number of times: [`table`].
//! - *No mail is sent twice, none is dropped.* After a claim, which is a conditional write, there is one attempt: the
//!   SDK's retries are off for it. Only [`SendError::Unknown`](mail::SendError) leaves open whether it went, and then
//!   SES's `Send` event settles it. A mail that has no lead is a row of the outbox, with the same states.
//! - *Effects are on the agenda.* What is due stands in the due index until it is done; a message of the queue only
//!   makes it fast: [`due`].
//! - *Erasure reaches everything.* [`personal`] names every kind of row, index, queue and file that holds personal
//!   data. Logs and errors hold ids alone.
//!
//! # Rooms, bottom to top
//! - [`random`]: Numbers for pauses, seedable.
//! - [`public_address`]: Which addresses may be called.
//! - [`aws`]: The connection that every port is made of.
//! - [`environment`]: What a function is started with: its variables and the connection.
//! - [`clock`]: The invocation's time, the real time, sleeping and time limits.
//! - `pauses`: Pauses between attempts at something that others try too.
//! - [`telemetry`]: Logs, and the counts that alarms look at.
//! - [`config`]: The compiled configuration.
//! - [`batch`]: Batches of SQS: each record answered for itself, in order within its group.
//! - [`due`]: What is due: a lead, a mail of the outbox, or events for another program.
//! - [`intake_job`]: What the intake function is to do.
//! - [`queue`]: The queues that are written to.
//! - `dead_letters`: What no function could deal with, and the way back; for commands.
//! - [`call`]: Calls of other programs.
//! - `signed`: Requests to AWS that no SDK here makes.
//! - [`insights`]: What SES knows of an address.
//! - `deployment`: What CloudFormation says of a stack; for commands.
//! - [`webhook`]: Webhooks: calls that tell other programs of something.
//! - [`files`]: Large things: the private bucket, whose objects expire.
//! - [`mail`]: Mail by SES: one attempt, its tags, its events, the quota.
//! - [`table`]: The one table: keys, rows, the due index, the outbox.
//! - [`personal`]: Where personal data lies, and how an erasure reaches it.
//! - [`handoff`]: Who gets a lead: turns and limits, counted outside its transaction.
//! - [`erasure`]: Everything about a person: shown, and erased.
//! - [`ledger`]: Activities are folded into their lead, in one transaction.
//! - `secrets`: The stack's secrets, for commands.

pub mod random;
pub mod public_address;
pub mod aws;
pub mod environment;
pub mod clock;
pub mod telemetry;
pub mod config;
pub mod batch;
pub mod due;
pub mod intake_job;
pub mod queue;
#[cfg(feature = "operator")]
pub mod dead_letters;
pub mod call;
mod signed;
pub mod insights;
#[cfg(feature = "operator")]
pub mod deployment;
pub mod webhook;
pub mod files;
pub mod mail;
mod pauses;
pub mod table;
pub mod personal;
pub mod handoff;
mod refusals;
pub mod erasure;
pub mod ledger;
#[cfg(feature = "operator")]
pub mod secrets;

pub use aws::Aws;
pub use environment::Environment;

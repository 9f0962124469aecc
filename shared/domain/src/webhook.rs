//! Outgoing webhooks: which events of leads other programs are told of, in which shape, and when a call is made again.
//!
//! What must stay true: an event is written in the transaction that caused it, only where an address of `webhooks.yaml`
//! wants it, and holds ids and stages alone. What is told of the lead is read when the call is made, so that an erased lead
//! is told of to nobody. An address gets the events of a lead in their order: a later one waits for the earlier one. Each
//! event has one id, at every try.

pub(crate) mod rules;
pub(crate) mod event;
pub(crate) mod queued;
pub(crate) mod batch;
pub(crate) mod answer;
pub(crate) mod payload;

pub use answer::{CallVerdict, of_answer};
pub use batch::EventBatch;
pub use event::{LeadState, WebhookEvent};
pub use payload::{About, WebhookBody, sample_event};
pub use queued::{Parked, QueuedEvents};
pub use rules::{EventKind, LEAD_VALUES, Recipe, Webhook, Webhooks};

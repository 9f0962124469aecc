//! The events of one write of a lead, gathered for the addresses that want them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::lead::Lead;
use crate::lead::applied::Applied;
use crate::webhook::event::{LeadState, WebhookEvent};
use crate::webhook::queued::QueuedEvents;
use crate::webhook::rules::Webhooks;

/// The events of one write of a lead, for each address that wants any of them.
#[derive(Debug, Default)]
pub struct EventBatch {
    of: BTreeMap<String, Vec<WebhookEvent>>,
}

impl EventBatch {
    /// Adds what an activity caused.
    pub fn add(&mut self, webhooks: &Webhooks, applied: &Applied, before: Option<&LeadState>, after: &Lead) {
        if webhooks.is_empty() {
            return;
        }
        let events = WebhookEvent::caused_by(applied, before, after);
        for (name, webhook) in webhooks {
            let wanted = events.iter().filter(|event| webhook.events.contains(&event.kind)).cloned();
            let mut wanted = wanted.peekable();
            if wanted.peek().is_some() {
                self.of.entry(name.clone()).or_default().extend(wanted);
            }
        }
    }

    /// What is to be written with the lead, a row for each address.
    pub fn rows(self, lead: &Lead, now: Timestamp) -> Vec<QueuedEvents> {
        let row = |(webhook, events)| QueuedEvents::new(lead.id.clone(), webhook, lead.version(), events, now);
        self.of.into_iter().map(row).collect()
    }
}

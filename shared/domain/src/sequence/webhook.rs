//! Steps that tell another program: where, what, and how often it is tried.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::activity::mail::StepRef;
use crate::lead::Lead;
use crate::lead::agenda::AgendaEntry;
use crate::sequence::rules::Sequences;
use crate::sequence::step::StepAction;

/// After this number of calls that fail for now the program is not told any more. The pauses between them add up to about
/// 8 hours.
const CALLS: u32 = 10;

/// Which program is told in a step that was planned with the address `planned`: by the file as it is now. A step that
/// is no webhook any more keeps what was planned.
pub fn webhook_address<'a>(of: &StepRef, planned: &'a str, sequences: &'a Sequences) -> &'a str {
    match action_of(of, sequences) {
        Some(StepAction::Webhook(url) | StepAction::Message { url, .. }) => url,
        _ => planned,
    }
}

fn action_of<'a>(of: &StepRef, sequences: &'a Sequences) -> Option<&'a StepAction> {
    let step = sequences.get(&of.sequence)?.step(&of.step)?;
    Some(&step.action)
}

/// What the program is told: the step, the message that it is to send, if there is one, and the lead as it is now.
pub fn webhook_body(lead: &Lead, entry: &AgendaEntry, step: &StepRef, sequences: &Sequences, now: Timestamp) -> Value {
    let fields: serde_json::Map<String, Value> =
        lead.fields.keys().filter_map(|name| Some((name.clone(), Value::from(lead.field(name)?)))).collect();
    let mut body = json!({
        "sequence": step.sequence,
        "step": step.step,
        "send": entry.id,
        "lead": {"id": lead.id, "fields": fields, "stage": lead.stage, "score": lead.score.total},
        "at": now,
    });
    if let Some(StepAction::Message { kind, text, .. }) = action_of(step, sequences) {
        body["message"] = json!({"kind": kind, "text": text});
    }
    if !lead.unrecognised.is_empty() {
        body["lead"]["unrecognised"] = json!(lead.unrecognised);
    }
    body
}

/// A call that fails now is the last: the sequence goes on without it.
pub fn is_last_call(entry: &AgendaEntry) -> bool {
    entry.delivery.tries + 1 >= CALLS
}

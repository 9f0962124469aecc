//! A stored activity does again to its lead what it did.

use crate::fold::{absorb, enact};
use crate::lead::Lead;
use crate::lead::applied::Applied;
use crate::scoring::model::Model;

/// Repeats what a stored activity did to its lead.
pub fn replay(before: Option<Lead>, applied: &Applied, model: &Model) -> Lead {
    let recounted = applied.decisions.recounted.as_ref();
    let joined = applied.decisions.joined.as_deref();
    let (mut lead, _) = absorb::absorb(before, &applied.activity, applied.applied_at, model, recounted, joined);
    enact::enact(&mut lead, &applied.activity, &applied.decisions, applied.applied_at);
    lead.version = applied.seq;
    lead.model.clone_from(&applied.model);
    lead
}

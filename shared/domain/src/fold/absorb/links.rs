//! Links that were followed and wait to be judged, and what people did with the mails of sequences.

use crate::activity::id::ActivityId;
use crate::activity::mail::{Click, Follow};
use crate::lead::enrolment::Seen;
use crate::lead::{Lead, PendingClick};
use crate::tracking::burst::SCANNED_FOR;

/// So many links wait at most, of all mails: more are followed by no person.
const WAITING: usize = 24;

/// So many bytes their addresses take at most.
const ADDRESSES: usize = 4096;

/// So many mails are remembered as scanned.
const SCANNED: usize = 8;

/// A link waits, unless the same one does already.
pub(crate) fn wait(lead: &mut Lead, id: &ActivityId, follow: &Follow) {
    let new = PendingClick { activity: id.clone(), send: follow.send.clone(), url: follow.url.clone() };
    let is_waiting = lead.pending_clicks.iter().any(|other| other.send == new.send && other.url == new.url);
    let bytes = |follow: &PendingClick| follow.url.as_ref().map_or(0, String::len);
    let addresses: usize = lead.pending_clicks.iter().chain([&new]).map(bytes).sum();
    if !is_waiting && lead.pending_clicks.len() < WAITING && addresses <= ADDRESSES {
        lead.pending_clicks.push(new);
    }
}

/// A person followed a link: it waits no more.
pub(crate) fn clicked(lead: &mut Lead, click: &Click) {
    lead.pending_clicks.retain(|follow| follow.send != click.send || follow.url.as_ref() != Some(&click.url));
    saw(lead, &click.send, Seen::Clicked);
}

/// A machine followed the links: none of that mail waits any more.
pub(crate) fn scanned(lead: &mut Lead, id: &ActivityId, send: &str) {
    lead.pending_clicks.retain(|follow| follow.send != send);
    let at = id.occurred_at();
    lead.scanned.retain(|_, other| at.duration_since(other.occurred_at()) <= SCANNED_FOR);
    let latest = lead.scanned.get(send).max(Some(id)).cloned();
    lead.scanned.extend(latest.map(|latest| (send.to_owned(), latest)));
    if lead.scanned.len() > SCANNED
        && let Some(oldest) = lead.scanned.iter().min_by_key(|(_, id)| *id).map(|(send, _)| send.clone())
    {
        lead.scanned.remove(&oldest);
    }
}

/// A person did this with a mail: its step remembers the most, as long as the sequence goes on.
pub(crate) fn saw(lead: &mut Lead, send: &str, seen: Seen) {
    for enrolment in lead.enrolments.values_mut().filter(|enrolment| enrolment.ended.is_none()) {
        let step = send.strip_prefix(enrolment.id.as_str()).and_then(|rest| rest.strip_prefix('_'));
        if let Some(step) = step {
            let most = enrolment.seen.entry(step.to_owned()).or_insert(seen);
            *most = seen.max(*most);
        }
    }
}

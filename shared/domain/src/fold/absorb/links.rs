//! Links that were followed and pictures that were loaded, which wait to be judged, and what people did with mails.

use std::collections::BTreeMap;

use crate::activity::id::ActivityId;
use crate::activity::mail::{Click, Follow};
use crate::lead::enrolment::Seen;
use crate::lead::{Lead, PendingClick};
use crate::tracking::burst::SCANNED_FOR;
use crate::value::hash::content_hash;

/// The most links that wait, of all mails: a person follows no more.
const WAITING: usize = 24;

/// The most bytes of their addresses together.
const ADDRESSES: usize = 4096;

/// The number of mails that are remembered as scanned.
const SCANNED: usize = 8;

/// The number of links and opened mails that are remembered: an older one counts again when it is clicked or opened again.
const REMEMBERED: usize = 24;

/// Takes what another lead that is the same person followed, and what it is remembered for.
pub(crate) fn join(
    lead: &mut Lead,
    pending: Vec<PendingClick>,
    clicked: Vec<String>,
    scanned: BTreeMap<String, ActivityId>,
) {
    for one in pending {
        push(lead, one);
    }
    for one in clicked {
        remember(lead, one);
    }
    for (send, judgement) in scanned {
        lead.scanned.entry(send).or_insert(judgement);
    }
    while lead.scanned.len() > SCANNED
        && let Some(oldest) = lead.scanned.iter().min_by_key(|(_, id)| *id).map(|(send, _)| send.clone())
    {
        lead.scanned.remove(&oldest);
    }
}

/// A link waits, unless the same one does already.
pub(crate) fn wait(lead: &mut Lead, id: &ActivityId, follow: &Follow) {
    push(
        lead,
        PendingClick { activity: id.clone(), send: follow.send.clone(), url: follow.url.clone(), picture: false },
    );
}

/// A picture waits, unless it does already, or a person has opened the mail.
pub(crate) fn load(lead: &mut Lead, id: &ActivityId, send: &str) {
    if !lead.clicked_links.contains(&picture(send)) {
        push(lead, PendingClick { activity: id.clone(), send: send.to_owned(), url: None, picture: true });
    }
}

fn push(lead: &mut Lead, new: PendingClick) {
    let is_same = |other: &PendingClick| (&other.send, &other.url, other.picture) == (&new.send, &new.url, new.picture);
    let is_waiting = lead.pending_clicks.iter().any(is_same);
    let bytes = |follow: &PendingClick| follow.url.as_ref().map_or(0, String::len);
    let addresses: usize = lead.pending_clicks.iter().chain([&new]).map(bytes).sum();
    if !is_waiting && lead.pending_clicks.len() < WAITING && addresses <= ADDRESSES {
        lead.pending_clicks.push(new);
    }
}

/// A person opened the mail: its picture waits no more. An opening that was recorded as one at once had no picture waiting.
pub(crate) fn opened(lead: &mut Lead, send: &str) {
    let waiting = lead.pending_clicks.len();
    lead.pending_clicks.retain(|follow| follow.send != send || !follow.picture);
    if lead.pending_clicks.len() < waiting {
        remember(lead, picture(send));
    }
    saw(lead, send, Seen::Opened);
}

/// The picture of a mail, as a lead remembers it.
fn picture(send: &str) -> String {
    content_hash(&[send])
}

fn remember(lead: &mut Lead, link: String) {
    lead.clicked_links.retain(|other| *other != link);
    lead.clicked_links.push(link);
    let surplus = lead.clicked_links.len().saturating_sub(REMEMBERED);
    lead.clicked_links.drain(..surplus);
}

/// A person followed a link: it waits no more.
pub(crate) fn clicked(lead: &mut Lead, click: &Click) {
    lead.pending_clicks.retain(|follow| follow.send != click.send || follow.url.as_ref() != Some(&click.url));
    if let Some(link) = &click.link {
        remember(lead, link.clone());
    }
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
fn saw(lead: &mut Lead, send: &str, seen: Seen) {
    for enrolment in lead.enrolments.values_mut().filter(|enrolment| enrolment.ended.is_none()) {
        let step = send.strip_prefix(enrolment.id.as_str()).and_then(|rest| rest.strip_prefix('_'));
        if let Some(step) = step {
            let most = enrolment.seen.entry(step.to_owned()).or_insert(seen);
            *most = seen.max(*most);
        }
    }
}

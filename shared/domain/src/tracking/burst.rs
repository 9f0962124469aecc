//! All links of a mail that were followed in a short time, judged together.

use jiff::{SignedDuration, Timestamp};

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::ActivityKind;
use crate::activity::mail::Click;
use crate::lead::{Lead, PendingClick};

/// A link waits so long for others of its mail to be followed, from the last one on: scanners go on to the next link in
/// a few seconds at most.
pub const CLASSIFIED_AFTER: SignedDuration = SignedDuration::from_secs(20);

/// A mail whose links a machine went through stays a machine's for so long: scanners come back to what they found, and
/// then follow a link alone.
pub const SCANNED_FOR: SignedDuration = SignedDuration::from_mins(10);

/// So many different links, each in its order, in so short a time: nobody reads where the first one leads.
const BURSTS: [(usize, SignedDuration); 2] = [(3, SignedDuration::from_secs(10)), (2, SignedDuration::from_secs(1))];

/// How it is known from all links of a mail that were followed together that a machine followed them, in a reader's
/// words; none if a person did. The same link many times is one.
pub fn scanner(follows: &[PendingClick]) -> Option<String> {
    if follows.iter().any(|follow| follow.url.is_none()) {
        return Some("A link was followed that nobody sees".to_owned());
    }
    let mut followed: Vec<&PendingClick> = follows.iter().collect();
    followed.sort_by_key(|follow| &follow.activity);
    let mut links: Vec<&PendingClick> = Vec::new();
    for follow in followed {
        if links.iter().all(|other| other.url != follow.url) {
            links.push(follow);
        }
    }
    let span = |links: &[&PendingClick]| {
        let times = links.first().zip(links.last()).map(|(first, last)| (first.activity.occurred_at(), last));
        times.map_or(SignedDuration::ZERO, |(first, last)| last.activity.occurred_at().duration_since(first))
    };
    let burst = BURSTS.iter().find(|(count, within)| links.windows(*count).any(|some| span(some) <= *within));
    let (count, within) = burst?;
    let seconds = within.as_secs();
    Some(format!("{count} links were followed within {seconds} second{}", if seconds == 1 { "" } else { "s" }))
}

/// In place of how it is known that a machine followed links: none waited, and the entry goes that was to judge them.
pub const NOTHING: &str = "No link waited to be judged";

/// What the links of a send come to that wait to be judged at `at`: a click each, or one scan, or [`NOTHING`].
///
/// The same again has the same ids.
pub fn classify_clicks(lead: &Lead, send: &str, mail: &str, at: Timestamp) -> Vec<Activity> {
    let follows: Vec<PendingClick> = lead.pending_clicks.iter().filter(|follow| follow.send == send).cloned().collect();
    let activity = |at: Timestamp, seeds: &[&str], what: ActivityKind| {
        let seeds = [&[lead.id.as_str(), send], seeds].concat();
        Activity::new(ActivityId::new(at, &seeds), lead.id.clone(), what)
    };
    let nothing = || follows.is_empty().then(|| NOTHING.to_owned());
    let comes_back = || {
        let scan = lead.scanned.get(send)?.occurred_at();
        let is_soon = |follow: &PendingClick| follow.activity.occurred_at().duration_since(scan) <= SCANNED_FOR;
        follows.first().filter(|_| follows.iter().all(is_soon)).map(|_| "It had just gone through them all".to_owned())
    };
    if let Some(reason) = nothing().or_else(|| scanner(&follows)).or_else(comes_back) {
        let what = ActivityKind::LinksScanned { send: send.to_owned(), mail: mail.to_owned(), reason };
        return vec![activity(at, &["links_scanned"], what)];
    }
    let click = |follow: &PendingClick| {
        let url = follow.url.clone()?;
        let seeds = [url.as_str(), "mail_clicked"];
        let what = ActivityKind::MailClicked(Click { send: send.to_owned(), mail: mail.to_owned(), url: url.clone() });
        Some(activity(follow.activity.occurred_at(), &seeds, what))
    };
    follows.iter().filter_map(click).collect()
}

//! The links of a mail that were followed within a short time, and the picture of it, classified together as what a
//! person did or a bot's scan.

use jiff::{SignedDuration, Timestamp};

use crate::activity::Activity;
use crate::activity::kinds::NO_CLICK_PENDING;
use crate::activity::mail::Click;
use crate::lead::{Lead, PendingClick};

/// The time a followed link waits for other links of its mail, counted from the last one: a scanner follows its next
/// link within a few seconds.
pub const CLASSIFIED_AFTER: SignedDuration = SignedDuration::from_secs(20);

/// After a scan, links of the same mail that are followed within this time are the scanner's too: scanners return and
/// then follow a single link.
pub const SCANNED_FOR: SignedDuration = SignedDuration::from_mins(10);

/// Limits on different links followed one after the other: this number within this time is a bot's, since a person
/// reads the first page before following the next link.
const BURSTS: [(usize, SignedDuration); 2] = [(3, SignedDuration::from_secs(10)), (2, SignedDuration::from_secs(1))];

/// The reason to believe that a bot followed these links of one mail, in a reader's words; none if a person did. A link
/// that was followed several times counts once, and a picture is no link.
pub fn scanner(follows: &[PendingClick]) -> Option<String> {
    let follows = follows.iter().filter(|follow| !follow.picture);
    if follows.clone().any(|follow| follow.url.is_none()) {
        return Some("A hidden link was followed".to_owned());
    }
    let mut followed: Vec<&PendingClick> = follows.collect();
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

/// Classifies a send's pending clicks and its picture at `at`: the activities are one opening and one click for each
/// link, or one scan, or a scan with the reason [`NO_CLICK_PENDING`].
///
/// A picture that was loaded together with a bot's links is the bot's. One that was loaded without any is a person's:
/// most people open a mail some minutes after a scanner at delivery, and follow no link at once.
///
/// The same pending clicks give the same activity ids.
pub fn classify_clicks(lead: &Lead, send: &str, mail: &str, at: Timestamp) -> Vec<Activity> {
    let follows: Vec<PendingClick> = lead.pending_clicks.iter().filter(|follow| follow.send == send).cloned().collect();
    let nothing = || follows.is_empty().then(|| NO_CLICK_PENDING.to_owned());
    let links: Vec<&PendingClick> = follows.iter().filter(|follow| !follow.picture).collect();
    let comes_back = || {
        let scan = lead.scanned.get(send)?.occurred_at();
        let is_soon = |link: &&PendingClick| link.activity.occurred_at().duration_since(scan) <= SCANNED_FOR;
        (!links.is_empty() && links.iter().all(is_soon))
            .then(|| "It came back to links that it had just followed".to_owned())
    };
    if let Some(reason) = nothing().or_else(|| scanner(&follows)).or_else(comes_back) {
        return vec![Activity::links_scanned(&lead.id, send, mail, reason, at)];
    }
    let as_persons = |follow: &PendingClick| {
        let at = follow.activity.occurred_at();
        match &follow.url {
            // The hidden link has no address either, and is never a person's.
            None => Activity::mail_opened(&lead.id, send, mail, at),
            Some(url) => Activity::mail_clicked(&lead.id, Click::new(send, mail, url, &lead.clicked_links), at),
        }
    };
    follows.iter().map(as_persons).collect()
}

//! `leadwright bench --last`: how fast the leads that came were in their salesperson's mail, as their timelines tell.
//!
//! Nothing is posted, so it is the way to measure a deployed stack: test leads there would be real mails to real people.

use std::time::Duration;

use anyhow::{Result, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use leadwright_cloud::table::Table;
use leadwright_domain::activity::{ActivityKind, TeamMail};
use leadwright_domain::lead::Applied;

use super::latency::spread;
use crate::listing;
use crate::wording::count::count_of;

/// The number of timelines that are read at the same time.
const CONCURRENCY: usize = 8;

/// The times of a hand-off, from the form post on.
#[derive(Debug, PartialEq, Eq)]
struct HandOff {
    scored: Duration,
    /// None while the mail to the owner is not sent.
    mailed: Option<Duration>,
}

/// Prints the times of the newest leads that a form handed off.
pub(super) async fn measure(table: &Table, last: usize) -> Result<()> {
    let mut cards = listing::newest(table, last).await?;
    cards.truncate(last);
    let timelines: Vec<Vec<Applied>> =
        stream::iter(&cards).map(|card| table.timeline(&card.id)).buffered(CONCURRENCY).try_collect().await?;
    let hand_offs: Vec<HandOff> = timelines.iter().filter_map(|timeline| hand_off(timeline)).collect();
    if hand_offs.is_empty() {
        bail!("none of the {} has been handed off by a form post: there is nothing to measure", newest(cards.len()));
    }
    let (scored, scored_p99) = spread(hand_offs.iter().map(|times| times.scored).collect());
    let (mailed, mailed_p99) = spread(hand_offs.iter().filter_map(|times| times.mailed).collect());
    println!("{:>9}   {:>19}   {:>22}", "hand-offs", "scored", "mail accepted by SES");
    println!("{:>9}   {scored:>9.0} {scored_p99:>9.0}   {mailed:>12.0} {mailed_p99:>9.0}", hand_offs.len());
    println!(
        "Of the {}. Times are the median and the 99th percentile in ms, from the form post on.",
        newest(cards.len())
    );
    let unsent = hand_offs.iter().filter(|times| times.mailed.is_none()).count();
    if unsent > 0 {
        println!(
            "{} no mail to the owner yet.",
            if unsent == 1 { "1 has".to_owned() } else { format!("{unsent} have") }
        );
    }
    Ok(())
}

fn newest(count: usize) -> String {
    format!("newest {}", count_of(count, "lead"))
}

/// The last hand-off by a form post on a timeline, in the order of application.
fn hand_off(timeline: &[Applied]) -> Option<HandOff> {
    let is_form = |applied: &&Applied| {
        matches!(applied.activity.kind, ActivityKind::FormSubmitted(_)) && applied.decisions.handed_off
    };
    let form = timeline.iter().filter(is_form).max_by_key(|applied| applied.seq)?;
    let posted = form.activity.occurred_at();
    let since = |at: Timestamp| Duration::try_from(at.duration_since(posted)).unwrap_or_default();
    let is_mail = |applied: &&Applied| {
        let ActivityKind::MailSent(mailing) = &applied.activity.kind else { return false };
        applied.seq > form.seq && TeamMail::HandOff.is(&mailing.mail)
    };
    let mail = timeline.iter().filter(is_mail).min_by_key(|applied| applied.seq);
    Some(HandOff { scored: since(form.applied_at), mailed: mail.map(|applied| since(applied.activity.occurred_at())) })
}

//! The inbox: the sent mails, and an opened mail with its events.

use std::sync::Arc;

use anyhow::Result;
use askama::Template;
use jiff::Timestamp;
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::lead::Applied;
use leadwright_domain::timeline;
use leadwright_domain::value::identity::LeadId;

use super::rows::{MailRow, readable};
use crate::inbox::InboxMail;
use crate::stack::Stack;

/// The number of mails in the list.
const SHOWN: usize = 100;

/// The inbox: all mails or those to an address; one mail may be open.
#[derive(Template)]
#[template(path = "inbox.html")]
pub(crate) struct InboxPage<'a> {
    clock: String,
    count: usize,
    to: Option<&'a str>,
    /// The address of the page without an open mail.
    list: String,
    open: Option<OpenMail>,
    mails: Vec<MailRow>,
}

/// An opened mail with its events.
struct OpenMail {
    mail: Arc<InboxMail>,
    lead: Option<LeadId>,
    /// Time and words, the earliest first.
    events: Vec<(String, String)>,
}

impl<'a> InboxPage<'a> {
    pub(crate) async fn new(stack: &Arc<Stack>, to: Option<&'a str>, open: Option<&str>) -> Result<Self> {
        let to = to.filter(|to| !to.is_empty());
        let mails = stack.engines.inbox.list(to);
        let opened = match open.and_then(|id| stack.engines.inbox.get(id)) {
            Some(mail) => Some(opened(stack, mail).await?),
            None => None,
        };
        let row = |mail: &Arc<InboxMail>| MailRow { is_open: open == Some(&mail.id), ..MailRow::new(mail, to) };
        Ok(Self {
            clock: readable(stack.clock.now()),
            count: mails.len(),
            to,
            list: address(to),
            open: opened,
            mails: mails.iter().take(SHOWN).map(row).collect(),
        })
    }
}

/// The address of the inbox, of all mails or of those to an address.
fn address(to: Option<&str>) -> String {
    let query = to.map(|to| form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish());
    query.map_or_else(|| "/_local/inbox".to_owned(), |query| format!("/_local/inbox?{query}"))
}

async fn opened(stack: &Arc<Stack>, mail: Arc<InboxMail>) -> Result<OpenMail> {
    let lead = mail.tags.get("lead").and_then(|id| LeadId::parse(id).ok());
    let timeline = match &lead {
        Some(id) => stack.table.timeline(id).await?,
        None => Vec::new(),
    };
    let send = mail.tags.get("send").map_or("", String::as_str);
    let mut events = timeline_events(stack, &timeline, send);
    events.extend(mail.events.iter().map(|event| (mail.at, event_text(event))));
    events.sort_by_key(|(at, _)| *at);
    let events = events.into_iter().map(|(at, words)| (readable(at), words)).collect();
    Ok(OpenMail { mail, lead, events })
}

/// An event of SES in words; `event` is like "Bounce (Transient, `MailboxFull`)".
fn event_text(event: &str) -> String {
    let (kind, why) = event.split_once(' ').map_or((event, String::new()), |(kind, why)| (kind, format!(" {why}")));
    let words = match kind {
        "Send" => "accepted by SES",
        "Delivery" => "delivered",
        "DeliveryDelay" => "delayed: the receiving server has not accepted it yet",
        "Complaint" => "spam complaint",
        "Reject" => "rejected by SES, not sent",
        "Bounce" if why.contains("Permanent") => "hard bounce",
        "Bounce" => "soft bounce",
        other => other,
    };
    format!("{words}{why}")
}

/// The events of a send in the lead's timeline.
fn timeline_events(stack: &Stack, timeline: &[Applied], send: &str) -> Vec<(Timestamp, String)> {
    let of_send = timeline.iter().filter(|applied| is_about(&applied.activity.kind, send));
    let events = of_send.map(|applied| {
        let activity = &applied.activity;
        let words = match &activity.kind {
            ActivityKind::MailSent(mailing) => format!("sent ({})", mailing.mail),
            ActivityKind::MailDropped { reason, .. } => format!("not sent: {reason}"),
            ActivityKind::Bounced { .. } => "hard bounce: the address does not accept mail".to_owned(),
            ActivityKind::Complained { .. } => "spam complaint by the recipient".to_owned(),
            kind => timeline::of_mail(kind, &stack.config).unwrap_or_else(|| kind.name().replace('_', " ")),
        };
        (activity.occurred_at(), words)
    });
    events.collect()
}

/// Whether an activity is about the send with an id.
fn is_about(kind: &ActivityKind, id: &str) -> bool {
    let of = match kind {
        ActivityKind::MailSent(mailing)
        | ActivityKind::MailDropped { mailing, .. }
        | ActivityKind::MailHeld { mailing, .. } => &mailing.send,
        ActivityKind::MailOpened(opened) => &opened.send,
        ActivityKind::LinkFollowed(follow) => &follow.send,
        ActivityKind::MailClicked(click) => &click.send,
        ActivityKind::LinksScanned { send, .. }
        | ActivityKind::Bounced { send, .. }
        | ActivityKind::SoftBounced { send, .. }
        | ActivityKind::MailRejected { send }
        | ActivityKind::Complained { send, .. } => send,
        _ => return false,
    };
    !id.is_empty() && of == id
}

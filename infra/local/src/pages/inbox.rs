//! The inbox: the sent mails, and an opened mail with its events.

use std::sync::Arc;

use anyhow::Result;
use askama::Template;
use jiff::Timestamp;
use leadwright_domain::lead::Applied;
use leadwright_domain::timeline::{self, Reader};
use leadwright_domain::value::identity::LeadId;

use super::rows::{MailRow, readable};
use crate::inbox::{AttachedFile, InboxMail};
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
    files: Vec<AttachedFile>,
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
    Ok(OpenMail { files: mail.files(), mail, lead, events })
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
    let of_send =
        timeline.iter().map(|applied| &applied.activity).filter(|activity| activity.kind.facts().send == Some(send));
    let events = of_send.map(|activity| {
        let words = timeline::story(&activity.kind, &stack.config, Reader::Operator).line();
        (activity.occurred_at(), words)
    });
    events.collect()
}

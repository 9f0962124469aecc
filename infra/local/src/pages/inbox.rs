//! The inbox: the sent mails, and an opened mail with its events.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::lead::Applied;
use leadwright_domain::timeline;
use leadwright_domain::value::identity::LeadId;
use minijinja::{Value, context};

use super::{brief, readable, render};
use crate::inbox::InboxMail;
use crate::stack::Stack;

/// The number of mails in the list.
const SHOWN: usize = 100;

/// The inbox: all mails or those to an address; one mail may be open.
pub(crate) async fn inbox(stack: &Arc<Stack>, to: Option<&str>, open: Option<&str>) -> Result<String> {
    let to = to.filter(|to| !to.is_empty());
    let mails = stack.engines.inbox.list(to);
    let opened = match open.and_then(|id| stack.engines.inbox.get(id)) {
        Some(mail) => Some(opened(stack, &mail).await?),
        None => None,
    };
    render(
        "inbox.html",
        context! {
            clock => readable(stack.clock.now()),
            count => mails.len(),
            shown => SHOWN,
            to => to,
            to_query => to.map(encoded),
            open => opened,
            mails => mails.iter().take(SHOWN).map(|mail| brief(mail)).collect::<Vec<_>>(),
        },
    )
}

/// An opened mail with its events.
async fn opened(stack: &Arc<Stack>, mail: &InboxMail) -> Result<Value> {
    let lead = mail.tags.get("lead").and_then(|id| LeadId::parse(id).ok());
    let timeline = match &lead {
        Some(id) => stack.table.timeline(id).await?,
        None => Vec::new(),
    };
    let send = mail.tags.get("send").map_or("", String::as_str);
    let mut events = timeline_events(stack, &timeline, send);
    events.extend(mail.events.iter().map(|event| (mail.at, event_text(event))));
    events.sort_by_key(|(at, _)| *at);
    Ok(whole(mail, lead.as_ref(), &events))
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
            what => timeline::of_mail(what, &stack.config).unwrap_or_else(|| what.name().replace('_', " ")),
        };
        (activity.occurred_at(), words)
    });
    events.collect()
}

/// Whether an activity is about the send with an id.
fn is_about(what: &ActivityKind, id: &str) -> bool {
    let of = match what {
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

fn whole(mail: &InboxMail, lead: Option<&LeadId>, events: &[(Timestamp, String)]) -> Value {
    let headers: Vec<Value> =
        mail.headers.iter().map(|(name, value)| context! { name => name, value => value }).collect();
    let events: Vec<Value> = events.iter().map(|(at, what)| context! { at => readable(*at), what => what }).collect();
    context! {
        from => &mail.from,
        text => mail.text.clone(),
        html => mail.html.clone(),
        raw => &mail.raw,
        headers => headers,
        lead => lead.map(LeadId::as_str),
        events => events,
        ..brief(mail)
    }
}

/// A text, encoded as a value in a query.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_mail_cannot_break_out_of_its_frame() {
        let mail = InboxMail {
            id: "1".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            to: "a@example.com".to_owned(),
            from: "b@example.com".to_owned(),
            subject: "<script>alert(1)</script>".to_owned(),
            text: Some("hello".to_owned()),
            html: Some("<p title=\"x\">\"><script>alert(2)</script>".to_owned()),
            headers: BTreeMap::new(),
            tags: BTreeMap::new(),
            events: Vec::new(),
            raw: "raw".to_owned(),
        };
        let open = whole(&mail, None, &[]);
        let context = context! { clock => "now", count => 1, shown => SHOWN, open, mails => [brief(&mail)] };
        let page = render("inbox.html", context).unwrap();
        assert!(!page.contains("<script>alert"));
        assert_eq!(page.matches("<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\"").count(), 2);
    }
}

//! The inbox: the mails that were sent, and one of them opened, with what became of it.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use leadwright_domain::lead::Applied;
use leadwright_domain::timeline;
use leadwright_domain::timeline::Reader;
use leadwright_domain::value::identity::LeadId;
use minijinja::{Value, context};

use super::{brief, readable, render};
use crate::inbox::Mail;
use crate::stack::Stack;

/// How many mails the list shows.
const SHOWN: usize = 100;

/// The inbox, all of it or what went to one address; one mail may be open.
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

/// All that is shown of an opened mail.
async fn opened(stack: &Arc<Stack>, mail: &Mail) -> Result<Value> {
    let lead = mail.tags.get("lead").and_then(|id| LeadId::parse(id).ok());
    let timeline = match &lead {
        Some(id) => stack.table.timeline(id).await?,
        None => Vec::new(),
    };
    let send = mail.tags.get("send").map_or("", String::as_str);
    let mut events = happened(stack, &timeline, send);
    events.extend(mail.events.iter().map(|event| (mail.at, told(event))));
    events.sort_by_key(|(at, _)| *at);
    Ok(whole(mail, lead.as_ref(), &events))
}

/// An event of SES's in a reader's words; `event` is like "Bounce (Transient, `MailboxFull`)".
fn told(event: &str) -> String {
    let (kind, why) = event.split_once(' ').map_or((event, String::new()), |(kind, why)| (kind, format!(" {why}")));
    let words = match kind {
        "Send" => "SES took it",
        "Delivery" => "arrived",
        "DeliveryDelay" => "late: the other side does not take it yet",
        "Complaint" => "its reader called it spam",
        "Reject" => "SES took it and did not send it",
        "Bounce" if why.contains("Permanent") => "came back for good",
        "Bounce" => "came back for now",
        other => other,
    };
    format!("{words}{why}")
}

/// What the lead's timeline says of a send.
fn happened(stack: &Stack, timeline: &[Applied], send: &str) -> Vec<(Timestamp, String)> {
    let of_send =
        timeline.iter().map(|applied| &applied.activity).filter(|activity| activity.kind.facts().send == Some(send));
    let told = of_send.map(|activity| {
        let words = timeline::story(&activity.kind, &stack.config, Reader::Operator).line();
        (activity.occurred_at(), words)
    });
    told.collect()
}

fn whole(mail: &Mail, lead: Option<&LeadId>, events: &[(Timestamp, String)]) -> Value {
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

/// A text as the value of a field in a query.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_mail_cannot_break_out_of_its_frame() {
        let mail = Mail {
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

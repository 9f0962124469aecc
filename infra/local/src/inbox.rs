//! Every mail that SES accepted, stored in a file with a line of JSON each.
//!
//! What must stay true: the raw message is stored as it was sent; everything that is shown is parsed from it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use data_encoding::BASE64;
use jiff::Timestamp;
use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};
use serde::{Deserialize, Serialize};

use crate::sync::locked;

/// A mail as SES accepted it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredMail {
    pub(crate) id: String,
    /// When SES accepted it, by the runner's clock.
    pub(crate) at: Timestamp,
    pub(crate) source: String,
    /// The recipients of the envelope; empty if SES takes them from the message.
    pub(crate) to: Vec<String>,
    pub(crate) tags: BTreeMap<String, String>,
    /// The events that SES published about it, like "Delivery".
    #[serde(default)]
    pub(crate) events: Vec<String>,
    pub(crate) raw: String,
}

/// A mail, parsed to be shown.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InboxMail {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    /// The addresses of the recipients, separated by commas.
    pub(crate) to: String,
    pub(crate) from: String,
    pub(crate) subject: String,
    pub(crate) text: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    /// The events that SES published about it, like "Bounce (Transient, `MailboxFull`)".
    pub(crate) events: Vec<String>,
    pub(crate) raw: String,
}

/// A file that is attached to a mail.
#[derive(Debug)]
pub(crate) struct AttachedFile {
    pub(crate) name: String,
    /// In bytes.
    pub(crate) size: usize,
    /// An address that holds the whole file.
    pub(crate) address: String,
}

impl InboxMail {
    /// The HTML with its pictures in it, as mail programs show it.
    pub(crate) fn html_with_pictures(&self) -> Option<String> {
        let mut html = self.html.clone()?;
        let message = MessageParser::default().parse(self.raw.as_bytes())?;
        for part in &message.parts {
            if let Some(id) = part.content_id() {
                html = html.replace(&format!("\"cid:{id}\""), &format!("\"{}\"", data(part)));
            }
        }
        Some(html)
    }

    /// The attached files.
    pub(crate) fn files(&self) -> Vec<AttachedFile> {
        let message = MessageParser::default().parse(self.raw.as_bytes()).unwrap_or_default();
        let named = message.attachments().filter_map(|part| Some((part.attachment_name()?, part)));
        let file = |(name, part): (&str, &MessagePart<'_>)| AttachedFile {
            name: name.to_owned(),
            size: part.contents().len(),
            address: data(part),
        };
        named.map(file).collect()
    }
}

/// The content of a part as an address.
fn data(part: &MessagePart<'_>) -> String {
    let kind = part.content_type().map_or_else(String::new, |kind| {
        kind.subtype().map_or_else(|| kind.ctype().to_owned(), |subtype| format!("{}/{subtype}", kind.ctype()))
    });
    format!("data:{kind};base64,{}", BASE64.encode(part.contents()))
}

/// The HTML of a mail for a frame: its links open a window of their own, instead of replacing the mail.
pub(crate) fn with_links_outside(html: &str) -> String {
    html.replacen("<head>", "<head><base target=\"_blank\">", 1)
}

/// The most mails that can be in the hands of mailers at the same time.
const MAX_IN_FLIGHT: usize = 16;

/// The longest time between the acceptance of a mail and the publication of its events.
const EVENT_DELAY: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

/// All mails.
#[derive(Debug)]
pub(crate) struct Inbox {
    mails: Mutex<Vec<Arc<InboxMail>>>,
    file: Option<Mutex<File>>,
}

impl Inbox {
    /// Reads the file; without one the inbox is in memory only. It also returns the last mails: a power cut may have
    /// prevented the publication of their events.
    pub(crate) fn open(path: Option<&Path>) -> Result<(Self, Vec<StoredMail>)> {
        let Some(path) = path else {
            return Ok((Self { mails: Mutex::default(), file: None }, Vec::new()));
        };
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .with_context(|| format!("opening {}", path.display()))?;
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        // An incomplete line at the end is a mail whose sender never got a response.
        let stored: Vec<StoredMail> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let until = stored.last().map(|last| last.at);
        let is_last = |mail: &&StoredMail| until.is_some_and(|until| until.duration_since(mail.at) < EVENT_DELAY);
        let last = stored.iter().rev().take(MAX_IN_FLIGHT).take_while(is_last).cloned().collect();
        let mails = stored.into_iter().map(|stored| Arc::new(parse(stored))).collect();
        Ok((Self { mails: Mutex::new(mails), file: Some(Mutex::new(file)) }, last))
    }

    /// Adds a mail, unless it is there already.
    pub(crate) fn add(&self, stored: StoredMail) -> Result<()> {
        let mut mails = locked(&self.mails);
        if mails.iter().rev().take(64).any(|mail| mail.id == stored.id) {
            return Ok(());
        }
        if let Some(file) = &self.file {
            let mut line = serde_json::to_vec(&stored)?;
            line.push(b'\n');
            locked(file).write_all(&line).context("writing the inbox")?;
        }
        mails.push(Arc::new(parse(stored)));
        Ok(())
    }

    /// The number of recipients of all mails since a moment.
    pub(crate) fn recipients_since(&self, since: Timestamp) -> u64 {
        let mails = locked(&self.mails);
        // The clock never goes backwards, so the mails are in order.
        let newer = mails.iter().rev().take_while(|mail| mail.at > since);
        newer.map(|mail| mail.to.split(", ").count() as u64).sum()
    }

    /// The mails after the first `count`, in the order they were accepted.
    pub(crate) fn since(&self, count: usize) -> Vec<Arc<InboxMail>> {
        locked(&self.mails).get(count..).unwrap_or_default().to_vec()
    }

    /// The mail with an id.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<InboxMail>> {
        locked(&self.mails).iter().rev().find(|mail| mail.id == id).cloned()
    }

    /// All mails or those to an address, newest first.
    pub(crate) fn list(&self, to: Option<&str>) -> Vec<Arc<InboxMail>> {
        locked(&self.mails)
            .iter()
            .rev()
            .filter(|mail| to.is_none_or(|to| mail.to.split(", ").any(|address| address.eq_ignore_ascii_case(to))))
            .cloned()
            .collect()
    }
}

fn parse(stored: StoredMail) -> InboxMail {
    let mut mail = InboxMail {
        id: stored.id,
        at: stored.at,
        to: stored.to.join(", "),
        from: stored.source,
        subject: String::new(),
        text: None,
        html: None,
        headers: BTreeMap::new(),
        tags: stored.tags,
        events: stored.events,
        raw: stored.raw,
    };
    let Some(message) = MessageParser::default().parse(mail.raw.as_bytes()) else {
        "(not a readable mail)".clone_into(&mut mail.subject);
        return mail;
    };
    message.subject().unwrap_or("(no subject)").clone_into(&mut mail.subject);
    let plain = message.text_bodies().next().is_some_and(|part| matches!(part.body, PartType::Text(_)));
    let html = message.html_bodies().next().is_some_and(|part| matches!(part.body, PartType::Html(_)));
    mail.text = plain.then(|| message.body_text(0)).flatten().map(std::borrow::Cow::into_owned);
    mail.html = html.then(|| message.body_html(0)).flatten().map(std::borrow::Cow::into_owned);
    if let Some(from) = message.from().and_then(|from| from.first()) {
        mail.from = match (from.name(), from.address()) {
            (Some(name), Some(address)) => format!("{name} <{address}>"),
            (_, address) => address.unwrap_or_default().to_owned(),
        };
    }
    if mail.to.is_empty() {
        let to: Vec<&str> =
            message.to().into_iter().flat_map(|to| to.iter()).filter_map(mail_parser::Addr::address).collect();
        mail.to = to.join(", ");
    }
    for (name, value) in message.headers_raw() {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        mail.headers.insert(name.to_owned(), value);
    }
    // SES takes tags from this header too.
    if let Some(tags) = header(&mail.headers, "X-SES-MESSAGE-TAGS") {
        for tag in tags.split(',') {
            if let Some((name, value)) = tag.split_once('=') {
                mail.tags.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }
    mail
}

fn header(headers: &BTreeMap<String, String>, name: &str) -> Option<String> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_from_its_raw_message() {
        let raw = "From: =?utf-8?q?Ren=C3=A9?= <hello@acme.example>\r\nTo: <maria@example.com>\r\n\
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nX-SES-MESSAGE-TAGS: send=ab-c, lead=ld_1\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n\
            --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>hello</p>\r\n--b--\r\n";
        let (inbox, _) = Inbox::open(None).unwrap();
        let stored = StoredMail {
            id: "1".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            source: "hello@acme.example".to_owned(),
            to: Vec::new(),
            tags: BTreeMap::new(),
            events: Vec::new(),
            raw: raw.to_owned(),
        };
        inbox.add(stored.clone()).unwrap();
        inbox.add(stored).unwrap();
        let mails = inbox.list(Some("Maria@example.com"));
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert_eq!(mail.from, "René <hello@acme.example>");
        assert_eq!(mail.subject, "Grüße");
        assert_eq!(mail.text.as_deref().map(str::trim_end), Some("hello"));
        assert_eq!(mail.html.as_deref().map(str::trim_end), Some("<p>hello</p>"));
        assert_eq!(mail.tags["send"], "ab-c");
        assert!(inbox.list(Some("other@example.com")).is_empty());
    }

    #[test]
    fn a_mail_of_one_part_has_no_other() {
        let mail = |kind: &str| {
            parse(StoredMail {
                id: "1".to_owned(),
                at: Timestamp::UNIX_EPOCH,
                source: String::new(),
                to: Vec::new(),
                tags: BTreeMap::new(),
                events: Vec::new(),
                raw: format!("Subject: x\r\nContent-Type: {kind}; charset=utf-8\r\n\r\nhello\r\n"),
            })
        };
        let (html, text) = (mail("text/html"), mail("text/plain"));
        assert!(html.text.is_none() && html.html.is_some());
        assert!(text.text.is_some() && text.html.is_none());
    }
}

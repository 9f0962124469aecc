//! A mail that was read: who wrote it, what they wrote, and what speaks against it.

use leadwright_domain::suspicion::MailDoubt;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::EmailAddress;
use leadwright_domain::value::text::{LINE_LIMIT, one_line};
use mail_parser::decoders::html::html_to_text;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::ignored;
use crate::ignored::Ignored;
use crate::ours::Ours;
use crate::verdict;
use crate::words::written;

/// The largest mail that is read, in bytes: 10 MB. SES takes 40 MB.
pub const MAIL_LIMIT: usize = 10 * 1024 * 1024;

/// The most bytes of headers that are read, and the most parts of MIME: far more than any program of a person writes.
const HEADERS_LIMIT: usize = 256 * 1024;
const PARTS: usize = 1_000;

/// The most characters of words that are looked at. What is shown is less.
const TEXT_LIMIT: usize = 200_000;

/// The most ids that are looked at of each header.
const REFERENCES: usize = 50;

/// The most attachments that are named.
const NAMED: usize = 20;

/// Why a mail is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It has more than [`MAIL_LIMIT`] bytes.
    TooLarge,
    /// It has more parts or headers than any program of a person writes.
    TooManyParts,
    /// It is no mail.
    NoMail,
}

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Whom it is from.
    pub from: EmailAddress,
    /// Their name, as the mail has it.
    pub name: Option<String>,
    /// One line; empty if it has none.
    pub subject: String,
    /// What they wrote, without what they quote and sign with.
    pub words: String,
    /// The names of the attachments, which are not kept.
    pub attachments: Vec<String>,
    /// Attachments beyond those that are named.
    pub more_attachments: usize,
    /// Why it is not to touch a lead; empty if SES vouches for it.
    pub doubts: Vec<MailDoubt>,
    /// The mails that it answers, by what stands before the `@` of their ids.
    pub references: Vec<String>,
    /// The same for the same mail, however often it comes.
    pub id: String,
}

/// Reads a mail; why it is ignored, if it is to be.
///
/// # Errors
/// It can't be read.
pub fn read(raw: &[u8], ours: &Ours<'_>) -> Result<Result<Received, Ignored>, Unreadable> {
    if raw.len() > MAIL_LIMIT {
        return Err(Unreadable::TooLarge);
    }
    // Before it is parsed: each part takes memory.
    if end_of_headers(raw) > HEADERS_LIMIT || parts(raw) > PARTS {
        return Err(Unreadable::TooManyParts);
    }
    let message = MessageParser::default().parse(raw).ok_or(Unreadable::NoMail)?;
    let Some((from, name)) = sender(&message) else { return Ok(Err(Ignored::NoSender)) };
    if let Some(ignored) = ignored::of(message.headers_raw(), &from, ours) {
        return Ok(Err(ignored));
    }
    let words = written(&text_of(&message));
    let names: Vec<String> = message.attachments().map(attachment_name).collect();
    if words.is_empty() && names.is_empty() {
        return Ok(Err(Ignored::Empty));
    }
    let id = content_hash(&[from.as_str(), message.message_id().unwrap_or_default(), &words]);
    Ok(Ok(Received {
        references: references(&message),
        doubts: verdict::doubts(message.headers_raw(), from.domain()),
        from,
        name,
        subject: one_line(message.subject().unwrap_or_default(), LINE_LIMIT),
        words,
        more_attachments: names.len().saturating_sub(NAMED),
        attachments: names.into_iter().take(NAMED).collect(),
        id,
    }))
}

/// The one address of the one header `From`, and its name. With several nobody can say whom SES vouches for.
fn sender(message: &Message<'_>) -> Option<(EmailAddress, Option<String>)> {
    let mut headers = message.headers().iter().filter(|header| header.name().eq_ignore_ascii_case("from"));
    let (header, other) = (headers.next()?, headers.next());
    let mut all = header.value().as_address()?.iter();
    let (one, another) = (all.next()?, all.next());
    if other.is_some() || another.is_some() {
        return None;
    }
    let address = EmailAddress::parse(one.address()?).ok()?;
    let name = one.name().map(|name| one_line(name, LINE_LIMIT));
    Some((address, name.filter(|name| !name.is_empty())))
}

/// What it answers, the nearest first.
fn references(message: &Message<'_>) -> Vec<String> {
    let ids = [message.in_reply_to(), message.references()].into_iter().flat_map(|value| {
        let one = value.as_text().into_iter();
        let list = value.as_text_list().unwrap_or_default().iter().rev().map(AsRef::as_ref);
        one.chain(list).take(REFERENCES).map(str::to_owned).collect::<Vec<_>>()
    });
    ids.filter_map(|id| id.trim_matches(['<', '>']).split_once('@').map(|(before, _)| before.to_owned())).collect()
}

/// All texts of the mail; of a mail in HTML alone, what is read in it.
fn text_of(message: &Message<'_>) -> String {
    let mut text = String::new();
    for part in message.text_bodies() {
        let plain = match &part.body {
            PartType::Text(plain) => plain.as_ref().into(),
            PartType::Html(html) => std::borrow::Cow::from(html_to_text(html)),
            _ => continue,
        };
        text.push_str(&clean(&plain, TEXT_LIMIT.saturating_sub(text.chars().count())));
        text.push('\n');
    }
    text
}

/// The text with line breaks as `\n`, without characters that nobody sees, up to a number of characters.
fn clean(text: &str, limit: usize) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().take(limit).map(|c| if c == '\t' || c == '\u{a0}' { ' ' } else { c }).collect();
    let text = leadwright_domain::value::text::visible(&text);
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

fn attachment_name(part: &mail_parser::MessagePart<'_>) -> String {
    let name = part.attachment_name().map(|name| one_line(name, LINE_LIMIT)).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| match part.content_type() {
        Some(kind) => one_line(&format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("*")), LINE_LIMIT),
        None => "message/rfc822".to_owned(),
    })
}

/// Where the empty line stands that ends the headers.
fn end_of_headers(raw: &[u8]) -> usize {
    let ends = |window: &[u8]| window.starts_with(b"\n\n") || window.starts_with(b"\n\r\n");
    (0..raw.len()).find(|at| ends(&raw[*at..])).unwrap_or(raw.len())
}

/// Lines that may begin a part: two dashes and a boundary.
fn parts(raw: &[u8]) -> usize {
    let is_boundary = |line: &&[u8]| line.starts_with(b"--") && line.len() > 3 && line[2] != b'-';
    raw.split(|byte| *byte == b'\n').filter(is_boundary).count()
}

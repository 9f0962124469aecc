//! A report as MIME: text and HTML, the charts inside, the files attached.

use jiff::Timestamp;
use leadwright_cloud::mail::Sender;
use leadwright_domain::mail::HeaderLine;
use leadwright_domain::value::identity::EmailAddress;
use leadwright_domain::words::Words;
use leadwright_picture::{PictureError, png};
use leadwright_report::contents::Contents;
use leadwright_report::mail::{CHART_WIDTH, ReportMail};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

/// What every mail of a report of a period has, in one language.
pub(crate) struct Parts {
    subject: HeaderLine,
    text: String,
    html: String,
    /// The id of a chart and its picture.
    pictures: Vec<(String, Vec<u8>)>,
    /// The name of a file and its content.
    sheets: Vec<(String, Vec<u8>)>,
}

impl Parts {
    /// The parts; together they are `room` bytes at most, as long as text and pictures alone are not more.
    pub(crate) fn of(words: Words<'_>, contents: &Contents<'_>, room: usize) -> anyhow::Result<Self> {
        let source = |chart: &leadwright_report::mail::Chart| format!("cid:{}", chart.id);
        // Once without files: they get the room that is left.
        let bare = contents.mail(words, 0, source)?;
        let pictures: Result<Vec<_>, PictureError> =
            bare.charts.iter().map(|chart| Ok((chart.id.clone(), png(&chart.picture(words, CHART_WIDTH))?))).collect();
        let pictures = pictures?;
        let taken = bare.html.len() + bare.text.len() + pictures.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        let ReportMail { subject, html, text, sheets, .. } =
            contents.mail(words, room.saturating_sub(taken), source)?;
        Ok(Self { subject, text, html, pictures, sheets })
    }
}

/// A mail of a report.
pub(crate) struct Mime<'a> {
    /// Whom it comes from.
    pub(crate) from: &'a Sender,
    /// To whom it goes.
    pub(crate) to: &'a EmailAddress,
    /// The send id.
    pub(crate) send: &'a str,
    /// When it is due.
    pub(crate) at: Timestamp,
    /// What it says.
    pub(crate) parts: &'a Parts,
}

impl Mime<'_> {
    /// The message.
    pub(crate) fn build(&self) -> std::io::Result<Vec<u8>> {
        let Parts { subject, text, html, pictures, sheets } = self.parts;
        let domain = self.from.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        let name = (!self.from.name.is_empty()).then(|| self.from.name.clone());
        MessageBuilder::new()
            .from(Address::new_address(name, self.from.address.clone()))
            .to(Address::new_address(None::<String>, self.to.as_str().to_owned()))
            .subject(subject.as_str())
            .date(self.at.as_second())
            .message_id(format!("{}@{domain}", self.send))
            // RFC 3834: out-of-office robots leave it alone.
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .body(body(text, html, pictures, sheets))
            .write_to_vec()
    }
}

/// Files beside a page, and the page beside its pictures (RFC 2387): so no mail program shows pictures as files.
fn body<'a>(
    text: &'a str,
    html: &'a str,
    pictures: &'a [(String, Vec<u8>)],
    sheets: &'a [(String, Vec<u8>)],
) -> MimePart<'a> {
    let page = vec![MimePart::new("text/plain", text), MimePart::new("text/html", html)];
    let mut part = MimePart::new("multipart/alternative", page);
    if !pictures.is_empty() {
        let picture =
            |(id, bytes): &'a (String, Vec<u8>)| MimePart::new("image/png", bytes.as_slice()).inline().cid(id.as_str());
        let parts = std::iter::once(part).chain(pictures.iter().map(picture)).collect::<Vec<_>>();
        part = MimePart::new("multipart/related", parts);
    }
    if !sheets.is_empty() {
        let sheet = |(name, bytes): &'a (String, Vec<u8>)| {
            MimePart::new("text/csv; charset=utf-8", bytes.as_slice()).attachment(name.as_str())
        };
        let parts = std::iter::once(part).chain(sheets.iter().map(sheet)).collect::<Vec<_>>();
        part = MimePart::new("multipart/mixed", parts);
    }
    part
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders};

    use super::*;

    #[test]
    fn every_part_comes_out_as_it_went_in() {
        let parts = Parts {
            subject: HeaderLine::new("Marketing: week 47 of 2026 (16–22 November 2026)"),
            text: "Grüße\n".to_owned(),
            html: "<p>Grüße <img src=\"cid:chart-1\"></p>".to_owned(),
            pictures: vec![("chart-1".to_owned(), vec![0x89, b'P', b'N', b'G', 0, 10, 13])],
            sheets: vec![("monday-2026-W47-1-sources.csv".to_owned(), "source,new_leads\nform,3\n".into())],
        };
        let raw = Mime {
            from: &"Acme Grüße, Lda <hello@acme.example>".parse().unwrap(),
            to: &EmailAddress::parse("dora@acme.example").unwrap(),
            send: "report-monday-2026-W47-to-dora",
            at: "2026-11-23T07:00:00Z".parse().unwrap(),
            parts: &parts,
        };
        let raw = String::from_utf8(raw.build().unwrap()).expect("ASCII");
        assert!(raw.is_ascii() && raw.split("\r\n").all(|line| line.len() <= 998), "{raw}");
        let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
        assert_eq!(message.subject(), Some(parts.subject.as_str()));
        assert_eq!(message.body_text(0).unwrap().trim_end(), "Grüße");
        assert_eq!(message.body_html(0).unwrap().trim_end(), parts.html);
        assert_eq!(message.message_id(), Some("report-monday-2026-W47-to-dora@acme.example"));
        let picture = message.parts.iter().find(|part| part.content_id() == Some("chart-1")).unwrap();
        assert_eq!(picture.contents(), parts.pictures[0].1);
        let files: Vec<_> = message.attachments().filter_map(|part| part.attachment_name()).collect();
        assert_eq!(files, ["monday-2026-W47-1-sources.csv"]);
        let file = message.attachments().find(|part| part.attachment_name().is_some()).unwrap();
        assert_eq!(file.contents(), parts.sheets[0].1);
    }
}

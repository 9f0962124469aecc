//! A report as MIME: text and HTML, the charts inside, the files attached.

use jiff::Timestamp;
use leadwright_cloud::mail::Sender;
use leadwright_domain::mail::HeaderLine;
use leadwright_domain::value::identity::EmailAddress;
use leadwright_picture::{PictureError, png};
use leadwright_report::contents::Contents;
use leadwright_report::mail::{CHART_WIDTH, ReportMail};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;

/// What every mail of a report of a period has, made once.
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
    pub(crate) fn of(contents: &Contents<'_>, room: usize) -> anyhow::Result<Self> {
        let source = |chart: &leadwright_report::mail::Chart| format!("cid:{}", chart.id);
        // Once without files: they get the room that is left.
        let bare = contents.mail(0, source)?;
        let pictures: Result<Vec<_>, PictureError> =
            bare.charts.iter().map(|chart| Ok((chart.id.clone(), png(&chart.picture(CHART_WIDTH))?))).collect();
        let pictures = pictures?;
        let taken = bare.html.len() + bare.text.len() + pictures.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        let ReportMail { subject, html, text, sheets, .. } = contents.mail(room.saturating_sub(taken), source)?;
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
    /// The message: the same for the same report.
    pub(crate) fn build(&self) -> std::io::Result<Vec<u8>> {
        let Parts { subject, text, html, pictures, sheets } = self.parts;
        let domain = self.from.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        let name = (!self.from.name.is_empty()).then(|| self.from.name.clone());
        let mut message = MessageBuilder::new()
            .from(Address::new_address(name, self.from.address.clone()))
            .to(Address::new_address(None::<String>, self.to.as_str().to_owned()))
            .subject(subject.as_str())
            .date(self.at.as_second())
            .message_id(format!("{}@{domain}", self.send))
            // RFC 3834: out-of-office robots leave it alone.
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .text_body(text.as_str())
            .html_body(html.as_str());
        for (id, bytes) in pictures {
            message = message.inline("image/png", id.as_str(), bytes.as_slice());
        }
        for (name, bytes) in sheets {
            message = message.attachment("text/csv; charset=utf-8", name.as_str(), bytes.as_slice());
        }
        message.write_to_vec()
    }
}

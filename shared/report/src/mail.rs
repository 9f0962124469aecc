//! A report as a mail: subject, HTML, text, the charts, and CSV for what has more rows than the mail shows.

use std::io::Write;

use leadwright_domain::mail::HeaderLine;
use leadwright_domain::words::Words;
pub use leadwright_web::chart::Chart;

use crate::contents::{Contents, Part};
use crate::{chart, html, sheet, text, wording};

/// The width of charts, in CSS pixels: that of a mail's text.
pub const CHART_WIDTH: u16 = 576;

/// A report as a mail.
#[derive(Debug)]
pub struct ReportMail {
    /// The subject.
    pub subject: HeaderLine,
    /// What lists of mails show behind the subject.
    pub preview: HeaderLine,
    /// The HTML part; its pictures are `cid:` and the id of their chart.
    pub html: String,
    /// The text part.
    pub text: String,
    /// The charts that it shows.
    pub charts: Vec<Chart>,
    /// Attached files: name and content.
    pub sheets: Vec<(String, Vec<u8>)>,
}

/// A report can't be written.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be written: {0}")]
pub struct WriteError(#[from] askama::Error);

impl Contents<'_> {
    /// The mail, in the language of its reader. Its attached files are `room` bytes at most; in place of a larger one stands the command that writes it.
    /// `source` says where the picture of a chart is.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn mail(
        &self,
        words: Words<'_>,
        room: usize,
        source: impl Fn(&Chart) -> String,
    ) -> Result<ReportMail, WriteError> {
        let charts: Vec<Option<Chart>> =
            self.parts.iter().enumerate().map(|(at, part)| chart::of(words, self.config, part, at + 1)).collect();
        let (sheets, files) = self.sheets(words, room);
        let html = html::html(words, self, &charts, files.clone(), source)?;
        Ok(ReportMail {
            subject: HeaderLine::new(&wording::subject(words, self)),
            preview: HeaderLine::new(&wording::preview(words, self)),
            html,
            text: text::text(words, self, &files),
            charts: charts.into_iter().flatten().collect(),
            sheets,
        })
    }

    /// When it comes, in words: `every Monday at 7:00`.
    pub fn when(&self, words: Words<'_>) -> String {
        wording::when(words, self.report)
    }

    /// The report as text, for a terminal: without what stands around it in a mail.
    pub fn text(&self, words: Words<'_>) -> String {
        text::text(words, self, &[])
    }

    /// All rows of all sections as CSV, one section after the other with an empty line between.
    ///
    /// # Errors
    /// It could not be written.
    pub fn csv(&self, mut out: impl Write) -> csv::Result<()> {
        for (at, part) in self.parts.iter().enumerate() {
            if at > 0 {
                out.write_all(b"\n")?;
            }
            sheet::write(&part.all, self.config.company.currency, &mut out)?;
        }
        Ok(())
    }

    /// The files to attach, and the words for each of them.
    fn sheets(&self, words: Words<'_>, room: usize) -> (Vec<(String, Vec<u8>)>, Vec<String>) {
        let (mut sheets, mut lines) = (Vec::new(), Vec::new());
        if !self.report.csv {
            return (sheets, lines);
        }
        let mut room = room;
        for (at, part) in self.parts.iter().enumerate() {
            let Part { section, all, .. } = part;
            if all.is_empty() {
                continue;
            }
            let name = sheet::file_name(self.name, &self.period.to_string(), at + 1, &section.heading);
            let within = sheet::within(all, self.config.company.currency, room);
            let section = ("section", section.heading.as_str().into());
            if let Some(bytes) = within {
                room -= bytes.len();
                lines.push(words.with("report-attached", &[section, ("file", name.as_str().into())]));
                sheets.push((name, bytes));
            } else {
                let command = format!("{} > {name}", wording::csv_command(part));
                lines.push(words.with("report-too-large", &[section, ("command", command.into())]));
            }
        }
        (sheets, lines)
    }
}

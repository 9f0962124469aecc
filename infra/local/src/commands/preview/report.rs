//! The page of a report: its mail at the width of a telephone and of a screen.

use anyhow::{Context, Result};
use askama::Template;
use leadwright_domain::report::rules::Addressee;
use leadwright_domain::sending::LARGEST_CONTENT;
use leadwright_domain::words::Words;
use leadwright_report::contents::Contents;
use leadwright_report::mail::ReportMail;

use crate::commands::report::named::source;
use crate::commands::target::Connected;
use crate::inbox::with_links_outside;

/// The page of a report.
#[derive(Template)]
#[template(path = "preview_report.html")]
struct ReportPage<'a> {
    name: &'a str,
    from: &'a str,
    to: Vec<String>,
    when: String,
    subject: &'a str,
    preview: &'a str,
    files: Vec<&'a str>,
    html: String,
    text: &'a str,
}

/// The mail of a report in the company's language, with its charts in the page.
pub(super) fn mail(contents: &Contents<'_>) -> Result<ReportMail> {
    let words = contents.config.staff_words([]);
    Ok(contents.mail(words, LARGEST_CONTENT, |chart| source(words, chart))?)
}

/// The page in HTML.
pub(super) fn page(stack: &Connected, contents: &Contents<'_>, mail: &ReportMail) -> Result<String> {
    let team = &stack.config.team;
    let to = contents.report.addressees(team).into_iter().filter_map(|addressee| {
        let address = contents.report.address(&addressee, team)?.as_str();
        Some(match &addressee {
            Addressee::Person(id) => format!("{} <{address}>", team.name_of(id)),
            Addressee::Outside(name) => format!("{name} <{address}>"),
        })
    });
    let page = ReportPage {
        name: contents.name,
        from: &stack.config.company.name,
        to: to.collect(),
        when: contents.when(Words::english()),
        subject: mail.subject.as_str(),
        preview: mail.preview.as_str(),
        files: mail.sheets.iter().map(|(name, _)| name.as_str()).collect(),
        html: with_links_outside(&mail.html),
        text: &mail.text,
    };
    page.render().context("the page of a report")
}

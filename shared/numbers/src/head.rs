//! The head of a page: its name, the way to the others, its days, and what has to be known to read its numbers.

use askama::Template;
use leadwright_domain::metrics::{Compare, Range, dimension};
use leadwright_domain::value::period::Days;
use leadwright_domain::value::text::capital;
use leadwright_domain::words::Words;

use crate::place::{Ground, Link};
use crate::query::{NO_COMPARISON, Query, View};
use crate::span::{Preset, Span};

/// The head of a page.
#[derive(Debug, Template)]
#[template(path = "head.html")]
pub(crate) struct Head<'a> {
    words: Words<'a>,
    home: Link,
    heading: String,
    pages: Vec<Link>,
    days: String,
    compared: Option<String>,
    before: Option<String>,
    after: Option<String>,
    presets: Vec<Link>,
    /// The address that the form with two days asks.
    action: String,
    first: String,
    last: String,
    today: String,
    /// What the form keeps of the page's address.
    kept: Vec<(&'static str, String)>,
    compares: Vec<Link>,
    dimensions: Vec<Link>,
    notes: Vec<String>,
}

impl<'a> Head<'a> {
    /// `shown` are the days of the numbers, which end earlier than those of the page where they are compared.
    pub(crate) fn new(ground: &Ground<'a>, shown: Range, notes: Vec<String>) -> Self {
        let (query, today) = (&ground.query, ground.today);
        let words = ground.words();
        let link = |words: String, to: &Query| Link {
            words,
            href: ground.address(to),
            is_current: (to.view, to.span, to.compare) == (query.view, query.span, query.compare)
                && to.by.map(|by| by.name) == query.by.map(|by| by.name),
        };
        let at = |span: Span| Query { span, page: 1, ..query.clone() };
        let compare = |compare: Option<Compare>| Query { compare, page: 1, ..query.clone() };
        let by = |name: &&'static str| {
            let to = Query { by: dimension(name), sort: None, page: 1, ..query.clone() };
            link(to.by.map_or_else(|| (*name).to_owned(), |by| by.heading(words)), &to)
        };
        let view = query.view;
        let shows_compare = view.compares();
        let compares = Compare::ALL.map(|of| link(capital(&of.words(words)), &compare(Some(of))));
        let compares = compares.into_iter().chain([link(words.say("numbers-compare-with-nothing"), &compare(None))]);
        Self {
            words,
            home: Link {
                words: ground.place.home.0.to_owned(),
                href: ground.place.home.1.to_owned(),
                is_current: false,
            },
            heading: view.heading(words),
            pages: View::LISTED
                .into_iter()
                .map(|page| Link { is_current: page == view, ..link(page.heading(words), &query.on(page)) })
                .collect(),
            days: capital(&shown.words(words)),
            compared: query.compare.filter(|_| shows_compare).map(|of| shown.past(of).words(words)),
            before: query.span.before(today).map(|span| ground.address(&at(span))),
            after: query.span.after(today).map(|span| ground.address(&at(span))),
            presets: Preset::ALL.into_iter().map(|of| link(of.words(words), &at(Span::Preset(of)))).collect(),
            action: format!("{}/{}", ground.place.base, view.name()).trim_end_matches('/').to_owned(),
            first: ground.range.days().first.to_string(),
            last: ground.range.days().last.to_string(),
            today: today.to_string(),
            kept: kept(query),
            compares: if shows_compare { compares.collect() } else { Vec::new() },
            dimensions: view.dimensions().iter().map(by).collect(),
            notes,
        }
    }
}

impl Head<'_> {
    /// One thing more that has to be known to read the numbers.
    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }
}

/// The parameters that stay when other days are chosen.
fn kept(query: &Query) -> Vec<(&'static str, String)> {
    let own = Query::of(query.view);
    let mut kept = Vec::new();
    if query.compare != own.compare {
        kept.push(("compare", query.compare.map_or(NO_COMPARISON, Compare::name).to_owned()));
    }
    kept.extend(
        query.by.filter(|by| own.by.is_none_or(|own| own.name != by.name)).map(|by| ("by", by.name.to_owned())),
    );
    if query.cohorts != own.cohorts {
        kept.push(("cohorts", query.cohorts.name().to_owned()));
    }
    kept
}

/// Days, as a list that is not longer than a line: `3 November 2026, 5–7 November 2026 and 4 more days`.
pub(crate) fn days_in_words(words: Words<'_>, days: impl IntoIterator<Item = jiff::civil::Date>) -> String {
    const SHOWN: usize = 4;
    let mut rows: Vec<Days> = Vec::new();
    for day in days {
        match rows.last_mut() {
            Some(row) if row.last.tomorrow().is_ok_and(|next| next == day) => row.last = day,
            _ => rows.push(Days { first: day, last: day }),
        }
    }
    let more: i32 = rows.iter().skip(SHOWN).map(|row| row.count()).sum();
    let mut listed: Vec<String> = rows.iter().take(SHOWN).map(|row| row.words(words)).collect();
    if more > 0 {
        listed.push(words.with("numbers-more-days", &[("count", more.into())]));
    }
    listed.join(", ")
}

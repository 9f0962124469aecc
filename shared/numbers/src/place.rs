//! Where the pages are served, and where their links lead.

use jiff::civil::Date;
use leadwright_domain::config::Config;
use leadwright_domain::metrics::{ALL, By, Filter, Formula, MEASURES, Measure, Range};
use leadwright_domain::row_names::shown_name;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::period::{Days, Period};
use leadwright_domain::words::Words;
use leadwright_web::frame::Site;

use crate::query::Query;
use crate::span::Span;

/// Where the pages are served.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Whose pages these are.
    pub site: Site<'a>,
    /// The address of the dashboard, without a slash at its end.
    pub base: &'a str,
    /// The address of the leads; a lead's is behind it, after a slash.
    pub leads: &'a str,
    /// The page that the dashboard is a part of: its words and its address.
    pub home: (&'a str, &'a str),
    /// What the reader can do here so that days are counted sooner; may be empty.
    pub hint: &'a str,
}

/// A link of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) words: String,
    pub(crate) href: String,
    /// It leads to what is shown.
    pub(crate) is_current: bool,
}

/// What every part of a page is drawn with.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) place: &'a Place<'a>,
    pub(crate) config: &'a Config,
    pub(crate) query: Query,
    pub(crate) range: Range,
    pub(crate) today: Date,
}

impl<'a> Ground<'a> {
    /// The words of the reader.
    pub(crate) fn words(&self) -> Words<'a> {
        self.place.site.words
    }

    pub(crate) fn currency(&self) -> Currency {
        self.config.company.currency
    }

    /// The address of a page.
    pub(crate) fn address(&self, query: &Query) -> String {
        format!("{}{}", self.place.base, query.address())
    }

    /// The list of the leads behind a number of those days; none if the measure counts nothing that can be listed. `row`
    /// is none for the total.
    pub(crate) fn leads(&self, days: Days, measure: &'static Measure, by: By, row: Option<&str>) -> Option<String> {
        let By::Dimension(dimension) = by else {
            let period = Period::parse(row?).ok()?;
            let part = Days { first: period.days().first.max(days.first), last: period.days().last.min(days.last) };
            return self.leads(part, measure, By::named(ALL)?, None);
        };
        let row = row.filter(|_| dimension.name != ALL);
        let span = match row.filter(|_| by.cohort().is_some()).map(Period::parse) {
            Some(cohort) => Span::Period(cohort.ok()?),
            None if days == self.range.days() => self.query.span,
            None => Span::Days(days),
        };
        let range = span.range(self.today).ok()?;
        let company = (self.config.company.timezone.time_zone(), &self.config.campaigns);
        Filter::new((by, row), measure, range, self.today, company).ok()?;
        Some(self.address(&Query::leads(span, measure, row.map(|row| (dimension, row)))))
    }

    /// The words for a row.
    pub(crate) fn name(&self, by: By, row: &str) -> String {
        match Period::parse(row) {
            Ok(period) if by.length().is_some() => words_of(self.words(), period),
            _ => shown_name(self.words(), self.config, by, row),
        }
    }
}

/// A period in a table: `November 2026`, `Week 47, 16–22 November 2026`.
fn words_of(words: Words<'_>, period: Period) -> String {
    match period.to_string().split_once("-W") {
        Some((_, week)) => {
            let values = [("week", week.trim_start_matches('0').into()), ("days", period.days().words(words).into())];
            words.with("numbers-week-with-days", &values)
        }
        None => period.words(words),
    }
}

/// The measure that counts the whole of a share.
pub(crate) fn whole_of(measure: &Measure) -> Option<&'static Measure> {
    let (Formula::Share { among, .. } | Formula::ShareLess { among, .. }) = measure.formula else { return None };
    MEASURES.iter().find(|other| matches!(other.formula, Formula::Count(names) if names == among))
}

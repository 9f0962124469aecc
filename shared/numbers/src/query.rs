//! What a page shows, as its address says it: read, checked, and written again for links.
//!
//! What must stay true: an address is read whole or refused with what to write in its place, and reading what was written
//! gives the same again.

use jiff::civil::Date;
use leadwright_cloud::table::Older;
use leadwright_domain::metrics::{
    ALL, By, Compare, DIMENSIONS, Dimension, Measure, Order, Range, RangeError, dimension,
};
use leadwright_domain::value::day::read_date;
use leadwright_domain::value::period::{Days, Period};
use leadwright_domain::words::Words;

use crate::span::{Preset, Span};

/// A page of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// All in one look.
    Overview,
    /// How far leads come.
    Funnel,
    /// What each source and campaign brings and costs.
    Sources,
    /// How visitors come through forms.
    Forms,
    /// How fast sales is.
    Sales,
    /// Sequences and mails.
    Nurture,
    /// What brought the amounts that were won.
    Attribution,
    /// The leads that a number counts.
    Leads,
}

impl View {
    /// The pages that every page leads to, in their order.
    pub(crate) const LISTED: [Self; 7] =
        [Self::Overview, Self::Funnel, Self::Sources, Self::Forms, Self::Sales, Self::Nurture, Self::Attribution];

    /// Its last part of the address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Funnel => "funnel",
            Self::Sources => "sources",
            Self::Forms => "forms",
            Self::Sales => "sales",
            Self::Nurture => "nurture",
            Self::Attribution => "attribution",
            Self::Leads => "leads",
        }
    }

    /// Its heading.
    pub(crate) fn heading(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Overview => "numbers-page-overview",
            Self::Funnel => "numbers-page-funnel",
            Self::Sources => "numbers-page-sources",
            Self::Forms => "numbers-page-forms",
            Self::Sales => "numbers-page-sales",
            Self::Nurture => "numbers-page-nurture",
            Self::Attribution => "numbers-page-attribution",
            Self::Leads => "numbers-page-leads",
        })
    }

    /// The page of that last part of an address.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::LISTED.into_iter().chain([Self::Leads]).find(|view| view.name() == name)
    }

    /// The dimensions that it can show its numbers by; the first is the one that no address has to name.
    pub(crate) fn dimensions(self) -> &'static [&'static str] {
        match self {
            Self::Overview | Self::Nurture => &[],
            Self::Funnel => &["source", "campaign", "form", "landing", "country", "owner", "team"],
            Self::Sources => &["source", "campaign", "supplier", "delivery", "form", "landing", "page", "country"],
            Self::Forms => &["form", "page", "campaign"],
            Self::Sales => &["owner", "team"],
            Self::Attribution => &["source", "campaign"],
            Self::Leads => &NAMES,
        }
    }

    /// Its numbers are compared with those of other days.
    pub(crate) fn compares(self) -> bool {
        self.parameters().contains(&"compare")
    }

    /// The names of its parameters.
    fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Overview | Self::Nurture => &["period", "from", "to", "compare"],
            Self::Funnel => &["period", "from", "to", "compare", "by", "sort", "page", "cohorts"],
            Self::Sources | Self::Forms | Self::Sales | Self::Attribution => {
                &["period", "from", "to", "compare", "by", "sort", "page"]
            }
            Self::Leads => &["period", "from", "to", "measure", "by", "value", "older"],
        }
    }
}

/// The names of all dimensions.
static NAMES: [&str; DIMENSIONS.len()] = names();

const fn names() -> [&'static str; DIMENSIONS.len()] {
    let mut names = [""; DIMENSIONS.len()];
    let mut at = 0;
    while at < DIMENSIONS.len() {
        names[at] = DIMENSIONS[at].name;
        at += 1;
    }
    names
}

/// By which periods of arrival the cohorts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CohortLength {
    /// By week.
    Week,
    /// By month.
    Month,
}

impl CohortLength {
    /// Its name in addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The dimension of its cohorts.
    pub(crate) fn dimension(self) -> &'static str {
        match self {
            Self::Week => "cohort_week",
            Self::Month => "cohort_month",
        }
    }
}

/// The number whose leads are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The measure; of a rate its part is listed.
    pub(crate) measure: &'static Measure,
    /// The row that it stands in; none for the total.
    pub(crate) row: Option<String>,
    /// The list goes on with what is older.
    pub(crate) older: Option<Older>,
}

/// What a page shows.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// The page.
    pub(crate) view: View,
    /// Its days.
    pub(crate) span: Span,
    /// What they are compared with.
    pub(crate) compare: Option<Compare>,
    /// The dimension of its table.
    pub(crate) by: Option<&'static Dimension>,
    /// The order of its table; none stands for the page's own.
    pub(crate) sort: Option<Order>,
    /// The page of its table, from 1.
    pub(crate) page: u32,
    /// By which periods cohorts are.
    pub(crate) cohorts: CohortLength,
    /// On the list of leads: of which number.
    pub(crate) listed: Option<Listed>,
}

/// An address that can't be read: what is wrong, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadQuery {
    message: &'static str,
    values: Vec<(&'static str, String)>,
    /// The page that it is about, where the message names it.
    page: Option<View>,
}

impl BadQuery {
    fn new(message: &'static str, values: &[(&'static str, &str)]) -> Self {
        Self { message, values: values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), page: None }
    }

    fn of_range(error: &RangeError) -> Self {
        match error {
            RangeError::WrongWayRound { first, last } => {
                Self::new("numbers-bad-order", &[("first", &first.to_string()), ("last", &last.to_string())])
            }
            RangeError::Future { day, today } => {
                Self::new("numbers-bad-future", &[("day", &day.to_string()), ("today", &today.to_string())])
            }
        }
    }

    /// What is wrong, and what to write.
    pub(crate) fn words(&self, words: Words<'_>) -> String {
        let values = self.values.iter().map(|(name, value)| (*name, value.as_str().into()));
        let page = self.page.map(|page| ("page", page.heading(words).to_lowercase().into()));
        words.with(self.message, &values.chain(page).collect::<Vec<_>>())
    }
}

/// The value of `compare` that compares with nothing.
pub(crate) const NO_COMPARISON: &str = "none";

/// More pages than a table can have.
const LAST_PAGE: u32 = 10_000;

/// Values of dimensions are no longer than this, in bytes.
const LONGEST_VALUE: usize = 2_000;

impl Query {
    /// What a page shows if its address says nothing.
    pub(crate) fn of(view: View) -> Self {
        Self {
            view,
            span: Span::Preset(Preset::Last(30)),
            compare: Some(Compare::Before),
            // The list of leads is one of the total if no dimension is named.
            by: view.dimensions().first().filter(|_| view != View::Leads).and_then(|name| dimension(name)),
            sort: None,
            page: 1,
            cohorts: CohortLength::Month,
            listed: None,
        }
    }

    /// Reads the query of an address, as of today in the company's zone.
    ///
    /// # Errors
    /// A parameter that the page does not have, that stands there twice, or whose value it cannot be.
    pub(crate) fn read(view: View, query: &str, today: Date) -> Result<Self, BadQuery> {
        let mut read = Self::of(view);
        let given = Given::new(view, query)?;
        read.span = given.span(today)?.unwrap_or(read.span);
        read.range(today)?;
        if let Some(name) = given.get("compare") {
            let compares = Compare::ALL.map(|compare| (compare.name(), Some(compare)));
            read.compare = given.one_of("compare", name, compares.into_iter().chain([(NO_COMPARISON, None)]))?;
        }
        if let Some(name) = given.get("by") {
            let of_view = view.dimensions().iter().filter_map(|name| Some((*name, dimension(name)?)));
            read.by = Some(given.one_of("by", name, of_view)?);
        }
        if let Some(name) = given.get("cohorts") {
            let lengths = [CohortLength::Week, CohortLength::Month].map(|length| (length.name(), length));
            read.cohorts = given.one_of("cohorts", name, lengths)?;
        }
        if let Some(order) = given.get("sort") {
            let (name, rising) = order.strip_prefix('-').map_or((order, false), |name| (name, true));
            let measure = read
                .shown_by()
                .read_measure(name)
                .map_err(|error| BadQuery::new("numbers-bad-sort", &[("why", &error.to_string())]))?;
            read.sort = Some(Order { measure, rising });
        }
        if let Some(page) = given.get("page") {
            let page = page.parse().ok().filter(|page| (1..=LAST_PAGE).contains(page));
            read.page = page.ok_or_else(|| BadQuery::new("numbers-bad-page", &[]))?;
        }
        if view == View::Leads {
            read.listed = Some(given.listed(read.by)?);
        }
        Ok(read)
    }

    /// Its days, as of today.
    ///
    /// # Errors
    /// All of them are still to come.
    pub(crate) fn range(&self, today: Date) -> Result<Range, BadQuery> {
        self.span.range(today).map_err(|error| BadQuery::of_range(&error))
    }

    /// What the rows of its table are.
    pub(crate) fn shown_by(&self) -> By {
        By::Dimension(self.by.or_else(|| dimension(ALL)).expect("`all` is a dimension"))
    }

    /// Its address behind that of the dashboard: `/sources?period=2026-11`. What it has of itself is left out.
    pub(crate) fn address(&self) -> String {
        let own = Self::of(self.view);
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(Listed { measure, row, older }) = &self.listed {
            query.append_pair("measure", measure.name);
            if let (Some(by), Some(row)) = (self.by, row) {
                query.append_pair("by", by.name).append_pair("value", row);
            }
            query.extend_pairs(older.as_ref().map(|older| ("older", older.to_string())));
        }
        match self.span {
            span if span == own.span => {}
            Span::Preset(preset) => drop(query.append_pair("period", preset.name())),
            Span::Period(period) => drop(query.append_pair("period", &period.to_string())),
            Span::Days(days) => {
                query.append_pair("from", &days.first.to_string()).append_pair("to", &days.last.to_string());
            }
        }
        if self.view != View::Leads {
            if self.compare != own.compare {
                query.append_pair("compare", self.compare.map_or(NO_COMPARISON, Compare::name));
            }
            if let Some(by) = self.by.filter(|by| own.by.is_none_or(|own| own.name != by.name)) {
                query.append_pair("by", by.name);
            }
            if let Some(Order { measure, rising }) = self.sort {
                query.append_pair("sort", &format!("{}{}", if rising { "-" } else { "" }, measure.name));
            }
            if self.page != own.page {
                query.append_pair("page", &self.page.to_string());
            }
            if self.cohorts != own.cohorts {
                query.append_pair("cohorts", self.cohorts.name());
            }
        }
        let query = query.finish();
        let path = if self.view.name().is_empty() { String::new() } else { format!("/{}", self.view.name()) };
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }

    /// The same days and comparison on another page.
    #[must_use]
    pub(crate) fn on(&self, view: View) -> Self {
        let by = self.by.filter(|by| view.dimensions().contains(&by.name));
        let own = Self::of(view);
        Self { span: self.span, compare: self.compare, by: by.or(own.by), ..own }
    }

    /// The list of the leads that a number counts: of a row of a dimension, or of the total.
    #[must_use]
    pub(crate) fn leads(span: Span, measure: &'static Measure, row: Option<(&'static Dimension, &str)>) -> Self {
        let listed = Listed { measure, row: row.map(|(_, row)| row.to_owned()), older: None };
        Self { span, by: row.map(|(by, _)| by), listed: Some(listed), ..Self::of(View::Leads) }
    }
}

/// The parameters that were given, those left empty aside: a form sends all of its fields.
struct Given {
    view: View,
    pairs: Vec<(String, String)>,
}

impl Given {
    fn new(view: View, query: &str) -> Result<Self, BadQuery> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if !view.parameters().contains(&name.as_ref()) {
                let names = view.parameters().join(", ");
                let name = format!("{:?}", cut(&name));
                return Err(BadQuery::new("numbers-bad-parameter", &[("name", &name), ("names", &names)]));
            }
            if pairs.iter().any(|(other, _)| *other == name) {
                return Err(BadQuery::new("numbers-bad-twice", &[("name", &name)]));
            }
            if !value.is_empty() {
                pairs.push((name.into_owned(), value.into_owned()));
            }
        }
        Ok(Self { view, pairs })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn one_of<T>(
        &self,
        parameter: &str,
        name: &str,
        all: impl IntoIterator<Item = (&'static str, T)>,
    ) -> Result<T, BadQuery> {
        let mut names = Vec::new();
        for (other, value) in all {
            if other == name {
                return Ok(value);
            }
            names.push(other);
        }
        let values = [("name", parameter), ("value", &cut(name)), ("names", &names.join(", "))];
        Err(BadQuery { page: Some(self.view), ..BadQuery::new("numbers-bad-value", &values) })
    }

    fn span(&self, today: Date) -> Result<Option<Span>, BadQuery> {
        let day = |name: &str| match self.get(name) {
            None => Ok(None),
            Some(text) => match read_date(text).filter(|day| (1900..=9000).contains(&day.year())) {
                Some(day) => Ok(Some(day)),
                None => Err(BadQuery::new("numbers-bad-day", &[("name", name), ("value", &cut(text))])),
            },
        };
        let (first, last) = (day("from")?, day("to")?);
        if let Some(text) = self.get("period") {
            if first.is_some() || last.is_some() {
                return Err(BadQuery::new("numbers-bad-period-and-days", &[]));
            }
            if let Some(preset) = Preset::ALL.into_iter().find(|preset| preset.name() == text) {
                return Ok(Some(Span::Preset(preset)));
            }
            let presets = Preset::ALL.map(Preset::name).join(", ");
            let period = Period::parse(text).map_err(|_| {
                BadQuery::new("numbers-bad-period", &[("value", &format!("{:?}", cut(text))), ("names", &presets)])
            })?;
            return Ok(Some(Span::Period(period)));
        }
        let days = match (first, last) {
            (None, None) => return Ok(None),
            (Some(first), None) => Days { first, last: today },
            (Some(first), Some(last)) => Days { first, last },
            (None, Some(_)) => {
                return Err(BadQuery::new("numbers-bad-without-from", &[]));
            }
        };
        Ok(Some(Span::Days(days)))
    }

    fn listed(&self, by: Option<&'static Dimension>) -> Result<Listed, BadQuery> {
        let name = self.get("measure").ok_or_else(|| BadQuery::new("numbers-bad-without-measure", &[]))?;
        let by_or_all = By::Dimension(by.or_else(|| dimension(ALL)).expect("`all` is a dimension"));
        let measure = by_or_all
            .read_measure(name)
            .map_err(|error| BadQuery::new("numbers-bad-measure", &[("why", &error.to_string())]))?;
        let row = match (by, self.get("value")) {
            (None, None) => None,
            (None, Some(_)) => return Err(BadQuery::new("numbers-bad-without-by", &[])),
            (Some(by), None) => {
                return Err(BadQuery::new("numbers-bad-without-value", &[("name", by.name)]));
            }
            (Some(_), Some(value)) if value.len() > LONGEST_VALUE => {
                return Err(BadQuery::new("numbers-bad-long-value", &[("most", &LONGEST_VALUE.to_string())]));
            }
            (Some(_), Some(value)) => Some(value.to_owned()),
        };
        let older = match self.get("older") {
            Some(text) => {
                Some(Older::parse(text).ok_or_else(|| BadQuery::new("numbers-bad-older", &[("value", &cut(text))]))?)
            }
            None => None,
        };
        Ok(Listed { measure, row, older })
    }
}

/// A mistyped text, as far as it is worth showing.
fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use leadwright_domain::metrics;
    use proptest::prelude::*;

    use super::*;

    fn today() -> Date {
        "2026-11-26".parse().unwrap()
    }

    fn read(view: View, query: &str) -> Result<Query, BadQuery> {
        Query::read(view, query, today())
    }

    #[test]
    fn an_address_is_read_and_written_again() {
        for (view, query) in [
            (View::Overview, ""),
            (View::Overview, "?period=2026-11"),
            (View::Overview, "?period=this-quarter&compare=year"),
            (View::Sources, "?from=2026-11-01&to=2026-11-20&by=campaign&sort=-cost&page=2"),
            (View::Funnel, "?period=2026-W47&compare=none&by=owner&cohorts=week"),
            (View::Leads, "?measure=new_leads&by=source&value=a%26b+%C3%A9&period=2026"),
            (View::Leads, "?measure=conversion&older=20261101T101010123-abc&from=2026-11-01&to=2026-11-20"),
        ] {
            let read = read(view, query.trim_start_matches('?')).unwrap_or_else(|error| panic!("{query}: {error:?}"));
            let path = if view == View::Overview { String::new() } else { format!("/{}", view.name()) };
            assert_eq!(read.address(), format!("{path}{query}"));
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_what_to_write() {
        for (view, query, says) in [
            (View::Overview, "period=yesterday", "a month like 2026-11"),
            (View::Overview, "period=2026-13", "this-quarter"),
            (View::Overview, "period=2026&from=2026-01-01", "either period, or from and to"),
            (
                View::Overview,
                "from=2026-11-20&to=2026-11-01",
                "2026-11-20, is after the last day, 2026-11-01: write the earlier one first",
            ),
            (View::Overview, "from=2026-11-31", "is no day: write it like 2026-11-23"),
            (View::Overview, "from=2027-01-01", "is after the last day"),
            (View::Overview, "period=2027", "2027-01-01 is in the future: today is 2026-11-26"),
            (View::Overview, "from=2026-11-01&to=2026-11-27", "2026-11-27 is in the future: today is 2026-11-26"),
            (View::Overview, "to=2026-11-20", "from is missing"),
            (View::Overview, "by=source", "no parameter \"by\": write period, from, to, compare"),
            (View::Overview, "compare=decade", "write before, year, none"),
            (
                View::Sources,
                "by=owner",
                "not known on the page sources and campaigns: write source, campaign, supplier, delivery, form, landing, page",
            ),
            (View::Sources, "by=source&by=form", "by stands there twice"),
            (View::Sources, "sort=happiness", "sort: there is no measure `happiness`"),
            (View::Sources, "page=0", "page is a number from 1 on"),
            (View::Leads, "", "as in measure=new_leads"),
            (View::Leads, "measure=luck", "there is no measure `luck`"),
            (View::Leads, "measure=new_leads&by=source", "value is missing: write which source"),
            (View::Leads, "measure=new_leads&value=search", "value needs by"),
            (View::Leads, "measure=new_leads&older=yesterday", "leave it out to begin with the newest"),
            (View::Leads, "measure=sql_7d", "`sql_7d` can't be shown by all"),
        ] {
            let error = read(view, query).unwrap_err().words(Words::english());
            assert!(error.contains(says), "{query}: {error}");
        }
    }

    #[test]
    fn a_form_may_leave_fields_empty() {
        assert_eq!(read(View::Overview, "period=&from=&to=").unwrap().address(), "");
    }

    proptest! {
        #[test]
        fn any_address_is_read_or_refused(query in "\\PC{0,60}") {
            for view in View::LISTED.into_iter().chain([View::Leads]) {
                if let Ok(read) = read(view, &query) {
                    let address = read.address();
                    let again = address.split_once('?').map_or("", |(_, query)| query);
                    prop_assert_eq!(Query::read(view, again, today()).unwrap().address(), address);
                }
            }
        }

        #[test]
        fn any_value_of_a_dimension_comes_through_an_address(value in "\\PC{1,40}") {
            let by = dimension("campaign").unwrap();
            let query = Query::leads(Span::Preset(Preset::ThisMonth), metrics::measure("won").unwrap(), Some((by, &value)));
            let address = query.address();
            let again = read(View::Leads, address.split_once('?').unwrap().1).unwrap();
            prop_assert_eq!(again.address(), address);
            prop_assert_eq!(again.listed, query.listed);
        }
    }
}

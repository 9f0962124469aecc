//! What the rows of a table are: the values of a dimension, or periods of the calendar.

use crate::metrics::counter::Topic;
use crate::metrics::dimension::{ALL, DIMENSIONS, Dimension, NONE, dimension};
use crate::metrics::measure::{Area, Measure};
use crate::metrics::measures::MEASURES;
use crate::value::period::{Days, Period, PeriodLength};
use crate::words::Words;

/// What the rows of a table are.
#[derive(Debug, Clone, Copy)]
pub enum By {
    /// The values of a dimension.
    Dimension(&'static Dimension),
    /// Periods of the calendar, each with the numbers of the whole company.
    Time(PeriodLength),
}

const TIMES: [PeriodLength; 4] = [PeriodLength::Day, PeriodLength::Week, PeriodLength::Month, PeriodLength::Year];

impl By {
    /// All of them: the dimensions, then the periods.
    pub fn all() -> impl Iterator<Item = Self> {
        DIMENSIONS.iter().map(Self::Dimension).chain(TIMES.map(Self::Time))
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|by| by.name() == name)
    }

    /// Its name in commands, addresses, CSV and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dimension(dimension) => dimension.name,
            Self::Time(length) => length.name(),
        }
    }

    /// The heading of the column with the rows' names.
    pub fn heading(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Dimension(dimension) => dimension.heading,
            Self::Time(PeriodLength::Day) => "numbers-by-day",
            Self::Time(PeriodLength::Week) => "numbers-by-week",
            Self::Time(PeriodLength::Month) => "numbers-by-month",
            Self::Time(PeriodLength::Year) => "numbers-by-year",
        })
    }

    /// The heading within a sentence.
    pub fn noun(self, words: Words<'_>) -> String {
        let heading = self.heading(words);
        // German writes nouns with a capital letter everywhere.
        if words.language() == "de" { heading } else { heading.to_lowercase() }
    }

    /// What a row is, in a sentence.
    pub fn definition(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Dimension(dimension) => dimension.definition,
            Self::Time(PeriodLength::Day) => "numbers-by-day-definition",
            Self::Time(PeriodLength::Week) => "numbers-by-week-definition",
            Self::Time(PeriodLength::Month) => "numbers-by-month-definition",
            Self::Time(PeriodLength::Year) => "numbers-by-year-definition",
        })
    }

    /// The dimension whose counters are read for it.
    pub fn dimension(self) -> &'static Dimension {
        match self {
            Self::Dimension(dimension) => dimension,
            Self::Time(_) => dimension(ALL).expect("`all` is a dimension"),
        }
    }

    /// The rows are cohorts: what happened to the leads that arrived in one period, or to the requests made in it.
    pub fn cohort(self) -> Option<PeriodLength> {
        match self.name() {
            "cohort_week" | "asked_week" => Some(PeriodLength::Week),
            "cohort_month" | "asked_month" => Some(PeriodLength::Month),
            _ => None,
        }
    }

    /// The length of the periods that the rows are, if they are some.
    pub fn length(self) -> Option<PeriodLength> {
        match self {
            Self::Time(length) => Some(length),
            Self::Dimension(_) => self.cohort(),
        }
    }

    /// It can show the measure: its counters are kept by this dimension, and its costs are known by it.
    ///
    /// A share within days after arrival is one of leads that arrived together: only cohorts show it.
    pub fn shows(self, measure: &Measure) -> bool {
        let topics = self.dimension().topics;
        // Costs are those of campaigns: they are known where amounts are attributed. Those of deliveries are known, too.
        let has_costs = topics.contains(&Topic::Attribution) || self.is_of_suppliers();
        measure.is_known_by(topics)
            && (!measure.needs_cost() || has_costs)
            && (within(measure).is_none() || self.cohort().is_some())
    }

    /// Its rows are suppliers or their deliveries.
    pub fn is_of_suppliers(self) -> bool {
        self.dimension().topics.contains(&Topic::Supply)
    }

    /// The measures that it can show, by area.
    pub fn measures(self) -> impl Iterator<Item = &'static Measure> {
        MEASURES.iter().filter(move |measure| self.shows(measure))
    }

    /// Those of an area.
    pub fn of_area(self, area: Area) -> impl Iterator<Item = &'static Measure> {
        self.measures().filter(move |measure| measure.area == area)
    }

    /// The measures that it shows if none are named.
    pub fn usual(self) -> Vec<&'static Measure> {
        let names = self.dimension().measures.iter();
        names.filter_map(|name| self.measures().find(|measure| measure.name == *name)).collect()
    }

    /// The row belongs to a table of these days. Of cohorts, only whole ones do.
    pub(super) fn has(self, row: &str, days: Days) -> bool {
        self.cohort().is_none()
            || Period::parse(row)
                .is_ok_and(|cohort| days.first <= cohort.days().first && cohort.days().first <= days.last)
    }
}

/// The order of rows that are periods: by time; what belongs to none stands last.
pub(super) fn time_of(row: &str) -> (bool, String) {
    (row == NONE, row.to_owned())
}

/// The days after arrival that a share counts; none if it counts for ever.
pub fn within(measure: &Measure) -> Option<i32> {
    let days = |name: &str| name.rsplit_once('.')?.1.strip_suffix('d')?.parse().ok();
    measure.counters().filter_map(days).max()
}

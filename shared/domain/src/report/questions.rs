//! What a report asks of the numbers: a question a section, and one for the totals that people remember.

use crate::metrics::by::By;
use crate::metrics::dimension::ALL;
use crate::metrics::measure::{Formula, Measure};
use crate::metrics::question::{Question, QuestionError};
use crate::metrics::range::{Compare, Range, RangeError};
use crate::metrics::table::Table;
use crate::metrics::{Value, measure};
use crate::report::mailed::Totals;
use crate::report::rules::{Report, Section};
use crate::value::period::Period;
use jiff::civil::Date;

/// The question of a section can't be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SectionError {
    /// Its measures, or what its rows are.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// Its days.
    #[error(transparent)]
    Range(#[from] RangeError),
}

impl Section {
    /// What its rows are, in a report of such periods.
    ///
    /// # Errors
    /// There is nothing of that name.
    pub fn rows(&self, report: &Report) -> Result<By, QuestionError> {
        match (&self.by, self.trend) {
            (Some(by), _) => By::read(by),
            (None, Some(_)) => Ok(By::Time(report.every)),
            (None, None) => By::read(ALL),
        }
    }

    /// Its numbers in the report of a period, all rows of them. `today` is the company's day.
    ///
    /// # Errors
    /// See [`SectionError`]; a report that was checked has days that are not over at most.
    pub fn question(&self, report: &Report, period: Period, today: Date) -> Result<Question, SectionError> {
        let by = self.rows(report)?;
        let measures = by.read_measures(self.measures.iter().map(String::as_str))?;
        let whole = Range::of(period, today)?;
        let (range, compare) = match self.trend {
            // A series shows the periods before by itself.
            Some(periods) => {
                let first = (1..periods).fold(period, |period, _| period.before());
                let range = Range::between(first.days().first, whole.days().last, today)?;
                (range, report.compare.iter().copied().filter(|compare| *compare == Compare::Year).collect())
            }
            None => (whole, report.compare.clone()),
        };
        let question = Question::new(by, range).with(measures);
        Ok(if by.cohort().is_some() { question } else { question.compared(compare)? })
    }

    /// The same with the largest rows alone, as people read it.
    ///
    /// # Errors
    /// As of [`Self::question`].
    pub fn shown(&self, report: &Report, period: Period, today: Date) -> Result<Question, SectionError> {
        let question = self.question(report, period, today)?;
        Ok(if question.by().length().is_some() { question } else { question.top(self.most.into())? })
    }
}

impl Report {
    /// The totals of a period that people will know: every measure of the report that is a number of the whole company.
    /// None if it has no such measure.
    ///
    /// # Errors
    /// The period is not over.
    pub fn totals(&self, period: Period, today: Date) -> Result<Option<Question>, SectionError> {
        let by = By::read(ALL)?;
        let names = self.sections.iter().flat_map(|section| &section.measures);
        let mut measures: Vec<&'static Measure> = Vec::new();
        for measure in names.filter_map(|name| measure(name)) {
            let is_number =
                matches!(measure.formula, Formula::Count(_) | Formula::Less(..) | Formula::Amount(_) | Formula::Cost);
            if is_number && by.shows(measure) && !measures.contains(&measure) {
                measures.push(measure);
            }
        }
        let range = Range::of(period, today)?;
        Ok((!measures.is_empty()).then(|| Question::new(by, range).with(measures)))
    }
}

/// The totals of a table.
pub fn totals_of(table: &Table) -> Totals {
    let cells = table.measures.iter().zip(&table.total.cells);
    let numbers = cells.filter_map(|(measure, cell)| match cell.value {
        Value::Count(number) | Value::Money(number) => Some((measure.name.to_owned(), number)),
        _ => None,
    });
    numbers.collect()
}

//! Metrics: a pure function of what is stored, so that a day can be counted again at any time.
//!
//! What visitors do at forms before they are leads is no activity: rows of [`visits`] say it, counted with the facts.
//!
//! An applied activity is a [`Fact`]. The facts of a day are added up in [counters](counter), by [`Dimension`]. A
//! [measure](measures) is what people read: it is computed from counters of any range, since counters add up.

pub mod counter;
pub mod histogram;
pub mod interval;
pub mod growth;
pub(crate) mod before;
pub(crate) mod attribution;
pub(crate) mod fact;
pub(crate) mod dimension;
pub mod visits;
pub(crate) mod day;
pub mod form_fields;
pub mod measure;
pub mod measures;
pub(crate) mod definitions;
pub mod span;
pub(crate) mod total;
pub(crate) mod midnight;
pub mod by;
pub mod words;
pub mod variants;
pub mod advice;
pub mod range;
pub mod question;
pub mod table;
pub(crate) mod export;
pub(crate) mod spending;
pub(crate) mod supplied;
pub mod filter;

pub use crate::value::impersonal::{PERSONAL, impersonal};
pub use attribution::Attribution;
pub use before::{BeforeFact, History, TouchPoint};
pub use by::By;
pub use day::{Count, Counts, DayMetrics, Metrics, Pass, add, add_metrics};
pub use definitions::definitions;
pub use dimension::{ALL, DIMENSIONS, Dimension, NONE, dimension};
pub use fact::{FACTS, Fact};
pub use filter::{Filter, FilterError};
pub use measure::{Area, Formula, Measure, Unit, Value};
pub use measures::{MEASURES, measure};
pub use midnight::{company_days, utc_ranges};
pub use question::{Answer, Order, Question, QuestionError, Read};
pub use range::{Compare, Range, RangeError};
pub use span::{Grain, Span};
pub use supplied::Supplied;
pub use table::{Cell, Others, Row, Table};
pub use total::difference_to_total;
pub use visits::{DayVisits, OTHERS, Visit, VisitEvent, VisitPlace, VisitRow};
pub use words::Change;

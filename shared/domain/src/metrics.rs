//! Metrics: a pure function of a day's activities, so that a day can be counted again at any time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::facts::SUBMISSIONS;
use crate::lead::Lead;
use crate::lead::applied::Applied;

/// What reports need of one applied activity; projected into the `day` index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Where the lead came from.
    pub source: String,
    /// The form that first brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The form that was sent, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
    /// What it counts as.
    pub counts: Vec<String>,
}

impl Fact {
    /// What `applied` counts as, for the lead it made.
    pub fn of(applied: &Applied, lead: &Lead) -> Self {
        let mut counts = Vec::new();
        if applied.seq == 1 {
            counts.push("new_leads".to_owned());
        }
        if !applied.decisions.duplicate {
            counts.extend(applied.activity.kind.facts().metric.map(|metric| metric.to_string()));
        }
        let decisions = &applied.decisions;
        if let Some(moved) = &decisions.stage {
            counts.push(format!("to.{}", moved.to));
            counts.extend(moved.reason.as_ref().map(|reason| format!("{}.{reason}", moved.to)));
        }
        if decisions.handed_off {
            counts.push("hand_offs".to_owned());
        }
        if decisions.accepted.is_some() {
            counts.push("accepted".to_owned());
        }
        counts.extend(decisions.begun.iter().map(|(sequence, _)| format!("begun.{sequence}")));
        counts.extend(decisions.ended.iter().map(|(sequence, _)| format!("ended.{sequence}")));
        counts.extend(decisions.goals.iter().map(|sequence| format!("goal.{sequence}")));
        if let Some(speed) = &decisions.first_contact {
            counts.push("contacted".to_owned());
            let within = SPEEDS.iter().find(|(limit, _)| speed.real <= *limit);
            counts.extend(within.map(|(_, name)| format!("contacted.{name}")));
        }
        let form = lead.first_touch.form.clone();
        let sent = applied.activity.kind.facts().touch.and_then(|touch| touch.form);
        let sent = sent.filter(|sent| form.as_deref() != Some(*sent)).map(str::to_owned);
        Self { source: lead.first_touch.source.clone(), form, sent, counts }
    }
}

/// Speed to lead is counted in these classes: seconds from asking to the first contact, by the clock.
const SPEEDS: [(u64, &str); 4] = [(300, "within_5m"), (3_600, "within_1h"), (86_400, "within_1d"), (u64::MAX, "later")];

/// A dimension's values → metrics → counts. One row of the table a day and dimension.
pub type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// What metrics are counted by.
pub const DIMENSIONS: [&str; 3] = ["all", "source", "form"];

/// The value of leads that have none in a dimension.
pub const NONE: &str = "(none)";

/// The metrics of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayMetrics {
    /// A dimension → its counts.
    pub dimensions: BTreeMap<&'static str, Counts>,
}

impl DayMetrics {
    /// Counts a fact.
    pub fn add(&mut self, fact: &Fact) {
        let first_form = fact.form.as_deref().unwrap_or(NONE);
        for metric in &fact.counts {
            // A submission counts for the form that was sent, everything else for the one that brought the lead.
            let form = fact.sent.as_deref().filter(|_| metric == SUBMISSIONS).unwrap_or(first_form);
            for (dimension, value) in DIMENSIONS.into_iter().zip(["all", &fact.source, form]) {
                let counts = self.dimensions.entry(dimension).or_default().entry(value.to_owned()).or_default();
                *counts.entry(metric.clone()).or_default() += 1;
            }
        }
    }
}

/// Adds `more` to `sum`.
pub fn add(sum: &mut Counts, more: &Counts) {
    for (value, metrics) in more {
        let sums = sum.entry(value.clone()).or_default();
        for (metric, count) in metrics {
            *sums.entry(metric.clone()).or_default() += count;
        }
    }
}

pub mod attribution;
pub mod growth;
pub mod histogram;
pub mod interval;

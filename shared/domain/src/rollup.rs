//! Metrics: a pure function of a day's activities, so that a day can be counted again at any time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::What;
use crate::fold::Applied;
use crate::lead::Lead;

/// What reports need of one applied activity; projected into the `day` index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Where the lead came from.
    pub source: String,
    /// The form that first brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
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
        match &applied.activity.what {
            What::FormSubmitted(_) if !applied.decisions.duplicate => counts.push("forms".to_owned()),
            What::MailSent(mailing) => counts.push(format!("mail.{}", mailing.mail)),
            What::MailDropped { .. } => counts.push("mail_dropped".to_owned()),
            What::Unsubscribed | What::Bounced { .. } | What::Complained { .. } => {
                counts.push(applied.activity.what.kind().to_owned());
            }
            _ => {}
        }
        if let Some(moved) = &applied.decisions.stage {
            counts.push(format!("to.{}", moved.to));
        }
        if applied.decisions.owner.is_some() {
            counts.push("hand_offs".to_owned());
        }
        Self { source: lead.first_touch.source.clone(), form: lead.first_touch.form.clone(), counts }
    }
}

/// A dimension's values → metrics → counts. One row of the table a day and dimension.
pub type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// What metrics are counted by.
pub const DIMENSIONS: [&str; 3] = ["all", "source", "form"];

/// The value of leads that have none in a dimension.
pub const NONE: &str = "(none)";

/// The metrics of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Day {
    /// A dimension → its counts.
    pub dimensions: BTreeMap<&'static str, Counts>,
}

impl Day {
    /// Counts a fact.
    pub fn add(&mut self, fact: &Fact) {
        let values = ["all", fact.source.as_str(), fact.form.as_deref().unwrap_or(NONE)];
        for (dimension, value) in DIMENSIONS.into_iter().zip(values) {
            let counts = self.dimensions.entry(dimension).or_default().entry(value.to_owned()).or_default();
            for metric in &fact.counts {
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

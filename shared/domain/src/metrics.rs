//! Metrics: a pure function of a day's activities, so that a day can be counted again at any time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::kinds::ActivityKind;
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
        match &applied.activity.kind {
            ActivityKind::FormSubmitted(_) if !applied.decisions.duplicate => counts.push("forms".to_owned()),
            ActivityKind::MailSent(mailing) => counts.push(format!("mail.{}", mailing.mail)),
            ActivityKind::MailOpened(opened) => counts.push(match opened.machine {
                None => format!("opened.{}", opened.mail),
                Some(_) => "machine_opens".to_owned(),
            }),
            ActivityKind::MailClicked(click) => counts.push(format!("clicked.{}", click.mail)),
            ActivityKind::LinkFollowed(follow) if follow.machine.is_some() => counts.push("machine_follows".to_owned()),
            ActivityKind::LinksScanned { reason, .. } if reason != crate::tracking::burst::NOTHING => {
                counts.push("scans".to_owned())
            }
            ActivityKind::MarkedBad { reason, .. } => counts.push(format!("bad.{reason}")),
            ActivityKind::MailDropped { .. }
            | ActivityKind::Unsubscribed
            | ActivityKind::SoftBounced { .. }
            | ActivityKind::MailRejected { .. }
            | ActivityKind::Bounced { .. }
            | ActivityKind::Complained { .. }
            | ActivityKind::AcceptMissed { .. }
            | ActivityKind::PageViewed(_)
            | ActivityKind::ProductUsed(_)
            | ActivityKind::EventAttended(_)
            | ActivityKind::TicketOpened(_)
            | ActivityKind::CallLogged(_)
            | ActivityKind::MeetingHeld(_)
            | ActivityKind::ReplyReceived(_) => counts.push(applied.activity.kind.name().to_owned()),
            ActivityKind::FormSubmitted(_)
            | ActivityKind::LeadImported(_)
            | ActivityKind::TicketClosed(_)
            | ActivityKind::Accepted { .. }
            | ActivityKind::Assigned { .. }
            | ActivityKind::StageMoved(_)
            | ActivityKind::Qualified(_)
            | ActivityKind::Edited { .. }
            | ActivityKind::NurtureStopped { .. }
            | ActivityKind::DealWon { .. }
            | ActivityKind::MailHeld { .. }
            | ActivityKind::StepTaken { .. }
            | ActivityKind::WebhookCalled { .. }
            | ActivityKind::LinkFollowed(_)
            | ActivityKind::LinksScanned { .. }
            | ActivityKind::PreferencesSet(_)
            | ActivityKind::Suppressed { .. }
            | ActivityKind::TemperatureChanged
            | ActivityKind::Rescored => {}
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
        Self { source: lead.first_touch.source.clone(), form: lead.first_touch.form.clone(), counts }
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

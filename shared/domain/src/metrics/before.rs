//! What a fact needs of the lead as it was before the activity.
//!
//! What must stay true: a fact is a function of the lead's activities in the order they were applied. A lead does not
//! remember all of them. Where it can't say what the history would, the write asks the coming night to make the lead's
//! facts anew from its timeline: [`BeforeFact::is_exact`].

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::Activity;
use crate::activity::kinds::ActivityKind;
use crate::lead::agenda::Task;
use crate::lead::applied::Applied;
use crate::lead::enrolment::Seen;
use crate::lead::submissions::SPANS;
use crate::lead::{Lead, Touch};
use crate::value::stage::Stage;

/// Something that brought a lead, or brought it back: a form it sent, a list it was on, the product.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TouchPoint {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Where from.
    pub source: String,
    /// By which campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// What a fact needs of the lead as it was.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct BeforeFact {
    /// None for a lead that is new.
    pub(crate) stage: Option<Stage>,
    /// Since when it was in that stage.
    pub(crate) stage_since: Option<Timestamp>,
    /// It waited for a salesperson.
    pub(crate) was_waiting: bool,
    /// The owner's time to accept it was running, and nobody had missed it.
    pub(crate) was_on_time: bool,
    /// The farthest level of the funnel that it ever reached; see [`Stage::level`].
    pub(crate) reached: u8,
    /// The first post of the form, opening of the mail, or click in the mail that the activity is about.
    pub(crate) is_first: bool,
    /// What brought it so far; for a deal.
    pub(crate) touches: Vec<TouchPoint>,
    /// The lead may have been farther than it says.
    may_have_reached_more: bool,
    /// The history alone can say whether it is the first, or what had brought the lead.
    needs_history: bool,
}

impl BeforeFact {
    /// As far as the lead itself remembers.
    pub fn of(lead: Option<&Lead>, activity: &Activity) -> Self {
        let Some(lead) = lead else {
            let is_deal = matches!(activity.kind, ActivityKind::DealWon { .. });
            return Self { is_first: true, needs_history: is_deal, ..Self::default() };
        };
        // A lead that stands aside, or was moved back, may have been farther before.
        let may_have_reached_more = lead.stage.level().is_none() || lead.moved_back;
        let (is_first, knows_first) = match &activity.kind {
            ActivityKind::FormSubmitted(sent) => {
                let is_first = lead.submissions.last_of_form(&sent.form).is_none();
                (is_first, !is_first || lead.submissions.len() < SPANS)
            }
            ActivityKind::MailOpened(opened) => first_of(lead, &opened.send, Seen::Opened),
            ActivityKind::MailClicked(click) => match first_of(lead, &click.send, Seen::Clicked) {
                (true, false) => (!click.again, click.again || lead.clicked_links.is_empty()),
                known => known,
            },
            _ => (false, true),
        };
        let is_deal = matches!(activity.kind, ActivityKind::DealWon { .. });
        Self {
            stage: Some(lead.stage),
            stage_since: Some(lead.stage_since),
            was_waiting: lead.waiting_since.is_some(),
            was_on_time: lead
                .agenda()
                .iter()
                .any(|entry| matches!(&entry.task, Task::Accept { missed, .. } if missed.is_empty())),
            reached: lead.stage.level().unwrap_or_default(),
            is_first,
            touches: Vec::new(),
            may_have_reached_more,
            needs_history: !knows_first || is_deal,
        }
    }

    /// The facts of the lead are what its history says, that of the activity among them; else they are to be made again from the timeline.
    pub fn is_exact(&self, applied: &Applied) -> bool {
        let takes_back = matches!(applied.activity.kind, ActivityKind::Undone { .. } | ActivityKind::NotBad { .. });
        !takes_back && !self.needs_history && (applied.decisions.stage.is_none() || !self.may_have_reached_more)
    }
}

/// The lead did that with the mail for the first time; and whether the lead can know.
fn first_of(lead: &Lead, send: &str, what: Seen) -> (bool, bool) {
    let Some(enrolment) = lead.enrolments.values().find(|enrolment| enrolment.is_of(send)) else {
        return (true, false);
    };
    let step = send.get(enrolment.id.len() + 1..).unwrap_or_default();
    // What was seen is forgotten when the sequence ends.
    (enrolment.seen.get(step).is_none_or(|seen| *seen < what), enrolment.ended.is_none())
}

/// What a lead's activities say, one after the other in the order they were applied.
#[derive(Debug, Clone, Default)]
pub struct History {
    reached: u8,
    forms: BTreeSet<String>,
    opened: BTreeSet<String>,
    clicked: BTreeSet<String>,
    touches: Vec<TouchPoint>,
}

impl History {
    /// Puts right what the lead itself could not remember, before the next activity.
    pub fn complete(&self, before: &mut BeforeFact, activity: &Activity) {
        before.reached = self.reached;
        before.may_have_reached_more = false;
        before.needs_history = false;
        match &activity.kind {
            ActivityKind::FormSubmitted(sent) => before.is_first = !self.forms.contains(&sent.form),
            ActivityKind::MailOpened(opened) => before.is_first = !self.opened.contains(&opened.send),
            ActivityKind::MailClicked(click) => before.is_first = !self.clicked.contains(&click.send),
            ActivityKind::DealWon { .. } => before.touches.clone_from(&self.touches),
            _ => {}
        }
    }

    /// The activity was applied, and the lead is in that stage now.
    pub fn add(&mut self, activity: &Activity, stage: Stage) {
        self.reached = self.reached.max(stage.level().unwrap_or_default());
        match &activity.kind {
            ActivityKind::FormSubmitted(sent) => {
                self.forms.insert(sent.form.clone());
            }
            ActivityKind::MailOpened(opened) if opened.machine.is_none() => {
                self.opened.insert(opened.send.clone());
            }
            ActivityKind::MailClicked(click) => {
                self.clicked.insert(click.send.clone());
            }
            _ => {}
        }
        if let Some(touch) = activity.kind.facts().touch.filter(|touch| touch.source != Touch::UNKNOWN) {
            self.touches.push(TouchPoint {
                at: activity.occurred_at().as_second(),
                source: touch.source.to_owned(),
                campaign: touch.campaign.map(ToOwned::to_owned),
            });
        }
    }
}

//! What happened to a lead, as other programs are told of it: the difference between the lead before an activity and after.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;
use crate::activity::kinds::ActivityKind;
use crate::lead::Lead;
use crate::lead::applied::Applied;
use crate::lead::score::Temperature;
use crate::value::stage::Stage;
use crate::webhook::rules::EventKind;

/// What events are told apart by, of a lead as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadState {
    stage: Stage,
    owner: Option<String>,
    is_hot: bool,
    is_unsubscribed: bool,
}

impl LeadState {
    /// That of a lead as it is now.
    pub fn of(lead: &Lead) -> Self {
        Self {
            stage: lead.stage,
            owner: lead.owner.clone(),
            is_hot: lead.score.temperature == Temperature::Hot,
            is_unsubscribed: lead.is_unsubscribed(),
        }
    }
}

/// Something that happened to a lead. It holds nothing personal of the lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEvent {
    /// What.
    pub kind: EventKind,
    /// When it was applied.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The activity that caused it.
    pub activity: ActivityId,
    /// The stage before, of a change of stages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Stage>,
    /// The stage since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Stage>,
    /// The owner since then, an id of `team.yaml`; none where the lead has none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

impl WebhookEvent {
    /// Its id: the same at each try, and for every address.
    pub fn id(&self) -> String {
        format!("evt_{}_{}", self.activity.as_str(), self.kind.name())
    }

    /// The events that one activity caused: `before` is none for a lead that began with it. The past that an import brings
    /// is no event.
    pub(crate) fn caused_by(applied: &Applied, before: Option<&LeadState>, after: &Lead) -> Vec<Self> {
        let is_past = match &applied.activity.kind {
            ActivityKind::LeadImported(row) => row.history,
            ActivityKind::DealWon { history, .. } => *history,
            _ => false,
        };
        if is_past {
            return Vec::new();
        }
        let now = LeadState::of(after);
        let new = |is: fn(&LeadState) -> bool| is(&now) && !before.is_some_and(is);
        let from = before.map(|before| before.stage);
        let owner_before = before.and_then(|before| before.owner.as_ref());
        let happened = EventKind::ALL.into_iter().filter(|kind| match kind {
            EventKind::Created => before.is_none(),
            EventKind::StageChanged => from != Some(now.stage),
            EventKind::Assigned => owner_before != now.owner.as_ref(),
            EventKind::Hot => new(|state| state.is_hot),
            EventKind::Converted => new(|state| state.stage == Stage::Customer),
            EventKind::Unsubscribed => new(|state| state.is_unsubscribed),
        });
        let event = |kind| Self {
            kind,
            at: applied.applied_at,
            activity: applied.activity.id.clone(),
            from: from.filter(|_| kind == EventKind::StageChanged),
            to: (kind == EventKind::StageChanged).then_some(now.stage),
            owner: now.owner.clone().filter(|_| kind == EventKind::Assigned),
        };
        happened.map(event).collect()
    }
}

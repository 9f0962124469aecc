//! The card of a lead: what lists show of it. The indexes of lists hold a copy.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::lead::{Attention, Lead, Reason, Temperature};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;
use serde::{Deserialize, Serialize};

/// What lists show of a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The lead.
    pub id: LeadId,
    /// What a reader calls it.
    pub title: String,
    /// Where it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Where mail to it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its points, of 100.
    pub total: i32,
    /// Its points as a word.
    pub temperature: Temperature,
    /// Where it came from.
    pub source: String,
    /// When it last asked for something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    /// The form that it sent last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Its telephone number, as it was typed; none where it asked not to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The campaign that brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The segments it is in.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub segments: BTreeSet<String>,
    /// What is to be done about it, and why. Rows of older releases do not say.
    #[serde(flatten)]
    pub attention: Attention,
}

impl Card {
    /// The card of a lead.
    pub fn of(lead: &Lead) -> Self {
        Self {
            id: lead.id.clone(),
            title: lead.title().into_owned(),
            company: lead.field("company").map(ToOwned::to_owned),
            email: lead.field("email").map(ToOwned::to_owned),
            stage: lead.stage,
            owner: lead.owner.clone(),
            total: lead.score.total,
            temperature: lead.score.temperature,
            source: lead.first_touch.source.clone(),
            asked: lead.last_submission.as_ref().map(ActivityId::occurred_at),
            form: lead.submissions.newest_form().map(ToOwned::to_owned),
            phone: lead.recognised("phone").filter(|_| lead.refuses(Channel::Calls).is_none()).map(ToOwned::to_owned),
            campaign: lead.first_touch.campaign.clone(),
            segments: lead.segments.clone(),
            attention: lead.attention(),
        }
    }

    /// The card as older releases wrote it.
    pub(crate) fn older(self) -> Self {
        let nothing = Attention::default();
        Self { form: None, phone: None, campaign: None, segments: BTreeSet::new(), attention: nothing, ..self }
    }

    /// Why the lead is to be looked at, the most urgent first; `zone` is the reader's.
    pub fn reasons(&self, now: Timestamp, zone: &TimeZone) -> Vec<Reason> {
        self.attention.reasons(self.stage, self.temperature, self.asked, now, zone)
    }
}

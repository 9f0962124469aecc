//! What moves a lead through the funnel, and the reasons for leaving it: `funnel.yaml`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::condition::When;
use crate::lead::enrolment::{Enrolment, Seen};
use crate::lead::score::Grade;
use crate::lead::{Lead, RatedLead};
use crate::scoring::model::Model;
use crate::value::question::{Question, YesNo};
use crate::value::stage::Stage;
use crate::value::text::listed;

/// `funnel.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funnel {
    /// What makes a lead marketing-qualified; any of them.
    pub mql: Vec<Criterion>,
    /// What makes it product-qualified.
    #[serde(default)]
    pub pql: Vec<Criterion>,
    /// What hands it to sales at once: rules that sales owns.
    #[serde(default)]
    pub sql: Vec<Criterion>,
    /// What answers need, budget, authority and timeline by itself.
    #[serde(default)]
    pub answers: Vec<Evidence>,
    /// Why leads are set aside: stage → reason → what people read.
    pub reasons: BTreeMap<SetAside, BTreeMap<String, String>>,
}

/// What must hold of a lead, all of it: for it to move, to be in a segment, to go another way through a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What a reader sees as the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The score, this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
    /// The grade, this or better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// These rules of `scoring.yaml` count now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// This is known of the lead.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub when: When,
    /// It is in this segment of `segments.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// In a sequence: a person opened the mail of this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<String>,
    /// In a sequence: a person followed a link in the mail of this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clicked: Option<String>,
    /// All of this does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Criterion>>,
}

/// What a criterion looks at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The lead, rated as of now.
    pub rated: RatedLead<'a>,
    /// The segments it is in.
    pub segments: &'a BTreeSet<String>,
    /// Its path through the sequence that asks.
    pub enrolment: Option<&'a Enrolment>,
    /// The scoring model: which of its rules count.
    pub scoring: &'a Model,
    /// When.
    pub now: Timestamp,
}

impl<'a> Facts<'a> {
    /// The facts of a lead as it is stored, that no sequence asks for.
    pub fn stored(lead: &'a Lead, scoring: &'a Model, now: Timestamp) -> Self {
        Self { rated: RatedLead::stored(lead), segments: &lead.segments, enrolment: None, scoring, now }
    }

    /// The same, with the score as it is worth at `now`: points lose their worth by the day.
    pub fn today(lead: &'a Lead, scoring: &'a Model, now: Timestamp) -> Self {
        let stored = Self::stored(lead, scoring, now);
        Self { rated: RatedLead { score: scoring.score(lead, now), ..stored.rated }, ..stored }
    }

    fn has_seen(&self, step: &str, least: Seen) -> bool {
        self.enrolment.and_then(|enrolment| enrolment.seen.get(step)).is_some_and(|seen| *seen >= least)
    }
}

fn is_empty(when: &When) -> bool {
    when.0.is_empty()
}

/// What is known of the lead answers a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: YesNo,
    /// When.
    pub when: When,
}

/// Where a lead goes only with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetAside {
    /// Not now, back to nurture.
    Recycled,
    /// Nothing to sell here.
    Disqualified,
    /// Bought elsewhere, or not at all.
    Lost,
    /// No stage: a delivered row that is no good.
    Bad,
}

impl SetAside {
    /// The stage as one that needs a reason.
    pub fn of(stage: Stage) -> Option<Self> {
        match stage {
            Stage::Recycled => Some(Self::Recycled),
            Stage::Disqualified => Some(Self::Disqualified),
            Stage::Lost => Some(Self::Lost),
            _ => None,
        }
    }
}

impl Criterion {
    /// It holds for the lead.
    pub fn holds(&self, facts: &Facts<'_>) -> bool {
        let &Facts { rated, scoring, now, .. } = facts;
        self.score.is_none_or(|least| rated.score.total >= least)
            && self.grade.is_none_or(|worst| rated.score.grade <= worst)
            && self.rules.iter().all(|rule| scoring.counts(rated.lead, now, rule))
            && self.when.holds(&rated)
            && self.segment.as_ref().is_none_or(|segment| facts.segments.contains(segment))
            && self.opened.as_ref().is_none_or(|step| facts.has_seen(step, Seen::Opened))
            && self.clicked.as_ref().is_none_or(|step| facts.has_seen(step, Seen::Clicked))
            && self.not.as_ref().is_none_or(|not| !not.holds(facts))
    }

    /// It would hold for every lead.
    pub fn is_empty(&self) -> bool {
        *self == Self { label: self.label.clone(), ..Self::default() }
    }
}

impl Funnel {
    /// What people read for a reason; none if there is no such reason.
    pub fn reason(&self, aside: SetAside, reason: &str) -> Option<&str> {
        self.reasons.get(&aside)?.get(reason).map(String::as_str)
    }

    /// The reasons there are, for a sentence.
    pub fn reasons(&self, aside: SetAside) -> String {
        listed(self.reasons.get(&aside).into_iter().flat_map(BTreeMap::keys))
    }

    /// The criteria that hold, the furthest stage first.
    pub(crate) fn criteria<'a>(&'a self, facts: Facts<'a>) -> impl Iterator<Item = (Stage, &'a Criterion)> {
        let of = |stage, criteria: &'a [Criterion]| criteria.iter().map(move |criterion| (stage, criterion));
        of(Stage::Sql, &self.sql)
            .chain(of(Stage::Pql, &self.pql))
            .chain(of(Stage::Mql, &self.mql))
            .filter(move |(_, criterion)| criterion.holds(&facts))
    }

    /// The stage that marketing's criteria give the lead, which a new model moves it to: never into the hands of sales.
    pub fn stage_by_marketing(&self, lead: &Lead, scoring: &Model, now: Timestamp) -> Stage {
        let may = |stage: &Stage| *stage != Stage::Sql && lead.stage.may_become(*stage);
        let mut stages = self.criteria(Facts::stored(lead, scoring, now)).map(|(stage, _)| stage);
        if lead.moved_back { lead.stage } else { stages.find(may).unwrap_or(lead.stage) }
    }
}

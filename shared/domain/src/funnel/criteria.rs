//! The file `funnel.yaml`: criteria that move a lead through the funnel, and the reasons for setting one aside.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::condition::When;
use crate::funnel::next_steps::NextSteps;
use crate::lead::enrolment::{Enrolment, Seen};
use crate::lead::score::Grade;
use crate::lead::{Lead, RatedLead};
use crate::scoring::model::Model;
use crate::value::question::{Question, YesNo};
use crate::value::stage::Stage;
use crate::value::text::listed;

/// The file `funnel.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funnel {
    /// Criteria that make a lead marketing-qualified; one is enough.
    #[serde(default)]
    pub mql: Vec<Criterion>,
    /// Criteria that make it product-qualified.
    #[serde(default)]
    pub pql: Vec<Criterion>,
    /// Criteria that hand it to sales at once: rules that sales owns.
    #[serde(default)]
    pub sql: Vec<Criterion>,
    /// Evidence in fields that answers need, budget, authority and timeline without a person.
    #[serde(default)]
    pub answers: Vec<Evidence>,
    /// The reasons for setting a lead aside: stage → reason → words for people.
    pub reasons: BTreeMap<SetAside, BTreeMap<String, String>>,
    /// What is to be done next about a lead that salespeople work on, where nobody says.
    #[serde(default, skip_serializing_if = "NextSteps::is_default")]
    pub next_steps: NextSteps,
}

/// Conditions that must all hold of a lead: to move it, to put it into a segment, to decide a branch of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The reason in a reader's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The score is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
    /// The grade is this or better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// These rules of `scoring.yaml` count now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// These conditions hold for the lead's fields.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub when: When,
    /// The lead is in this segment of `segments.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// In a sequence: a person opened the mail of this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<String>,
    /// In a sequence: a person followed a link in the mail of this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clicked: Option<String>,
    /// In a sequence: a person did the task of this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<String>,
    /// This criterion does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Criterion>>,
}

/// The facts that a criterion tests.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The lead with its score.
    pub rated: RatedLead<'a>,
    /// The lead's segments.
    pub segments: &'a BTreeSet<String>,
    /// The lead's enrolment in the sequence that tests; none outside sequences.
    pub enrolment: Option<&'a Enrolment>,
    /// The scoring model, which knows the rules that count.
    pub scoring: &'a Model,
    /// The time of the test.
    pub now: Timestamp,
}

impl<'a> Facts<'a> {
    /// The facts of a lead with its stored score, outside sequences.
    pub fn stored(lead: &'a Lead, scoring: &'a Model, now: Timestamp) -> Self {
        Self { rated: RatedLead::stored(lead), segments: &lead.segments, enrolment: None, scoring, now }
    }

    /// The facts of a lead with its score at `now`, since points decay by the day; outside sequences.
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

/// An answer to a question, read from the lead's fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: YesNo,
    /// The conditions under which it is the answer.
    pub when: When,
}

/// The stages that need a reason, and the verdict that a lead is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetAside {
    /// Not now, back to nurture.
    Recycled,
    /// There is nothing to sell to this person.
    Disqualified,
    /// Bought elsewhere, or not at all.
    Lost,
    /// No stage: a delivered row that is invalid or unusable.
    Bad,
}

impl SetAside {
    /// The name in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Recycled => "recycled",
            Self::Disqualified => "disqualified",
            Self::Lost => "lost",
            Self::Bad => "bad",
        }
    }

    /// The stage as one that needs a reason; none for other stages.
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
    /// The criterion holds for the lead.
    pub fn holds(&self, facts: &Facts<'_>) -> bool {
        let &Facts { rated, scoring, now, .. } = facts;
        self.score.is_none_or(|least| rated.score.total >= least)
            && self.grade.is_none_or(|worst| rated.score.grade <= worst)
            && self.rules.iter().all(|rule| scoring.counts(rated.lead, now, rule))
            && self.when.holds(&rated)
            && self.segment.as_ref().is_none_or(|segment| facts.segments.contains(segment))
            && self.opened.as_ref().is_none_or(|step| facts.has_seen(step, Seen::Opened))
            && self.clicked.as_ref().is_none_or(|step| facts.has_seen(step, Seen::Clicked))
            && self.done.as_ref().is_none_or(|step| facts.enrolment.is_some_and(|way| way.done.contains(step)))
            && self.not.as_ref().is_none_or(|not| !not.holds(facts))
    }

    /// The criterion would hold for every lead.
    pub fn is_empty(&self) -> bool {
        *self == Self { label: self.label.clone(), ..Self::default() }
    }
}

impl Funnel {
    /// The words for a reason; none if the file has no such reason.
    pub fn reason(&self, aside: SetAside, reason: &str) -> Option<&str> {
        self.reasons.get(&aside)?.get(reason).map(String::as_str)
    }

    /// The names of the possible reasons, for a message.
    pub fn reasons(&self, aside: SetAside) -> String {
        listed(self.reasons.get(&aside).into_iter().flat_map(BTreeMap::keys))
    }

    /// The criteria that hold, those of the furthest stage first.
    pub(crate) fn criteria<'a>(&'a self, facts: Facts<'a>) -> impl Iterator<Item = (Stage, &'a Criterion)> {
        let of = |stage, criteria: &'a [Criterion]| criteria.iter().map(move |criterion| (stage, criterion));
        of(Stage::Sql, &self.sql)
            .chain(of(Stage::Pql, &self.pql))
            .chain(of(Stage::Mql, &self.mql))
            .filter(move |(_, criterion)| criterion.holds(&facts))
    }

    /// The stage by the criteria of marketing, to which a new scoring model moves the lead: never a stage of sales.
    pub fn stage_by_marketing(&self, lead: &Lead, scoring: &Model, now: Timestamp) -> Stage {
        let may = |stage: &Stage| *stage != Stage::Sql && lead.stage.may_become(*stage);
        let mut stages = self.criteria(Facts::stored(lead, scoring, now)).map(|(stage, _)| stage);
        if lead.moved_back { lead.stage } else { stages.find(may).unwrap_or(lead.stage) }
    }
}

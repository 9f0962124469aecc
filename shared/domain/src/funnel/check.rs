//! Criteria that can never hold, always do, or ask for what is not there.

use super::{Aside, Criterion, Funnel};
use crate::condition::{ATTRIBUTES, RATINGS};
use crate::config::{Config, Problems, is_name, listed};

/// Where a criterion stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The file.
    pub(crate) file: &'a str,
    /// A text on its line.
    pub(crate) near: &'a str,
    /// What it may ask for.
    pub(crate) asker: Asker<'a>,
}

/// Who asks: not everything can be asked everywhere.
#[derive(Clone, Copy)]
pub(crate) enum Asker<'a> {
    /// `funnel.yaml`.
    Funnel,
    /// `segments.yaml`.
    Segment,
    /// A sequence.
    Sequence {
        /// The names of all its steps that are mails.
        mails: &'a [&'a str],
        /// Those of them that a lead can have had when it is asked.
        had: &'a [&'a str],
    },
}

impl Criterion {
    pub(crate) fn check(&self, place: Place<'_>, config: &Config, problems: &mut Problems) {
        let Place { file, near, asker } = place;
        let near = if self.label.is_empty() { near } else { &self.label };
        if self.is_empty() {
            problems.add(file, near, "this would hold for every lead: give it a score, grade, rules or when");
        }
        if self.score.is_some_and(|score| !(1..=100).contains(&score)) {
            problems.add(file, near, "`score` is from 1 to 100");
        }
        let rules = config.scoring.rule_names();
        for rule in self.rules.iter().filter(|rule| !rules.contains(&rule.as_str())) {
            let message = format!("scoring.yaml has no rule `{rule}`; there are: {}", listed(&rules));
            problems.add(file, rule, &message);
        }
        let besides: Vec<&str> = match asker {
            Asker::Funnel => ATTRIBUTES.to_vec(),
            Asker::Segment | Asker::Sequence { .. } => [&ATTRIBUTES[..], &RATINGS[..], &["stage"]].concat(),
        };
        self.when.check(file, near, config, &besides, problems);
        self.check_segment(place, config, problems);
        self.check_seen(place, problems);
        if let Some(not) = &self.not {
            not.check(Place { near, ..place }, config, problems);
        }
    }

    fn check_segment(&self, place: Place<'_>, config: &Config, problems: &mut Problems) {
        let Some(segment) = &self.segment else { return };
        let near = format!("segment: {segment}");
        match place.asker {
            Asker::Funnel => problems.add(
                place.file,
                &near,
                "`segment` is for sequences: segments may ask for the stage, so the stage can't ask for them; write here what the segment asks for",
            ),
            Asker::Segment => problems.add(
                place.file,
                &near,
                "a segment does not ask for another: write here what that one asks for",
            ),
            Asker::Sequence { .. } => check_segment(segment, place.file, &near, config, problems),
        }
    }

    fn check_seen(&self, place: Place<'_>, problems: &mut Problems) {
        for (test, step) in [("opened", &self.opened), ("clicked", &self.clicked)] {
            let Some(step) = step else { continue };
            let near = format!("{test}: {step}");
            let message = match place.asker {
                Asker::Sequence { had, .. } if had.contains(&step.as_str()) => continue,
                Asker::Sequence { mails, .. } if mails.contains(&step.as_str()) => {
                    format!("`{test}: {step}` never holds here: no way leads from the step `{step}` to this one")
                }
                Asker::Sequence { mails, .. } => {
                    let there_are = if mails.is_empty() { "none".to_owned() } else { listed(mails) };
                    format!(
                        "`{test}` names a step of this sequence that sends a mail, and `{step}` is none; there are: {there_are}"
                    )
                }
                Asker::Funnel | Asker::Segment => {
                    format!("`{test}` is asked in sequences only: a step of theirs is meant")
                }
            };
            problems.add(place.file, &near, &message);
        }
    }
}

/// The segment is one of `segments.yaml`.
pub(crate) fn check_segment(segment: &str, file: &str, near: &str, config: &Config, problems: &mut Problems) {
    if !config.segments.contains_key(segment) {
        let there_are = if config.segments.is_empty() { "none".to_owned() } else { listed(config.segments.keys()) };
        problems.add(file, near, &format!("segments.yaml has no segment `{segment}`; there are: {there_are}"));
    }
}

impl Funnel {
    pub(crate) fn check(&self, config: &Config, problems: &mut Problems) {
        let file = "funnel.yaml";
        for (part, criteria) in [("mql", &self.mql), ("pql", &self.pql), ("sql", &self.sql)] {
            for criterion in criteria {
                if criterion.label.is_empty() {
                    problems.add(file, part, "each line needs a `label`: what people read as the reason of the move");
                }
                criterion.check(Place { file, near: part, asker: Asker::Funnel }, config, problems);
            }
        }
        for evidence in &self.answers {
            evidence.when.check(file, evidence.question.name(), config, &ATTRIBUTES, problems);
        }
        for (aside, reasons) in &self.reasons {
            if reasons.is_empty() {
                problems.add(file, "reasons", &format!("`{aside:?}` needs at least one reason"));
            }
            for reason in reasons.keys().filter(|reason| !is_name(reason)) {
                problems.add(
                    file,
                    reason,
                    "a reason's name has lower-case letters, digits and dashes only, at most 40",
                );
            }
        }
        for aside in [Aside::Recycled, Aside::Disqualified, Aside::Lost, Aside::Bad] {
            if !self.reasons.contains_key(&aside) {
                let name = format!("{aside:?}").to_lowercase();
                problems.add(file, "reasons", &format!("`reasons` has none for `{name}`: give it at least one"));
            }
        }
    }
}

//! Criteria that can never hold, that always hold, or that name something unknown.

use crate::check::problem::Problems;
use crate::check::reach::{wrong_grade, wrong_score};
use crate::condition::{ATTRIBUTES, CONSENTS, RATINGS};
use crate::config::Config;
use crate::funnel::criteria::Criterion;
use crate::value::text::there_are;

/// The place of a criterion.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The file.
    pub(crate) file: &'a str,
    /// A text on the criterion's line.
    pub(crate) near: &'a str,
    /// The kind of file, which limits what the criterion may test.
    pub(crate) asker: Asker<'a>,
}

/// The kind of file in which a criterion stands. Not every test is possible everywhere.
#[derive(Clone, Copy)]
pub(crate) enum Asker<'a> {
    /// The file `funnel.yaml`.
    Funnel,
    /// The file `segments.yaml`.
    Segment,
    /// A sequence.
    Sequence {
        /// The names of all its steps that send mail.
        mails: &'a [&'a str],
        /// Those of them whose mail a lead can have received before this criterion is tested.
        had: &'a [&'a str],
        /// The names of all its steps that give a person a task.
        tasks: &'a [&'a str],
        /// Those of them whose task can have been done before this criterion is tested.
        done: &'a [&'a str],
    },
}

impl Criterion {
    pub(crate) fn check(&self, place: Place<'_>, config: &Config, problems: &mut Problems) {
        let Place { file, near, asker } = place;
        let near = if self.label.is_empty() { near } else { &self.label };
        if self.is_empty() {
            problems.add(file, near, "this would hold for every lead: give it a score, grade, rules or when");
        }
        if let Some(message) = self.score.and_then(|score| wrong_score(score, &config.scoring)) {
            problems.add(file, near, &message);
        }
        if let Some(message) = self.grade.and_then(|grade| wrong_grade(grade, &config.scoring)) {
            problems.add(file, near, &message);
        }
        let rules = config.scoring.rule_names();
        for rule in self.rules.iter().filter(|rule| !rules.contains(&rule.as_str())) {
            let message = format!("scoring.yaml has no rule `{rule}`; {}", there_are(rule, &rules));
            problems.add(file, rule, &message);
        }
        let besides: Vec<&str> = match asker {
            Asker::Funnel => ATTRIBUTES.to_vec(),
            Asker::Segment | Asker::Sequence { .. } => [&ATTRIBUTES[..], &RATINGS[..], &["stage"], &CONSENTS].concat(),
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
        let tests = [
            ("opened", &self.opened, "sends a mail"),
            ("clicked", &self.clicked, "sends a mail"),
            ("done", &self.done, "is a task"),
        ];
        for (test, step, does) in tests {
            let Some(step) = step else { continue };
            let near = format!("{test}: {step}");
            let (all, before) = match place.asker {
                Asker::Sequence { tasks, done, .. } if test == "done" => (tasks, done),
                Asker::Sequence { mails, had, .. } => (mails, had),
                Asker::Funnel | Asker::Segment => {
                    let message = format!("`{test}` is asked in sequences only: a step of theirs is meant");
                    problems.add(place.file, &near, &message);
                    continue;
                }
            };
            let message = if before.contains(&step.as_str()) {
                continue;
            } else if all.contains(&step.as_str()) {
                format!("`{test}: {step}` never holds here: no way leads from the step `{step}` to this one")
            } else {
                let there_are = there_are(step, all);
                format!("`{test}` names a step of this sequence that {does}, and `{step}` is none; {there_are}")
            };
            problems.add(place.file, &near, &message);
        }
    }
}

/// Reports a segment that `segments.yaml` does not have.
pub(crate) fn check_segment(segment: &str, file: &str, near: &str, config: &Config, problems: &mut Problems) {
    if !config.segments.contains_key(segment) {
        let there_are = there_are(segment, config.segments.keys());
        problems.add(file, near, &format!("segments.yaml has no segment `{segment}`; {there_are}"));
    }
}

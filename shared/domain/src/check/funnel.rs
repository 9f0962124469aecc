//! Mistakes in `funnel.yaml`.

use crate::check::criterion::{Asker, Place};
use crate::check::problem::Problems;
use crate::condition::ATTRIBUTES;
use crate::config::Config;
use crate::funnel::criteria::{Funnel, SetAside};
use crate::funnel::next_steps::{NextSteps, Proposal};
use crate::lead::WORDS;
use crate::value::text::is_name;

/// What is wrong with a proposal of `next_steps`.
fn wrong_step(name: &str, proposal: &Proposal) -> Vec<String> {
    let mut wrong = Vec::new();
    let (after, characters) = (proposal.after.duration(), proposal.what.trim().chars().count());
    let is_whole = after.as_secs() % (24 * 3_600) == 0;
    if characters == 0 {
        wrong.push(format!("`{name}` of `next_steps` needs `what`: what salespeople read, like `Call again`"));
    }
    if characters > WORDS {
        wrong.push(format!("`what` of `{name}` has {characters} characters: {WORDS} fit on a list"));
    }
    if proposal.at.is_some() && (!is_whole || after.is_zero()) {
        wrong.push(format!(
            "`{name}` names a time of the day: then `after` is a number of whole days, like `{{after: 1d, at: \"9:00\"}}`"
        ));
    }
    if proposal.at.is_none() && after.as_hours() >= 24 {
        wrong.push(format!(
            "`after` of `{name}` counts working hours, so that a day is over three days long: write days with a time, \
             like `{{after: 1d, at: \"9:00\"}}`"
        ));
    }
    if after.as_hours() > 90 * 24 {
        wrong.push(format!("`after` of `{name}` is too long: a lead that is worked on has a next step within 90d"));
    }
    wrong
}

impl Funnel {
    pub(crate) fn check(&self, config: &Config, problems: &mut Problems) {
        let file = "funnel.yaml";
        for (part, criteria) in [("mql", &self.mql), ("pql", &self.pql), ("sql", &self.sql)] {
            for (at, criterion) in criteria.iter().enumerate() {
                let part = format!("{part}[{at}]");
                let part = part.as_str();
                if criterion.label.is_empty() {
                    problems.add(file, part, "each line needs a `label`: what people read as the reason of the move");
                }
                criterion.check(Place { file, near: part, asker: Asker::Funnel }, config, problems);
            }
        }
        for (at, evidence) in self.answers.iter().enumerate() {
            evidence.when.check(file, &format!("answers[{at}]"), config, &ATTRIBUTES, problems);
        }
        let NextSteps { accepted, no_answer, spoke, replied, otherwise } = &self.next_steps;
        for (name, proposal) in [
            ("accepted", accepted),
            ("no_answer", no_answer),
            ("spoke", spoke),
            ("replied", replied),
            ("otherwise", otherwise),
        ] {
            for message in wrong_step(name, proposal) {
                problems.add(file, &format!("{name}:"), &message);
            }
        }
        for (aside, reasons) in &self.reasons {
            if reasons.is_empty() {
                problems.add(
                    file,
                    aside.name(),
                    &format!("`{}` has no reason: write one, like `no-budget: No budget this year`", aside.name()),
                );
            }
            for reason in reasons.keys().filter(|reason| !is_name(reason)) {
                problems.add(
                    file,
                    reason,
                    "a reason's name has lower-case letters, digits and dashes only, at most 40",
                );
            }
        }
        for aside in [SetAside::Recycled, SetAside::Disqualified, SetAside::Lost, SetAside::Bad] {
            if !self.reasons.contains_key(&aside) {
                let name = aside.name();
                problems.add(file, "reasons", &format!("`reasons` has none for `{name}`: give it at least one"));
            }
        }
    }
}

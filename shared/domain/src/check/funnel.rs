//! Mistakes in `funnel.yaml`.

use crate::check::criterion::{Asker, Place};
use crate::check::problem::Problems;
use crate::condition::ATTRIBUTES;
use crate::config::Config;
use crate::funnel::criteria::{Funnel, SetAside};
use crate::value::text::is_name;

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

//! What makes a lead worth a salesperson's time: need, budget, authority, timeline.

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::funnel::YesNo;
use crate::lead::Lead;

/// What is asked before a lead is a prospect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What we sell helps them.
    Need,
    /// They have the money.
    Budget,
    /// They decide, or speak for who does.
    Authority,
    /// They know when they want it.
    Timeline,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Need, Self::Budget, Self::Authority, Self::Timeline];

    /// The question's name in files, the API and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Need => "need",
            Self::Budget => "budget",
            Self::Authority => "authority",
            Self::Timeline => "timeline",
        }
    }
}

impl Lead {
    /// The answer to a question: what a person said last, else what `funnel.yaml` reads from the fields. None is
    /// unknown, and unknown is not no.
    pub fn answer(&self, question: Question, config: &Config) -> Option<bool> {
        let said = self.answers.get(&question).map(|answer| answer.yes);
        said.or_else(|| {
            let evidence = config.funnel.answers.iter().filter(|evidence| evidence.question == question);
            evidence
                .into_iter()
                .find(|evidence| evidence.when.holds(self))
                .map(|evidence| evidence.answer == YesNo::Yes)
        })
    }

    /// Need, budget and timeline are yes, and authority is not no.
    pub fn is_qualified(&self, config: &Config) -> bool {
        let answer = |question| self.answer(question, config);
        answer(Question::Need) == Some(true)
            && answer(Question::Budget) == Some(true)
            && answer(Question::Timeline) == Some(true)
            && answer(Question::Authority) != Some(false)
    }
}

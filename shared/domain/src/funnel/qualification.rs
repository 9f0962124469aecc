//! What makes a lead worth a salesperson's time: need, budget, authority, timeline.

use crate::funnel::criteria::Funnel;
use crate::lead::{Lead, RatedLead};
use crate::value::question::{Question, YesNo};

impl Lead {
    /// The answer to a question: what a person said last, else what `funnel.yaml` reads from the fields. None is
    /// unknown, and unknown is not no.
    pub fn answer(&self, question: Question, funnel: &Funnel) -> Option<bool> {
        let said = self.answers.get(&question).map(|answer| answer.yes);
        said.or_else(|| {
            let evidence = funnel.answers.iter().filter(|evidence| evidence.question == question);
            evidence
                .into_iter()
                .find(|evidence| evidence.when.holds(&RatedLead::stored(self)))
                .map(|evidence| evidence.answer == YesNo::Yes)
        })
    }

    /// Need, budget and timeline are yes, and authority is not no.
    pub fn is_qualified(&self, funnel: &Funnel) -> bool {
        let answer = |question| self.answer(question, funnel);
        answer(Question::Need) == Some(true)
            && answer(Question::Budget) == Some(true)
            && answer(Question::Timeline) == Some(true)
            && answer(Question::Authority) != Some(false)
    }
}

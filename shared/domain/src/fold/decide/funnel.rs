//! Moves in the funnel.

use crate::fold::decide::{Deciding, NeedsOwner};
use crate::funnel::criteria::Facts;
use crate::value::stage::{Stage, StageMove};

impl Deciding<'_> {
    pub(crate) fn stage(&self) -> Stage {
        self.decisions.stage.as_ref().map_or(self.lead.stage, |moved| moved.to)
    }

    /// Moves the lead by a rule, if a rule may.
    pub(crate) fn move_up(&mut self, to: Stage, why: &str) {
        let from = self.was.stage.map(|_| self.stage());
        if from.is_none_or(|from| from.may_become(to)) {
            self.go_to(to, why, None, None);
        }
    }

    pub(crate) fn go_to(&mut self, to: Stage, why: &str, reason: Option<&str>, by: Option<&str>) {
        self.decisions.stage = Some(StageMove {
            from: self.was.stage,
            to,
            why: why.to_owned(),
            reason: reason.map(ToOwned::to_owned),
            by: by.map(ToOwned::to_owned),
        });
    }

    /// Moves the lead as far as the criteria of `funnel.yaml` say, and hands it off where they say so.
    pub(crate) fn qualify(&mut self) -> Result<(), NeedsOwner> {
        let was_sales = self.stage().is_sales();
        self.move_by_criteria(&[Stage::Sql, Stage::Pql, Stage::Mql]);
        if self.stage() == Stage::Sql && !was_sales {
            self.hand_off()?;
        }
        if self.stage() == Stage::Sql && self.lead.is_qualified(&self.config.funnel) {
            self.move_up(Stage::Prospect, "Need, budget and timeline are yes");
        }
        Ok(())
    }

    /// A person set the lead aside: no criterion takes it out of there before the day that they named, unless the lead
    /// itself asks for something again. Nobody is to meet a lead as new that they have just set aside, because somebody
    /// corrected its title, or a list had it.
    fn is_left_alone(&self) -> bool {
        let is_aside = self.lead.moved_back && (self.stage() == Stage::Recycled || self.stage().is_closed());
        let company = &self.config.company.timezone;
        let zone = self.present_owner().map_or(company, |owner| &owner.timezone).time_zone();
        let has_come = |day| self.now.to_zoned(zone).date() >= day;
        is_aside && self.decisions.wish.is_none() && !self.lead.aside_until.is_some_and(has_come)
    }

    /// The same for what starts no hand-off.
    pub(crate) fn qualify_for_marketing(&mut self) {
        self.move_by_criteria(&[Stage::Pql, Stage::Mql]);
    }

    pub(crate) fn move_by_criteria(&mut self, to: &[Stage]) {
        let from = self.stage();
        if self.is_left_alone() {
            return;
        }
        let new = |stage: &Stage| self.was.held.as_ref().is_none_or(|held| !held.contains(stage));
        let found = self
            .config
            .funnel
            .criteria(Facts::stored(self.lead, &self.config.scoring, self.now))
            .find(|(stage, _)| to.contains(stage) && from.may_become(*stage) && new(stage));
        if let Some((stage, criterion)) = found {
            self.go_to(stage, &criterion.label, None, None);
        }
    }
}

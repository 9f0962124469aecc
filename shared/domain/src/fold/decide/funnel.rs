//! Moves in the funnel.

use jiff::Timestamp;

use crate::config::Config;
use crate::fold::FoldError;
use crate::fold::decide::Deciding;
use crate::funnel::{Criterion, Facts};
use crate::lead::Lead;
use crate::stage::{Stage, StageMove};

impl Deciding<'_> {
    pub(super) fn stage(&self) -> Stage {
        self.decisions.stage.as_ref().map_or(self.lead.stage, |moved| moved.to)
    }

    /// Moves the lead by a rule, if a rule may.
    pub(super) fn move_up(&mut self, to: Stage, why: &str) {
        let from = self.was.stage.map(|_| self.stage());
        if from.is_none_or(|from| from.may_become(to)) {
            self.go_to(to, why, None, None);
        }
    }

    pub(super) fn go_to(&mut self, to: Stage, why: &str, reason: Option<&str>, by: Option<&str>) {
        self.decisions.stage = Some(StageMove {
            from: self.was.stage,
            to,
            why: why.to_owned(),
            reason: reason.map(ToOwned::to_owned),
            by: by.map(ToOwned::to_owned),
        });
    }

    /// Moves the lead as far as the criteria of `funnel.yaml` say, and hands it off where they say so.
    pub(super) fn qualify(&mut self) -> Result<(), FoldError> {
        let was_sales = self.stage().is_sales();
        self.move_by_criteria(&[Stage::Sql, Stage::Pql, Stage::Mql]);
        if self.stage() == Stage::Sql && !was_sales {
            self.hand_off()?;
        }
        if self.stage() == Stage::Sql && self.lead.is_qualified(self.config) {
            self.move_up(Stage::Prospect, "Need, budget and timeline are yes");
        }
        Ok(())
    }

    /// The same for what starts no hand-off.
    pub(super) fn qualify_for_marketing(&mut self) {
        self.move_by_criteria(&[Stage::Pql, Stage::Mql]);
    }

    pub(super) fn move_by_criteria(&mut self, to: &[Stage]) {
        let from = self.stage();
        let new = |stage: &Stage| self.was.held.as_ref().is_none_or(|held| !held.contains(stage));
        let found = criteria(self.lead, self.config, self.now)
            .find(|(stage, _)| to.contains(stage) && from.may_become(*stage) && new(stage));
        if let Some((stage, criterion)) = found {
            self.go_to(stage, &criterion.label, None, None);
        }
    }
}

pub(in crate::fold) fn stage_by_marketing(lead: &Lead, config: &Config, now: Timestamp) -> Stage {
    let may = |stage: &Stage| *stage != Stage::Sql && lead.stage.may_become(*stage);
    criteria(lead, config, now).map(|(stage, _)| stage).find(may).unwrap_or(lead.stage)
}

/// The criteria that hold, the furthest stage first.
pub(super) fn criteria<'a>(
    lead: &'a Lead,
    config: &'a Config,
    now: Timestamp,
) -> impl Iterator<Item = (Stage, &'a Criterion)> {
    let (funnel, facts) = (&config.funnel, Facts::of(lead, config, now));
    let of = |stage, criteria: &'a [Criterion]| criteria.iter().map(move |criterion| (stage, criterion));
    of(Stage::Sql, &funnel.sql)
        .chain(of(Stage::Pql, &funnel.pql))
        .chain(of(Stage::Mql, &funnel.mql))
        .filter(move |(_, criterion)| criterion.holds(&facts))
}

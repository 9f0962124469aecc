//! Folding a batch of activities into their lead, with what the fold asks for. The ledger writes what comes of it.

use std::collections::HashMap;

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::fold::{FoldError, Folded};
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::metrics::{BeforeFact, Fact};
use leadwright_domain::routing::OwnerChoice;
use leadwright_domain::webhook::{EventBatch, LeadState};

use super::error::LedgerError;
use crate::handoff::HandOff;
use crate::refusals::{Refusals, named};
use crate::table::{DeliveredRow, Item, StoredTombstone, activity_item, seen_keys};

/// Activities folded into their lead, not written yet.
pub(super) struct FoldedBatch {
    /// The lead with all of them.
    pub(super) lead: Option<Lead>,
    pub(super) applied: Vec<AppliedRows>,
    pub(super) stopped: Option<(usize, FoldError)>,
    /// The places of activities whose lead is not there.
    pub(super) unmatched: Vec<usize>,
    /// The lead's facts are to be made anew: what it is counted under has changed, or its timeline alone can say.
    pub(super) needs_correction: bool,
    /// What other programs are to be told.
    pub(super) events: EventBatch,
}

/// The rows of an activity that was folded.
pub(super) struct AppliedRows {
    pub(super) id: ActivityId,
    pub(super) applied: Applied,
    pub(super) item: Item,
    /// The row of a supplier's delivery that it is.
    pub(super) delivered: Option<Item>,
    /// The rows of other ids that it is known by.
    pub(super) seen: Vec<crate::table::Key>,
}

/// A batch that is being folded.
pub(super) struct Folding<'a> {
    refusals: Refusals<'a>,
    config: &'a Config,
    now: Timestamp,
    /// Who was chosen as owner, of each activity that asked.
    chosen: &'a mut HashMap<ActivityId, OwnerChoice>,
    /// What stands in the lead's place, where it begins anew after an erasure.
    after: Option<&'a StoredTombstone>,
    applied: Vec<AppliedRows>,
    needs_correction: bool,
    events: EventBatch,
    /// What a fact says of the lead as it is by now.
    fact: Option<Fact>,
}

impl<'a> Folding<'a> {
    /// A batch of which nothing is folded yet.
    pub(super) fn new(
        refusals: Refusals<'a>,
        config: &'a Config,
        chosen: &'a mut HashMap<ActivityId, OwnerChoice>,
        after: Option<&'a StoredTombstone>,
        now: Timestamp,
    ) -> Self {
        Self {
            refusals,
            config,
            now,
            chosen,
            after,
            applied: Vec::new(),
            needs_correction: false,
            events: EventBatch::default(),
            fact: None,
        }
    }

    /// Folds the activities at these places, one after the other. Those that come before the one that their lead begins
    /// with come last.
    pub(super) async fn fold(
        mut self,
        mut lead: Option<Lead>,
        activities: &[Activity],
        todo: &[usize],
    ) -> Result<FoldedBatch, LedgerError> {
        self.fact = lead.as_ref().map(|lead| Fact::of_lead(lead, &self.config.campaigns));
        let mut stopped = None;
        let may_be_first = |at: &&usize| lead.is_some() || activities[**at].may_begin();
        let before = todo.iter().take_while(|at| !may_be_first(at)).count();
        // A browser's word of a lead that is not there, or not any more, waits for nobody.
        let early: Vec<usize> = todo[..before].iter().filter(|at| !activities[**at].is_by_browser()).copied().collect();
        if before == todo.len() {
            return Ok(self.end(lead, stopped, early));
        }
        for at in todo[before..].iter().chain(&early) {
            let activity = &activities[*at];
            if activity.is_by_browser() && !lead.as_ref().is_some_and(Lead::may_be_followed) {
                continue;
            }
            if let Err(why) = fold::may_fold(lead.as_ref(), activity) {
                // What came before it and is not folded yet comes again with it.
                stopped = Some((early.first().map_or(*at, |first| *first.min(at)), why));
                break;
            }
            let named_before = named(lead.as_ref());
            let mut next = self.fold_one(lead, activity).await?;
            // Whoever has this address or number may have asked before not to be called.
            if named(Some(&next)) != named_before {
                for activity in self.refusals.earlier(&next, self.now).await? {
                    next = self.fold_one(Some(next), &activity).await?;
                }
            }
            lead = Some(next);
        }
        Ok(self.end(lead, stopped, Vec::new()))
    }

    /// Folds one activity that may be folded; its rows join those of the batch.
    async fn fold_one(&mut self, lead: Option<Lead>, activity: &Activity) -> Result<Lead, LedgerError> {
        let before = BeforeFact::of(lead.as_ref(), activity);
        let was_known = lead.is_some();
        let state = lead.as_ref().filter(|_| !self.config.webhooks.is_empty()).map(LeadState::of);
        let (mut next, mut one) = self.answered(lead, activity).await?;
        if let Some(stored) = self.after.filter(|_| !was_known) {
            stored.tombstone.begun_again(stored.version, &mut next, &mut one);
        }
        let Config { company, team, campaigns, .. } = self.config;
        let fact = Fact::of(&before, &one, &next, company, team, campaigns);
        let was = self.fact.as_ref();
        self.needs_correction |= !before.is_exact(&one) || was.is_some_and(|was| !fact.has_lead_of(was));
        self.events.add(&self.config.webhooks, &one, state.as_ref(), &next);
        self.applied.push(AppliedRows {
            id: activity.id.clone(),
            delivered: DeliveredRow::of(&one, was_known).map(|(delivered, row)| row.item(delivered)),
            seen: seen_keys(&one),
            item: activity_item(&one, &fact, self.refusals.table.shards),
            applied: one,
        });
        self.fact = Some(fact);
        Ok(next)
    }

    /// Folds an activity, and gives the fold what it asks for.
    async fn answered(&mut self, lead: Option<Lead>, activity: &Activity) -> Result<(Lead, Applied), LedgerError> {
        let Self { config, now, refusals: Refusals { table, .. }, .. } = *self;
        let mut folded = fold::fold(lead, activity.clone(), config, now)?;
        loop {
            folded = match folded {
                Folded::Done(lead, applied) => return Ok((lead, applied)),
                Folded::NeedsRecount(request) => {
                    let timeline = table.whole_timeline(request.lead()).await?;
                    request.answer(config.scoring.recount(&timeline).1, config, now)
                }
                Folded::NeedsTimeline(request) => {
                    let mut timeline = table.timeline(&activity.lead).await?;
                    // Those of the same batch are not written yet.
                    timeline.extend(self.applied.iter().map(|rows| rows.applied.clone()));
                    return Ok(request.answer(&timeline, config, now));
                }
                Folded::NeedsOwner(request) => {
                    if !self.chosen.contains_key(&activity.id) {
                        let hand_off = HandOff { table, config, now };
                        // Most activities hand nothing off: their futures need no room for it.
                        let owner = Box::pin(hand_off.choose(request.lead(), &activity.id, &request.excluded)).await?;
                        self.chosen.insert(activity.id.clone(), owner.map_or(OwnerChoice::Nobody, OwnerChoice::Owner));
                    }
                    return Ok(request.answer(&self.chosen[&activity.id], config, now));
                }
            }
        }
    }

    fn end(self, lead: Option<Lead>, stopped: Option<(usize, FoldError)>, unmatched: Vec<usize>) -> FoldedBatch {
        let Self { applied, needs_correction, events, .. } = self;
        FoldedBatch { lead, applied, stopped, unmatched, needs_correction, events }
    }
}

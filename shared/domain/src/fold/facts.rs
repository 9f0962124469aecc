//! A lead's facts, made from its timeline.

use std::collections::BTreeMap;

use crate::activity::deals::corrected_deals;
use crate::activity::id::ActivityId;
use crate::config::Config;
use crate::fold::replay::replay;
use crate::fold::split::moved;
use crate::fold::undo::{Void, void};
use crate::lead::Lead;
use crate::lead::applied::{Applied, Decisions};
use crate::metrics::before::{BeforeFact, History};
use crate::metrics::fact::Fact;

/// What each activity of a timeline counts as, by the rules of today; the timeline in the order it was applied.
///
/// What was so then is read from what was decided then; what belongs to the lead is as the lead is now. Scores play no
/// part in it, so that the scoring model of the day does for all of them.
pub fn facts(timeline: &[Applied], config: &Config) -> Vec<Fact> {
    let mut lead: Option<Lead> = None;
    let mut history = History::default();
    let corrected = corrected_deals(timeline.iter().map(|applied| &applied.activity));
    let mut facts = Vec::with_capacity(timeline.len());
    let void: BTreeMap<ActivityId, Void> = void(timeline).into_iter().collect();
    for applied in timeline {
        let undone;
        let applied = match void.get(&applied.activity.id) {
            // What was undone decided nothing: neither this nor what came before the undoing counts by it.
            Some(Void::Undone) => {
                undone = Applied { decisions: Decisions::default(), ..applied.clone() };
                facts.push(Fact::of_nothing(&undone, lead.as_ref(), &config.team, &config.campaigns));
                lead = Some(replay(lead, &undone, &config.scoring));
                continue;
            }
            _ => applied,
        };
        let mut before = BeforeFact::of(lead.as_ref(), &applied.activity);
        history.complete(&mut before, &applied.activity);
        before.is_corrected = corrected.contains(&applied.activity.id);
        let after = replay(lead, applied, &config.scoring);
        history.add(&before, applied, &after);
        let mut fact = Fact::of(&before, applied, &after, &config.company, &config.team, &config.campaigns);
        if void.contains_key(&applied.activity.id) {
            fact.take_back(&applied.activity.kind);
        }
        facts.push(fact);
        lead = Some(after);
    }
    for (fact, is_moved) in std::iter::zip(&mut facts, moved(timeline)) {
        if is_moved {
            fact.count_nothing();
        }
    }
    // Of a lead whose first activity came in late, the first facts were made for another first touch.
    if let Some(lead) = &lead {
        for fact in &mut facts {
            fact.take_lead(lead, &config.campaigns);
        }
    }
    facts
}

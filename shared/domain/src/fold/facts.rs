//! A lead's facts, made from its timeline.

use crate::activity::deals::corrected_deals;
use crate::config::Config;
use crate::fold::replay::replay;
use crate::fold::split::moved;
use crate::lead::Lead;
use crate::lead::applied::Applied;
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
    for applied in timeline {
        let mut before = BeforeFact::of(lead.as_ref(), &applied.activity);
        history.complete(&mut before, &applied.activity);
        before.is_corrected = corrected.contains(&applied.activity.id);
        let after = replay(lead, applied, &config.scoring);
        history.add(&before, applied, &after);
        facts.push(Fact::of(&before, applied, &after, &config.company, &config.team, &config.campaigns));
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

//! Won deals that are told again: a later one counts in place of the one that it corrects.

use std::collections::BTreeSet;

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::ActivityKind;
use crate::value::currency::Currency;
use crate::value::money::Money;

/// The ids of the deals that others of these activities [correct](ActivityKind::DealWon).
pub fn corrected_deals<'a>(activities: impl IntoIterator<Item = &'a Activity>) -> BTreeSet<&'a ActivityId> {
    let corrected = |activity: &'a Activity| match &activity.kind {
        ActivityKind::DealWon { corrects, .. } => corrects.as_ref(),
        _ => None,
    };
    activities.into_iter().filter_map(corrected).collect()
}

/// The id of a deal and its amount, if it has one.
pub type Deal = (ActivityId, Option<Money>);

/// What an imported deal is beside those that were imported of the same lead and moment before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DealStanding {
    /// Another deal.
    New,
    /// It was imported before.
    Known,
    /// The deal of that id, with another amount.
    Corrects(ActivityId),
    /// One of several that have other amounts, or had this one and were corrected.
    Unclear,
}

/// Tells what the deals of a list are. `listed` are those of one lead and moment; `imported` those of them that were
/// imported before, without the `corrected` ones.
///
/// The same row is the same deal, and so is the same amount. A row without an amount says nothing new. If one deal is left
/// on either side, its amount was corrected.
pub fn deal_standings(listed: &[Deal], imported: &[Deal], corrected: &BTreeSet<&ActivityId>) -> Vec<DealStanding> {
    let mut left: Vec<&Deal> = imported.iter().collect();
    let mut standings: Vec<Option<DealStanding>> = vec![None; listed.len()];
    let is_same: [fn(&Deal, &Deal) -> bool; 3] =
        [|row, stored| row.0 == stored.0, |row, stored| row.1 == stored.1, |row, _| row.1.is_none()];
    for is_same in is_same {
        for (row, standing) in listed.iter().zip(&mut standings).filter(|(_, standing)| standing.is_none()) {
            if let Some(at) = left.iter().position(|stored| is_same(row, stored)) {
                left.swap_remove(at);
                *standing = Some(DealStanding::Known);
            }
        }
    }
    let open = standings.iter().filter(|standing| standing.is_none()).count();
    let rest = |row: &Deal| match left[..] {
        [] if corrected.contains(&row.0) => DealStanding::Unclear,
        [] => DealStanding::New,
        [stored] if open == 1 => DealStanding::Corrects(stored.0.clone()),
        _ => DealStanding::Unclear,
    };
    listed.iter().zip(standings).map(|(row, standing)| standing.unwrap_or_else(|| rest(row))).collect()
}

/// The deals of these activities that were imported, with those that are corrected: an amount that names no currency is in
/// `unnamed`.
pub fn imported_deals<'a>(activities: impl IntoIterator<Item = &'a Activity>, unnamed: Currency) -> Vec<Deal> {
    let is_imported = |activity: &&Activity| matches!(activity.kind, ActivityKind::DealWon { by: None, .. });
    let deals = activities.into_iter().filter(is_imported);
    deals.map(|activity| (activity.id.clone(), activity.kind.won(unnamed))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deal(seed: &str, amount: Option<u64>) -> Deal {
        let at = "2026-11-03T10:00:00Z".parse().unwrap();
        (ActivityId::new(at, &[seed]), amount.map(|minor| Money::new(minor, Currency::EUR)))
    }

    #[test]
    fn a_deal_that_is_told_again_is_known_corrected_or_unclear() {
        use DealStanding::{Corrects, Known, New, Unclear};
        let (a, b) = (|amount| deal("a", amount), |amount| deal("b", amount));
        let (c, a_id) = (|amount| deal("c", amount), || a(None).0);
        for (listed, imported, corrected, expected) in [
            (vec![a(Some(1))], vec![], vec![], vec![New]),
            (vec![a(Some(1)), b(Some(1))], vec![], vec![], vec![New, New]),
            (vec![a(Some(1)), b(Some(1))], vec![a(Some(1)), b(Some(1))], vec![], vec![Known, Known]),
            // The same amount in another list, and a list without amounts.
            (vec![b(Some(1))], vec![a(Some(1))], vec![], vec![Known]),
            (vec![b(None)], vec![a(Some(1))], vec![], vec![Known]),
            // Another amount, and one where there was none.
            (vec![b(Some(2))], vec![a(Some(1))], vec![], vec![Corrects(a_id())]),
            (vec![b(Some(2))], vec![a(None)], vec![], vec![Corrects(a_id())]),
            // The other deal of that moment is in the list as it was.
            (vec![c(Some(5)), b(Some(2))], vec![c(Some(5)), a(Some(1))], vec![], vec![Known, Corrects(a_id())]),
            (vec![a(Some(1)), b(Some(2))], vec![a(Some(1))], vec![], vec![Known, New]),
            // Which one is it?
            (vec![b(Some(2)), c(Some(3))], vec![a(Some(1))], vec![], vec![Unclear, Unclear]),
            (vec![c(Some(3))], vec![a(Some(1)), b(Some(2))], vec![], vec![Unclear]),
            // What was corrected is told as it was: that is a correction again, unless nothing is left to correct.
            (vec![a(Some(1))], vec![b(Some(2))], vec![a_id()], vec![Corrects(b(None).0)]),
            (vec![a(Some(1)), b(Some(2))], vec![b(Some(2))], vec![a_id()], vec![Unclear, Known]),
        ] {
            let standings = deal_standings(&listed, &imported, &corrected.iter().collect());
            assert_eq!(standings, expected, "{listed:?} {imported:?}");
        }
    }
}

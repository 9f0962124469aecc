//! Which touches brought a won amount: six models, each of which gives away exactly the amount.
//!
//! All is done in integers: every machine writes the same rows.

use std::iter::{repeat_n, successors};

use crate::metrics::before::TouchPoint;

/// How a won amount is divided among the touches of its lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribution {
    /// The first touch gets all.
    First,
    /// The last touch gets all.
    Last,
    /// The last touch that is not direct gets all; if every touch is direct, the last one.
    LastNonDirect,
    /// Every touch gets the same.
    Linear,
    /// The first and the last touch get 40 % each, those between share 20 %.
    Position,
    /// A touch gets half as much as one that is 7 days later.
    TimeDecay,
}

/// Sources that say that somebody came, and not what brought them: the forms of the company's own website, the product,
/// and an address typed by hand.
const DIRECT: [&str; 3] = ["direct", "form", "product"];

/// Half the weight is lost in this time: 7 days.
const HALF_LIFE_SECONDS: u64 = 7 * 24 * 3_600;

impl Attribution {
    /// All models.
    pub const ALL: [Self; 6] =
        [Self::First, Self::Last, Self::LastNonDirect, Self::Linear, Self::Position, Self::TimeDecay];

    /// The counter of the amounts that it gives to a value.
    pub fn counter(self) -> &'static str {
        match self {
            Self::First => "attributed.first",
            Self::Last => "attributed.last",
            Self::LastNonDirect => "attributed.last_non_direct",
            Self::Linear => "attributed.linear",
            Self::Position => "attributed.position",
            Self::TimeDecay => "attributed.time_decay",
        }
    }

    /// What each of `touches` gets of an amount, in the order of `touches`, which does not matter otherwise.
    ///
    /// The parts add up to the amount, whatever its unit (an amount of money in minor units); where it can't be divided,
    /// the largest remainders are rounded up, of equal ones those of earlier touches. Without touches there are no parts.
    pub fn divide(self, amount: u64, touches: &[TouchPoint]) -> Vec<u64> {
        let mut in_order: Vec<usize> = (0..touches.len()).collect();
        in_order.sort_by_key(|at| &touches[*at]);
        let sorted: Vec<&TouchPoint> = in_order.iter().map(|at| &touches[*at]).collect();
        let mut parts = vec![0; touches.len()];
        for (at, part) in in_order.iter().zip(shares(amount, &self.weights(&sorted))) {
            parts[*at] = part;
        }
        parts
    }

    /// How much each touch weighs; the touches are in the order of their time.
    fn weights(self, touches: &[&TouchPoint]) -> Vec<u64> {
        let count = touches.len();
        let only = |which: Option<usize>| (0..count).map(|at| u64::from(Some(at) == which)).collect();
        let last = count.checked_sub(1);
        match self {
            Self::First => only(Some(0)),
            Self::Last => only(last),
            Self::LastNonDirect => only(touches.iter().rposition(|touch| !is_direct(touch)).or(last)),
            Self::Linear => vec![1; count],
            Self::Position if count < 3 => vec![1; count],
            // With 2 for each of those between at both ends they are 40 % each.
            Self::Position => {
                let between = count - 2;
                let end = 2 * u64::try_from(between).expect("a number of touches");
                [end].into_iter().chain(repeat_n(1, between)).chain([end]).collect()
            }
            // Only the proportions count, so the last touch may stand for the deal.
            Self::TimeDecay => {
                let newest = touches.last().map_or(0, |touch| touch.at);
                touches.iter().map(|touch| decayed(newest.abs_diff(touch.at))).collect()
            }
        }
    }
}

/// The touches that a deal is attributed to, by time: those until `won_at` (seconds since 1970), or all, if all are later
/// (a deal that was recorded before its lead).
///
/// Of touches of the same source and campaign that follow each other the first one counts: a lead that uses the product
/// every day was not brought by it every day.
pub(crate) fn journey(touches: &[TouchPoint], won_at: i64) -> Vec<TouchPoint> {
    let all_later = touches.iter().all(|touch| touch.at > won_at);
    let mut journey: Vec<_> = touches.iter().filter(|touch| all_later || touch.at <= won_at).cloned().collect();
    journey.sort();
    journey.dedup_by(|next, first| (&next.source, &next.campaign) == (&first.source, &first.campaign));
    journey
}

/// Whether a touch says nothing of what brought the person.
fn is_direct(touch: &TouchPoint) -> bool {
    touch.campaign.is_none() && DIRECT.contains(&touch.source.as_str())
}

/// 1 as a weight: weights have 62 binary places.
const ONE: u64 = 1 << 62;

/// The fraction of a half-life is taken in steps of 2^-20, which is 0.6 seconds of 7 days.
const FRACTION_BITS: u32 = 20;

/// 2^(-seconds / half-life) as a weight; 0 from 63 half-lives (14 months) on.
fn decayed(seconds: u64) -> u64 {
    let (halved, rest) = (seconds / HALF_LIFE_SECONDS, seconds % HALF_LIFE_SECONDS);
    let fraction = (rest << FRACTION_BITS) / HALF_LIFE_SECONDS;
    // 2^(-1/2), 2^(-1/4), 2^(-1/8), …: each the square root of the one before, one for each bit of the fraction.
    let root = |power: &u64| Some(narrow((u128::from(*power) << 62).isqrt()));
    let roots = successors(root(&(ONE / 2)), root).take(FRACTION_BITS as usize);
    let bits = (0..FRACTION_BITS).rev().map(|bit| fraction >> bit & 1 == 1);
    let chosen = roots.zip(bits).filter(|(_, is_set)| *is_set);
    let weight = chosen.fold(ONE, |weight, (root, _)| narrow((u128::from(weight) * u128::from(root)) >> 62));
    u32::try_from(halved).ok().and_then(|halved| weight.checked_shr(halved)).unwrap_or(0)
}

/// A weight again.
fn narrow(weight: u128) -> u64 {
    u64::try_from(weight).expect("no product or root of numbers up to 1 is above 1")
}

/// Divides an amount by weights, of which at least one is not 0: the largest remainders are rounded up, of equal ones the
/// earlier. (The method of Hamilton, or of largest remainders.)
fn shares(amount: u64, weights: &[u64]) -> Vec<u64> {
    let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let products = weights.iter().map(|weight| u128::from(amount) * u128::from(*weight));
    let (mut parts, remainders): (Vec<u64>, Vec<u128>) = products
        .map(|product| (u64::try_from(product / whole).expect("no part is above the amount"), product % whole))
        .unzip();
    let left = amount - parts.iter().sum::<u64>();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(remainders[*at]));
    for at in by_remainder.into_iter().zip(0..left).map(|(at, _)| at) {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touches(touches: &[(i64, &str)]) -> Vec<TouchPoint> {
        let touch = |(at, source): &(i64, &str)| TouchPoint { at: *at, source: (*source).to_owned(), campaign: None };
        touches.iter().map(touch).collect()
    }

    #[test]
    fn a_deal_is_attributed_to_what_came_before_it() {
        for (all, expected) in [
            (&[][..], &[][..]),
            (&[(1, "form"), (9, "event")], &[(1, "form"), (9, "event")]),
            (&[(1, "form"), (11, "event")], &[(1, "form")]),
            // A deal that was recorded before its lead.
            (&[(11, "event"), (12, "form")], &[(11, "event"), (12, "form")]),
            // Whatever the order they were applied in.
            (&[(5, "event"), (1, "form"), (3, "product")], &[(1, "form"), (3, "product"), (5, "event")]),
            // The product every day, and a form in between that came in late.
            (
                &[(1, "product"), (2, "product"), (4, "product"), (3, "form")],
                &[(1, "product"), (3, "form"), (4, "product")],
            ),
        ] {
            assert_eq!(journey(&touches(all), 10), touches(expected), "{all:?}");
        }
    }
}

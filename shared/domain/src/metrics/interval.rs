//! How sure a share is, and the difference of two.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::value::decimal::pointed;
use crate::words::Words;

/// The 97.5th percentile of the normal distribution: a two-sided interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// From how many cases on a share may put a line above another one.
///
/// Half of 20 is known to 20 percentage points either way; of five leads, one more won is another 20 points.
pub const ENOUGH_TO_RANK: u64 = 20;

/// The interval in which the true share lies with a probability of 95 %, as two numbers of 0 to 1; none for `of` none,
/// and where `of` is no part of `among`.
///
/// It is the score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927), without a continuity correction. It holds for few cases
/// and for shares near 0 and 1, where the usual "± 1.96 standard errors" does not.
pub fn wilson(of: u64, among: u64) -> Option<(f64, f64)> {
    wilson_at(of, among, Z)
}

/// The interval of [`wilson`] with another number of standard errors than that of 95 %.
pub(super) fn wilson_at(of: u64, among: u64, z: f64) -> Option<(f64, f64)> {
    if among == 0 || of > among {
        return None;
    }
    let cases = float(among);
    let share = float(of) / cases;
    let z2 = z * z;
    let middle = share + z2 / (2.0 * cases);
    let half = z * (share * (1.0 - share) / cases + z2 / (4.0 * cases * cases)).sqrt();
    let whole = 1.0 + z2 / cases;
    // The ends are 0 and 1 exactly in the formula, and only nearly in floating point.
    let low = if of == 0 { 0.0 } else { (middle - half) / whole };
    let high = if of == among { 1.0 } else { (middle + half) / whole };
    Some((low, high))
}

/// Whether a share of so many cases may be ranked among others. Every list that orders by a rate asks here: below, the
/// share is shown with its interval and stands unranked at the end.
pub fn can_rank(among: u64) -> bool {
    among >= ENOUGH_TO_RANK
}

/// A count in floating point, for an interval or a test. It is exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "counts beyond 2^53 would be off by a ten-thousandth of a millionth")]
pub(super) fn float(count: u64) -> f64 {
    count as f64
}

/// The interval of the difference of two shares, each a part `of` a number and that number, at `z` standard errors: 1.96
/// for 95 %. None if one has no cases.
pub fn difference(one: (u64, u64), other: (u64, u64), z: f64) -> Option<(f64, f64)> {
    let (low, high) = wilson_at(one.0, one.1, z)?;
    let (other_low, other_high) = wilson_at(other.0, other.1, z)?;
    let (share, other_share) = (float(one.0) / float(one.1), float(other.0) / float(other.1));
    let middle = share - other_share;
    Some((
        middle - (share - low).hypot(other_high - other_share),
        middle + (high - share).hypot(other_share - other_low),
    ))
}

/// How many standard errors an interval has that misses the truth with the probability `level`: 1.96 for 5 %. Of several
/// comparisons it is the probability that one of them does (Bonferroni: each gets its part of the level).
pub(super) fn errors(level: f64, comparisons: usize) -> f64 {
    quantile_of_normal(1.0 - level / float(comparisons.max(1) as u64) / 2.0)
}

/// The number of standard errors below which so much of a normal distribution is.
pub(super) fn quantile_of_normal(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// The interval of a difference of shares: `1.2 to 22 percentage points`.
pub(super) fn points_between(words: Words<'_>, (low, high): (f64, f64)) -> String {
    let [low, high] = [low, high].map(|end| {
        let text = format!("{:.1}", end * 100.0);
        pointed(words, text.strip_suffix(".0").unwrap_or(&text))
    });
    words.with("numbers-points-between", &[("low", low.into()), ("high", high.into())])
}

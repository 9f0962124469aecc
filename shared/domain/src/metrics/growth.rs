//! Growth of a count against the period before, and over months. All in integers.
//!
//! Of leads first qualified by month it is the lead velocity rate (LVR).

use crate::value::decimal::pointed;
use crate::words::Words;

/// Growth of one period against the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// Nothing before and nothing now: there is nothing to compare.
    None,
    /// Nothing before and something now: no percentage says this.
    New,
    /// A change from something.
    Change {
        /// In tenths of a percent, a half rounded away from zero: 125 is +12.5 %, -1000 is all gone.
        tenths: i64,
    },
}

impl Growth {
    /// The growth from `before` to `now`.
    pub fn between(before: u64, now: u64) -> Self {
        match (before, now) {
            (0, 0) => Self::None,
            (0, _) => Self::New,
            _ => Self::Change { tenths: rounded((i128::from(now) - i128::from(before)) * 1_000, before.into()) },
        }
    }
}

impl Growth {
    /// `+12.5%`, `-3%`, `0%`, `new`, or `–` for none.
    pub fn text(self, words: Words<'_>) -> String {
        match self {
            Self::None => "–".to_owned(),
            Self::New => words.say("numbers-growth-new"),
            Self::Change { tenths } => words.with("numbers-percent", &[("number", signed(words, tenths).into())]),
        }
    }
}

/// By how much a count grows a month, on average, over whole months in their order: the slope of the straight line that
/// fits them best (least squares).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trend {
    /// In tenths of one, a half rounded away from zero: 34 is 3.4 more every month.
    pub tenths: i64,
}

impl Trend {
    /// The trend of at least three months; of fewer, none.
    pub fn of(months: &[u64]) -> Option<Self> {
        let count = i128::try_from(months.len()).ok().filter(|count| *count >= 3)?;
        let values = || (0..count).zip(months.iter().map(|month| i128::from(*month)));
        let sum: i128 = values().map(|(_, y)| y).sum();
        let weighted: i128 = values().map(|(x, y)| x * y).sum();
        // Of 0, 1, … n - 1 the sum is n (n - 1) / 2, and n times the sum of squares less its square n² (n² - 1) / 12.
        let over = count * weighted - count * (count - 1) / 2 * sum;
        Some(Self { tenths: rounded(over * 120, count * count * (count * count - 1)) })
    }
}

impl Trend {
    /// `+3.4 a month`.
    pub fn text(self, words: Words<'_>) -> String {
        words.with("numbers-a-month", &[("number", signed(words, self.tenths).into())])
    }
}

/// `part` / `whole`, a half rounded away from zero. What is larger than an `i64` is read as the largest.
fn rounded(part: i128, whole: i128) -> i64 {
    let twice = part * 2 + part.signum() * whole;
    let result = twice / (whole * 2);
    i64::try_from(result).unwrap_or(if result < 0 { i64::MIN } else { i64::MAX })
}

/// Tenths with their sign: `+12.5`, `-3`, `0`.
pub(super) fn signed(words: Words<'_>, tenths: i64) -> String {
    let sign = match tenths.signum() {
        1 => "+",
        -1 => "-",
        _ => "",
    };
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let plain = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest}") };
    format!("{sign}{}", pointed(words, &plain))
}

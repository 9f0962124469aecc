//! Numbers with their words, and the scale on which they are drawn.

use leadwright_domain::metrics;
use leadwright_domain::metrics::{Value, words as in_words};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::decimal::written;
use leadwright_domain::words::Words;

/// A number in the words in which people read it, and its place on the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    at: f64,
    text: String,
    link: String,
}

impl Number {
    /// A number as the caller writes it. `at` is in the unit of its chart ([`Unit`]); what is not finite counts as 0,
    /// and nothing is drawn farther out than 10²⁰.
    pub fn new(at: f64, text: impl Into<String>) -> Self {
        // More than any count, and few enough digits for a scale.
        let at = if at.is_finite() { at.clamp(-1e20, 1e20) } else { 0.0 };
        Self { at, text: text.into(), link: String::new() }
    }

    /// The same number; in the table behind the picture it leads to the list of what it counts.
    #[must_use]
    pub fn with_link(mut self, link: impl Into<String>) -> Self {
        self.link = link.into();
        self
    }

    /// A count.
    pub fn count(words: Words<'_>, count: u64) -> Self {
        Self::new(float(count), in_words::number(words, count))
    }

    /// A value of a measure in its own words; none where there is nothing to compute it from.
    pub fn of(words: Words<'_>, value: Value, currency: Currency) -> Option<Self> {
        Some(Self::new(value.number()?, value.short(words, currency)))
    }

    pub(super) fn at(&self) -> f64 {
        self.at
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Empty if it leads nowhere.
    pub(super) fn link(&self) -> &str {
        &self.link
    }
}

/// What the numbers of a chart are: it chooses the steps and the words of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole things: leads, mails, people.
    Count,
    /// Shares of a whole: 0.12 is 12 %.
    Share,
    /// How many times as much, like return on spend.
    Ratio,
    /// Time, in seconds.
    Seconds,
    /// Money in minor units, of a currency with that many digits: 0 (JPY), 2 (EUR), 3 (KWD).
    Money {
        /// How many digits stand behind the point.
        digits: u8,
    },
}

impl Unit {
    /// The unit of a measure in a chart.
    pub fn of(unit: metrics::Unit, currency: Currency) -> Self {
        use metrics::Unit as Of;
        match unit {
            Of::Percent => Self::Share,
            Of::Duration => Self::Seconds,
            Of::Money => Self::Money { digits: u8::try_from(currency.digits()).unwrap_or(2) },
            Of::Ratio => Self::Ratio,
            Of::Leads | Of::Forms | Of::People | Of::Mails | Of::Times | Of::Deals | Of::Ways | Of::Rows => Self::Count,
        }
    }

    /// A number in this unit's own words: `1,234`, `12 %`, `3.2×`, `1 h 5 min`, `1,234.50`.
    pub fn number(self, words: Words<'_>, at: f64) -> Number {
        let Number { at, .. } = Number::new(at, "");
        let text = match self {
            Self::Count => signed(words, &format!("{at:.0}")),
            Self::Share => {
                let percent = at * 100.0;
                let decimals = match percent.abs() {
                    size if size < 1.0 => 2,
                    size if size < 10.0 || (size > 99.0 && size < 100.0) => 1,
                    _ => 0,
                };
                share(words, signed(words, &trimmed(format!("{percent:.decimals$}"))))
            }
            Self::Ratio => format!("{}×", signed(words, &trimmed(format!("{at:.2}")))),
            Self::Seconds => duration(words, at),
            Self::Money { digits } => signed(words, &format!("{:.*}", usize::from(digits), at / power(digits))),
        };
        Number::new(at, text)
    }

    /// The words at a step of the scale, short: thousands as `k`, millions as `M`.
    fn step_text(self, words: Words<'_>, at: f64) -> String {
        match self {
            Self::Count => short(words, at),
            Self::Money { digits } => short(words, at / power(digits)),
            Self::Share => share(words, short(words, at * 100.0)),
            Self::Ratio => format!("{}×", short(words, at)),
            Self::Seconds => duration(words, at),
        }
    }

    /// The smallest fitting step that is at least this long.
    fn step(self, least: f64) -> f64 {
        const MINUTE: f64 = 60.0;
        const HOUR: f64 = 3_600.0;
        const DAY: f64 = 86_400.0;
        const TIMES: [f64; 17] = [
            1.0,
            2.0,
            5.0,
            10.0,
            30.0,
            MINUTE,
            2.0 * MINUTE,
            5.0 * MINUTE,
            10.0 * MINUTE,
            30.0 * MINUTE,
            HOUR,
            2.0 * HOUR,
            6.0 * HOUR,
            12.0 * HOUR,
            DAY,
            2.0 * DAY,
            5.0 * DAY,
        ];
        match self {
            Self::Count | Self::Money { .. } => round_step(least.max(1.0)),
            Self::Share | Self::Ratio => round_step(least.max(0.0001)),
            Self::Seconds => {
                TIMES.into_iter().find(|step| *step >= least).unwrap_or_else(|| round_step(least / DAY) * DAY)
            }
        }
    }

    /// How far the scale of nothing but zeros reaches.
    fn least_end(self) -> f64 {
        match self {
            Self::Count | Self::Share | Self::Ratio => 1.0,
            Self::Seconds => 60.0,
            Self::Money { digits } => power(digits),
        }
    }
}

/// A scale from a round number to another, with 0 on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
    unit: Unit,
}

impl Scale {
    /// The scale on which those numbers fit, with about that many steps.
    pub(super) fn new(unit: Unit, numbers: impl Iterator<Item = f64>, steps: u8) -> Self {
        let (low, high) = numbers.fold((0.0_f64, 0.0_f64), |(low, high), at| (low.min(at), high.max(at)));
        let high = if low >= high { unit.least_end() } else { high };
        let step = unit.step((high - low) / f64::from(steps.max(1)));
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step, unit }
    }

    /// Where a number lies, from 0 (the low end) to 1.
    pub(super) fn place(&self, at: f64) -> f64 {
        ((at - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// The steps with their words, from the low end.
    pub(super) fn steps(&self, words: Words<'_>) -> Vec<(f64, String)> {
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 100.0);
        let places = (0_u8..=100).map(f64::from).take_while(|n| *n <= count);
        places.map(|n| self.low + n * self.step).map(|at| (at, self.unit.step_text(words, at))).collect()
    }
}

/// A count as a place on a scale.
#[expect(clippy::cast_precision_loss, reason = "a picture is no finer than 53 bits")]
pub(super) fn float(count: u64) -> f64 {
    count as f64
}

/// 1, 2 or 5 times a power of ten, at least `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    // A hair less, so that 0.1 + 0.2 is no more than 0.3.
    let times = [1.0, 2.0, 5.0].into_iter().find(|times| times * power >= least * (1.0 - 1e-9));
    times.map_or(10.0 * power, |times| times * power)
}

fn power(digits: u8) -> f64 {
    10_f64.powi(i32::from(digits))
}

fn short(words: Words<'_>, at: f64) -> String {
    let size = at.abs();
    let (divided, message) = match size {
        _ if size >= 1e12 => (at / 1e12, "numbers-chart-trillions"),
        _ if size >= 1e9 => (at / 1e9, "numbers-chart-billions"),
        _ if size >= 1e6 => (at / 1e6, "numbers-chart-millions"),
        _ if size >= 1e4 => (at / 1e3, "numbers-chart-thousands"),
        _ => return signed(words, &decimals(at)),
    };
    words.with(message, &[("number", signed(words, &decimals(divided)).into())])
}

/// A share, with a number of percent in words.
fn share(words: Words<'_>, percent: String) -> String {
    words.with("numbers-chart-percent", &[("number", percent.into())])
}

/// With as many decimals as it needs, four at most.
fn decimals(at: f64) -> String {
    trimmed(format!("{at:.4}"))
}

/// Without zeros at the end of the decimals.
fn trimmed(text: String) -> String {
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    if text == "-0" { "0".to_owned() } else { text }
}

/// A number of digits with a sign and decimals, its thousands apart.
fn signed(words: Words<'_>, number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("\u{2212}", number));
    format!("{sign}{}", written(words, number))
}

/// Time in its two largest parts.
fn duration(words: Words<'_>, seconds: f64) -> String {
    const PARTS: [(f64, &str); 4] = [
        (86_400.0, "numbers-chart-days"),
        (3_600.0, "numbers-chart-hours"),
        (60.0, "numbers-chart-minutes"),
        (1.0, "numbers-chart-seconds"),
    ];
    let part =
        |count: f64, message: &str| words.with(message, &[("number", written(words, &format!("{count:.0}")).into())]);
    let sign = if seconds < 0.0 { "\u{2212}" } else { "" };
    let mut left = seconds.abs().round();
    // Parts smaller than the second one are rounded, so that 1 h 59 min 50 s is 2 h.
    let first = PARTS.iter().position(|(length, _)| left >= *length).unwrap_or(3);
    let smallest = PARTS[(first + 1).min(3)].0;
    left = (left / smallest).round() * smallest;
    let mut said = Vec::new();
    for (length, message) in PARTS {
        let count = (left / length).floor();
        left -= count * length;
        if count > 0.0 && said.len() < 2 {
            said.push(part(count, message));
        }
    }
    if said.is_empty() { part(0.0, "numbers-chart-seconds") } else { format!("{sign}{}", said.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Words<'static> = Words::english();

    #[test]
    fn numbers_read_as_people_write_them() {
        let money = |digits| Unit::Money { digits };
        for (unit, at, expected) in [
            (Unit::Count, 0.0, "0"),
            (Unit::Count, 999.0, "999"),
            (Unit::Count, 1_234_567.0, "1,234,567"),
            (Unit::Count, -1_234.0, "−1,234"),
            (Unit::Count, f64::NAN, "0"),
            (Unit::Share, 0.0, "0 %"),
            (Unit::Share, 0.0004, "0.04 %"),
            (Unit::Share, 0.034, "3.4 %"),
            (Unit::Share, 0.1249, "12 %"),
            (Unit::Share, 0.996, "99.6 %"),
            (Unit::Share, 1.0, "100 %"),
            (Unit::Share, 12.5, "1,250 %"),
            (Unit::Share, -0.12, "−12 %"),
            (Unit::Ratio, 3.2, "3.2×"),
            (Unit::Seconds, 0.0, "0 s"),
            (Unit::Seconds, 59.0, "59 s"),
            (Unit::Seconds, 90.0, "1 min 30 s"),
            (Unit::Seconds, 3_600.0, "1 h"),
            (Unit::Seconds, 7_190.0, "2 h"),
            (Unit::Seconds, 86_399.0, "1 d"),
            (Unit::Seconds, 100_000.0, "1 d 4 h"),
            (money(0), 1_234_567.0, "1,234,567"),
            (money(2), 123_450.0, "1,234.50"),
            (money(3), 1_234.0, "1.234"),
            (money(2), -5.0, "−0.05"),
        ] {
            assert_eq!(unit.number(WORDS, at).text().replace('\u{202f}', " "), expected, "{unit:?} {at}");
        }
        assert_eq!(Number::count(WORDS, u64::MAX).text(), "18,446,744,073,709,551,615");
    }

    #[test]
    fn a_scale_is_round_and_holds_zero() {
        for (unit, numbers, expected) in [
            (Unit::Count, &[0.0][..], "0, 1"),
            (Unit::Count, &[1.0], "0, 1"),
            (Unit::Count, &[3.0, 7.0], "0, 2, 4, 6, 8"),
            (Unit::Count, &[412.0], "0, 200, 400, 600"),
            (Unit::Count, &[1_234_567.0], "0, 500 k, 1 M, 1.5 M"),
            (Unit::Count, &[-30.0, 90.0], "−50, 0, 50, 100"),
            (Unit::Count, &[-3.0], "−3, −2, −1, 0"),
            (Unit::Share, &[0.0], "0 %, 50 %, 100 %"),
            (Unit::Share, &[0.034], "0 %, 1 %, 2 %, 3 %, 4 %"),
            (Unit::Share, &[0.98], "0 %, 50 %, 100 %"),
            (Unit::Seconds, &[290.0], "0 s, 2 min, 4 min, 6 min"),
            (Unit::Seconds, &[9_000.0], "0 s, 1 h, 2 h, 3 h"),
            (Unit::Seconds, &[3_000_000.0], "0 s, 10 d, 20 d, 30 d, 40 d"),
            (Unit::Money { digits: 2 }, &[123_450.0], "0, 500, 1,000, 1,500"),
            (Unit::Money { digits: 2 }, &[7.0], "0, 0.02, 0.04, 0.06, 0.08"),
            (Unit::Money { digits: 3 }, &[0.0], "0, 0.5, 1"),
            (Unit::Money { digits: 0 }, &[0.0], "0, 1"),
        ] {
            let scale = Scale::new(unit, numbers.iter().copied(), 4);
            let steps: Vec<String> =
                scale.steps(WORDS).into_iter().map(|(_, text)| text.replace('\u{202f}', " ")).collect();
            assert_eq!(steps.join(", "), expected, "{unit:?} {numbers:?}");
        }
    }
}

//! Numbers in words: the one text form of a measure's value, on pages and in mails in the language of their reader, in
//! the terminal in English.

use crate::metrics::dimension::NONE;
use crate::metrics::growth::{Growth, signed};
use crate::metrics::interval::float;
use crate::metrics::measure::{Unit, Value};
use crate::metrics::visits::OTHERS;
use crate::value::currency::Currency;
use crate::value::decimal::written;
use crate::value::impersonal::PERSONAL;
use crate::value::money::Money;
use crate::words::Words;

/// Stands for a value that there is nothing to compute from.
pub const NOTHING: &str = "–";

impl Unit {
    /// What is counted, in words: `leads`, `share`, `time`.
    pub fn words(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Leads => "numbers-unit-leads",
            Self::Forms => "numbers-unit-forms",
            Self::People => "numbers-unit-people",
            Self::Mails => "numbers-unit-mails",
            Self::Times => "numbers-unit-times",
            Self::Deals => "numbers-unit-deals",
            Self::Ways => "numbers-unit-ways",
            Self::Rows => "numbers-unit-rows",
            Self::Percent => "numbers-unit-percent",
            Self::Duration => "numbers-unit-duration",
            Self::Money => "numbers-unit-money",
            Self::Ratio => "numbers-unit-ratio",
        })
    }
}

impl Value {
    /// In full: `1,234`, `12.5% (5 of 40)`, `2 h 10 min`, `1,234.50 EUR`, `3.25`, `–`.
    pub fn text(self, words: Words<'_>, currency: Currency) -> String {
        match self {
            Self::Share { of, among } => {
                format!("{} ({})", percent(words, of, among), parts(words, of, among))
            }
            Self::Money(minor) => Money::new(minor, currency).text(words),
            _ => self.short(words, currency),
        }
    }

    /// For a narrow column: a share without its counts, an amount without its currency.
    pub fn short(self, words: Words<'_>, currency: Currency) -> String {
        match self {
            Self::Count(count) => number(words, count),
            Self::Share { of, among } => percent(words, of, among),
            Self::Seconds(seconds) => duration(words, seconds),
            Self::Money(minor) => Money::new(minor, currency).short(words),
            Self::Hundredths(ratio) => written(words, &format!("{}.{:02}", ratio / 100, ratio % 100)),
            Self::Nothing => NOTHING.to_owned(),
        }
    }

    /// The 95 % interval of a share: `5–26%`.
    pub fn interval_text(self, words: Words<'_>) -> Option<String> {
        self.interval().map(|interval| interval_text(words, interval))
    }
}

/// The interval of a share: `5–26%`.
pub fn interval_text(words: Words<'_>, (low, high): (f64, f64)) -> String {
    let [low, high] = [low, high].map(|end| format!("{:.0}", end * 100.0));
    words.with("numbers-interval", &[("low", low.into()), ("high", high.into())])
}

/// How a value changed against another period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A number grew or shrank.
    Growth(Growth),
    /// A share grew or shrank, by tenths of a percentage point.
    Points(i64),
    /// One of the two is nothing.
    Unknown,
}

impl Change {
    /// The change from `before` to `now`, two values of one measure.
    pub fn between(before: Value, now: Value) -> Self {
        match (before, now) {
            (Value::Count(before), Value::Count(now))
            | (Value::Seconds(before), Value::Seconds(now))
            | (Value::Money(before), Value::Money(now))
            | (Value::Hundredths(before), Value::Hundredths(now)) => match Growth::between(before, now) {
                Growth::None => Self::Unknown,
                growth => Self::Growth(growth),
            },
            (Value::Share { of, among }, Value::Share { of: now, among: now_among }) => {
                Self::Points(tenths(now, now_among) - tenths(of, among))
            }
            _ => Self::Unknown,
        }
    }

    /// `+12.5%`, `new`, `-1.5 points`, `–`.
    pub fn text(self, words: Words<'_>) -> String {
        match self {
            Self::Growth(growth) => growth.text(words),
            Self::Points(tenths) => {
                let count = float(tenths.unsigned_abs()) / 10.0;
                words.with("numbers-points", &[("number", signed(words, tenths).into()), ("count", count.into())])
            }
            Self::Unknown => NOTHING.to_owned(),
        }
    }
}

/// A share in tenths of a percent, a half rounded up.
fn tenths(of: u64, among: u64) -> i64 {
    let tenths = (u128::from(of) * 2_000 + u128::from(among)) / (2 * u128::from(among.max(1)));
    i64::try_from(tenths).unwrap_or(i64::MAX)
}

/// The words for a row: `(none)`, `(personal)`, `(others)`; others are shown as they are.
pub fn row_name(words: Words<'_>, row: &str) -> String {
    match row {
        NONE => words.say("numbers-none"),
        PERSONAL => words.say("numbers-personal"),
        OTHERS => words.say("numbers-row-others"),
        _ => row.to_owned(),
    }
}

/// A count with its thousands apart: `1,234`.
pub fn number(words: Words<'_>, count: u64) -> String {
    written(words, &count.to_string())
}

/// The counts of a share: `5 of 40`.
pub fn parts(words: Words<'_>, of: u64, among: u64) -> String {
    words.with("numbers-of", &[("of", number(words, of).into()), ("among", number(words, among).into())])
}

/// A share in percent: `12.5%`, `50%`, and in hundredths below 1 %: `0.05%`. Only none is `0%`, and only all is `100%`.
pub fn percent(words: Words<'_>, of: u64, among: u64) -> String {
    if among == 0 {
        return NOTHING.to_owned();
    }
    let hundredths = (u128::from(of) * 20_000 + u128::from(among)) / (2 * u128::from(among));
    let (sign, plain) = match hundredths {
        0 if of > 0 => ("<", "0.01".to_owned()),
        1..100 => ("", format!("0.{hundredths:02}")),
        9_995..=10_000 if of < among => (">", "99.9".to_owned()),
        _ => {
            let tenths = (hundredths + 5) / 10;
            let (whole, rest) = (u64::try_from(tenths / 10).unwrap_or(u64::MAX), tenths % 10);
            ("", if rest == 0 { whole.to_string() } else { format!("{whole}.{rest}") })
        }
    };
    words.with("numbers-percent", &[("number", format!("{sign}{}", written(words, &plain)).into())])
}

/// A duration: `40 s`, `4 min`, `2 h 10 min`, `3 days 4 h`, `25 days`.
pub fn duration(words: Words<'_>, seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    let text = |number: u64| crate::words::Value::from(number.to_string());
    match (days, hours, minutes) {
        (0, 0, 0) => words.with("numbers-seconds", &[("seconds", text(seconds))]),
        (0, 0, minutes) => words.with("numbers-minutes", &[("minutes", text(minutes))]),
        (0, hours, minutes) if minutes % 60 == 0 => words.with("numbers-hours", &[("hours", text(hours))]),
        (0, hours, minutes) => {
            words.with("numbers-hours-and-minutes", &[("hours", text(hours)), ("minutes", text(minutes % 60))])
        }
        (1..10, hours, _) if hours % 24 > 0 => {
            words.with("numbers-days-and-hours", &[("days", days.into()), ("hours", text(hours % 24))])
        }
        _ => words.with("numbers-count-of-days", &[("days", number(words, days).into()), ("count", days.into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Words<'static> = Words::english();

    #[test]
    fn values_are_said_with_their_unit() {
        let share = |of, among| Value::Share { of, among };
        for (value, full, short) in [
            (Value::Count(0), "0", "0"),
            (Value::Count(1_234), "1,234", "1,234"),
            (Value::Count(1_234_567), "1,234,567", "1,234,567"),
            (share(5, 40), "12.5% (5 of 40)", "12.5%"),
            (share(1, 2), "50% (1 of 2)", "50%"),
            (share(0, 7), "0% (0 of 7)", "0%"),
            (share(7, 7), "100% (7 of 7)", "100%"),
            (share(12, 10), "120% (12 of 10)", "120%"),
            (share(1, 2_000), "0.05% (1 of 2,000)", "0.05%"),
            (share(1, 1_000_000), "<0.01% (1 of 1,000,000)", "<0.01%"),
            (share(999_999, 1_000_000), ">99.9% (999,999 of 1,000,000)", ">99.9%"),
            (share(1, 3), "33.3% (1 of 3)", "33.3%"),
            (share(2, 3), "66.7% (2 of 3)", "66.7%"),
            (Value::Seconds(40), "40 s", "40 s"),
            (Value::Seconds(299), "4 min", "4 min"),
            (Value::Seconds(7_800), "2 h 10 min", "2 h 10 min"),
            (Value::Seconds(7_200), "2 h", "2 h"),
            (Value::Seconds(86_400), "1 day", "1 day"),
            (Value::Seconds(273_600), "3 days 4 h", "3 days 4 h"),
            (Value::Seconds(259_200), "3 days", "3 days"),
            (Value::Seconds(2_200_000), "25 days", "25 days"),
            (Value::Money(123_450), "1,234.50 EUR", "1,234.50"),
            (Value::Hundredths(325), "3.25", "3.25"),
            (Value::Nothing, "–", "–"),
        ] {
            assert_eq!(
                (value.text(WORDS, Currency::EUR).as_str(), value.short(WORDS, Currency::EUR).as_str()),
                (full, short)
            );
        }
        assert_eq!(share(5, 40).interval_text(WORDS).as_deref(), Some("5–26%"));
        assert_eq!(Value::Count(5).interval_text(WORDS), None);
    }

    #[test]
    fn a_change_of_a_share_is_in_points_and_of_a_number_in_percent() {
        let share = |of, among| Value::Share { of, among };
        for (before, now, text) in [
            (Value::Count(8), Value::Count(9), "+12.5%"),
            (Value::Count(0), Value::Count(9), "new"),
            (Value::Count(0), Value::Count(0), "–"),
            (Value::Money(100), Value::Money(50), "-50%"),
            (Value::Nothing, Value::Money(50), "–"),
            (share(1, 8), share(1, 4), "+12.5 points"),
            (share(1, 4), share(1, 8), "-12.5 points"),
            (share(10, 100), share(11, 100), "+1 point"),
            (share(1, 4), share(2, 8), "0 points"),
        ] {
            assert_eq!(Change::between(before, now).text(WORDS), text, "{before:?} {now:?}");
        }
    }
}

//! Numbers with a decimal point, exact: prices, rates, amounts. Nothing here is a binary fraction.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// Digits with their thousands apart, as English writes them: `1,234`.
pub(crate) fn grouped(digits: &str) -> String {
    grouped_by(digits, ",")
}

/// Digits with at most one point, `1234.5`, in the signs of a language: `1,234.5`, in German `1.234,5`.
pub fn written(words: Words<'_>, plain: &str) -> String {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let mut text =
        if whole.len() > 3 { grouped_by(whole, &words.say("numbers-thousands-sign")) } else { whole.to_owned() };
    if !fraction.is_empty() {
        text.push_str(&words.say("numbers-decimal-sign"));
        text.push_str(fraction);
    }
    text
}

/// The same without its thousands apart: `1234.5`, in German `1234,5`.
pub(crate) fn pointed(words: Words<'_>, plain: &str) -> String {
    plain.replacen('.', &words.say("numbers-decimal-sign"), 1)
}

fn grouped_by(digits: &str, sign: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(sign);
        }
        text.push(digit);
    }
    text
}

/// The most digits of a number.
const MOST_DIGITS: usize = 18;

/// A number of at most 18 digits, 0 or more: `units` ÷ 10^`scale`, without zeros at the end of its fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    units: u64,
    scale: u32,
}

impl Decimal {
    /// Reads digits with at most one point, as in `1200.50`. Nothing else may stand there.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let fraction = if fraction.is_empty() { return None } else { fraction.trim_end_matches('0') };
        let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let fits = !whole.is_empty() && whole.trim_start_matches('0').len() + fraction.len() <= MOST_DIGITS;
        if !fits || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let units = format!("{whole}{fraction}").parse().ok()?;
        Some(Self { units, scale: u32::try_from(fraction.len()).ok()? })
    }

    /// The number of digits behind its point.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// It is 0.
    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// The number × 10^`digits` as a whole number; none if it has more digits behind its point, or is too large.
    pub fn exactly(self, digits: u32) -> Option<u64> {
        let more = digits.checked_sub(self.scale)?;
        self.units.checked_mul(10_u64.checked_pow(more)?)
    }

    /// The number × `times` × 10^`digits`, where `digits` may be negative: the nearest whole number, and of two the
    /// larger. None if it is too large.
    pub fn times(self, times: u64, digits: i32) -> Option<u64> {
        let product = u128::from(self.units) * u128::from(times);
        let shift = digits - i32::try_from(self.scale).ok()?;
        let power = 10_u128.checked_pow(shift.unsigned_abs())?;
        let rounded = if shift < 0 { (product + power / 2) / power } else { product.checked_mul(power)? };
        u64::try_from(rounded).ok()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let power = 10_u64.pow(self.scale);
        match self.scale {
            0 => write!(f, "{}", self.units),
            scale => write!(f, "{}.{:0width$}", self.units / power, self.units % power, width = scale as usize),
        }
    }
}

impl TryFrom<String> for Decimal {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| {
            let why = if text.starts_with('-') { "0 or more, " } else { "" };
            format!("{text:?} is no number of money: write {why}digits with a point before cents, like 1200 or 0.35")
        })
    }
}

impl From<Decimal> for String {
    fn from(number: Decimal) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_exactly_or_not_at_all() {
        for (text, read) in [
            ("1200.50", "1200.5"),
            ("0.350", "0.35"),
            ("007", "7"),
            ("0", "0"),
            ("1.0", "1"),
            ("999999999999999999", "999999999999999999"),
        ] {
            assert_eq!(Decimal::parse(text).map(|number| number.to_string()).as_deref(), Some(read), "{text}");
        }
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1 000", "1.2.3", "1000000000000000000", "٣"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        let price = Decimal::parse("0.355").unwrap();
        assert_eq!((price.exactly(2), price.exactly(3)), (None, Some(355)));
        assert_eq!((price.times(1, 2), price.times(3, 2), price.times(1000, 2)), (Some(36), Some(107), Some(35_500)));
        assert_eq!(Decimal::parse("0.92").unwrap().times(150, 0), Some(138));
        assert_eq!(Decimal::parse("0.0062").unwrap().times(10_000, 2), Some(6_200), "yen into cents");
        assert_eq!(Decimal::parse("161.3").unwrap().times(6_200, -2), Some(10_001), "cents into yen");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(units in 0_u64..1_000_000_000_000, scale in 0_usize..7) {
            let text = format!("{units:0>8}");
            let (whole, fraction) = text.split_at(text.len() - scale);
            let text = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
            let read = Decimal::parse(&text).unwrap();
            prop_assert_eq!(Decimal::parse(&read.to_string()), Some(read));
            prop_assert_eq!(read.exactly(u32::try_from(scale).unwrap()), Some(units));
        }
    }
}

//! Amounts of money: whole numbers of minor units (cents), their display, and how people write them.

use std::fmt;

use crate::value::currency::{Currency, is_sign};
use crate::value::decimal::{Decimal, grouped, written};
use crate::words::Words;

/// An amount of money. Amounts of two currencies are never added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount in minor units of its currency: cents, yen, fils.
    pub minor: u64,
    /// Its currency.
    pub currency: Currency,
}

/// The largest amount that is taken, in minor units. It has 15 digits: a JSON number of that length names one number
/// exactly in every program (RFC 8259, section 6), with a fraction too (`DBL_DIG` of C is 15).
pub const MOST_MINOR: u64 = 999_999_999_999_999;

impl Money {
    /// An amount in minor units.
    pub fn new(minor: u64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The amount for each of `count`, to the nearest minor unit, half of one upwards; none for a count of 0.
    pub fn per(self, count: u64) -> Option<Self> {
        let minor = (u128::from(self.minor) + u128::from(count / 2)).checked_div(u128::from(count))?;
        Some(Self { minor: u64::try_from(minor).ok()?, ..self })
    }

    /// The amount without its currency, as in `1,234.50`.
    pub fn amount(self) -> String {
        let power = self.currency.minor_units();
        let whole = grouped(&(self.minor / power).to_string());
        match self.currency.digits() {
            0 => whole,
            width => format!("{whole}.{:0width$}", self.minor % power, width = width as usize),
        }
    }

    /// The amount with its currency, in the signs of a language: `1,234.50 EUR`, in German `1.234,50 EUR`.
    pub fn text(self, words: Words<'_>) -> String {
        format!("{} {}", self.short(words), self.currency)
    }

    /// The amount without its currency, in the signs of a language.
    pub fn short(self, words: Words<'_>) -> String {
        written(words, &self.plain())
    }

    /// The amount for programs and spreadsheets: digits and a point alone, as in `1234.50`.
    pub fn plain(self) -> String {
        self.amount().replace(',', "")
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// It is no number, or one in a form of its own.
    #[error("{0:?} is no amount: write it like 1234.50")]
    NotAnAmount(String),
    /// It is negative.
    #[error("{0:?} is negative: an amount is 0 or more")]
    Negative(String),
    /// The one sign in it may separate thousands or the fraction.
    #[error("{text:?} may be {thousands} or {fraction}: write one of them")]
    Ambiguous {
        /// The text.
        text: String,
        /// As a number with separated thousands. It is read as nothing else.
        thousands: String,
        /// As a number with a fraction, to the nearest minor unit. It is read as nothing else.
        fraction: String,
    },
    /// It has a fraction that the currency does not have.
    #[error(
        "{text:?} has more digits behind the point than {currency} has, which is {digits}: write an amount in full"
    )]
    TooManyDigits {
        /// The text.
        text: String,
        /// The digits of the currency.
        digits: u32,
        /// The currency.
        currency: Currency,
    },
    /// It is larger than [`MOST_MINOR`].
    #[error("{text:?} is too large: {most} at the most")]
    TooLarge {
        /// The text.
        text: String,
        /// The largest amount.
        most: Money,
    },
    /// A sign of another currency stands beside it.
    #[error("{text:?} is not in {currency}")]
    OtherCurrency {
        /// The text.
        text: String,
        /// The currency that was expected.
        currency: Currency,
    },
}

/// Blanks of different widths, and apostrophes: what separates thousands, and never the fraction.
const GROUPING: [char; 7] = [' ', '\u{a0}', '\u{2007}', '\u{2009}', '\u{202f}', '\'', '\u{2019}'];

/// The minor units of an exact number.
///
/// # Errors
/// It has too many digits, or is too large; `text` is what was written.
fn minor_of(number: Decimal, text: &str, currency: Currency) -> Result<u64, AmountError> {
    if number.scale() > currency.digits() {
        return Err(AmountError::TooManyDigits { text: text.to_owned(), digits: currency.digits(), currency });
    }
    let minor = number.exactly(currency.digits()).filter(|minor| *minor <= MOST_MINOR);
    minor.ok_or_else(|| too_large(text, currency))
}

/// The minor units of an amount that a program writes: digits, and a point before the fraction.
///
/// # Errors
/// See [`AmountError`].
pub fn exact_amount(text: &str, currency: Currency) -> Result<u64, AmountError> {
    match Decimal::parse(text) {
        Some(number) => minor_of(number, text, currency),
        None if text.starts_with('-') => Err(AmountError::Negative(text.to_owned())),
        None if is_long(text) => Err(too_large(text, currency)),
        None => Err(AmountError::NotAnAmount(text.to_owned())),
    }
}

/// The minor units of an amount as people and spreadsheets write it: `1234.5`, `1 234,50`, `€1,234.50`, `12,50 EUR`.
///
/// Groups of three digits are separated by a blank, an apostrophe, a comma or a point; of a comma and a point the last
/// is before the fraction. A single comma or point with three digits behind it may be either: such a text is refused,
/// unless the currency has no fraction.
///
/// # Errors
/// See [`AmountError`].
pub fn written_amount(text: &str, currency: Currency) -> Result<u64, AmountError> {
    let number = without_sign(text.trim(), currency).ok_or_else(|| {
        let text = text.to_owned();
        let is_other = is_other(&text, currency);
        if is_other { AmountError::OtherCurrency { text, currency } } else { AmountError::NotAnAmount(text) }
    })?;
    if number.starts_with(['-', '\u{2212}']) || (number.starts_with('(') && number.ends_with(')')) {
        return Err(AmountError::Negative(text.to_owned()));
    }
    let none = || AmountError::NotAnAmount(text.to_owned());
    // Blanks and apostrophes separate thousands alone. A line break or a tab separates two cells.
    let plain = ungrouped(number, |c| GROUPING.contains(&c)).ok_or_else(none)?;
    let marks: Vec<char> = plain.chars().filter(|c| [',', '.'].contains(c)).collect();
    let whole = match marks[..] {
        [] => plain,
        [mark] if plain.len() != number.len() => plain.replace(mark, "."),
        [mark] => {
            let (before, behind) = plain.split_once(mark).unwrap_or((&plain, ""));
            let may_group = behind.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
            match (may_group, currency.digits()) {
                (true, 0) => format!("{before}{behind}"),
                (true, digits) => {
                    let thousands = format!("{before}{behind}.{:0<width$}", "", width = digits as usize);
                    let fraction = with_fraction(before, behind, digits);
                    return Err(AmountError::Ambiguous { text: text.to_owned(), thousands, fraction });
                }
                (false, _) => plain.replace(mark, "."),
            }
        }
        [mark, ..] => {
            let last = marks[marks.len() - 1];
            let grouped = |text: &str| ungrouped(text, |c| c == mark).or_else(|| lakhs(text, currency));
            if last == mark {
                grouped(&plain).ok_or_else(none)?
            } else {
                let (before, behind) = plain.rsplit_once(last).unwrap_or((&plain, ""));
                let before = grouped(before).ok_or_else(none)?;
                format!("{before}.{behind}")
            }
        }
    };
    match Decimal::parse(&whole) {
        Some(number) => minor_of(number, text, currency),
        // Digits alone, and more of them than are counted.
        None if is_long(&whole) => Err(too_large(text, currency)),
        None => Err(none()),
    }
}

/// Three digits behind the point, in a form that is read as an amount of a currency with that number of digits: rounded to
/// the nearest where it has fewer.
fn with_fraction(before: &str, behind: &str, digits: u32) -> String {
    let exact = format!("0{before}.{behind}");
    let minor = Decimal::parse(&exact).and_then(|number| number.times(1, digits.cast_signed()));
    match minor {
        Some(minor) if digits < 3 => {
            let power = 10_u64.pow(digits);
            format!("{}.{:0width$}", minor / power, minor % power, width = digits as usize)
        }
        _ => exact,
    }
}

/// More digits than a number may have, and nothing else.
fn is_long(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits(whole) && is_digits(fraction) && whole.trim_start_matches('0').len() > 15
}

fn too_large(text: &str, currency: Currency) -> AmountError {
    AmountError::TooLarge { text: text.to_owned(), most: Money::new(MOST_MINOR, currency) }
}

/// The whole number in a cell that counts something, as in `1,234` or `1 234`.
pub fn written_count(text: &str) -> Option<u64> {
    let separators = [',', '.', '\'', '\u{2019}'];
    let text = text.trim();
    let plain = match text.chars().find(|c| c.is_whitespace() || separators.contains(c)) {
        Some(mark) => ungrouped(text, |c| c == mark)?,
        None => text.to_owned(),
    };
    plain.bytes().all(|b| b.is_ascii_digit()).then(|| plain.parse().ok())?
}

/// The text without what separates its groups of three digits; none if a group has another length. A fraction may
/// follow the last group.
fn ungrouped(text: &str, is_separator: impl Fn(char) -> bool) -> Option<String> {
    let groups: Vec<&str> = text.split(is_separator).collect();
    let length = |group: &str| group.find([',', '.']).unwrap_or(group.len());
    let first = groups.len() == 1 || (1..=3).contains(&groups[0].len());
    let is_whole = groups[..groups.len() - 1].iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    let others = groups.iter().skip(1).all(|group| length(group) == 3);
    (first && others && (groups.len() == 1 || is_whole)).then(|| groups.concat())
}

/// The currencies of countries that group digits by two above thousands, as in `12,34,567.50`.
const IN_LAKHS: [&str; 6] = ["INR", "PKR", "BDT", "NPR", "LKR", "BTN"];

/// The text without the commas that separate lakhs and crores; none if they stand otherwise.
fn lakhs(text: &str, currency: Currency) -> Option<String> {
    let (above, thousands) = text.rsplit_once(',').filter(|_| IN_LAKHS.contains(&currency.code()))?;
    let groups: Vec<&str> = above.split(',').collect();
    let (first, others) = groups.split_first()?;
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let fits = (1..=2).contains(&first.len()) && others.iter().all(|group| group.len() == 2) && thousands.len() == 3;
    (fits && is_digits(thousands) && groups.iter().all(|group| is_digits(group))).then(|| text.replace(',', ""))
}

/// The number without the sign of the currency before or behind it.
fn without_sign(text: &str, currency: Currency) -> Option<&str> {
    let begin = text.find(|c: char| c.is_ascii_digit() || ['-', '(', '\u{2212}'].contains(&c))?;
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == ')')? + 1;
    let number = text.get(begin..end)?;
    let signs = [text[..begin].trim(), text[end..].trim()];
    signs.iter().all(|sign| sign.is_empty() || currency.may_be(sign)).then_some(number)
}

/// The sign of another currency stands beside the number.
fn is_other(text: &str, currency: Currency) -> bool {
    let mut signs = text.split(|c: char| c.is_ascii_digit() || c.is_whitespace()).filter(|sign| !sign.is_empty());
    signs.any(|sign| is_sign(sign) && !currency.may_be(sign))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::of_code(code).unwrap()
    }

    #[test]
    fn amounts_are_shown_with_the_digits_of_their_currency() {
        for (minor, code, shown) in [
            (123_450, "EUR", "1,234.50 EUR"),
            (5, "EUR", "0.05 EUR"),
            (0, "EUR", "0.00 EUR"),
            (1_234_567, "JPY", "1,234,567 JPY"),
            (1_234_567, "KWD", "1,234.567 KWD"),
            (999, "JPY", "999 JPY"),
            (MOST_MINOR, "EUR", "9,999,999,999,999.99 EUR"),
        ] {
            let money = Money::new(minor, currency(code));
            assert_eq!(money.to_string(), shown);
            assert_eq!(exact_amount(&money.plain(), money.currency), Ok(minor));
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, code, minor) in [
            ("1234.5", "EUR", 123_450),
            ("1234,5", "EUR", 123_450),
            ("1 234,50", "EUR", 123_450),
            ("1\u{a0}234,50", "EUR", 123_450),
            ("1\u{202f}234.50 EUR", "EUR", 123_450),
            ("€1,234.50", "EUR", 123_450),
            ("1.234,50 €", "EUR", 123_450),
            ("1'234.50", "CHF", 123_450),
            ("1,234,567", "EUR", 123_456_700),
            ("1.234.567,8", "EUR", 123_456_780),
            ("US$ 12.00", "USD", 1_200),
            ("eur 12", "EUR", 1_200),
            ("€ 5", "EUR", 500),
            ("5 EUR", "EUR", 500),
            ("12,5", "EUR", 1_250),
            ("1 234", "EUR", 123_400),
            ("1\u{2009}234,50", "EUR", 123_450),
            ("12 500", "EUR", 1_250_000),
            ("0", "EUR", 0),
            ("12.5000", "EUR", 1_250),
            ("1,23,456.50", "INR", 12_345_650),
            ("₹12,34,567", "INR", 123_456_700),
            ("1,23,45,678.00", "PKR", 1_234_567_800),
            ("1,234", "JPY", 1_234),
            ("¥1,234", "JPY", 1_234),
            ("1.234,567", "KWD", 1_234_567),
            ("1234.000", "KWD", 1_234_000),
            ("01.234", "KWD", 1_234),
        ] {
            assert_eq!(written_amount(text, currency(code)), Ok(minor), "{text} {code}");
        }
    }

    #[test]
    fn what_is_no_certain_amount_is_refused_by_name() {
        for (text, code, told) in [
            ("1,234", "EUR", "may be 1234.00 or 1.23"),
            ("12.500", "EUR", "may be 12500.00 or 12.50"),
            ("1,234", "KWD", "may be 1234.000 or 01.234"),
            ("0,123", "EUR", "more digits behind the point than EUR has"),
            ("1234.567", "EUR", "more digits behind the point than EUR has"),
            ("12.5", "JPY", "more digits behind the point than JPY has"),
            ("1234.0005", "KWD", "more digits behind the point than KWD has, which is 3"),
            ("-5", "EUR", "is negative"),
            ("(5.00)", "EUR", "is negative"),
            ("$5", "EUR", "is not in EUR"),
            ("5 USD", "EUR", "is not in EUR"),
            ("12,34,567", "EUR", "no amount"),
            ("1,2,345", "INR", "no amount"),
            ("123,45,678", "INR", "no amount"),
            ("1.23.456", "INR", "no amount"),
            ("1 23", "EUR", "no amount"),
            ("1.234,567.8", "EUR", "no amount"),
            ("a lot", "EUR", "no amount"),
            ("+12", "EUR", "no amount"),
            ("1e3", "EUR", "no amount"),
            ("", "EUR", "no amount"),
            ("10000000000000", "EUR", "too large"),
            ("100000000000000000000", "EUR", "too large: 9,999,999,999,999.99 EUR at the most"),
            ("100.000.000.000.000.000.000,00 €", "EUR", "too large"),
            ("1\n234", "EUR", "no amount"),
            ("1\t234", "EUR", "no amount"),
            ("NaN", "EUR", "no amount"),
            ("inf", "EUR", "no amount"),
            ("5,00-", "EUR", "no amount"),
            ("5 EUR 3", "EUR", "no amount"),
            ("€ -5", "EUR", "is negative"),
            ("5 ¥", "EUR", "is not in EUR"),
            ("٣", "EUR", "no amount"),
        ] {
            let read = written_amount(text, currency(code));
            assert!(read.as_ref().is_err_and(|why| why.to_string().contains(told)), "{text} {code}: {read:?}");
        }
    }

    #[test]
    fn both_readings_of_an_ambiguous_amount_are_read_as_what_they_say() {
        for (text, code, minors) in [
            ("1.234", "EUR", [123_400, 123]),
            ("1,235", "EUR", [123_500, 124]),
            ("999.999", "EUR", [99_999_900, 100_000]),
            ("1.005", "USD", [100_500, 101]),
            ("1,234", "KWD", [1_234_000, 1_234]),
            ("1.234", "CLF", [12_340_000, 12_340]),
        ] {
            let Err(AmountError::Ambiguous { thousands, fraction, .. }) = written_amount(text, currency(code)) else {
                panic!("{text} {code}")
            };
            let read = [thousands, fraction].map(|reading| written_amount(&reading, currency(code)));
            assert_eq!(read, minors.map(Ok), "{text} {code}");
        }
    }

    #[test]
    fn counts_are_whole_numbers() {
        for (text, count) in [
            ("1,234", Some(1_234)),
            ("1 234 567", Some(1_234_567)),
            ("0", Some(0)),
            ("1.5", None),
            ("--", None),
            ("", None),
        ] {
            assert_eq!(written_count(text), count, "{text}");
        }
    }

    #[test]
    fn an_amount_for_each_is_rounded_to_the_nearest() {
        for (minor, count, each) in
            [(100, 3, Some(33)), (200, 3, Some(67)), (1, 2, Some(1)), (5, 0, None), (0, 4, Some(0))]
        {
            assert_eq!(Money::new(minor, Currency::EUR).per(count).map(|each| each.minor), each, "{minor} / {count}");
        }
    }

    proptest! {
        /// Whatever is written is read as what it is, or refused: never panics, never another number.
        #[test]
        fn any_text_is_read_or_refused(text in "[0-9 .,'€$()-]{0,14}|\\PC{0,10}") {
            if let Ok(minor) = written_amount(&text, Currency::EUR) {
                let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                let shown = digits(&Money::new(minor, Currency::EUR).plain());
                let written = digits(&text);
                prop_assert!(shown.trim_start_matches('0').trim_end_matches('0') == written.trim_start_matches('0').trim_end_matches('0'));
            }
        }

        #[test]
        fn what_is_shown_is_read_again(minor in 0..=MOST_MINOR, code in prop::sample::select(vec!["EUR", "JPY", "KWD", "CLF"])) {
            let money = Money::new(minor, currency(code));
            let read = written_amount(&money.to_string(), money.currency);
            if !matches!(read, Err(AmountError::Ambiguous { .. })) {
                prop_assert_eq!(read, Ok(minor));
            }
            prop_assert_eq!(exact_amount(&money.plain(), money.currency), Ok(minor));
        }
    }
}

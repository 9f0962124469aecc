//! Currencies: an allow list of ISO 4217, with the number of digits behind the decimal point of each.

mod list;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::value::text::nearest;
use list::{BY_DIGITS, SIGNS};

/// A currency by its code of ISO 4217, as in `EUR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Currency {
    code: &'static str,
    digits: u32,
}

impl Currency {
    /// The euro: the currency of a company that names none.
    pub const EUR: Self = Self { code: "EUR", digits: 2 };

    /// The currency of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::all().find(|currency| currency.code == code)
    }

    /// The code: three capital letters.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// The number of digits behind the decimal point: 2 of the euro, 0 of the yen, 3 of the Kuwaiti dinar.
    pub fn digits(self) -> u32 {
        self.digits
    }

    /// How many minor units one whole unit is: 100 cents.
    pub fn minor_units(self) -> u64 {
        10_u64.pow(self.digits)
    }

    /// Whether a sign that stands beside an amount may mean this currency: its code, or `$` of any dollar.
    pub(crate) fn may_be(self, sign: &str) -> bool {
        let is_sign = |(known, codes): &(&str, &[&str])| *known == sign && codes.contains(&self.code);
        sign.eq_ignore_ascii_case(self.code) || SIGNS.iter().any(is_sign)
    }

    fn all() -> impl Iterator<Item = Self> {
        let of_group =
            |(digits, codes): (u32, &'static str)| codes.split_whitespace().map(move |code| Self { code, digits });
        BY_DIGITS.into_iter().flat_map(of_group)
    }
}

/// What stands beside an amount is the code of a currency, or a sign of some.
pub(crate) fn is_sign(text: &str) -> bool {
    SIGNS.iter().any(|(sign, _)| *sign == text) || Currency::of_code(&text.to_ascii_uppercase()).is_some()
}

impl Default for Currency {
    fn default() -> Self {
        Self::EUR
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

/// By hand: what is derived for a struct with `&'static str` reads static text alone.
impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::of_code(&code).ok_or_else(|| {
            let of_sign =
                SIGNS.iter().find(|(sign, codes)| *sign == code && codes.len() == 1).map(|(_, codes)| codes[0]);
            let meant = of_sign.or_else(|| nearest(&code, Self::all().map(Self::code))).unwrap_or("EUR or USD");
            format!("{code:?} is no currency: write its code of ISO 4217, like {meant}")
        })
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_currency_has_its_code_once_and_its_digits() {
        let codes: Vec<&str> = Currency::all().map(Currency::code).collect();
        assert!(codes.iter().all(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())));
        let mut once = codes.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), codes.len());
        for (code, digits) in [("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("BRL", 2), ("HUF", 2)] {
            assert_eq!(Currency::of_code(code).map(Currency::digits), Some(digits), "{code}");
        }
        for (_, codes) in SIGNS {
            assert!(codes.iter().all(|code| Currency::of_code(code).is_some()), "{codes:?}");
        }
    }

    #[test]
    fn what_is_no_currency_is_told_with_what_to_write() {
        for (code, meant) in
            [("eur", "like EUR"), ("€", "like EUR"), ("Euro", "like"), ("$", "like EUR or USD"), ("XXX", "like")]
        {
            let told = Currency::try_from(code.to_owned()).unwrap_err();
            assert!(told.contains("is no currency: write its code") && told.contains(meant), "{told}");
        }
    }
}

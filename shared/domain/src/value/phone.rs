//! A telephone number as people type it.
//!
//! Whether a text may be one number is told by its characters alone ([`may_be_a_number`]), wherever a field is read.
//! Which number that is says Google's libphonenumber, where somebody is to call it ([`DialledNumber`]): the text that was
//! typed is what is stored, so that a number is read by the country and the numbering plans of the day, the same on
//! every page and in every mail.

use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

use crate::value::country::Country;
use crate::value::identity::PhoneNumber;
use crate::value::text::visible;

/// The digits of a telephone number: fewer are an extension, or a service; more are two numbers (ITU-T E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// From this number of digits on, what stands before a slash is a number of its own, and what follows is another: no area
/// code is that long. With the code of a country it is three more.
const BEFORE_SLASH: usize = 7;

/// What stands before an extension, longest first.
const EXTENSION_WORDS: [&str; 7] = [";ext=", "extension", "ramal", "extn", "ext", "x", "#"];

/// The most digits of an extension.
const EXTENSION: usize = 7;

/// A number as it is dialled from everywhere, for a link `tel:…` (RFC 3966): E.164, and the extension if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialledNumber(String);

impl DialledNumber {
    /// Reads a text that is one telephone number and nothing else. One without its country's code is read as one of
    /// the first of these countries in which it is valid.
    ///
    /// # Examples
    /// ```
    /// use leadwright_domain::value::country::Country;
    /// use leadwright_domain::value::phone::DialledNumber;
    ///
    /// let home = Country::of_code("DE");
    /// let dialled = |text| DialledNumber::read(text, home).map(|number| number.to_string());
    /// assert_eq!(dialled("089 / 1234567").as_deref(), Some("+49891234567"));
    /// assert_eq!(dialled("+351 912 345 678 ext. 12").as_deref(), Some("+351912345678;ext=12"));
    /// assert_eq!(dialled("089 1234567 or 089 7654321"), None);
    /// ```
    pub fn read(text: &str, homes: impl IntoIterator<Item = Country>) -> Option<Self> {
        let typed = TypedNumber::read(text)?;
        let e164 = match typed.international() {
            // It says all there is to say: what a numbering plan does not know yet may be new.
            Some(number) => parsed(number.as_str(), None).filter(|number| PHONE_NUMBER_UTIL.is_possible_number(number)),
            None => homes.into_iter().find_map(|home| at_home(&typed.number, home)),
        };
        let e164 = PHONE_NUMBER_UTIL.format(&e164?, PhoneNumberFormat::E164).into_owned();
        Some(Self(match typed.extension {
            Some(extension) => format!("{e164};ext={extension}"),
            None => e164,
        }))
    }

    /// The number for a link, without `tel:`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DialledNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn parsed(number: &str, region: Option<Region>) -> Option<rlibphonenumber::PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(number, region).ok()
}

/// The number as it is dialled in its country: valid there, and written in full. A digit that has to be added, such as
/// the 0 before an area code, nobody typed.
fn at_home(number: &str, home: Country) -> Option<rlibphonenumber::PhoneNumber> {
    let read = parsed(number, Region::try_from(home.code()).ok())?;
    let only_digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).map(char::from).collect::<String>();
    let format = |format| only_digits(&PHONE_NUMBER_UTIL.format(&read, format));
    let typed = only_digits(number);
    let is_whole = typed == format(PhoneNumberFormat::National) || typed.ends_with(&format(PhoneNumberFormat::E164));
    (is_whole && PHONE_NUMBER_UTIL.is_valid_number(&read)).then_some(read)
}

/// The text has the characters of one telephone number and nothing else. The number may still be none that exists.
pub fn may_be_a_number(text: &str) -> bool {
    TypedNumber::read(text).is_some()
}

/// The number in E.164, if its country's code was typed and no extension; by the characters alone.
pub fn international(text: &str) -> Option<PhoneNumber> {
    let typed = TypedNumber::read(text)?;
    typed.international().filter(|_| typed.extension.is_none())
}

/// A text with the characters of one number.
#[derive(Debug, PartialEq, Eq)]
struct TypedNumber {
    /// Digits, and what people put between them, in ASCII.
    number: String,
    /// Its digits.
    extension: Option<String>,
}

impl TypedNumber {
    fn read(text: &str) -> Option<Self> {
        let text = in_ascii(text)?;
        let text = text.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("tel:")).map_or(&*text, |_| &text[4..]);
        let end = text.find(|c: char| !c.is_ascii_digit() && !" +-./()".contains(c)).unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        let extension = if rest.is_empty() { None } else { Some(extension(rest)?) };
        let number = number.trim();
        let fits = DIGITS.contains(&digits(number))
            && number.rfind('+').is_none_or(|at| number[..at].bytes().all(|b| b == b'('))
            && !is_decimal(number)
            && !is_two_numbers(number);
        fits.then(|| Self { number: number.to_owned(), extension })
    }

    fn international(&self) -> Option<PhoneNumber> {
        PhoneNumber::parse(&self.number)
    }
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// The text with the digits, signs and blanks of other scripts and of wide fonts in ASCII; none if it has a control
/// character other than a blank.
fn in_ascii(text: &str) -> Option<String> {
    visible(text).trim().chars().map(ascii).collect()
}

/// The digit 0 of the scripts whose digits are read: ASCII, Arabic, Persian, Devanagari, Bengali, wide.
const ZEROS: [char; 6] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}'];

fn ascii(c: char) -> Option<char> {
    let digit = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|digit| *digit < 10));
    match c {
        _ if digit.is_some() => char::from_digit(digit?, 10),
        '＋' => Some('+'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '－' => Some('-'),
        '（' => Some('('),
        '）' => Some(')'),
        '．' => Some('.'),
        '／' => Some('/'),
        '\n' | '\r' => None,
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        other => Some(other),
    }
}

/// The digits of an extension that stands behind a number.
fn extension(rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches([' ', ',']).to_ascii_lowercase();
    let rest = EXTENSION_WORDS.iter().find_map(|word| rest.strip_prefix(word))?;
    let number = rest.trim_start_matches(['.', ':', ' ']).trim_end();
    let fits = (1..=EXTENSION).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| number.to_owned())
}

/// A number of a spreadsheet, as in `351912345678.0`: what was typed there cannot be told from it.
fn is_decimal(number: &str) -> bool {
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts = number.trim_start_matches('+').split_once('.');
    parts.is_some_and(|(whole, decimals)| is_plain(whole) && is_plain(decimals) && decimals.len() <= 2)
}

/// What stands before a slash is a number of its own.
fn is_two_numbers(number: &str) -> bool {
    let prefix = if number.starts_with('+') || number.starts_with("00") { 3 } else { 0 };
    let parts: Vec<&str> = number.split('/').collect();
    parts.len() > 2 || parts.len() == 2 && digits(parts[0]) >= BEFORE_SLASH + prefix
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialled(text: &str, home: &str) -> Option<String> {
        DialledNumber::read(text, Country::of_code(home)).map(|number| number.to_string())
    }

    #[test]
    fn r_rapidpro_241_what_is_dialled_was_typed() {
        for (text, home, expected) in [
            // With the country's code, as everybody writes it.
            ("+351 912 345 678", "DE", Some("+351912345678")),
            ("00351 912 345 678", "DE", Some("+351912345678")),
            ("(+351) 912 345 678", "PT", Some("+351912345678")),
            ("+44 (0)20 7946 0000", "PT", Some("+442079460000")),
            ("+1 (415) 555-0100", "PT", Some("+14155550100")),
            ("tel:+351912345678", "PT", Some("+351912345678")),
            // As it is dialled at home.
            ("912 345 678", "PT", Some("+351912345678")),
            ("351912345678", "PT", Some("+351912345678")),
            ("089 1234567", "DE", Some("+49891234567")),
            ("089/1234567", "DE", Some("+49891234567")),
            ("(415) 555-0100", "US", Some("+14155550100")),
            ("011 351 912 345 678", "US", Some("+351912345678")),
            ("912 345 678", "DE", None),
            ("89 1234567", "DE", None),
            ("1 415 555 0100", "US", Some("+14155550100")),
            ("01 23 45 67 89", "FR", Some("+33123456789")),
            ("06 1234 5678", "IT", Some("+390612345678")),
            ("8 912 345-67-89", "RU", Some("+79123456789")),
            ("(11) 91234-5678", "BR", Some("+5511912345678")),
            ("912 345 678", "", None),
            // Extensions.
            ("+351 912 345 678 ext. 12", "PT", Some("+351912345678;ext=12")),
            ("+351912345678;ext=12", "PT", Some("+351912345678;ext=12")),
            ("(415) 555-0100 x 7", "US", Some("+14155550100;ext=7")),
            ("+351 912 345 678, extension 12", "PT", Some("+351912345678;ext=12")),
            ("+351 912 345 678 ext.", "PT", None),
            ("+351 912 345 678 ext. 12345678", "PT", None),
            // A spreadsheet's.
            ("351912345678.0", "PT", None),
            ("+351912345678.0", "PT", None),
            ("912345678.00", "PT", None),
            ("3.51912E+11", "PT", None),
            ("3,51912E+11", "PT", None),
            // Two numbers, or words.
            ("912345678 / 913", "PT", None),
            ("912345678 / 913345678", "PT", None),
            ("+351 912 345 678 / 913", "PT", None),
            ("030 12345 / 678 / 9", "DE", None),
            ("912345678, 913345678", "PT", None),
            ("912345678 or 913345678", "PT", None),
            ("+351 912345678 +351 913345678", "PT", None),
            ("call after 5: 912345678", "PT", None),
            ("912345678 (office)", "PT", None),
            ("912345678\n913345678", "PT", None),
            // No number at all, one that is too long, one that no plan has.
            ("", "PT", None),
            ("12345", "PT", None),
            ("+3519123456780", "PT", None),
            ("1234567890123456", "PT", None),
            ("000000000", "PT", None),
        ] {
            assert_eq!(dialled(text, home).as_deref(), expected, "{text:?} at {home:?}");
        }
    }

    #[test]
    fn r_hyper_86_marks_that_nobody_sees_and_digits_of_other_scripts() {
        for text in [
            "\u{202d}+351 912 345 678\u{202c}",
            "\u{200b}+351\u{a0}912\u{202f}345\u{2009}678\u{feff}",
            "+351‑912‑345‑678",
            "＋３５１ ９１２ ３４５ ６７８",
            "+٣٥١ ٩١٢ ٣٤٥ ٦٧٨",
            "+۳۵۱ ۹۱۲ ۳۴۵ ۶۷۸",
        ] {
            assert_eq!(dialled(text, "PT").as_deref(), Some("+351912345678"), "{text:?}");
            assert_eq!(international(text).map(|number| number.as_str().to_owned()).as_deref(), Some("+351912345678"));
        }
    }

    #[test]
    fn the_first_country_in_which_it_is_valid_counts() {
        let homes = ["DE", "PT"].map(|code| Country::of_code(code).unwrap());
        let dialled = |text| DialledNumber::read(text, homes).map(|number| number.to_string());
        assert_eq!(dialled("089 1234567").as_deref(), Some("+49891234567"));
        assert_eq!(dialled("912 345 678").as_deref(), Some("+351912345678"));
    }

    #[test]
    fn every_country_has_a_numbering_plan_but_those_without_telephones() {
        let without: Vec<_> = Country::all("en")
            .iter()
            .filter(|(country, _)| {
                let region = Region::try_from(country.code()).ok();
                region.and_then(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region)).is_none()
            })
            .map(|(country, _)| country.code())
            .collect();
        assert_eq!(without, ["AQ", "BV", "TF", "HM", "PN", "GS", "UM"]);
    }
}

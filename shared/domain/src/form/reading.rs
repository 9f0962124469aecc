//! Values as people write them, each read exactly or not at all.

use idna::AsciiDenyList;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::value::day::read_date;
use crate::value::phone::{international, may_be_a_number};
use crate::value::text::{LINE_LIMIT, one_line};

/// Between the answers of a field of several choices, as they are kept: no option's value has a comma.
pub const BETWEEN_CHOICES: &str = ", ";

/// Languages in which a date without the year in front begins with the day. In English it may be the month.
const DAY_FIRST: [&str; 13] = ["cs", "da", "de", "el", "es", "fi", "fr", "it", "nb", "nl", "pl", "pt", "sv"];

/// With its country's code and without an extension, in E.164; else as it was typed: whether it can be dialled, and
/// how, is found out by who wants to call it.
pub(crate) fn phone(entered: &str) -> Option<String> {
    let of_everywhere = international(entered).map(|number| number.as_str().to_owned());
    of_everywhere.or_else(|| may_be_a_number(entered).then(|| one_line(entered, LINE_LIMIT)))
}

/// A whole number as people write it: with one kind of sign between thousands, also as in `1,00,000`. A spreadsheet's
/// `50.0` is 50.
pub(crate) fn whole_number(entered: &str) -> Option<u32> {
    let entered = entered.strip_suffix(['.', ',']).unwrap_or(entered);
    let is_zero = |decimals: &str| matches!(decimals, "0" | "00");
    let whole =
        entered.rsplit_once(['.', ',']).filter(|(_, decimals)| is_zero(decimals)).map_or(entered, |(whole, _)| whole);
    let sign = whole.chars().find(|c| !c.is_ascii_digit());
    let groups: Vec<&str> = match sign {
        None => vec![whole],
        Some(sign) if sign.is_whitespace() || ",.'’".contains(sign) => whole.split(sign).collect(),
        Some(_) => return None,
    };
    let (first, rest) = groups.split_first()?;
    let (last, between) = rest.split_last().map_or((None, rest), |(last, between)| (Some(last), between));
    let is_grouped = last.is_none_or(|last| last.len() == 3 && (1..=3).contains(&first.len()))
        && between.iter().all(|group| (2..=3).contains(&group.len()));
    let is_number = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    (is_grouped && is_number).then(|| groups.concat().parse().ok())?
}

/// A date: the year first, or the day first with points, or with slashes or dashes where only one of day and month can
/// be meant. `language` is the visitor's: it decides which of two small numbers is the day, where it can.
pub(crate) fn date(entered: &str, language: &str) -> Option<Date> {
    if let Some(date) = read_date(entered) {
        return Some(date);
    }
    let sign = entered.chars().find(|c| !c.is_ascii_digit()).filter(|sign| ['-', '/', '.'].contains(sign))?;
    let parts: Vec<&str> = entered.split(sign).map(str::trim).collect();
    let [one, two, three] = parts[..] else { return None };
    let of = |year: &str, month: &str, day: &str| {
        let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
            let is_one = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            is_one.then(|| text.parse::<i16>().ok()).flatten()
        };
        let [month, day] = [month, day].map(|text| number(text, 1..=2).and_then(|one| i8::try_from(one).ok()));
        Date::new(number(year, 4..=4)?, month?, day?).ok()
    };
    if one.len() == 4 {
        return of(one, two, three);
    }
    let (day_first, month_first) = (of(three, two, one), of(three, one, two));
    match (day_first, month_first) {
        (Some(date), _) if sign == '.' || DAY_FIRST.contains(&language) => Some(date),
        (Some(date), None) if sign != '.' => Some(date),
        (None, Some(date)) if sign != '.' && !DAY_FIRST.contains(&language) => Some(date),
        (Some(date), Some(other)) if date == other => Some(date),
        _ => None,
    }
}

/// The address of a page or a site: `https` or `http` alone, a host with a point in it, and no name or password before
/// the host, which would show one host and lead to another. Without a scheme it is read as `https`.
pub(crate) fn web_address(entered: &str) -> Option<String> {
    let whole = match entered.split_once("://") {
        Some(_) => entered.to_owned(),
        None => format!("https://{entered}"),
    };
    let (scheme, rest) = whole.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = authority.rsplit_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let is_port = |port: &str| port.parse::<u16>().is_ok() && port.bytes().all(|b| b.is_ascii_digit());
    let ascii = idna::domain_to_ascii_cow(host.as_bytes(), AsciiDenyList::URL).ok()?;
    let is_host = ascii.contains('.') && ascii.split('.').all(|label| !label.is_empty() && label.len() <= 63);
    let is_safe = !whole.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c));
    let is_known = ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    (is_known && is_safe && is_host && port.is_none_or(is_port)).then_some(whole)
}

/// A time zone of the IANA database, as it is written there.
pub(crate) fn time_zone(entered: &str) -> Option<String> {
    let is_name = entered == "UTC" || entered.contains('/');
    let zone = is_name.then(|| TimeZone::get(entered).ok()).flatten()?;
    zone.iana_name().map(ToOwned::to_owned)
}

/// The answers of a field of several choices, as they are kept: each once, in the order of `options`; none if one is no
/// option.
pub(crate) fn choices<'a>(entered: &str, options: impl Iterator<Item = &'a str>) -> Option<String> {
    let chosen: Vec<&str> = entered.split(',').map(str::trim).filter(|one| !one.is_empty()).collect();
    let options: Vec<&str> = options.collect();
    let all_known = !chosen.is_empty() && chosen.iter().all(|one| options.contains(one));
    let kept: Vec<&str> = options.into_iter().filter(|option| chosen.contains(option)).collect();
    all_known.then(|| kept.join(BETWEEN_CHOICES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_the_one_that_was_written() {
        for (entered, expected) in [
            ("50", Some(50)),
            ("1,200", Some(1_200)),
            ("1.200", Some(1_200)),
            ("1 200", Some(1_200)),
            ("1\u{a0}200\u{a0}000", Some(1_200_000)),
            ("1’200", Some(1_200)),
            ("1,00,000", Some(100_000)),
            ("50.0", Some(50)),
            ("1,200.00", Some(1_200)),
            ("120.", Some(120)),
            ("12.5", None),
            ("12.50", None),
            ("1,2,345", None),
            ("1,200.500", None),
            ("1.200,500", None),
            ("12 34", None),
            ("5 0", None),
            ("1234,567", None),
            (",200", None),
            ("1,,200", None),
            ("50-100", None),
            ("50+", None),
            ("~50", None),
            ("-5", None),
            ("1e3", None),
            ("4294967296", None),
            ("3, 4", None),
            ("", None),
        ] {
            assert_eq!(whole_number(entered), expected, "{entered:?}");
        }
    }

    #[test]
    fn a_date_is_the_one_that_was_meant_or_none() {
        for (entered, language, expected) in [
            ("2026-12-10", "en", Some("2026-12-10")),
            ("2026/12/10", "en", Some("2026-12-10")),
            ("2026.2.1", "de", Some("2026-02-01")),
            ("10.12.2026", "en", Some("2026-12-10")),
            ("1.2.2026", "de", Some("2026-02-01")),
            ("10/12/2026", "pt", Some("2026-12-10")),
            ("10-12-2026", "es", Some("2026-12-10")),
            ("10/12/2026", "en", None),
            ("25/12/2026", "en", Some("2026-12-25")),
            ("12/25/2026", "en", Some("2026-12-25")),
            ("12/25/2026", "de", None),
            ("11/11/2026", "en", Some("2026-11-11")),
            ("12.25.2026", "en", None),
            ("10/12/26", "pt", None),
            ("30/02/2026", "pt", None),
            ("2026-12-10 15:00", "en", None),
            ("2026-12/10", "en", None),
            ("20261210", "en", None),
            ("tomorrow", "en", None),
            ("", "en", None),
        ] {
            assert_eq!(
                date(entered, language).map(|date| date.to_string()).as_deref(),
                expected,
                "{entered} {language}"
            );
        }
    }

    #[test]
    fn only_an_address_of_the_web_is_one() {
        for (entered, expected) in [
            ("https://www.acme.example/a?b=c#d", Some("https://www.acme.example/a?b=c#d")),
            ("HTTP://acme.example:8080", Some("HTTP://acme.example:8080")),
            ("acme.example", Some("https://acme.example")),
            ("www.größe.example/über", Some("https://www.größe.example/über")),
            ("javascript:alert(1)", None),
            ("javascript://acme.example/%0aalert(1)", None),
            ("data:text/html,x", None),
            ("ftp://acme.example", None),
            ("//acme.example", None),
            ("https://", None),
            ("https://localhost", None),
            ("https://bank.example@evil.example", None),
            ("https://acme.example:99999", None),
            ("https://acme..example", None),
            ("https://acme.example/a b", None),
            ("https://acme.example/\"><b>", None),
            ("maria@acme.example", None),
            ("we have none", None),
        ] {
            assert_eq!(web_address(entered).as_deref(), expected, "{entered}");
        }
    }

    #[test]
    fn a_zone_is_one_of_the_database() {
        for (entered, expected) in [
            ("Europe/Lisbon", Some("Europe/Lisbon")),
            ("europe/lisbon", Some("Europe/Lisbon")),
            ("UTC", Some("UTC")),
            ("CET", None),
            ("GMT+1", None),
            ("Europe/Narnia", None),
            ("../../etc/passwd", None),
            ("/etc/localtime", None),
        ] {
            assert_eq!(time_zone(entered).as_deref(), expected, "{entered}");
        }
    }

    #[test]
    fn every_choice_is_an_option() {
        let options = || ["routes", "parts", "paper"].into_iter();
        for (entered, expected) in [
            ("parts, routes", Some("routes, parts")),
            ("paper", Some("paper")),
            ("parts,parts", Some("parts")),
            ("parts, lunch", None),
            (",", None),
        ] {
            assert_eq!(choices(entered, options()).as_deref(), expected, "{entered}");
        }
    }
}

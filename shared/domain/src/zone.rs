//! A lead's time zone: the one it gave, else that of its telephone number, else that of its country, else the
//! company's.
//!
//! For a country with several zones it is the one where most of its people live, unless the number's area code says
//! more.

pub(crate) mod areas;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::company::Company;
use crate::form::PHONE_COUNTRY;
use crate::lead::Lead;
use crate::value::country::Country;
use crate::value::country::list::COUNTRIES;
use crate::value::identity::PhoneNumber;
use crate::zone::areas::AREAS;

/// The time zone for the lead's quiet hours and for the times in mails to it.
pub fn zone_of(lead: &Lead, company: &Company) -> TimeZone {
    let known = |name: &str| TimeZone::get(name).ok();
    let given = lead.field("timezone").and_then(known);
    given
        .or_else(|| lead.phone().and_then(|number| of_number(&number)).and_then(known))
        .or_else(|| lead.field("country").and_then(of_country).and_then(known))
        .unwrap_or_else(|| company.timezone.time_zone())
}

/// The country that the company names, else the one whose zone is the company's: its people leave telephone numbers
/// without a country code.
pub fn country_of(company: &Company) -> Option<Country> {
    let zone: String = company.timezone.clone().into();
    let of_zone = || COUNTRIES.iter().find(|(.., other)| *other == zone).map(|(code, ..)| *code);
    // A zone of an area is one of the country with the area's code, if no other has that code.
    let of_area = || {
        let (prefix, ..) = AREAS.iter().find(|(.., other)| *other == zone)?;
        COUNTRIES.iter().find(|(_, code, _)| code == prefix).map(|(code, ..)| *code)
    };
    company.country.or_else(|| of_zone().or_else(of_area).and_then(Country::of_code))
}

/// The countries whose telephone numbers the lead types without a country's code, the likeliest first: its own, that of
/// the form in which it left the number, then the company's.
pub(crate) fn phone_countries(lead: &Lead, company: &Company) -> impl Iterator<Item = Country> + use<> {
    // What a form said of another number, before this one came, is not said of this one.
    let is_of_number = match (lead.fields.get("phone"), lead.fields.get(PHONE_COUNTRY)) {
        (Some(number), Some(country)) => number.1 == country.1,
        _ => false,
    };
    let country = |name: &str| lead.recognised(name).and_then(Country::of_code);
    let of_form = country(PHONE_COUNTRY).filter(|_| is_of_number);
    country("country").into_iter().chain(of_form).chain(country_of(company))
}

/// The time zones to choose from, by name: of every country, and of every area of its own.
pub fn names() -> impl Iterator<Item = &'static str> {
    let all = COUNTRIES.iter().map(|(.., zone)| *zone).chain(AREAS.iter().map(|(.., zone)| *zone));
    all.collect::<BTreeSet<_>>().into_iter()
}

/// The zone of a telephone number: the longest known prefix decides.
fn of_number(number: &PhoneNumber) -> Option<&'static str> {
    let digits = number.as_str().trim_start_matches('+');
    let areas = AREAS.iter().filter_map(|(country, areas, zone)| Some((digits.strip_prefix(country)?, areas, zone)));
    let areas = areas.flat_map(|(rest, areas, zone)| {
        let lengths =
            areas.iter().map(ToString::to_string).filter(|area| rest.starts_with(area)).map(|area| area.len());
        lengths.map(|length| (digits.len() - rest.len() + length, *zone))
    });
    let begun = COUNTRIES.iter().filter(|(_, code, _)| !code.is_empty() && digits.starts_with(code));
    areas
        .chain(begun.map(|(_, code, zone)| (code.len(), *zone)))
        .max_by_key(|(length, _)| *length)
        .map(|(_, zone)| zone)
}

/// The country and the time zone that a telephone number says, where it says one: a code of several countries says none.
pub fn of_phone(number: &PhoneNumber) -> (Option<Country>, Option<&'static str>) {
    let digits = number.as_str().trim_start_matches('+');
    let begun = COUNTRIES.iter().filter(|(_, code, _)| !code.is_empty() && digits.starts_with(code));
    let longest = begun.clone().map(|(_, code, _)| code.len()).max();
    let mut countries = begun.filter(|(_, code, _)| Some(code.len()) == longest);
    let country = match (countries.next(), countries.next()) {
        (Some((code, ..)), None) => Country::of_code(code),
        _ => None,
    };
    (country, of_number(number))
}

/// The zone of a country by its ISO 3166 code.
fn of_country(code: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(country, ..)| country.eq_ignore_ascii_case(code.trim())).map(|(.., zone)| *zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_is_of_the_database() {
        let zones = COUNTRIES.iter().map(|(.., zone)| zone).chain(AREAS.iter().map(|(.., zone)| zone));
        let unknown: Vec<_> = zones.filter(|zone| TimeZone::get(zone).is_err()).collect();
        assert_eq!(unknown, [&""; 0]);
    }

    #[test]
    fn no_country_and_no_area_is_there_twice() {
        let mut beginnings: Vec<String> = AREAS
            .iter()
            .flat_map(|(country, areas, _)| areas.iter().map(move |area| format!("{country}{area}")))
            .chain(COUNTRIES.iter().map(|(_, code, _)| (*code).to_owned()).filter(|code| !code.is_empty()))
            .collect();
        beginnings.sort();
        assert_eq!(beginnings.windows(2).find(|pair| pair[0] == pair[1]), None);
        assert!(COUNTRIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn numbers_and_countries() {
        for (number, zone) in [
            ("+351 912 345 678", Some("Europe/Lisbon")),
            ("+351 295 123 456", Some("Atlantic/Azores")),
            ("+1 212 555 0100", Some("America/New_York")),
            ("+1 312 555 0100", Some("America/Chicago")),
            ("+1 480 555 0100", Some("America/Phoenix")),
            ("+1 415 555 0100", Some("America/Los_Angeles")),
            ("+1 808 555 0100", Some("Pacific/Honolulu")),
            ("+1 787 555 0100", Some("America/Puerto_Rico")),
            ("+1 876 555 0100", Some("America/Jamaica")),
            ("+81 3 1234 5678", Some("Asia/Tokyo")),
            ("+91 98765 43210", Some("Asia/Kolkata")),
            ("+64 21 123 4567", Some("Pacific/Auckland")),
            ("+61 2 9999 9999", Some("Australia/Sydney")),
            ("+61 8 9999 9999", Some("Australia/Perth")),
            ("+61 8 8999 9999", Some("Australia/Darwin")),
            ("+61 8 8231 9999", Some("Australia/Adelaide")),
            ("+7 495 123 45 67", Some("Europe/Moscow")),
            ("+7 423 123 45 67", Some("Asia/Vladivostok")),
            ("+7 727 123 45 67", Some("Asia/Almaty")),
            ("+55 92 91234 5678", Some("America/Manaus")),
            ("+44 1534 123456", Some("Europe/Jersey")),
            ("+44 20 7946 0000", Some("Europe/London")),
            ("+800 1234 5678", None),
        ] {
            assert_eq!(of_number(&PhoneNumber::parse(number).unwrap()), zone, "{number}");
        }
        let country =
            |number: &str| of_phone(&PhoneNumber::parse(number).unwrap()).0.map(|country| country.code().to_owned());
        assert_eq!(country("+351 912 345 678").as_deref(), Some("PT"));
        assert_eq!(country("+49 171 1234567").as_deref(), Some("DE"));
        assert_eq!(country("+800 1234 5678"), None);
        assert_eq!(of_country("pt"), Some("Europe/Lisbon"));
        assert_eq!(of_country("US"), Some("America/New_York"));
        assert_eq!(of_country("Portugal"), None);
    }
}

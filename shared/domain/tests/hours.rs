//! Hours of the week, and time counted in working hours.

use crate::setting::at;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use leadwright_domain::value::hours::{Hours, WorkingTime};
use proptest::prelude::*;

fn hours(lines: &[&str]) -> Hours {
    Hours::try_from(lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()).unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

#[test]
fn impossible_hours_are_refused_with_their_correction() {
    for (lines, words) in [
        (vec![], "there are no working hours here"),
        (vec!["9:00-18:00"], "write them like mon-fri 9:00-18:00"),
        (vec!["mon-fri 9-18"], "write them like"),
        (vec!["mon-fri 9:00-25:00"], "write them like"),
        (vec!["mon-fri 9:60-18:00"], "write them like"),
        (vec!["monday 9:00-18:00"], "write them like"),
        (vec!["mon-fri +9:00-18:00"], "write them like"),
        (vec!["mon-fri 9:00-18:00", "fri 22:00-6:00"], "for a night write two lines"),
        (vec!["mon-fri 9:00-9:00"], "for a night write two lines"),
    ] {
        let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let wrong = Hours::try_from(text).unwrap_err();
        assert!(wrong.contains(words), "{lines:?}: {wrong}");
    }
}

/// Hours, zone, holiday, start, working time, end.
type End = (&'static [&'static str], &'static str, &'static str, &'static str, &'static str, &'static str);

const ENDS: [End; 18] = [
    // Within a day, over lunch, over night, over a weekend, from outside.
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-23T10:00Z", "5m", "2026-11-23T10:05Z"),
    (
        &["mon-fri 9:00-12:00", "mon-fri 13:00-18:00"],
        "Europe/Lisbon",
        "",
        "2026-11-23T11:30Z",
        "1h",
        "2026-11-23T13:30Z",
    ),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-23T17:58Z", "5m", "2026-11-24T09:03Z"),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-20T17:58Z", "5m", "2026-11-23T09:03Z"),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-22T12:00Z", "5m", "2026-11-23T09:05Z"),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-23T09:00Z", "9h", "2026-11-23T18:00Z"),
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "", "2026-11-22T12:00Z", "0m", "2026-11-23T09:00Z"),
    // In the person's zone.
    (&["mon-fri 9:00-18:00"], "America/Sao_Paulo", "", "2026-11-23T10:00Z", "5m", "2026-11-23T12:05Z"),
    (&["mon-fri 9:00-18:00"], "Asia/Kathmandu", "", "2026-11-23T02:00Z", "1h", "2026-11-23T04:15Z"),
    // Holidays.
    (&["mon-fri 9:00-18:00"], "Europe/Lisbon", "2026-11-23", "2026-11-20T17:58Z", "5m", "2026-11-24T09:03Z"),
    (&["mon-sun 0:00-24:00"], "Europe/Lisbon", "2026-11-23", "2026-11-22T23:50Z", "20m", "2026-11-24T00:10Z"),
    // Clocks go forward at 01:00Z on 29 March: the day has 23 hours.
    (&["mon-sun 0:00-24:00"], "Europe/Berlin", "", "2026-03-28T23:00Z", "23h", "2026-03-29T22:00Z"),
    (&["sun 1:00-4:00"], "Europe/Berlin", "", "2026-03-29T00:00Z", "2h", "2026-03-29T02:00Z"),
    // Hours that lie wholly in the missing hour have no working time.
    (&["sun 2:15-2:45", "mon 9:00-10:00"], "Europe/Berlin", "", "2026-03-29T00:00Z", "5m", "2026-03-30T07:05Z"),
    // Hours that end in the missing hour end with the change.
    (&["sun 1:30-2:30", "mon 9:00-10:00"], "Europe/Berlin", "", "2026-03-29T00:30Z", "1h", "2026-03-30T07:30Z"),
    // Clocks go back at 01:00Z on 25 October: the day has 25 hours.
    (&["mon-sun 0:00-24:00"], "Europe/Berlin", "", "2026-10-24T22:00Z", "25h", "2026-10-25T23:00Z"),
    (&["sun 1:00-4:00"], "Europe/Berlin", "", "2026-10-24T23:00Z", "4h", "2026-10-25T03:00Z"),
    // Midnight itself is missing: Cairo's clocks go from 24:00 to 1:00.
    (&["fri 0:00-2:00"], "Africa/Cairo", "", "2026-04-23T12:00Z", "1h", "2026-04-23T23:00Z"),
];

#[test]
fn working_time_ends_when_it_should() {
    for (lines, name, holiday, start, time, end) in ENDS {
        let hours = hours(lines);
        let holidays: Vec<Date> = holiday.parse().into_iter().collect();
        let work = WorkingTime::new(&hours, zone(name), [&holidays, &[]]);
        let time: SignedDuration = time.parse().unwrap();
        let done = work.add_working(at(start), time).unwrap();
        assert_eq!(done, at(end), "{lines:?} {name} {start} + {time}");
        assert_eq!(work.working_between(at(start), done), time, "{lines:?} {name} {start}");
    }
}

#[test]
fn work_without_working_hours_has_no_end() {
    let hours = hours(&["mon-fri 9:00-18:00"]);
    let work = WorkingTime::new(&hours, zone("Europe/Lisbon"), [&[], &[]]);
    for (start, time) in [
        (at("2026-11-23T10:00Z"), SignedDuration::from_hours(1_000 * 8_766)),
        (at("2026-11-23T10:00Z"), SignedDuration::MAX),
        (at("9500-11-23T10:00Z"), SignedDuration::from_mins(5)),
        (Timestamp::MAX, SignedDuration::ZERO),
    ] {
        assert_eq!(work.add_working(start, time), None, "{start} + {time}");
    }
}

#[test]
fn a_person_works_within_the_hours_of_the_zone() {
    let hours = hours(&["mon-fri 9:00-18:00", "sat 10:00-13:00"]);
    let holidays: Vec<Date> = vec!["2026-12-25".parse().unwrap()];
    for (name, moment, works) in [
        ("Europe/Lisbon", "2026-11-23T08:59:59Z", false),
        ("Europe/Lisbon", "2026-11-23T09:00Z", true),
        ("Europe/Lisbon", "2026-11-23T17:59:59Z", true),
        ("Europe/Lisbon", "2026-11-23T18:00Z", false),
        ("Europe/Berlin", "2026-11-23T08:30Z", true),
        ("Europe/Lisbon", "2026-11-21T12:00Z", true),
        ("Europe/Lisbon", "2026-11-21T13:30Z", false),
        ("Europe/Lisbon", "2026-11-22T12:00Z", false),
        ("Europe/Lisbon", "2026-12-25T12:00Z", false),
        ("Pacific/Auckland", "2026-12-24T21:00Z", false),
        ("Pacific/Auckland", "2026-12-23T21:00Z", true),
    ] {
        let work = WorkingTime::new(&hours, zone(name), [&[], &holidays]);
        assert_eq!(work.is_working(at(moment)), works, "{name} {moment}");
    }
}

const ZONES: [&str; 9] = [
    "Europe/Lisbon",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Havana",
];

fn any_hours() -> impl Strategy<Value = Hours> {
    let line = (0..7_usize, 0..7_usize, 0..1440_u16, 1..=1440_u16).prop_map(|(first, last, from, long)| {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let until = (from + long).min(1440);
        let time = |minute: u16| format!("{}:{:02}", minute / 60, minute % 60);
        format!("{}-{} {}-{}", days[first], days[last], time(from), time(until))
    });
    proptest::collection::vec(line, 1..4).prop_map(|lines| Hours::try_from(lines).unwrap())
}

/// Moments from 2011, when Samoa had no 30 December, to 2031.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    (1_300_000_000..1_925_000_000_i64).prop_map(|second| Timestamp::from_second(second).unwrap())
}

proptest! {
    #[test]
    fn the_working_time_that_was_added_lies_between(
        hours in any_hours(), name in proptest::sample::select(&ZONES[..]), start in any_moment(), minutes in 0..20_000_i64,
        off in 0..5_i64,
    ) {
        let today = start.to_zoned(zone(name)).date();
        let holidays: Vec<Date> = (0..off).map(|day| today.checked_add(day.days()).unwrap()).collect();
        let work = WorkingTime::new(&hours, zone(name), [&holidays, &[]]);
        let time = SignedDuration::from_mins(minutes);
        let end = work.add_working(start, time).unwrap();
        prop_assert!(end >= start);
        prop_assert_eq!(work.working_between(start, end), time);
        let nanosecond = SignedDuration::from_nanos(1);
        // The end never lies in closed hours: the last moment is working time.
        let last = if time.is_zero() { end } else { end - nanosecond };
        prop_assert!(work.is_working(last));
        // More work or a later start never ends earlier.
        prop_assert!(work.add_working(start, time + SignedDuration::from_mins(1)).unwrap() > end);
        prop_assert!(work.add_working(start + SignedDuration::from_mins(7), time).unwrap() >= end);
        // The parts of a working time add up.
        let middle = start + SignedDuration::from_secs(end.duration_since(start).as_secs() / 2);
        prop_assert_eq!(work.working_between(start, middle) + work.working_between(middle, end), time);
    }
}

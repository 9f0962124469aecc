//! The two days of a year that have not 24 hours: they are counted as the company's clock has them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leadwright_tests::{Stack, person};

use crate::nights::leads_by_day;

/// A lead an hour, from the half hour before the day until the one after it.
#[test]
fn r_mautic_17090_days_of_23_and_25_hours_count_each_hour_once() {
    let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
    let changes: Vec<Timestamp> =
        lisbon.following(Timestamp::now() + 48.hours()).take(2).map(|at| at.timestamp()).collect();
    let mut lengths = Vec::new();
    for change in changes {
        let day = change.to_zoned(lisbon.clone()).date();
        let midnight = day.to_zoned(lisbon.clone()).unwrap();
        let next = day.tomorrow().unwrap().to_zoned(lisbon.clone()).unwrap();
        let hours = next.duration_since(&midnight).as_hours();
        let stack = Stack::start_on(&(midnight.timestamp() - 30.minutes()).to_string());
        for number in 0..usize::try_from(hours + 2).unwrap() {
            stack.submit_and_settle("guide-download", &person(number));
            stack.advance("1h");
        }
        stack.advance("2d");
        let counted = leads_by_day(&stack);
        let (before, after) = (day.yesterday().unwrap(), day.tomorrow().unwrap());
        let expected = [(before, 1), (day, u64::try_from(hours).unwrap()), (after, 1)];
        assert_eq!(counted, expected.map(|(day, leads)| (day.to_string(), leads)));
        stack.assert_sound();
        lengths.push(hours);
    }
    lengths.sort_unstable();
    assert_eq!(lengths, [23, 25]);
}

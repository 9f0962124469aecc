//! The lead's own clock, in every zone and when clocks change.

use super::nurtured::{hours, nurtured, of_zone, verdict, wait};
use crate::setting::{at, config};
use leadwright_domain::lead::FieldValue;
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::zone;

/// The field `timezone` counts first, then the telephone number, then the country, then the company's own zone.
#[test]
fn the_time_zone_of_a_lead_is_the_first_that_is_known() {
    let config = config();
    for (fields, expected) in [
        (&[("timezone", "Asia/Tokyo"), ("phone", "+12125550100"), ("country", "IN")][..], "Asia/Tokyo"),
        (&[("timezone", "Mars/Olympus"), ("phone", "+12125550100"), ("country", "IN")], "America/New_York"),
        (&[("phone", "912 345 678"), ("country", "IN")], "Asia/Kolkata"),
        (&[("phone", "+80012345678"), ("country", "NZ")], "Pacific/Auckland"),
        (&[("country", "Middle-earth")], "Europe/Lisbon"),
        (&[], "Europe/Lisbon"),
    ] {
        let (mut lead, _) = nurtured();
        for (name, value) in fields {
            lead.fields.insert((*name).to_owned(), FieldValue((*value).to_owned(), 0, false));
        }
        assert_eq!(zone::zone_of(&lead, &config.company).iana_name(), Some(expected), "{fields:?}");
    }
}

/// Mautic schedules in UTC and sends hours off.
#[test]
fn r_mautic_7665_nine_is_nine_on_each_leads_own_clock() {
    let mut config = config();
    config.sending.hours = hours(&["mon-sun 9:00-10:00"]);
    for (zone, expected) in [
        ("Europe/Lisbon", "2026-11-25T09:00:00Z"),
        ("America/New_York", "2026-11-24T14:00:00Z"),
        ("Asia/Tokyo", "2026-11-25T00:00:00Z"),
        ("Asia/Kolkata", "2026-11-25T03:30:00Z"),
        ("Pacific/Auckland", "2026-11-24T20:00:00Z"),
    ] {
        let (mut lead, entry) = nurtured();
        of_zone(&mut lead, zone);
        let SendVerdict::Wait { until, .. } =
            verdict(&lead, &entry, &Outside::default(), &config, at("2026-11-24T10:00:00Z"))
        else {
            panic!("{zone}")
        };
        assert_eq!(until, at(expected), "{zone}");
    }
}

/// Daylight saving: the hour that is not there, the hour that is there twice, and the day after.
#[test]
fn r_mautic_17090_daylight_saving_moves_no_mail() {
    for (zone, open, now, expected) in [
        // New York goes forward on 14 March 2027 and back on 7 November 2027.
        ("America/New_York", "mon-sun 9:00-10:00", "2027-03-13T15:00:00Z", "2027-03-14T13:00:00Z"),
        ("America/New_York", "mon-sun 9:00-10:00", "2027-11-06T15:00:00Z", "2027-11-07T14:00:00Z"),
        ("America/New_York", "mon-sun 2:30-4:00", "2027-03-14T05:00:00Z", "2027-03-14T07:00:00Z"),
        ("America/New_York", "mon-sun 1:30-1:45", "2027-11-07T04:00:00Z", "2027-11-07T05:30:00Z"),
        // The second half past one is no second opening.
        ("America/New_York", "mon-sun 1:30-1:45", "2027-11-07T05:50:00Z", "2027-11-08T06:30:00Z"),
        ("Europe/Lisbon", "mon-sun 9:00-10:00", "2027-03-27T12:00:00Z", "2027-03-28T08:00:00Z"),
        ("Pacific/Auckland", "mon-sun 9:00-10:00", "2027-04-03T00:00:00Z", "2027-04-03T21:00:00Z"),
        ("Asia/Kolkata", "mon-sun 9:00-10:00", "2027-03-14T05:00:00Z", "2027-03-15T03:30:00Z"),
    ] {
        let mut config = config();
        config.sending.hours = hours(&[open]);
        let (mut lead, entry) = nurtured();
        of_zone(&mut lead, zone);
        let SendVerdict::Wait { until, .. } = verdict(&lead, &entry, &Outside::default(), &config, at(now)) else {
            panic!("{zone} {now}")
        };
        assert_eq!(until, at(expected), "{zone} {now}");
        assert_eq!(verdict(&lead, &entry, &Outside::default(), &config, until), SendVerdict::Go);
    }
}

/// A day has 23, 24 or 25 hours.
#[test]
fn the_daily_limit_counts_days_of_the_leads_time_zone() {
    for (zone, sent, now, expected) in [
        ("Asia/Tokyo", "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z", "2026-11-24T15:00:00Z"),
        ("America/New_York", "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z", "2026-11-25T05:00:00Z"),
        ("America/New_York", "2027-11-07T04:30:00Z", "2027-11-07T05:00:00Z", "2027-11-08T05:00:00Z"),
        // Midnight is not there: Beirut's clocks go forward at it.
        ("Asia/Beirut", "2027-03-27T12:00:00Z", "2027-03-27T13:00:00Z", "2027-03-27T22:00:00Z"),
    ] {
        let mut config = config();
        config.sending.a_day = 1;
        let (mut lead, entry) = nurtured();
        of_zone(&mut lead, zone);
        lead.marketing_sent_at = vec![at(sent).as_millisecond()];
        assert_eq!(
            verdict(&lead, &entry, &Outside::default(), &config, at(now)),
            wait(expected, "At most 1 marketing mail a day"),
            "{zone}"
        );
    }
}

//! Steps that wait for a date of the lead: the day before a webinar, a week after a trial began.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use leadwright_domain::activity::{ActivityKind, Mailing};
use leadwright_domain::config::Config;
use leadwright_domain::lead::AgendaEntry;
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::sequence::{DateWait, Step};
use leadwright_domain::timeline::skipped;
use leadwright_domain::words::Words;
use leadwright_domain::zone::zone_of;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::life::{Life, MONDAY, with_steps};
use crate::setting::{activity, at, post};

/// A reminder the day before the date, and a mail the day after.
pub(super) fn webinar() -> Value {
    json!([
        {"name": "remind", "wait": {"until": "webinar_at", "minus": "1d", "at": "9:00"}, "mail": "tips"},
        {"name": "after", "wait": {"until": "webinar_at", "plus": "1d"}, "mail": "story"},
    ])
}

pub(super) fn config(steps: &Value) -> Config {
    let mut config = with_steps(steps);
    let field = serde_json::from_value(json!({"name": "webinar_at", "label": "Webinar"})).unwrap();
    config.forms.get_mut("guide").unwrap().fields.push(field);
    config.hashed()
}

/// The life of a lead with that date, in that time zone.
pub(super) fn life(config: Config, date: &str, zone: &str) -> Life {
    let mut life = Life::of(config);
    life.tell(&post(MONDAY, "guide", &fields(date, zone)));
    life
}

pub(super) fn fields<'a>(date: &'a str, zone: &'a str) -> Vec<(&'static str, &'a str)> {
    let all = [("email", "jose@gmail.com"), ("webinar_at", date), ("timezone", zone)];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

pub(super) fn planned(life: &Life) -> Option<AgendaEntry> {
    life.lead().agenda().iter().find(|entry| entry.is_marketing()).cloned()
}

pub(super) fn lines(life: &Life) -> Vec<String> {
    life.timeline.iter().flat_map(|applied| skipped(&applied.decisions, Words::english())).collect()
}

#[test]
fn a_date_counts_on_the_leads_own_clock() {
    let lisbon = "Europe/Lisbon";
    for (wait, date, zone, due) in [
        (json!({"minus": "1d", "at": "9:00"}), "2026-12-10", lisbon, "2026-12-09T09:00:00Z"),
        (json!({"minus": "1d", "at": "9:00"}), "2026-12-10", "America/New_York", "2026-12-09T14:00:00Z"),
        (json!({"minus": "1d", "at": "9:00"}), "2026-12-10 15:00", lisbon, "2026-12-09T09:00:00Z"),
        (json!({"minus": "1d"}), "2026-12-10 15:00", lisbon, "2026-12-09T15:00:00Z"),
        (json!({"minus": "1d"}), "2026-12-10T15:00:00Z", "America/New_York", "2026-12-09T15:00:00Z"),
        (json!({"minus": "1d"}), "2026-12-10", lisbon, "2026-12-09T09:00:00Z"),
        (json!({"minus": "1h"}), "2026-12-10 15:00", lisbon, "2026-12-10T14:00:00Z"),
        (json!({"minus": "1d 12h"}), "2026-12-10 15:00", lisbon, "2026-12-09T03:00:00Z"),
        (json!({"plus": "1h"}), "2026-12-10T16:00+01:00", lisbon, "2026-12-10T16:00:00Z"),
        (json!({"plus": "7d", "at": "8:30"}), "2026-12-10", lisbon, "2026-12-17T08:30:00Z"),
        (json!({}), "2026-12-10 15:00", lisbon, "2026-12-10T15:00:00Z"),
        (json!({}), "2026-12-10", lisbon, "2026-12-10T09:00:00Z"),
        // The clocks go forward on 28 March 2027: a day before 15:00 is 15:00, 24 hours before it are 14:00.
        (json!({"minus": "1d"}), "2027-03-28 15:00", lisbon, "2027-03-27T15:00:00Z"),
        (json!({"minus": "25h"}), "2027-03-28 15:00", lisbon, "2027-03-27T13:00:00Z"),
        (json!({"plus": "1d", "at": "1:30"}), "2027-03-27", lisbon, "2027-03-28T01:00:00Z"),
        (json!({"plus": "1d", "at": "1:30"}), "2026-10-24", lisbon, "2026-10-25T00:30:00Z"),
    ] {
        let mut wait = wait;
        wait["until"] = json!("webinar_at");
        let life = life(config(&json!([{"name": "a", "wait": wait, "mail": "tips"}])), date, zone);
        let read: DateWait = serde_json::from_value(wait.clone()).unwrap();
        let target = read.target(life.lead(), &zone_of(life.lead(), &life.config.company)).unwrap();
        assert_eq!(target.at, at(due), "{wait} {date} {zone}");
        if target.at > at(MONDAY) {
            assert_eq!(planned(&life).unwrap().delivery.due, at(due), "{wait} {date} {zone}");
        }
    }
}

#[test]
fn steps_whose_time_has_passed_are_skipped() {
    // On the Monday: the webinar is on this very day, or was on Sunday.
    for (date, expected, skips) in [
        (
            "2026-11-23 15:00",
            &["Tue 24 15:00 mail story"][..],
            &["step remind of s skipped: its time by webinar_at has passed"][..],
        ),
        ("2026-11-25 15:00", &["Tue 24 09:00 mail tips", "Thu 26 15:00 mail story"], &[]),
        (
            "2026-11-20",
            &[],
            &[
                "step remind of s skipped: its time by webinar_at has passed",
                "step after of s skipped: its time by webinar_at has passed",
            ],
        ),
    ] {
        let mut life = life(config(&webinar()), date, "");
        life.until("2026-12-31T00:00:00Z");
        assert_eq!(life.log(), expected, "{date}");
        assert_eq!(lines(&life), skips, "{date}");
    }
    // As the step says: at once, but a mail before the date never at the date or later.
    let mut steps = webinar();
    for at in [0, 1] {
        steps[at]["wait"]["late"] = json!("now");
    }
    for (date, expected) in [
        ("2026-11-23 15:00", &["Mon 23 09:00 mail tips", "Tue 24 15:00 mail story"][..]),
        ("2026-11-23 09:00", &["Tue 24 09:00 mail story"]),
        ("2026-11-20", &["Mon 23 09:00 mail story"]),
    ] {
        let mut life = life(config(&steps), date, "");
        life.until("2026-12-31T00:00:00Z");
        assert_eq!(life.log(), expected, "{date}");
    }
}

#[test]
fn without_a_date_the_way_ends_and_the_timeline_says_why() {
    for (date, why) in [
        ("", "step remind of s skipped: webinar_at holds no date"),
        (
            "next week",
            "step remind of s skipped: webinar_at holds something that is no date: it is read like 2026-12-10 or 2026-12-10 15:00",
        ),
    ] {
        let life = life(config(&webinar()), date, "");
        assert!(life.lead().enrolments.is_empty(), "{date}");
        assert_eq!(lines(&life), [why]);
    }
    // A step further on ends the way.
    let mut steps = webinar().as_array().unwrap().clone();
    steps.insert(0, json!({"name": "hello", "mail": "story"}));
    let mut life = life(config(&json!(steps)), "", "");
    life.until("2026-12-31T00:00:00Z");
    assert_eq!(life.log(), ["Mon 23 09:00 mail story"]);
    assert_eq!(life.ended("s"), Some("webinar_at holds no date"));
}

#[test]
fn another_date_moves_the_step() {
    let edited = |date: &str| ActivityKind::Edited {
        fields: [("webinar_at".to_owned(), date.to_owned())].into(),
        by: "ana".to_owned(),
    };
    let due = |life: &Life| planned(life).map(|entry| entry.delivery.due);
    let mut life = life(config(&webinar()), "2026-12-10 15:00", "");
    assert_eq!(due(&life), Some(at("2026-12-09T09:00:00Z")));
    // By another post of the form, by hand; also for the lead's clock.
    life.tell(&post("2026-11-24T09:00:00Z", "guide", &fields("2026-12-17 15:00", "")));
    assert_eq!(due(&life), Some(at("2026-12-16T09:00:00Z")));
    life.happens("2026-11-24T10:00:00Z", edited("2026-12-03T15:00:00Z"));
    assert_eq!(due(&life), Some(at("2026-12-02T09:00:00Z")));
    life.tell(&post("2026-11-24T11:00:00Z", "guide", &[("email", "jose@gmail.com"), ("timezone", "America/New_York")]));
    assert_eq!(due(&life), Some(at("2026-12-02T14:00:00Z")));
    // What changes no date moves nothing.
    let before = planned(&life);
    life.happens("2026-11-24T12:00:00Z", ActivityKind::TemperatureChanged);
    assert_eq!(planned(&life), before);
    // It is past by now: the reminder is skipped, and what follows it planned.
    life.happens("2026-11-25T12:00:00Z", edited("2026-11-25T15:00:00Z"));
    assert_eq!(lines(&life), ["step remind of s skipped: its time by webinar_at has passed"]);
    assert_eq!(due(&life), Some(at("2026-11-26T15:00:00Z")));
    life.happens("2026-11-25T13:00:00Z", edited(""));
    assert_eq!((due(&life), life.ended("s")), (None, Some("webinar_at holds no date")));
}

/// A mail that waited until the date (quiet hours, the brake, an outage) is not sent: the sequence goes on behind it.
#[test]
fn a_mail_before_the_date_that_came_too_late_is_dropped_alone() {
    let mut life = life(config(&webinar()), "2026-12-10 15:00", "");
    let entry = planned(&life).unwrap();
    let verdict = |life: &Life, now: Timestamp| {
        let rules = life.config.sending_rules();
        rules.verdict(leadwright_domain::activity::Recipient::Lead, &entry, life.lead(), &Outside::default(), now)
    };
    assert_eq!(verdict(&life, at("2026-12-10T14:59:59Z")), SendVerdict::Go);
    let now = at("2026-12-10T15:00:00Z");
    let SendVerdict::Drop(reason) = verdict(&life, now) else { panic!("it is too late") };
    let mailing: Mailing = entry.mailing().unwrap();
    life.tell(&activity(now, "dropped", ActivityKind::MailDropped { mailing, reason: reason.clone() }));
    assert_eq!(reason, "Its time by webinar_at has passed");
    assert_eq!(planned(&life).unwrap().delivery.due, at("2026-12-11T15:00:00Z"));
    assert_eq!(life.ended("s"), None);
}

#[test]
fn mistakes_are_named_with_what_to_write() {
    let read = |wait: Value| {
        let step = json!({"name": "a", "wait": wait, "mail": "tips"});
        serde_json::from_value::<Step>(step).map_err(|error| error.to_string())
    };
    for (wait, words) in [
        (json!({"until": "webinar_at", "minus": "1d", "plus": "1d"}), "`minus` or `plus`"),
        (json!({"until": "webinar_at", "minus": "1h", "at": "9:00"}), "`at` goes with whole days"),
        (json!({"until": "webinar_at", "minus": "soon"}), "is no time to wait"),
        (json!({"minus": "1d"}), "missing field `until`"),
        (json!({"until": "webinar_at", "late": "send"}), "expected `skip` or `now`"),
        (json!("soon"), "write it like 90m, 4h or 3d"),
        (json!(90), "write it like 90m, 4h or 3d"),
        (json!(true), "a time like 3d, or a date like {until: webinar_at, minus: 1d}"),
    ] {
        let said = read(wait.clone()).unwrap_err();
        assert!(said.contains(words), "{wait}: {said}");
    }
    let whole = read(json!({"until": "webinar_at", "minus": "1d", "at": "9:00", "late": "now"})).unwrap();
    assert_eq!(serde_json::from_value::<Step>(serde_json::to_value(&whole).unwrap()).unwrap(), whole);
    let only = serde_json::from_value::<Step>(json!({"name": "a", "wait": {"until": "webinar_at"}}));
    assert!(only.unwrap_err().to_string().contains("give the date to the step that does something"));
    for (field, words) in [
        ("webinar_at", None),
        ("webinar", Some("no form has a field `webinar` that the date could stand in")),
        ("employees", Some("`employees` holds no date")),
    ] {
        let mut steps = webinar();
        steps[0]["wait"]["until"] = json!(field);
        let all: Vec<String> = config(&steps).check().into_iter().map(|one| one.message).collect();
        match words {
            None => assert_eq!(all, [""; 0]),
            Some(words) => assert!(all.iter().any(|message| message.contains(words)), "{all:?}"),
        }
    }
}

/// The number that one form asks for would take the place of the date that another one asked for.
#[test]
fn a_field_that_is_a_date_in_one_form_only_is_named_with_the_other_form() {
    for (kind, is_right) in
        [("date", true), ("text", true), ("number", false), ("country", false), ("message", false), ("checkbox", false)]
    {
        let mut config = config(&webinar());
        let field = json!({"name": "webinar_at", "label": "Webinar", "type": kind});
        config.forms.get_mut("demo").unwrap().fields.push(serde_json::from_value(field).unwrap());
        let all: Vec<String> = config.hashed().check().into_iter().map(|one| one.message).collect();
        let words = "`webinar_at` holds no date in forms/demo.yaml: name a field that has the type `date`, `text` or `choice` in every form";
        assert_eq!(all.iter().any(|message| message == words), !is_right, "{kind}: {all:?}");
    }
}

fn any_zone() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("Europe/Lisbon"), Just("America/New_York"), Just("Australia/Lord_Howe"), Just("Asia/Tokyo")]
}

/// A wait before the date, in days with and without a time, or in hours.
fn any_wait() -> impl Strategy<Value = Value> {
    let before = prop_oneof![Just("1d"), Just("3d"), Just("2h"), Just("90m")];
    (before, 0..24_u8, any::<bool>(), any::<bool>()).prop_map(|(minus, hour, has_time, late)| {
        let mut wait = json!({"until": "webinar_at", "minus": minus, "late": if late { "now" } else { "skip" }});
        if has_time && minus.ends_with('d') {
            wait["at"] = json!(format!("{hour}:00"));
        }
        wait
    })
}

/// A date around the changes of the clocks, with a time or without.
fn any_date() -> impl Strategy<Value = String> {
    let days = prop_oneof![0..20_i64, 110..140_i64, 330..345_i64];
    (days, 0..24_u8, 0..3_u8).prop_map(|(days, hour, kind)| {
        let day = jiff::civil::date(2026, 11, 20).saturating_add(days.days());
        match kind {
            0 => day.to_string(),
            1 => format!("{day} {hour:02}:30"),
            _ => format!("{day}T{hour:02}:30:00Z"),
        }
    })
}

/// When the date comes, on those clocks.
fn comes(date: &str, zone: &str) -> Timestamp {
    let zone = TimeZone::get(zone).unwrap();
    match date.parse::<Timestamp>() {
        Ok(instant) => instant,
        Err(_) if date.len() == 10 => date.parse::<jiff::civil::Date>().unwrap().to_zoned(zone).unwrap().timestamp(),
        Err(_) => date.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone).unwrap().timestamp(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_mail_before_the_date_is_never_sent_at_the_date_or_later(
        wait in any_wait(),
        hours in prop::option::of(prop_oneof![Just("mon-fri 9:00-12:00"), Just("sat 10:00-11:00")]),
        zone in any_zone(),
        dates in prop::collection::vec((1..200_i64, any_date()), 1..5),
    ) {
        let mut step = json!({"name": "a", "wait": wait, "mail": "tips"});
        if let Some(hours) = hours {
            step["at"] = json!([hours]);
        }
        let mut life = Life::of(config(&json!([step])));
        let mut now = at(MONDAY);
        let mut date = dates[0].1.clone();
        life.tell(&post(MONDAY, "guide", &fields(&date, zone)));
        for (hours, other) in &dates {
            let sent_before = life.log().len();
            let until = now + SignedDuration::from_hours(*hours);
            life.until(&until.to_string());
            if life.log().len() > sent_before {
                let sent = life.timeline.iter().rev().find(|one| matches!(&one.activity.kind, ActivityKind::MailSent(mailing) if mailing.step.is_some()));
                prop_assert!(sent.unwrap().applied_at < comes(&date, zone), "{} {} {:?}", date, zone, life.log());
            }
            // What is planned lies before the date.
            now = until;
            date.clone_from(other);
            let text = now.to_string();
            life.tell(&activity(now, &text, ActivityKind::Edited { fields: [("webinar_at".to_owned(), date.clone())].into(), by: "ana".to_owned() }));
            if let Some(entry) = planned(&life) {
                prop_assert!(entry.delivery.due < comes(&date, zone), "{} {}: {:?}", date, zone, entry);
            }
        }
        prop_assert!(life.log().len() <= 1);
    }

    /// The date moved by whole days moves the mail by those days, on the lead's clock.
    #[test]
    fn moving_the_date_moves_the_time(days in 3..300_i64, by in 1..60_i64, hour in 0..24_i8, zone in any_zone()) {
        let day = jiff::civil::date(2026, 11, 23).saturating_add(days.days());
        let steps = json!([{"name": "a", "wait": {"until": "webinar_at", "minus": "1d", "at": "9:00"}, "mail": "tips"}]);
        let mut life = life(config(&steps), &format!("{day} {hour:02}:15"), zone);
        let clock = |life: &Life| planned(life).unwrap().delivery.due.to_zoned(TimeZone::get(zone).unwrap()).datetime();
        let first = clock(&life);
        prop_assert_eq!(first, day.yesterday().unwrap().at(9, 0, 0, 0));
        let moved = day.saturating_add(by.days());
        life.tell(&post("2026-11-23T10:00:00Z", "guide", &fields(&format!("{moved}T{hour:02}:15"), zone)));
        prop_assert_eq!(clock(&life), first.saturating_add(by.days()));
    }
}

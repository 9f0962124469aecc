//! May a mail go, now? Each rule, the lead's own clock, and what must hold whatever the rules are.
#![allow(clippy::missing_docs_in_private_items, reason = "tests")]

mod setting;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use leadwright_domain::activity::{ActivityId, ActivityKind, Contact, Interaction, Preferences, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Task};
use leadwright_domain::lead::{FieldValue, Lead, PreferenceChoice, Ticket};
use leadwright_domain::sending;
use leadwright_domain::sending::Brake;
use leadwright_domain::sending::{Control, Outside, SendVerdict};
use leadwright_domain::value::stage::Stage;
use leadwright_domain::zone;
use proptest::prelude::*;
use setting::{activity, at, config, post, run};

/// A Tuesday, 10:00 in Lisbon.
const DUE: &str = "2026-11-24T10:00:00Z";

fn nurtured() -> (Lead, AgendaEntry) {
    let (lead, _) = run(&config(), &[post("2026-11-23T10:00:00Z", "guide", &[("email", "maria@acme.example")])]);
    let entry = lead.agenda.iter().find(|entry| entry.is_marketing()).unwrap().clone();
    assert_eq!(entry.due, at(DUE));
    (lead, entry)
}

fn verdict(lead: &Lead, entry: &AgendaEntry, outside: &Outside, config: &Config, now: Timestamp) -> SendVerdict {
    sending::config.sending_rules().verdict(Recipient::Lead, entry, lead, &outside, now)
}

fn hours(lines: &[&str]) -> leadwright_domain::value::hours::Hours {
    lines.iter().map(ToString::to_string).collect::<Vec<_>>().try_into().unwrap()
}

fn wait(until: &str, reason: &str) -> SendVerdict {
    SendVerdict::Wait { until: at(until), reason: reason.to_owned() }
}

fn drop(reason: &str) -> SendVerdict {
    SendVerdict::Drop(reason.to_owned())
}

fn preferences(off: &[&str], paused_until: Option<&str>) -> PreferenceChoice {
    let off = off.iter().map(ToString::to_string).collect();
    let preferences = Preferences { off, paused_until: paused_until.map(at), again: false };
    PreferenceChoice { activity: ActivityId::new(at("2026-11-23T12:00:00Z"), &["chosen"]), preferences }
}

/// One change of the lead, of what stands in other rows, or of the rules, and what becomes of the mail.
type Case = (&'static str, fn(&mut Lead, &mut Outside, &mut Config), SendVerdict);

#[test]
fn what_drops_a_mail() {
    assert_cases(vec![
        ("nothing is in the way", |_, _, _| {}, SendVerdict::Go),
        ("no address", |lead, _, _| drop_field(lead, "email"), drop("No e-mail address")),
        (
            "on the list",
            |_, outside, _| outside.suppressed = true,
            drop("The address is on the list of those that take no mail"),
        ),
        (
            "unsubscribed",
            |lead, _, _| lead.unsubscribed = Some(ActivityId::new(at("2026-11-24T09:00:00Z"), &["no"])),
            drop("Unsubscribed"),
        ),
        (
            "the topic is off",
            |lead, _, _| lead.preferences = Some(preferences(&["tips"], None)),
            drop("They want no mail about “Tips”"),
        ),
        ("another topic is off", |lead, _, _| lead.preferences = Some(preferences(&["news"], None)), SendVerdict::Go),
        ("no consent", |lead, _, _| lead.consent = None, drop("No consent to marketing mail")),
        ("with sales", |lead, _, _| lead.stage = Stage::Sql, drop("The stage is sql")),
        (
            "the sequence is over",
            |lead, _, _| lead.enrolments.get_mut("nurture").unwrap().ended = Some("x".to_owned()),
            drop("The sequence nurture is over"),
        ),
        ("the sequence is gone", |_, _, config| drop_sequence(config), drop("The sequence nurture is gone")),
        ("the step is gone", |_, _, config| drop_step(config), drop("The step tips is gone")),
    ]);
}

#[test]
fn what_puts_a_mail_off() {
    assert_cases(vec![
        (
            "paused by the lead",
            |lead, _, _| lead.preferences = Some(preferences(&[], Some("2026-12-23T12:00:00Z"))),
            wait("2026-12-23T12:00:00Z", "They asked for a pause until 23 Dec 2026"),
        ),
        (
            "the pause is over",
            |lead, _, _| lead.preferences = Some(preferences(&[], Some("2026-11-24T10:00:00Z"))),
            SendVerdict::Go,
        ),
        (
            "paused by us",
            |_, outside, _| outside.control.paused = BTreeSet::from(["nurture".to_owned()]),
            wait("2026-11-24T11:00:00Z", "The sequence nurture is paused"),
        ),
        (
            "the brake",
            |_, outside, _| brake(&mut outside.control),
            wait("2026-11-24T11:00:00Z", "All marketing mail is stopped: 3% bounced"),
        ),
        (
            "a talk",
            |lead, _, _| lead.talked = Some(ActivityId::new(at("2026-11-23T15:00:00Z"), &["talk"])),
            wait("2026-12-07T15:00:00Z", "A salesperson spoke with them on 23 Nov 2026"),
        ),
        (
            "a talk long ago",
            |lead, _, _| lead.talked = Some(ActivityId::new(at("2026-11-10T10:00:00Z"), &["talk"])),
            SendVerdict::Go,
        ),
        (
            "a question to customer service",
            |lead, _, _| open_ticket(lead),
            wait("2026-11-25T10:00:00Z", "They wait for an answer of customer service"),
        ),
        (
            "enough for today",
            |lead, _, config| {
                config.sending.a_day = 1;
                lead.mailed = vec![at("2026-11-24T00:30:00Z").as_millisecond()];
            },
            wait("2026-11-25T00:00:00Z", "At most 1 marketing mail a day"),
        ),
        (
            "enough for the week",
            |lead, _, config| {
                config.sending.a_week = 2;
                lead.mailed =
                    ["2026-11-18T23:00:00Z", "2026-11-20T12:00:00Z"].map(|one| at(one).as_millisecond()).into();
            },
            wait("2026-11-25T00:00:00Z", "At most 2 marketing mails in 7 days"),
        ),
        (
            "another mail is under way",
            |lead, _, config| {
                config.sending.a_day = 1;
                let mut other = lead.agenda.iter().find(|entry| entry.is_marketing()).unwrap().clone();
                other.id = "other".to_owned();
                other.claim(at("2026-11-24T09:59:00Z"), "tips");
                lead.agenda.push(other);
            },
            wait("2026-11-25T00:00:00Z", "At most 1 marketing mail a day"),
        ),
        (
            "before hours",
            |_, _, config| config.sending.hours = hours(&["mon-fri 11:00-18:00"]),
            wait("2026-11-24T11:00:00Z", "Marketing mail goes mon-fri 11:00-18:00 by the lead's clock"),
        ),
        (
            "the step has hours of its own",
            |_, _, config| step(config).at = Some(hours(&["thu 9:00-10:00"])),
            wait("2026-11-26T09:00:00Z", "This one goes thu 9:00-10:00 by the lead's clock"),
        ),
    ]);
}

fn assert_cases(cases: Vec<Case>) {
    for (name, change, expected) in cases {
        let (mut lead, entry) = nurtured();
        let (mut outside, mut config) = (Outside::default(), config());
        change(&mut lead, &mut outside, &mut config);
        assert_eq!(verdict(&lead, &entry, &outside, &config, at(DUE)), expected, "{name}");
    }
}

fn drop_field(lead: &mut Lead, name: &str) {
    lead.fields.remove(name);
}

fn drop_sequence(config: &mut Config) {
    config.sequences.remove("nurture");
}

fn drop_step(config: &mut Config) {
    config.sequences.get_mut("nurture").unwrap().steps.remove(0);
}

fn step(config: &mut Config) -> &mut leadwright_domain::sequence::Step {
    &mut config.sequences.get_mut("nurture").unwrap().steps[0]
}

/// A brake that is on for days has each mail looked at a few times a day.
#[test]
fn what_waits_for_the_brake_is_looked_at_ever_less_often() {
    let (lead, entry) = nurtured();
    for (since, until) in [
        ("2026-11-24T10:00:00Z", "2026-11-24T10:15:00Z"),
        ("2026-11-24T09:50:00Z", "2026-11-24T10:15:00Z"),
        ("2026-11-24T09:30:00Z", "2026-11-24T10:30:00Z"),
        ("2026-11-24T08:00:00Z", "2026-11-24T12:00:00Z"),
        ("2026-11-20T08:00:00Z", "2026-11-24T14:00:00Z"),
    ] {
        let mut outside = Outside::default();
        brake(&mut outside.control);
        outside.control.brake.as_mut().unwrap().since = at(since);
        let expected = wait(until, "All marketing mail is stopped: 3% bounced");
        assert_eq!(verdict(&lead, &entry, &outside, &config(), at(DUE)), expected, "{since}");
    }
}

fn brake(control: &mut Control) {
    control.brake = Some(Brake {
        since: at("2026-11-24T09:00:00Z"),
        why: "3% bounced".to_owned(),
        headline: String::new(),
        told: false,
        by: String::new(),
    });
}

fn open_ticket(lead: &mut Lead) {
    let activity = ActivityId::new(at("2026-11-23T12:00:00Z"), &["ticket"]);
    lead.tickets.insert("T-1".to_owned(), Ticket { activity, open: true });
}

/// One wait stands for all that is known: what is looked at again can go.
#[test]
fn waits_are_one_with_their_reasons() {
    let (mut lead, entry) = nurtured();
    let mut config = config();
    config.sending.a_day = 1;
    config.sending.hours = hours(&["mon-fri 8:00-18:00"]);
    // A Friday, so that the day after is a Saturday.
    lead.mailed = vec![at("2026-11-27T09:00:00Z").as_millisecond()];
    let reason = "At most 1 marketing mail a day; Marketing mail goes mon-fri 8:00-18:00 by the lead's clock";
    let now = at("2026-11-27T10:00:00Z");
    assert_eq!(verdict(&lead, &entry, &Outside::default(), &config, now), wait("2026-11-30T08:00:00Z", reason));
    assert_eq!(verdict(&lead, &entry, &Outside::default(), &config, at("2026-11-30T08:00:00Z")), SendVerdict::Go);

    lead.preferences = Some(preferences(&[], Some("2026-12-05T12:00:00Z")));
    let SendVerdict::Wait { until, reason } = verdict(&lead, &entry, &Outside::default(), &config, now) else {
        panic!()
    };
    assert_eq!(until, at("2026-12-07T08:00:00Z"), "{reason}");
    assert!(reason.starts_with("They asked for a pause until 5 Dec 2026; "), "{reason}");
}

/// What ends nobody knows when has one reason from look to look, whatever the hour: it is recorded once.
#[test]
fn a_pause_of_ours_keeps_its_reason_overnight_and_looks_in_hours_only() {
    let (lead, entry) = nurtured();
    let mut config = config();
    config.sending.hours = hours(&["mon-fri 8:00-18:00"]);
    let mut outside = Outside::default();
    outside.control.paused = BTreeSet::from(["nurture".to_owned()]);
    let mut now = at(DUE);
    for _ in 0..100 {
        let SendVerdict::Wait { until, reason } = verdict(&lead, &entry, &outside, &config, now) else { panic!() };
        assert_eq!(reason, "The sequence nurture is paused");
        assert!(until > now && until.to_zoned(TimeZone::get("Europe/Lisbon").unwrap()).hour() >= 8);
        now = until;
    }
}

#[test]
fn what_waited_too_long_is_dropped() {
    let (mut lead, mut entry) = nurtured();
    let config = config();
    open_ticket(&mut lead);
    entry.hold(at("2026-11-25T10:00:00Z"), "They wait for an answer of customer service");
    let late = at(DUE) + SignedDuration::from_hours(45 * 24);
    assert!(matches!(verdict(&lead, &entry, &Outside::default(), &config, late), SendVerdict::Wait { .. }));
    let later = late + SignedDuration::from_secs(1);
    let reason = "It waited too long (They wait for an answer of customer service)";
    assert_eq!(verdict(&lead, &entry, &Outside::default(), &config, later), drop(reason));
}

#[test]
fn notifications_go_at_any_hour_but_to_no_address_on_the_list() {
    let (mut lead, _) = nurtured();
    let mut config = config();
    config.sending.hours = hours(&["sun 3:00-3:01"]);
    open_ticket(&mut lead);
    let entry = lead.agenda.iter().find(|entry| !entry.is_marketing()).unwrap().clone();
    let mut outside = Outside::default();
    brake(&mut outside.control);
    assert_eq!(verdict(&lead, &entry, &outside, &config, at(DUE)), SendVerdict::Go);
    outside.suppressed = true;
    assert!(matches!(verdict(&lead, &entry, &outside, &config, at(DUE)), SendVerdict::Drop(_)));
}

#[test]
fn a_talk_and_a_ticket_are_taken_from_the_timeline() {
    let contact = Contact { by: "ana".to_owned(), reached: true, note: None };
    let ticket = |name: &str| Interaction { name: Some(name.to_owned()), ..Interaction::default() };
    let (lead, _) = run(
        &config(),
        &[
            post("2026-11-23T10:00:00Z", "guide", &[("email", "maria@acme.example")]),
            activity(at("2026-11-23T11:00:00Z"), "a", ActivityKind::CallLogged(contact)),
            activity(at("2026-11-23T12:00:00Z"), "b", ActivityKind::TicketOpened(ticket("T-1"))),
            activity(at("2026-11-23T13:00:00Z"), "c", ActivityKind::TicketOpened(ticket("T-2"))),
            activity(at("2026-11-23T14:00:00Z"), "d", ActivityKind::TicketClosed(ticket("T-1"))),
        ],
    );
    let entry = lead.agenda.iter().find(|entry| entry.is_marketing()).unwrap().clone();
    assert_eq!(
        verdict(&lead, &entry, &Outside::default(), &config(), at(DUE)),
        wait(
            "2026-12-07T11:00:00Z",
            "A salesperson spoke with them on 23 Nov 2026; They wait for an answer of customer service"
        )
    );
}

fn of_zone(lead: &mut Lead, name: &str) {
    lead.fields.insert("timezone".to_owned(), FieldValue(name.to_owned(), 0, false));
}

/// What is given counts before the number, the number before the country, the country before us.
#[test]
fn whose_clock_it_is() {
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

/// Scheduled in UTC, sent hours off.
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

/// The day of a limit is the lead's: 23, 24 or 25 hours.
#[test]
fn a_day_ends_at_the_leads_own_midnight() {
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
        lead.mailed = vec![at(sent).as_millisecond()];
        assert_eq!(
            verdict(&lead, &entry, &Outside::default(), &config, at(now)),
            wait(expected, "At most 1 marketing mail a day"),
            "{zone}"
        );
    }
}

const ZONES: [&str; 8] = [
    "Europe/Lisbon",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/St_Johns",
    "Asia/Beirut",
    "Australia/Lord_Howe",
];

const WEEKS: [&[&str]; 5] = [
    &["mon-sun 0:00-24:00"],
    &["mon-fri 8:00-18:00"],
    &["sun 1:30-3:30"],
    &["mon 9:00-10:00", "thu 16:00-16:30"],
    &["sat-mon 23:00-24:00", "sun-tue 0:00-0:30"],
];

fn setting() -> impl Strategy<FieldValue = (Config, Lead, AgendaEntry, Outside)> {
    let zones = prop::sample::select(&ZONES[..]);
    let weeks = prop::sample::select(&WEEKS[..]);
    let pause = prop::option::of(0_i64..60 * 24 * 50);
    (zones, weeks, 1_u32..4, 0_u32..6, pause, prop::option::of(0_i64..60 * 24 * 20), any::<[bool; 3]>()).prop_map(
        |(zone, week, a_day, more, pause, talk, [ticket, braked, paused])| {
            let (mut lead, entry) = nurtured();
            let (mut config, mut outside) = (config(), Outside::default());
            of_zone(&mut lead, zone);
            config.sending.hours = hours(week);
            (config.sending.a_day, config.sending.a_week) = (a_day, a_day + more);
            let later = |minutes: i64| at(DUE) + SignedDuration::from_mins(minutes);
            if let Some(minutes) = pause {
                let until = later(minutes).to_string();
                lead.preferences = Some(preferences(&[], Some(&until)));
            }
            lead.talked = talk.map(|minutes| ActivityId::new(later(-minutes), &["talk"]));
            if ticket {
                open_ticket(&mut lead);
            }
            if braked {
                brake(&mut outside.control);
            }
            if paused {
                outside.control.paused.insert("nurture".to_owned());
            }
            (config, lead, entry, outside)
        },
    )
}

/// No more than so many on any day and in any seven days of the lead's own calendar.
fn assert_within_limits(lead: &Lead, config: &Config, sent: &[Timestamp]) {
    let zone = zone::zone_of(lead, &config.company);
    let days: Vec<_> = sent.iter().map(|at| at.to_zoned(zone.clone()).date()).collect();
    for day in &days {
        let in_days = |span: i32| days.iter().filter(|other| **other <= *day && **other > *day - span.days()).count();
        assert!(in_days(1) <= config.sending.a_day as usize, "{sent:?}");
        assert!(in_days(7) <= config.sending.a_week as usize, "{sent:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Looked at again whenever it says so, a mail comes to an end, never in the past; it goes in hours, within limits.
    #[test]
    fn mails_come_to_an_end_in_hours_and_within_limits(
        (config, mut lead, entry, mut outside) in setting(),
        pauses in prop::collection::vec(0_i64..60 * 30, 1..24),
        start in 0_i64..60 * 24 * 365,
    ) {
        let zone = zone::zone_of(&lead, &config.company);
        let mut now = at(DUE) + SignedDuration::from_mins(start);
        let mut sent = Vec::new();
        for pause in pauses {
            now += SignedDuration::from_mins(pause);
            let mut looks = 0;
            while let SendVerdict::Wait { until, reason } = verdict(&lead, &entry, &outside, &config, now) {
                prop_assert!(until > now && !reason.is_empty(), "{until} {now} {reason}");
                now = until;
                looks += 1;
                prop_assert!(looks < 60, "{reason}");
                if looks == 12 {
                    // What has no end of its own ends: an answer, a release, a sequence that goes on.
                    lead.tickets.clear();
                    outside = Outside::default();
                }
            }
            prop_assert_eq!(verdict(&lead, &entry, &outside, &config, now), SendVerdict::Go);
            let wall = now.to_zoned(zone.clone());
            let working = leadwright_domain::value::hours::WorkingTime::new(&config.sending.hours, zone.clone(), [&[], &[]]);
            prop_assert!(working.is_working(now), "{wall}");
            sent.push(now);
            // As the fold counts it.
            lead.mailed.push(now.as_millisecond());
            let surplus = lead.mailed.len().saturating_sub(16);
            lead.mailed.drain(..surplus);
        }
        assert_within_limits(&lead, &config, &sent);
    }
}

#[test]
fn a_send_is_counted_once_and_only_if_it_is_marketing() {
    let config = config();
    let mut all = vec![post("2026-11-23T10:00:00Z", "guide", &[("email", "maria@acme.example")])];
    let (lead, _) = run(&config, &all);
    for (number, entry) in lead.agenda.iter().enumerate() {
        let Task::Mail { .. } = &entry.task else { continue };
        let mailing = entry.task.mailing(&entry.id).unwrap();
        for again in ["once", "twice"] {
            let time = at(DUE) + SignedDuration::from_mins(i64::try_from(number).unwrap());
            all.push(activity(time, &format!("{number}{again}"), ActivityKind::MailSent(mailing.clone())));
        }
    }
    let (lead, _) = run(&config, &all);
    assert_eq!(lead.mailed.len(), 1);
}

/// One mistake of the configuration, and a part of what is said of it.
type Mistake = (fn(&mut Config), &'static str, &'static str);

#[test]
fn mistakes_of_the_rules_are_found_where_they_stand() {
    assert_eq!(config().check(), []);
    let mistakes: Vec<Mistake> = vec![
        (|config| config.sending.a_day = 0, "a_day", "lets no marketing mail go"),
        (|config| config.sending.a_week = 2, "a_week", "less than `a_day`"),
        (|config| config.sending.a_week = 17, "a_week", "at most 16"),
        (|config| config.sending.give_up_after = "31d".to_owned().try_into().unwrap(), "give_up_after", "at least 32d"),
        (|config| config.sending.after_a_talk = "60d".to_owned().try_into().unwrap(), "give_up_after", "no less than"),
        (|config| topic(config, "Big News", "x"), "Big News", "lower-case letters"),
        (|config| topic(config, "news", " "), "news", "no words"),
    ];
    for (change, near, message) in mistakes {
        let mut config = config();
        change(&mut config);
        let problems = config.check();
        let [problem] = &problems[..] else { panic!("{near}: {problems:?}") };
        assert!(problem.near == near && problem.message.contains(message), "{problem:?}");
    }
}

fn topic(config: &mut Config, name: &str, words: &str) {
    config.sending.topics.insert(name.to_owned(), words.to_owned());
}

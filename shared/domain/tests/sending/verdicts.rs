//! What drops a mail and what puts it off, rule by rule.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use leadwright_domain::activity::{ActivityId, ActivityKind, Contact, Interaction};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::value::stage::Stage;

use super::nurtured::{DUE, brake, drop, hours, nurtured, open_ticket, preferences, verdict, wait};
use crate::setting::{activity, at, config, post, run};

/// One change of the lead, of what stands in other rows, or of the rules, and what becomes of the mail.
type Case = (&'static str, fn(&mut Lead, &mut Outside, &mut Config), SendVerdict);

#[test]
fn each_reason_to_drop_a_mail_drops_it() {
    assert_cases(vec![
        ("nothing is in the way", |_, _, _| {}, SendVerdict::Go),
        ("no address", |lead, _, _| drop_field(lead, "email"), drop("No e-mail address")),
        ("on the list", |_, outside, _| outside.suppressed = true, drop("The address is on the suppression list")),
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
fn each_reason_to_wait_puts_a_mail_off() {
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
            |lead, _, _| lead.last_contact = Some(ActivityId::new(at("2026-11-23T15:00:00Z"), &["talk"])),
            wait("2026-12-07T15:00:00Z", "A salesperson spoke with them on 23 Nov 2026"),
        ),
        (
            "a talk long ago",
            |lead, _, _| lead.last_contact = Some(ActivityId::new(at("2026-11-10T10:00:00Z"), &["talk"])),
            SendVerdict::Go,
        ),
        (
            "a question to customer service",
            |lead, _, _| open_ticket(lead),
            wait("2026-11-25T10:00:00Z", "A support ticket is open"),
        ),
        (
            "enough for today",
            |lead, _, config| {
                config.sending.a_day = 1;
                lead.marketing_sent_at = vec![at("2026-11-24T00:30:00Z").as_millisecond()];
            },
            wait("2026-11-25T00:00:00Z", "At most 1 marketing mail a day"),
        ),
        (
            "enough for the week",
            |lead, _, config| {
                config.sending.a_week = 2;
                lead.marketing_sent_at =
                    ["2026-11-18T23:00:00Z", "2026-11-20T12:00:00Z"].map(|one| at(one).as_millisecond()).into();
            },
            wait("2026-11-25T00:00:00Z", "At most 2 marketing mails in 7 days"),
        ),
        (
            "another mail is under way",
            |lead, _, config| {
                config.sending.a_day = 1;
                let mut other = lead.agenda().iter().find(|entry| entry.is_marketing()).unwrap().clone();
                other.id = "other".to_owned();
                other.claim(at("2026-11-24T09:59:00Z"), "tips");
                lead.change_agenda(|agenda| agenda.push(other));
            },
            wait("2026-11-25T00:00:00Z", "At most 1 marketing mail a day"),
        ),
        (
            "before hours",
            |_, _, config| config.sending.hours = hours(&["mon-fri 11:00-18:00"]),
            wait("2026-11-24T11:00:00Z", "Marketing mail is sent mon-fri 11:00-18:00 in the lead's time zone"),
        ),
        (
            "the step has hours of its own",
            |_, _, config| step(config).at = Some(hours(&["thu 9:00-10:00"])),
            wait("2026-11-26T09:00:00Z", "This mail is sent thu 9:00-10:00 in the lead's time zone"),
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

/// While the brake is on for days, each mail is checked a few times a day.
#[test]
fn a_mail_that_waits_for_the_brake_is_checked_less_and_less_often() {
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

/// The wait covers every known reason, so that the mail can go at the next check.
#[test]
fn several_reasons_to_wait_become_one_wait() {
    let (mut lead, entry) = nurtured();
    let mut config = config();
    config.sending.a_day = 1;
    config.sending.hours = hours(&["mon-fri 8:00-18:00"]);
    // A Friday, so that the day after is a Saturday.
    lead.marketing_sent_at = vec![at("2026-11-27T09:00:00Z").as_millisecond()];
    let reason = "At most 1 marketing mail a day; Marketing mail is sent mon-fri 8:00-18:00 in the lead's time zone";
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

/// A wait without a known end keeps one reason from check to check, so that it is recorded once.
#[test]
fn a_mail_of_a_paused_sequence_is_checked_in_sending_hours_and_keeps_its_reason() {
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
fn a_mail_that_waited_too_long_is_dropped() {
    let (mut lead, mut entry) = nurtured();
    let config = config();
    open_ticket(&mut lead);
    entry.delivery.hold(at("2026-11-25T10:00:00Z"), "A support ticket is open");
    let late = at(DUE) + SignedDuration::from_hours(45 * 24);
    assert!(matches!(verdict(&lead, &entry, &Outside::default(), &config, late), SendVerdict::Wait { .. }));
    let later = late + SignedDuration::from_secs(1);
    let reason = "It waited too long (A support ticket is open)";
    assert_eq!(verdict(&lead, &entry, &Outside::default(), &config, later), drop(reason));
}

#[test]
fn a_visitors_mail_goes_at_any_hour_but_never_to_a_suppressed_address() {
    let (mut lead, _) = nurtured();
    let mut config = config();
    config.sending.hours = hours(&["sun 3:00-3:01"]);
    open_ticket(&mut lead);
    let entry = lead.agenda().iter().find(|entry| !entry.is_marketing()).unwrap().clone();
    let mut outside = Outside::default();
    assert_eq!(verdict(&lead, &entry, &outside, &config, at(DUE)), SendVerdict::Go);
    outside.suppressed = true;
    assert!(matches!(verdict(&lead, &entry, &outside, &config, at(DUE)), SendVerdict::Drop(_)));
}

#[test]
fn the_last_contact_and_open_tickets_follow_the_timeline() {
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
    let entry = lead.agenda().iter().find(|entry| entry.is_marketing()).unwrap().clone();
    assert_eq!(
        verdict(&lead, &entry, &Outside::default(), &config(), at(DUE)),
        wait("2026-12-07T11:00:00Z", "A salesperson spoke with them on 23 Nov 2026; A support ticket is open")
    );
}

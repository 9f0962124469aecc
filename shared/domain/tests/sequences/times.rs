//! When a step is due, and which of several goes first.

use leadwright_domain::config::Config;
use leadwright_domain::sequence::next_ready;
use serde_json::json;

use super::life::{Life, MONDAY, with, with_steps};
use crate::setting::{at, post};

#[test]
fn r_mautic_7665_hours_are_those_of_the_leads_own_clock() {
    let at_nine = json!([{"name": "a", "wait": "1d", "at": ["mon-fri 9:00-10:00"], "mail": "tips"}]);
    for (posted, zone, hours, due) in [
        (MONDAY, "Europe/Lisbon", None, "2026-11-24T09:00:00Z"),
        (MONDAY, "America/New_York", None, "2026-11-24T14:00:00Z"),
        (MONDAY, "Asia/Tokyo", None, "2026-11-25T00:00:00Z"),
        // Friday evening: the next weekday.
        ("2026-11-27T18:00:00Z", "Europe/Lisbon", None, "2026-11-30T09:00:00Z"),
        // The clocks go forward, and back, on the Sunday between.
        ("2027-03-26T18:00:00Z", "Europe/Lisbon", None, "2027-03-29T08:00:00Z"),
        ("2026-10-23T18:00:00Z", "Europe/Lisbon", None, "2026-10-26T09:00:00Z"),
        // And in the hours when marketing mail may go at all.
        (MONDAY, "Europe/Lisbon", Some("tue-sun 9:30-18:00"), "2026-11-24T09:30:00Z"),
        (MONDAY, "Europe/Lisbon", Some("thu 0:00-9:15"), "2026-11-26T09:00:00Z"),
        (MONDAY, "Nowhere/None", None, "2026-11-24T09:00:00Z"),
    ] {
        let mut config = with_steps(&at_nine);
        if let Some(hours) = hours {
            config.sending.hours = vec![hours.to_owned()].try_into().unwrap();
        }
        let mut life = Life::of(config);
        life.tell(&post(posted, "guide", &[("email", "jose@gmail.com"), ("timezone", zone)]));
        let entry = life.lead().agenda().iter().find(|entry| entry.is_marketing()).unwrap();
        assert_eq!(entry.delivery.due, at(due), "{posted} {zone} {hours:?}");
    }
    // A mail without hours of its own shows its true time, too.
    let mut config = with_steps(&json!([{"name": "a", "wait": "1d", "mail": "tips"}]));
    config.sending.hours = vec!["mon-fri 12:00-18:00".to_owned()].try_into().unwrap();
    let life = Life::nurtured(config);
    assert_eq!(life.lead().agenda().last().unwrap().delivery.due, at("2026-11-24T12:00:00Z"));
}

#[test]
fn a_step_whose_time_never_comes_is_named() {
    let mut config = with_steps(&json!([{"name": "a", "at": ["sun 3:00-4:00"], "mail": "tips"}]));
    let never =
        |config: &Config| config.check().into_iter().any(|problem| problem.message.contains("its time never comes"));
    for (hours, expected) in
        [("mon-sun 0:00-24:00", false), ("mon-fri 8:00-18:00", true), ("sun 4:00-9:00", true), ("sun 3:59-9:00", false)]
    {
        config.sending.hours = vec![hours.to_owned()].try_into().unwrap();
        assert_eq!(never(&config), expected, "{hours}");
    }
}

#[test]
fn notifications_go_first_then_the_sequence_of_higher_priority() {
    let one = |priority: u8, wait: &str| json!({"topic": "tips", "starts_on": {"form": "guide"}, "priority": priority, "steps": [{"name": "a", "wait": wait, "mail": "tips"}]});
    let life = Life::nurtured(with(&[("first", one(0, "1h")), ("more", one(5, "3h")), ("same", one(5, "2h"))]));
    let mut lead = life.lead().clone();
    let mut order = Vec::new();
    while let Some(entry) = next_ready(&lead, &life.config.sequences, at("2026-11-23T18:00:00Z")).cloned() {
        order.push(entry.step().map_or("thanks", |step| {
            if step.sequence == "more" {
                "more"
            } else if step.sequence == "same" {
                "same"
            } else {
                "first"
            }
        }));
        lead.change_agenda(|agenda| agenda.retain(|other| other.id != entry.id));
    }
    assert_eq!(order, ["thanks", "same", "more", "first"]);
    assert_eq!(next_ready(life.lead(), &life.config.sequences, at("2026-11-23T08:00:00Z")), None);
}

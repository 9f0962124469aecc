//! A lead with a marketing mail that is due, and the verdict on it.

use jiff::Timestamp;
use leadwright_domain::activity::{ActivityId, Preferences, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, FieldValue, Lead, PreferenceChoice, Ticket};
use leadwright_domain::sending::{Brake, Control, Outside, SendVerdict};

use crate::setting::{at, config, post, run};

/// A Tuesday, 10:00 in Lisbon.
pub(super) const DUE: &str = "2026-11-24T10:00:00Z";

pub(super) fn nurtured() -> (Lead, AgendaEntry) {
    let (lead, _) = run(&config(), &[post("2026-11-23T10:00:00Z", "guide", &[("email", "maria@acme.example")])]);
    let entry = lead.agenda().iter().find(|entry| entry.is_marketing()).unwrap().clone();
    assert_eq!(entry.delivery.due, at(DUE));
    (lead, entry)
}

pub(super) fn verdict(
    lead: &Lead,
    entry: &AgendaEntry,
    outside: &Outside,
    config: &Config,
    now: Timestamp,
) -> SendVerdict {
    config.sending_rules().verdict(Recipient::Lead, entry, lead, outside, now)
}

pub(super) fn hours(lines: &[&str]) -> leadwright_domain::value::hours::Hours {
    lines.iter().map(ToString::to_string).collect::<Vec<_>>().try_into().unwrap()
}

pub(super) fn wait(until: &str, reason: &str) -> SendVerdict {
    SendVerdict::Wait { until: at(until), reason: reason.to_owned() }
}

pub(super) fn drop(reason: &str) -> SendVerdict {
    SendVerdict::Drop(reason.to_owned())
}

pub(super) fn preferences(off: &[&str], paused_until: Option<&str>) -> PreferenceChoice {
    let off = off.iter().map(ToString::to_string).collect();
    let preferences = Preferences { off, paused_until: paused_until.map(at), again: false };
    PreferenceChoice { activity: ActivityId::new(at("2026-11-23T12:00:00Z"), &["chosen"]), preferences }
}

pub(super) fn brake(control: &mut Control) {
    control.brake = Some(Brake {
        since: at("2026-11-24T09:00:00Z"),
        why: "3% bounced".to_owned(),
        headline: String::new(),
        told: false,
        by: String::new(),
    });
}

pub(super) fn open_ticket(lead: &mut Lead) {
    let activity = ActivityId::new(at("2026-11-23T12:00:00Z"), &["ticket"]);
    lead.tickets.insert("T-1".to_owned(), Ticket { activity, open: true });
}

pub(super) fn of_zone(lead: &mut Lead, name: &str) {
    lead.fields.insert("timezone".to_owned(), FieldValue(name.to_owned(), 0, false));
}

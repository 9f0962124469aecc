//! The reasons why marketing mail waits, and until when. Mail to visitors shares the brake and the longest wait.
//!
//! There are two kinds: reasons with an end of their own (a pause, an open ticket, the brake), and the lead's own clock
//! (limits per day and week, hours). The clock's rules are applied to the moment at which the first kind ends, again
//! and again until none of them moves it. So a mail that waited can be sent at its next check.

use std::fmt::Write;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::activity::mail::StepRef;
use crate::lead::Lead;
use crate::lead::agenda::AgendaEntry;
use crate::lead::delivery::Delivery;
use crate::sending::control::{Brake, Control};
use crate::sending::parts::{SendVerdict, SendingRules};
use crate::sequence::step::Step;
use crate::value::hours::Hours;
use crate::value::text::one_line;

/// The time between two checks while a person has paused the sequence.
pub const PAUSED: SignedDuration = SignedDuration::from_hours(1);

/// The shortest and longest time between two checks while the brake is on. In between it is the time the brake has been
/// on, so that a night on the brake costs few checks of each mail.
const BRAKED: [SignedDuration; 2] = [SignedDuration::from_mins(15), SignedDuration::from_hours(4)];

/// The time between two checks while customer service has an open ticket of the lead.
const UNANSWERED: SignedDuration = SignedDuration::from_hours(24);

/// The longest text of all reasons together, in characters, since it is stored on the lead.
const REASON: usize = 300;

/// The clock's rules agree after a few rounds; the check of the configuration finds rules that never agree.
const ROUNDS: usize = 32;

/// One mail and all that decides whether it waits, and how long.
pub(crate) struct Waits<'a> {
    pub(crate) entry: &'a AgendaEntry,
    /// The step of a sequence that the mail is, if it is one.
    pub(crate) of: Option<&'a StepRef>,
    pub(crate) step: Option<&'a Step>,
    pub(crate) lead: &'a Lead,
    pub(crate) control: &'a Control,
    pub(crate) rules: &'a SendingRules<'a>,
    pub(crate) now: Timestamp,
}

impl Waits<'_> {
    /// The verdict: the mail may be sent, waits, or has waited too long.
    pub(crate) fn verdict(&self) -> SendVerdict {
        if let Some(reason) = too_late(&self.entry.delivery, self.rules.sending.give_up_after.duration(), self.now) {
            return SendVerdict::Drop(reason);
        }
        match self.wait() {
            Some((until, reason)) => SendVerdict::Wait { until, reason },
            None => SendVerdict::Go,
        }
    }

    /// The time until which the mail waits, and the reasons; none if it may be sent now.
    fn wait(&self) -> Option<(Timestamp, String)> {
        let zone = crate::zone::zone_of(self.lead, self.rules.company);
        let looked_for = [self.sequence_paused(), self.braked(), self.unanswered()];
        // Nobody knows when these end. The clock's reasons are left out then, as they would change with every check.
        let is_open = looked_for.iter().any(Option::is_some);
        let known = [self.paused_by_lead(&zone), self.in_talks(&zone)];
        let all: Vec<_> = known.into_iter().chain(looked_for).flatten().collect();
        let until = all.iter().map(|(until, _)| *until).fold(self.now, Timestamp::max);
        let mut reasons: Vec<String> = all.into_iter().map(|(_, reason)| reason).collect();
        let (until, by_clock) = self.by_clock(until, &zone);
        if !is_open {
            reasons.extend(by_clock);
        }
        (until > self.now).then(|| (until, one_line(&reasons.join("; "), REASON)))
    }

    fn paused_by_lead(&self, zone: &TimeZone) -> Option<(Timestamp, String)> {
        let until = self.lead.preferences.as_ref()?.preferences.paused_until?;
        (until > self.now).then(|| (until, format!("They asked for a pause until {}", day(until, zone))))
    }

    fn in_talks(&self, zone: &TimeZone) -> Option<(Timestamp, String)> {
        let talked = self.lead.last_contact.as_ref()?.occurred_at();
        let until = talked + self.rules.sending.after_a_talk.duration();
        (until > self.now).then(|| (until, format!("A salesperson spoke with them on {}", day(talked, zone))))
    }

    fn sequence_paused(&self) -> Option<(Timestamp, String)> {
        let sequence = &self.of?.sequence;
        let is_paused = self.control.paused.contains(sequence);
        is_paused.then(|| (self.now + PAUSED, format!("The sequence {sequence} is paused")))
    }

    fn braked(&self) -> Option<(Timestamp, String)> {
        let (until, brake) = braked_until(self.control, self.now)?;
        Some((until, format!("All marketing mail is stopped: {}", brake.why)))
    }

    fn unanswered(&self) -> Option<(Timestamp, String)> {
        let is_open = self.lead.tickets.values().any(|ticket| ticket.open);
        is_open.then(|| (self.now + UNANSWERED, "A support ticket is open".to_owned()))
    }

    /// The first moment from `start` on that the lead's own clock allows, and the rules that moved it.
    fn by_clock(&self, start: Timestamp, zone: &TimeZone) -> (Timestamp, Vec<String>) {
        let rules = self.rules.sending;
        let mut until = start;
        let mut reasons: Vec<String> = Vec::new();
        for _ in 0..ROUNDS {
            let before = until;
            let mut put_off = |to: Timestamp, reason: String| {
                if to > until {
                    until = to;
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
                until
            };
            let (a_day, a_week) = (usize_of(rules.a_day), usize_of(rules.a_week));
            let at = put_off(self.day_with_room(before, 1, a_day, zone), format!("At most {} a day", mails(a_day)));
            let at = put_off(self.day_with_room(at, 7, a_week, zone), format!("At most {} in 7 days", mails(a_week)));
            let at = put_off(rules.hours.opening(at, zone), shown("Marketing mail is sent", &rules.hours));
            if let Some(hours) = self.step.and_then(|step| step.at.as_ref()) {
                put_off(hours.opening(at, zone), shown("This mail is sent", hours));
            }
            if until == before {
                break;
            }
        }
        (until, reasons)
    }

    /// `start`, or the beginning of the first later day for which `span` days up to and with it hold fewer than `most`
    /// mails.
    fn day_with_room(&self, start: Timestamp, span: i32, most: usize, zone: &TimeZone) -> Timestamp {
        let sent = self.days_of_mails(zone);
        let mut at = start;
        let mut day = start.to_zoned(zone.clone()).date();
        loop {
            let in_span = sent.iter().filter(|sent| (0..span).contains(&days_between(**sent, day))).count();
            if in_span < most {
                return at;
            }
            // Nothing is planned beyond the end of the calendar.
            let Some(next) = day.tomorrow().ok() else { return at };
            let Ok(midnight) = next.to_zoned(zone.clone()) else { return at };
            (day, at) = (next, midnight.timestamp());
        }
    }

    /// The days of the zone on which marketing mail was sent to the lead, or may have been: an open claim of another
    /// mail counts.
    fn days_of_mails(&self, zone: &TimeZone) -> Vec<Date> {
        let others = self.lead.agenda.iter().filter(|other| other.is_marketing() && other.id != self.entry.id);
        let attempts = others.filter_map(|other| other.delivery.claim.as_ref()).map(|claim| claim.at);
        let sent = self.lead.marketing_sent_at.iter().filter_map(|at| Timestamp::from_millisecond(*at).ok());
        sent.chain(attempts).map(|at| at.to_zoned(zone.clone()).date()).collect()
    }
}

/// The brake that is on, and the time at which a mail that waits for it is checked again.
pub(crate) fn braked_until(control: &Control, now: Timestamp) -> Option<(Timestamp, &Brake)> {
    let brake = control.brake.as_ref()?;
    let [shortest, longest] = BRAKED;
    let pause = now.duration_since(brake.since).clamp(shortest, longest);
    Some((now + pause, brake))
}

/// The reason to drop a mail that was put off and has waited longer than `longest`, in a reader's words.
pub(crate) fn too_late(delivery: &Delivery, longest: SignedDuration, now: Timestamp) -> Option<String> {
    delivery.planned.filter(|planned| now.duration_since(*planned) > longest)?;
    let mut reason = "It waited too long".to_owned();
    if let Some(held) = &delivery.held {
        let _ = write!(reason, " ({held})");
    }
    Some(reason)
}

fn days_between(from: Date, until: Date) -> i32 {
    // The calendar has fewer days than an i32 holds.
    i32::try_from(until.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

fn day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-d %b %Y").to_string()
}

fn mails(count: usize) -> String {
    if count == 1 { "1 marketing mail".to_owned() } else { format!("{count} marketing mails") }
}

fn shown(what: &str, hours: &Hours) -> String {
    format!("{what} {} in the lead's time zone", Vec::from(hours.clone()).join(", "))
}

fn usize_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

//! What marketing mail waits for.
//!
//! Two kinds: what ends at some moment that is looked for (a pause, an answer, the brake), and what the lead's own clock
//! says (so many a day and a week, hours). The second is asked of the moment that the first leaves, again and again until
//! nothing moves it any more, so that a mail which is put off can go when it is looked at again.

use std::fmt::Write;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::activity::mail::StepRef;
use crate::lead::Lead;
use crate::lead::agenda::AgendaEntry;
use crate::sending::control::Control;
use crate::sending::parts::{SendVerdict, SendingRules};
use crate::sequence::step::Step;
use crate::value::hours::Hours;
use crate::value::text::one_line;

/// A sequence that somebody paused is looked at again after this time.
pub const PAUSED: SignedDuration = SignedDuration::from_hours(1);

/// While the brake is on: as long as it has been on by now, so that a night of it costs few looks at each mail.
const BRAKED: [SignedDuration; 2] = [SignedDuration::from_mins(15), SignedDuration::from_hours(4)];

/// A question to customer service that has no answer yet.
const UNANSWERED: SignedDuration = SignedDuration::from_hours(24);

/// The reasons stand on the lead, all of them in so many characters.
const REASON: usize = 300;

/// The clock's rules agree after a few rounds; `Config::check` finds those that never do.
const ROUNDS: usize = 32;

/// Whether, and how long, one mail waits.
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
    /// It may go, waits, or has waited too long.
    pub(crate) fn verdict(&self) -> SendVerdict {
        match self.wait() {
            _ if self.is_too_late() => SendVerdict::Drop(self.too_late()),
            Some((until, reason)) => SendVerdict::Wait { until, reason },
            None => SendVerdict::Go,
        }
    }

    /// Until when it waits and why; none if it may go now.
    fn wait(&self) -> Option<(Timestamp, String)> {
        let zone = crate::zone::zone_of(self.lead, self.rules.company);
        let looked_for = [self.sequence_paused(), self.braked(), self.unanswered()];
        // Nobody knows when it ends, so the clock's part is no reason yet: it would change with every look.
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

    /// It was put off so long that it tells nobody anything any more.
    fn is_too_late(&self) -> bool {
        let longest = self.rules.sending.give_up_after.duration();
        self.entry.delivery.planned.is_some_and(|planned| self.now.duration_since(planned) > longest)
    }

    fn too_late(&self) -> String {
        let mut reason = "It waited too long".to_owned();
        if let Some(held) = &self.entry.delivery.held {
            let _ = write!(reason, " ({held})");
        }
        reason
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
        let brake = self.control.brake.as_ref()?;
        let [shortest, longest] = BRAKED;
        let pause = self.now.duration_since(brake.since).clamp(shortest, longest);
        Some((self.now + pause, format!("All marketing mail is stopped: {}", brake.why)))
    }

    fn unanswered(&self) -> Option<(Timestamp, String)> {
        let is_open = self.lead.tickets.values().any(|ticket| ticket.open);
        is_open.then(|| (self.now + UNANSWERED, "They wait for an answer of customer service".to_owned()))
    }

    /// The first moment from `start` on that the lead's own clock allows, and what put it off.
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
            let at = put_off(rules.hours.opening(at, zone), shown("Marketing mail goes", &rules.hours));
            if let Some(hours) = self.step.and_then(|step| step.at.as_ref()) {
                put_off(hours.opening(at, zone), shown("This one goes", hours));
            }
            if until == before {
                break;
            }
        }
        (until, reasons)
    }

    /// `start`, or the beginning of the first day after it, so that `span` days with that one have fewer than `most`.
    fn day_with_room(&self, start: Timestamp, span: i32, most: usize, zone: &TimeZone) -> Timestamp {
        let sent = self.days_of_mails(zone);
        let mut at = start;
        let mut day = start.to_zoned(zone.clone()).date();
        loop {
            let in_span = sent.iter().filter(|sent| (0..span).contains(&days_between(**sent, day))).count();
            if in_span < most {
                return at;
            }
            // Past the end of the calendar nothing is planned.
            let Some(next) = day.tomorrow().ok() else { return at };
            let Ok(midnight) = next.to_zoned(zone.clone()) else { return at };
            (day, at) = (next, midnight.timestamp());
        }
    }

    /// On which days of the zone marketing mails went to the lead, or may have: an attempt may have sent another one.
    fn days_of_mails(&self, zone: &TimeZone) -> Vec<Date> {
        let others = self.lead.agenda.iter().filter(|other| other.is_marketing() && other.id != self.entry.id);
        let attempts = others.filter_map(|other| other.delivery.claim.as_ref()).map(|claim| claim.at);
        let sent = self.lead.marketing_sent_at.iter().filter_map(|at| Timestamp::from_millisecond(*at).ok());
        sent.chain(attempts).map(|at| at.to_zoned(zone.clone()).date()).collect()
    }
}

fn days_between(from: Date, until: Date) -> i32 {
    // Whole days: no more than the calendar has.
    i32::try_from(until.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

fn day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-d %b %Y").to_string()
}

fn mails(count: usize) -> String {
    if count == 1 { "1 marketing mail".to_owned() } else { format!("{count} marketing mails") }
}

fn shown(what: &str, hours: &Hours) -> String {
    format!("{what} {} by the lead's clock", Vec::from(hours.clone()).join(", "))
}

fn usize_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

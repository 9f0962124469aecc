//! What the demo's salespeople do with a lead that is handed off to them, in their working hours.

use fastrand::Rng;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use leadwright_domain::company::{Person, Team};
use serde_json::{Value, json};

use super::deeds::{Deed, Deeds};
use super::people::{Visitor, by_share, chance, one_of};

/// A working day, in minutes of work.
const DAY: i64 = 9 * 60;

/// The most calls to a lead that nothing comes of: they end with the demo.
const CALLS: u32 = 16;

/// What comes of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nobody takes it on in time; the manager does something about it, mostly.
    Forgotten,
    NeverReached,
    NotAFit,
    NotNow,
    Lost,
    Won,
    /// It is still worked on.
    Open,
}

/// How many of 100 leads come to what.
const OUTCOMES: [(Outcome, u32); 7] = [
    (Outcome::Forgotten, 6),
    (Outcome::NeverReached, 12),
    (Outcome::NotAFit, 12),
    (Outcome::NotNow, 14),
    (Outcome::Lost, 13),
    (Outcome::Won, 18),
    (Outcome::Open, 25),
];

const TALKS: [&str; 8] = [
    "They plan with a whiteboard and phone calls. Two dispatchers. Wants to see the phone app first.",
    "Decision together with the owner. Sends us three typical jobs by mail.",
    "Uses a competitor's tool since 2021, unhappy with support. Contract ends in spring.",
    "Mostly maintenance contracts. Offline use in basements is a must.",
    "Budget is in next year's plan. Wants numbers to show the owner.",
    "Good fit. Asked for references in the same trade.",
    "Spoke with the assistant first, then with the head of operations. Friendly, in a hurry.",
    "Has read the guide. Wants to know how long the switch takes.",
];

const PROMISES: [&str; 5] = [
    "Send the offer",
    "Call about the offer",
    "Send references of the trade",
    "Ask whether the owner has decided",
    "Show the app",
];

const EVIDENCE: [&str; 4] = [
    "Said so on the phone",
    "The budget is approved",
    "Wants to start before the season",
    "The owner was in the meeting",
];

/// A lead that was handed off.
pub(super) struct Case<'a> {
    pub(super) lead: &'a str,
    pub(super) visitor: &'a Visitor,
    pub(super) owner: &'a Person,
    pub(super) team: &'a Team,
    /// When its owner was told.
    pub(super) at: Timestamp,
    /// Somebody else had it before.
    pub(super) is_second: bool,
}

impl Case<'_> {
    /// Plans what the owner does with it.
    pub(super) fn work(&self, rng: &mut Rng, deeds: &mut Deeds) {
        if self.visitor.is_robot {
            let at = self.after(self.at, rng.i64(20..200));
            let bad = json!({"reason": "not-a-person", "note": "Advertising, sent by a program."});
            self.tell(at, "marked_bad", bad, deeds);
            self.tell(at, "stage_moved", json!({"to": "disqualified", "reason": "no-need"}), deeds);
            return;
        }
        // Whom the manager gives a lead forgets it not again.
        let outcomes = OUTCOMES.into_iter().filter(|(outcome, _)| !self.is_second || *outcome != Outcome::Forgotten);
        let outcome = by_share(outcomes, rng).unwrap_or(Outcome::Open);
        if outcome == Outcome::Forgotten {
            return self.reassign(rng, deeds);
        }
        let minutes = if chance(62, rng) { rng.i64(1..5) } else { rng.i64(6..300) };
        let accepted = self.after(self.at, minutes);
        self.tell(accepted, "accepted", json!({}), deeds);
        let mut at = self.after(accepted, rng.i64(2..50));
        let tries = if outcome == Outcome::NeverReached { 3 } else { rng.usize(..3) };
        for _ in 0..tries {
            self.tell(at, "call_logged", json!({"reached": false}), deeds);
            at = self.after(at, rng.i64(DAY / 2..DAY));
        }
        if outcome == Outcome::NeverReached {
            if chance(30, rng) {
                let bad = json!({"reason": "wrong-number", "note": "The number belongs to somebody else."});
                self.tell(at, "marked_bad", bad, deeds);
            }
            let end = json!({"to": "disqualified", "reason": "not-reached"});
            return self.tell(at, "stage_moved", end, deeds);
        }
        self.tell(at, "call_logged", json!({"note": one_of(&TALKS, rng)}), deeds);
        self.decide(outcome, self.after(at, rng.i64(2..20)), rng, deeds);
    }

    /// Plans what follows the first talk.
    fn decide(&self, outcome: Outcome, at: Timestamp, rng: &mut Rng, deeds: &mut Deeds) {
        let evidence = one_of(&EVIDENCE, rng);
        let answers = |answers: Value| json!({"answers": answers, "evidence": evidence});
        let meeting = self.after(at, rng.i64(DAY..DAY * 6));
        match outcome {
            Outcome::NotAFit => {
                self.tell(at, "qualified", answers(json!({"need": "no"})), deeds);
                let reason = one_of(&["no-need", "too-small"], rng);
                self.tell(at, "stage_moved", json!({"to": "disqualified", "reason": reason}), deeds);
            }
            Outcome::NotNow => {
                self.tell(at, "qualified", answers(json!({"need": "yes", "budget": "no"})), deeds);
                let again = at.to_zoned(self.owner.timezone.time_zone()).date().saturating_add(rng.i64(12..90).days());
                let reason = one_of(&["not-now", "no-budget", "contract"], rng);
                let moved = json!({"to": "recycled", "reason": reason, "again_on": again, "note": "Friendly: call again then."});
                self.tell(at, "stage_moved", moved, deeds);
                self.come_back(again, rng, deeds);
            }
            Outcome::Open => {
                let known =
                    if chance(50, rng) { json!({"need": "yes"}) } else { json!({"need": "yes", "timeline": "yes"}) };
                self.tell(at, "qualified", answers(known), deeds);
                self.promise(at, meeting, rng, deeds);
                if chance(40, rng) {
                    self.tell(meeting, "meeting_held", json!({"note": one_of(&TALKS, rng)}), deeds);
                }
                self.keep_in_touch(meeting, rng, deeds);
            }
            Outcome::Lost | Outcome::Won => {
                let known = json!({"need": "yes", "budget": "yes", "timeline": "yes", "authority": "yes"});
                self.tell(at, "qualified", answers(known), deeds);
                self.promise(at, meeting, rng, deeds);
                self.tell(meeting, "meeting_held", json!({"note": one_of(&TALKS, rng)}), deeds);
                let end = self.after(meeting, rng.i64(DAY..DAY * 16));
                self.promise(meeting, end, rng, deeds);
                if outcome == Outcome::Won {
                    let amount = 900 + self.visitor.employees.min(400) * rng.u32(40..150);
                    self.tell(end, "deal_won", json!({"amount": amount}), deeds);
                } else {
                    let reason = one_of(&["competitor", "no-decision"], rng);
                    self.tell(end, "stage_moved", json!({"to": "lost", "reason": reason}), deeds);
                }
            }
            Outcome::Forgotten | Outcome::NeverReached => {}
        }
    }

    /// Plans calls every few days, some in vain.
    fn keep_in_touch(&self, from: Timestamp, rng: &mut Rng, deeds: &mut Deeds) {
        let mut at = from;
        for _ in 0..CALLS {
            let next = self.after(at, rng.i64(DAY * 2..DAY * 7));
            self.promise(at, next, rng, deeds);
            at = next;
            let call = if chance(60, rng) { json!({"note": one_of(&TALKS, rng)}) } else { json!({"reached": false}) };
            self.tell(at, "call_logged", call, deeds);
        }
    }

    /// Plans that the owner says at `at` what comes next, and when. One of eight promises too early a day.
    fn promise(&self, at: Timestamp, next: Timestamp, rng: &mut Rng, deeds: &mut Deeds) {
        let early = self.after(at, DAY);
        let due = if chance(12, rng) { early.min(next) } else { next + SignedDuration::from_mins(1) };
        self.tell(at, "follow_up_set", json!({"due": due, "what": one_of(&PROMISES, rng)}), deeds);
    }

    /// Plans the call on the day until which a lead was set aside, and what comes of it; one of four is forgotten.
    fn come_back(&self, day: Date, rng: &mut Rng, deeds: &mut Deeds) {
        let Ok(morning) = day.at(9, 0, 0, 0).to_zoned(self.owner.timezone.time_zone()) else { return };
        if chance(25, rng) {
            return;
        }
        let at = self.after(morning.timestamp(), rng.i64(10..200));
        self.tell(at, "call_logged", json!({"note": one_of(&TALKS, rng)}), deeds);
        let end = self.after(at, rng.i64(5..30));
        if chance(50, rng) {
            self.tell(end, "stage_moved", json!({"to": "disqualified", "reason": "no-need"}), deeds);
        } else {
            self.tell(end, "stage_moved", json!({"to": "sql", "note": "They want an offer now."}), deeds);
            self.keep_in_touch(end, rng, deeds);
        }
    }

    /// Plans that the manager gives a lead to a colleague that its owner did not accept.
    fn reassign(&self, rng: &mut Rng, deeds: &mut Deeds) {
        let is_colleague =
            |person: &&Person| person.id != self.owner.id && person.takes_leads && person.partner == self.owner.partner;
        let colleagues: Vec<&Person> = self.team.people.iter().filter(is_colleague).collect();
        if colleagues.is_empty() {
            return;
        }
        let (to, at) = (one_of(&colleagues, rng), self.after(self.at, rng.i64(DAY..DAY * 2)));
        let manager = self.team.manager().map_or(self.owner.id.as_str(), |manager| manager.id.as_str());
        let why = "Nobody had time for it so far";
        let assigned = json!({"kind": "assigned", "lead": self.lead, "to": to.id, "by": manager, "why": why});
        deeds.add(at, Deed::Tell(assigned));
    }

    /// When the owner has worked so many minutes more.
    fn after(&self, at: Timestamp, minutes: i64) -> Timestamp {
        let working = self.team.working_time(self.owner);
        working.add_working(at, SignedDuration::from_mins(minutes)).unwrap_or(at)
    }

    fn tell(&self, at: Timestamp, kind: &str, mut activity: Value, deeds: &mut Deeds) {
        activity["kind"] = json!(kind);
        activity["lead"] = json!(self.lead);
        activity["by"] = json!(self.owner.id);
        deeds.add(at, Deed::Tell(activity));
    }
}

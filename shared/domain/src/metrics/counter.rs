//! The counters: what is stored of a day is how often each of them was counted, by dimension.
//!
//! A counter is a count, a sum of money in the smallest unit of one currency, or a bucket of a histogram: all of
//! them are added up, over days, values and shards, and nothing else is ever done with a stored number.

use crate::activity::facts;
use crate::value::currency::Currency;
use crate::value::stage::Stage;

/// Leads of which it is the first activity.
pub const NEW_LEADS: &str = "new_leads";
/// Fields that make a new lead useful, and the counters of new leads that have them.
pub const WITH_FIELD: [(&str, &str); 4] =
    [("email", "with_email"), ("phone", "with_phone"), ("name", "with_name"), ("company", "with_company")];
/// Forms that were sent, without repetitions of the same wish.
pub const SUBMISSIONS: &str = facts::SUBMISSIONS;
/// Persons who sent a form for the first time.
pub const FORM_PEOPLE: &str = "form_people";
/// Forms after which a mail asked to confirm the consent.
pub const CONFIRM_ASKED: &str = "confirm_asked";
/// Forms whose consent was confirmed.
pub const CONFIRMED: &str = "confirmed";
/// Forms that nobody confirmed in time.
pub const CONFIRM_EXPIRED: &str = "confirm_expired";
/// Repetitions of the same wish.
pub const DUPLICATES: &str = "duplicates";
/// Begins the counters of levels of the funnel that a lead reached for the first time: `reached.sql`, `reached.sql.30d`.
pub const REACHED: &str = "reached";
/// Forms that were shown to visitors. Like the next four, no activity counts it.
pub const FORM_VIEWS: &str = "form_views";
/// Forms in which something was entered.
pub const FORM_STARTS: &str = "form_starts";
/// What bots did of this.
pub const FORM_BOTS: &str = "form_bots";
/// Posts of forms that came back.
pub const FORM_REFUSED: &str = "form_refused";
/// Begins the counters of fields that were not right in a post, by field: `field_refused.email`.
pub const FIELD_REFUSED: &str = "field_refused";
/// Begins the counters of forms that were begun and left, by the field that was left last: `field_left.phone`.
pub const FIELD_LEFT: &str = "field_left";
/// Forms that were sent, as [`SUBMISSIONS`], under the source and the campaign of that submission, whichever brought the
/// lead: the end of a form's own funnel.
pub const FORM_SENT: &str = "form_sent";
/// Leads given to sales.
pub const HAND_OFFS: &str = "hand_offs";
/// Leads that got an owner.
pub const ASSIGNED: &str = "assigned";
/// Leads that a salesperson accepted.
pub const ACCEPTED: &str = "accepted";
/// Those of them that were accepted before the time was up.
pub const ACCEPTED_ON_TIME: &str = "accepted_on_time";
/// Leads that nobody accepted in time.
pub const ACCEPT_MISSED: &str = "accept_missed";
/// Next steps that were not done in time.
pub const FOLLOW_UP_MISSED: &str = "follow_up_missed";
/// Leads that began to wait for a salesperson.
pub const REQUESTS: &str = "requests";
/// Leads with which a salesperson spoke for the first time since they asked.
pub const CONTACTED: &str = "contacted";
/// The histogram of seconds from asking to that contact, by the clock.
pub const SPEED: &str = "speed";
/// The same in the owner's working time.
pub const SPEED_WORKING: &str = "speed_working";
/// Deals won.
pub const DEALS: &str = "deals";
/// Deals won whose amount is known.
pub const DEALS_WITH_AMOUNT: &str = "deals_with_amount";
/// The sum of their amounts.
pub const WON_AMOUNT: &str = "won_amount";
/// Begins the counters of amounts in another currency without a rate, which are in no sum: `won_apart.USD`.
const WON_APART: &str = "won_apart";
/// The histogram of seconds from a lead's arrival to its first deal.
pub const TO_WIN: &str = "to_win";
/// Mails sent, to leads and to the team.
pub const MAILS: &str = "mail";
/// Marketing mails sent: those of sequences.
pub const MARKETING_MAILS: &str = "mails_marketing";
/// Persons who opened a mail, once for each mail.
pub const OPENERS: &str = "openers";
/// Persons who clicked in a mail, once for each mail.
pub const CLICKERS: &str = "clickers";
/// Leads in sales' hands with whom nobody has spoken for some days: the days, and the counter.
pub const UNTOUCHED_FOR: [(u8, &str); 2] = [(7, "untouched_7d"), (30, "untouched_30d")];
/// Mails of sequences that were planned, by step.
pub const PLANNED: &str = "planned";
/// Tasks of sequences that people got, by step.
pub const TASKS: &str = "tasks";
/// Tasks of sequences that people did, by step.
pub const TASKS_DONE: &str = "tasks_done";
/// Steps of sequences that were skipped, by step: refused, or too late.
pub const STEPS_SKIPPED: &str = "steps_skipped";
/// Goals of sequences that were reached, by sequence, and by the step and the mail that came last before.
pub const GOALS: &str = "goal";
/// Mails of sequences that were refused for good, by step and reason: `refused.welcome/first: No consent`.
pub const REFUSED: &str = "refused";
/// The same of those that had to wait.
pub const WAITED: &str = "waited";
/// Mails that had to wait.
pub const MAIL_HELD: &str = "mail_held";
/// Calls of leads on a call list, by the list.
pub const CALLED: &str = "called";
/// Those of them that reached the person.
pub const CALLED_REACHED: &str = "called_reached";
/// Leads of a call list that went to sales after they were spoken with.
pub const CALLED_INTERESTED: &str = "called_interested";
/// All activities.
pub const ACTIVITIES: &str = "activities";
/// Activities whose facts were made by other rules than those of today.
pub const ACTIVITIES_OLD: &str = "activities_old";
/// Rows that suppliers delivered.
pub const DELIVERED: &str = "delivered";
/// Begins the counters of delivered rows that were bad, by reason: `bad_row.wrong-number`.
pub const BAD_ROW: &str = "bad_row";
/// The same of rows that were found bad too late for their supplier to take them back.
pub const LATE_BAD_ROW: &str = "late_bad_row";
/// Begins the counters of whole deliveries, which are made of their terms when numbers are read, and never stored:
/// `supply.credit`.
pub const SUPPLY: &str = "supply";
/// What the names of counters of attributed amounts begin with: `attributed.first`.
pub const ATTRIBUTED: &str = "attributed";

/// The histogram of seconds that leads were in a stage when they left it.
pub fn in_stage(stage: Stage) -> String {
    format!("in_stage.{stage}")
}

/// Delivered rows that were bad for that reason.
pub fn bad_row(reason: &str, is_late: bool) -> String {
    format!("{}.{reason}", if is_late { LATE_BAD_ROW } else { BAD_ROW })
}

/// It counts delivered rows that were bad.
pub(crate) fn is_bad_row(name: &str) -> bool {
    matches!(name.split_once('.'), Some((BAD_ROW | LATE_BAD_ROW, _)))
}

/// It counts delivered rows, which stand under their own supplier, whoever brought the lead.
pub(crate) fn is_of_row(name: &str) -> bool {
    name == DELIVERED || is_bad_row(name)
}

/// The sum of amounts of won deals in another currency than the company's, for which there is no rate.
pub fn won_apart(currency: Currency) -> String {
    format!("{WON_APART}.{currency}")
}

/// The currency of a counter of [amounts apart](won_apart).
pub(crate) fn apart_in(name: &str) -> Option<Currency> {
    Currency::of_code(name.strip_prefix(WON_APART)?.strip_prefix('.')?)
}

/// What a counter is about. A [dimension](crate::metrics::dimension) counts some of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Leads, their way through the funnel, and sales.
    Lead,
    /// Arrivals: new leads and submissions, which also happen on a page.
    Arrival,
    /// Requests and their answers.
    Request,
    /// Mails.
    Mail,
    /// Replies and unsubscriptions: what people do about a mail, or without one.
    Reaction,
    /// Mails that were refused or had to wait.
    Refusal,
    /// Ways through a sequence.
    Sequence,
    /// Mails and tasks of a sequence that are to be sent or done, and steps that were skipped: of which step is known, and no
    /// mail.
    Planned,
    /// Goals of a sequence, by the mail that came last before.
    Goal,
    /// Amounts that attribution gives to touches.
    Attribution,
    /// Mails of sequences that were refused or had to wait, by step and reason.
    StepRefusal,
    /// Rows that suppliers delivered.
    Row,
    /// Whole deliveries of suppliers.
    Supply,
    /// Calls of leads on call lists.
    Calls,
    /// What visitors do at forms.
    Visit,
}

/// Counters of mails, sequences and call lists that carry a name: `mail.welcome` is the counter `mail` of the mail `welcome`.
const NAMED: [(&str, Topic); 21] = [
    ("mail", Topic::Mail),
    ("opened", Topic::Mail),
    ("clicked", Topic::Mail),
    (OPENERS, Topic::Mail),
    (CLICKERS, Topic::Mail),
    ("begun", Topic::Sequence),
    ("ended", Topic::Sequence),
    (PLANNED, Topic::Planned),
    (TASKS, Topic::Planned),
    (TASKS_DONE, Topic::Planned),
    (STEPS_SKIPPED, Topic::Planned),
    (GOALS, Topic::Goal),
    (REFUSED, Topic::StepRefusal),
    (WAITED, Topic::StepRefusal),
    ("unsubscribed_in", Topic::Sequence),
    ("complained_in", Topic::Sequence),
    ("bounced_in", Topic::Sequence),
    ("replied_in", Topic::Sequence),
    (CALLED, Topic::Calls),
    (CALLED_REACHED, Topic::Calls),
    (CALLED_INTERESTED, Topic::Calls),
];

const PLAIN: [(&str, Topic); 40] = [
    (NEW_LEADS, Topic::Arrival),
    ("with_email", Topic::Arrival),
    ("with_phone", Topic::Arrival),
    ("with_name", Topic::Arrival),
    ("with_company", Topic::Arrival),
    (SUBMISSIONS, Topic::Arrival),
    (FORM_PEOPLE, Topic::Arrival),
    (CONFIRM_ASKED, Topic::Arrival),
    (CONFIRMED, Topic::Arrival),
    (CONFIRM_EXPIRED, Topic::Arrival),
    (DUPLICATES, Topic::Arrival),
    ("page_viewed", Topic::Arrival),
    (REQUESTS, Topic::Request),
    (CONTACTED, Topic::Request),
    (SPEED, Topic::Request),
    (SPEED_WORKING, Topic::Request),
    ("machine_opens", Topic::Mail),
    ("machine_follows", Topic::Mail),
    ("scans", Topic::Mail),
    ("bounced", Topic::Mail),
    ("soft_bounced", Topic::Mail),
    ("mail_rejected", Topic::Mail),
    ("complained", Topic::Mail),
    ("unsubscribed", Topic::Reaction),
    ("reply_received", Topic::Reaction),
    (MARKETING_MAILS, Topic::Mail),
    ("mail_dropped", Topic::Refusal),
    (MAIL_HELD, Topic::Refusal),
    (ATTRIBUTED, Topic::Attribution),
    (DELIVERED, Topic::Row),
    (BAD_ROW, Topic::Row),
    (LATE_BAD_ROW, Topic::Row),
    (SUPPLY, Topic::Supply),
    (FORM_VIEWS, Topic::Visit),
    (FORM_STARTS, Topic::Visit),
    (FORM_BOTS, Topic::Visit),
    (FORM_REFUSED, Topic::Visit),
    (FIELD_REFUSED, Topic::Visit),
    (FIELD_LEFT, Topic::Visit),
    (FORM_SENT, Topic::Visit),
];

/// A counter as facts name it: its stored name, its topic, and the mail or sequence that it is counted for.
pub(crate) fn read(name: &str) -> (&str, Topic, Option<&str>) {
    let (family, rest) = name.split_once('.').unwrap_or((name, ""));
    if let Some((base, topic)) = NAMED.iter().find(|(base, _)| *base == family) {
        return (base, *topic, Some(rest).filter(|rest| !rest.is_empty()));
    }
    let topic = PLAIN.iter().find(|(base, _)| *base == family).map_or(Topic::Lead, |(_, topic)| *topic);
    (name, topic, None)
}

/// The parts of what a counter of sequences is counted for: the sequence, its step and the mail, as far as they are known.
pub(crate) fn parts_of(of: &str) -> (&str, Option<&str>, Option<&str>) {
    let mut slashes = of.match_indices('/').map(|(at, _)| at);
    match (slashes.next(), slashes.next()) {
        (None, _) => (of, None, None),
        (Some(first), None) => (&of[..first], Some(of), None),
        (Some(first), Some(second)) => (&of[..first], Some(&of[..second]), Some(&of[second + 1..])),
    }
}

/// It is counted for a step of a sequence, as far as that is known, and not for a mail or a sequence alone.
pub(crate) fn is_of_step(name: &str) -> bool {
    matches!(name, PLANNED | TASKS | TASKS_DONE | STEPS_SKIPPED | GOALS)
}

/// It counts forms that were sent, or what became of them, which stand under the form that was sent, whichever brought the lead.
pub(crate) fn is_of_submission(name: &str) -> bool {
    matches!(name, SUBMISSIONS | FORM_PEOPLE | DUPLICATES | FORM_SENT | CONFIRM_ASKED | CONFIRMED | CONFIRM_EXPIRED)
}

/// It belongs to the funnel of a form.
pub(crate) fn is_of_forms(name: &str) -> bool {
    // Nearly all counters of a lead begin otherwise, and are not looked up.
    (name.starts_with("form_") || name.starts_with("field_")) && read(name.trim_end_matches('.')).1 == Topic::Visit
}

/// It counts what visitors did, which no activity says.
pub(crate) fn is_of_visits(name: &str) -> bool {
    is_of_forms(name) && name != FORM_SENT
}

//! What was recorded in English, in a reader's words.
//!
//! The fold and the mailer record their reasons as English sentences, which programs read too. So a sentence is known by
//! its English words, and what nobody translated, as a reason of a person, is shown as it was written.

use jiff::civil::Date;

use crate::words::{ENGLISH, Words};

/// The messages whose English is recorded. What differs is their `$what`.
const RECORDED: [&str; 42] = [
    "story-next-accept",
    "story-next-call",
    "story-next-call-again",
    "story-next-follow-up",
    "story-next-answer",
    "story-next-decide",
    "story-why-no-address",
    "story-why-suppressed",
    "story-why-bounced",
    "story-why-complained",
    "story-why-unsubscribed",
    "story-why-stopped",
    "story-why-no-consent",
    "story-why-no-calls",
    "story-why-no-mail",
    "story-why-topic",
    "story-why-agreed",
    "story-why-unconfirmed",
    "story-why-withdrew-calls",
    "story-why-confirmed",
    "story-why-unsubscribed-after",
    "story-why-other-consent",
    "story-why-takes-no-mail",
    "story-why-owner-gone",
    "story-why-no-manager",
    "story-why-ticket",
    "story-why-paused",
    "story-why-over",
    "story-why-too-long",
    "story-why-other-address",
    "story-why-nothing-to-undo",
    "story-why-has-it",
    "story-why-nobody-else",
    "story-why-takes-none",
    "story-why-accepted",
    "story-why-nothing-to-do",
    "story-why-done",
    "story-why-not-bad",
    "story-why-interested",
    "story-unable-takes-none",
    "story-unable-today",
    "story-unable-left",
];

/// The same, of messages with a `$day`.
const WITH_DAY: [&str; 2] = ["story-unable-until", "story-unable-no-mail"];

/// Stands for what differs: no text that is recorded has it.
const BLANK: &str = "\u{0}";

/// A sentence that was recorded, in a reader's words; the sentence itself if it is none of ours.
pub fn recorded(words: Words<'_>, text: &str) -> String {
    if words.language() == ENGLISH {
        return text.to_owned();
    }
    let fixed =
        RECORDED.into_iter().find_map(|key| Some(words.with(key, &[("what", filled(key, "what", text)?.into())])));
    let with_day = || {
        WITH_DAY.into_iter().find_map(|key| {
            let day = day(words, filled(key, "day", text)?)?;
            Some(words.with(key, &[("day", day.into())]))
        })
    };
    fixed.or_else(with_day).unwrap_or_else(|| text.to_owned())
}

/// What stands in the place of the variable, if the text is the message in English; empty if it has no variable.
fn filled<'t>(key: &str, variable: &str, text: &'t str) -> Option<&'t str> {
    let english = Words::english().with(key, &[(variable, BLANK.into())]);
    match english.split_once(BLANK) {
        Some((before, after)) => text.strip_prefix(before)?.strip_suffix(after),
        None => (english == text).then_some(""),
    }
}

/// A day like `Fri 27 Nov`, or `Fri 1 Jan 2027`, in a reader's words.
fn day(words: Words<'_>, text: &str) -> Option<String> {
    let english = Words::english();
    let mut parts = text.split(' ').skip(1);
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?, parts.next());
    let month = (1..=12).find(|number| english.say(&format!("date-mon-{number}")) == month)?;
    let form = if year.is_some() { "date-day-of-year" } else { "date-day" };
    // Each weekday falls on each day of a year within 28 years.
    let years = match year {
        Some(year) => year.parse().ok().map(|year| year..=year)?,
        None => 2024..=2051,
    };
    let mut dates = years.filter_map(|year| Date::new(year, month, day).ok());
    let date = dates.find(|date| english.date(form, *date) == text)?;
    Some(words.date(form, date))
}

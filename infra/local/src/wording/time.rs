//! Times as people read them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A time like "Mon 23 Nov 2026 14:05", in a zone.
pub(crate) fn readable(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %b %Y %H:%M").to_string()
}

/// A day like "Mon 23 Nov 2026".
pub(crate) fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// How long ago something was, roughly: "3 h ago".
pub(crate) fn ago(span: SignedDuration) -> String {
    format!("{} ago", rough(span))
}

/// A span in its largest unit: "3 h".
pub(crate) fn rough(span: SignedDuration) -> String {
    let seconds = span.as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

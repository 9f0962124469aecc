//! Times as people read them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A time like "Mon 23 Nov 2026 14:05", in a zone.
pub(crate) fn readable(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %b %Y %H:%M").to_string()
}

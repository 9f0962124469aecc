//! What an answer of another program says of a call.

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

/// The longest that an address may ask to be left alone.
const LONGEST: SignedDuration = SignedDuration::from_hours(6);

/// What is to become of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallVerdict {
    /// The other program took it.
    Taken,
    /// It wants none, now or later: why, in a reader's words.
    Never(String),
    /// Not this time.
    NotNow {
        /// Why, in a reader's words.
        why: String,
        /// No sooner than after this time, as it says.
        after: Option<SignedDuration>,
    },
}

/// What a status of HTTP says, by the Standard Webhooks: 2xx is taken, 410 is gone for good, all else may pass.
/// `retry_after` is the header of that name, and `now` the real time.
pub fn of_answer(status: u16, retry_after: Option<&str>, now: Timestamp) -> CallVerdict {
    let why = match status {
        200..=299 => return CallVerdict::Taken,
        410 => return CallVerdict::Never("it answered 410: it wants no more".to_owned()),
        300..=399 => format!("it answered {status}: redirects are not followed"),
        _ => format!("it answered {status}"),
    };
    CallVerdict::NotNow { why, after: retry_after.and_then(|text| wait(text, now)) }
}

/// Reads `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn wait(text: &str, now: Timestamp) -> Option<SignedDuration> {
    let text = text.trim();
    let wait = match text.parse::<u32>() {
        Ok(seconds) => SignedDuration::from_secs(seconds.into()),
        // More seconds than anybody waits.
        Err(_) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => LONGEST,
        Err(_) => DateTimeParser::new().parse_timestamp(text).ok()?.duration_since(now),
    };
    Some(wait.clamp(SignedDuration::ZERO, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_says() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let later = |why: &str, seconds: Option<i64>| CallVerdict::NotNow {
            why: why.to_owned(),
            after: seconds.map(SignedDuration::from_secs),
        };
        for (status, retry_after, expected) in [
            (200, None, CallVerdict::Taken),
            (202, None, CallVerdict::Taken),
            (204, Some("60"), CallVerdict::Taken),
            (410, None, CallVerdict::Never("it answered 410: it wants no more".to_owned())),
            (301, None, later("it answered 301: redirects are not followed", None)),
            (302, None, later("it answered 302: redirects are not followed", None)),
            (400, None, later("it answered 400", None)),
            (404, None, later("it answered 404", None)),
            (429, Some("120"), later("it answered 429", Some(120))),
            (429, Some(" 7 "), later("it answered 429", Some(7))),
            (503, Some("Sat, 21 Nov 2026 10:05:00 GMT"), later("it answered 503", Some(300))),
            // A date that has passed, more than six hours, and no time at all.
            (503, Some("Sat, 21 Nov 2026 09:05:00 GMT"), later("it answered 503", Some(0))),
            (503, Some("999999"), later("it answered 503", Some(21_600))),
            (503, Some("99999999999999999999"), later("it answered 503", Some(21_600))),
            (503, Some("Sat, 21 Nov 2037 10:05:00 GMT"), later("it answered 503", Some(21_600))),
            (503, Some("soon"), later("it answered 503", None)),
            (503, Some("-5"), later("it answered 503", None)),
            (503, Some(""), later("it answered 503", None)),
            (100, None, later("it answered 100", None)),
            (599, None, later("it answered 599", None)),
        ] {
            assert_eq!(of_answer(status, retry_after, now), expected, "{status} {retry_after:?}");
        }
    }
}

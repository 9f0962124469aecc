//! The sending limits of SES: the rate a second in real time, the quota in 24 hours of the runner's clock.
//!
//! What must stay true: recipients are counted, not mails; refusals have AWS's wording.

use std::sync::Mutex;
use std::time::Instant;

use clap::Args;
use hyper::StatusCode;

use crate::http;
use crate::http::HttpResponse;
use crate::sync::locked;

/// The sending limits as arguments of `up`. The sandbox of a new account has 1 and 200.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct SesLimits {
    /// The sending rate of SES, in mails a second.
    #[arg(long, value_name = "MAILS", default_value_t = RATE, value_parser = clap::value_parser!(u32).range(1..))]
    ses_rate: u32,
    /// The sending quota of SES, in mails in 24 hours. [default: no quota]
    #[arg(long, value_name = "MAILS")]
    ses_daily: Option<u64>,
}

/// The default rate, in mails a second: more than the functions can send.
const RATE: u32 = 1_000;

impl Default for SesLimits {
    fn default() -> Self {
        Self { ses_rate: RATE, ses_daily: None }
    }
}

/// The limits, and what is left of them.
pub(super) struct Limits {
    of: SesLimits,
    /// Tokens left and when they were counted. SES allows short bursts: as many mails as the rate at once.
    bucket: Mutex<(f64, Instant)>,
}

impl Limits {
    pub(super) fn new(of: SesLimits) -> Self {
        Self { of, bucket: Mutex::new((f64::from(of.ses_rate), Instant::now())) }
    }

    /// Takes a mail to `recipients`, after `sent` in the 24 hours before; else the message with which SES refuses it.
    pub(super) fn refusal(&self, recipients: u32, sent: u64) -> Option<&'static str> {
        if self.of.ses_daily.is_some_and(|most| sent + u64::from(recipients) > most) {
            return Some("Daily message quota exceeded.");
        }
        let mut bucket = locked(&self.bucket);
        let (left, at) = *bucket;
        let now = Instant::now();
        let rate = f64::from(self.of.ses_rate);
        let left = (left + now.duration_since(at).as_secs_f64() * rate).min(rate);
        let is_enough = left >= f64::from(recipients);
        *bucket = (if is_enough { left - f64::from(recipients) } else { left }, now);
        (!is_enough).then_some("Maximum sending rate exceeded.")
    }

    /// The response to `GetSendQuota`.
    pub(super) fn quota(&self, sent: u64) -> HttpResponse {
        // SES writes "no quota" as -1.
        let a_day = self.of.ses_daily.map_or_else(|| "-1.0".to_owned(), |most| format!("{most}.0"));
        let (rate, request_id) = (self.of.ses_rate, uuid::Uuid::new_v4());
        let body = format!(
            "<GetSendQuotaResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><GetSendQuotaResult>\
             <SentLast24Hours>{sent}.0</SentLast24Hours><Max24HourSend>{a_day}</Max24HourSend>\
             <MaxSendRate>{rate}.0</MaxSendRate></GetSendQuotaResult>\
             <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></GetSendQuotaResponse>"
        );
        http::response(StatusCode::OK, "text/xml", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_and_a_day_have_their_limits() {
        let limits = Limits::new(SesLimits { ses_rate: 2, ses_daily: Some(10) });
        assert_eq!(limits.refusal(1, 0), None);
        assert_eq!(limits.refusal(1, 1), None);
        assert_eq!(limits.refusal(1, 2), Some("Maximum sending rate exceeded."));
        assert_eq!(limits.refusal(1, 10), Some("Daily message quota exceeded."));
        std::thread::sleep(std::time::Duration::from_millis(600));
        assert_eq!(limits.refusal(2, 9), Some("Daily message quota exceeded."));
        assert_eq!(limits.refusal(1, 9), None);
    }
}

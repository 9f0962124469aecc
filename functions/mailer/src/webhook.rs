//! Steps of a sequence that call another program: webhooks.
//!
//! At least once: an answer that is lost is asked for again, under the same `Idempotency-Key`. A call is never made
//! twice at once: the entry is claimed before, as for a mail. Redirects are not followed: what is known of a lead goes to
//! the address that the configuration names, and nowhere else.

use jiff::Timestamp;
use leadwright_cloud::call::CallError;
use leadwright_cloud::webhook::WebhookCall;
use leadwright_domain::activity::{Activity, StepRef};
use leadwright_domain::lead::{AgendaEntry, Lead};
use leadwright_domain::sequence;
use tracing::warn;

use crate::mailer::{Mailer, MailerError};

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
enum CallResult {
    /// The other program took it.
    Taken,
    /// It will never take it: why, in a reader's words.
    Never(String),
    /// Not this time: why, in a reader's words.
    NotNow(String),
}

/// What an answer's status says: what is wrong with the request stays wrong, all else may pass.
fn of_status(status: u16) -> CallResult {
    let said = || format!("it answered {status}");
    match status {
        200..=299 => CallResult::Taken,
        // Too slow, and too much for now.
        408 | 429 => CallResult::NotNow(said()),
        400..=499 => CallResult::Never(said()),
        _ => CallResult::NotNow(said()),
    }
}

impl Mailer {
    /// Makes one call of another program. Whatever becomes of it in the end, the sequence goes on.
    pub(crate) async fn call(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        url: &str,
        step: &StepRef,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let config = &self.ledger.config;
        let why_not = sequence::over(entry, lead, &config.sequences)
            .or_else(|| sequence::missed_date(step, lead, &config.sequences, &config.company, now))
            .or_else(|| sequence::refused_message(step, lead, &config.sequences));
        if let Some(why) = why_not {
            return self.record(lead.clone(), called(lead, entry, step, Some(why)), now).await;
        }
        // No mail: the claim names none.
        let Some(claimed) = self.claim(lead, entry, "", now).await? else {
            return Ok(self.ledger.table.lead(&lead.id).await?);
        };
        let body = sequence::webhook_body(&claimed, entry, step, &self.ledger.config.sequences, now);
        let url = sequence::webhook_address(step, url, &self.ledger.config.sequences);
        let failed = match self.tell(url, &entry.id, body.to_string()).await {
            CallResult::Taken => None,
            CallResult::Never(why) => Some(why),
            CallResult::NotNow(why) if sequence::is_last_call(entry) => {
                Some(format!("{why}, {} times", entry.delivery.tries + 1))
            }
            CallResult::NotNow(why) => {
                warn!(lead.id = %lead.id, send.id = entry.id, tries = entry.delivery.tries + 1, why, "webhook not taken, called again later");
                // Changed by somebody else meanwhile: the claim's lease ends by itself.
                let release = |held: &mut AgendaEntry| {
                    held.delivery.release(now, false);
                };
                return self.change(&claimed, entry, release).await;
            }
        };
        let record = called(&claimed, entry, step, failed);
        self.record(claimed, record, now).await
    }
}

impl Mailer {
    /// Makes one call.
    async fn tell(&self, url: &str, send: &str, body: String) -> CallResult {
        // By the real clock, which the other program compares it with.
        let at = self.clock.real();
        // As earlier releases signed, for one release more.
        let signature = self.keys.webhook_signature(at, &body);
        let call = WebhookCall {
            url,
            id: send,
            at,
            secrets: &self.keys.webhook_secrets(),
            headers: &[("idempotency-key", send), ("leadwright-signature", &signature)],
            content_type: "application/json",
            body: &body,
        };
        match self.webhooks.post(call).await {
            Ok(answer) => of_status(answer.status),
            Err(why @ CallError::NoAddress) => CallResult::Never(why.to_string()),
            Err(why) => CallResult::NotNow(why.to_string()),
        }
    }
}

/// The call was made, or given up.
fn called(lead: &Lead, entry: &AgendaEntry, step: &StepRef, failed: Option<String>) -> Activity {
    Activity::webhook_called(&lead.id, step.clone(), &entry.id, failed, entry.delivery.due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_says() {
        for (status, expected) in [
            (200, CallResult::Taken),
            (204, CallResult::Taken),
            // Not followed: its owner may fix it.
            (302, CallResult::NotNow("it answered 302".into())),
            (400, CallResult::Never("it answered 400".into())),
            (404, CallResult::Never("it answered 404".into())),
            (408, CallResult::NotNow("it answered 408".into())),
            (429, CallResult::NotNow("it answered 429".into())),
            (500, CallResult::NotNow("it answered 500".into())),
            (503, CallResult::NotNow("it answered 503".into())),
        ] {
            assert_eq!(of_status(status), expected, "{status}");
        }
    }
}

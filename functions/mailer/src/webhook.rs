//! Tells other programs what a sequence says to tell them.
//!
//! At least once: an answer that is lost is asked for again, under the same `Idempotency-Key`. A call is never made
//! twice at once: the entry is claimed before, as for a mail. Redirects are not followed: what is known of a lead goes to
//! the address that the configuration names, and nowhere else.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use leadwright_domain::activity::{Activity, StepRef};
use leadwright_domain::lead::{AgendaEntry, Lead};
use leadwright_domain::sequence;
use leadwright_domain::value::token::SigningKeys;
use serde_json::{Value, json};
use tracing::warn;

use crate::{Mailer, MailerError};

/// The other program has so long to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many calls that fail for now, and it is given up. They span about 8 hours.
const TRIES: u32 = 10;

/// Calls other programs.
#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    /// Made for the first call: most companies have none, and the roots of trust take time to read.
    client: OnceLock<Client<HttpsConnector<HttpConnector>, Full<Bytes>>>,
}

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    /// The other program took it.
    Taken,
    /// It will never take it: why, in a reader's words.
    Never(String),
    /// Not this time: why, in a reader's words.
    NotNow(String),
}

impl Webhooks {
    /// Makes one call.
    async fn call(&self, url: &str, send: &str, body: &Value, keys: &SigningKeys) -> Told {
        let client = match self.client() {
            Ok(client) => client,
            Err(error) => return Told::NotNow(format!("no roots of trust: {error}")),
        };
        let body = body.to_string();
        let request = Request::post(url)
            .header("content-type", "application/json")
            .header("user-agent", concat!("leadwright/", env!("CARGO_PKG_VERSION")))
            .header("idempotency-key", send)
            // By the real clock, which the other program compares it with.
            .header("leadwright-signature", keys.webhook_signature(Timestamp::now(), &body))
            .body(Full::from(body));
        let Ok(request) = request else { return Told::Never("it is no web address".to_owned()) };
        match tokio::time::timeout(PATIENCE, client.request(request)).await {
            Ok(Ok(answer)) => of_status(answer.status()),
            Ok(Err(error)) if error.is_connect() => Told::NotNow("it can't be reached".to_owned()),
            Ok(Err(_)) => Told::NotNow("it broke off".to_owned()),
            Err(_) => Told::NotNow(format!("no answer within {} seconds", PATIENCE.as_secs())),
        }
    }

    fn client(&self) -> std::io::Result<&Client<HttpsConnector<HttpConnector>, Full<Bytes>>> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let builder = HttpsConnectorBuilder::new().with_provider_and_native_roots(provider)?;
        // The check of the configuration lets plain http through to this machine only.
        let connector = builder.https_or_http().enable_http1().build();
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Ok(self.client.get_or_init(|| client))
    }
}

/// What an answer's status says: what is wrong with the request stays wrong, all else may pass.
fn of_status(status: StatusCode) -> Told {
    let said = || format!("it answered {}", status.as_u16());
    match status {
        _ if status.is_success() => Told::Taken,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Told::NotNow(said()),
        _ if status.is_client_error() => Told::Never(said()),
        _ => Told::NotNow(said()),
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
        if let Some(why) = sequence::over(entry, lead, &self.ledger.config.sequences) {
            return self.record(lead.clone(), called(lead, entry, step, Some(why)), now).await;
        }
        // No mail: the claim names none.
        let Some(claimed) = self.claim(lead, entry, "", now).await? else {
            return Ok(self.ledger.table.lead(&lead.id).await?);
        };
        let body = body(&claimed, entry, step, now);
        let url = sequence::webhook(step, url, &self.ledger.config.sequences);
        let failed = match self.webhooks.call(url, &entry.id, &body, &self.keys).await {
            Told::Taken => None,
            Told::Never(why) => Some(why),
            Told::NotNow(why) if is_last_try(entry) => Some(format!("{why}, {} times", entry.delivery.tries + 1)),
            Told::NotNow(why) => {
                warn!(lead.id = %lead.id, send.id = entry.id, tries = entry.delivery.tries + 1, why, "another program was not told");
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

/// What is told: the step, and the lead as it is now.
fn body(lead: &Lead, entry: &AgendaEntry, step: &StepRef, now: Timestamp) -> Value {
    let fields: serde_json::Map<String, Value> =
        lead.fields.keys().filter_map(|name| Some((name.clone(), Value::from(lead.field(name)?)))).collect();
    json!({
        "sequence": step.sequence,
        "step": step.step,
        "send": entry.id,
        "lead": {"id": lead.id, "fields": fields, "stage": lead.stage, "score": lead.score.total},
        "at": now,
    })
}

/// It was tried so often that this was the last time.
fn is_last_try(entry: &AgendaEntry) -> bool {
    entry.delivery.tries + 1 >= TRIES
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
            (200, Told::Taken),
            (204, Told::Taken),
            // Not followed, and it may be mended there.
            (302, Told::NotNow("it answered 302".into())),
            (400, Told::Never("it answered 400".into())),
            (404, Told::Never("it answered 404".into())),
            (408, Told::NotNow("it answered 408".into())),
            (429, Told::NotNow("it answered 429".into())),
            (500, Told::NotNow("it answered 500".into())),
            (503, Told::NotNow("it answered 503".into())),
        ] {
            assert_eq!(of_status(StatusCode::from_u16(status).unwrap()), expected, "{status}");
        }
    }
}

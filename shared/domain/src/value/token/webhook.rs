//! The signatures by which other programs know that a call is ours.
//!
//! The scheme is Standard Webhooks (<https://www.standardwebhooks.com>): three headers, and an HMAC-SHA256 of id, time and
//! body. Its reference libraries check it. Calls of steps have the older header beside them.

use std::fmt;

use data_encoding::{BASE64, HEXLOWER};
use jiff::Timestamp;

use crate::value::hash::hmac;
use crate::value::token::keys::SigningKeys;

/// Begins a secret.
const PREFIX: &str = "whsec_";

/// How many bytes a secret has, by the scheme.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret that signs calls: 24 to 64 bytes, written as `whsec_` and base64.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

/// The text is no secret of that scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook's secret is `whsec_` and 24 to 64 bytes in base64")]
pub struct NotAWebhookSecret;

impl WebhookSecret {
    /// Reads a secret.
    ///
    /// # Errors
    /// The text has another shape.
    pub fn parse(text: &str) -> Result<Self, NotAWebhookSecret> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(NotAWebhookSecret)?;
        let bytes = BASE64.decode(encoded.as_bytes()).map_err(|_| NotAWebhookSecret)?;
        Some(bytes).filter(|bytes| BYTES.contains(&bytes.len())).map(Self).ok_or(NotAWebhookSecret)
    }

    /// As a person writes it into the other program.
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", BASE64.encode(&self.0))
    }

    /// A secret of these bytes of chance.
    pub fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// The value of the header `webhook-signature` for a call: one signature a secret, so that the other program may know
/// either of two while one takes the other's place.
///
/// `id` is the call's id, the same at each try; `at` the time of this try.
pub fn standard_signature(secrets: &[WebhookSecret], id: &str, at: Timestamp, body: &str) -> String {
    let signed = format!("{id}.{}.{body}", at.as_second());
    let of = |secret: &WebhookSecret| format!("v1,{}", BASE64.encode(&hmac(&secret.0, signed.as_bytes())));
    secrets.iter().map(of).collect::<Vec<_>>().join(" ")
}

impl SigningKeys {
    /// The older signature of calls of steps: `t=SECONDS,v1=HEX`. `HEX` is the HMAC-SHA256 of `SECONDS.BODY` under the
    /// hex text of the newest key's secret. The next release leaves it out.
    pub fn webhook_signature(&self, at: Timestamp, body: &str) -> String {
        let at = at.as_second();
        let secret = HEXLOWER.encode(&hmac(self.newest(), b"webhook"));
        let signed = hmac(secret.as_bytes(), format!("{at}.{body}").as_bytes());
        format!("t={at},v1={}", HEXLOWER.encode(&signed))
    }

    /// What other programs check calls of steps with, of each key, the newest first: the HMAC-SHA256 of the word `webhook`
    /// under the key. Of its own, because who knows the key itself could sign every link there is.
    pub fn webhook_secrets(&self) -> Vec<WebhookSecret> {
        self.all().map(|key| WebhookSecret::of_bytes(hmac(key, b"webhook"))).collect()
    }
}

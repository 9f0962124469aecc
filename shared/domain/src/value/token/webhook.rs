//! The signature by which other programs know that a call is ours.

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use crate::value::hash::hmac;
use crate::value::token::keys::SigningKeys;

impl SigningKeys {
    /// The signature that tells another program that a call at `at` is ours: `t=SECONDS,v1=HEX`. `HEX` is the
    /// HMAC-SHA256 of `SECONDS.BODY` under the [webhook secret](Self::webhook_secret).
    pub fn webhook_signature(&self, at: Timestamp, body: &str) -> String {
        let at = at.as_second();
        let signed = hmac(self.webhook_secret().as_bytes(), format!("{at}.{body}").as_bytes());
        format!("t={at},v1={}", HEXLOWER.encode(&signed))
    }

    /// What other programs check our calls with: the HMAC-SHA256, in hex, of the word `webhook` under the newest key. Of
    /// its own, because who knows the key itself could sign every link there is.
    pub fn webhook_secret(&self) -> String {
        HEXLOWER.encode(&hmac(self.newest(), b"webhook"))
    }
}

//! What a post shows to prove that it is the source's: a key, or a signature of its body.

use data_encoding::{BASE64, HEXLOWER};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lead_source::path::JsonPath;
use crate::value::hash::hmac;
use crate::value::token::same;

/// How old the time of a signature may be, and how far ahead: what Calendly advises, in seconds.
const TOLERANCE: i64 = 180;

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signed {
    /// In hexadecimal digits, also behind `sha256=`.
    Hex,
    /// In base64, also behind `sha256=`.
    Base64,
    /// As `t=SECOND,v1=HEX`, of the second, a point and the body.
    Timed,
}

/// How posts of a source prove themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The name of the secret.
    pub secret: String,
    /// The header that shows the key, or the signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The parameter of the address that shows the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The place in the body that shows the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<JsonPath>,
    /// The header shows a signature (HMAC-SHA256, RFC 2104), in that form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
}

/// What a post shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The value of the header that [`Proof::header`] names.
    pub header: Option<&'a str>,
    /// The value of the parameter that [`Proof::query`] names.
    pub query: Option<&'a str>,
    /// The body, to the byte.
    pub body: &'a [u8],
    /// The body, read; needed where [`Proof::json`] says so.
    pub json: Option<&'a Value>,
}

impl Proof {
    /// One of the secrets is shown. How long that takes does not say how much of a wrong one is right. `now` is the real time.
    pub fn holds(&self, secrets: &[String], shown: Shown<'_>, now: Timestamp) -> bool {
        // Every secret is tried, whichever holds.
        secrets.iter().filter(|secret| self.holds_by(secret, shown, now)).count() > 0
    }

    fn holds_by(&self, secret: &str, shown: Shown<'_>, now: Timestamp) -> bool {
        match (self.signed, &self.json) {
            (Some(signed), _) => shown.header.is_some_and(|header| signed.is_of(header, secret, shown.body, now)),
            (None, Some(path)) => {
                let found = shown.json.map(|json| path.find(json)).unwrap_or_default();
                matches!(&found[..], [only] if only.value.as_str().is_some_and(|key| same(key, secret)))
            }
            (None, None) => {
                let bearer = |key: &'_ str| {
                    let is_bearer = key.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("bearer "));
                    if is_bearer { key[7..].trim().to_owned() } else { key.to_owned() }
                };
                shown
                    .header
                    .map(bearer)
                    .or_else(|| shown.query.map(str::to_owned))
                    .is_some_and(|key| same(&key, secret))
            }
        }
    }
}

impl Signed {
    fn is_of(self, header: &str, secret: &str, body: &[u8], now: Timestamp) -> bool {
        let digest = |message: &[u8]| hmac(secret.as_bytes(), message);
        let shown = header.strip_prefix("sha256=").unwrap_or(header);
        match self {
            Self::Hex => same(&shown.to_ascii_lowercase(), &HEXLOWER.encode(&digest(body))),
            Self::Base64 => same(shown, &BASE64.encode(&digest(body))),
            Self::Timed => {
                let part = |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name));
                let (Some(at), Some(shown)) = (part("t="), part("v1=")) else { return false };
                let Ok(second) = at.parse::<i64>() else { return false };
                let is_recent = second.abs_diff(now.as_second()) <= TOLERANCE.unsigned_abs();
                let message = [at.as_bytes(), b".", body].concat();
                is_recent && same(&shown.to_ascii_lowercase(), &HEXLOWER.encode(&digest(&message)))
            }
        }
    }
}

/// What proves to Meta's Graph API that whoever shows a token is the app that it was given to: `appsecret_proof`, the
/// HMAC-SHA256 of the token by the app's secret, in hexadecimal digits
/// (<https://developers.facebook.com/docs/graph-api/guides/secure-requests>).
///
/// # Examples
/// ```
/// use leadwright_domain::lead_source::app_secret_proof;
///
/// let proof = app_secret_proof("key", "The quick brown fox jumps over the lazy dog");
/// assert_eq!(proof, "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
/// ```
pub fn app_secret_proof(secret: &str, token: &str) -> String {
    HEXLOWER.encode(&hmac(secret.as_bytes(), token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BODY: &[u8] = b"{\"event\":\"x\"}";

    fn proof(value: Value) -> Proof {
        serde_json::from_value(value).unwrap()
    }

    fn holds(proof: &Proof, header: Option<&str>, query: Option<&str>) -> bool {
        let now = "2026-11-26T10:00:00Z".parse().unwrap();
        let json = serde_json::from_slice(BODY).unwrap();
        let shown = Shown { header, query, body: BODY, json: Some(&json) };
        proof.holds(&["new".to_owned(), "old".to_owned()], shown, now)
    }

    #[test]
    fn a_key_is_shown_whole_by_header_address_or_body() {
        let header = proof(json!({"secret": "s", "header": "x-key"}));
        for (shown, expected) in
            [("new", true), ("old", true), ("Bearer new", true), ("ne", false), ("newer", false), ("", false)]
        {
            assert_eq!(holds(&header, Some(shown), None), expected, "{shown}");
        }
        assert!(!holds(&header, None, None));
        let query = proof(json!({"secret": "s", "query": "key"}));
        assert!(holds(&query, None, Some("old")) && !holds(&query, None, Some("older")));
        let body = proof(json!({"secret": "s", "json": "/event"}));
        assert!(!holds(&body, None, None));
        let json = json!({"event": "old"});
        let shown = Shown { header: None, query: None, body: b"", json: Some(&json) };
        assert!(body.holds(&["old".to_owned()], shown, Timestamp::UNIX_EPOCH));
        // Without a secret nothing holds.
        assert!(!body.holds(&[], shown, Timestamp::UNIX_EPOCH));
        assert!(!body.holds(
            &[String::new()],
            Shown { json: Some(&json!({"event": "x"})), ..shown },
            Timestamp::UNIX_EPOCH
        ));
    }

    #[test]
    fn a_signature_is_of_this_body_with_this_secret_now() {
        let hex = HEXLOWER.encode(&hmac(b"old", BODY));
        let base64 = BASE64.encode(&hmac(b"new", BODY));
        let of = |signed: &str| proof(json!({"secret": "s", "header": "x", "signed": signed}));
        assert!(holds(&of("hex"), Some(&format!("sha256={hex}")), None));
        assert!(holds(&of("hex"), Some(&hex.to_uppercase()), None));
        assert!(holds(&of("base64"), Some(&format!("sha256={base64}")), None));
        for wrong in ["", "sha256=", "sha1=abc", &hex[1..], &base64[1..], "ä"] {
            assert!(!holds(&of("hex"), Some(wrong), None) && !holds(&of("base64"), Some(wrong), None), "{wrong}");
        }
        let now: Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        let timed = |second: i64| {
            let message = [second.to_string().as_bytes(), b".", BODY].concat();
            format!("t={second},v1={}", HEXLOWER.encode(&hmac(b"new", &message)))
        };
        for (seconds, expected) in [(0, true), (-180, true), (180, true), (-181, false), (181, false)] {
            assert_eq!(holds(&of("timed"), Some(&timed(now.as_second() + seconds)), None), expected, "{seconds}");
        }
        for wrong in ["t=1", "v1=abc", "t=x,v1=y", "t=-9223372036854775808,v1=00"] {
            assert!(!holds(&of("timed"), Some(wrong), None), "{wrong}");
        }
    }
}

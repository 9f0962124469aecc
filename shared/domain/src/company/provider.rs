//! Log-in by an identity provider (`OpenID` Connect Core 1.0): what `team.yaml` says of it, and whom a token is about.
//!
//! What must stay true: a token logs in only who is named by a verified address, for us, by this provider, in this attempt,
//! at this time. What a token leaves out counts as no.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::value::identity::EmailAddress;
use crate::value::token::same;

/// How much the provider's clock and ours may differ.
const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// The issuer of Microsoft Entra ID begins like this; what follows is the tenant.
const ENTRA: &str = "https://login.microsoftonline.com/";

/// The section `log_in` of `team.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderLogIn {
    /// The provider's name, as in "Log in with Google".
    pub provider: String,
    /// Its address, to the letter as its tokens name it.
    pub issuer: String,
    /// The id that it gave this desk.
    pub client_id: String,
    /// People may log in by mail, too.
    #[serde(default = "crate::value::stored::yes", skip_serializing_if = "crate::value::stored::is_true")]
    pub by_mail: bool,
}

/// A token logs nobody in. The text names no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// Another provider issued it.
    #[error("it is of another issuer")]
    Issuer,
    /// It is for somebody else.
    #[error("it is for another client")]
    Audience,
    /// Its time is over.
    #[error("it has expired, or does not say when it does")]
    Expired,
    /// It is from a time to come.
    #[error("it is from a time to come, or does not say from when it is")]
    Early,
    /// It is of another attempt.
    #[error("it is of another attempt to log in")]
    Nonce,
    /// It is about nobody.
    #[error("it has no subject")]
    Subject,
    /// It has no e-mail address.
    #[error("it has no e-mail address: has the client the scope `email`?")]
    NoAddress,
    /// The provider does not say that the address is the person's.
    #[error("its e-mail address is not verified")]
    Unverified,
}

impl ProviderLogIn {
    /// The verified address of the person whom a token is about. Its signature is checked before.
    ///
    /// # Errors
    /// See [`TokenRefusal`] (`OpenID` Connect Core 1.0, section 3.1.3.7).
    pub fn address_in(&self, claims: &Value, nonce: &str, now: Timestamp) -> Result<EmailAddress, TokenRefusal> {
        let text = |name: &str| claims[name].as_str().unwrap_or_default();
        if text("iss") != self.issuer {
            return Err(TokenRefusal::Issuer);
        }
        if !self.is_for_us(claims) {
            return Err(TokenRefusal::Audience);
        }
        if time(&claims["exp"]).is_none_or(|until| now >= until.saturating_add(SKEW).unwrap_or(until)) {
            return Err(TokenRefusal::Expired);
        }
        let is_early = |from: Option<Timestamp>| from.is_none_or(|from| from.duration_since(now) > SKEW);
        if is_early(time(&claims["iat"])) || (!claims["nbf"].is_null() && is_early(time(&claims["nbf"]))) {
            return Err(TokenRefusal::Early);
        }
        if !same(text("nonce"), nonce) {
            return Err(TokenRefusal::Nonce);
        }
        if text("sub").is_empty() {
            return Err(TokenRefusal::Subject);
        }
        let address = EmailAddress::parse(text("email")).map_err(|_| TokenRefusal::NoAddress)?;
        if self.is_verified(claims) { Ok(address) } else { Err(TokenRefusal::Unverified) }
    }

    /// The client is in the audience. Of several, it must be the one that asked for the token.
    fn is_for_us(&self, claims: &Value) -> bool {
        let is_us = |value: &Value| value.as_str() == Some(&self.client_id);
        let (audience, party) = (&claims["aud"], &claims["azp"]);
        let is_named = is_us(audience) || audience.as_array().is_some_and(|all| all.iter().any(is_us));
        let is_alone = audience.as_array().is_none_or(|all| all.len() == 1);
        is_named && if party.is_null() { is_alone } else { is_us(party) }
    }

    /// The provider says that the address is the person's. Some write the claim as a text. Entra ID has a claim of its own
    /// instead: the tenant owns the address's domain (optional claim `xms_edov`, which it writes in several ways).
    fn is_verified(&self, claims: &Value) -> bool {
        let is_yes = |value: &Value| *value == Value::Bool(true) || value.as_str() == Some("true");
        let (verified, owned) = (&claims["email_verified"], &claims["xms_edov"]);
        let is_owned = is_yes(owned) || owned.as_str() == Some("1") || owned.as_u64() == Some(1);
        is_yes(verified) || (verified.is_null() && self.issuer.starts_with(ENTRA) && is_owned)
    }
}

/// A time of a token: seconds since 1970, perhaps with a fraction (RFC 7519, section 2).
fn time(value: &Value) -> Option<Timestamp> {
    let seconds = value.as_i64().map(SignedDuration::from_secs);
    let seconds = seconds.or_else(|| SignedDuration::try_from_secs_f64(value.as_f64()?).ok())?;
    Timestamp::from_duration(seconds).ok()
}

/// An address of the provider that may be called: over TLS, by the name of a host. On this machine, the local runner may
/// call this machine as well; on Lambda a loopback address would lead to the runtime itself.
pub fn may_be_called(url: &str, is_local: bool) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte));
    if is_local && ["127.0.0.1", "localhost"].contains(&host) {
        return is_port && is_plain && ["http", "https"].contains(&scheme);
    }
    is_port && is_plain && scheme == "https" && is_host_name(host)
}

/// The text is the name of a host in a domain, and no address in numbers.
fn is_host_name(text: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let last = text.rsplit('.').next().unwrap_or_default();
    let is_top = last.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    text.contains('.') && text.split('.').all(is_label) && is_top && !last.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_795_687_200;

    fn provider(issuer: &str) -> ProviderLogIn {
        let (provider, client_id) = ("Idp".to_owned(), "desk".to_owned());
        ProviderLogIn { provider, issuer: issuer.to_owned(), client_id, by_mail: true }
    }

    /// What comes of a token in which these claims are others; `null` leaves one out.
    fn told(issuer: &str, changes: &Value) -> Result<String, TokenRefusal> {
        let mut claims = json!({
            "iss": issuer, "aud": "desk", "exp": NOW + 300, "iat": NOW, "nonce": "n", "sub": "7",
            "email": "Ana@Acme.example", "email_verified": true,
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let now = Timestamp::from_second(NOW).unwrap();
        provider(issuer).address_in(&claims, "n", now).map(|address| address.as_str().to_owned())
    }

    #[test]
    fn a_token_logs_in_whom_all_of_it_speaks_for() {
        use TokenRefusal::{Audience, Early, Expired, Issuer, NoAddress, Nonce, Subject, Unverified};
        for (changes, refusal) in [
            (json!({}), None),
            (json!({"aud": ["desk"], "azp": "desk", "nbf": NOW - 9, "email_verified": "true", "exp": 2e9}), None),
            (json!({"aud": ["desk", "other"], "azp": "desk"}), None),
            (json!({"exp": NOW - 59, "iat": NOW + 60, "nbf": NOW + 60}), None),
            (json!({"exp": 1_795_687_140.5}), None),
            (json!({"iss": "https://evil.example"}), Some(Issuer)),
            (json!({"iss": "https://idp.example/"}), Some(Issuer)),
            (json!({"iss": null}), Some(Issuer)),
            (json!({"aud": "other"}), Some(Audience)),
            (json!({"aud": null}), Some(Audience)),
            (json!({"aud": []}), Some(Audience)),
            (json!({"aud": ["other"]}), Some(Audience)),
            (json!({"aud": ["desk", "other"]}), Some(Audience)),
            (json!({"azp": "other"}), Some(Audience)),
            (json!({"exp": NOW - 60}), Some(Expired)),
            (json!({"exp": null}), Some(Expired)),
            (json!({"exp": "later"}), Some(Expired)),
            (json!({"exp": 1e30}), Some(Expired)),
            (json!({"iat": NOW + 61}), Some(Early)),
            (json!({"iat": null}), Some(Early)),
            (json!({"nbf": NOW + 61}), Some(Early)),
            (json!({"nbf": "x"}), Some(Early)),
            (json!({"nonce": "m"}), Some(Nonce)),
            (json!({"nonce": null}), Some(Nonce)),
            (json!({"sub": ""}), Some(Subject)),
            (json!({"sub": 7}), Some(Subject)),
            (json!({"email": null}), Some(NoAddress)),
            (json!({"email": "ana"}), Some(NoAddress)),
            (json!({"email": ["ana@acme.example"]}), Some(NoAddress)),
            // Invisible characters are not taken away: the provider verified another address.
            (json!({"email": "ana\u{200b}@acme.example"}), Some(NoAddress)),
            (json!({"email_verified": false}), Some(Unverified)),
            (json!({"email_verified": null}), Some(Unverified)),
            (json!({"email_verified": "false"}), Some(Unverified)),
            (json!({"email_verified": 1}), Some(Unverified)),
            // Only Entra ID vouches by that claim.
            (json!({"email_verified": null, "xms_edov": true}), Some(Unverified)),
        ] {
            let expected = refusal.map_or(Ok("ana@acme.example".to_owned()), Err);
            assert_eq!(told("https://idp.example", &changes), expected, "{changes}");
        }
    }

    #[test]
    fn entra_vouches_by_the_owner_of_the_domain() {
        let entra = "https://login.microsoftonline.com/0f0f0f0f-0000-0000-0000-000000000000/v2.0";
        for (verified, owned, is_verified) in [
            (json!(null), json!(true), true),
            (json!(null), json!("1"), true),
            (json!(null), json!("true"), true),
            (json!(null), json!(1), true),
            (json!(true), json!(null), true),
            (json!(null), json!(null), false),
            (json!(null), json!(false), false),
            (json!(null), json!("0"), false),
            (json!(false), json!(true), false),
        ] {
            let told = told(entra, &json!({"email_verified": verified, "xms_edov": owned}));
            assert_eq!(told.is_ok(), is_verified, "{verified} {owned}");
        }
    }

    #[test]
    fn only_hosts_with_a_name_are_called_and_this_machine_by_the_runner() {
        for (url, on_lambda, local) in [
            ("https://accounts.google.com", true, true),
            ("https://idp.acme.example:8443/realms/acme?x=1", true, true),
            ("http://127.0.0.1:4100/token", false, true),
            ("http://localhost:4100", false, true),
            ("https://127.0.0.1/", false, true),
            ("http://idp.acme.example", false, false),
            ("https://localhost.", false, false),
            ("https://idp.localhost/", false, false),
            ("https://127.1/", false, false),
            ("https://2130706433/", false, false),
            ("https://0x7f.0.0.1/", false, false),
            ("https://169.254.169.254/latest", false, false),
            ("https://[::1]/", false, false),
            ("https://127.0.0.1@idp.example/", false, false),
            ("https://idp.example@127.0.0.1/", false, false),
            ("https://idp.example:x/", false, false),
            ("https://idp.example\\@evil.example/", false, false),
            ("https://idp.example/ x", false, false),
            ("https://", false, false),
            ("file:///etc/passwd", false, false),
            ("idp.example", false, false),
        ] {
            assert_eq!((may_be_called(url, false), may_be_called(url, true)), (on_lambda, local), "{url}");
        }
    }
}

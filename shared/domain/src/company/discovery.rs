//! The identity provider's own description, and what it is asked (`OpenID` Connect Discovery 1.0, RFC 6749, RFC 7636).

use data_encoding::BASE64;
use form_urlencoded::{Serializer, byte_serialize};
use serde::Deserialize;

use crate::company::provider::{ProviderLogIn, may_be_called};
use crate::value::token::attempt::code_challenge;

/// Where the provider is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    /// Where a code is exchanged for a token.
    pub token_endpoint: String,
    /// Where its public keys are.
    pub jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

/// The provider's description is not to be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// It is another document.
    #[error("its description is not that of an OpenID provider: is `issuer` in team.yaml right?")]
    Shape,
    /// It is of another issuer: its tokens would be refused.
    #[error("it calls itself {0:?}: write `issuer` in team.yaml like that")]
    Issuer(String),
    /// One of its addresses is not over TLS, or no host with a name.
    #[error("it names an address that is not called: {0:?}")]
    Address(String),
}

/// A request for a log-in that a browser carries to the provider.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizationRequest<'a> {
    /// Where the provider sends the browser back to.
    pub back: &'a str,
    /// The signed attempt.
    pub state: &'a str,
    /// What the token must hold.
    pub nonce: &'a str,
    /// The secret half of PKCE.
    pub verifier: &'a str,
    /// The person is asked which account: the last one was not in the team.
    pub is_account_asked: bool,
}

/// A request for a token: a form, and the header `Authorization` if the provider takes the secret there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// The fields, encoded.
    pub form: String,
    /// The header's value.
    pub authorization: Option<String>,
}

impl ProviderLogIn {
    /// Where the provider describes itself.
    pub fn discovery_address(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'))
    }

    /// The description in the answer of that address.
    ///
    /// # Errors
    /// See [`DiscoveryError`].
    pub fn read_discovery(&self, json: &[u8], is_local: bool) -> Result<Discovery, DiscoveryError> {
        let found: Discovery = serde_json::from_slice(json).map_err(|_| DiscoveryError::Shape)?;
        if found.issuer != self.issuer {
            return Err(DiscoveryError::Issuer(found.issuer));
        }
        for address in [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri] {
            if !may_be_called(address, is_local) {
                return Err(DiscoveryError::Address(address.clone()));
            }
        }
        Ok(found)
    }

    /// The address that asks the provider to log somebody in.
    pub fn authorization_address(&self, at: &Discovery, request: AuthorizationRequest<'_>) -> String {
        let endpoint = at.authorization_endpoint.split('#').next().unwrap_or_default();
        let joint = if endpoint.contains('?') { '&' } else { '?' };
        let mut query = Serializer::new(String::new());
        query.extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", request.back),
            ("scope", "openid email"),
            ("state", request.state),
            ("nonce", request.nonce),
            ("code_challenge", &code_challenge(request.verifier)),
            ("code_challenge_method", "S256"),
        ]);
        if request.is_account_asked {
            query.append_pair("prompt", "select_account");
        }
        format!("{endpoint}{joint}{}", query.finish())
    }

    /// What asks for the token of a code. The secret goes into the header, as every provider takes it (RFC 6749, section
    /// 2.3.1), unless this one lists the form only.
    pub fn token_request(&self, at: &Discovery, secret: &str, code: &str, back: &str, verifier: &str) -> TokenRequest {
        let mut form = Serializer::new(String::new());
        form.extend_pairs([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", verifier),
        ]);
        let methods = &at.token_endpoint_auth_methods_supported;
        let takes = |method: &str| methods.iter().any(|one| one == method);
        let authorization = if takes("client_secret_post") && !takes("client_secret_basic") {
            form.extend_pairs([("client_id", self.client_id.as_str()), ("client_secret", secret)]);
            None
        } else {
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encoded(&self.client_id), encoded(secret));
            Some(format!("Basic {}", BASE64.encode(pair.as_bytes())))
        };
        TokenRequest { form: form.finish(), authorization }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn google() -> ProviderLogIn {
        ProviderLogIn {
            provider: "Google".to_owned(),
            issuer: "https://idp.example/".to_owned(),
            client_id: "desk 1".to_owned(),
            by_mail: true,
        }
    }

    fn description(changes: &Value) -> Value {
        let mut all = json!({
            "issuer": "https://idp.example/", "authorization_endpoint": "https://idp.example/auth?tenant=1",
            "token_endpoint": "https://idp.example/token", "jwks_uri": "https://keys.example/all", "more": [1],
        });
        for (name, value) in changes.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    }

    fn read(changes: &Value) -> Result<Discovery, DiscoveryError> {
        google().read_discovery(description(changes).to_string().as_bytes(), false)
    }

    #[test]
    fn a_description_is_the_providers_own_and_names_hosts_over_tls() {
        assert_eq!(google().discovery_address(), "https://idp.example/.well-known/openid-configuration");
        assert!(read(&json!({})).is_ok());
        let evil = "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next";
        for (changes, expected) in [
            (json!({"issuer": "https://idp.example"}), DiscoveryError::Issuer("https://idp.example".to_owned())),
            (json!({"token_endpoint": evil}), DiscoveryError::Address(evil.to_owned())),
            (json!({"jwks_uri": evil}), DiscoveryError::Address(evil.to_owned())),
            (json!({"authorization_endpoint": "javascript:x"}), DiscoveryError::Address("javascript:x".to_owned())),
            (json!({"jwks_uri": null}), DiscoveryError::Shape),
        ] {
            assert_eq!(read(&changes), Err(expected), "{changes}");
        }
        assert_eq!(google().read_discovery(b"<html>", false), Err(DiscoveryError::Shape));
    }

    #[test]
    fn the_browser_carries_no_secret() {
        let request = AuthorizationRequest {
            back: "https://desk.example/desk/log-in/back",
            state: "s",
            nonce: "n",
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            is_account_asked: false,
        };
        let discovery = read(&json!({})).unwrap();
        let address = google().authorization_address(&discovery, request);
        let expected = "https://idp.example/auth?tenant=1&response_type=code&client_id=desk+1\
             &redirect_uri=https%3A%2F%2Fdesk.example%2Fdesk%2Flog-in%2Fback&scope=openid+email&state=s&nonce=n\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        assert_eq!(address, expected);
        let asked =
            google().authorization_address(&discovery, AuthorizationRequest { is_account_asked: true, ..request });
        assert_eq!(asked, format!("{expected}&prompt=select_account"));
    }

    #[test]
    fn the_secret_goes_where_the_provider_takes_it() {
        let ask = |methods: Value| {
            let discovery = read(&json!({"token_endpoint_auth_methods_supported": methods})).unwrap();
            google().token_request(&discovery, "a:b c", "code", "https://desk.example/back", "v")
        };
        let plain =
            "grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fdesk.example%2Fback&code_verifier=v";
        for methods in [json!([]), json!(["client_secret_post", "client_secret_basic"]), json!(["private_key_jwt"])] {
            let asked = ask(methods);
            // RFC 6749 has both encoded as in a form: `desk+1:a%3Ab+c`.
            assert_eq!(asked.authorization.as_deref(), Some("Basic ZGVzaysxOmElM0FiK2M="));
            assert_eq!(asked.form, plain);
        }
        let asked = ask(json!(["client_secret_post"]));
        assert_eq!(asked.authorization, None);
        assert_eq!(asked.form, format!("{plain}&client_id=desk+1&client_secret=a%3Ab+c"));
    }
}

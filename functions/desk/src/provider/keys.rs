//! The provider's public keys, and the signatures of its tokens (RFC 7515, RFC 7517).
//!
//! What must stay true: a key verifies what it is made for. The algorithm is one of a list without `none` and without those
//! that sign with a shared secret, for which a public key would pass as one (RFC 8725, sections 2.1 and 3.1).

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::Value;

/// The keys.
#[derive(Debug)]
pub(crate) struct KeySet(Vec<Jwk>);

/// A token is not signed by one of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignatureError {
    /// It is no signed token, of an algorithm that is not taken, or demands what is not known here.
    #[error("it is no token of an algorithm that is taken")]
    Algorithm,
    /// No key is the one that it names.
    #[error("no key of the provider is the one that it names")]
    UnknownKey,
    /// Another key signed it, or it was changed.
    #[error("its signature is not right")]
    Wrong,
}

impl KeySet {
    /// The keys of a list; none if it is no list. A key of an unknown kind is left out: it verifies nothing here.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        let list: Value = serde_json::from_slice(json).ok()?;
        let keys = list.get("keys")?.as_array()?.iter();
        Some(Self(keys.filter_map(|key| serde_json::from_value(key.clone()).ok()).collect()))
    }

    /// What a token says that one of the keys signed.
    pub(crate) fn claims(&self, token: &str) -> Result<Value, SignatureError> {
        let header = decode_header(token).map_err(|_| SignatureError::Algorithm)?;
        if header.crit.is_some() || !is_taken(header.alg) {
            return Err(SignatureError::Algorithm);
        }
        let key = self.key_of(&header).ok_or(SignatureError::UnknownKey)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| SignatureError::UnknownKey)?;
        // The signature alone: the clock of a library is not ours.
        let mut validation = Validation::new(header.alg);
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        decode(token, &key, &validation).map(|token| token.claims).map_err(|_| SignatureError::Wrong)
    }

    /// The key that a token names; the only one that fits, if it names none.
    fn key_of(&self, header: &Header) -> Option<&Jwk> {
        let mut fitting = self.0.iter().filter(|key| {
            header.kid.as_ref().is_none_or(|id| key.common.key_id.as_ref() == Some(id)) && fits(key, header.alg)
        });
        let first = fitting.next()?;
        (header.kid.is_some() || fitting.next().is_none()).then_some(first)
    }
}

fn is_taken(algorithm: Algorithm) -> bool {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    matches!(algorithm, RS256 | RS384 | RS512 | PS256 | PS384 | PS512 | ES256 | ES384 | EdDSA)
}

/// The key signs by this algorithm.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    let is_of_kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => matches!(algorithm, RS256 | RS384 | RS512 | PS256 | PS384 | PS512),
        AlgorithmParameters::EllipticCurve(key) => {
            matches!((&key.curve, algorithm), (EllipticCurve::P256, ES256) | (EllipticCurve::P384, ES384))
        }
        AlgorithmParameters::OctetKeyPair(key) => key.curve == EllipticCurve::Ed25519 && algorithm == EdDSA,
        // A shared secret, or what is not known here.
        _ => false,
    };
    let is_for_signatures = key.common.public_key_use.as_ref().is_none_or(|of| *of == PublicKeyUse::Signature);
    let is_of_algorithm = key.common.key_algorithm.is_none_or(|of| of == algorithm.into());
    is_of_kind && is_for_signatures && is_of_algorithm
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What comes of a token whose signature is `AAAA`, for a list of keys.
    fn told(head: &str, keys: &Value) -> SignatureError {
        let encoded = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
        let token = format!("{}.{}.AAAA", encoded(head), encoded("{}"));
        KeySet::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap().claims(&token).unwrap_err()
    }

    #[test]
    fn a_key_verifies_what_it_is_made_for() {
        use SignatureError::{Algorithm, UnknownKey, Wrong};
        let rsa = |more: Value| {
            let mut key = json!({"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"});
            key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            key
        };
        let curve = |name: &str| json!({"kty": "EC", "crv": name, "kid": "a", "x": "AQAB", "y": "AQAB"});
        let named = r#"{"alg": "RS256", "kid": "a"}"#;
        for (head, keys, expected) in [
            (named, json!([rsa(json!({}))]), Wrong),
            (named, json!([rsa(json!({"use": "sig", "alg": "RS256"}))]), Wrong),
            (named, json!([{"kty": "new", "kid": "a"}, {"no": "key"}, rsa(json!({}))]), Wrong),
            (r#"{"alg": "ES256", "kid": "a"}"#, json!([curve("P-256")]), Wrong),
            (r#"{"alg": "RS256"}"#, json!([rsa(json!({})), curve("P-256")]), Wrong),
            // For something else.
            (named, json!([]), UnknownKey),
            (named, json!([rsa(json!({"kid": "b"}))]), UnknownKey),
            (named, json!([rsa(json!({"use": "enc"}))]), UnknownKey),
            (named, json!([rsa(json!({"alg": "RS512"}))]), UnknownKey),
            (named, json!([curve("P-256")]), UnknownKey),
            (r#"{"alg": "ES256", "kid": "a"}"#, json!([curve("P-384")]), UnknownKey),
            (r#"{"alg": "RS256"}"#, json!([rsa(json!({})), rsa(json!({"kid": "b"}))]), UnknownKey),
            // Not taken, whatever keys there are.
            (r#"{"alg": "HS256", "kid": "a"}"#, json!([{"kty": "oct", "kid": "a", "k": "AQAB"}]), Algorithm),
            (r#"{"alg": "HS256", "kid": "a"}"#, json!([rsa(json!({}))]), Algorithm),
            (r#"{"alg": "none", "kid": "a"}"#, json!([rsa(json!({}))]), Algorithm),
            (r#"{"alg": "None"}"#, json!([rsa(json!({}))]), Algorithm),
            (r#"{"alg": "RS256", "kid": "a", "crit": ["b64"]}"#, json!([rsa(json!({}))]), Algorithm),
            ("no head", json!([rsa(json!({}))]), Algorithm),
        ] {
            assert_eq!(told(head, &keys), expected, "{head} {keys}");
        }
        for token in ["", "x", "a.b", "a.b.c.d", "..", "\u{1f511}.é."] {
            assert_eq!(KeySet(Vec::new()).claims(token), Err(Algorithm), "{token}");
        }
        for list in ["", "[]", "{}", "{\"keys\": 1}"] {
            assert!(KeySet::read(list.as_bytes()).is_none(), "{list}");
        }
    }
}

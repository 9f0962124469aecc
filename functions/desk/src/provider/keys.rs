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

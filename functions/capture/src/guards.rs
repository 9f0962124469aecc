//! What a form has against robots besides its own fields: a field that no person sees, the time when it was shown, and
//! the captcha of a provider.

use jiff::Timestamp;
use leadwright_domain::form::{Captcha, SHOWN, TRAP};
use leadwright_domain::suspicion::shown_at;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_domain::words::Words;

/// The guards of a form that is shown.
pub(crate) struct Guards<'a> {
    pub(crate) words: Words<'a>,
    pub(crate) trap_name: &'static str,
    pub(crate) shown_name: &'static str,
    /// When the form was shown, signed.
    pub(crate) shown: String,
    pub(crate) captcha: Option<Captcha>,
    /// The provider's public key.
    pub(crate) site_key: &'a str,
}

impl<'a> Guards<'a> {
    /// Those of a form that is shown now. `shown` is the time that a post brought back: a form that is shown again with
    /// its mistakes keeps it.
    pub(crate) fn new(
        words: Words<'a>,
        name: &str,
        captcha: Option<(Captcha, &'a str)>,
        shown: Option<&str>,
        key: &IdentityKey,
        now: Timestamp,
    ) -> Self {
        Self {
            words,
            trap_name: TRAP,
            shown_name: SHOWN,
            shown: shown.map_or_else(|| shown_at(name, key, now), str::to_owned),
            captcha: captcha.map(|(captcha, _)| captcha),
            site_key: captcha.map_or("", |(_, site_key)| site_key),
        }
    }
}

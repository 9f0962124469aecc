//! What is known of a post at its arrival alone. It travels beside the activity to scoring and is stored nowhere.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::form::{Captcha, SHOWN, TRAP};
use crate::value::identity::IdentityKey;
use crate::value::network::NetworkBlock;
use crate::value::token::same;

/// The longest token that is taken to a provider, in bytes.
const TOKEN_LIMIT: usize = 8 * 1024;

/// A form that was shown longer ago says nothing: the tab was left open.
const LONGEST: i64 = 24 * 60 * 60;

/// What a post brought besides its content.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Arrival {
    /// The network it came from; none if that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkBlock>,
    /// The field that no person sees was filled in.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub trapped: bool,
    /// The seconds from showing the form to its post; none if that is not known, as of a form on the company's own page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// The token of the captcha.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captcha: Option<String>,
}

impl Arrival {
    /// Of the posted fields of a form, each by its name.
    pub fn of<'a>(
        form: &str,
        captcha: Option<Captcha>,
        posted: impl Fn(&str) -> Option<&'a str>,
        network: Option<NetworkBlock>,
        key: &IdentityKey,
        now: Timestamp,
    ) -> Self {
        let shown = posted(SHOWN).and_then(|shown| seconds_since(form, shown, key, now));
        let token = captcha.and_then(|captcha| posted(captcha.field())).map(str::trim);
        Self {
            network,
            trapped: posted(TRAP).is_some_and(|value| !value.trim().is_empty()),
            seconds: shown,
            captcha: token.filter(|token| (1..=TOKEN_LIMIT).contains(&token.len())).map(str::to_owned),
        }
    }
}

/// The value of the field [`SHOWN`] of a form that is shown now: the second, signed.
pub fn shown_at(form: &str, key: &IdentityKey, now: Timestamp) -> String {
    let second = now.as_second();
    format!("{second}.{}", key.form_shown(form, second))
}

/// The seconds since the form was shown; none if the value is not ours, of another form, or too old.
fn seconds_since(form: &str, shown: &str, key: &IdentityKey, now: Timestamp) -> Option<u32> {
    let (second, signature) = shown.trim().split_once('.')?;
    let second: i64 = second.parse().ok()?;
    if !same(signature, &key.form_shown(form, second)) {
        return None;
    }
    let seconds = now.as_second().checked_sub(second).filter(|seconds| (0..=LONGEST).contains(seconds))?;
    u32::try_from(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_fill_is_known_or_unknown_but_never_wrong() {
        let key = IdentityKey::new("k");
        let shown: Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        let field = shown_at("demo", &key, shown);
        let after = |form: &str, field: &str, at: &str| {
            let posted = |name: &str| (name == SHOWN).then_some(field);
            Arrival::of(form, None, posted, None, &key, at.parse().unwrap()).seconds
        };
        assert_eq!(after("demo", &field, "2026-11-26T10:00:07Z"), Some(7));
        assert_eq!(after("other", &field, "2026-11-26T10:00:07Z"), None);
        assert_eq!(after("demo", &field, "2026-11-26T09:59:59Z"), None);
        assert_eq!(after("demo", &field, "2026-11-28T10:00:00Z"), None);
        assert_eq!(after("demo", &format!("1{field}"), "2026-11-26T10:00:07Z"), None);
        for wrong in ["", ".", "x.y", "99999999999999999999.a"] {
            assert_eq!(after("demo", wrong, "2026-11-26T10:00:07Z"), None, "{wrong}");
        }
    }

    #[test]
    fn a_message_without_what_is_new_is_read() {
        assert_eq!(serde_json::from_str::<Arrival>("{}").unwrap(), Arrival::default());
        assert_eq!(serde_json::to_string(&Arrival::default()).unwrap(), "{}");
    }
}

//! The secret in the link of a log-in, and its code. Both are made of an id: who knows the id and not the signing key makes
//! neither.

use std::fmt;

use data_encoding::BASE32_NOPAD;

use crate::value::hash::{hmac, keyed_hash};
use crate::value::token::keys::{SigningKeys, same};

/// What a link of a log-in holds that nobody can guess: letters and digits. Its own text is never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct LogInSecret(String);

/// The text is no end of a link of a log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the link was cut off")]
pub struct NotALogIn;

impl fmt::Debug for LogInSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogInSecret(…)")
    }
}

impl LogInSecret {
    /// A secret of random bytes, for a link that no mail brings.
    pub fn of_bytes(bytes: &[u8; 32]) -> Self {
        Self(BASE32_NOPAD.encode(bytes).to_lowercase())
    }

    /// What is stored of it: the secret can't be told from it.
    pub fn hash(&self) -> String {
        keyed_hash(b"log-in", self.0.as_bytes())
    }

    /// The end of a person's link with this secret.
    pub fn link(&self, person: &str) -> String {
        format!("{}.{}", BASE32_NOPAD.encode(person.as_bytes()).to_lowercase(), self.0)
    }

    /// The person's id and the secret of the end of a link.
    ///
    /// # Errors
    /// It has another shape.
    pub fn of_link(link: &str) -> Result<(String, Self), NotALogIn> {
        let (person, secret) = link.split_once('.').ok_or(NotALogIn)?;
        let person = BASE32_NOPAD.decode(person.to_uppercase().as_bytes()).map_err(|_| NotALogIn)?;
        let person = String::from_utf8(person).map_err(|_| NotALogIn)?;
        let fits = secret.len() == 52 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok((person, Self(secret.to_owned()))) } else { Err(NotALogIn) }
    }
}

impl SigningKeys {
    /// The id of a new log-in, of random bytes.
    pub fn log_in_id(bytes: &[u8; 32]) -> String {
        BASE32_NOPAD.encode(&bytes[..16]).to_lowercase()
    }

    /// The secret of the log-in with that id.
    pub fn log_in_secret(&self, id: &str) -> LogInSecret {
        LogInSecret(keyed_hash(self.newest(), format!("log-in:{id}").as_bytes()))
    }

    /// The code of the log-in with that id: six digits.
    pub fn log_in_code(&self, id: &str) -> String {
        code(self.newest(), id)
    }

    /// The code is that of the log-in with that id. The comparison takes as long wherever they differ. A log-in that was
    /// under way while the key rotated is asked for again.
    pub(crate) fn is_log_in_code(&self, id: &str, entered: &str) -> bool {
        same(&code(self.newest(), id), entered)
    }

    /// A network's name in a row that counts: the address can't be told from it.
    pub fn network_name(&self, network: &str) -> String {
        keyed_hash(self.newest(), format!("network:{network}").as_bytes())[..26].to_owned()
    }
}

fn code(key: &[u8], id: &str) -> String {
    let hash = hmac(key, format!("code:{id}").as_bytes());
    let number = u64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]]);
    format!("{:06}", number % 1_000_000)
}

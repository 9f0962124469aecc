//! The values of the template's secrets: generated once and stored in the state folder.
//!
//! What must stay true: a secret never changes while the state lives (with another identity key every known person
//! would get a new lead), and only the owner of the file can read it.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};

use crate::template::resources::SecretSpec;

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const PUNCTUATION: &[u8] = b"!#$%&()*+,-./:;<=>?@[]^_{|}~";

/// The secrets and their file.
pub(crate) struct Secrets {
    values: BTreeMap<String, String>,
    file: Option<PathBuf>,
}

impl Secrets {
    /// Reads the file; without one the secrets are in memory only.
    pub(crate) fn open(file: Option<PathBuf>) -> Result<Self> {
        let values = match &file {
            Some(path) => match std::fs::read_to_string(path) {
                Ok(text) => serde_json::from_str(&text)
                    .with_context(|| format!("{} is not readable: start with --fresh", path.display()))?,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
                Err(error) => {
                    return Err(error).with_context(|| format!("reading {}", path.display()));
                }
            },
            None => BTreeMap::new(),
        };
        Ok(Self { values, file })
    }

    /// The value of a secret; generated if there is none yet.
    pub(crate) fn value(&mut self, name: &str, spec: &SecretSpec) -> Result<String> {
        if let Some(value) = self.values.get(name) {
            return Ok(value.clone());
        }
        let value = random(spec)?;
        self.values.insert(name.to_owned(), value.clone());
        self.save()?;
        Ok(value)
    }

    /// The value of a secret, if there is one.
    pub(crate) fn known(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Gives a secret another value.
    pub(crate) fn set(&mut self, name: &str, value: String) -> Result<()> {
        self.values.insert(name.to_owned(), value);
        self.save()
    }

    fn save(&self) -> Result<()> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let beside = path.with_extension("new");
        let text = serde_json::to_vec_pretty(&self.values)?;
        OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(true)
            .mode(0o600)
            .open(&beside)
            .and_then(|mut file| file.write_all(&text))
            .and_then(|()| std::fs::rename(&beside, path))
            .with_context(|| format!("writing {}", path.display()))
    }
}

/// Random characters, uniformly from the alphabet.
pub(crate) fn random(spec: &SecretSpec) -> Result<String> {
    let mut alphabet = LETTERS.to_vec();
    if spec.punctuation {
        alphabet.extend_from_slice(PUNCTUATION);
    }
    // Bytes above the last multiple of the alphabet's length would make its first characters more likely.
    let limit = 256 - 256 % alphabet.len();
    let mut value = String::with_capacity(spec.length);
    let mut bytes = [0; 64];
    while value.len() < spec.length {
        getrandom::fill(&mut bytes).map_err(|error| anyhow!("the operating system gave no random bytes: {error}"))?;
        for byte in bytes.map(usize::from).into_iter().filter(|byte| *byte < limit) {
            if value.len() < spec.length {
                value.push(char::from(alphabet[byte % alphabet.len()]));
            }
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_to_measure() {
        let mut secrets = Secrets::open(None).unwrap();
        let spec = SecretSpec { length: 64, punctuation: false };
        let key = secrets.value("IdentityKey", &spec).unwrap();
        assert_eq!(key.len(), 64);
        assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(secrets.value("IdentityKey", &spec).unwrap(), key);
        assert_ne!(secrets.value("SigningKey", &spec).unwrap(), key);
    }
}

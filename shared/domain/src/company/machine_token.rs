//! A token of a program: it acts for a person of the team, and sees and changes what that person may, or less.
//!
//! What must stay true: only the hash of its secret is stored, and its rights are those that the person has now. Who left
//! the team, or works as something else, takes the token along.

use std::collections::BTreeSet;
use std::fmt;

use data_encoding::BASE32_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::value::hash::keyed_hash;
use crate::value::token::same;

/// Requests a minute of a token that names no other limit.
pub const REQUESTS_A_MINUTE: u32 = 300;

/// The use of a token is written down when the last written use is older than this: most requests write nothing.
const USE_WRITTEN: SignedDuration = SignedDuration::from_hours(1);

/// What the text of every token begins with: scanners of repositories find it by that.
const BEGIN: &str = "lw";

/// The length of the id and of the secret of a token, in characters.
const LENGTHS: (usize, usize) = (16, 52);

/// The route of agents, whose tools are those of the other routes.
pub const MCP_ROUTE: &str = "/mcp";

/// The routes that a token can be narrowed to, as they stand in the template.
pub const API_ROUTES: [&str; 6] =
    ["/leads", "/leads/{lead}", "/leads/{lead}/activities", "/leads/{lead}/{action}", "/team", MCP_ROUTE];

/// A stored token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineToken {
    /// What its owner calls it: the program that has it.
    pub name: String,
    /// The id of the person for whom it acts.
    pub person: String,
    /// The hash of its secret.
    hash: String,
    /// It changes nothing.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub read_only: bool,
    /// The routes that it may ask; empty for all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub routes: BTreeSet<String>,
    /// The most requests a minute.
    pub per_minute: u32,
    /// When it was made.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub made: Timestamp,
    /// From when on it works no more.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub ends: Timestamp,
    /// When it was last used, to the hour; none if it never was.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "jiff::fmt::serde::timestamp::second::optional")]
    pub used: Option<Timestamp>,
}

/// What a new token is made with.
#[derive(Debug, Clone)]
pub struct TokenTerms {
    /// What its owner calls it.
    pub name: String,
    /// The id of the person for whom it acts.
    pub person: String,
    /// It changes nothing.
    pub read_only: bool,
    /// The routes that it may ask; empty for all.
    pub routes: BTreeSet<String>,
    /// The most requests a minute.
    pub per_minute: u32,
    /// From when on it works no more.
    pub ends: Timestamp,
}

/// The text of a token, which its program alone has: `lw_`, the id of its row, and a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenText {
    /// The id of its row.
    pub id: String,
    secret: String,
}

impl fmt::Debug for TokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenText({}, …)", self.id)
    }
}

impl TokenText {
    /// The text of random bytes, two times 32.
    pub fn of_bytes(id: &[u8; 32], secret: &[u8; 32]) -> Self {
        let id = BASE32_NOPAD.encode(&id[..10]).to_lowercase();
        Self { id, secret: BASE32_NOPAD.encode(secret).to_lowercase() }
    }

    /// Reads what a program shows; none if it has another shape.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('_');
        let (BEGIN, Some(id), Some(secret), None) = (parts.next()?, parts.next(), parts.next(), parts.next()) else {
            return None;
        };
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let fits = (id.len(), secret.len()) == LENGTHS && is_plain(id) && is_plain(secret);
        fits.then(|| Self { id: id.to_owned(), secret: secret.to_owned() })
    }

    /// The whole text, to be shown once.
    pub fn shown(&self) -> String {
        format!("{BEGIN}_{}_{}", self.id, self.secret)
    }

    fn hash(&self) -> String {
        keyed_hash(b"machine-token", self.secret.as_bytes())
    }
}

impl MachineToken {
    /// A token of these terms, made at `now`.
    pub fn new(text: &TokenText, terms: TokenTerms, now: Timestamp) -> Self {
        let TokenTerms { name, person, read_only, routes, per_minute, ends } = terms;
        Self { name, person, hash: text.hash(), read_only, routes, per_minute, made: now, ends, used: None }
    }

    /// A program that shows this text at `now` has it, and its time is not over.
    pub fn is_shown_by(&self, text: &TokenText, now: Timestamp) -> bool {
        same(&self.hash, &text.hash()) && now < self.ends
    }

    /// It may ask the route of this path of the template.
    pub fn may_ask(&self, route: &str) -> bool {
        self.routes.is_empty() || self.routes.contains(route)
    }

    /// Its use at `now` is to be written down.
    pub fn is_use_to_write(&self, now: Timestamp) -> bool {
        self.used.is_none_or(|used| now.duration_since(used) >= USE_WRITTEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn token(text: &TokenText) -> MachineToken {
        let terms = TokenTerms {
            name: "spreadsheet".to_owned(),
            person: "ana".to_owned(),
            read_only: true,
            routes: BTreeSet::new(),
            per_minute: 60,
            ends: at("2027-11-27T00:00:00Z"),
        };
        MachineToken::new(text, terms, at("2026-11-27T00:00:00Z"))
    }

    #[test]
    fn the_secret_is_in_the_text_alone() {
        let text = TokenText::of_bytes(&[1; 32], &[2; 32]);
        assert_eq!(TokenText::read(&text.shown()), Some(text.clone()));
        let stored = serde_json::to_string(&token(&text)).unwrap();
        assert!(!stored.contains(&text.secret) && !format!("{text:?}").contains(&text.secret));
        let shown = text.shown();
        for wrong in
            ["", "lw_", "lw_a_b", &shown[1..], &format!("{shown}x"), &format!("{shown}_x"), &shown.to_uppercase()]
        {
            assert_eq!(TokenText::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn it_works_with_its_own_text_until_its_time_is_over() {
        let text = TokenText::of_bytes(&[1; 32], &[2; 32]);
        let other = TokenText::of_bytes(&[1; 32], &[3; 32]);
        let token = token(&text);
        let now = at("2026-12-01T00:00:00Z");
        assert!(token.is_shown_by(&text, now));
        assert!(!token.is_shown_by(&other, now));
        assert!(!token.is_shown_by(&text, token.ends));
    }

    #[test]
    fn its_use_is_written_once_an_hour() {
        let mut token = token(&TokenText::of_bytes(&[1; 32], &[2; 32]));
        let now = at("2026-12-01T10:00:00Z");
        assert!(token.is_use_to_write(now));
        token.used = Some(now);
        assert!(!token.is_use_to_write(at("2026-12-01T10:59:59Z")));
        assert!(token.is_use_to_write(at("2026-12-01T11:00:00Z")));
    }
}

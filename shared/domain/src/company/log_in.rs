//! Logging in by mail: a link that works once, or its code, which is typed on another device.
//!
//! What must stay true: only the hash of a link's secret is stored, and of its code nothing: both are made of an id with the
//! signing key. Each works once, for ten minutes; of codes a person's five wrong ones are the last.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::value::token::{LogInSecret, SigningKeys, same};

/// How long a link and its code work.
pub const LOG_IN_LASTS: SignedDuration = SignedDuration::from_mins(10);

/// The most mails with links a person gets within an hour.
const MAILS_AN_HOUR: usize = 5;

/// How often a wrong code may be typed before the codes of all open log-ins of the person are worth nothing.
const TRIES: u32 = 5;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The log-ins of a person that are under way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LogIns {
    /// When mails with links were asked for, within the last hour.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mails: Vec<Second>,
    /// The links that were made and not used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open: Vec<OpenLogIn>,
    /// How many wrong codes were typed since the oldest open link was made.
    #[serde(skip_serializing_if = "crate::value::stored::is_zero")]
    wrong: u32,
}

/// A time, stored to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Second(#[serde(with = "jiff::fmt::serde::timestamp::second::required")] Timestamp);

/// A link that was made and not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OpenLogIn {
    /// The hash of the link's secret.
    hash: String,
    /// What the code is made of; none for a link without a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Until when it works.
    until: Second,
}

impl LogIns {
    /// A mail to the person is asked for at `now`: takes it into account; false if an hour has too many.
    pub fn count_mail(&mut self, now: Timestamp) -> bool {
        self.mails.retain(|Second(at)| now.duration_since(*at) < HOUR);
        let may_go = self.mails.len() < MAILS_AN_HOUR;
        if may_go {
            self.mails.push(Second(now));
        }
        may_go
    }

    /// A link is made at `now`. With an `id`, its code is made of it.
    pub fn open(&mut self, secret: &LogInSecret, id: Option<&str>, now: Timestamp) {
        self.forget_old(now);
        let until = Second(now + LOG_IN_LASTS);
        self.open.push(OpenLogIn { hash: secret.hash(), id: id.map(str::to_owned), until });
    }

    /// A link of this secret works at `now`.
    pub fn is_open(&self, secret: &LogInSecret, now: Timestamp) -> bool {
        self.open.iter().any(|one| now < one.until.0 && same(&one.hash, &secret.hash()))
    }

    /// Uses a link: true if it works. It never does again.
    pub fn use_link(&mut self, secret: &LogInSecret, now: Timestamp) -> bool {
        let works = self.is_open(secret, now);
        let hash = secret.hash();
        self.open.retain(|one| !same(&one.hash, &hash));
        self.forget_old(now);
        works
    }

    /// Uses a code: true if it works. It never does again, and neither does its link. A wrong one counts.
    pub fn use_code(&mut self, code: &str, keys: &SigningKeys, now: Timestamp) -> bool {
        self.forget_old(now);
        // Each is compared, so that the time does not tell which one was nearly right.
        let is_of = |one: &OpenLogIn| one.id.as_deref().is_some_and(|id| keys.is_log_in_code(id, code));
        let found = self.open.iter().fold(false, |found, one| found | is_of(one));
        let works = found && self.wrong < TRIES;
        if works {
            self.open.retain(|one| !is_of(one));
            self.wrong = 0;
        } else if !self.open.is_empty() {
            self.wrong = self.wrong.saturating_add(1);
        }
        works
    }

    /// Nothing of it is of use from then on.
    pub fn ends(&self) -> Option<Timestamp> {
        let mails = self.mails.iter().map(|Second(at)| *at + HOUR);
        mails.chain(self.open.iter().map(|one| one.until.0)).max()
    }

    fn forget_old(&mut self, now: Timestamp) {
        self.open.retain(|one| now < one.until.0);
        if self.open.is_empty() {
            self.wrong = 0;
        }
    }
}

/// The page of ours that somebody may be sent to after the log-in: an address of the desk, or of a lead that a mail links to.
/// None for everything else: an address of another site, or one that logs out or in again.
pub fn own_page(address: &str) -> Option<&str> {
    const LONGEST: usize = 1000;
    let (path, _) = address.split_once(['?', '#']).unwrap_or((address, ""));
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte);
    let is_desk = path == "/desk" || path.starts_with("/desk/");
    let is_log = path.starts_with("/desk/log-");
    // No part that a browser reads as "the folder above".
    let has_dots = path
        .split('/')
        .any(|part| matches!(part.to_ascii_lowercase().as_str(), "." | ".." | "%2e" | "%2e%2e" | ".%2e" | "%2e."));
    let fits = address.len() <= LONGEST && address.bytes().all(is_plain) && is_desk && !is_log && !has_dots;
    (fits && !path.contains("//")).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> SigningKeys {
        SigningKeys::read("k1").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        format!("2026-11-23T{text}Z").parse().unwrap()
    }

    /// Log-ins with one open link, made at ten.
    fn opened(id: &str) -> (LogIns, LogInSecret) {
        let mut log_ins = LogIns::default();
        let secret = keys().log_in_secret(id);
        log_ins.open(&secret, Some(id), at("10:00:00"));
        (log_ins, secret)
    }

    #[test]
    fn a_link_works_once_for_ten_minutes() {
        for (now, works) in [("10:00:00", true), ("10:09:59", true), ("10:10:00", false), ("11:00:00", false)] {
            let (mut log_ins, secret) = opened("a");
            assert_eq!(log_ins.is_open(&secret, at(now)), works, "{now}");
            assert_eq!(log_ins.use_link(&secret, at(now)), works, "{now}");
            assert!(!log_ins.use_link(&secret, at("10:00:01")), "twice");
        }
        let (mut log_ins, _) = opened("a");
        assert!(!log_ins.use_link(&keys().log_in_secret("b"), at("10:00:00")));
    }

    #[test]
    fn a_code_works_once_and_takes_its_link_along() {
        let (mut log_ins, secret) = opened("a");
        let code = keys().log_in_code("a");
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
        assert!(log_ins.use_code(&code, &keys(), at("10:09:00")));
        assert!(!log_ins.use_code(&code, &keys(), at("10:09:01")) && !log_ins.use_link(&secret, at("10:09:02")));
        let (mut log_ins, _) = opened("a");
        assert!(!log_ins.use_code(&code, &keys(), at("10:10:00")), "too late");
        // A link that a command made has none.
        let mut log_ins = LogIns::default();
        log_ins.open(&keys().log_in_secret("a"), None, at("10:00:00"));
        assert!(!log_ins.use_code(&code, &keys(), at("10:00:01")));
    }

    #[test]
    fn five_wrong_codes_are_the_last_and_the_link_still_works() {
        let code = keys().log_in_code("a");
        let (mut log_ins, secret) = opened("a");
        for _ in 0..TRIES {
            assert!(!log_ins.use_code("x", &keys(), at("10:01:00")));
        }
        assert!(!log_ins.use_code(&code, &keys(), at("10:01:00")), "the right one comes too late");
        // Another link brings no more tries.
        log_ins.open(&keys().log_in_secret("b"), Some("b"), at("10:02:00"));
        assert!(!log_ins.use_code(&keys().log_in_code("b"), &keys(), at("10:02:01")));
        assert!(log_ins.use_link(&secret, at("10:03:00")));
        // Once all of these are over, others begin anew.
        log_ins.open(&keys().log_in_secret("c"), Some("c"), at("10:30:00"));
        assert!(log_ins.use_code(&keys().log_in_code("c"), &keys(), at("10:30:01")));
        let (mut log_ins, _) = opened("a");
        for _ in 1..TRIES {
            assert!(!log_ins.use_code("x", &keys(), at("10:01:00")));
        }
        assert!(log_ins.use_code(&code, &keys(), at("10:01:00")));
    }

    #[test]
    fn a_person_gets_five_mails_an_hour() {
        let mut log_ins = LogIns::default();
        let times = [
            "10:00:00", "10:10:00", "10:20:00", "10:30:00", "10:40:00", "10:50:00", "10:59:59", "11:00:00", "11:05:00",
        ];
        let may: Vec<bool> = times.iter().map(|now| log_ins.count_mail(at(now))).collect();
        assert_eq!(may, [true, true, true, true, true, false, false, true, false]);
        assert_eq!(log_ins.ends(), Some(at("12:00:00")));
    }

    /// DynamoDB takes a row away some time after its end: until then nothing may come of it.
    #[test]
    fn a_row_that_is_over_is_as_good_as_none() {
        let (mut over, secret) = opened("a");
        for _ in 0..MAILS_AN_HOUR {
            assert!(over.count_mail(at("10:00:00")));
        }
        for _ in 0..TRIES {
            assert!(!over.use_code("x", &keys(), at("10:01:00")));
        }
        let end = over.ends().unwrap();
        assert_eq!(end, at("11:00:00"));
        for mut row in [over, LogIns::default()] {
            assert!(!row.is_open(&secret, end) && !row.use_link(&secret, end));
            assert!(!row.use_code(&keys().log_in_code("a"), &keys(), end));
            let mails: Vec<bool> = (0..=MAILS_AN_HOUR).map(|_| row.count_mail(end)).collect();
            assert_eq!(mails, [true, true, true, true, true, false]);
            row.open(&keys().log_in_secret("b"), Some("b"), end);
            assert!(row.use_code(&keys().log_in_code("b"), &keys(), end), "no try is spent");
        }
        // A link that was used leaves nothing to keep.
        let (mut used, secret) = opened("a");
        assert!(used.use_link(&secret, at("10:01:00")));
        assert_eq!(used.ends(), None);
    }

    #[test]
    fn only_pages_of_ours_follow_a_log_in() {
        for address in ["/desk", "/desk/leads/ld_x?done=1#done", "/desk?stage=new", "/desk/numbers/sales?last=30d"] {
            assert_eq!(own_page(address), Some(address));
        }
        for address in [
            "",
            "/",
            "desk",
            "//evil.example",
            "//evil.example/desk",
            "https://evil.example/desk",
            "/desk//evil.example",
            "/\\evil.example",
            "/desk\\evil",
            "/desk/../forms/x",
            "/desk/%2e%2E/forms",
            "/desk/./x",
            "/deskevil",
            "/desk@evil",
            "/forms/demo",
            "/lead/x",
            "/desk/log-out",
            "/desk/log-in?to=/desk",
            "javascript:alert(1)",
            "/desk\r\nx: y",
            "/desk/é",
            " /desk",
            "/desk ",
        ] {
            assert_eq!(own_page(address), None, "{address:?}");
        }
        assert_eq!(own_page(&format!("/desk/{}", "x".repeat(1000))), None);
    }
}

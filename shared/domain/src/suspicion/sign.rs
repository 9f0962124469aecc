//! The signs of spam, and of its opposite.

use serde::{Deserialize, Serialize};

use crate::suspicion::captcha::{CaptchaVerdict, NotChecked};
use crate::words::Words;

/// Something that speaks for or against spam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sign", rename_all = "snake_case")]
pub enum Sign {
    /// The field that no person sees was filled in.
    Trap,
    /// The form was sent this number of seconds after it was shown.
    TooFast {
        /// The seconds.
        seconds: u32,
    },
    /// The message has this number of links.
    Links {
        /// How many.
        count: u16,
    },
    /// There is HTML or `BBCode` in a text.
    Markup,
    /// A line has a link.
    LinkInLine {
        /// The field's name.
        field: String,
    },
    /// A line has a word of random letters.
    Gibberish {
        /// The field's name.
        field: String,
    },
    /// The same word or letter, over and over.
    Repetition,
    /// The same text in this number of fields.
    SameText {
        /// How many.
        fields: u16,
    },
    /// The address is of a provider of throw-away addresses.
    Disposable,
    /// The address is of a desk.
    Role,
    /// SES knows no such mailbox.
    NoMailbox,
    /// SES takes the address for random letters.
    RandomAddress,
    /// This number of posts came from the same network within the hour.
    Network {
        /// How many, this one with them.
        posts: u32,
    },
    /// What is known of the captcha.
    Captcha {
        /// It.
        verdict: CaptchaVerdict,
    },
    /// The person has been a lead for a while.
    Known,
    /// The person is a lead of a salesperson, or a customer.
    InHand,
    /// It is a mail that SES does not vouch for.
    Mail {
        /// In what.
        doubt: MailDoubt,
    },
}

/// What SES does not vouch for in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailDoubt {
    /// Nothing is known: SES did not look at it.
    NotChecked,
    /// That its sender wrote it: DMARC fails, or nothing proves it.
    Unproven,
    /// That it is no spam.
    Spam,
    /// That it has no virus.
    Virus,
}

/// A sign with its points: more than 0 speaks for spam, less against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// The sign.
    #[serde(flatten)]
    pub sign: Sign,
    /// Its points.
    pub points: i32,
}

impl Sign {
    /// What a reader is told of it.
    pub fn words(&self, words: Words<'_>) -> String {
        match self {
            Self::Trap => words.say("desk-sign-trap"),
            Self::TooFast { seconds } => words.with("desk-sign-too-fast", &[("seconds", (*seconds).into())]),
            Self::Links { count } => words.with("desk-sign-links", &[("count", u32::from(*count).into())]),
            Self::Markup => words.say("desk-sign-markup"),
            Self::LinkInLine { field } => words.with("desk-sign-link-in-line", &[("field", field.as_str().into())]),
            Self::Gibberish { field } => words.with("desk-sign-gibberish", &[("field", field.as_str().into())]),
            Self::Repetition => words.say("desk-sign-repetition"),
            Self::SameText { fields } => words.with("desk-sign-same-text", &[("count", u32::from(*fields).into())]),
            Self::Disposable => words.say("desk-sign-disposable"),
            Self::Role => words.say("desk-sign-role"),
            Self::NoMailbox => words.say("desk-sign-no-mailbox"),
            Self::RandomAddress => words.say("desk-sign-random-address"),
            Self::Network { posts } => words.with("desk-sign-network", &[("count", (*posts).into())]),
            Self::Captcha { verdict } => words.say(match verdict {
                CaptchaVerdict::Solved => "desk-sign-captcha-solved",
                CaptchaVerdict::Failed => "desk-sign-captcha-failed",
                CaptchaVerdict::Reused => "desk-sign-captcha-reused",
                CaptchaVerdict::NotChecked(NotChecked::NoToken) => "desk-sign-captcha-missing",
                CaptchaVerdict::NotChecked(NotChecked::Stale) => "desk-sign-captcha-stale",
                CaptchaVerdict::NotChecked(NotChecked::NoAnswer) => "desk-sign-captcha-no-answer",
                CaptchaVerdict::NotChecked(NotChecked::Setup) => "desk-sign-captcha-setup",
            }),
            Self::Known => words.say("desk-sign-known"),
            Self::InHand => words.say("desk-sign-in-hand"),
            Self::Mail { doubt } => words.say(match doubt {
                MailDoubt::NotChecked => "desk-sign-mail-not-checked",
                MailDoubt::Unproven => "desk-sign-mail-unproven",
                MailDoubt::Spam => "desk-sign-mail-spam",
                MailDoubt::Virus => "desk-sign-mail-virus",
            }),
        }
    }
}

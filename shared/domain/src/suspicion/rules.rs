//! The file `spam.yaml`.

use serde::{Deserialize, Serialize};

use crate::value::span::{Days, Wait};

/// The rules by which a post of a form is weighed. Every line may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpamRules {
    /// A post with this many points is kept aside.
    pub aside_at: u16,
    /// How long a post is kept aside that nobody decides about.
    pub keep: Days,
    /// The field that no person sees was filled in.
    pub trap: u16,
    /// The form was sent faster than a person fills it in.
    pub too_fast: TooFast,
    /// Links in the message.
    pub links: LinkRules,
    /// HTML or `BBCode` in a text.
    pub markup: u16,
    /// A link in a line like the name or the company, each.
    pub link_in_line: u16,
    /// A word of random letters in a line like the name, each.
    pub gibberish: u16,
    /// The same word or letter over and over.
    pub repetition: u16,
    /// The same text in three fields or more.
    pub same_text: u16,
    /// The address is of a provider of throw-away addresses.
    pub disposable: u16,
    /// The address is of a desk, as in `info@`.
    pub role: u16,
    /// Posts from one network.
    pub network: NetworkRules,
    /// The captcha, of forms that have one.
    pub captcha: CaptchaRules,
    /// What SES knows of the address of somebody new; it is not asked if this is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insights: Option<InsightRules>,
    /// Taken off for somebody who has been a lead for a day or longer.
    pub known: u16,
    /// Taken off in its place if that lead has a salesperson or is a customer.
    pub in_hand: u16,
}

/// A form that is sent too soon after it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TooFast {
    /// Sooner than this.
    pub within: Wait,
    /// The points.
    pub points: u16,
}

/// Links in the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkRules {
    /// So many are no sign.
    pub free: u16,
    /// The points for each further one.
    pub points: u16,
}

/// Many posts from one network block within an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkRules {
    /// Each time that so many posts have come within the hour…
    pub posts: u16,
    /// …they have these points once more.
    pub points: u16,
}

/// Captchas: the provider's site key, and the points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaptchaRules {
    /// The public key of the provider's widget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_key: Option<String>,
    /// Where tokens are checked, if not at the provider's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify_at: Option<String>,
    /// The provider says that the token is none of its own.
    pub failed: u16,
    /// Somebody else posted with this token before.
    pub reused: u16,
    /// The post has no token.
    pub missing: u16,
    /// The token was too old, or used before, when it was checked.
    pub stale: u16,
}

/// What SES knows of an address, and the points. Its throw-away addresses have those of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InsightRules {
    /// Where SES is asked, if not in the stack's region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask_at: Option<String>,
    /// The domain takes no mail, or has no such mailbox.
    pub no_mailbox: u16,
    /// The address looks like random letters.
    pub random: u16,
}

impl Default for InsightRules {
    fn default() -> Self {
        Self { ask_at: None, no_mailbox: 60, random: 50 }
    }
}

impl Default for SpamRules {
    fn default() -> Self {
        Self {
            aside_at: 100,
            keep: days("30d"),
            trap: 150,
            too_fast: TooFast { within: wait("3s"), points: 50 },
            links: LinkRules { free: 1, points: 30 },
            markup: 60,
            link_in_line: 70,
            gibberish: 50,
            repetition: 40,
            same_text: 50,
            disposable: 40,
            role: 10,
            network: NetworkRules { posts: 20, points: 60 },
            captcha: CaptchaRules::default(),
            insights: None,
            known: 40,
            in_hand: 80,
        }
    }
}

impl Default for CaptchaRules {
    fn default() -> Self {
        Self { site_key: None, verify_at: None, failed: 200, reused: 200, missing: 60, stale: 30 }
    }
}

fn days(text: &str) -> Days {
    Days::try_from(text.to_owned()).expect("days")
}

fn wait(text: &str) -> Wait {
    Wait::try_from(text.to_owned()).expect("a time")
}

impl SpamRules {
    /// The file says nothing of its own.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Every kind of points in the file that speaks for spam, by its name.
    pub(crate) fn points(&self) -> [(&'static str, u16); 17] {
        let InsightRules { no_mailbox, random, .. } =
            self.insights.clone().unwrap_or(InsightRules { ask_at: None, no_mailbox: 0, random: 0 });
        [
            ("trap", self.trap),
            ("too_fast", self.too_fast.points),
            ("links", self.links.points),
            ("markup", self.markup),
            ("link_in_line", self.link_in_line),
            ("gibberish", self.gibberish),
            ("repetition", self.repetition),
            ("same_text", self.same_text),
            ("disposable", self.disposable),
            ("role", self.role),
            ("network", self.network.points),
            ("failed", self.captcha.failed),
            ("reused", self.captcha.reused),
            ("missing", self.captcha.missing),
            ("stale", self.captcha.stale),
            ("no_mailbox", no_mailbox),
            ("random", random),
        ]
    }
}

//! The weighing: signs of a post, and whether it is kept aside.

use jiff::{SignedDuration, Timestamp};

use crate::activity::Submission;
use crate::form::{FieldKind, Form};
use crate::lead::Lead;
use crate::suspicion::arrival::Arrival;
use crate::suspicion::captcha::{CaptchaVerdict, NotChecked};
use crate::suspicion::insight::AddressInsight;
use crate::suspicion::rules::SpamRules;
use crate::suspicion::sign::{Sign, Weighed};
use crate::suspicion::text::{has_markup, is_gibberish, is_repetitive, links, most_of_same};
use crate::value::identity::EmailAddress;
use crate::value::stage::Stage;

/// Somebody who has been a lead for this long is known. A post that made a lead a minute ago makes the next no better.
const KNOWN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// The most points of one sign.
const MOST: i32 = 10_000;

/// All that a post is weighed by.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// What was posted.
    pub sent: &'a Submission,
    /// The form's definition; none if it is gone.
    pub form: Option<&'a Form>,
    /// What the post brought besides.
    pub arrival: &'a Arrival,
    /// What is known of its captcha; none if the form has none.
    pub captcha: Option<CaptchaVerdict>,
    /// Its address is of a provider of throw-away addresses.
    pub is_disposable: bool,
    /// What SES knows of its address; nothing speaks against one that it was not asked about.
    pub insight: AddressInsight,
    /// The posts of its network within the hour, this one with them; 0 if that is not known.
    pub posts_of_network: u32,
    /// The lead of the address.
    pub lead: Option<&'a Lead>,
    /// When it was posted.
    pub at: Timestamp,
}

/// How suspicious a post is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// Its signs.
    pub signs: Vec<Weighed>,
    /// It is kept aside.
    pub is_aside: bool,
}

impl SpamRules {
    /// Weighs a post. The order of the signs is that of this function.
    pub fn weigh(&self, evidence: &Evidence<'_>) -> Suspicion {
        let mut signs = self.signs(evidence);
        let spam: i32 = signs.iter().map(|weighed| weighed.points).sum();
        // What speaks for a person takes away, and never more than there is.
        if spam > 0
            && let Some((sign, points)) = self.standing(evidence)
        {
            signs.push(Weighed { sign, points: -points.min(spam) });
        }
        let all: i32 = signs.iter().map(|weighed| weighed.points).sum();
        Suspicion { signs, is_aside: all >= i32::from(self.aside_at) }
    }

    fn signs(&self, evidence: &Evidence<'_>) -> Vec<Weighed> {
        let mut signs = Vec::new();
        let mut add = |is_there: bool, sign: Sign, points: u16, times: usize| {
            let points = i32::try_from(times).unwrap_or(MOST).saturating_mul(i32::from(points)).min(MOST);
            // What is not checked is told, even where it weighs nothing.
            if is_there && (points > 0 || matches!(sign, Sign::Captcha { .. })) {
                signs.push(Weighed { sign, points });
            }
        };
        let Evidence { sent, arrival, .. } = evidence;
        add(arrival.trapped, Sign::Trap, self.trap, 1);
        if let Some(seconds) = arrival.seconds {
            let is_fast = SignedDuration::from_secs(i64::from(seconds)) < self.too_fast.within.duration();
            add(is_fast, Sign::TooFast { seconds }, self.too_fast.points, 1);
        }
        let message = sent.message.as_deref().unwrap_or_default();
        let found = links(message);
        let beyond = found.saturating_sub(usize::from(self.links.free));
        add(beyond > 0, Sign::Links { count: u16::try_from(found).unwrap_or(u16::MAX) }, self.links.points, beyond);
        let lines: Vec<(&String, &String)> = sent.fields.iter().filter(|(name, _)| evidence.is_line(name)).collect();
        let texts = || lines.iter().map(|(_, text)| text.as_str()).chain([message]);
        add(texts().any(has_markup), Sign::Markup, self.markup, 1);
        for (name, text) in &lines {
            add(links(text) > 0, Sign::LinkInLine { field: (*name).clone() }, self.link_in_line, 1);
            add(is_gibberish(text), Sign::Gibberish { field: (*name).clone() }, self.gibberish, 1);
        }
        add(texts().any(is_repetitive), Sign::Repetition, self.repetition, 1);
        let same = most_of_same(texts());
        add(same >= 3, Sign::SameText { fields: u16::try_from(same).unwrap_or(u16::MAX) }, self.same_text, 1);
        let insight = evidence.insight;
        add(evidence.is_disposable || insight.disposable, Sign::Disposable, self.disposable, 1);
        let address = sent.fields.get("email").and_then(|email| EmailAddress::parse(email).ok());
        add(address.is_some_and(|address| address.is_role()), Sign::Role, self.role, 1);
        if let Some(rules) = &self.insights {
            add(insight.no_mailbox, Sign::NoMailbox, rules.no_mailbox, 1);
            add(insight.random, Sign::RandomAddress, rules.random, 1);
        }
        let times = evidence.posts_of_network / u32::from(self.network.posts).max(1);
        let network = Sign::Network { posts: evidence.posts_of_network };
        add(times > 0, network, self.network.points, usize::try_from(times).unwrap_or(usize::MAX));
        if let Some(verdict) = evidence.captcha {
            let points = match verdict {
                CaptchaVerdict::Solved => return signs,
                CaptchaVerdict::Failed => self.captcha.failed,
                CaptchaVerdict::Reused => self.captcha.reused,
                CaptchaVerdict::NotChecked(NotChecked::NoToken) => self.captcha.missing,
                CaptchaVerdict::NotChecked(NotChecked::Stale) => self.captcha.stale,
                CaptchaVerdict::NotChecked(NotChecked::NoAnswer | NotChecked::Setup) => 0,
            };
            add(true, Sign::Captcha { verdict }, points, 1);
        }
        signs
    }

    /// What speaks for the person.
    fn standing(&self, evidence: &Evidence<'_>) -> Option<(Sign, i32)> {
        let lead = evidence.lead.filter(|lead| evidence.at.duration_since(lead.created_at) >= KNOWN_AFTER)?;
        let (sign, points) = if lead.owner.is_some() || lead.stage == Stage::Customer {
            (Sign::InHand, self.in_hand)
        } else {
            (Sign::Known, self.known)
        };
        (points > 0).then_some((sign, i32::from(points)))
    }
}

impl Evidence<'_> {
    /// The field is a line of text: the only kind in which a link has no place.
    fn is_line(&self, name: &str) -> bool {
        let field = self.form.and_then(|form| form.fields.iter().find(|field| field.name == name));
        field.is_some_and(|field| field.kind == FieldKind::Text)
    }
}

//! What the demo's visitors do with a mail: some read it, some click, few unsubscribe, and few ask for a demo then.

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::arrivals::DEMO;
use super::deeds::{Deed, Deeds};
use super::people::{Visitor, chance, one_of};
use crate::inbox::InboxMail;

/// What people write back.
const REPLIES: [&str; 5] = [
    "Thanks, that was useful. What does it cost for a team of our size?",
    "Interesting. Can we talk next week?",
    "Who uses it in our trade? I would like to speak with one of them.",
    "Please send me the price list.",
    "We had a look two years ago. What has changed?",
];

/// A mail that came to a visitor.
pub(super) struct ReceivedMail<'a> {
    pub(super) mail: &'a InboxMail,
    pub(super) visitor: (usize, &'a Visitor),
    /// The address of the stack: links begin with it.
    pub(super) url: &'a str,
}

impl ReceivedMail<'_> {
    /// Plans what the visitor does with it.
    pub(super) fn read(&self, rng: &mut Rng, deeds: &mut Deeds) {
        let (number, visitor) = self.visitor;
        if !chance(58, rng) {
            return;
        }
        let opened = self.mail.at + SignedDuration::from_mins(rng.i64(4..900));
        if let Some(path) = self.link("/o/") {
            deeds.add(opened, Deed::Follow { path, visitor: number });
        }
        if chance(2, rng)
            && let Some(path) = self.link("/unsubscribe/")
        {
            deeds.add(opened + SignedDuration::from_mins(1), Deed::Unsubscribe { path });
            return;
        }
        if chance(4, rng) {
            let reply = json!({"kind": "reply_received", "email": visitor.email, "note": one_of(&REPLIES, rng)});
            deeds.add(opened + SignedDuration::from_mins(rng.i64(9..200)), Deed::Tell(reply));
        }
        if !chance(30, rng) {
            return;
        }
        let clicked = opened + SignedDuration::from_mins(rng.i64(2..9));
        if let Some(path) = self.link("/c/") {
            deeds.add(clicked, Deed::Follow { path, visitor: number });
            self.visit(clicked, rng, deeds);
        }
    }

    /// Plans what the visitor does on the company's website after a click.
    fn visit(&self, clicked: Timestamp, rng: &mut Rng, deeds: &mut Deeds) {
        let (number, visitor) = self.visitor;
        let mut at = clicked;
        for (page, percent) in [("/customers/heating", 50), ("/pricing", 45), ("/pricing", 15)] {
            at += SignedDuration::from_mins(rng.i64(6..40));
            if chance(percent, rng) {
                let page = format!("https://www.acme.example{page}");
                let seen = json!({"kind": "page_viewed", "email": visitor.email, "page": page});
                deeds.add(at, Deed::Tell(seen));
            }
        }
        if chance(14, rng) {
            let at = at + SignedDuration::from_mins(rng.i64(6..90));
            deeds.add(at, Deed::Post { form: DEMO, visitor: number, campaign: None, message: chance(70, rng) });
        }
    }

    /// The path of the first link of the mail that has `part` in it.
    fn link(&self, part: &str) -> Option<String> {
        let html = self.mail.html.as_ref()?;
        let paths = html.split('"').filter_map(|text| text.strip_prefix(self.url));
        paths.map(|path| path.replace("&amp;", "&")).find(|path| path.starts_with(part))
    }
}

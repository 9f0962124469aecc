//! The mail itself: the configuration's words about this lead, as MIME.

use jiff::Timestamp;
use leadwright_cloud::control::Found;
use leadwright_cloud::mail::SendError;
use leadwright_domain::activity::Mailing;
use leadwright_domain::lead::{AgendaEntry, Claim, Lead};
use leadwright_domain::mail;
use leadwright_domain::mail::Letter;
use leadwright_domain::tracking::Links;
use leadwright_domain::value::token::{AwayLink, SellerLink};

use crate::{Mailer, mime};

/// A mail, ready to go.
pub(crate) struct Made {
    /// The recipient's address.
    pub(crate) to: String,
    /// The MIME text.
    pub(crate) raw: Vec<u8>,
}

impl Mailer {
    /// Makes the mail of a claim; else why SES is not even asked.
    pub(crate) fn make(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        mailing: &Mailing,
        claim: &Claim,
        found: &Found,
        now: Timestamp,
    ) -> Result<Made, SendError> {
        let links = Links { base: &self.public_url, keys: &self.keys, lead: &lead.id, mailing, sent_at: claim.at };
        let seller = mail::addressee(mailing.to, lead, &self.ledger.config);
        let page = seller.map_or_else(String::new, |seller| {
            let page = SellerLink { lead: lead.id.clone(), person: seller.id.clone() };
            format!("{}/lead/{}", self.public_url, self.keys.sign(&page, now))
        });
        let away = seller.map_or_else(String::new, |seller| {
            let away = AwayLink { person: seller.id.clone() };
            format!("{}/away/{}", self.public_url, self.keys.sign(&away, now))
        });
        let letter = Letter {
            config: &self.ledger.config,
            lead,
            about: &found.about,
            asked: found.asked.as_ref().unwrap_or(&found.about),
            mailing,
            is_marketing: entry.is_marketing(),
            now,
            links,
            page: &page,
            away: &away,
        };
        // The configuration is wrong, not the lead: a later deployment may mend it.
        let rendered = mail::render(&letter)
            .map_err(|mistake| SendError::NotNow(format!("the mail {} can't be made: {mistake}", mailing.mail)))?;
        let raw = mime::build(&self.sender, &rendered, entry, claim.at, &links.unsubscribe());
        let raw = raw.map_err(|why| SendError::Never(why.to_string()))?;
        Ok(Made { to: rendered.to.address.into(), raw })
    }
}

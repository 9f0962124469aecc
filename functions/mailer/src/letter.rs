//! A mail of a lead's agenda: the configuration's words about this lead, as MIME.

use jiff::Timestamp;
use leadwright_cloud::mail::SendError;
use leadwright_cloud::table::MailContext;
use leadwright_domain::activity::{Mailing, Recipient};
use leadwright_domain::lead::{AgendaEntry, Claim, Lead};
use leadwright_domain::mail;
use leadwright_domain::mail::Letter;
use leadwright_domain::tracking::Links;
use leadwright_domain::value::token::SellerLink;

use crate::mailer::Mailer;
use crate::mime::Mime;

/// A mail, ready to go.
pub(crate) struct Ready {
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
        found: &MailContext,
        now: Timestamp,
    ) -> Result<Ready, SendError> {
        let links = Links { base: &self.public_url, keys: &self.keys, lead: &lead.id, mailing, sent_at: claim.at };
        let seller = mail::addressee(mailing.to, lead, &self.ledger.config);
        let page = seller.map_or_else(String::new, |seller| {
            let page = SellerLink { lead: lead.id.clone(), person: seller.id.clone() };
            format!("{}/lead/{}", self.public_url, self.keys.sign(&page, now))
        });
        // A forwarded mail sends nobody on holiday: that page needs a log-in.
        let away = seller.map_or_else(String::new, |_| format!("{}/desk/away", self.public_url));
        let letter = Letter {
            config: &self.ledger.config,
            lead,
            about: &found.about,
            asked: &found.asked,
            mailing,
            is_marketing: entry.is_marketing(),
            now,
            links,
            page: &page,
            away: &away,
        };
        // The configuration is wrong, not the lead: a later deployment may fix it.
        let rendered = mail::render(&letter)
            .map_err(|mistake| SendError::NotNow(format!("the mail {} can't be made: {mistake}", mailing.mail)))?;
        let unsubscribe = entry.is_marketing().then(|| links.unsubscribe());
        let is_to_lead = mailing.to == Recipient::Lead;
        let reference = is_to_lead.then(|| self.identity.mail_reference(&lead.id, &entry.id));
        let mime = Mime {
            from: &self.sender,
            to: &rendered.to,
            reply_to: Some(&rendered.reply_to),
            subject: rendered.subject.as_str(),
            text: &rendered.text,
            html: &rendered.html,
            send: &entry.id,
            reference: reference.as_deref(),
            at: claim.at,
            unsubscribe: unsubscribe.as_deref(),
        };
        let raw = mime.build().map_err(|why| SendError::Never(why.to_string()))?;
        Ok(Ready { to: rendered.to.address.into(), raw })
    }
}

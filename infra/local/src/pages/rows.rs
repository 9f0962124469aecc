//! The rows of lists of leads and mails.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use leadwright_cloud::table::Card;
use leadwright_domain::words::Words;

use crate::inbox::InboxMail;
use crate::listing;
use crate::stack::Stack;

/// A lead in a list.
pub(super) struct LeadRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) company: Option<String>,
    pub(super) stage: &'static str,
    pub(super) total: i64,
    pub(super) temperature: String,
    pub(super) owner: Option<String>,
    pub(super) source: String,
    pub(super) asked: Option<String>,
}

impl From<Card> for LeadRow {
    fn from(card: Card) -> Self {
        Self {
            id: card.id.as_str().to_owned(),
            title: card.title,
            company: card.company,
            stage: card.stage.name(),
            total: card.total.into(),
            temperature: card.temperature.word(Words::english()),
            owner: card.owner,
            source: card.source,
            asked: card.asked.map(readable),
        }
    }
}

/// A mail in a list.
pub(super) struct MailRow {
    pub(super) subject: String,
    pub(super) to: String,
    pub(super) at: String,
    /// The address of the inbox with this mail open.
    pub(super) address: String,
    pub(super) is_open: bool,
}

impl MailRow {
    /// A row of the inbox, of all mails or of those to an address.
    pub(super) fn new(mail: &InboxMail, to: Option<&str>) -> Self {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("open", &mail.id).extend_pairs(to.map(|to| ("to", to)));
        Self {
            subject: mail.subject.clone(),
            to: mail.to.clone(),
            at: readable(mail.at),
            address: format!("/_local/inbox?{}#open", query.finish()),
            is_open: false,
        }
    }
}

/// The newest leads.
pub(super) async fn newest_leads(stack: &Arc<Stack>, most: usize) -> Result<Vec<LeadRow>> {
    let mut cards = listing::newest(&stack.table, most).await?;
    cards.truncate(most);
    Ok(cards.into_iter().map(LeadRow::from).collect())
}

/// A time as the pages show it.
pub(super) fn readable(at: Timestamp) -> String {
    at.strftime("%a %-d %b %Y, %H:%M UTC").to_string()
}

//! The start page: forms to post, the newest leads and mails.

use std::sync::Arc;

use anyhow::Result;
use askama::Template;

use super::rows::{LeadRow, MailRow, newest_leads, readable};
use crate::stack::Stack;

/// The number of mails and leads on the page.
const NEWEST: usize = 8;

/// The page.
#[derive(Template)]
#[template(path = "first.html")]
pub(crate) struct FirstPage {
    clock: String,
    count: usize,
    mails: Vec<MailRow>,
    leads: Vec<LeadRow>,
}

impl FirstPage {
    pub(crate) async fn new(stack: &Arc<Stack>) -> Result<Self> {
        let mails = stack.engines.inbox.list(None);
        Ok(Self {
            clock: readable(stack.clock.now()),
            count: mails.len(),
            mails: mails.iter().take(NEWEST).map(|mail| MailRow::new(mail, None)).collect(),
            leads: newest_leads(stack, NEWEST).await?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_inbox_says_what_to_do() {
        let page = FirstPage { clock: "now".to_owned(), count: 0, mails: Vec::new(), leads: Vec::new() };
        assert!(page.render().unwrap().contains("No mail yet"));
    }
}

//! The start page: the company's forms to post, the newest leads and mails.

use std::sync::Arc;

use anyhow::Result;
use askama::Template;
use leadwright_domain::config::Config;

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
    forms: Vec<FormLink>,
    /// The form in the frame; none if the company has no form.
    shown: Option<FormLink>,
    /// The title of a form that starts a sequence.
    nurtured: Option<String>,
    mails: Vec<MailRow>,
    leads: Vec<LeadRow>,
    /// The address of a person of the team.
    person: Option<String>,
}

/// A form of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FormLink {
    name: String,
    title: String,
}

impl FirstPage {
    /// The page with a form in its frame: that of the name, else the first one. None if there is no form of that name.
    pub(crate) async fn new(stack: &Arc<Stack>, form: Option<&str>) -> Result<Option<Self>> {
        let forms = forms(&stack.config);
        let shown = shown(&forms, form);
        if shown.is_none() && form.is_some() {
            return Ok(None);
        }
        let mails = stack.engines.inbox.list(None);
        Ok(Some(Self {
            clock: readable(stack.clock.now()),
            count: mails.len(),
            forms,
            shown,
            nurtured: nurtured(&stack.config),
            mails: mails.iter().take(NEWEST).map(|mail| MailRow::new(mail, None)).collect(),
            leads: newest_leads(stack, NEWEST).await?,
            person: stack.config.team.people.first().map(|person| person.email.as_str().to_owned()),
        }))
    }
}

/// The forms, those first that hand leads off: with them all parts of the page fill.
fn forms(config: &Config) -> Vec<FormLink> {
    let mut forms: Vec<_> = config.forms.iter().collect();
    forms.sort_by_key(|(_, form)| !form.hand_off);
    forms.into_iter().map(|(name, form)| FormLink { name: name.clone(), title: form.title.clone() }).collect()
}

/// The form of the name, or the first one.
fn shown(forms: &[FormLink], name: Option<&str>) -> Option<FormLink> {
    forms.iter().find(|form| name.is_none_or(|name| form.name == name)).cloned()
}

fn nurtured(config: &Config) -> Option<String> {
    let started = config.sequences.values().filter_map(|sequence| sequence.starts_on.form.as_ref());
    started.filter_map(|form| config.forms.get(form)).map(|form| form.title.clone()).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(name: &str) -> FormLink {
        FormLink { name: name.to_owned(), title: name.to_uppercase() }
    }

    #[test]
    fn the_page_of_a_company_without_forms_and_leads_says_what_to_do() {
        let page = FirstPage {
            clock: "now".to_owned(),
            count: 0,
            forms: Vec::new(),
            shown: None,
            nurtured: None,
            mails: Vec::new(),
            leads: Vec::new(),
            person: None,
        };
        let page = page.render().unwrap();
        assert!(page.contains("No mail yet") && page.contains("No lead yet") && page.contains("There is no form yet"));
        assert!(page.contains("<code>cargo run -- demo</code>"));
    }

    #[test]
    fn the_first_form_is_shown_unless_another_is_chosen() {
        let forms = ["quote", "visit"].map(link);
        assert_eq!(shown(&forms, None), Some(link("quote")));
        assert_eq!(shown(&forms, Some("visit")), Some(link("visit")));
        assert_eq!(shown(&forms, Some("demo")), None);
    }
}

//! TODO-DOC

use crate::activity::mail::Recipient;
use crate::company::{Person, first_name};
use crate::config::Config;
use crate::lead::Lead;

/// The salesperson that a mail goes to; none for a mail to the lead, and where there is no such person.
pub fn addressee<'a>(to: Recipient, lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    match to {
        Recipient::Lead => None,
        Recipient::Owner => owner_of(lead, config),
        Recipient::Manager => config.team.manager(),
    }
}

/// The lead's telephone number as `tel:` wants it; empty if it left none.
pub fn phone_link(lead: &Lead) -> String {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect();
    let dialled = lead.phone().map(|phone| phone.as_str().to_owned());
    dialled.or_else(|| lead.field("phone").map(digits)).unwrap_or_default()
}

pub(crate) fn owner_of<'a>(lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    lead.owner.as_ref().and_then(|id| config.team.person(id))
}

pub(crate) fn names(person: Option<&Person>) -> minijinja::Value {
    minijinja::context! {
        name => person.map_or("", |person| person.name.as_str()),
        first_name => person.map_or("", first_name),
    }
}

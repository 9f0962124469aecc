//! The people a mail names: addressee, owner, and the lead's telephone number.

use crate::activity::mail::Recipient;
use crate::company::{Person, first_name};
use crate::config::Config;
use crate::lead::Lead;
use crate::value::identity::PhoneNumber;

/// The salesperson who receives a mail; none for a mail to the lead, and if the team has no such person.
pub fn addressee<'a>(to: Recipient, lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    match to {
        Recipient::Lead => None,
        Recipient::Owner => owner_of(lead, config),
        Recipient::Manager => config.team.manager(),
    }
}

/// The lead's telephone number for a `tel:` link; empty if the lead gave none.
pub fn phone_link(lead: &Lead) -> String {
    lead.field("phone").map(dialled).unwrap_or_default()
}

/// A telephone number for a `tel:` link.
pub fn dialled(number: &str) -> String {
    let digits = || number.chars().filter(char::is_ascii_digit).collect();
    PhoneNumber::parse(number).map_or_else(digits, |phone| phone.as_str().to_owned())
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

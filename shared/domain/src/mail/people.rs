//! The people a mail names: addressee, owner, and the lead with its telephone number.

use crate::activity::mail::Recipient;
use crate::company::{Company, Person, first_name};
use crate::config::Config;
use crate::form::not_recognised;
use crate::lead::Lead;
use crate::value::country::Country;
use crate::value::phone::DialledNumber;
use crate::value::text::visible;
use crate::words::Words;
use crate::zone::phone_countries;

/// The salesperson who receives a mail; none for a mail to the lead, and if the team has no such person.
pub fn addressee<'a>(to: Recipient, lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    match to {
        Recipient::Lead => None,
        Recipient::Owner => owner_of(lead, config),
        Recipient::Manager => config.team.manager(),
    }
}

/// The lead's telephone number for a `tel:` link; empty if the lead gave none, or what it gave is not one number.
pub fn phone_link(lead: &Lead, company: &Company) -> String {
    lead.field("phone").map(|typed| dialled(typed, lead, company)).unwrap_or_default()
}

/// A number that was typed for the lead, for a `tel:` link; empty if it is not one number. A number without its country's
/// code is one of the lead's country, else of the company's.
pub fn dialled(typed: &str, lead: &Lead, company: &Company) -> String {
    DialledNumber::read(typed, phone_countries(lead, company)).map(|number| number.to_string()).unwrap_or_default()
}

/// A field's value for our own people; empty if it is not known. What could not be read says so.
pub fn field_words(lead: &Lead, name: &str, words: Words<'_>) -> String {
    let Some(value) = lead.field(name).map(visible) else { return String::new() };
    // Older releases kept codes of countries that do not exist.
    let is_recognised = lead.recognised(name).is_some() && (name != "country" || Country::of_code(&value).is_some());
    if is_recognised { value.into_owned() } else { not_recognised(&value, words) }
}

/// The lead's country by its name in the reader's language; as it was typed, and marked, if it is none.
pub fn country_words(lead: &Lead, words: Words<'_>) -> String {
    let known = lead.recognised("country").and_then(Country::of_code);
    known.map_or_else(|| field_words(lead, "country", words), |country| country.name(words.language()).to_owned())
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

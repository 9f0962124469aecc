//! Who sent what passed a form.

use std::collections::BTreeMap;

use crate::activity::Activity;
use crate::activity::kinds::Submission;
use crate::config::Config;
use crate::form::{EMAIL, FieldError, PHONE, PHONE_COUNTRY};
use crate::value::country::Country;
use crate::value::identity::{EmailAddress, Identity, PhoneNumber};
use crate::value::phone::{DialledNumber, international};
use crate::words::Words;
use crate::zone::country_of;

impl Config {
    /// Who sent what passed a form: by the address, else by the telephone number. None where the number is one behind a
    /// switchboard, with an extension: several people may have it.
    ///
    /// A number with its country's code is read by its characters alone. Only a number without one, where it alone says who
    /// somebody is, needs the numbering plans, which take milliseconds to be loaded.
    ///
    /// # Errors
    /// Nothing else says who it is, and nobody can tell which number that is.
    pub fn sender(&self, words: Words<'_>, sent: &Submission) -> Result<Option<Identity>, FieldError> {
        let read = |name: &str| sent.fields.get(name).filter(|_| !sent.unrecognised.contains(name));
        if let Some(address) = read(EMAIL).and_then(|text| EmailAddress::parse(text).ok()) {
            return Ok(Some(Identity::Email(address)));
        }
        let Some(typed) = read(PHONE) else { return Ok(None) };
        if let Some(number) = international(typed) {
            return Ok(Some(Identity::Phone(number)));
        }
        let country = |name: &str| read(name).and_then(|text| Country::of_code(text));
        let homes = ["country", PHONE_COUNTRY].into_iter().filter_map(country).chain(country_of(&self.company));
        if let Some(number) = DialledNumber::read(typed, homes) {
            return Ok(PhoneNumber::parse(number.as_str()).map(Identity::Phone));
        }
        let field = self.forms.get(&sent.form).and_then(|form| form.asked().find(|field| field.name == PHONE));
        let label = field.map_or(PHONE.into(), |field| field.label(words));
        let why = words.with("form-phone-with-country", &[("label", label.as_ref().into())]);
        Err(FieldError::new(PHONE, why))
    }
}

impl Activity {
    /// A post of a form, with the number that alone says who sent it.
    #[must_use]
    pub fn sent_by(mut self, sender: Option<&Identity>) -> Self {
        if let Some(Identity::Phone(number)) = sender {
            self.who = BTreeMap::from([(PHONE.to_owned(), number.as_str().to_owned())]);
        }
        self
    }
}

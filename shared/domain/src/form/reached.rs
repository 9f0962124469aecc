//! By what a form reaches its sender: an address, or a telephone number where the form asks for one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::form::{EMAIL, Field, FieldError, FieldKind, Form, PHONE, Posted};
use crate::words::Words;

impl Form {
    /// A post of it may have a telephone number and no address.
    pub fn may_lack_address(&self) -> bool {
        !self.asked().any(|field| field.kind == FieldKind::Email && field.required)
    }

    /// The form, with one of address and number as enough.
    #[must_use]
    pub(crate) fn by_email_or_phone(&self) -> Cow<'_, Self> {
        let one_is_enough = |field: &Field| {
            let required = field.required && ![EMAIL, PHONE].contains(&field.name.as_str());
            Field { required, ..field.clone() }
        };
        let fields = self.fields.iter().map(one_is_enough).collect();
        Cow::Owned(Self { email_or_phone: true, fields, ..self.clone() })
    }

    /// What to tell visitors of a form where one of address and number is enough.
    pub fn one_is_enough(&self, words: Words<'_>) -> Option<String> {
        let label = |name: &str| self.asked().find(|field| field.name == name).map(|field| field.label(words));
        let (email, phone) = (label(EMAIL)?, label(PHONE)?);
        let labels = [("email", email.as_ref().into()), ("phone", phone.as_ref().into())];
        self.email_or_phone.then(|| words.with("form-email-or-phone", &labels))
    }

    /// Why there is neither an address nor a number that can be read, where one of them has to be there.
    pub(crate) fn reaches_nobody(
        &self,
        words: Words<'_>,
        posted: &Posted,
        fields: &BTreeMap<String, String>,
        unrecognised: &BTreeSet<String>,
    ) -> Vec<FieldError> {
        let is_read = |name: &str| fields.contains_key(name) && !unrecognised.contains(name);
        let Some(why) = self.one_is_enough(words).filter(|_| !is_read(EMAIL) && !is_read(PHONE)) else {
            return Vec::new();
        };
        let entered = self.asked().filter(|field| unrecognised.contains(&field.name));
        let entered = entered.filter(|field| [EMAIL, PHONE].contains(&field.name.as_str()));
        let wrong = entered.filter_map(|field| {
            let why = field.read(words, &self.entered(field, posted)).err()?;
            Some(FieldError::new(&field.name, why))
        });
        let wrong: Vec<FieldError> = wrong.collect();
        if wrong.is_empty() { vec![FieldError::new(EMAIL, why)] } else { wrong }
    }

    /// What the field asks stays true from one post to the next: not what says who posts, and a message is another each
    /// time.
    pub(crate) fn may_be_known(&self, field: &Field) -> bool {
        let says_who = match field.kind {
            FieldKind::Email => true,
            FieldKind::Phone => self.may_lack_address(),
            _ => false,
        };
        !says_who && field.kind.is_of_person()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form(email: bool, phone: bool, either: bool) -> Form {
        serde_json::from_value(json!({
            "title": "Call me", "wants": "wants a call", "email_or_phone": either,
            "consent": {"version": "v1", "wording": "Write to me.", "double_opt_in": true},
            "consents": [{"purpose": "phone", "version": "p1", "wording": "Call me."}],
            "fields": [
                {"name": "email", "label": "E-mail", "type": "email", "required": email},
                {"name": "phone", "label": "Phone", "type": "phone", "required": phone, "country": "DE"},
            ],
        }))
        .unwrap()
    }

    #[test]
    fn one_of_address_and_number_is_enough_and_what_is_wrong_is_named() {
        for (email, phone, passes) in [
            ("", "089 1234567", Ok(())),
            ("maria@acme.example", "", Ok(())),
            ("maria@acme.example", "call me", Ok(())),
            ("maria", "+49 89 1234567", Ok(())),
            ("", "", Err(vec!["email"])),
            ("maria", "", Err(vec!["email"])),
            ("", "call me", Err(vec!["phone"])),
            ("maria", "call me", Err(vec!["email", "phone"])),
        ] {
            let posted = [("email", email), ("phone", phone), ("consent", "yes"), ("consent_phone", "yes")];
            let posted = posted.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
            let read = form(false, false, true).read(Words::english(), "call", &posted, None);
            let named = read.as_ref().map(drop).map_err(|errors| errors.iter().map(|one| one.field.as_str()).collect());
            assert_eq!(named, passes, "{email:?} {phone:?}: {read:?}");
            let Ok(sent) = read else { continue };
            // Without an address that can be read nobody agrees to mails, nor is asked to confirm that; to calls they do.
            let has_address = email.contains('@');
            assert_eq!((sent.consent.is_some(), sent.agreed.double_opt_in), (has_address, has_address), "{email:?}");
            assert!(sent.agreed.purposes.contains_key(&crate::value::purpose::Purpose::Phone));
        }
    }

    #[test]
    fn what_says_who_posts_is_asked_each_time() {
        for (email, phone, either, known) in [
            (true, false, false, "phone"),
            (true, true, false, "phone"),
            (false, true, false, ""),
            (false, false, true, ""),
        ] {
            let form = form(email, phone, either);
            let names = form.fields.iter().filter(|field| form.may_be_known(field)).map(|field| field.name.as_str());
            assert_eq!(names.collect::<Vec<_>>().join(" "), known, "{email} {phone} {either}");
        }
    }
}

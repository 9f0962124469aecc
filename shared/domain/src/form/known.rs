//! Progressive profiling: a browser is not asked again what it sent before, and one further question comes in the place of
//! each that is left out.
//!
//! What must stay true: it goes by what this browser sent, never by what is known of the lead, so that nobody learns from a
//! form what others know of a person. What says who sends is always asked: the e-mail address, or the number where a form
//! takes leads without an address.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::form::{Field, Form};

impl Form {
    /// The form as it is shown to a browser that sent the fields `known` before.
    pub fn shown_to(&self, known: &BTreeSet<String>) -> Cow<'_, Self> {
        if self.progressive.is_none() {
            return Cow::Borrowed(self);
        }
        let asked = self.asked_of(known);
        let fields = self.fields.iter().filter(|field| asked.contains(field.name.as_str())).cloned().collect();
        Cow::Owned(Self { fields, ..self.clone() })
    }

    /// The form as it is read from such a browser: what it was not asked may be there, and need not.
    pub fn expected_of(&self, known: &BTreeSet<String>) -> Cow<'_, Self> {
        if self.progressive.is_none() {
            return Cow::Borrowed(self);
        }
        let asked = self.asked_of(known);
        let optional = |field: &Field| {
            let required = field.required && asked.contains(field.name.as_str());
            Field { required, ..field.clone() }
        };
        Cow::Owned(Self { fields: self.fields.iter().map(optional).collect(), ..self.clone() })
    }

    /// The names of the fields that such a browser is asked.
    fn asked_of(&self, known: &BTreeSet<String>) -> BTreeSet<&str> {
        let later = self.progressive.as_deref().unwrap_or_default();
        let (answered, mut asked): (Vec<&Field>, Vec<&Field>) = self
            .fields
            .iter()
            .filter(|field| !later.contains(&field.name))
            .partition(|field| self.may_be_known(field) && known.contains(&field.name));
        let field = |name: &String| self.fields.iter().find(|field| field.name == *name);
        let further = later.iter().filter(|name| !known.contains(*name)).filter_map(field);
        asked.extend(further.take(answered.len()));
        asked.into_iter().map(|field| field.name.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_further_question_comes_in_the_place_of_each_that_is_answered() {
        let form: Form = serde_json::from_value(json!({
            "title": "Demo", "wants": "wants a demo", "progressive": ["employees", "country"], "fields": [
                {"name": "email", "label": "E-mail", "type": "email", "required": true},
                {"name": "name", "label": "Name", "required": true},
                {"name": "company", "label": "Company"},
                {"name": "employees", "label": "Employees", "type": "number", "required": true},
                {"name": "country", "label": "Country", "type": "country"},
                {"name": "message", "label": "Message", "type": "message"},
            ],
        }))
        .unwrap();
        for (known, asked, required) in [
            (&[][..], "email name company message", "email name"),
            (&["email", "message"], "email name company message", "email name"),
            (&["email", "name"], "email company employees message", "email employees"),
            (&["email", "name", "employees"], "email company country message", "email"),
            (&["email", "name", "company"], "email employees country message", "email employees"),
            (&["name", "company", "employees", "country"], "email message", "email"),
        ] {
            let known = known.iter().map(|name| (*name).to_owned()).collect();
            let names = |form: &Form, required: bool| {
                let fields = form.fields.iter().filter(|field| field.required || !required);
                fields.map(|field| field.name.as_str()).collect::<Vec<_>>().join(" ")
            };
            assert_eq!(names(&form.shown_to(&known), false), asked, "{known:?}");
            let expected = form.expected_of(&known);
            assert_eq!((expected.fields.len(), names(&expected, true).as_str()), (6, required), "{known:?}");
        }
        let plain = Form { progressive: None, ..form };
        assert_eq!(plain.shown_to(&BTreeSet::from(["name".to_owned()])).fields.len(), 6);
    }
}

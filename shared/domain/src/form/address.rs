//! A postal address: asked by its parts, each a field of the lead of its own, so that rules can ask for a country or a
//! postal code, and a letter can be addressed in the order of its country.

use std::sync::LazyLock;

use crate::form::field::Field;
use crate::form::kind::FieldKind;

/// The parts: the name of the field, its label for whom no language is known, and the message that is its label.
const PARTS: [(&str, &str, &str, FieldKind); 5] = [
    ("street", "Street and number", "form-street", FieldKind::Text),
    ("postal_code", "Postal code", "form-postal-code", FieldKind::Text),
    ("city", "City", "form-city", FieldKind::Text),
    ("region", "State or region", "form-region", FieldKind::Text),
    ("country", "Country", "form-address-country", FieldKind::Country),
];

/// The part that may be left empty in an address that is required: most countries have none.
const REGION: &str = "region";

static REQUIRED: LazyLock<Vec<Field>> = LazyLock::new(|| parts(true));
static OPTIONAL: LazyLock<Vec<Field>> = LazyLock::new(|| parts(false));

fn parts(required: bool) -> Vec<Field> {
    let part = |(name, label, message, kind)| Field {
        required: required && name != REGION,
        message: Some(message),
        ..Field::new(name, label, kind)
    };
    PARTS.into_iter().map(part).collect()
}

impl Field {
    /// The fields that it is asked by: itself, or the parts of an address.
    pub fn asked(&self) -> &[Self] {
        match (self.kind, self.required) {
            (FieldKind::Address, true) => &REQUIRED,
            (FieldKind::Address, false) => &OPTIONAL,
            _ => std::slice::from_ref(self),
        }
    }
}

/// The names of the parts.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PARTS.iter().map(|(name, ..)| *name)
}

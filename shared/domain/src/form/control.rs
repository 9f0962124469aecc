//! The controls of fields on pages, without their HTML.

use crate::form::kind::{FieldKind, MESSAGE_LIMIT};

/// The control of a field on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldControl {
    /// A line of text.
    Line {
        /// The `type` of the input: `text`, `email`, `tel`.
        html_type: &'static str,
        /// What browsers may fill in for the visitor, of HTML's list.
        autocomplete: &'static str,
    },
    /// A whole number, as people write it.
    Number,
    /// One of all countries, by name.
    Country,
    /// A text of many lines.
    Text {
        /// The most characters.
        most: usize,
    },
    /// One of the field's options.
    Choice,
    /// Some of the field's options.
    Choices,
    /// A box to tick.
    Check,
    /// A day.
    Day,
    /// One of the time zones.
    Zone,
    /// Nothing that is seen.
    Hidden,
}

impl FieldKind {
    /// The control that a field of that name has on a page.
    pub fn control(self, name: &str) -> FieldControl {
        let line = |html_type, autocomplete| FieldControl::Line { html_type, autocomplete };
        match self {
            Self::Text | Self::Address => match name {
                "name" => line("text", "name"),
                "company" => line("text", "organization"),
                "title" => line("text", "organization-title"),
                "street" => line("text", "street-address"),
                "postal_code" => line("text", "postal-code"),
                "city" => line("text", "address-level2"),
                "region" => line("text", "address-level1"),
                _ => line("text", "on"),
            },
            Self::Message => FieldControl::Text { most: MESSAGE_LIMIT },
            Self::Email => line("email", "email"),
            Self::Phone => line("tel", "tel"),
            Self::Number => FieldControl::Number,
            Self::Country => FieldControl::Country,
            Self::Choice => FieldControl::Choice,
            Self::Choices => FieldControl::Choices,
            Self::Checkbox => FieldControl::Check,
            Self::Date => FieldControl::Day,
            Self::Url => line("text", "url"),
            Self::TimeZone => FieldControl::Zone,
            Self::Hidden => FieldControl::Hidden,
        }
    }
}

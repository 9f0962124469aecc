//! The hosted form and its thank-you page: for links in mails and ads, for trying, and as a pattern to embed.

use std::collections::BTreeMap;

use askama::Template;
use leadwright_domain::form;
use leadwright_domain::form::{FieldControl, FieldError, Form, is_consent_given};
use leadwright_web::field::{Control, Field, Presence};
use leadwright_web::frame::Page;

/// The hosted form.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage<'a> {
    name: &'a str,
    form: &'a Form,
    fields: Vec<Field<'a>>,
    is_ticked: bool,
    notice: Option<&'static str>,
}

impl<'a> FormPage<'a> {
    /// The form with nothing entered.
    pub(crate) fn new(name: &'a str, form: &'a Form) -> Self {
        let fields = form.fields.iter().map(control).collect();
        Self { name, form, fields, is_ticked: false, notice: None }
    }

    /// The form with what was entered, and why it was not taken: `notice` above it, an error beside each field.
    pub(crate) fn again(
        name: &'a str,
        form: &'a Form,
        entered: &'a BTreeMap<String, String>,
        notice: &'static str,
        errors: &'a [FieldError],
    ) -> Self {
        let field = |field: &'a form::Field| Field {
            value: entered.get(&field.name).map_or("", String::as_str),
            error: errors.iter().find(|error| error.field == field.name).map(|error| error.message.as_str()),
            ..control(field)
        };
        let fields = form.fields.iter().map(field).collect();
        Self { name, form, fields, is_ticked: is_consent_given(entered), notice: Some(notice) }
    }
}

impl Page for FormPage<'_> {
    fn title(&self) -> &str {
        &self.form.title
    }
}

/// The page that follows, where the form names none of its own.
#[derive(Template)]
#[template(path = "thanks.html")]
pub(crate) struct ThanksPage<'a> {
    pub(crate) form: &'a Form,
}

impl Page for ThanksPage<'_> {
    fn title(&self) -> &str {
        &self.form.title
    }
}

/// A field of a form in HTML, and what browsers may fill in for the visitor.
fn control(field: &form::Field) -> Field<'_> {
    let control = match field.kind.control(&field.name) {
        FieldControl::Line { html_type, autocomplete } => Control::Line { kind: html_type, autocomplete },
        FieldControl::Number => Control::Number,
        FieldControl::Country => Control::Country,
        FieldControl::Text { most } => Control::Text { rows: 4, most },
        FieldControl::Choice => {
            let options = field.options.iter().map(|option| (option.value.as_str(), option.label.as_str()));
            Control::Choice { none: "Please choose", options: options.collect(), closed: vec![] }
        }
    };
    let presence = if field.required { Presence::Required } else { Presence::Optional };
    Field { presence, ..Field::new(&field.name, &field.label, control) }
}

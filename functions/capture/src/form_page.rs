//! The hosted form and its thank-you page: for links in mails and ads, for trying, and as a pattern to embed.

use std::borrow::Cow;

use askama::Template;
use leadwright_domain::form;
use leadwright_domain::form::{CONSENT, FieldControl, FieldError, Form, PAGE_VIEWS, Posted, Thanks};
use leadwright_domain::value::country::Country;
use leadwright_domain::words::Words;
use leadwright_web::field::{Control, Field, Presence};
use leadwright_web::frame::Page;

use crate::embed;
use crate::visitor::Visitor;

/// The hosted form.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage<'a> {
    name: &'a str,
    form: &'a Form,
    fields: Vec<Field<'a>>,
    is_ticked: bool,
    consent_error: Option<&'a str>,
    notice: Option<&'a str>,
    words: Words<'a>,
    hidden: &'a [(&'static str, String)],
    embedded: Option<&'a str>,
    agrees_to_page_views: bool,
}

impl<'a> FormPage<'a> {
    /// The form with nothing entered.
    pub(crate) fn new(words: Words<'a>, name: &'a str, form: &'a Form) -> Self {
        let fields = form.fields.iter().map(|field| control(words, form, field)).collect();
        Self {
            name,
            form,
            fields,
            is_ticked: false,
            consent_error: None,
            notice: None,
            words,
            hidden: &[],
            embedded: None,
            agrees_to_page_views: false,
        }
    }

    /// The form for that visitor: with what their browser says of the visit.
    pub(crate) fn of(self, visitor: &'a Visitor) -> Self {
        Self { hidden: &visitor.hidden, embedded: visitor.embedded.as_deref(), ..self }
    }

    /// The number of the form in a page of another site; none for the hosted form.
    pub(crate) fn embedded(&self) -> Option<&'a str> {
        self.embedded
    }

    /// The form with what was entered, and why it was not taken: `notice` above it, an error beside each field.
    pub(crate) fn again(
        words: Words<'a>,
        name: &'a str,
        form: &'a Form,
        entered: &'a Posted,
        notice: &'a str,
        errors: &'a [FieldError],
    ) -> Self {
        let error_of = |name: &str| errors.iter().find(|error| error.field == name).map(|error| error.message.as_str());
        let field = |field: &'a form::Field| Field {
            value: entered.get(&field.name).map_or("", |value| shown(field, value)),
            error: error_of(&field.name),
            ..control(words, form, field)
        };
        let fields = form.fields.iter().map(field).collect();
        let is_ticked = form.is_consent_given(entered);
        let agrees_to_page_views = form.page_views_of(entered).is_some();
        let (consent_error, notice) = (error_of(CONSENT), Some(notice));
        Self { fields, is_ticked, consent_error, notice, agrees_to_page_views, ..Self::new(words, name, form) }
    }
}

impl Page for FormPage<'_> {
    const SCRIPT: Option<&'static str> = Some(embed::ADDRESS);

    fn title(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.form.title)
    }
}

/// What follows in a page of another site.
#[derive(Template)]
#[template(path = "embedded-thanks.html")]
pub(crate) struct EmbeddedThanks<'a> {
    pub(crate) form: &'a Form,
    pub(crate) thanks: Thanks<'a>,
    /// What the browser shows from now on, if its person agreed to that.
    pub(crate) token: Option<String>,
}

/// The page that follows, where the form names none of its own.
#[derive(Template)]
#[template(path = "thanks.html")]
pub(crate) struct ThanksPage<'a> {
    pub(crate) form: &'a Form,
    pub(crate) words: &'a str,
}

impl Page for ThanksPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.form.title)
    }
}

/// What was entered, as the field's control has it: of a country that was written by name, the option.
fn shown<'a>(field: &form::Field, entered: &'a str) -> &'a str {
    match field.kind.control(&field.name) {
        FieldControl::Country => Country::read(entered).map_or(entered, |country| country.code()),
        FieldControl::Line { .. } | FieldControl::Number | FieldControl::Text { .. } | FieldControl::Choice => entered,
    }
}

/// A field of a form in HTML, and what browsers may fill in for the visitor.
fn control<'a>(words: Words<'a>, form: &'a Form, field: &'a form::Field) -> Field<'a> {
    // The words of a list in which nothing is chosen.
    let none = || words.say("visitor-choose").into();
    let control = match field.kind.control(&field.name) {
        FieldControl::Line { html_type, autocomplete } => Control::Line { kind: html_type, autocomplete },
        FieldControl::Number => Control::Number,
        FieldControl::Country => {
            // The countries have names in more languages than the pages have words.
            let countries = Country::all(form.language.as_deref().unwrap_or(words.language())).into_iter();
            Control::Country {
                none: none(),
                options: countries.map(|(country, name)| (country.code(), name.into())).collect(),
            }
        }
        FieldControl::Text { most } => Control::Text { rows: 4, most },
        FieldControl::Choice => {
            let options = field.options.iter().map(|option| (option.value.as_str(), option.label.as_str().into()));
            Control::Choice { none: none(), options: options.collect(), closed: vec![] }
        }
    };
    let presence = if field.required { Presence::Required } else { Presence::Optional };
    Field { presence, ..Field::new(words, &field.name, field.label.as_str(), control) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn r_countries_735_countries_are_listed_by_name_in_the_language_of_the_form() {
        let form = |language: &str| -> Form {
            serde_json::from_value(json!({
                "title": "Demo", "button": "Send", "wants": "wants a demo", "source": "form", "thanks": "Thanks.",
                "language": language, "fields": [{"name": "country", "label": "Country", "type": "country"}],
            }))
            .unwrap()
        };
        for (language, name) in [("en", "Germany"), ("pt", "Alemanha"), ("eo", "Germany")] {
            let form = form(language);
            let page = FormPage::new(Words::english_for_visitors(), "demo", &form).render().unwrap();
            assert!(page.contains(&format!("<option value=\"DE\">{name}</option>")), "{page}");
        }
        let form = form("pt");
        for (entered, option) in [
            ("alemanha", "<option value=\"DE\" selected>Alemanha</option>"),
            ("Narnia", "<option selected>Narnia</option>"),
        ] {
            let entered = [("country".to_owned(), entered.to_owned())].into_iter().collect();
            let page = FormPage::again(Words::english_for_visitors(), "demo", &form, &entered, "Please look.", &[])
                .render()
                .unwrap();
            assert!(page.contains(option), "{page}");
        }
    }

    #[test]
    fn a_number_of_json_is_kept_as_it_was_written_or_refused() {
        let number = |text: &str| form::exact(&serde_json::from_str(text).unwrap());
        for (text, expected) in [
            ("351912345678", Some("351912345678")),
            ("12345678901234567890", Some("12345678901234567890")),
            ("-2.5", Some("-2.5")),
            ("123456789012345678901234", None),
            ("1e300", None),
        ] {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
    }
}

//! The consent boxes of the hosted form, as its page shows them.

use askama::Template;
use leadwright_domain::company::Company;
use leadwright_domain::form::{ConsentAnswer, ConsentBox, FieldError, Form, Posted};
use leadwright_domain::words::Words;

/// A consent box.
#[derive(Template)]
#[template(path = "form-consent.html")]
pub(crate) struct ShownBox<'a> {
    name: &'static str,
    value: &'a str,
    wording: &'a str,
    /// The page on data protection, and what the link to it says.
    privacy: Option<(&'a str, String)>,
    is_required: bool,
    is_ticked: bool,
    error: Option<&'a str>,
}

/// The boxes of a form, ticked as they were posted.
pub(crate) fn boxes<'a>(
    words: Words<'_>,
    form: &'a Form,
    company: &'a Company,
    posted: Option<&Posted>,
    errors: &'a [FieldError],
) -> Vec<ShownBox<'a>> {
    let shown = |one: &'a ConsentBox| {
        let name = one.purpose.field();
        let privacy = one.privacy.as_deref().or(company.privacy.as_deref());
        ShownBox {
            name,
            value: one.posted_value(),
            wording: &one.wording,
            privacy: privacy.map(|page| (page, words.say("visitor-privacy"))),
            is_required: one.required,
            is_ticked: posted.is_some_and(|posted| one.answer(posted) == ConsentAnswer::Yes),
            error: errors.iter().find(|error| error.field == name).map(|error| error.message.as_str()),
        }
    };
    form.boxes().map(shown).collect()
}

//! Mistakes in `forms/NAME.yaml`.

use crate::check::browsers;
use crate::check::consent;
use crate::check::emails::mail_to_lead;
use crate::check::fields;
use crate::check::problem::Problems;
use crate::config::Config;
use crate::form::Form;
use crate::form::kind::FieldKind;
use crate::value::text::{is_language, is_web_address};

/// Reports every mistake in every form.
pub(crate) fn check(config: &Config, problems: &mut Problems) {
    for (name, form) in &config.forms {
        let file = format!("forms/{name}.yaml");
        problems.file_name(&file, name);
        check_who(form, &file, problems);
        fields::check(form, &file, problems);
        if form.fields.iter().filter(|field| !field.kind.is_of_person()).count() > 1 {
            problems.add(&file, "message", "a form has one field with `type: message` at the most");
        }
        if let Some(url) = form.thank_you.as_deref().filter(|url| !is_web_address(url)) {
            problems.add(
                &file,
                url,
                "`thank_you` is a whole address, like https://www.example.com/thanks; leave it out for a page of ours",
            );
        }
        consent::check(form, &file, problems);
        browsers::check(form, &file, problems);
        if let Some(language) = form.language.as_deref().filter(|language| !is_language(language)) {
            problems.add(&file, language, "`language` is two lower-case letters, as in `en` or `pt`");
        }
        if let Some(mail) = &form.acknowledge {
            mail_to_lead(config, mail, &file, &format!("acknowledge: {mail}"), problems);
        }
    }
    consent::check_mail(config, problems);
}

/// Reports a form whose posts may not say who the lead is, and one that promises mails to people of whom it asks no address.
fn check_who(form: &Form, file: &str, problems: &mut Problems) {
    let asks = |kind: FieldKind| form.fields.iter().find(|field| field.kind == kind);
    let (email, phone) = (asks(FieldKind::Email), asks(FieldKind::Phone));
    let is_required = [email, phone].into_iter().flatten().any(|field| field.required);
    if form.email_or_phone && (email.is_none() || phone.is_none() || is_required) {
        let message = "`email_or_phone` is for a form with a field `type: email` and a field `type: phone`, both without `required`: one of them is enough";
        problems.add(file, "email_or_phone", message);
    } else if !form.email_or_phone && !is_required {
        let message = "a form needs a field that says who the lead is: `type: email` with `required: true`, or `type: phone` with `required: true`; or both, and `email_or_phone: true` beside `fields`";
        problems.add(file, "fields", message);
    }
    // A form that says of nobody who they are is told that alone.
    if email.is_some() || !is_required {
        return;
    }
    let promised = [
        ("acknowledge", form.acknowledge.is_some(), "the thank-you mail has nowhere to go: leave `acknowledge` out"),
        (
            "consent",
            form.consent.is_some(),
            "nobody can agree to mails without an address, nor confirm by double opt-in: leave `consent` out, or ask for an address",
        ),
    ];
    for (near, _, why) in promised.into_iter().filter(|(_, is_there, _)| *is_there) {
        problems.add(file, near, &format!("the form has no field with `type: email`, so {why}"));
    }
}

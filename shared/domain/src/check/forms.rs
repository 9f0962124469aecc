//! Mistakes in `forms/NAME.yaml`.

use crate::check::browsers;
use crate::check::consent;
use crate::check::emails::mail_to_lead;
use crate::check::problem::Problems;
use crate::condition::{ATTRIBUTES, RATINGS};
use crate::config::Config;
use crate::form::is_field_name;
use crate::form::kind::FieldKind;
use crate::value::text::{is_language, is_name, is_web_address};

/// Reports every mistake in every form.
pub(crate) fn check(config: &Config, problems: &mut Problems) {
    for (name, form) in &config.forms {
        let file = format!("forms/{name}.yaml");
        problems.file_name(&file, name);
        if form.fields.iter().all(|field| field.kind != FieldKind::Email || !field.required) {
            problems.add(
                &file,
                "fields",
                "a form needs a field with `type: email` and `required: true`: the address is who the lead is",
            );
        }
        for (at, field) in form.fields.iter().enumerate() {
            let is_taken = ATTRIBUTES.iter().chain(&RATINGS).any(|name| *name == field.name);
            if is_taken || !is_field_name(&field.name) {
                problems.add(&file, &field.name, "a field's name may have lower-case letters, digits and _ only, at most 40, and not be `consent`, `page_views`, `known`, `first_touch`, `last_touch` or `form_page`, begin with `utm_`, or be what conditions know besides: source, campaign, form, supplier, score, grade, temperature");
            }
            if form.fields[..at].iter().any(|other| other.name == field.name) {
                problems.add(&file, &field.name, &format!("the field `{}` is there twice", field.name));
            }
            for kind in FieldKind::ALL {
                let Some(name) = kind.only_name() else { continue };
                if (field.kind == kind) != (field.name == name) {
                    let message = format!("the field with `type: {name}` is named `{name}`, and no other");
                    problems.add(&file, &field.name, &message);
                }
            }
        }
        for field in &form.fields {
            if field.kind.has_options() == field.options.is_empty() {
                problems.add(
                    &file,
                    &field.name,
                    "a field with `type: choice` has `options: [{value: now, label: Right away}]`, and no other has",
                );
            }
            if let Some(option) = field.options.iter().find(|option| !is_name(&option.value)) {
                problems.add(
                    &file,
                    &option.value,
                    "an option's `value` has lower-case letters, digits and dashes only, at most 40",
                );
            }
        }
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

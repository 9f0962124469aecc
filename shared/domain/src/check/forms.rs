//! Mistakes in `forms/NAME.yaml`.

use crate::check::browsers;
use crate::check::consent;
use crate::check::emails::mail_to_lead;
use crate::check::fields;
use crate::check::problem::Problems;
use crate::config::Config;
use crate::form::kind::FieldKind;
use crate::value::text::{is_language, is_web_address};

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

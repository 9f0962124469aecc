//! Mistakes in what `forms/NAME.yaml` says of browsers: the sites that may post it, and the questions that come
//! later.

use crate::check::problem::Problems;
use crate::form::Form;
use crate::form::origins::{ANY, is_origin};
use crate::value::text::there_are;

/// Reports every mistake of that kind in a form's `file`.
pub(crate) fn check(form: &Form, file: &str, problems: &mut Problems) {
    check_origins(form, file, problems);
    check_progressive(form, file, problems);
}

fn check_origins(form: &Form, file: &str, problems: &mut Problems) {
    let Some(origins) = &form.origins else { return };
    if origins.is_empty() {
        let message = "`origins` lists the sites that may post the form, as in [https://www.example.com]; leave it out if all may";
        problems.add(file, "origins", message);
    }
    for (at, origin) in origins.iter().enumerate() {
        if origin == ANY {
            if origins.len() > 1 {
                problems.add(file, ANY, "`*` stands for every site: let it stand alone, or leave it out");
            }
        } else if !is_origin(origin) {
            let message = format!(
                "an origin is scheme and host in small letters, without a slash at the end, as in \
                 https://www.example.com: here it is `{origin}`"
            );
            problems.add(file, origin, &message);
        }
        if origins[..at].contains(origin) {
            problems.add(file, origin, &format!("the origin `{origin}` is there twice"));
        }
    }
}

fn check_progressive(form: &Form, file: &str, problems: &mut Problems) {
    let Some(later) = &form.progressive else { return };
    if !form.asks_to_measure() {
        let message =
            "`progressive` needs a box with `purpose: measuring` in `consents`: without it no browser is known again";
        problems.add(file, "progressive", message);
    }
    for (at, name) in later.iter().enumerate() {
        let message = match form.fields.iter().find(|field| field.name == *name) {
            None => {
                let names = there_are(name, form.fields.iter().map(|field| &field.name));
                format!("`progressive` names the field `{name}`, which the form has not. {names}")
            }
            Some(field) if !form.may_be_known(field) => {
                format!("the field `{name}` is asked each time: take it out of `progressive`")
            }
            Some(_) if later[..at].contains(name) => format!("`progressive` names the field `{name}` twice"),
            Some(_) => continue,
        };
        problems.add(file, "progressive", &message);
    }
}

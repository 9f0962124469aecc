//! Mistakes in the fields of a form.

use crate::check::problem::Problems;
use crate::condition::{ATTRIBUTES, RATINGS};
use crate::form::kind::{Compared, FieldKind, Options};
use crate::form::{Field, Form, Limit, address, is_field_name};
use crate::value::text::{is_name, one_line};
use crate::words::Words;

/// The field of a lead that is its time zone.
const TIMEZONE: &str = "timezone";

/// The most characters of the name by which a page of the company's own posts a field.
const POSTED_AS: usize = 80;

/// Reports every mistake in the fields.
pub(crate) fn check(form: &Form, file: &str, problems: &mut Problems) {
    for (at, field) in form.fields.iter().enumerate() {
        let is_taken = ATTRIBUTES.iter().chain(&RATINGS).any(|name| *name == field.name);
        if is_taken || !is_field_name(&field.name) {
            problems.add(file, &field.name, "a field's name may have lower-case letters, digits and _ only, at most 40, and not be `consent`, `consent_phone`, `consent_measuring`, `known`, `first_touch`, `last_touch` or `form_page`, begin with `utm_`, or be what conditions know besides: source, campaign, form, supplier, score, grade, temperature");
        }
        if form.fields[..at].iter().any(|other| other.name == field.name) {
            problems.add(file, &field.name, &format!("the field `{}` is there twice", field.name));
        }
        for kind in FieldKind::ALL {
            let Some(name) = kind.only_name() else { continue };
            if (field.kind == kind) != (field.name == name) {
                let message = format!("the field with `type: {name}` is named `{name}`, and no other");
                problems.add(file, &field.name, &message);
            }
        }
        for message in mistakes(field, form) {
            problems.add(file, &field.name, &message);
        }
        if let Some(option) = field.options.iter().find(|option| !is_name(&option.value)) {
            problems.add(
                file,
                &option.value,
                "an option's `value` has lower-case letters, digits and dashes only, at most 40",
            );
        }
    }
}

fn mistakes(field: &Field, form: &Form) -> Vec<String> {
    let name = &field.name;
    let mut mistakes = Vec::new();
    match field.kind.options() {
        Options::Needed if field.options.is_empty() => {
            mistakes.push(format!("`{name}` needs `options: [{{value: now, label: Right away}}]`: what can be chosen"));
        }
        Options::None if !field.options.is_empty() => {
            mistakes.push(format!("`{name}` has `options`, which only `type: choice`, `choices` and `hidden` have"));
        }
        Options::Needed | Options::Allowed | Options::None => {}
    }
    if field.kind == FieldKind::TimeZone && name != TIMEZONE {
        mistakes.push(format!("the field with `type: timezone` is named `{TIMEZONE}`: it is the lead's time zone"));
    }
    if field.kind == FieldKind::Address {
        if form.fields.iter().filter(|other| other.kind == FieldKind::Address).count() > 1 {
            mistakes.push("a form has one field with `type: address` at the most".to_owned());
        }
        let parts: Vec<&str> = address::names().collect();
        if let Some(other) = form.fields.iter().find(|other| parts.contains(&other.name.as_str())) {
            mistakes.push(format!("`{}` is a part of the address `{name}`, which asks for it: delete one", other.name));
        }
    }
    if field.kind == FieldKind::Hidden && field.required {
        mistakes.push(format!("nobody sees `{name}`, so nobody can fill it in: delete `required`"));
    }
    match (field.kind, &field.value) {
        (_, None) | (FieldKind::Checkbox, Some(_)) => {}
        (FieldKind::Hidden, Some(value)) => {
            if field.read(Words::english(), value).ok().flatten().as_ref() != Some(value) {
                mistakes.push(format!("the `value` of `{name}` {}", field.kind.takes(&field.options)));
            }
        }
        (_, Some(_)) => mistakes.push(format!("`{name}` has a `value`, which only `type: hidden` and `checkbox` have")),
    }
    if field.country.is_some() && field.kind != FieldKind::Phone {
        mistakes
            .push(format!("`{name}` has a `country`, which only `type: phone` has: that of numbers without a code"));
    }
    if let Some(posted) = &field.posted_as {
        let others = form.asked().filter(|other| other.name != *name);
        if posted.is_empty() || one_line(posted, POSTED_AS) != *posted {
            mistakes.push(format!("`posted_as` of `{name}` is the name in your page, 1 to {POSTED_AS} characters"));
        } else if others.flat_map(Field::posted_names).any(|other| other == posted) {
            mistakes.push(format!("{posted:?} is the name of two fields: a post of it would be for both"));
        }
    }
    mistakes.extend(limits(field));
    mistakes
}

fn limits(field: &Field) -> Vec<String> {
    let name = &field.name;
    let mut mistakes = Vec::new();
    if let Some(longest) = field.longest {
        let most = field.kind.limit();
        if !field.kind.is_free_text() {
            mistakes
                .push(format!("`{name}` has `longest`, which only `type: text`, `message`, `url` and `hidden` have"));
        } else if !(1..=most).contains(&longest) {
            mistakes.push(format!("`longest` of `{name}` is from 1 to {most}"));
        }
    }
    let limits: Vec<Limit> = field.min.into_iter().chain(field.max).collect();
    let is_number = |limit: &Limit| matches!(limit, Limit::Number(_));
    let (fits, takes) = match field.kind.compared() {
        Compared::Number => (limits.iter().all(is_number), "are whole numbers, like 5"),
        Compared::Choices => (limits.iter().all(is_number), "say how many may be chosen, like 2"),
        Compared::Day => (limits.iter().all(|limit| !is_number(limit)), "are dates, like 2026-12-25"),
        Compared::Nothing => (limits.is_empty(), "are for `type: number`, `date` and `choices`: delete them"),
    };
    if !fits {
        mistakes.push(format!("`min` and `max` of `{name}` {takes}"));
        return mistakes;
    }
    let is_reversed = match limits[..] {
        [Limit::Number(min), Limit::Number(max)] => min > max,
        [Limit::Day(min), Limit::Day(max)] => min > max,
        _ => false,
    };
    if is_reversed {
        mistakes.push(format!("`min` of `{name}` is greater than its `max`"));
    }
    let options = u32::try_from(field.options.len()).unwrap_or(u32::MAX);
    let beyond = |limit: &&Limit| matches!(limit, Limit::Number(number) if *number > options || *number == 0);
    if field.kind.compared() == Compared::Choices && limits.iter().any(|limit| beyond(&limit)) {
        mistakes.push(format!("`{name}` has {options} options: `min` and `max` are from 1 to {options}"));
    }
    mistakes
}

//! Which posted values are those of a field, by all names that it may have.

use std::borrow::Cow;

use crate::form::address;
use crate::form::field::{Field, FieldError};
use crate::form::kind::FieldKind;
use crate::form::posted::{NotText, Posted, is_named, is_part, is_some_part};
use crate::form::reading::BETWEEN_CHOICES;
use crate::form::unknown::UnknownFields;
use crate::words::Words;

/// What was entered into a field of a form with these fields; see [`Form::entered`](crate::form::Form::entered).
pub(crate) fn entered<'a>(fields: &[Field], field: &Field, posted: &'a Posted) -> Cow<'a, str> {
    let values = posted.pairs().filter(|(name, _)| is_posted_as(fields, name, field)).map(|(_, value)| value);
    if field.kind == FieldKind::Checkbox {
        return Cow::Borrowed(values.last().unwrap_or_default());
    }
    let mut several: Vec<&str> = Vec::new();
    for value in values.filter(|value| !value.trim().is_empty()) {
        if !several.contains(&value) {
            several.push(value);
        }
    }
    match several[..] {
        [] => Cow::Borrowed(""),
        [one] => Cow::Borrowed(one),
        _ => Cow::Owned(several.join(if field.kind == FieldKind::Message { "\n" } else { BETWEEN_CHOICES })),
    }
}

/// The posted name is that of a field.
pub(crate) fn asks_for(fields: &[Field], posted: &str) -> bool {
    fields.iter().flat_map(Field::asked).any(|field| is_posted_as(fields, posted, field))
}

/// What to tell of a field that came as a file, as a list of lists, or as an object; none if it came as texts.
pub(crate) fn not_one_text(fields: &[Field], words: Words<'_>, field: &Field, posted: &Posted) -> Option<String> {
    let label = field.label(words);
    let wrong = |message: &str| words.with(message, &[("label", label.as_ref().into())]);
    let what = posted.not_text().find(|(name, _)| is_about(fields, name, field));
    if let Some((_, what)) = what {
        return Some(wrong(match what {
            NotText::File => "form-file",
            NotText::Nested => "form-one-value",
            NotText::Imprecise => "form-number-as-text",
        }));
    }
    let is_object = posted.pairs().any(|(name, _)| is_about(fields, name, field) && !is_posted_as(fields, name, field));
    is_object.then(|| wrong("form-one-value"))
}

/// Files of fields that the form does not ask for, which would be lost; and an address that came as one text.
pub(crate) fn no_fields(
    fields: &[Field],
    unknown: UnknownFields,
    words: Words<'_>,
    posted: &Posted,
) -> Vec<FieldError> {
    let mut errors: Vec<FieldError> = Vec::new();
    let whole = addresses(fields).filter(|group| {
        let is_whole = |name: &str| group.posted_names().any(|own| is_named(name, own));
        let is_text = posted.pairs().any(|(name, value)| is_whole(name) && !value.trim().is_empty());
        is_text || posted.not_text().any(|(name, _)| is_whole(name))
    });
    errors.extend(whole.map(|group| {
        let parts = address::names().collect::<Vec<_>>().join(", ");
        let label = group.label(words);
        let words = words.with("form-address-parts", &[("label", label.into()), ("parts", parts.into())]);
        FieldError::new(&group.name, words)
    }));
    let unasked = posted.not_text().filter(|(name, what)| {
        let is_asked = fields.iter().flat_map(Field::asked).any(|field| is_about(fields, name, field));
        !is_asked && (*what == NotText::File || unknown == UnknownFields::Refuse)
    });
    for (name, what) in unasked {
        let message = if what == NotText::File { "form-file" } else { "form-unknown" };
        if errors.iter().all(|error| error.field != name) {
            let words = words.with(message, &[("label", name.into()), ("name", name.into())]);
            errors.push(FieldError::new(name, words));
        }
    }
    errors
}

/// The posted name is one of the field's: its own, that of the company's own page, or `address[city]`.
fn is_posted_as(fields: &[Field], posted: &str, field: &Field) -> bool {
    let is_part_of = |group: &Field| group.posted_names().any(|group| is_part(posted, group, &field.name));
    field.posted_names().any(|name| is_named(posted, name)) || (field.is_part() && addresses(fields).any(is_part_of))
}

/// The posted name is one of the field's, or would be a part of it, as if it were an object.
fn is_about(fields: &[Field], posted: &str, field: &Field) -> bool {
    is_posted_as(fields, posted, field) || field.posted_names().any(|own| is_some_part(posted, own))
}

fn addresses(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.kind == FieldKind::Address)
}

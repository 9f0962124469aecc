//! A post as a JSON object: `{"email": "…", "topics": ["a", "b"], "address": {"city": "…"}}`.

use leadwright_domain::form::{NotText, Posted, exact};
use serde_json::Value;

use crate::body::error::Unreadable;
use crate::unique_json;

/// The fields of the object. A list of texts is a name with several values, an object of texts is `name[part]`; what is
/// deeper is no field of a form, and refused by its name if the form asks for it.
pub(super) fn read(text: &str) -> Result<Posted, Unreadable> {
    let Value::Object(object) = unique_json::read(text.as_bytes()).map_err(Unreadable::Json)? else {
        return Err(Unreadable::Json("it is no object".to_owned()));
    };
    let mut posted = Posted::default();
    for (name, value) in object {
        match value {
            Value::Object(parts) => {
                for (part, value) in parts {
                    add(&mut posted, &format!("{name}[{part}]"), value);
                }
            }
            value => add(&mut posted, &name, value),
        }
    }
    Ok(posted)
}

fn add(posted: &mut Posted, name: &str, value: Value) {
    match value {
        Value::Null => {}
        Value::String(text) => posted.add(name, text),
        Value::Bool(yes) => posted.add(name, yes.to_string()),
        Value::Number(number) => match exact(&number) {
            Some(text) => posted.add(name, text),
            None => posted.add_not_text(name, NotText::Imprecise),
        },
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            for item in items {
                add(posted, name, item);
            }
        }
        Value::Array(_) | Value::Object(_) => posted.add_not_text(name, NotText::Nested),
    }
}

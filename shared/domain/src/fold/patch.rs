//! What makes one lead of another, as it is stored: recorded by an undoing, and put back by its replay.

use serde_json::{Map, Value};

use crate::lead::Lead;
use crate::lead::undoing::{Departed, Undoing};

impl Undoing {
    /// What makes `lead` the `target`.
    pub(crate) fn between(lead: &Lead, target: &Lead, left: Vec<Departed>) -> Self {
        let (is, should) = (stored(lead), stored(target));
        let mut undoing = Self { left, ..Self::default() };
        for name in names(&is, &should) {
            match (is.get(name), should.get(name)) {
                (is, should) if is == should => {}
                (Some(Value::Object(is)), Some(Value::Object(should))) => {
                    let differing = names(is, should).filter(|entry| is.get(*entry) != should.get(*entry));
                    let entries = differing.map(|entry| (entry.clone(), value(should, entry)));
                    undoing.entries.insert(name.clone(), entries.collect());
                }
                _ => {
                    undoing.fields.insert(name.clone(), value(&should, name));
                }
            }
        }
        undoing
    }

    /// Puts back what is recorded.
    pub(crate) fn enact(&self, lead: &mut Lead) {
        let mut now = by_entry(lead);
        for (name, value) in &self.fields {
            put(&mut now, name, value);
        }
        for (name, entries) in &self.entries {
            let of_field = now.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(of_field) = of_field {
                for (entry, value) in entries {
                    put(of_field, entry, value);
                }
            }
        }
        // What is recorded came out of a lead, so it goes into one.
        if let Ok(restored) = serde_json::from_value(Value::Object(now)) {
            *lead = restored;
        }
    }
}

fn put(object: &mut Map<String, Value>, name: &str, value: &Value) {
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value.clone());
    }
}

fn value(of: &Map<String, Value>, name: &str) -> Value {
    of.get(name).cloned().unwrap_or_default()
}

/// The names that stand in one or both.
pub(crate) fn names<'a>(
    one: &'a Map<String, Value>,
    other: &'a Map<String, Value>,
) -> impl Iterator<Item = &'a String> {
    one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)))
}

/// The lead as it is stored, but each field of the person as an entry of its own: a lead is read from that, too.
pub(crate) fn by_entry(lead: &Lead) -> Map<String, Value> {
    let mut stored = stored(lead);
    if let Some(fields) = stored.get_mut(FIELDS) {
        *fields = serde_json::to_value(&lead.fields).unwrap_or_default();
    }
    stored
}

/// Where a stored lead has the fields of the person: their time is written once for those that came together.
pub(crate) const FIELDS: &str = "fields";

/// The lead as it is stored.
pub(crate) fn stored(lead: &Lead) -> Map<String, Value> {
    match serde_json::to_value(lead) {
        Ok(Value::Object(stored)) => stored,
        _ => Map::new(),
    }
}

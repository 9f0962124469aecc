//! The description of the kinds of activity is complete.

use std::collections::{BTreeMap, BTreeSet};

use leadwright_domain::activity::{Activity, Fields, KindFacts};
use serde_json::Value;

/// Examples of every kind, with the names of the fields that are stored of the kind.
fn examples() -> Vec<(Activity, BTreeSet<String>)> {
    let stored: BTreeMap<String, Value> = serde_json::from_str(include_str!("stored/activities.json")).unwrap();
    let of_activities = ["id", "lead", "external_id", "who", "via", "kind", "seq", "applied_at", "model", "decisions"];
    let read = |stored: Value| {
        let fields = stored.as_object().unwrap().keys().filter(|name| !of_activities.contains(&name.as_str()));
        let fields = fields.cloned().collect();
        (serde_json::from_value(stored).unwrap(), fields)
    };
    stored.into_values().map(read).collect()
}

#[test]
fn a_kind_has_the_name_it_is_stored_by() {
    for (activity, _) in examples() {
        assert_eq!(serde_json::to_value(&activity).unwrap()["kind"], activity.kind.name());
    }
}

#[test]
fn every_field_of_every_kind_is_personal_or_not() {
    let mut stored: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let examples = examples();
    for (activity, fields) in &examples {
        stored.entry(activity.kind.name()).or_default().extend(fields.iter().cloned());
    }
    for (activity, _) in &examples {
        let KindFacts { name, fields: Fields { personal, other }, .. } = activity.kind.facts();
        let said: Vec<String> = personal.iter().chain(other).map(|field| (*field).to_owned()).collect();
        assert_eq!(BTreeSet::from_iter(said.clone()), stored[name], "{name}");
        assert_eq!(said.len(), stored[name].len(), "{name}: a field is personal and not");
    }
}

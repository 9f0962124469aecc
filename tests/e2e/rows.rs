//! The rows of the table: their keys and attributes stay as they are, whatever the code that writes them is called.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use leadwright_tests::Stack;
use serde_json::{Value, json};

use crate::golden::golden;
use crate::scenario;

/// Every row of the table.
fn rows(stack: &Stack) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut scan = json!({"TableName": stack.status()["table"]});
    loop {
        let mut answer = stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan);
        assert!(answer["Items"].is_array(), "{answer}");
        rows.append(answer["Items"].as_array_mut().expect("a list"));
        match answer["LastEvaluatedKey"].take() {
            Value::Null => return rows,
            last => scan["ExclusiveStartKey"] = last,
        }
    }
}

/// A key without what differs from row to row: `LEAD#ld_…` is `LEAD#*`.
fn pattern(key: &str) -> String {
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_uppercase());
    let parts: Vec<&str> = key.split('#').map(|part| if is_word(part) { part } else { "*" }).collect();
    parts.join("#")
}

/// An attribute as the file shows it: its name and type, of an index key its pattern, of JSON the names in it.
fn shown(name: &str, value: &Value) -> (String, BTreeSet<String>) {
    // Rows of turns name activities, and rows of a person's day name places: each row has others.
    let name = match name.strip_prefix("of") {
        Some(hash) if hash.starts_with('-') => "of-*",
        Some(place) if !place.is_empty() && place.bytes().all(|digit| digit.is_ascii_digit()) => "of*",
        _ => name,
    };
    let Some(text) = value["S"].as_str() else {
        let kind = value.as_object().and_then(|value| value.keys().next()).expect("a type");
        return (format!("{name} {kind}"), BTreeSet::new());
    };
    if name.ends_with("_pk") || name.ends_with("_sk") {
        return (format!("{name} {}", pattern(text)), BTreeSet::new());
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) => (format!("{name} JSON"), object.keys().cloned().collect()),
        _ => (format!("{name} S"), BTreeSet::new()),
    }
}

/// The rows of a pattern of keys: how many there are, and how many of them have an attribute, and a name in its JSON.
#[derive(Default)]
struct Kind {
    rows: u32,
    attributes: BTreeMap<String, (u32, BTreeMap<String, u32>)>,
}

/// JSON whose names come from the configuration or from what happened: `shared/domain/tests/stored` has what they are.
fn is_free(key: &str, attribute: &str) -> bool {
    attribute == "body JSON" && (key.starts_with("LEAD#") || key.starts_with("METRIC#"))
}

#[test]
fn keys_and_attributes_of_rows_stay_as_they_are() {
    let folder = scenario::company();
    let stack = Stack::start_at(folder.path(), ":memory:");
    scenario::live(&stack, folder.path());
    let ads = folder.path().join("ads.csv");
    std::fs::write(&ads, "Day,Campaign,Cost (EUR),Clicks\n2026-01-05,guide,12.50,9\n2026-02-05,guide,7,3\n").unwrap();
    stack.printed(&["cost", "import", ads.to_str().unwrap()]);
    stack.printed(&["cost", "close", "2026-01"]);
    // The notice of the brake goes with the scheduler's next tick: by now it has.
    stack.advance("2m");
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    for row in rows(&stack) {
        let key = |name: &str| pattern(row[name]["S"].as_str().expect("a key"));
        let (pk, sk) = (key("pk"), key("sk"));
        let kind = kinds.entry(format!("{pk} / {sk}")).or_default();
        kind.rows += 1;
        let attributes = row.as_object().expect("a row").iter();
        let attributes: BTreeMap<_, _> = attributes.map(|(name, value)| shown(name, value)).collect();
        for (attribute, names) in attributes.into_iter().filter(|(name, _)| !matches!(name.as_str(), "pk S" | "sk S")) {
            let names = if is_free(&pk, &attribute) { BTreeSet::new() } else { names };
            let (times, counted) = kind.attributes.entry(attribute).or_default();
            *times += 1;
            for name in names {
                *counted.entry(name).or_default() += 1;
            }
        }
    }
    let mut text =
        "Rows by their keys, with their attributes; `?` stands behind what only some of them have.\n".to_owned();
    let optional = |times: u32, all: u32| if times < all { "?" } else { "" };
    for (key, kind) in &kinds {
        writeln!(text, "\n{key}").expect("written");
        for (attribute, (times, names)) in &kind.attributes {
            let names: Vec<_> =
                names.iter().map(|(name, count)| format!("{name}{}", optional(*count, *times))).collect();
            let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(" ")) };
            writeln!(text, "  {attribute}{}{names}", optional(*times, kind.rows)).expect("written");
        }
    }
    golden("rows.txt", &text);
}

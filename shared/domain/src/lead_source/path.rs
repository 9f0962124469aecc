//! Where a value stands in a JSON document: a JSON pointer (RFC 6901) that may select items of a list.
//!
//! | | |
//! |---|---|
//! | `/payload/email` | a member of a member |
//! | `/values/0` | the first item of a list |
//! | `/entry/*/changes` | a member of every item of a list |
//! | `/answers[field.ref=email]/email` | a member of the items whose `field`, `ref` is `email` |
//!
//! `~1` stands for `/`, and `~0` for `~`, as RFC 6901 says. A path reads what is there and nothing else: where one of its
//! members is missing, it finds nothing.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most characters of a path.
const LONGEST: usize = 300;

/// The most members of a path.
const DEEPEST: usize = 16;

/// A path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JsonPath {
    text: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// A member of an object, or the item of a list at that place.
    Member(String),
    /// Every item of a list.
    Each,
    /// The items of a list whose member at that path has that value.
    Where { at: Vec<String>, is: String },
}

/// A value with the pointer at which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// Its pointer, by RFC 6901.
    pub pointer: String,
    /// It.
    pub value: &'a Value,
}

impl JsonPath {
    /// All that it finds, in the order of the document.
    pub fn find<'a>(&self, root: &'a Value) -> Vec<Found<'a>> {
        let mut found = vec![Found { pointer: String::new(), value: root }];
        for step in &self.steps {
            found = found.into_iter().flat_map(|from| step.from(from)).collect();
        }
        found
    }

    /// It finds several values of one document, whatever that is.
    pub(crate) fn is_of_many(&self) -> bool {
        self.steps.contains(&Step::Each)
    }
}

impl Step {
    fn from<'a>(&self, Found { pointer, value }: Found<'a>) -> Vec<Found<'a>> {
        let items = || value.as_array().into_iter().flatten().enumerate();
        let item = |(at, value): (usize, &'a Value)| Found { pointer: format!("{pointer}/{at}"), value };
        match self {
            Self::Member(name) => {
                let member = match value {
                    Value::Object(members) => members.get(name),
                    Value::Array(items) => place(name).and_then(|at| items.get(at)),
                    _ => None,
                };
                let found = |value| Found { pointer: format!("{pointer}/{}", escaped(name)), value };
                member.map(found).into_iter().collect()
            }
            Self::Each => items().map(item).collect(),
            Self::Where { at, is } => {
                items().filter(|(_, value)| text_at(value, at).as_ref() == Some(is)).map(item).collect()
            }
        }
    }
}

/// A place in a list, as RFC 6901 writes it: without zeros before it.
fn place(name: &str) -> Option<usize> {
    let is_place = name == "0" || !name.starts_with('0');
    (is_place && name.bytes().all(|b| b.is_ascii_digit())).then(|| name.parse().ok()).flatten()
}

fn text_at(value: &Value, at: &[String]) -> Option<String> {
    let value = at.iter().try_fold(value, |value, name| value.get(name))?;
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

impl TryFrom<String> for JsonPath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = |why: &str| {
            format!("`{text}` is no path: {why}; write one like /payload/email or /answers[field.ref=email]/email")
        };
        if text.chars().count() > LONGEST {
            return Err(format!("a path has {LONGEST} characters at the most"));
        }
        let Some(mut rest) = text.strip_prefix('/') else { return Err(wrong("it begins with /")) };
        let mut steps = Vec::new();
        loop {
            let end = rest.find(['/', '[']).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            match name {
                "*" => steps.push(Step::Each),
                // Behind the `/` of a list of the whole document: `/[key=value]`.
                "" if behind.starts_with('[') => {}
                name => steps.push(Step::Member(unescaped(name).ok_or_else(|| wrong("`~` stands before 0 or 1"))?)),
            }
            rest = behind;
            if let Some(selection) = rest.strip_prefix('[') {
                let (selection, behind) = selection.split_once(']').ok_or_else(|| wrong("a `[` has no `]`"))?;
                let (at, is) = selection.split_once('=').ok_or_else(|| wrong("in `[…]` stands key=value"))?;
                let at: Vec<String> = at.split('.').map(ToOwned::to_owned).collect();
                if at.iter().any(String::is_empty) {
                    return Err(wrong("before the `=` stands a key, or several with points between"));
                }
                steps.push(Step::Where { at, is: is.to_owned() });
                rest = behind;
            }
            match rest.strip_prefix('/') {
                Some(next) => rest = next,
                None if rest.is_empty() => break,
                None => return Err(wrong("behind a `]` stands a `/`")),
            }
        }
        if steps.len() > DEEPEST {
            return Err(wrong(&format!("it has more than {DEEPEST} members")));
        }
        Ok(Self { text, steps })
    }
}

fn unescaped(name: &str) -> Option<String> {
    let is_escape = |rest: &str| rest.starts_with(['0', '1']);
    name.split('~').skip(1).all(is_escape).then(|| name.replace("~1", "/").replace("~0", "~"))
}

impl From<JsonPath> for String {
    fn from(path: JsonPath) -> Self {
        path.text
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path(text: &str) -> Result<JsonPath, String> {
        JsonPath::try_from(text.to_owned())
    }

    #[test]
    fn a_path_finds_what_is_there() {
        let post = json!({
            "lead_id": "x1", "a/b": {"m~n": 8}, "": 1,
            "user_column_data": [
                {"column_id": "EMAIL", "string_value": "maria@acme.example"},
                {"column_id": "FULL_NAME", "string_value": "Maria"},
                {"column_id": "EMAIL", "string_value": "second@acme.example"},
            ],
            "answers": [{"field": {"ref": "size", "id": 7}, "choices": {"labels": ["S", "M"]}}],
        });
        for (text, found) in [
            ("/lead_id", vec![("/lead_id", json!("x1"))]),
            ("/a~1b/m~0n", vec![("/a~1b/m~0n", json!(8))]),
            ("/", vec![("/", json!(1))]),
            ("/user_column_data/1/string_value", vec![("/user_column_data/1/string_value", json!("Maria"))]),
            ("/user_column_data/01/string_value", vec![]),
            (
                "/user_column_data[column_id=EMAIL]/string_value",
                vec![
                    ("/user_column_data/0/string_value", json!("maria@acme.example")),
                    ("/user_column_data/2/string_value", json!("second@acme.example")),
                ],
            ),
            ("/user_column_data[column_id=PHONE]/string_value", vec![]),
            ("/answers[field.ref=size]/choices/labels", vec![("/answers/0/choices/labels", json!(["S", "M"]))]),
            ("/answers[field.id=7]/choices/labels/1", vec![("/answers/0/choices/labels/1", json!("M"))]),
            ("/answers/*/field/ref", vec![("/answers/0/field/ref", json!("size"))]),
            ("/lead_id/x", vec![]),
            ("/lead_id/*", vec![]),
            ("/nothing[a=b]/c", vec![]),
        ] {
            let path = path(text).unwrap();
            let all = path.find(&post);
            let all: Vec<_> = all.iter().map(|found| (found.pointer.as_str(), found.value.clone())).collect();
            assert_eq!(all, found, "{text}");
        }
        let list = json!([{"k": "v", "x": 1}, {"x": 2}]);
        assert_eq!(path("/*/x").unwrap().find(&list).len(), 2);
        assert_eq!(path("/[k=v]/x").unwrap().find(&list)[0].pointer, "/0/x");
    }

    #[test]
    fn what_is_no_path_is_refused_with_a_reason() {
        for (text, why) in [
            ("email", "it begins with /"),
            ("", "it begins with /"),
            ("/a~2", "`~` stands before 0 or 1"),
            ("/a[b", "a `[` has no `]`"),
            ("/a[b]", "in `[…]` stands key=value"),
            ("/a[=b]", "before the `=` stands a key"),
            ("/a[b..c=d]", "before the `=` stands a key"),
            ("/a[b=c]d", "behind a `]` stands a `/`"),
            ("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", "more than 16 members"),
        ] {
            let refused = path(text).unwrap_err();
            assert!(refused.contains(why), "{text}: {refused}");
        }
        assert!(path(&format!("/{}", "x".repeat(300))).is_err());
    }
}

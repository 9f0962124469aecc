//! JSON in which no object has a name twice: of two values for one field, neither is left out in silence.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Reads JSON. The error says what is wrong and where, without a word of the content.
pub(crate) fn read(body: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(body).map(|UniqueJson(value)| value).map_err(|error| {
        let what = if error.is_data() { "an object has a name twice" } else { "this is not JSON" };
        format!("{what}: line {}, column {}", error.line(), error.column())
    })
}

struct UniqueJson(Value);

impl<'de> Deserialize<'de> for UniqueJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue).map(Self)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(UniqueJson(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, UniqueJson(value))) = entries.next_entry::<String, _>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a name is there twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_as_it_is_or_refused() {
        for text in [r#"{"a": [1, -2, 2.5, 1e300, "x\n\u00e9", true, null, {}], "b": {"a": 1}}"#, "[]", "7", "\"x\""] {
            let expected: Value = serde_json::from_str(text).unwrap();
            assert_eq!(read(text.as_bytes()), Ok(expected), "{text}");
        }
        for (text, expected) in [
            ("{\"a\": 1,\n \"a\": 1}", "an object has a name twice: line 2"),
            ("[{\"b\": {\"a\": 1, \"\\u0061\": 2}}]", "an object has a name twice: line 1"),
            ("{\"a\": ", "this is not JSON: line 1"),
            ("{} x", "this is not JSON: line 1"),
            ("\u{fffd}", "this is not JSON: line 1"),
        ] {
            let wrong = read(text.as_bytes()).unwrap_err();
            assert!(wrong.starts_with(expected), "{text}: {wrong}");
        }
    }
}

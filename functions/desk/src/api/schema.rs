//! Schemas (JSON Schema 2020-12, as `OpenAPI` 3.1 has it) of what is written, made of the same lines as the types.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

/// Something that the API answers.
pub(crate) trait Schema {
    /// It may be left out.
    const OPTIONAL: bool = false;

    fn schema() -> Value;

    /// There is nothing to write.
    fn is_left_out(&self) -> bool {
        false
    }
}

impl Schema for String {
    fn schema() -> Value {
        json!({"type": "string"})
    }
}

impl Schema for &'static str {
    fn schema() -> Value {
        json!({"type": "string"})
    }
}

impl Schema for Timestamp {
    fn schema() -> Value {
        json!({"type": "string", "format": "date-time"})
    }
}

impl Schema for bool {
    fn schema() -> Value {
        json!({"type": "boolean"})
    }
}

impl Schema for u64 {
    fn schema() -> Value {
        json!({"type": "integer", "minimum": 0})
    }
}

impl Schema for usize {
    fn schema() -> Value {
        u64::schema()
    }
}

impl Schema for i32 {
    fn schema() -> Value {
        json!({"type": "integer"})
    }
}

impl<T: Schema> Schema for Option<T> {
    const OPTIONAL: bool = true;

    fn schema() -> Value {
        T::schema()
    }

    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

impl<T: Schema> Schema for Vec<T> {
    fn schema() -> Value {
        json!({"type": "array", "items": T::schema()})
    }
}

impl<T: Schema> Schema for BTreeSet<T> {
    fn schema() -> Value {
        json!({"type": "array", "items": T::schema(), "uniqueItems": true})
    }
}

impl<K, T: Schema> Schema for BTreeMap<K, T> {
    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": T::schema()})
    }
}

/// A schema with a sentence on what it is.
pub(crate) fn described(mut schema: Value, about: &str) -> Value {
    let about = about.trim();
    // Beside a reference, OpenAPI 3.1 takes a description, too.
    if !about.is_empty() {
        schema["description"] = about.into();
    }
    schema
}

/// Defines a struct that is written as an object, its schema, and its name in the document. What is an `Option` is left
/// out where there is none.
macro_rules! shape {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $said:literal])* $field:ident: $kind:ty,)* }) => {
        $(#[doc = $about])*
        #[derive(Debug, Serialize)]
        pub(crate) struct $name {
            $($(#[doc = $said])*
            #[serde(skip_serializing_if = "crate::api::schema::Schema::is_left_out")]
            pub(crate) $field: $kind,)*
        }

        impl $name {
            /// The whole schema, for the document.
            pub(crate) fn definition() -> serde_json::Value {
                use crate::api::schema::{Schema, described};

                let mut properties = serde_json::Map::new();
                let mut required: Vec<&str> = Vec::new();
                $(
                    let about = concat!("", $($said),*);
                    properties.insert(stringify!($field).to_owned(), described(<$kind as Schema>::schema(), about));
                    if !<$kind as Schema>::OPTIONAL {
                        required.push(stringify!($field));
                    }
                )*
                let schema = serde_json::json!({
                    "type": "object", "properties": properties, "required": required, "additionalProperties": false,
                });
                described(schema, concat!("", $($about),*))
            }
        }

        impl crate::api::schema::Schema for $name {
            fn schema() -> serde_json::Value {
                serde_json::json!({"$ref": concat!("#/components/schemas/", stringify!($name))})
            }
        }
    };
}
pub(crate) use shape;

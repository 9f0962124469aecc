//! A node of the tree as serde reads it: the type that is read says what must stand there.

use std::cell::RefCell;

use leadwright_domain::value::text::nearest;
use serde::Deserializer;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::mistake::{INVENTED_NAME, Mistake, MistakeKind, no_such_word};
use super::tree::{Entry, Finding, Node, Value};

/// Values to stand for a text that is missing or wrong: one of them is taken by every type that is written as a text.
pub(crate) const INVENTED: [&str; 10] =
    [INVENTED_NAME, "1d", "1%", "left@out.example", "Etc/UTC", "2026-01-01", "mon-sun 0:00-24:00", "EUR", "1", "7:00"];

/// A node of the tree, to be read into a type.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    node: &'a Node,
    /// The key behind which it stands.
    name: &'a str,
    /// The texts that were cut at a `#`.
    cuts: &'a RefCell<Vec<Finding>>,
}

impl<'a> Part<'a> {
    /// The whole of a file.
    pub(crate) fn new(node: &'a Node, cuts: &'a RefCell<Vec<Finding>>) -> Self {
        Self { node, name: "", cuts }
    }

    /// The key, for the beginning of a message.
    fn key(&self) -> String {
        if self.name.is_empty() { "this".to_owned() } else { format!("`{}`", self.name) }
    }

    /// The message for a value that is not what the key takes, as in "a number, like 10".
    fn not(&self, takes: &str) -> Mistake {
        let here = match &self.node.value {
            Value::Empty => {
                let message = format!("nothing stands behind {}: write {takes}", self.key());
                return Mistake::told(message).at(self.node);
            }
            Value::Plain(plain) => format!("here it is `{}`", plain.words),
            Value::Quoted(text) => format!("here it is {text:?}"),
            Value::List(_) => "here it is a list".to_owned(),
            Value::Map(_) => "here it is a group of keys".to_owned(),
            Value::Invented(_) => String::new(),
        };
        Mistake::told(format!("{} is {takes}; {here}", self.key())).at(self.node)
    }

    /// The result, with a mistake that has no place yet put here.
    fn here<T>(&self, read: Result<T, Mistake>) -> Result<T, Mistake> {
        read.map_err(|mistake| mistake.at(self.node))
    }

    fn whole<T: TryFrom<i128> + Bounded>(self) -> Result<T, Mistake> {
        let read = match &self.node.value {
            Value::Invented(_) => Some(1),
            Value::Plain(plain) => {
                let digits = plain.words.strip_prefix('+').unwrap_or(&plain.words);
                let is_number = digits.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit());
                let Some(number) = digits.parse::<i128>().ok().filter(|_| is_number) else {
                    return Err(self.not("a whole number, like 10"));
                };
                Some(number)
            }
            Value::Quoted(text) if text.parse::<i64>().is_ok() => {
                return Err(self.not(&format!("a number: write {text} without quotes")));
            }
            _ => None,
        };
        let number = read.ok_or_else(|| self.not("a whole number, like 10"))?;
        T::try_from(number).map_err(|_| match number {
            negative if negative < 0 && T::least() == 0 => self.not("a whole number, 0 or more"),
            _ => self.not(&format!("a whole number from {} to {}", T::least(), T::most())),
        })
    }

    fn text(self) -> Result<&'a str, Mistake> {
        match &self.node.value {
            Value::Plain(plain) => {
                if let Some((mark, comment)) = &plain.cut {
                    let (words, key) = (&plain.words, self.key());
                    let message = format!(
                        "what stands behind # is a comment, and {key} is only `{words}`: write \"{words} {comment}\" in quotes, or a blank behind the # of a comment"
                    );
                    self.cuts.borrow_mut().push(Finding { mark: *mark, message, is_inner: false });
                }
                Ok(&plain.words)
            }
            Value::Quoted(text) => Ok(text),
            Value::Invented(tried) => Ok(INVENTED[*tried % INVENTED.len()]),
            Value::Map(_) => Err(self.not("a text: put it in quotes if it begins with {")),
            Value::List(_) => Err(self.not("a text: put it in quotes if it begins with [")),
            Value::Empty => Err(self.not("a text")),
        }
    }

    fn items(self) -> Option<Items<'a>> {
        match &self.node.value {
            Value::List(items) => Some(Items { rest: items.iter(), part: self, invented: None }),
            Value::Empty => Some(Items { rest: [].iter(), part: self, invented: None }),
            // First no item at all, then one of each value that can stand for another.
            Value::Invented(tried) => {
                Some(Items { rest: [].iter(), part: self, invented: tried.checked_sub(1).map(|_| ()) })
            }
            _ => None,
        }
    }

    fn entries(self) -> Option<Entries<'a>> {
        match &self.node.value {
            Value::Map(entries) => Some(Entries { rest: entries.iter(), value: None, part: self }),
            Value::Empty | Value::Invented(_) => Some(Entries { rest: [].iter(), value: None, part: self }),
            _ => None,
        }
    }
}

/// The numbers that a type of whole numbers holds.
trait Bounded {
    fn least() -> i128;
    fn most() -> i128;
}

macro_rules! bounded {
    ($($type:ident)*) => {
        $(impl Bounded for $type {
            fn least() -> i128 {
                $type::MIN.into()
            }

            fn most() -> i128 {
                $type::MAX.into()
            }
        })*
    };
}

bounded! { i8 i16 i32 i64 u8 u16 u32 u64 }

macro_rules! whole_numbers {
    ($($type:ident $deserialize:ident $visit:ident),*) => {
        $(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
            self.here(visitor.$visit(self.whole::<$type>()?))
        })*
    };
}

impl<'de> Deserializer<'de> for Part<'_> {
    type Error = Mistake;

    whole_numbers! {
        i8 deserialize_i8 visit_i8, i16 deserialize_i16 visit_i16, i32 deserialize_i32 visit_i32,
        i64 deserialize_i64 visit_i64, u8 deserialize_u8 visit_u8, u16 deserialize_u16 visit_u16,
        u32 deserialize_u32 visit_u32, u64 deserialize_u64 visit_u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let read = match &self.node.value {
            Value::Empty => visitor.visit_unit(),
            Value::Plain(plain) => match plain.words.as_str() {
                "true" => visitor.visit_bool(true),
                "false" => visitor.visit_bool(false),
                words => match words.parse::<i64>() {
                    Ok(number) => visitor.visit_i64(number),
                    Err(_) => visitor.visit_str(words),
                },
            },
            Value::Quoted(text) => visitor.visit_str(text),
            Value::List(_) | Value::Invented(0) => return self.deserialize_seq(visitor),
            Value::Map(_) | Value::Invented(1) => return self.deserialize_map(visitor),
            Value::Invented(2) => visitor.visit_bool(false),
            Value::Invented(tried) => visitor.visit_str(INVENTED[*tried % INVENTED.len()]),
        };
        self.here(read)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let word = match &self.node.value {
            Value::Plain(plain) => plain.words.to_lowercase(),
            Value::Invented(_) => "false".to_owned(),
            _ => return Err(self.not("true or false, without quotes")),
        };
        let value = match word.as_str() {
            "true" | "yes" | "on" | "y" => true,
            "false" | "no" | "off" | "n" => false,
            word => {
                let meant = nearest(word, ["true", "false"]).map(|meant| format!(": write {meant}"));
                return Err(self.not(&format!("true or false{}", meant.unwrap_or_default())));
            }
        };
        self.here(visitor.visit_bool(value))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let number = match &self.node.value {
            Value::Plain(plain) => plain.words.parse::<f64>().ok().filter(|number| number.is_finite()),
            Value::Invented(_) => Some(1.0),
            _ => None,
        };
        let number = number.ok_or_else(|| self.not("a number, like 2.5"))?;
        self.here(visitor.visit_f64(number))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.here(visitor.visit_str(self.text()?))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let read = match &self.node.value {
            Value::Invented(_) => visitor.visit_none(),
            Value::Empty => {
                let message = format!("nothing stands behind {}: write its value, or leave it out", self.key());
                Err(Mistake::told(message))
            }
            Value::Plain(plain) if ["~", "null"].contains(&plain.words.as_str()) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        };
        self.here(read)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mistake> {
        self.here(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let takes = match &self.node.value {
            Value::Plain(plain) => format!("a list: write [{}]", plain.words),
            Value::Quoted(text) => format!("a list: write [{text:?}]"),
            _ => "a list: begin each of its lines with a dash and a blank".to_owned(),
        };
        let items = self.items().ok_or_else(|| self.not(&takes))?;
        self.here(visitor.visit_seq(items))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let entries = self.entries().ok_or_else(|| self.not("a group of keys, each with its value"))?;
        self.here(visitor.visit_map(entries))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let takes = match &self.node.value {
            Value::List(_) => format!("one group of the keys {}, without a dash", keys.join(", ")),
            _ => format!("a group of the keys {}", keys.join(", ")),
        };
        match &self.node.value {
            Value::Map(_) | Value::Invented(_) => self.deserialize_map(visitor),
            // An empty file has no key: what it must have is told one by one.
            Value::Empty if self.name.is_empty() => self.deserialize_map(visitor),
            _ => Err(self.not(&takes)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let word = match &self.node.value {
            Value::Invented(_) => words.first().copied().unwrap_or_default(),
            Value::Map(_) => {
                let entries = self.entries().ok_or_else(|| self.not("a group of keys"))?;
                let read = visitor.visit_enum(MapAccessDeserializer::new(entries));
                return self.here(read);
            }
            _ => match self.node.text() {
                Some(word) if words.contains(&word) => word,
                Some(word) => return Err(Mistake::told(no_such_word(self.name, word, words)).at(self.node)),
                None => return Err(self.not(&format!("one of {}", words.join(", ")))),
            },
        };
        let word: StrDeserializer<'_, Mistake> = word.into_deserializer();
        self.here(visitor.visit_enum(word))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_str(self.node.text().unwrap_or_default())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { char bytes byte_buf unit unit_struct tuple tuple_struct }
}

/// The items of a list.
struct Items<'a> {
    rest: std::slice::Iter<'a, Node>,
    part: Part<'a>,
    /// One item that stands for another, still to come.
    invented: Option<()>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Mistake;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mistake> {
        if let (Some(()), Value::Invented(tried)) = (self.invented.take(), &self.part.node.value) {
            let node = Node { value: Value::Invented(tried - 1), ..self.part.node.clone() };
            return seed.deserialize(Part { node: &node, ..self.part }).map(Some);
        }
        let Some(node) = self.rest.next() else { return Ok(None) };
        seed.deserialize(Part { node, ..self.part }).map(Some).map_err(|mistake| mistake.at(node))
    }
}

/// The entries of a map.
struct Entries<'a> {
    rest: std::slice::Iter<'a, Entry>,
    value: Option<&'a Entry>,
    part: Part<'a>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mistake> {
        self.value = self.rest.next();
        let Some(entry) = self.value else { return Ok(None) };
        let key = seed.deserialize(Part { node: &entry.key, name: "", ..self.part });
        key.map(Some).map_err(|mistake| match &mistake.kind {
            // The map is mended, not the key.
            MistakeKind::UnknownKey(..) => mistake.at(self.part.node),
            _ => mistake.at(&entry.key),
        })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mistake> {
        let entry = self.value.take().ok_or_else(|| Mistake::told("a value without a key".to_owned()))?;
        let name = entry.key.text().unwrap_or_default();
        seed.deserialize(Part { node: &entry.value, name, ..self.part }).map_err(|mistake| mistake.at(&entry.value))
    }
}

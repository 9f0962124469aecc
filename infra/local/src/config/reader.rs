//! Reads a tree into a type of the domain, and finds all mistakes in it, not only the first.
//!
//! The types are the only list of keys, words and numbers: what they ask for, by serde, is compared with the tree. Where
//! the two differ, the mistake is noted, the tree is mended at this one place, and the type is read again, until it can
//! be read.
//!
//! What must stay true: every message is in words of ours. Messages of `try_from` functions are the domain's, and are
//! taken as they are.

use std::cell::RefCell;
use std::fmt;

use serde::Deserializer;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use leadwright_domain::value::text::nearest;

use super::tree::{Entry, Finding, Mark, Node, Plain, Value};


/// Values to stand for a text that is missing or wrong: one of them is taken by every type that is written as a text.
const INVENTED: [&str; 7] =
    [INVENTED_NAME, "1d", "1%", "left@out.example", "Etc/UTC", "2026-01-01", "mon-sun 0:00-24:00"];

/// A name that stands for one that is missing or wrong. A message with it is about a mistake that is told already.
pub(crate) const INVENTED_NAME: &str = "left-out-by-mistake";

/// The most rounds of mending: more mistakes than anybody wants to read at once.
const ROUNDS: usize = 2_000;

/// What was read from a tree.
pub(crate) struct Read<T> {
    /// The value; where something is missing or wrong, with something else in its place. None if nothing can stand there.
    pub(crate) value: Option<T>,
    pub(crate) findings: Vec<Finding>,
    /// Parts of the file were left out.
    pub(crate) is_partial: bool,
}

/// Reads a tree, which is mended where it has mistakes.
pub(crate) fn read<T: DeserializeOwned>(root: &mut Node) -> Read<T> {
    let cuts = RefCell::new(Vec::new());
    let (mut findings, mut is_partial) = (Vec::new(), false);
    let mut fresh = largest(root) + 1;
    let mut value = None;
    for _ in 0..ROUNDS {
        let whole = Part { node: root, name: "", cuts: &cuts };
        match T::deserialize(whole) {
            Ok(read) => {
                value = Some(read);
                break;
            }
            Err(error) => {
                let Some(id) = error.node else { break };
                findings.extend(error.finding(root, id));
                match mend(root, id, &error.kind, &mut fresh) {
                    Mended::Here => {}
                    Mended::Above => is_partial = true,
                    Mended::Not => break,
                }
            }
        }
    }
    for cut in cuts.into_inner() {
        if !findings.contains(&cut) {
            findings.push(cut);
        }
    }
    Read { value, findings, is_partial }
}

fn largest(node: &Node) -> usize {
    node.below().into_iter().map(largest).max().unwrap_or(0).max(node.id)
}

/// A mistake, where it was found.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// The number of its node; none until the node is known.
    node: Option<usize>,
    kind: MistakeKind,
}

#[derive(Debug)]
enum MistakeKind {
    /// The whole message.
    Told(String),
    /// A key that the type does not have, and those it has.
    UnknownKey(String, Vec<String>),
    /// A key without which the type cannot be.
    MissingKey(String),
}

impl Mistake {
    fn told(message: String) -> Self {
        Self { node: None, kind: MistakeKind::Told(message) }
    }

    fn at(self, node: &Node) -> Self {
        Self { node: self.node.or(Some(node.id)), ..self }
    }

    /// What is told of it; none if it comes from mending.
    fn finding(&self, root: &Node, id: usize) -> Option<Finding> {
        let node = *root.path_to(id).last()?;
        let is_of_invented = matches!(&self.kind, MistakeKind::Told(message) if message.contains(INVENTED_NAME));
        if node.is_invented || is_of_invented {
            return None;
        }
        let (mark, message) = match &self.kind {
            MistakeKind::Told(message) => (node.mark, message.clone()),
            MistakeKind::MissingKey(key) => {
                (node.mark, format!("`{key}` is missing here: add a line like `{key}: …`"))
            }
            MistakeKind::UnknownKey(key, known) => {
                let mark = entry(node, key).map_or(node.mark, |entry| entry.key.mark);
                let (word, value) = key.split_once(':').unwrap_or((key, ""));
                if !value.is_empty() && known.iter().any(|known| known == word) {
                    let message = format!("write a blank behind the colon: `{word}: {value}`");
                    return Some(Finding { mark, message, is_inner: false });
                }
                let meant = nearest(key, known.iter().map(String::as_str));
                let there_are = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                let message = match meant {
                    Some(meant) if has(node, meant) => {
                        format!("there is no key `{key}`, and `{meant}` is here already: delete the line")
                    }
                    Some(meant) => format!("there is no key `{key}`: write `{meant}`"),
                    None => format!("there is no key `{key}` here; there are: {there_are}"),
                };
                (mark, message)
            }
        };
        Some(Finding { mark, message, is_inner: false })
    }
}

fn entry<'a>(node: &'a Node, key: &str) -> Option<&'a Entry> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key.text() == Some(key)),
        _ => None,
    }
}

fn has(node: &Node, key: &str) -> bool {
    entry(node, key).is_some()
}

/// Where the tree was mended.
enum Mended {
    /// At the mistake.
    Here,
    /// Above it: something was left out.
    Above,
    /// Nowhere.
    Not,
}

/// Changes the tree at one mistake, so that reading goes further.
fn mend(root: &mut Node, id: usize, kind: &MistakeKind, fresh: &mut usize) -> Mended {
    let Some(node) = root.get_mut(id) else { return Mended::Not };
    match kind {
        MistakeKind::UnknownKey(key, known) => {
            let meant = nearest(key, known.iter().map(String::as_str)).filter(|meant| !has(node, meant));
            let meant = meant.map(ToOwned::to_owned);
            let Value::Map(entries) = &mut node.value else { return Mended::Not };
            let Some(at) = entries.iter().position(|entry| entry.key.text() == Some(key)) else { return Mended::Not };
            // `field:email` is a key without a value.
            if let Some((word, value)) = key.split_once(':').filter(|(word, _)| known.iter().any(|known| known == word))
                && matches!(entries[at].value.value, Value::Empty)
            {
                entries[at].key.value = Value::Quoted(word.to_owned());
                entries[at].value.value = Value::Plain(Plain { words: value.to_owned(), cut: None });
                return Mended::Here;
            }
            match meant {
                Some(meant) => entries[at].key.value = Value::Quoted(meant),
                None => {
                    entries.remove(at);
                    node.is_mended = true;
                }
            }
            Mended::Here
        }
        MistakeKind::MissingKey(key) => {
            let mark = node.mark;
            let new = |id, value, is_invented| Node { id, mark, value, is_invented, is_mended: true };
            let key = new(*fresh, Value::Quoted(key.clone()), true);
            let entry = Entry { key, value: new(*fresh + 1, Value::Invented(0), true) };
            *fresh += 2;
            match &mut node.value {
                Value::Map(entries) => entries.push(entry),
                value => *value = Value::Map(vec![entry]),
            }
            Mended::Here
        }
        MistakeKind::Told(_) => match &mut node.value {
            Value::Invented(tried) if *tried <= INVENTED.len() => {
                *tried += 1;
                Mended::Here
            }
            _ if !node.is_invented => {
                node.invent();
                Mended::Here
            }
            // Nothing can stand here: the nearest part of the file above it is left out.
            _ => {
                let above = root.path_to(id).into_iter().rev().find(|node| !node.is_invented).map(|node| node.id);
                match above.and_then(|id| root.get_mut(id)) {
                    Some(node) => {
                        node.invent();
                        Mended::Above
                    }
                    None => Mended::Not,
                }
            }
        },
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl std::error::Error for Mistake {}

impl serde::de::Error for Mistake {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::told(message.to_string())
    }

    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::told(format!("here is {}: write {expected}", in_words(&found)))
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self::told(no_such_word("", variant, known))
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let known = known.iter().map(|&name| name.to_owned()).collect();
        Self { node: None, kind: MistakeKind::UnknownKey(key.to_owned(), known) }
    }

    fn missing_field(key: &'static str) -> Self {
        Self { node: None, kind: MistakeKind::MissingKey(key.to_owned()) }
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::told(format!("`{key}` is here twice: delete one of the two"))
    }
}

fn in_words(found: &serde::de::Unexpected<'_>) -> String {
    match found {
        serde::de::Unexpected::Map => "a group of keys".to_owned(),
        serde::de::Unexpected::Seq => "a list".to_owned(),
        serde::de::Unexpected::Str(text) => format!("`{text}`"),
        serde::de::Unexpected::Bool(value) => format!("`{value}`"),
        serde::de::Unexpected::Signed(number) => format!("`{number}`"),
        serde::de::Unexpected::Unsigned(number) => format!("`{number}`"),
        serde::de::Unexpected::Float(number) => format!("`{number}`"),
        _ => "nothing".to_owned(),
    }
}

/// The message for a word that is none of those that may stand behind a key.
fn no_such_word(name: &str, word: &str, known: &[&str]) -> String {
    let meant = nearest(word, known.iter().copied()).map(|meant| format!("; write `{meant}`")).unwrap_or_default();
    let key = if name.is_empty() { "this".to_owned() } else { format!("`{name}`") };
    format!("{key} is one of {}; here it is `{word}`{meant}", known.join(", "))
}

/// A node of the tree, to be read into a type.
#[derive(Clone, Copy)]
struct Part<'a> {
    node: &'a Node,
    /// The key behind which it stands.
    name: &'a str,
    /// The texts that were cut at a `#`.
    cuts: &'a RefCell<Vec<Finding>>,
}

impl<'a> Part<'a> {
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
            Value::List(items) => Some(Items { items: items.iter(), part: self, invented: None }),
            Value::Empty => Some(Items { items: [].iter(), part: self, invented: None }),
            // First no item at all, then one of each value that can stand for another.
            Value::Invented(tried) => {
                Some(Items { items: [].iter(), part: self, invented: tried.checked_sub(1).map(|_| ()) })
            }
            _ => None,
        }
    }

    fn entries(self) -> Option<Entries<'a>> {
        match &self.node.value {
            Value::Map(entries) => Some(Entries { entries: entries.iter(), value: None, part: self }),
            Value::Empty | Value::Invented(_) => Some(Entries { entries: [].iter(), value: None, part: self }),
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

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
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
    items: std::slice::Iter<'a, Node>,
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
        let Some(node) = self.items.next() else { return Ok(None) };
        seed.deserialize(Part { node, ..self.part }).map(Some).map_err(|mistake| mistake.at(node))
    }
}

/// The entries of a map.
struct Entries<'a> {
    entries: std::slice::Iter<'a, Entry>,
    value: Option<&'a Entry>,
    part: Part<'a>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mistake> {
        self.value = self.entries.next();
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

//! The words of pages and of mails to our own people, in the reader's language.
//!
//! They stand in catalogues, `shared/domain/words/LANGUAGE/*.ftl`, in the format of [Fluent](https://projectfluent.org):
//! a message a line, with `{ $name }` for what is put in, and forms by number where a language has them. A company adds a
//! language, or says something in other words, in `infra/config/words/LANGUAGE.ftl`. What a language does not say is said
//! in English; `compile` names it.

mod bundle;
mod shipped;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use fluent_bundle::FluentArgs;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words::bundle::{Bundle, bundle};
pub use fluent_bundle::FluentValue as Value;

pub use shipped::{LANGUAGES, STAFF, Shipped, VISITOR};

/// The language that every message exists in.
pub const ENGLISH: &str = "en";

/// The words of one language. It is small: pass it by value.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    language: &'a str,
    /// What the company says in its own words.
    own: Option<&'a Bundle>,
    shipped: &'static Shipped,
}

impl fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

impl<'a> Words<'a> {
    /// The language, as two letters, for `lang` of HTML.
    pub fn language(self) -> &'a str {
        self.language
    }

    /// A message that nothing is put into.
    pub fn say(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A message with what is put into it, by name.
    pub fn with(self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        let languages = [self.own, self.shipped.bundle(self.language), self.shipped.bundle(ENGLISH)];
        let said = languages.into_iter().flatten().find_map(|bundle| said(bundle, key, &args));
        debug_assert!(said.is_some(), "no message {key} for {values:?}");
        // A reader makes more of a key than of nothing; a test finds each key that has no message.
        said.unwrap_or_else(|| key.to_owned())
    }

    /// A day in the form of the message, as in `date-full`. Each form may use `$weekday`, `$wday`, `$day`, `$month`, `$mon`,
    /// `$year`.
    pub fn date(self, form: &str, date: Date) -> String {
        let named = |kind: &str, number: i8| Value::from(self.say(&format!("date-{kind}-{number}")));
        let weekday = date.weekday().to_monday_one_offset();
        self.with(
            form,
            &[
                ("weekday", named("weekday", weekday)),
                ("wday", named("wday", weekday)),
                ("day", Value::from(date.day().to_string())),
                ("month", named("month", date.month())),
                ("mon", named("mon", date.month())),
                ("year", Value::from(date.year().to_string())),
            ],
        )
    }
}

impl Words<'static> {
    /// English, for our people.
    pub const fn english() -> Self {
        Self { language: ENGLISH, own: None, shipped: &STAFF }
    }

    /// English of the few words that visitors and programs read, for where the others would only fill a binary.
    pub const fn english_for_visitors() -> Self {
        Self { language: ENGLISH, own: None, shipped: &VISITOR }
    }
}

/// The message of one language; none if it does not have it, or asks for something that is not put in.
fn said(bundle: &Bundle, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut mistakes = Vec::new();
    let said: Cow<'_, str> = bundle.format_pattern(pattern, Some(args), &mut mistakes);
    mistakes.is_empty().then(|| said.into_owned())
}

/// The company's own catalogues: `infra/config/words/LANGUAGE.ftl`, by language.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Catalogues {
    texts: BTreeMap<String, String>,
    #[serde(skip)]
    read: OnceLock<BTreeMap<String, Bundle>>,
}

impl Catalogues {
    /// The company's files, by language.
    pub fn new(texts: BTreeMap<String, String>) -> Self {
        Self { texts, read: OnceLock::new() }
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The files, by language.
    pub fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// There are words in that language.
    pub fn know(&self, language: &str) -> bool {
        LANGUAGES.contains(&language) || self.texts.contains_key(language)
    }

    /// The words for a reader who wants one of these languages, the most wanted first; English if there are words in none.
    pub fn of<'a>(&'a self, shipped: &'static Shipped, wanted: &[&'a str]) -> Words<'a> {
        let language = wanted.iter().copied().find(|language| self.know(language)).unwrap_or(ENGLISH);
        Words { language, own: self.read().get(language), shipped }
    }

    fn read(&self) -> &BTreeMap<String, Bundle> {
        let bundle = |(language, text): (&String, &String)| (language.clone(), bundle(language, [text.as_str()]));
        self.read.get_or_init(|| self.texts.iter().map(bundle).collect())
    }
}

impl Clone for Catalogues {
    fn clone(&self) -> Self {
        Self::new(self.texts.clone())
    }
}

impl PartialEq for Catalogues {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
    }
}

impl Eq for Catalogues {}

impl fmt::Debug for Catalogues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.texts.keys()).finish()
    }
}

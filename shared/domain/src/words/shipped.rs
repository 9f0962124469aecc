//! The catalogues that Leadwright ships.

use std::sync::OnceLock;

use crate::words::bundle::{Bundle, bundle};

/// The languages of the shipped catalogues.
pub const LANGUAGES: [&str; 4] = ["en", "pt", "de", "es"];

/// Catalogues in all [`LANGUAGES`], read when first asked for.
pub struct Shipped {
    /// The texts of each language, in the order of [`LANGUAGES`].
    texts: [&'static [&'static str]; LANGUAGES.len()],
    read: [OnceLock<Bundle>; LANGUAGES.len()],
}

impl Shipped {
    const fn new(texts: [&'static [&'static str]; LANGUAGES.len()]) -> Self {
        Self { texts, read: [const { OnceLock::new() }; LANGUAGES.len()] }
    }

    /// The texts of a language; none if it is not shipped.
    pub fn texts(&self, language: &str) -> Option<&'static [&'static str]> {
        Some(self.texts[at(language)?])
    }

    pub(crate) fn bundle(&self, language: &str) -> Option<&Bundle> {
        let at = at(language)?;
        Some(self.read[at].get_or_init(|| bundle(language, self.texts[at].iter().copied())))
    }
}

fn at(language: &str) -> Option<usize> {
    LANGUAGES.iter().position(|known| *known == language)
}

macro_rules! texts {
    ($($name:literal),+) => {
        [texts!(@ "en", $($name),+), texts!(@ "pt", $($name),+), texts!(@ "de", $($name),+), texts!(@ "es", $($name),+)]
    };
    (@ $language:literal, $($name:literal),+) => {
        &[$(include_str!(concat!("../../words/", $language, "/", $name, ".ftl"))),+]
    };
}

/// What visitors read: few words, so that capture stays small.
pub static VISITOR: Shipped = Shipped::new(texts!("page", "visitor"));

/// What our own people read.
pub static STAFF: Shipped =
    Shipped::new(texts!("page", "desk", "lead", "log-in", "calls", "story", "numbers", "report", "mail"));

//! Sentences with links and emphasis in them, from the catalogues of words.

use std::fmt;

use askama::filters::{Html, HtmlSafe, escape};
use leadwright_domain::words::{Value, Words};

/// A sentence as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked(String);

/// A message whose text has `<a>`, `<strong>`, `<em>` or `<bdi>` in it, as HTML. The `<a>` lead to the `links`, in their
/// order; what is put in is escaped.
///
/// ```
/// # use leadwright_domain::words::Words;
/// # use leadwright_web::marked::marked;
/// // page-help = Do you need help? Write to <a>{ $contact }</a>.
/// let help = marked(Words::english(), "page-help", &[("contact", "a&b@acme.example".into())], &["mailto:a&b@acme.example"]);
/// assert_eq!(
///     help.to_string(),
///     "Do you need help? Write to <a href=\"mailto:a&#38;b@acme.example\">a&#38;b@acme.example</a>."
/// );
/// ```
pub fn marked(words: Words<'_>, key: &str, values: &[(&str, Value<'_>)], links: &[&str]) -> Marked {
    let values: Vec<(&str, Value<'_>)> = values
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => (*name, Value::from(html(text))),
            other => (*name, other.clone()),
        })
        .collect();
    let mut sentence = words.with(key, &values);
    for link in links {
        sentence = sentence.replacen("<a>", &format!("<a href=\"{}\">", html(link)), 1);
    }
    Marked(sentence)
}

fn html(text: &str) -> String {
    escape(text, Html).map(|escaped| escaped.to_string()).unwrap_or_default()
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is ours, and what was put in is escaped.
impl HtmlSafe for Marked {}

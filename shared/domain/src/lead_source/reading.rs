//! How a post of a source is read: its leads, and of each what a post of the form would have been.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::form::Form;
use crate::form::kind::exact;
use crate::form::posted::{NotText, Posted};
use crate::lead_source::mapped::{Mapped, Values};
use crate::lead_source::path::{Found, escaped};
use crate::lead_source::rules::{IgnoreRule, LeadSource};

/// The most leads of a post.
const MOST: usize = 500;

/// A post has more leads than a post may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A post may have {MOST} leads at the most; here are {0}.")]
pub struct TooMany(pub usize);

/// The leads of a post, and what of it is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Items<'a> {
    /// Its leads.
    pub leads: Vec<&'a Value>,
    /// Why the others are no leads, each once.
    pub ignored: Vec<&'a str>,
}

/// A lead, as its source posted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadOfPost {
    /// What a post of the form would have been.
    pub posted: Posted,
    /// The tool's own id.
    pub id: Option<String>,
    /// When the person asked, as it is written.
    pub at: Option<String>,
    /// What no path reads: name → value, several values of a name one after the other.
    pub unread: Vec<(String, String)>,
}

impl LeadSource {
    /// The leads of a post.
    ///
    /// # Errors
    /// There are too many.
    pub fn items<'a>(&'a self, post: &'a Value) -> Result<Items<'a>, TooMany> {
        let all = match &self.each {
            None => vec![post],
            Some(each) => each.find(post).into_iter().map(|found| found.value).collect(),
        };
        let mut items = Items { leads: Vec::new(), ignored: Vec::new() };
        for item in all {
            match self.ignore.iter().find(|rule| rule.holds(item)) {
                None => items.leads.push(item),
                Some(rule) if items.ignored.contains(&rule.why.as_str()) => {}
                Some(rule) => items.ignored.push(&rule.why),
            }
        }
        if items.leads.len() > MOST { Err(TooMany(items.leads.len())) } else { Ok(items) }
    }

    /// What a lead says, in the shape of a post of the form.
    pub fn read(&self, lead: &Value, form: &Form) -> LeadOfPost {
        let mut seen = BTreeSet::new();
        let mut posted = Posted::default();
        for (name, mapped) in &self.fields {
            post(&mut posted, name, mapped.read(lead), &mut seen);
        }
        for (purpose, rule) in &self.consent {
            let says = texts(rule.at.read(lead), &mut seen);
            let is_yes = |text: &String| rule.yes.iter().any(|yes| yes.trim() == text.trim());
            // Of several answers that differ none is a yes.
            if let Some(one) = form.boxes().find(|one| one.purpose == *purpose)
                && !says.is_empty()
                && says.iter().all(is_yes)
            {
                posted.add(purpose.field(), one.posted_value());
            }
        }
        let mut only = |mapped: &Option<Mapped>| {
            let texts = mapped.as_ref().map(|mapped| texts(mapped.read(lead), &mut seen)).unwrap_or_default();
            texts.into_iter().find(|text| !text.trim().is_empty())
        };
        let (id, at) = (only(&self.id), only(&self.at));
        for rule in &self.ignore {
            seen.extend(rule.at.find(lead).into_iter().map(|found| found.pointer));
        }
        if let (Some(path), None) = (&self.key.json, &self.each) {
            seen.extend(path.find(lead).into_iter().map(|found| found.pointer));
        }
        let unread = self.unread(lead, &seen);
        LeadOfPost { posted, id, at, unread }
    }

    /// The id of a lead whose fields are asked for.
    pub fn id_to_fetch(&self, lead: &Value) -> Option<String> {
        let found = self.fetch.as_ref()?.id.find(lead);
        let id = found.first().and_then(|found| text_of(found.value))?;
        let is_id = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        is_id.then_some(id)
    }

    fn unread(&self, lead: &Value, seen: &BTreeSet<String>) -> Vec<(String, String)> {
        let is_seen = |pointer: &str| {
            seen.iter().any(|seen| {
                pointer == seen || pointer.strip_prefix(seen.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let Some(others) = &self.others else {
            let members = lead.as_object().into_iter().flatten();
            let members = members.filter(|(name, _)| !is_seen(&format!("/{}", escaped(name))));
            return members.filter_map(|(name, value)| Some((name.clone(), text_of(value)?))).collect();
        };
        let mut unread = Vec::new();
        for item in others.each.find(lead) {
            let name = texts(others.name.read(item.value), &mut BTreeSet::new()).into_iter().next();
            let mut pointers = BTreeSet::new();
            let values = texts(others.value.read(item.value), &mut pointers);
            if pointers.iter().any(|pointer| is_seen(&format!("{}{pointer}", item.pointer))) {
                continue;
            }
            unread.extend(values.into_iter().map(|value| (name.clone().unwrap_or_default(), value)));
        }
        unread
    }
}

impl IgnoreRule {
    fn holds(&self, lead: &Value) -> bool {
        let values: Vec<String> = self.at.find(lead).iter().filter_map(|found| text_of(found.value)).collect();
        let is_one = |list: &[String]| values.iter().any(|value| list.contains(value));
        is_one(&self.is) || (!self.is_not.is_empty() && !is_one(&self.is_not))
    }
}

/// Adds what was found to a post, as a form's JSON post is read.
fn post(posted: &mut Posted, name: &str, values: Values<'_>, seen: &mut BTreeSet<String>) {
    let found = match values {
        Values::Text(text, found) => {
            seen.extend(found.into_iter().map(|found| found.pointer));
            posted.add(name, text);
            return;
        }
        Values::Found(found) => found,
    };
    for Found { pointer, value } in found {
        seen.insert(pointer);
        let items: Vec<&Value> = match value {
            Value::Array(items) => items.iter().collect(),
            value => vec![value],
        };
        for item in items {
            match (text_of(item), item) {
                (Some(text), _) => posted.add(name, text),
                (None, Value::Null) => {}
                (None, Value::Number(_)) => posted.add_not_text(name, NotText::Imprecise),
                (None, _) => posted.add_not_text(name, NotText::Nested),
            }
        }
    }
}

/// What was found, as texts. What is none is left out.
fn texts(values: Values<'_>, seen: &mut BTreeSet<String>) -> Vec<String> {
    match values {
        Values::Text(text, found) => {
            seen.extend(found.into_iter().map(|found| found.pointer));
            vec![text]
        }
        Values::Found(found) => {
            let mut texts = Vec::new();
            for Found { pointer, value } in found {
                seen.insert(pointer);
                match value {
                    Value::Array(items) => texts.extend(items.iter().filter_map(text_of)),
                    value => texts.extend(text_of(value)),
                }
            }
            texts
        }
    }
}

/// A single value as a text; none for nothing, for a number that is held only nearly, and for what is not single.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => exact(number),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A time as tools write it: RFC 3339, the same with `+0000` for the zone, or seconds since 1970.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if (9..=11).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Timestamp::from_second(text.parse().ok()?).ok();
    }
    text.parse().ok().or_else(|| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_tools_write_it() {
        for (text, expected) in [
            ("2026-11-26T10:00:00Z", Some("2026-11-26T10:00:00Z")),
            ("2026-11-26T10:00:00.123456Z", Some("2026-11-26T10:00:00.123456Z")),
            ("2026-11-26T11:00:00+01:00", Some("2026-11-26T10:00:00Z")),
            ("2026-11-26T10:00:00+0000", Some("2026-11-26T10:00:00Z")),
            ("1795687200", Some("2026-11-26T10:00:00Z")),
            ("2026-11-26", None),
            ("2026-11-26T10:00:00", None),
            ("today", None),
            ("", None),
        ] {
            assert_eq!(time(text).map(|at| at.to_string()).as_deref(), expected, "{text}");
        }
    }
}

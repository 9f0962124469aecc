//! The variables that a mail uses, compared with those that there are.

use minijinja::Value;
use minijinja::value::ValueKind;

use crate::mail::template::{Template, ToEmpty};
use crate::value::text::nearest;

/// The names that the template language gives by itself.
const OWN: [&str; 3] = ["loop", "self", "super"];

/// Filters that make something to read of a list.
const READS_LISTS: [&str; 7] = ["join", "length", "count", "first", "last", "min", "max"];

/// A wrong use of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrongVariable {
    /// The variable as it is written.
    pub(crate) written: String,
    /// The mistake, and what to write instead.
    pub(crate) message: String,
}

/// Variables in a text that do not exist, or that print something that nobody can read.
pub(crate) fn wrong(text: &str, variables: &Value) -> Vec<WrongVariable> {
    let mut all: Vec<WrongVariable> = Template::new(ToEmpty::Nothing)
        .variables(text)
        .into_iter()
        .filter(|name| !OWN.contains(&name.split('.').next().unwrap_or_default()) && find(variables, name).is_none())
        .map(|written| WrongVariable { message: unknown(&written, variables), written })
        .collect();
    all.extend(printed(text).filter_map(|(name, filter)| {
        let value = find(variables, name)?;
        let message = unreadable(name, &value, filter)?;
        Some(WrongVariable { written: name.to_owned(), message })
    }));
    all
}

/// The value of a variable like `lead.country`; none if there is no such variable.
fn find(variables: &Value, name: &str) -> Option<Value> {
    name.split('.').try_fold(variables.clone(), |value, part| value.get_attr(part).ok().filter(|it| !it.is_undefined()))
}

fn unknown(written: &str, variables: &Value) -> String {
    let last = written.rsplit('.').next().unwrap_or_default();
    let above = written.rsplit_once('.').map_or("", |(above, _)| above);
    let all = names(variables, "");
    let is_beside = |name: &&String| name.rsplit_once('.').map_or("", |(above, _)| above) == above;
    let beside = all.iter().filter(is_beside).map(|name| name.rsplit('.').next().unwrap_or_default());
    let at_last = |name: &&String| nearest(last, [name.rsplit('.').next().unwrap_or_default()]).is_some();
    let meant = nearest(written, all.iter().map(String::as_str)).map(ToOwned::to_owned);
    let meant = meant.or_else(|| nearest(last, beside).map(|name| format!("{above}.{name}")));
    let meant = meant.or_else(|| all.iter().find(at_last).cloned());
    let meant = meant.map_or_else(|| ":".to_owned(), |name| format!("; do you mean `{name}`?"));
    format!(
        "the variable `{written}` does not exist in this mail{meant} infra/config/emails/README.md lists those that do"
    )
}

/// The names of all variables that can be printed: `first_name`, `company.name`.
fn names(value: &Value, above: &str) -> Vec<String> {
    let keys = value.try_iter().into_iter().flatten().filter_map(|key| key.as_str().map(ToOwned::to_owned));
    let each = keys.flat_map(|key| {
        let name = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match value.get_attr(&key) {
            Ok(inner) if inner.kind() == ValueKind::Map => names(&inner, &name),
            _ => vec![name],
        }
    });
    each.collect()
}

/// The variables that are printed as they are, each with its first filter.
fn printed(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let between = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    between.filter_map(|printed| {
        let printed = printed.trim_matches(['-', '+']).trim();
        let first = [" or ", " if "].iter().filter_map(|word| printed.split_once(word)).map(|(first, _)| first);
        let first = first.min_by_key(|first| first.len()).unwrap_or(printed);
        let (name, filter) = match first.split_once('|') {
            Some((name, filter)) => (name.trim(), filter.trim().split(['(', ' ', '|']).next()),
            None => (first.trim(), None),
        };
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        is_name.then_some((name, filter))
    })
}

/// What is wrong with printing a value that is no text and no number.
fn unreadable(name: &str, value: &Value, filter: Option<&str>) -> Option<String> {
    let is_read = filter.is_some_and(|filter| READS_LISTS.contains(&filter));
    match value.kind() {
        ValueKind::Map => {
            let parts = names(value, name);
            let written = parts.iter().find(|part| part.rsplit('.').next() == Some("name")).or(parts.first())?;
            Some(format!("`{name}` is a group of variables: write one of them, like {{{{ {written} }}}}"))
        }
        ValueKind::Seq | ValueKind::Iterable if !is_read => Some(format!(
            "`{name}` is a list: write {{{{ {name} | join(\"; \") }}}}, or {{% for one in {name} %}}…{{% endfor %}}"
        )),
        _ => None,
    }
}

//! The variables of a mail to a lead.
//!
//! What must stay true: none of them is text that a visitor wrote freely (knadh/listmonk#1133), wherever it is stored:
//! each value is checked by itself, not only the kind of its field. The mail that asks to confirm a consent goes to who
//! said no to mail, and a stranger may have caused it: it has nothing of the visitor's at all, and one link.

use std::collections::BTreeMap;

use minijinja::{Value, context};

use crate::activity::kinds::{ActivityKind, Submission};
use crate::company::{Company, Person};
use crate::config::Config;
use crate::form::reading::time_zone;
use crate::form::{Form, LANGUAGE};
use crate::lead::Lead;
use crate::mail::language::language_of;
use crate::mail::letter::Letter;
use crate::mail::people::names;
use crate::mail::reply_by::reply_by;
use crate::value::day::read_date;
use crate::value::text::is_language;

pub(crate) fn variables(letter: &Letter<'_>, owner: Option<&Person>) -> Value {
    let Letter { config, lead, links, about, mailing, now, .. } = letter;
    let company = &config.company;
    if mailing.asks_to_confirm() {
        return context! {
            wording => wording(&about.kind, config),
            links => context! { confirm => links.confirm(&about.id) },
            company => company_of(company),
        };
    }
    // In a language without words for it, the variable does not exist, so that `compile` names it.
    let reply_by = reply_by(config, lead, owner, language_of(config, &mailing.mail), *now);
    let reply_by = reply_by.map_or_else(|| context! {}, |words| context! { reply_by => words });
    // Without a form to open, the variable does not exist, so that `compile` names it.
    let refer = company.referrals.as_ref().map(|rules| links.refer(&rules.form));
    let refer = refer.map_or_else(|| context! {}, |refer| context! { refer });
    context! {
        first_name => safe_first_name(lead.field("name")),
        lead => fields(lead, config),
        owner => names(owner),
        links => context! { unsubscribe => links.unsubscribe(), preferences => links.preferences(), ..refer },
        company => company_of(company),
        ..reply_by
    }
}

fn company_of(company: &Company) -> Value {
    context! {
        name => company.name.as_str(),
        website => company.website.as_str(),
        address => company.address.as_str(),
    }
}

/// The words beside the box that was ticked; empty if the form has other words by now.
fn wording<'a>(asked: &ActivityKind, config: &'a Config) -> &'a str {
    let ActivityKind::FormSubmitted(Submission { form, consent: Some(version), .. }) = asked else { return "" };
    config.wording_of(form, version).unwrap_or_default()
}

/// The fields without a visitor's own words, each with its value in a reader's words; empty where the value is unknown.
fn fields(lead: &Lead, config: &Config) -> BTreeMap<String, String> {
    let asked = config.forms.values().flat_map(Form::asked);
    let asked = asked.filter(|field| field.kind.is_printed_to_visitors());
    let names = asked.map(|field| field.name.as_str()).chain(["country", "employees", LANGUAGE]);
    names
        .map(|name| (name.to_owned(), lead.recognised(name).and_then(|value| harmless(name, value, config))))
        .map(or_empty)
        .collect()
}

fn or_empty((name, value): (String, Option<String>)) -> (String, String) {
    (name, value.unwrap_or_default())
}

/// The value in words of ours; none if it may be a visitor's own text.
fn harmless(name: &str, value: &str, config: &Config) -> Option<String> {
    let mut choices = config.forms.values().flat_map(|form| &form.fields).filter(|field| field.name == name);
    if let Some(chosen) = choices.find_map(|field| field.chosen(value)) {
        return Some(chosen);
    }
    // A longer number might be a telephone number.
    let is_count = (1..=6).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    let is_country = value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase());
    let is_answer = matches!(value, "yes" | "no") || read_date(value).is_some() || time_zone(value).is_some();
    (is_count || is_country || is_answer || is_language(value)).then(|| value.to_owned())
}

/// A first name that looks like one: a word of 2 to 20 letters. No other text of a visitor is mailed to a visitor.
fn safe_first_name(name: Option<&str>) -> String {
    let first = name.and_then(|name| name.split_whitespace().next()).unwrap_or_default();
    let fits = (2..=20).contains(&first.chars().count())
        && first.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'')
        && first.chars().next().is_some_and(char::is_uppercase);
    if fits { first.to_owned() } else { String::new() }
}

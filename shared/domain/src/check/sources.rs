//! Mistakes in `sources/NAME.yaml`.

use std::collections::BTreeMap;

use crate::activity::touch::is_posted_name;
use crate::check::problem::Problems;
use crate::company::may_be_called;
use crate::config::Config;
use crate::form::{EMAIL, Form, PHONE};
use crate::lead_source::{Fetch, LeadSource, Proof};
use crate::value::text::{LINE_LIMIT, is_name, listed, there_are};

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    let mut secrets: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, source) in &config.sources {
        let file = format!("sources/{name}.yaml");
        problems.file_name(&file, name);
        match config.forms.get(&source.form) {
            None => {
                let known = there_are(&source.form, config.forms.keys());
                problems.add(&file, &source.form, &format!("forms/ has no form `{}`; {known}", source.form));
            }
            Some(form) => check_fields(source, form, &file, problems),
        }
        check_proof(&source.key, &file, problems);
        check_lists(source, &file, problems);
        if let Some(fetch) = &source.fetch {
            check_fetch(fetch, &file, problems);
        }
        for secret in [Some(&source.key.secret), source.handshake.as_ref()].into_iter().flatten() {
            check_secret(secret, &file, problems);
            if let Some(other) = secrets.insert(secret, name) {
                let message = format!(
                    "`{secret}` is the secret of sources/{other}.yaml too, or for two things: each has one of its own"
                );
                problems.add(&file, secret, &message);
            }
        }
    }
}

fn check_secret(secret: &str, file: &str, problems: &mut Problems) {
    if !is_name(secret) {
        problems.add(file, secret, "the name of a secret has lower-case letters, digits and dashes only, at most 40; the secret itself is never written here");
    }
}

fn check_fields(source: &LeadSource, form: &Form, file: &str, problems: &mut Problems) {
    for name in source.fields.keys().filter(|name| !form.asks_for(name) && !is_posted_name(name)) {
        let known = there_are(name, form.asked().map(|field| &field.name));
        let message = format!(
            "`{name}` is no field of the form `{}`; {known}, and utm_… and ids of clicks, like gclid",
            source.form
        );
        problems.add(file, name, &message);
    }
    if source.email_or_phone {
        let who = [EMAIL, PHONE];
        if let Some(name) = who.into_iter().find(|name| !form.asks_for(name) || !source.fields.contains_key(*name)) {
            let message = format!(
                "`email_or_phone` takes leads by an address or a number: the form `{}` and `fields` need `{name}` too",
                source.form
            );
            problems.add(file, "email_or_phone", &message);
        }
    } else if form.email_or_phone && [EMAIL, PHONE].into_iter().all(|name| !source.fields.contains_key(name)) {
        problems.add(file, "fields", "nothing says who the leads are: write what `email` or `phone` is read from");
    }
    for field in form.asked().filter(|field| field.required && !source.fields.contains_key(&field.name)) {
        let message =
            format!("the form `{}` requires `{}`: write in `fields` what it is read from", source.form, field.name);
        problems.add(file, "fields", &message);
    }
    for (purpose, rule) in &source.consent {
        if form.boxes().all(|one| one.purpose != *purpose) {
            let message = format!(
                "the form `{}` has no consent box for `{}`, and the words that people agreed to stand there: add it to the form",
                source.form,
                purpose.name()
            );
            problems.add(file, purpose.name(), &message);
        }
        if rule.yes.iter().all(|yes| yes.trim().is_empty()) {
            problems.add(file, purpose.name(), "`yes` lists the values that are a consent, to the letter");
        }
    }
    for one in form.boxes().filter(|one| one.required && !source.consent.contains_key(&one.purpose)) {
        let message = format!(
            "the form `{}` takes no post without consent to {}: write in `consent` which value is one",
            source.form,
            one.purpose.name()
        );
        problems.add(file, "form", &message);
    }
}

fn check_proof(proof: &Proof, file: &str, problems: &mut Problems) {
    let ways = [proof.header.is_some(), proof.query.is_some(), proof.json.is_some()];
    if ways.into_iter().filter(|is_there| *is_there).count() != 1 {
        problems.add(file, "key", "`key` says where the key is shown: one of `header`, `query` and `json`");
    }
    if proof.signed.is_some() && proof.header.is_none() {
        problems.add(file, "signed", "a signature is shown in a header: write `header` beside `signed`");
    }
    let is_token = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    for name in [&proof.header, &proof.query].into_iter().flatten() {
        if !(1..=64).contains(&name.len()) || !is_token(name) {
            problems.add(file, name, "the name of a header or a parameter has letters, digits, dashes and `_` only");
        }
    }
}

fn check_lists(source: &LeadSource, file: &str, problems: &mut Problems) {
    if source.each.as_ref().is_some_and(|each| !each.is_of_many()) {
        problems.add(file, "each", "`each` is a path with `*`, like /entry/*/changes/*");
    }
    if source.others.as_ref().is_some_and(|others| !others.each.is_of_many()) {
        problems.add(file, "others", "`each` of `others` is a path with `*`, like /answers/*");
    }
    for rule in &source.ignore {
        let near = rule.at.to_string();
        if rule.is.is_empty() && rule.is_not.is_empty() {
            problems.add(file, &near, "a rule of `ignore` says which values it is about: `is` or `is_not`");
        }
        if rule.why.trim().is_empty() || rule.why.chars().count() > LINE_LIMIT {
            problems.add(file, &near, &format!("`why` is a text of 1 to {LINE_LIMIT} characters, as in `a test`"));
        }
    }
    if source.source.as_ref().is_some_and(|text| text.trim().is_empty() || text.chars().count() > LINE_LIMIT) {
        problems.add(
            file,
            "source",
            &format!("`source` is a text of 1 to {LINE_LIMIT} characters, as in `advertising`"),
        );
    }
}

fn check_fetch(fetch: &Fetch, file: &str, problems: &mut Problems) {
    for secret in [Some(&fetch.secret), fetch.app_secret.as_ref()].into_iter().flatten() {
        check_secret(secret, file, problems);
    }
    if fetch.app_secret.as_ref() == Some(&fetch.secret) {
        problems.add(
            file,
            &fetch.secret,
            "`app_secret` is the name of the app's secret, and `secret` that of the token: they are two",
        );
    }
    // An address on this machine counts on this machine alone: the function refuses it elsewhere.
    if !may_be_called(&fetch.api, true) || fetch.api.contains(['?', '#']) || fetch.api.ends_with('/') {
        problems.add(
            file,
            &fetch.api,
            "`api` is an address with https and without `/` at its end, like https://graph.facebook.com/v25.0",
        );
    }
    let is_field = |name: &&String| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let wrong: Vec<&String> = fetch.fields.iter().filter(|name| !is_field(name)).collect();
    if fetch.fields.is_empty() || !wrong.is_empty() {
        let which = if wrong.is_empty() { String::new() } else { format!("; here is {}", listed(&wrong)) };
        problems.add(file, "fetch", &format!("`fields` of `fetch` lists names of the API, like field_data{which}"));
    }
}

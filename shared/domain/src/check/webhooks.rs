//! Mistakes in `webhooks.yaml`.

use std::collections::BTreeSet;

use crate::check::problem::Problems;
use crate::company::may_be_called;
use crate::config::Config;
use crate::form::PROFILE_FIELDS;
use crate::value::text::{is_name, there_are};
use crate::webhook::{LEAD_VALUES, Recipe, Webhook};

const FILE: &str = "webhooks.yaml";

/// The most addresses: each of them costs a row where it is told of something.
const MOST: usize = 20;

/// The longest address, in characters.
const ADDRESS: usize = 500;

/// What stands in addresses that let everybody post who knows them.
const SECRET_ADDRESSES: [&str; 4] = ["hooks.slack.com/", "sig=", "token=", "key="];

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    if config.webhooks.len() > MOST {
        problems.add(FILE, "", &format!("there are more than {MOST} addresses: delete some"));
    }
    for (name, webhook) in &config.webhooks {
        let mut add = |near: &str, message: &str| problems.add(FILE, near, &format!("`{name}`: {message}"));
        if !is_name(name) {
            add(name, "a name has lower-case letters, digits and dashes only, at most 40");
        }
        match (&webhook.url, &webhook.url_secret) {
            (Some(url), None) => {
                if let Some(why) = wrong_address(webhook, url) {
                    add(url, &why);
                }
            }
            (None, Some(_)) => {}
            _ => add(name, "write either `url`, or `url_secret` with the name of the secret that is the address"),
        }
        if webhook.events.is_empty() {
            add(name, "`events` is empty: name at least one, or delete the address");
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = webhook.events.iter().find(|event| !seen.insert(**event)) {
            add(name, &format!("`{}` stands twice in `events`", twice.name()));
        }
        check_fields(webhook, config, &mut add, name);
    }
}

fn check_fields(webhook: &Webhook, config: &Config, add: &mut impl FnMut(&str, &str), name: &str) {
    let fields: BTreeSet<&str> = config.field_names().into_iter().chain(PROFILE_FIELDS).collect();
    if webhook.recipe == Recipe::Standard {
        for field in webhook.fields.iter().filter(|field| !fields.contains(field.as_str())) {
            add(field, &format!("no form has the field `{field}`; {}", there_are(field, &fields)));
        }
    }
    let has_map = !webhook.map.is_empty() || !webhook.fixed.is_empty();
    if has_map && !webhook.recipe.has_map() {
        add(name, "`map` and `fixed` are for `recipe: hubspot` and `recipe: salesforce`");
    }
    let known: BTreeSet<&str> = fields.into_iter().chain(LEAD_VALUES).collect();
    for (theirs, ours) in webhook.map.iter().filter(|(_, ours)| !known.contains(ours.as_str())) {
        add(
            ours,
            &format!("`map` gives `{theirs}` the field `{ours}`, which no form has; {}", there_are(ours, &known)),
        );
    }
    if webhook.recipe == Recipe::Hubspot && webhook.token.is_none() {
        add(
            name,
            "`recipe: hubspot` needs `token` with the name of the secret that is the access token of your private app",
        );
    }
    if webhook.recipe == Recipe::Salesforce && !webhook.fixed.contains_key("oid") {
        add(
            name,
            "`recipe: salesforce` needs `fixed: {oid: …}` with the id of your organisation, as Salesforce's Web-to-Lead form has it",
        );
    }
}

/// What is wrong with an address, if anything is.
fn wrong_address(webhook: &Webhook, url: &str) -> Option<String> {
    if url.len() > ADDRESS {
        return Some(format!("the address has more than {ADDRESS} characters"));
    }
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?', '#']).next();
    if authority.is_some_and(|authority| authority.contains('@')) {
        return Some("an address has no user and no password in it: write the secret's name behind `token`".to_owned());
    }
    if SECRET_ADDRESSES.iter().any(|secret| url.contains(secret)) {
        let why =
            "who knows this address may post to it: put it into the secret, and write its name behind `url_secret`";
        return Some(why.to_owned());
    }
    if !may_be_called(url, true) {
        return Some(
            "an address begins with https:// and the name of a host (http:// for 127.0.0.1 and localhost only)"
                .to_owned(),
        );
    }
    webhook.refused_port(url).map(|why| format!("{why}: write `allow_port` with the port if it is right"))
}

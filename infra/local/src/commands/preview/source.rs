//! What would become of a post of another tool.

use std::path::Path;

use anyhow::{Context, Result};
use leadwright_domain::activity::{Activity, ActivityKind, Submission};
use leadwright_domain::config::Config;
use leadwright_domain::form::UnknownFields;
use leadwright_domain::intake::{Intake, SourceError};
use leadwright_domain::lead_source::LeadSource;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_domain::value::purpose::Purpose;
use serde_json::Value;

use crate::wording::count::count_of;

/// Prints what the source makes of the post in a file. Nothing is sent.
pub(super) fn show(config: &Config, name: &str, source: &LeadSource, file: &Path) -> Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?;
    let post: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .with_context(|| format!("{} is not JSON", file.display()))?;
    // A source whose leads are asked for: the file is a post of ids, or what is answered for one of them.
    let is_answer = source.fetch.is_some() && source.each.as_ref().is_some_and(|each| each.find(&post).is_empty());
    if is_answer {
        show_lead(config, (name, source), &post, 1);
        return Ok(());
    }
    let items = source.items(&post)?;
    for why in &items.ignored {
        println!("ignored: {why}");
    }
    for (at, lead) in items.leads.iter().enumerate() {
        match (&source.fetch, source.id_to_fetch(lead)) {
            (Some(fetch), Some(id)) => println!("lead {}: its fields are asked for at {}/{id}", at + 1, fetch.api),
            (Some(fetch), None) => println!("lead {}: not taken: there is no id at {}", at + 1, fetch.id),
            (None, _) => show_lead(config, (name, source), lead, at + 1),
        }
    }
    if items.leads.is_empty() {
        println!("no lead comes of it");
    }
    Ok(())
}

fn show_lead(config: &Config, (name, source): (&str, &LeadSource), lead: &Value, number: usize) {
    let intake = Intake { config, key: &IdentityKey::new("preview"), now: jiff::Timestamp::now() };
    // Of an answer the id is the one that was asked for.
    let id = source.fetch.as_ref().and_then(|_| lead.get("id")?.as_str());
    match intake.read_source((name, source), lead, id, "preview") {
        Ok(activity) => print_lead(config, source, &activity, number),
        Err(errors) => {
            println!("lead {number}: not taken, for {}", count_of(errors.len(), "reason"));
            for SourceError { field, from, message } in errors {
                println!(
                    "    {field}: {message}{}",
                    from.map(|from| format!(" (read from {from})")).unwrap_or_default()
                );
            }
        }
    }
    let Some(form) = config.forms.get(&source.form) else { return };
    let kept = source.unknown == UnknownFields::Keep;
    for (name, value) in source.read(lead, form).unread {
        println!("    {} {name}: {value}", if kept { "kept with it:" } else { "not read:" });
    }
}

fn print_lead(config: &Config, source: &LeadSource, activity: &Activity, number: usize) {
    let ActivityKind::FormSubmitted(sent) = &activity.kind else { return };
    let Submission { form, fields, message, campaign, unrecognised, delivered, .. } = sent;
    println!("lead {number}: taken as the form {form}, source {}", sent.source);
    for (field, value) in
        fields.iter().map(|(field, value)| (field.as_str(), value)).chain(message.iter().map(|text| ("message", text)))
    {
        let note = if unrecognised.contains(field) { " (not recognised: kept as it was typed)" } else { "" };
        println!("    {field}: {value}{note}");
    }
    if let Some(row) = delivered {
        println!("    row {} of {}", row.row, row.key());
    }
    for purpose in Purpose::ALL {
        let version = match purpose {
            Purpose::Mail => sent.consent.as_ref(),
            other => sent.agreed.purposes.get(&other),
        };
        let wording = config.forms.get(form).and_then(|form| form.boxes().find(|one| one.purpose == purpose));
        match (version, wording) {
            (Some(version), Some(one)) => {
                println!("    consent to {}: yes, version {version}: {}", purpose.name(), one.wording);
            }
            (None, _) if source.consent.contains_key(&purpose) => println!("    consent to {}: no", purpose.name()),
            _ => {}
        }
    }
    if source.consent.is_empty() {
        println!("    consent: none, since the file says of no value that it is one");
    }
    if let Some(campaign) = campaign {
        println!("    campaign: {campaign}");
    }
    let clicks = sent.touches.last.iter().flat_map(|touch| &touch.clicks);
    for (name, id) in clicks {
        println!("    {name}: {id}");
    }
    if let Some(id) = &activity.external_id {
        println!("    once, by its id: {id}");
    }
    println!("    asked: {}", activity.occurred_at());
}

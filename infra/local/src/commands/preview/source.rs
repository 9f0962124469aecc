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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;
    use serde_json::{Map, json};

    use super::*;

    fn shipped() -> Config {
        crate::config::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../config"))).unwrap()
    }

    /// A value of any kind, often one that means something.
    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,20}".prop_map(Value::from),
            Just(json!("maria@acme.example")),
            Just(json!("912 345 678")),
            Just(json!("+351912345678 ext. 7")),
            Just(json!("2026-11-20T10:03:00+0000")),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            let name = prop_oneof![Just("email".to_owned()), Just("value".to_owned()), "[a-z_/~]{0,8}"];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((name, inner), 0..4)
                    .prop_map(|all| Value::Object(all.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    /// Every value of a document, by its pointer.
    fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
        all.push(at.to_owned());
        match value {
            Value::Array(items) => {
                (0..items.len()).for_each(|place| pointers(&items[place], &format!("{at}/{place}"), all));
            }
            Value::Object(members) => {
                for (name, member) in members {
                    pointers(member, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), all);
                }
            }
            _ => {}
        }
    }

    /// The document with some of its values in the place of others.
    fn changed(document: &Value, changes: &[(prop::sample::Index, Value)]) -> Value {
        let mut document = document.clone();
        for (place, value) in changes {
            let mut all = Vec::new();
            pointers(&document, "", &mut all);
            *document.pointer_mut(&all[place.index(all.len())]).expect("it is there") = value.clone();
        }
        document
    }

    /// A lead is whole, or nothing of it is taken and every reason is told.
    fn is_whole_or_refused(config: &Config, source: &LeadSource, post: &Value) -> Result<(), TestCaseError> {
        let intake = Intake { config, key: &IdentityKey::new("key"), now: "2026-11-26T10:00:00Z".parse().unwrap() };
        let Ok(items) = source.items(post) else { return Ok(()) };
        for lead in items.leads {
            let _ = source.id_to_fetch(lead);
            match intake.read_source(("tool", source), lead, Some("1"), "seed") {
                Ok(activity) => {
                    let ActivityKind::FormSubmitted(sent) = &activity.kind else { panic!("{activity:?}") };
                    let is_read = |name: &str| sent.fields.contains_key(name) && !sent.unrecognised.contains(name);
                    prop_assert!(is_read("email") || (source.email_or_phone && is_read("phone")), "{}", lead);
                    prop_assert!(sent.consent.is_none() || is_read("email"), "{}", lead);
                }
                Err(errors) => {
                    prop_assert!(
                        !errors.is_empty() && errors.iter().all(|error| !error.message.is_empty()),
                        "{}",
                        lead
                    );
                }
            }
        }
        Ok(())
    }

    fn run(config: &Config, cases: u32) {
        let samples: Vec<(&LeadSource, Value)> = config
            .sources
            .iter()
            .map(|(name, source)| {
                let file = format!("{}/../config/sources/samples/{name}.json", env!("CARGO_MANIFEST_DIR"));
                (source, serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
            })
            .collect();
        let mut runner =
            TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) });
        let changes = || prop::collection::vec((any::<prop::sample::Index>(), any_value()), 1..5);
        runner
            .run(&(any::<prop::sample::Index>(), changes(), changes()), |(which, of_post, of_file)| {
                let (source, sample) = &samples[which.index(samples.len())];
                is_whole_or_refused(config, source, &changed(sample, &of_post))?;
                // A file that somebody wrote otherwise: it is refused, or reads leads that are whole.
                let file = changed(&serde_json::to_value(source).unwrap(), &of_file);
                if let Ok(source) = serde_json::from_value::<LeadSource>(file) {
                    let mut config = config.clone();
                    config.sources.insert("tool".to_owned(), source.clone());
                    if config.check().iter().all(|problem| problem.file != "sources/tool.yaml") {
                        is_whole_or_refused(&config, &source, sample)?;
                    }
                }
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn any_post_and_any_file_makes_a_whole_lead_or_none() {
        run(&shipped(), 64);
    }

    /// For as long as `LEADWRIGHT_FUZZ_SECONDS` says: `cargo test -p leadwright fuzz_sources -- --ignored`.
    #[test]
    #[ignore = "runs for minutes"]
    fn fuzz_sources() {
        let seconds = std::env::var("LEADWRIGHT_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
        let (config, until) = (shipped(), Instant::now() + Duration::from_secs(seconds));
        let mut count = 0_u64;
        while Instant::now() < until {
            run(&config, 1_000);
            count += 1_000;
        }
        println!("{count} posts, and as many files");
    }
}

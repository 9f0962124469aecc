//! `leadwright sources`: which tools may post leads, and the keys that they show.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use leadwright_domain::config::Config;
use leadwright_domain::lead_source::{LeadSource, SourceSecrets};
use leadwright_domain::value::text::listed;

use super::target::TargetStack;
use crate::secrets::{Secrets, random};
use crate::template::resources::SecretSpec;
use crate::{config, workspace};

pub(crate) const HELP: &str = "\
Examples:
  leadwright sources                          which sources are set up, and what the others need
  leadwright sources --key google             a new key for the stack on this machine; the one before stays valid
  leadwright sources --key meta-token=EAAB…   a token that somebody gave you

Keys of a deployed stack stand in its secrets, as JSON; two of a name, NEW,OLD, while you change one. Then deploy:
  aws secretsmanager put-secret-value --secret-id STACK/source-keys --secret-string '{\"google\": \"KEY\"}'
  aws secretsmanager put-secret-value --secret-id STACK/source-tokens --secret-string '{\"meta-token\": \"TOKEN\"}'";

/// The secret of the template with what tools show.
const KEYS: &str = "SourceKeys";

/// The secret of the template with what tools are shown.
const TOKENS: &str = "SourceTokens";

/// The arguments of `sources`.
#[derive(Debug, Args)]
pub(crate) struct SourcesArgs {
    /// Write a key for the stack on this machine into its state folder: a random one, or the one behind `=`.
    #[arg(long, value_name = "NAME[=KEY]", conflicts_with = "stack")]
    key: Option<String>,
    /// The state folder. [default: .leadwright in the workspace]
    #[arg(long, value_name = "DIR", requires = "key")]
    state: Option<PathBuf>,
    #[command(flatten)]
    target: TargetStack,
}

/// Lists the sources, or sets a key.
pub(crate) async fn sources(args: &SourcesArgs) -> Result<()> {
    let config = config::load(&workspace::config_folder()?)?;
    if let Some(key) = &args.key {
        return set(&config, key, args.state.as_ref());
    }
    let secrets = args.target.secrets(&[(KEYS, "source-keys"), (TOKENS, "source-tokens")]).await?;
    let read = |name: &str| {
        let text = secrets.get(name).map(String::as_str).unwrap_or_default();
        SourceSecrets::read(text).with_context(|| format!("the secret {name}"))
    };
    let (keys, tokens) = (read(KEYS)?, read(TOKENS)?);
    if config.sources.is_empty() {
        println!("infra/config/sources has no source");
    }
    for (name, source) in &config.sources {
        let missing: Vec<String> = needed(source)
            .filter(|(secret, is_token)| if *is_token { &tokens } else { &keys }.of(secret).is_empty())
            .map(|(secret, is_token)| format!("the {} {secret}", if is_token { "token" } else { "key" }))
            .collect();
        let state =
            if missing.is_empty() { "set up".to_owned() } else { format!("not set up: it needs {}", listed(&missing)) };
        println!("{name:<12} POST /sources/{name}, as the form {}: {state}", source.form);
    }
    Ok(())
}

/// The names of the secrets of a source, and whether each is a token.
fn needed(source: &LeadSource) -> impl Iterator<Item = (&str, bool)> {
    let keys = [Some(&source.key.secret), source.handshake.as_ref()];
    let tokens = source.fetch.as_ref().map(|fetch| (fetch.secret.as_str(), true));
    keys.into_iter().flatten().map(|secret| (secret.as_str(), false)).chain(tokens)
}

/// Writes a key into the state folder, before the one that it takes the place of.
fn set(config: &Config, key: &str, state: Option<&PathBuf>) -> Result<()> {
    let (name, value) = key.split_once('=').map_or((key, None), |(name, value)| (name, Some(value)));
    let all: BTreeMap<&str, bool> = config.sources.values().flat_map(needed).collect();
    let is_token = *all
        .get(name)
        .with_context(|| format!("no source has a secret {name:?}; there are: {}", listed(all.keys())))?;
    let value = match value {
        Some(value) => value.trim().to_owned(),
        None => random(&SecretSpec { length: 48, punctuation: false })?,
    };
    ensure!(!value.is_empty() && !value.contains(','), "a key is a text without commas");
    let folder = state.cloned().map_or_else(|| Ok(workspace::root()?.join(".leadwright")), anyhow::Ok)?;
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let mut secrets = Secrets::open(Some(folder.join("secrets.json")))?;
    let resource = if is_token { TOKENS } else { KEYS };
    let text = secrets.known(resource).filter(|text| text.starts_with('{')).unwrap_or("{}");
    let mut named: BTreeMap<String, String> = serde_json::from_str(text).context("secrets.json")?;
    let before = named.get(name).and_then(|keys| keys.split(',').next()).filter(|before| *before != value);
    let both = before.map_or_else(|| value.clone(), |before| format!("{value},{before}"));
    named.insert(name.to_owned(), both);
    secrets.set(resource, serde_json::to_string(&named)?)?;
    println!("{value}");
    eprintln!("written into {}: start the stack again, so that it reads it", folder.join("secrets.json").display());
    Ok(())
}

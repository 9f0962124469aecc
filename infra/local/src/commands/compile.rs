//! `leadwright compile`: the checked configuration in the file that the functions load.

use anyhow::{Context, Result};
use clap::Args;
use leadwright_domain::check::MissingWords;

use crate::wording::count::count_of;
use crate::{config, workspace};

/// How many missing messages are named, unless all are asked for.
const NAMED: usize = 5;

/// The arguments of `compile`.
#[derive(Debug, Args)]
pub(crate) struct CompileArgs {
    /// List every message that a language of infra/config/words lacks.
    #[arg(long)]
    missing_words: bool,
}

/// Writes the compiled configuration to the folder that the template packs as a layer.
pub(crate) fn compile(args: &CompileArgs) -> Result<()> {
    let root = workspace::root()?;
    let config = config::load(&root.join("infra/config"))?;
    let text = serde_json::to_string(&config)?;
    let folder = root.join("infra/.config");
    std::fs::create_dir_all(&folder).with_context(|| format!("can't create {}", folder.display()))?;
    let file = folder.join("leadwright.json");
    std::fs::write(&file, text).with_context(|| format!("can't write {}", file.display()))?;
    for missing in config.missing_words() {
        println!("{}", note(&missing, args.missing_words));
    }
    println!("configuration is valid; compiled into {}", file.strip_prefix(&root).unwrap_or(&file).display());
    Ok(())
}

/// What a language does not say: no mistake, since English is used in its place.
fn note(missing: &MissingWords, all: bool) -> String {
    let MissingWords { language, messages } = missing;
    let verb = if messages.len() == 1 { "is" } else { "are" };
    let count = count_of(messages.len(), "message");
    let head = format!("infra/config/words/{language}.ftl: {count} {verb} not there, English is used");
    if all {
        return format!("{head}:\n  {}", messages.join("\n  "));
    }
    let named = messages[..messages.len().min(NAMED)].join(", ");
    let more = if messages.len() > NAMED { ", … (`leadwright compile --missing-words` lists all)" } else { "" };
    format!("{head}: {named}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_says_too_little_is_told_in_a_line() {
        let missing = |count: usize| MissingWords {
            language: "fr".to_owned(),
            messages: (1..=count).map(|at| format!("desk-{at}")).collect(),
        };
        assert_eq!(
            note(&missing(1), false),
            "infra/config/words/fr.ftl: 1 message is not there, English is used: desk-1"
        );
        let many = note(&missing(7), false);
        assert!(
            many.contains("7 messages are not there") && !many.contains("desk-6") && many.contains("--missing-words"),
            "{many}"
        );
        assert!(note(&missing(7), true).ends_with("  desk-7"));
    }
}

//! `infra/config`, read, checked and compiled into the one file the functions load.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};
use leadwright_domain::config::{Config, Problem};
use serde::de::DeserializeOwned;

/// Everything that is wrong with the configuration, a line each.
#[derive(Debug)]
pub(crate) struct Problems {
    folder: String,
    problems: Vec<Problem>,
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            let line = problem.line.map_or_else(String::new, |line| format!(":{line}"));
            let end = if at + 1 < self.problems.len() { "\n" } else { "" };
            write!(f, "{}/{}{line}: {}{end}", self.folder, problem.file, problem.message)?;
        }
        Ok(())
    }
}

/// Reads and checks the folder.
///
/// # Errors
/// Every mistake found, each with its file, line and what to write instead.
pub(crate) fn load(folder: &Path) -> Result<Config> {
    let mut source = Source { folder, problems: Vec::new() };
    let company = source.file("company.yaml")?;
    let team = source.file("team.yaml")?;
    let scoring = source.file("scoring.yaml")?;
    let funnel = source.file("funnel.yaml")?;
    let routing = source.file("routing.yaml")?;
    let (forms, sequences, emails) = (source.files("forms")?, source.files("sequences")?, source.emails()?);
    if let (Some(company), Some(team), Some(scoring), Some(funnel), Some(routing), true) =
        (company, team, scoring, funnel, routing, source.problems.is_empty())
    {
        let (version, model_hash) = (String::new(), String::new());
        let config =
            Config { version, model_hash, company, team, scoring, funnel, routing, forms, sequences, emails }.hashed();
        source.problems = config.check().into_iter().map(|problem| source.with_line(problem)).collect();
        if source.problems.is_empty() {
            return Ok(config);
        }
    }
    Err(Problems { folder: folder.display().to_string(), problems: source.problems }.into())
}

struct Source<'a> {
    folder: &'a Path,
    problems: Vec<Problem>,
}

impl Source<'_> {
    fn text(&self, file: &str) -> Result<String> {
        let path = self.folder.join(file);
        std::fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))
    }

    /// A file of YAML; none if it has a mistake, which is kept.
    fn file<T: DeserializeOwned>(&mut self, file: &str) -> Result<Option<T>> {
        let text = self.text(file)?;
        match serde_saphyr::from_str(&text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                let line = error.location().and_then(|place| usize::try_from(place.line()).ok());
                let message = error.without_snippet().to_string();
                // The place is said before the message already.
                let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
                self.problems.push(Problem { file: file.to_owned(), line, near: String::new(), message });
                Ok(None)
            }
        }
    }

    /// A folder of YAML files by their names.
    fn files<T: DeserializeOwned>(&mut self, folder: &str) -> Result<BTreeMap<String, T>> {
        let mut all = BTreeMap::new();
        for name in self.names(folder, "yaml")? {
            if let Some(value) = self.file(&format!("{folder}/{name}.yaml"))? {
                all.insert(name, value);
            }
        }
        Ok(all)
    }

    fn emails(&self) -> Result<BTreeMap<String, String>> {
        let names = self.names("emails", "md")?;
        let mails = names.into_iter().filter(|name| name != "README");
        mails.map(|name| Ok((name.clone(), self.text(&format!("emails/{name}.md"))?))).collect()
    }

    fn names(&self, folder: &str, ending: &str) -> Result<Vec<String>> {
        let path = self.folder.join(folder);
        let entries = std::fs::read_dir(&path).with_context(|| format!("can't read the folder {}", path.display()))?;
        let mut names = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|is| is == ending) {
                names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(ToOwned::to_owned));
            }
        }
        names.sort();
        Ok(names)
    }

    /// Finds the line on which the problem's text stands.
    fn with_line(&self, mut problem: Problem) -> Problem {
        if problem.line.is_none() {
            let text = self.text(&problem.file).unwrap_or_default();
            let found = text.lines().position(|line| {
                let words = line.split('#').next().unwrap_or_default();
                !problem.near.is_empty()
                    && words
                        .split(|c: char| !(c.is_alphanumeric() || "-_/:.".contains(c)))
                        .any(|word| word.trim_end_matches(':') == problem.near)
            });
            problem.line = Some(found.map_or(1, |line| line + 1));
        }
        problem
    }
}

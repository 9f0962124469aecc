//! Reads and checks `infra/config`, and compiles it into one [`Config`].

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};
use leadwright_domain::check::Problem;
use leadwright_domain::config::Config;
use serde::de::DeserializeOwned;

/// All mistakes in the configuration, a line each.
#[derive(Debug)]
pub(crate) struct InvalidConfig {
    folder: String,
    problems: Vec<Problem>,
}

impl std::error::Error for InvalidConfig {}

impl fmt::Display for InvalidConfig {
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
/// All mistakes, each with its file, its line and a correction.
pub(crate) fn load(folder: &Path) -> Result<Config> {
    let mut source = ConfigFolder { folder, problems: Vec::new() };
    source.report_unread_files()?;
    let company = source.file("company.yaml")?;
    let team = source.file("team.yaml")?;
    let scoring = source.file("scoring.yaml")?;
    let funnel = source.file("funnel.yaml")?;
    let routing = source.file("routing.yaml")?;
    let segments = source.file("segments.yaml")?;
    let sending = source.file("sending.yaml")?;
    let (forms, sequences, emails) = (source.files("forms")?, source.files("sequences")?, source.emails()?);
    if let (
        Some(company),
        Some(team),
        Some(scoring),
        Some(funnel),
        Some(routing),
        Some(segments),
        Some(sending),
        true,
    ) = (company, team, scoring, funnel, routing, segments, sending, source.problems.is_empty())
    {
        let (version, model_hash) = (String::new(), String::new());
        let config = Config {
            version,
            model_hash,
            company,
            team,
            scoring,
            funnel,
            routing,
            segments,
            sending,
            forms,
            sequences,
            emails,
        }
        .hashed();
        source.problems = config.check().into_iter().map(|problem| source.with_line(problem)).collect();
        if source.problems.is_empty() {
            return Ok(config);
        }
    }
    Err(InvalidConfig { folder: folder.display().to_string(), problems: source.problems }.into())
}

/// The single files.
const FILES: [&str; 7] =
    ["company.yaml", "team.yaml", "scoring.yaml", "funnel.yaml", "routing.yaml", "segments.yaml", "sending.yaml"];

/// The folders, and the extension of their files.
const FOLDERS: [(&str, &str); 3] = [("forms", "yaml"), ("sequences", "yaml"), ("emails", "md")];

struct ConfigFolder<'a> {
    folder: &'a Path,
    problems: Vec<Problem>,
}

impl ConfigFolder<'_> {
    fn text(&self, file: &str) -> Result<String> {
        let path = self.folder.join(file);
        let text = std::fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
        // Some editors on Windows write a byte order mark at the beginning.
        Ok(text.trim_start_matches('\u{feff}').to_owned())
    }

    /// Reads a YAML file; none if it has a mistake, which is added to the problems.
    fn file<T: DeserializeOwned>(&mut self, file: &str) -> Result<Option<T>> {
        if !self.folder.join(file).exists() {
            let message = "this file is missing".to_owned();
            self.problems.push(Problem { file: file.to_owned(), line: None, near: String::new(), message });
            return Ok(None);
        }
        let text = self.text(file)?;
        match serde_saphyr::from_str(&text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                let line = error.location().and_then(|place| usize::try_from(place.line()).ok());
                let message = error.without_snippet().to_string();
                // The line is printed before the message.
                let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
                self.problems.push(Problem { file: file.to_owned(), line, near: String::new(), message });
                Ok(None)
            }
        }
    }

    /// Reads a folder of YAML files, by name.
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

    /// The names of the files in a folder, without the extension.
    fn names(&self, folder: &str, ending: &str) -> Result<Vec<String>> {
        let ending = format!(".{ending}");
        let names = self.entries(folder)?.into_iter();
        Ok(names.filter_map(|name| name.strip_suffix(&ending).map(ToOwned::to_owned)).collect())
    }

    /// The entries of a folder, sorted.
    fn entries(&self, folder: &str) -> Result<Vec<String>> {
        let path = self.folder.join(folder);
        let entries = std::fs::read_dir(&path).with_context(|| format!("can't read the folder {}", path.display()))?;
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut names: Vec<String> = names.collect::<Result<_>>()?;
        names.sort();
        Ok(names)
    }

    /// Adds a problem for each file that is not read: edits in it would have no effect.
    fn report_unread_files(&mut self) -> Result<()> {
        let is_ours = |name: &str| FILES.contains(&name) || FOLDERS.iter().any(|(folder, _)| *folder == name);
        let mut unread: Vec<(String, String)> = Vec::new();
        for name in self.entries("")?.into_iter().filter(|name| !is_ours(name) && !may_stay(name)) {
            let there_are = FILES.into_iter().chain(FOLDERS.map(|(folder, _)| folder)).collect::<Vec<_>>().join(", ");
            unread.push((name, there_are));
        }
        for (folder, ending) in FOLDERS {
            let is_ours = |name: &String| name.strip_suffix(ending).is_some_and(|name| name.ends_with('.'));
            for name in self.entries(folder)?.into_iter().filter(|name| !is_ours(name) && !may_stay(name)) {
                unread.push((format!("{folder}/{name}"), format!("{folder}/NAME.{ending}")));
            }
        }
        self.problems.extend(unread.into_iter().map(|(file, there_are)| {
            let message = format!("this file is not read, only {there_are}; rename it, or move it");
            Problem { file, line: None, near: String::new(), message }
        }));
        Ok(())
    }

    /// Adds the line of the problem's text.
    fn with_line(&self, mut problem: Problem) -> Problem {
        if problem.line.is_none() {
            let text = self.text(&problem.file).unwrap_or_default();
            let is_of_word = |c: char| c.is_alphanumeric() || "-_/:.".contains(c);
            let is_word = problem.near.chars().all(is_of_word);
            let found = text.lines().position(|line| {
                let line = line.split('#').next().unwrap_or_default().replace(['"', '\''], "");
                let mut words = line.split(|c: char| !is_of_word(c));
                // Whole words: `name: tips` is not on the line of `name: tips-again`.
                let ends = |at: usize| !line[at + problem.near.len()..].starts_with(is_of_word);
                !problem.near.is_empty()
                    && (words.any(|word| word.trim_end_matches(':') == problem.near)
                        || (!is_word && line.match_indices(&problem.near).any(|(at, _)| ends(at))))
            });
            problem.line = Some(found.map_or(1, |line| line + 1));
        }
        problem
    }
}

/// Whether a file that is not read may be in a folder.
fn may_stay(name: &str) -> bool {
    name == "README.md" || name.starts_with('.')
}

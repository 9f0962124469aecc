//! Reads and checks `infra/config`, and compiles it into one [`Config`].
//!
//! All mistakes of all files are told at once: a file with a mistake is read on with something in its place, and the
//! checks of the domain run on what was read. What they find near a mistake, or because of one, is left out.

mod tree;
mod repair;
mod mistake;
mod part;
mod reader;
mod place;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use leadwright_domain::call_lists::CallLists;
use leadwright_domain::campaign::Campaigns;
use leadwright_domain::check::Problem;
use leadwright_domain::config::Config;
use leadwright_domain::suspicion::SpamRules;
use leadwright_domain::words::Catalogues;
use serde::de::DeserializeOwned;

use crate::wording::count::count_of;
use tree::{Finding, Mark, Node};

/// All mistakes in the configuration: each with its file, line and column, what to write instead, and the line itself.
#[derive(Debug)]
pub(crate) struct InvalidConfig {
    /// The folder, as the reader can open it from here.
    folder: String,
    problems: Vec<Problem>,
    /// The lines of the files that have mistakes.
    lines: BTreeMap<String, Vec<String>>,
}

/// The longest line that is shown below its mistake, in characters.
const SHOWN: usize = 160;

impl std::error::Error for InvalidConfig {}

impl fmt::Display for InvalidConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.lines.len();
        write!(f, "{} in {}", count_of(self.problems.len(), "mistake"), count_of(files, "file"))?;
        for problem in &self.problems {
            let Problem { file, line, column, message, .. } = problem;
            let mut place = format!("{}/{file}", self.folder);
            for number in [line, column].into_iter().flatten() {
                write!(place, ":{number}")?;
            }
            write!(f, "\n{place}: {message}")?;
            if let (Some(line), Some(column)) = (line, column)
                && let Some(text) = self.lines.get(file).and_then(|lines| lines.get(line - 1))
                && text.chars().count() <= SHOWN
                && !text.trim().is_empty()
            {
                // A tab has the width of a blank here, so that the mark stands below its place.
                let number = line.to_string();
                write!(f, "\n  {number} | {}", text.replace('\t', " "))?;
                write!(f, "\n  {:number$} | {:before$}^", "", "", number = number.len(), before = column - 1)?;
            }
        }
        Ok(())
    }
}

/// Reads and checks the folder.
///
/// # Errors
/// All mistakes, each with its file, its line and a correction.
pub(crate) fn load(folder: &Path) -> Result<Config> {
    let mut source =
        ConfigFolder { folder, problems: Vec::new(), inner: Vec::new(), trees: BTreeMap::new(), partial: Vec::new() };
    source.report_unread_files()?;
    let company = source.file("company.yaml")?;
    let team = source.file("team.yaml")?;
    let scoring = source.file("scoring.yaml")?;
    let funnel = source.file("funnel.yaml")?;
    let routing = source.file("routing.yaml")?;
    let segments = source.file("segments.yaml")?;
    let sending = source.file("sending.yaml")?;
    let reports = if folder.join(REPORTS).exists() { source.file(REPORTS)? } else { Some(BTreeMap::new()) };
    let campaigns = if folder.join(CAMPAIGNS).exists() { source.file(CAMPAIGNS)? } else { Some(Campaigns::default()) };
    let suppliers = if folder.join(SUPPLIERS).exists() { source.file(SUPPLIERS)? } else { Some(BTreeMap::new()) };
    let call_lists =
        if folder.join(CALL_LISTS).exists() { source.file(CALL_LISTS)? } else { Some(CallLists::default()) };
    let spam = if folder.join(SPAM).exists() { source.file(SPAM)? } else { Some(SpamRules::default()) };
    let webhooks = if folder.join(WEBHOOKS).exists() { source.file(WEBHOOKS)? } else { Some(BTreeMap::new()) };
    let (forms, sequences, emails) = (source.files("forms")?, source.files("sequences")?, source.emails()?);
    let sources = source.files("sources")?;
    let words = source.words()?;
    if let (
        Some(company),
        Some(team),
        Some(scoring),
        Some(funnel),
        Some(routing),
        Some(segments),
        Some(sending),
        Some(reports),
        Some(campaigns),
        Some(suppliers),
        Some(call_lists),
        Some(spam),
        Some(webhooks),
        Some(forms),
        Some(sources),
        Some(sequences),
    ) = (
        company, team, scoring, funnel, routing, segments, sending, reports, campaigns, suppliers, call_lists, spam,
        webhooks, forms, sources, sequences,
    ) {
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
            reports,
            campaigns,
            suppliers,
            call_lists,
            spam,
            webhooks,
            forms,
            sources,
            sequences,
            emails,
            words,
        }
        .hashed();
        let found: Vec<Problem> = config.check().into_iter().filter_map(|problem| source.with_place(problem)).collect();
        source.problems.extend(found);
        if source.problems.is_empty() && source.inner.is_empty() {
            return Ok(config);
        }
    }
    Err(source.invalid().into())
}

/// The single files.
const FILES: [&str; 13] = [
    "company.yaml",
    "team.yaml",
    "scoring.yaml",
    "funnel.yaml",
    "routing.yaml",
    "segments.yaml",
    "sending.yaml",
    REPORTS,
    CAMPAIGNS,
    SUPPLIERS,
    CALL_LISTS,
    SPAM,
    WEBHOOKS,
];

/// A company may leave this file out: without it no cost is known.
const CAMPAIGNS: &str = "campaigns.yaml";

/// And this one: without it nobody sells leads to the company.
const SUPPLIERS: &str = "suppliers.yaml";

/// And this one: without it no report comes by mail.
const REPORTS: &str = "reports.yaml";

/// And this one: without it nobody is dealt out to callers.
const CALL_LISTS: &str = "call_lists.yaml";

/// And this one: without it posts of forms are weighed as it is shipped.
const SPAM: &str = "spam.yaml";

/// And this one: without it no other program is told of events.
const WEBHOOKS: &str = "webhooks.yaml";

/// The folders, and the extension of their files.
const FOLDERS: [(&str, &str); 5] =
    [("forms", "yaml"), ("sources", "yaml"), ("sequences", "yaml"), ("emails", "md"), ("words", "ftl")];

/// What tools post, to be tried on the files of `sources`.
const SAMPLES: &str = "samples";

struct ConfigFolder<'a> {
    folder: &'a Path,
    problems: Vec<Problem>,
    /// Mistakes that are told unless another one on the same line explains them.
    inner: Vec<Problem>,
    /// The YAML files that were read, mended where they have mistakes.
    trees: BTreeMap<String, Node>,
    /// The files of which parts were left out.
    partial: Vec<String>,
}

impl ConfigFolder<'_> {
    /// The text of a file. A file in another encoding is a mistake; its text is read as well as it can be.
    fn text(&mut self, file: &str) -> Result<String> {
        let path = self.folder.join(file);
        let bytes = std::fs::read(&path).with_context(|| format!("can't read {}", path.display()))?;
        let (text, finding) = decoded(bytes);
        self.add(file, finding);
        // Some editors on Windows write a byte order mark at the beginning.
        Ok(text.trim_start_matches('\u{feff}').to_owned())
    }

    fn add(&mut self, file: &str, findings: impl IntoIterator<Item = Finding>) {
        for Finding { mark, message, is_inner } in findings {
            let (line, column) = (Some(mark.line), Some(mark.column));
            let problem = Problem { file: file.to_owned(), line, column, near: String::new(), message };
            if is_inner { self.inner.push(problem) } else { self.problems.push(problem) }
        }
    }

    /// Reads a YAML file; its mistakes are added to the problems. None if nothing could be made of it.
    fn file<T: DeserializeOwned>(&mut self, file: &str) -> Result<Option<T>> {
        if !self.folder.join(file).exists() {
            self.without_place(file, "this file is missing".to_owned());
            return Ok(None);
        }
        let text = self.text(file)?;
        let (tree, mistakes) = repair::tree_of(&text);
        self.add(file, mistakes);
        let Some(mut tree) = tree else { return Ok(None) };
        let read = reader::read(&mut tree.root);
        self.add(file, tree.findings.into_iter().chain(read.findings));
        if read.is_partial {
            self.partial.push(file.to_owned());
        }
        self.trees.insert(file.to_owned(), tree.root);
        Ok(read.value)
    }

    /// Reads a folder of YAML files, by name; none if nothing could be made of one of them.
    fn files<T: DeserializeOwned>(&mut self, folder: &str) -> Result<Option<BTreeMap<String, T>>> {
        let mut all = Some(BTreeMap::new());
        for name in self.names(folder, "yaml")? {
            match (self.file(&format!("{folder}/{name}.yaml"))?, &mut all) {
                (Some(value), Some(all)) => {
                    all.insert(name, value);
                }
                _ => all = None,
            }
        }
        Ok(all)
    }

    fn words(&mut self) -> Result<Catalogues> {
        let names = self.names("words", "ftl")?;
        let texts = names.into_iter().map(|name| Ok((name.clone(), self.text(&format!("words/{name}.ftl"))?)));
        Ok(Catalogues::new(texts.collect::<Result<_>>()?))
    }

    fn emails(&mut self) -> Result<BTreeMap<String, String>> {
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

    /// The entries of a folder, sorted; a folder that is not there has none.
    fn entries(&self, folder: &str) -> Result<Vec<String>> {
        let path = self.folder.join(folder);
        if !folder.is_empty() && !path.exists() {
            return Ok(Vec::new());
        }
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
        for (file, there_are) in unread {
            self.without_place(&file, format!("this file is not read, only {there_are}; rename it, or move it"));
        }
        Ok(())
    }

    fn without_place(&mut self, file: &str, message: String) {
        let file = file.to_owned();
        self.problems.push(Problem { file, line: None, column: None, near: String::new(), message });
    }

    /// Adds the place of the problem; none if it only follows from a mistake that is told by itself.
    fn with_place(&self, mut problem: Problem) -> Option<Problem> {
        // Nobody refers to what is in a sequence; what other files lack may be named all over.
        let is_sequence = |file: &str| file.starts_with("sequences/");
        let follows = |file: &String| *file == problem.file || !is_sequence(file);
        let says_none = problem.message.contains("there are: none");
        let names = |file: &str| {
            let form = file.strip_prefix("forms/").and_then(|name| name.strip_suffix(".yaml"));
            problem.message.contains(file)
                || form.is_some_and(|name| problem.message.contains(&format!("the form `{name}`")))
        };
        let leans_on = |(file, tree): (&String, &Node)| {
            *file != problem.file
                && names(file)
                && (!problem.message.contains("there are:") || says_none)
                && tree.has_mended()
        };
        if self.partial.iter().any(follows) || self.trees.iter().any(leans_on) {
            return None;
        }
        if let Some(tree) = self.trees.get(&problem.file) {
            // What a step leads to is unknown while its file is mended.
            let is_of_ways =
                ["no way leads", "nobody would get"].iter().any(|words| problem.message.starts_with(words));
            if (says_none || is_of_ways) && tree.has_mended() {
                return None;
            }
            let mark = place::place(&problem, tree)?;
            (problem.line, problem.column) = (Some(mark.line), Some(mark.column));
        } else {
            problem.column = problem.column.or(problem.line.map(|_| 1));
        }
        Some(problem)
    }

    /// All problems, by file and line, with the lines.
    fn invalid(mut self) -> InvalidConfig {
        let explains = |other: &Problem, inner: &Problem| {
            (&other.file, other.line) == (&inner.file, inner.line) && other.column <= inner.column
        };
        let problems = &self.problems;
        self.inner.retain(|inner| !problems.iter().any(|other| explains(other, inner)));
        self.problems.append(&mut self.inner);
        self.problems.sort_by_key(|problem| (problem.file.clone(), problem.line, problem.column));
        self.problems.dedup();
        let files: Vec<String> = self.problems.iter().map(|problem| problem.file.clone()).collect();
        let lines = files.into_iter().map(|file| {
            let bytes = std::fs::read(self.folder.join(&file)).unwrap_or_default();
            let text = decoded(bytes).0;
            (file, text.trim_start_matches('\u{feff}').lines().map(ToOwned::to_owned).collect())
        });
        let here = std::env::current_dir().unwrap_or_default();
        let folder = self.folder.strip_prefix(&here).unwrap_or(self.folder);
        InvalidConfig { folder: folder.display().to_string(), lines: lines.collect(), problems: self.problems }
    }
}

/// The text of a file, and the mistake if it is not UTF-8.
fn decoded(bytes: Vec<u8>) -> (String, Option<Finding>) {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    // Every byte is a letter of Latin-1.
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = "this file is in UTF-16: save it as UTF-8".to_owned();
        return (String::new(), Some(Finding { mark: Mark::START, message, is_inner: false }));
    }
    let before = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let last = before.rsplit('\n').next().unwrap_or_default();
    let mark = Mark { line: before.matches('\n').count() + 1, column: last.chars().count() + 1 };
    let letter = char::from(bytes[at]);
    let message = format!(
        "this file is not in UTF-8, but probably in Latin-1 or Windows-1252, first at the letter `{letter}`: save it as UTF-8"
    );
    (text, Some(Finding { mark, message, is_inner: false }))
}

/// Whether a file that is not read may be in a folder.
fn may_stay(name: &str) -> bool {
    ["README.md", SAMPLES].contains(&name) || name.starts_with('.')
}

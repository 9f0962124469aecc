//! Mistakes that people make in `infra/config`, and what they are told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::tree::{Node, Value, parse};
use super::{InvalidConfig, load};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../config")
}

/// A copy of the shipped configuration, to make mistakes in.
struct Copy(tempfile::TempDir);

impl Copy {
    fn new() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        for folder in ["", "forms", "sequences", "emails"] {
            std::fs::create_dir_all(copy.path(folder)).unwrap();
            for entry in std::fs::read_dir(shipped().join(folder)).unwrap() {
                let entry = entry.unwrap();
                if entry.path().is_file() {
                    std::fs::copy(entry.path(), copy.path(folder).join(entry.file_name())).unwrap();
                }
            }
        }
        copy
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(file), text).unwrap();
    }

    fn replace(&self, file: &str, right: &str, wrong: &str) {
        let text = self.text(file);
        assert!(text.contains(right), "{file} has {right:?}");
        self.write(file, text.replacen(right, wrong, 1));
    }

    /// All mistakes, as `file:line:column: message`.
    fn told(&self) -> Vec<String> {
        let Err(error) = load(self.0.path()) else { return Vec::new() };
        let found = error.downcast::<InvalidConfig>().expect("mistakes");
        let number = |number: Option<usize>| number.map(|number| format!("{number}:")).unwrap_or_default();
        let told = found.problems.iter().map(|problem| {
            format!("{}:{}{} {}", problem.file, number(problem.line), number(problem.column), problem.message)
        });
        told.collect()
    }
}

/// Asserts that each mistake is told in these words, and no other.
fn are_told(cases: &[(&str, &str, &str, &[&str])]) {
    let mut wrong = Vec::new();
    for (file, right, mistaken, expected) in cases {
        let copy = Copy::new();
        copy.replace(file, right, mistaken);
        let told = copy.told();
        if told != expected.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>() {
            wrong.push(format!("{mistaken:?}\n    {}\n  not {expected:?}", told.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_shipped_configuration_has_no_mistake() {
    assert_eq!(Copy::new().told(), Vec::<String>::new());
}

#[test]
fn what_real_people_wrote_is_told_with_what_to_write() {
    are_told(&[
        ("scoring.yaml", "points: 10", "points: ten", &["x"]),
        ("forms/demo-request.yaml", "required: true", "required: ture", &["x"]),
        ("forms/newsletter.yaml", "language: en ", "language: pt\nlanguage: en ", &["x"]),
        ("scoring.yaml", "    points: 10\n", "    pionts: 10\n", &["x"]),
        ("scoring.yaml", "    points: 10\n", "\tpoints: 10\n", &["x"]),
        ("scoring.yaml", "    points: 10\n", "    points:\t10\n", &[]),
        ("scoring.yaml", "    label: 50 employees or more\n", "   label: 50 employees or more\n", &["x"]),
        ("forms/demo-request.yaml", "title: See it at work", "title: Free: one mail", &["x"]),
        ("forms/demo-request.yaml", "title: See it at work", "title: We are #1 in mails", &["x"]),
        ("forms/newsletter.yaml", "language: en ", "language:en ", &["x"]),
        ("company.yaml", "language: en ", "language:en ", &["x"]),
        ("team.yaml", "[2026-12-25, 2027-01-01]", "[25.12.2026, 2027-01-01]", &["x"]),
        ("forms/demo-request.yaml", "label: Job title", "label: ", &["x"]),
        ("scoring.yaml", "    label: 50 employees or more\n", "    label:\n", &["x"]),
        ("forms/demo-request.yaml", "type: email", "type: date", &["x"]),
        ("emails/welcome.md", "{{ first_name or \"there\" }}", "{{ lead.frist_name or \"there\" }}", &["x"]),
        ("emails/welcome.md", "{{ first_name or \"there\" }}", "{{ frist_name or \"there\" }}", &["x"]),
        ("team.yaml", "ben@acme.example", "ben(at)acme", &["x"]),
        ("scoring.yaml", "    page: \"/pricing*\"", "    page: \"/pricing*", &["x"]),
        ("scoring.yaml", "label: Looked at the prices", "label: \"Looked at the prices", &["x"]),
        ("forms/demo-request.yaml", "title: See it at work", "title: @acme", &["x"]),
        ("forms/demo-request.yaml", "button: Ask", "---\nbutton: Ask", &["x"]),
        ("funnel.yaml", "  lost:            # bought elsewhere, or not at all\n    competitor: Bought elsewhere\n    no-decision: Decided to do nothing\n", "  lost: {}\n", &["x"]),
        ("funnel.yaml", "score: 45}", "score: 450}", &["x"]),
        ("emails/welcome.md", "Subject: ", "Subject: {{ company }} ", &["x"]),
    ]);
}

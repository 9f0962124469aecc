//! Mistakes that people make in `infra/config`, and what they are told.

mod changed;
mod neighbours;
mod reported;

use std::path::{Path, PathBuf};

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

/// A file, what is right in it, what is written in its place, and all that is told. Lines of that file are counted from
/// the place of the mistake: `+0` is its own.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// A mistake with the lines of that file counted from a place in it.
fn from_place(told: &str, file: &str, place: i64) -> String {
    let from = |line: &str| line.parse::<i64>().map_or(line.to_owned(), |line| format!("{:+}", line - place));
    let Some(rest) = told.strip_prefix(file).and_then(|rest| rest.strip_prefix(':')) else { return told.to_owned() };
    let (line, rest) = rest.split_once(':').unwrap_or((rest, ""));
    let rest = match rest.split_once(" on line ") {
        Some((before, after)) => {
            let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            format!("{before} on line {}{}", from(&after[..digits]), &after[digits..])
        }
        None => rest.to_owned(),
    };
    format!("{file}:{}:{rest}", from(line))
}

/// Asserts that each mistake is told in these words, and no other.
fn are_told(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (file, right, mistaken, expected) in cases {
        let copy = Copy::new();
        let text = copy.text(file);
        let above = text[..text.find(right).unwrap_or_default()].matches('\n').count();
        let place = i64::try_from(above).unwrap() + 1;
        copy.replace(file, right, mistaken);
        let told: Vec<String> = copy.told().iter().map(|told| from_place(told, file, place)).collect();
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

/// The comment at the top of the file says so.
#[test]
fn lines_that_are_left_out_of_sending_yaml_are_as_they_stand_there() {
    let whole = load(&shipped()).unwrap().sending;
    let copy = Copy::new();
    let topics = "topics: {tips: Tips for field service, news: What is new at Acme}";
    copy.write("sending.yaml", format!("{topics}\nhours: [mon-fri 8:00-18:00]\n"));
    assert_eq!(load(copy.0.path()).unwrap().sending, whole);
}

#[test]
fn a_file_in_another_encoding_is_told_with_its_first_letter() {
    let copy = Copy::new();
    let text = copy.text("team.yaml");
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    copy.write("team.yaml", latin);
    let words =
        "this file is not in UTF-8, but probably in Latin-1 or Windows-1252, first at the letter `é`: save it as UTF-8";
    assert_eq!(copy.told(), [format!("team.yaml:41:15: {words}")]);
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    copy.write("team.yaml", utf16);
    assert!(
        copy.told().contains(&"team.yaml:1:1: this file is in UTF-16: save it as UTF-8".to_owned()),
        "{:?}",
        copy.told()
    );
    copy.write("team.yaml", format!("\u{feff}{}", text.replace('\n', "\r\n")));
    assert_eq!(copy.told(), Vec::<String>::new(), "a mark at the beginning and lines as on Windows");
}

#[test]
fn all_mistakes_of_all_files_are_told_at_once_in_their_order() {
    let copy = Copy::new();
    for (file, right, wrong) in [
        ("scoring.yaml", "points: 10", "points: ten"),
        ("scoring.yaml", "label: 50 employees or more", "lable: Free: for all"),
        ("scoring.yaml", "half_life: 14d", "half_life: soon"),
        ("scoring.yaml", "form: demo-request", "form: demo_request"),
        ("team.yaml", "timezone: Europe/Berlin", "timezone: Berlin"),
        ("team.yaml", "ana@acme.example", "ana"),
        ("team.yaml", "iberia: [ana]", "iberia: [anna]"),
        ("forms/newsletter.yaml", "button: Send it to me", "button: Send it to me\n\tsource: x"),
        ("forms/newsletter.yaml", "language: en ", "language:en "),
        ("emails/welcome.md", "{{ company.name }}", "{{ company.nam }}"),
        ("sequences/welcome.yaml", "mail: welcome}", "mail: welcom}"),
    ] {
        copy.replace(file, right, wrong);
    }
    let told = copy.told();
    let places: Vec<&str> = told.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "emails/welcome.md:14:4",
            "forms/newsletter.yaml:5:1",
            "forms/newsletter.yaml:7:1",
            "forms/newsletter.yaml:10:10",
            "scoring.yaml:12:13",
            "scoring.yaml:15:5",
            "scoring.yaml:58:11",
            "scoring.yaml:69:16",
            "sequences/welcome.yaml:8:62",
            "team.yaml:33:12",
            "team.yaml:39:15",
            "team.yaml:68:12"
        ],
        "{}",
        told.join("\n")
    );
}

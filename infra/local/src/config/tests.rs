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

/// Words of parsers and programs that nobody who writes a configuration knows.
const JARGON: [&str; 24] = [
    "serde", "Option", "Policy", "invalid type", "invalid value", "expected", "i32", "u32", "i64", "u64", "usize", "bool",
    "struct", "enum", "variant", "sequence,", "scalar", "mapping", "parse", "token", "deserial", "null", "String", "untagged",
];

#[test]
fn what_real_people_wrote_is_told_with_what_to_write() {
    are_told(&[
        ("scoring.yaml", "points: 10", "points: ten", &["scoring.yaml:12:13: `points` is a whole number, like 10; here it is `ten`"]),
        ("forms/demo-request.yaml", "required: true", "required: ture", &["forms/demo-request.yaml:15:62: `required` is true or false: write true; here it is `ture`"]),
        ("forms/newsletter.yaml", "language: en ", "language: pt\nlanguage: en ", &["forms/newsletter.yaml:9:1: `language` is here twice, first on line 8: delete one of the two"]),
        ("scoring.yaml", "    points: 10\n", "    pionts: 10\n", &["scoring.yaml:12:5: there is no key `pionts`: write `points`"]),
        ("scoring.yaml", "    points: 10\n", "\tpoints: 10\n", &["scoring.yaml:12:1: a tab is here, and the indentation is of blanks alone: begin the line with 4 blanks"]),
        ("scoring.yaml", "    points: 10\n", "    points:\t10\n", &["scoring.yaml:12:12: a tab is here: write a blank"]),
        ("scoring.yaml", "    label: 50 employees or more\n", "   label: 50 employees or more\n", &["scoring.yaml:15:4: `label` stands under no key or dash: indent the line by 4 blanks, not by 3"]),
        ("forms/demo-request.yaml", "title: See it at work", "title: Free: one mail", &["forms/demo-request.yaml:2:8: a text with a colon needs quotes: write `title: \"Free: one mail\"`"]),
        ("forms/demo-request.yaml", "title: See it at work", "title: We are #1 in mails", &["forms/demo-request.yaml:2:15: what stands behind # is a comment, and `title` is only `We are`: write \"We are #1 in mails\" in quotes, or a blank behind the # of a comment"]),
        ("forms/newsletter.yaml", "language: en ", "language:en ", &["forms/newsletter.yaml:8:10: write a blank behind the colon: `language: en`"]),
        ("company.yaml", "language: en ", "language:en ", &["company.yaml:7:10: write a blank behind the colon: `language: en`"]),
        ("team.yaml", "[2026-12-25, 2027-01-01]", "[25.12.2026, 2027-01-01]", &["team.yaml:9:12: \"25.12.2026\" is no date: write year, month and day, like 2026-12-25"]),
        ("forms/demo-request.yaml", "label: Job title", "label: ", &["forms/demo-request.yaml:18:24: nothing stands behind `label`: write a text"]),
        ("scoring.yaml", "    label: 50 employees or more\n", "    label:\n", &["scoring.yaml:15:10: nothing stands behind `label`: write a text"]),
        ("forms/demo-request.yaml", "type: email", "type: date", &["forms/demo-request.yaml:15:45: `type` is one of text, message, email, phone, number, country, choice; here it is `date`"]),
        ("emails/welcome.md", "{{ first_name or \"there\" }}", "{{ lead.frist_name or \"there\" }}", &["emails/welcome.md:4:10: the variable `lead.frist_name` does not exist in this mail; do you mean `first_name`? infra/config/emails/README.md lists those that do"]),
        ("team.yaml", "ben@acme.example", "ben(at)acme", &["team.yaml:31:12: \"ben(at)acme\" is no e-mail address: write it like maria@example.com"]),
        ("scoring.yaml", "    page: \"/pricing*\"", "    page: \"/pricing*", &["scoring.yaml:68:11: the quote that begins here does not end: write \"/pricing*\""]),
        ("scoring.yaml", "label: Looked at the prices", "label: \"Looked at the prices", &["scoring.yaml:66:12: the quote that begins here does not end: write \"Looked at the prices\""]),
        ("forms/demo-request.yaml", "title: See it at work", "title: @acme", &["forms/demo-request.yaml:2:8: a text that begins with @ needs quotes: write `title: \"@acme\"`"]),
        ("forms/demo-request.yaml", "button: Ask", "---\nbutton: Ask", &["forms/demo-request.yaml:4:1: `---` divides the file, and what is below would not be read: delete this line"]),
        ("funnel.yaml", "  lost:            # bought elsewhere, or not at all\n    competitor: Bought elsewhere\n    no-decision: Decided to do nothing\n", "  lost: {}\n", &["funnel.yaml:44:3: `lost` has no reason: write one, like `no-budget: No budget this year`"]),
        ("funnel.yaml", "score: 45}", "score: 450}", &["funnel.yaml:16:35: `score` is from 1 to 100"]),
        ("emails/welcome.md", "Subject: ", "Subject: {{ company }} ", &["emails/welcome.md:1:13: `company` is a group of variables: write one of them, like {{ company.name }}"]),
        ("forms/demo-request.yaml", "thanks: Thank you. Somebody will call you, usually within the hour. ", "thank_you: https://www.example.com/thanks ", &[]),
    ]);
}

#[test]
fn their_neighbours_are_told_too() {
    are_told(&[
        ("scoring.yaml", "points: 10", "points: 10.5", &["x"]),
        ("scoring.yaml", "points: 10", "points: \"10\"", &["x"]),
        ("scoring.yaml", "points: 10", "points: 99999999999", &["x"]),
        ("scoring.yaml", "points: 10", "points: [10]", &["x"]),
        ("scoring.yaml", "points: 10", "points:10", &["x"]),
        ("scoring.yaml", "points: 10", "points 10", &["x"]),
        ("scoring.yaml", "points: 10", "Points: 10", &["x"]),
        ("scoring.yaml", "points: 10", "points: 450", &["x"]),
        ("scoring.yaml", "    points: 10\n", "", &["x"]),
        ("scoring.yaml", "    points: 10\n", "     points: 10\n", &["x"]),
        ("scoring.yaml", "  - rule: right-size", "  -rule: right-size", &["x"]),
        ("scoring.yaml", "  - rule: right-size", "   - rule: right-size", &["x"]),
        ("scoring.yaml", "  - rule: right-size", "  - rule: company-address", &["x"]),
        ("scoring.yaml", "when: {field: email, free_mail: false}", "when: {field: email, free_mail: false", &["x"]),
        ("scoring.yaml", "when: {field: email, free_mail: false}", "when: field: email, free_mail: false}", &["x"]),
        ("scoring.yaml", "when: {field: email, free_mail: false}", "when: {field: email free_mail: false}", &["x"]),
        ("scoring.yaml", "when: {field: email, free_mail: false}", "when: {field:email, free_mail: false}", &["x"]),
        ("scoring.yaml", "when: {field: email, free_mail: false}", "when: email", &["x"]),
        ("scoring.yaml", "when: {field: email, free_mail: false}", "when: {feild: email, free_mail: no}", &["x"]),
        ("scoring.yaml", "half_life: 14d", "half_life: 14", &["x"]),
        ("scoring.yaml", "half_life: 14d", "half_life: 2 weeks", &["x"]),
        ("scoring.yaml", "most: {engagement: 80}", "most: {engagment: 80}", &["x"]),
        ("scoring.yaml", "most: {engagement: 80}", "most: {engagement: 800}", &["x"]),
        ("scoring.yaml", "form: demo-request", "form: demo_request", &["x"]),
        ("scoring.yaml", "label: Asked for a demo", "label: 'Asked' for a demo", &["x"]),
        ("scoring.yaml", "label: Asked for a demo", "label: {{ name }}", &["x"]),
        ("scoring.yaml", "label: Asked for a demo", "label: [Asked] for a demo", &["x"]),
        ("scoring.yaml", "label: Asked for a demo", "label: *Asked* for a demo", &["x"]),
        ("scoring.yaml", "label: Asked for a demo", "label: %Asked for a demo", &["x"]),
        ("scoring.yaml", "label: Asked for a demo", "label: Asked for a demo\n      twice:yes", &["x"]),
        ("routing.yaml", "{person: chloe}", "{person: cloe}", &["x"]),
        ("routing.yaml", "  - {rule: large,", "  {rule: large,", &["x"]),
        ("routing.yaml", "otherwise: {team: sales}", "otherwise: sales", &["x"]),
        ("routing.yaml", "reassign: false", "reassign: maybe", &["x"]),
        ("routing.yaml", "reassign: false", "reassign: \"false\"", &["x"]),
        ("team.yaml", "hours: [\"mon-fri 9:00-18:00\"]", "hours: mon-fri 9:00-18:00", &["x"]),
        ("team.yaml", "timezone: Europe/Berlin", "timezone: Europe/Berlim", &["x"]),
        ("team.yaml", "name: Ben Weber", "name:", &["x"]),
        ("team.yaml", "holidays: [2026-07-14]", "holidays: [2026-07-44]", &["x"]),
        ("team.yaml", "holidays: [2026-07-14]", "holidays: [14/07/2026]", &["x"]),
        ("team.yaml", "sales: [ana, ben, chloe]", "sales: ana, ben, chloe", &["x"]),
        ("team.yaml", "sales: [ana, ben, chloe]", "sales: [ana, bne, chloe]", &["x"]),
        ("sending.yaml", "brake: {bounces: 2.5%,", "brake: {bounces: 2.5,", &["x"]),
        ("sending.yaml", "a_day: 1 ", "a_day: one ", &["x"]),
        ("sending.yaml", "a_day: 1 ", "a_day: -1 ", &["x"]),
        ("sending.yaml", "tracking: {opens: true, clicks: true}", "tracking: yes", &["x"]),
        ("funnel.yaml", "  lost: ", "  lots: ", &["x"]),
        ("funnel.yaml", "question: timeline", "question: time", &["x"]),
        ("funnel.yaml", "answer: yes", "answer: maybe", &["x"]),
        ("funnel.yaml", "grade: A", "grade: E", &["x"]),
        ("funnel.yaml", "rules: [trial-used, trial-upgrade]", "rules: trial-used", &["x"]),
        ("funnel.yaml", "rules: [trial-used, trial-upgrade]", "rules: [trial-used, trial_upgrade]", &["x"]),
        ("funnel.yaml", "{label: Fits well and studies the prices, grade: A", "{grade: A", &["x"]),
        ("segments.yaml", "larger-teams:", "Larger teams:", &["x"]),
        ("company.yaml", "name: Acme Field Service\n", "", &["x"]),
        ("company.yaml", "name: Acme Field Service\n", "name: Acme Field Service\nfax: 12\n", &["x"]),
        ("company.yaml", "website: https://www.acme.example", "website: www.acme.example", &["x"]),
        ("sequences/welcome.yaml", "mail: welcome}", "mail: welcom}", &["x"]),
        ("sequences/welcome.yaml", "{name: hello, wait: 12h,", "{wait: 12h,", &["x"]),
        ("sequences/welcome.yaml", "mail: welcome}", "mail: welcome, call: Them}", &["x"]),
        ("sequences/welcome.yaml", "again: never", "again: sometimes", &["x"]),
        ("sequences/guide-nurture.yaml", "priority: 5 ", "priority: 500 ", &["x"]),
        ("sequences/guide-nurture.yaml", "else: checklist", "else: cheklist", &["x"]),
        ("sequences/guide-nurture.yaml", "topic: tips ", "topic: tip ", &["x"]),
        ("forms/newsletter.yaml", "{value: routes, label: Shorter routes}", "{value: routes label: Shorter routes}", &["x"]),
        ("forms/newsletter.yaml", "{value: routes, label: Shorter routes}", "{value: routes, label: Choose one: a}", &["x"]),
        ("forms/newsletter.yaml", "intro: What teams like yours do to spend less time on the road.", "intro: >\n  What teams do:\n  spend less time", &[]),
        ("forms/newsletter.yaml", "fields:", "fields", &["x"]),
        ("forms/newsletter.yaml", "consent:\n", "consent: required\n", &["x"]),
        ("forms/newsletter.yaml", "source: form", "source: !form x", &["x"]),
        ("forms/newsletter.yaml", "source: form", "source: 'it''s \"ours\"'", &[]),
        ("forms/newsletter.yaml", "title: One short mail a month", "title: Don't", &[]),
        ("forms/newsletter.yaml", "title: One short mail a month", "title: Mails #our", &["x"]),
        ("forms/newsletter.yaml", "title: One short mail a month", "title: Mails # our", &[]),
        ("forms/newsletter.yaml", "language: en ", "language: EN ", &["x"]),
        ("sending.yaml", "a_week: 3 ", "a_week: 99 ", &["x"]),
        ("emails/footer.md", "{{ links.unsubscribe }}", "{{ links.unsubscrbe }}", &["x"]),
        ("emails/welcome.md", "Preview:", "Preveiw:", &["x"]),
        ("emails/hand-off.md", "Subject: ", "Subject: {{ compny.name }} ", &["x"]),
    ]);
}

#[test]
fn a_file_in_another_encoding_is_told_with_its_first_letter() {
    let copy = Copy::new();
    let text = copy.text("team.yaml");
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    copy.write("team.yaml", latin);
    let words = "this file is not in UTF-8, but probably in Latin-1 or Windows-1252, first at the letter `é`: save it as UTF-8";
    assert_eq!(copy.told(), [format!("team.yaml:34:15: {words}")]);
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    copy.write("team.yaml", utf16);
    assert!(copy.told().contains(&"team.yaml:1:1: this file is in UTF-16: save it as UTF-8".to_owned()), "{:?}", copy.told());
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
    assert_eq!(places, ["x"], "{}", told.join("\n"));
}

/// All keys and values of a tree.
fn nodes<'a>(node: &'a Node, keys: &mut Vec<&'a Node>, values: &mut Vec<&'a Node>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                keys.push(&entry.key);
                nodes(&entry.value, keys, values);
            }
        }
        Value::List(items) => items.iter().for_each(|item| nodes(item, keys, values)),
        _ => values.push(node),
    }
}

/// The text with the words at a node replaced; none if they are not there as they are read.
fn with(text: &str, node: &Node, words: &str) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    let line = &mut lines[node.mark.line - 1];
    let start = line.char_indices().nth(node.mark.column - 1)?.0;
    let old = node.text()?;
    let quoted = format!("\"{old}\"");
    let length = if line[start..].starts_with(&quoted) { quoted.len() } else { old.len() };
    line.get(start..start + length)?.contains(old).then(|| line.replace_range(start..start + length, words))?;
    Some(lines.join("\n") + "\n")
}

#[test]
fn whatever_is_changed_is_told_on_its_line_and_in_plain_words() {
    const WRONG: [&str; 9] = ["[1]", "{a: b}", "zzz", "-1", "", "@x", "\"open", "a: b", "99999999999999999999"];
    let copy = Copy::new();
    for entry in std::fs::read_dir(copy.path("emails")).unwrap() {
        let entry = entry.unwrap();
        let is_short = entry.file_name().to_string_lossy().starts_with("footer");
        if !is_short {
            std::fs::write(entry.path(), "Subject: x\n\nHello.\n").unwrap();
        }
    }
    std::fs::remove_file(copy.path("emails/README.md")).unwrap();
    let (mut tried, mut alone) = (0, 0);
    let mut wrong = BTreeSet::new();
    for file in ["company", "team", "scoring", "funnel", "routing", "segments", "sending", "forms/newsletter", "sequences/guide-nurture"] {
        let file = format!("{file}.yaml");
        let text = copy.text(&file);
        let tree = parse(&text).unwrap();
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        nodes(&tree.root, &mut keys, &mut values);
        let misspelt = keys.iter().filter_map(|key| {
            let name = key.text()?;
            Some((key.mark.line, with(&text, key, &format!("{}{}q", &name[1..], &name[..1]))?))
        });
        let some = if file == "scoring.yaml" { 3 } else { 1 };
        let misspelt = misspelt.step_by(some);
        let replaced = values.iter().enumerate().filter_map(|(at, value)| {
            Some((value.mark.line, with(&text, value, WRONG[at % WRONG.len()])?))
        });
        for (line, changed) in misspelt.chain(replaced.step_by(some)) {
            copy.write(&file, &changed);
            let told = copy.told();
            tried += 1;
            alone += usize::from(told.len() == 1);
            if told.len() > 1 { println!("MANY {file}:{line} {:?}\n  {}", changed.lines().nth(line - 1), told.join("\n  ")); }
            let what = changed.lines().nth(line - 1).unwrap_or_default();
            // A name may be any word: then those who use the old one are told the names that there are.
            let is_used = told.iter().all(|told| told.contains("there are: "));
            let is_here = told.iter().any(|told| told.starts_with(&format!("{file}:{line}:"))) || is_used;
            if !told.is_empty() && !is_here {
                wrong.insert(format!("{file}:{line} {what:?} is told elsewhere: {told:#?}"));
            }
            for told in told.iter().filter(|told| JARGON.iter().any(|word| told.contains(word))) {
                wrong.insert(format!("{file}:{line} {what:?} is told in a program's words: {told}"));
            }
        }
        copy.write(&file, &text);
    }
    println!("{tried} changes, {alone} told by one line each");
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

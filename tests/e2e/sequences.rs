//! Sequences on the real binaries: every kind of step, and what goes wrong on the way.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc;

use leadwright_tests::{Stack, copy_config, leadwright, root};
use serde_json::{Value, json};
use tempfile::TempDir;

const JOSE: &str = "jose@gmail.com";

/// A folder with the demo's configuration, but only this sequence, and mail at any hour.
pub(crate) fn folder(sequence: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let config = folder.path().join("infra/config");
    for entry in std::fs::read_dir(config.join("sequences")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    std::fs::write(config.join("sequences/s.yaml"), sequence).unwrap();
    let sending = std::fs::read_to_string(config.join("sending.yaml")).unwrap();
    let lines = sending.lines().map(|line| match line.split(':').next() {
        Some("hours") => "hours: [mon-sun 0:00-24:00]",
        Some("a_day") => "a_day: 5",
        Some("a_week") => "a_week: 15",
        _ => line,
    });
    std::fs::write(config.join("sending.yaml"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    folder
}

pub(crate) fn start(folder: &Path) -> Stack {
    Stack::start_at(folder, ":memory:")
}

/// The kinds of a lead's activities that sequences are made of, each with its step.
pub(crate) fn way(lead: &Value) -> Vec<String> {
    let told = lead["timeline"].as_array().unwrap().iter();
    let steps = told.filter(|one| one["step"].is_string() || one["step"].is_object());
    let name = |one: &Value| one["step"].as_str().or(one["step"]["step"].as_str()).unwrap().to_owned();
    steps.map(|one| format!("{} {}", one["kind"].as_str().unwrap(), name(one))).collect()
}

/// A request that another program got: its headers, in lower case, and its body.
pub(crate) struct Got {
    headers: Vec<String>,
    pub(crate) body: Value,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
    }
}

/// Another program that answers with these statuses, one after the other, and tells what it got.
pub(crate) fn other_program(statuses: &'static [u16]) -> (String, mpsc::Receiver<Got>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (stream, _) = listener.accept().unwrap();
            let _ = sender.send(answered(&stream, *status));
        }
    });
    (url, receiver)
}

fn answered(mut stream: &TcpStream, status: u16) -> Got {
    let mut reader = BufReader::new(stream);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        headers.push(line.trim().to_owned());
    }
    let mut got = Got { headers, body: Value::Null };
    let mut body = vec![0; got.header("content-length").parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    got.body = serde_json::from_slice(&body).unwrap();
    let answer = format!(
        "HTTP/1.1 {status} x\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).unwrap();
    got
}

#[test]
fn a_sequence_with_every_kind_of_step_runs_to_its_end() {
    let (url, got) = other_program(&[500, 200]);
    let folder = folder(&format!(
        "topic: tips
starts_on: {{form: guide-download}}
goal: {{label: Asked for a demo, rules: [demo]}}
steps:
  - {{name: hello, mail: nurture-tips}}
  - {{name: size, set: {{employees: \"60\"}}}}
  - {{name: rest, wait: 2h}}
  - {{name: which, if: {{segment: larger-teams}}, then: tell}}
  - {{name: small, mail: win-back-news, next: end}}
  - {{name: tell, webhook: \"{url}\"}}
  - {{name: up, stage: mql}}
  - {{name: phone, call: Ask what they plan}}
  - {{name: prices, until: {{rules: [pricing-page]}}, at_the_latest: 10d}}
  - {{name: story, mail: nurture-case-study}}
  - {{name: over, wait: 1d, hand_over: Read all we have}}
"
    ));
    let stack = start(folder.path());
    let id = stack.submit_and_settle("guide-download", &json!({"email": JOSE, "name": "José", "consent": true}));
    assert_eq!(way(&stack.lead(JOSE)), ["mail_sent hello", "step_taken size"]);

    stack.advance("2h");
    let first = got.recv().unwrap();
    assert_eq!(way(&stack.lead(JOSE)).len(), 3, "the other program was not told");
    stack.advance("2m");
    let second = got.recv().unwrap();
    for call in [&first, &second] {
        assert_eq!(call.header("idempotency-key"), call.body["send"].as_str().unwrap());
        let (time, signature) = call.header("leadwright-signature").split_once(",v1=").unwrap();
        assert!(time.strip_prefix("t=").unwrap().parse::<u64>().is_ok() && signature.len() == 64);
        assert_eq!((&call.body["sequence"], &call.body["step"]), (&json!("s"), &json!("tell")));
        let lead = &call.body["lead"];
        assert_eq!((&lead["id"], &lead["stage"]), (&json!(id), &json!("lead")));
        assert_eq!(lead["fields"]["employees"], "60");
    }
    assert_eq!(first.header("idempotency-key"), second.header("idempotency-key"));

    let lead = stack.lead(JOSE);
    let so_far = [
        "mail_sent hello",
        "step_taken size",
        "step_taken rest",
        "webhook_called tell",
        "step_taken up",
        "step_taken phone",
    ];
    assert_eq!(way(&lead), so_far);
    assert_eq!(lead["stage"], "mql");
    assert_eq!(stack.subjects_to("dora@acme.example"), ["Call José: Ask what they plan"]);

    // What it waits for comes before its time.
    stack.advance("1d");
    stack.tell(&json!({"kind": "page_viewed", "email": JOSE, "page": "https://www.acme.example/pricing"}));
    assert_eq!(way(&stack.lead(JOSE)).last().unwrap(), "mail_sent story");
    stack.advance("25h");
    let lead = stack.lead(JOSE);
    assert_eq!((&lead["stage"], &lead["enrolments"]["s"]["ended"]), (&json!("sql"), &json!("Handed to sales")));
    assert!(lead["owner"].is_string());
    assert!(
        lead["agenda"]
            .as_array()
            .unwrap()
            .iter()
            .all(|entry| ["accept", "follow_up"].contains(&entry["do"].as_str().unwrap())),
        "{lead}"
    );
    stack.assert_sound();
}

/// What is wrong with a call stays wrong; what may pass is tried ten times. The sequence goes on either way.
#[test]
fn another_program_that_never_takes_it_holds_nothing_up() {
    let steps = |url: &str| {
        format!(
            "topic: tips\nstarts_on: {{form: guide-download}}\nsteps:\n  - {{name: tell, webhook: \"{url}\"}}\n  - {{name: tips, mail: nurture-tips}}\n"
        )
    };
    let failed = |stack: &Stack| {
        let lead = stack.lead(JOSE);
        let timeline = lead["timeline"].as_array().unwrap();
        timeline.iter().find(|one| one["kind"] == "webhook_called").map(|one| one["failed"].clone())
    };
    let (url, got) = other_program(&[410]);
    let refused = folder(&steps(&url));
    let stack = start(refused.path());
    stack.submit_and_settle("guide-download", &json!({"email": JOSE, "consent": true}));
    got.recv().unwrap();
    assert_eq!(failed(&stack), Some(json!("it answered 410")));
    assert_eq!(way(&stack.lead(JOSE)), ["webhook_called tell", "mail_sent tips"]);

    // It leads on to another address, which is not followed; then nobody is there any more.
    let (url, got) = other_program(&[307]);
    let silent = folder(&steps(&url));
    let stack = start(silent.path());
    stack.submit_and_settle("guide-download", &json!({"email": JOSE, "consent": true}));
    got.recv().unwrap();
    stack.advance("4h");
    assert_eq!(failed(&stack), None);
    stack.advance("8h");
    assert_eq!(failed(&stack), Some(json!("it can't be reached, 10 times")));
    assert_eq!(way(&stack.lead(JOSE)), ["webhook_called tell", "mail_sent tips"]);
    stack.assert_sound();
}

/// A contact re-enters a sequence: two logs, stuck or looping.
#[test]
fn r_mautic_9797_who_asks_again_and_again_goes_one_way() {
    let folder = folder(
        "topic: tips
starts_on: {form: guide-download}
again: always
steps:
  - {name: tips, wait: 1d, mail: nurture-tips}
  - {name: story, wait: 1d, mail: nurture-case-study}
",
    );
    let stack = start(folder.path());
    for hour in 0..6 {
        stack.submit_and_settle(
            "guide-download",
            &json!({"email": JOSE, "consent": true, "message": format!("{hour}")}),
        );
        stack.advance("1h");
    }
    stack.advance("10d");
    let mails = |stack: &Stack| way(&stack.lead(JOSE));
    assert_eq!(mails(&stack), ["mail_sent tips", "mail_sent story"]);
    // It came to its end: now it may begin anew.
    stack.submit_and_settle("guide-download", &json!({"email": JOSE, "consent": true, "message": "once more"}));
    stack.advance("10d");
    assert_eq!(mails(&stack), ["mail_sent tips", "mail_sent story", "mail_sent tips", "mail_sent story"]);
    stack.assert_sound();
}

#[test]
fn r_mautic_17145_who_is_put_aside_again_has_one_way_back() {
    let folder = folder(
        "topic: tips
starts_on: {recycled: true}
steps:
  - {name: news, wait: 3d, mail: win-back-news}
  - {name: story, wait: 3d, mail: nurture-case-study}
",
    );
    let stack = start(folder.path());
    stack.submit_and_settle("guide-download", &json!({"email": JOSE, "consent": true}));
    for _ in 0..2 {
        stack.tell(&json!({"kind": "stage_moved", "email": JOSE, "to": "recycled", "reason": "not-now", "by": "ana"}));
        stack.advance("2d");
    }
    stack.advance("20d");
    assert_eq!(way(&stack.lead(JOSE)), ["mail_sent news", "mail_sent story"]);
    stack.assert_sound();
}

/// Each mistake in a sequence is named with its file, its line, and what to write instead: (right, wrong, words).
#[test]
#[expect(clippy::too_many_lines, reason = "one line a mistake")]
fn a_mistake_in_a_sequence_is_named_with_its_line() {
    let right = "topic: tips
starts_on: {form: guide-download}
goal: {label: Asked for a demo, rules: [demo]}
exits:
  - {label: Too large, score: 90}
steps:
  - {name: hello, mail: nurture-tips, instead: [{mail: win-back-news, share: 30}]}
  - {name: size, set: {employees: \"60\"}}
  - {name: which, if: {clicked: hello}, then: story}
  - {name: tell, webhook: https://crm.example/hook}
  - {name: up, stage: mql}
  - {name: read, until: {opened: hello}, at_the_latest: 2d}
  - name: story
    wait: 1d
    mail: nurture-case-study
  - {name: story-2, wait: 1d, hand_over: Read it all}
";
    let mut wrong = Vec::new();
    let many: Vec<String> = (0..40).map(|number| format!("  - {{name: \"m{number}\", wait: 1d}}\n")).collect();
    let many = many.concat();
    let many = format!("steps:\n{many}");
    for (was, is, expected) in [
        ("topic: tips", "topic: tricks", "s.yaml:1: sending.yaml has no topic `tricks`; there are: news, tips"),
        ("{form: guide-download}", "{}", "s.yaml:2: `starts_on` needs one of"),
        ("{form: guide-download}", "{score: 30, recycled: true}", "s.yaml:2: `starts_on` needs one of"),
        (
            "{form: guide-download}",
            "{form: guide}",
            "s.yaml:2: there is no form `guide`; there are: demo-request, guide-download",
        ),
        ("{form: guide-download}", "{form: demo-request}", "s.yaml:2: the form `demo-request` "),
        ("{form: guide-download}", "{segment: large}", "s.yaml:2: segments.yaml has no segment `large`; there are: "),
        ("{form: guide-download}", "{stage: sql}", "s.yaml:2: a lead of the stage `sql` gets no marketing mail"),
        ("{form: guide-download}", "{stage: warm}", "s.yaml:2: "),
        ("{form: guide-download}", "{score: 101}", "s.yaml:2: `score` is from 1 to 100"),
        ("label: Asked for a demo, ", "", "s.yaml:3: `goal` needs a `label`"),
        (
            "label: Asked for a demo, rules: [demo]",
            "label: Asked for a demo",
            "s.yaml:3: this would hold for every lead",
        ),
        ("rules: [demo]", "not: {}", "s.yaml:3: this would hold for every lead"),
        ("rules: [demo]", "rules: [demos]", "s.yaml:3: scoring.yaml has no rule `demos`"),
        (
            "score: 90",
            "clicked: tell",
            "s.yaml:5: `clicked` names a step of this sequence that sends a mail, and `tell` is none; there are: hello, story",
        ),
        ("mail: nurture-tips", "mail: tips", "s.yaml:7: there is no mail `tips`: write it in emails/tips.md"),
        ("mail: nurture-tips", "mail: call", "s.yaml:7: the mail `call` is for salespeople"),
        ("mail: win-back-news", "mail: news", "s.yaml:7: there is no mail `news`: write it in emails/news.md"),
        ("share: 30", "share: 100", "s.yaml:7: `share` is a percentage of the leads, from 1 to 99"),
        ("share: 30", "share: 300", "s.yaml:7: `share` is a percentage of the leads, from 1 to 99"),
        ("share: 30", "share: -1", "s.yaml:7: `share` is a percentage of the leads, from 1 to 99"),
        (", share: 30", "", "s.yaml:7: everybody would get `win-back-news`"),
        ("share: 30}", "share: 60}, {mail: win-back-news, share: 40}", "s.yaml:7: nobody would get `nurture-tips`"),
        (
            "share: 30}",
            "share: 60}, {mail: win-back-news, share: 40}, {mail: win-back-news, share: 1}",
            "the shares before it come to 100%",
        ),
        ("share: 30", "when: {opened: hello}", "s.yaml:7: `opened: hello` never holds here"),
        ("set: {employees", "set: {staff", "s.yaml:8: no form has a field `staff`"),
        ("employees: \"60\"", "email: x", "s.yaml:8: `email` says who the lead is"),
        (
            "clicked: hello",
            "clicked: story",
            "s.yaml:9: `clicked: story` never holds here: no way leads from the step `story` to this one",
        ),
        ("clicked: hello", "segment: large", "s.yaml:9: segments.yaml has no segment `large`"),
        ("clicked: hello", "when: {field: stage, one_of: [warm]}", "s.yaml:9: `stage` is never \"warm\""),
        ("then: story", "then: tale", "s.yaml:9: there is no step `tale`; there are: end, hello, "),
        ("then: story", "else: tale", "s.yaml:9: there is no step `tale`; there are: end, hello, "),
        (", then: story", "", "s.yaml:9: the step `which` has an `if`"),
        ("then: story", "then: hello", "s.yaml:9: the steps `hello`, `size`, `which` are a loop without a wait"),
        ("https://crm.example/hook", "http://crm.example/hook", "s.yaml:10: what is known of a lead goes encrypted"),
        (
            "https://crm.example/hook",
            &format!("https://crm.example/{}", "h".repeat(500)),
            "s.yaml:10: the address of `webhook` is at most 500 characters long",
        ),
        (
            "https://crm.example/hook",
            "http://localhost.example/hook",
            "s.yaml:10: what is known of a lead goes encrypted",
        ),
        (
            "stage: mql",
            "stage: prospect",
            "s.yaml:11: the stage `prospect` is for sales to give: write `hand_over: WHY`",
        ),
        ("stage: mql", "call: \" \"", "s.yaml:11: say in some words"),
        ("stage: mql", "stage: mql, next: story", "s.yaml:12: no way leads to the step `read`"),
        ("at_the_latest: 2d", "at_the_latest: 2d, wait: 1d", "s.yaml:12: the step `read` waits `until` something"),
        ("opened: hello", "opened: story", "s.yaml:12: `opened: story` never holds here"),
        (
            "    wait: 1d\n",
            "    wait: 1d\n    next: size\n",
            "s.yaml:15: the steps `size`, `which`, `tell`, `up`, `read`, `story` go round in a loop",
        ),
        ("    wait: 1d\n", "    at: [mon 9-10]\n", "s.yaml:14: "),
        ("name: story\n", "name: end\n", "s.yaml:13: a step's name may have"),
        ("name: story-2", "name: \"story\"", "s.yaml:13: two steps are named `story`"),
        ("hand_over: Read it all", "hand_over: Read it all, next: hello", "s.yaml:16: the step `story-2` hands over"),
        ("hand_over: Read it all", "next: end", ""),
        ("steps:\n", &many, "a sequence has at most 40 steps, this one has "),
    ] {
        assert!(right.contains(was), "{was:?}");
        let folder = folder(&right.replacen(was, is, 1));
        let output = leadwright(folder.path(), &["compile"]);
        let errors = leadwright_tests::without_columns(&String::from_utf8(output.stderr).unwrap());
        if !errors.contains(expected) || output.status.success() != expected.is_empty() {
            wrong.push(format!("{is:?}: {errors}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mistake_in_a_segment_is_named_with_its_line() {
    let steps = "topic: tips\nstarts_on: {recycled: true}\nsteps:\n  - {name: tips, mail: nurture-tips}\n";
    for (segments, expected) in [
        ("large: {label: Large, when: {field: employees, at_least: 50}}\n", ""),
        (
            "warm:\n  label: Warm\n  when: {field: temperature, one_of: [warm, hot]}\n  not: {when: {field: stage, one_of: [customer]}}\n",
            "",
        ),
        ("large: {when: {field: employees, at_least: 50}}\n", "segments.yaml:1: the segment `large` needs a `label`"),
        ("# x\nlarge: {label: Large}\n", "segments.yaml:2: this would hold for every lead"),
        ("Large: {label: Large, score: 3}\n", "segments.yaml:1: a segment's name may have"),
        (
            "a: {label: A, score: 3}\nb:\n  label: B\n  segment: a\n",
            "segments.yaml:4: a segment does not ask for another",
        ),
        ("b: {label: B, not: {opened: tips}}\n", "segments.yaml:1: `opened` is asked in sequences only"),
        ("b: {label: B, not: {not: {}}}\n", "segments.yaml:1: this would hold for every lead"),
        ("b: {label: B, when: {field: staff, given: true}}\n", "segments.yaml:1: no form has a field `staff`"),
    ] {
        let folder = folder(steps);
        std::fs::write(folder.path().join("infra/config/segments.yaml"), segments).unwrap();
        let output = leadwright(folder.path(), &["compile"]);
        let errors = leadwright_tests::without_columns(&String::from_utf8(output.stderr).unwrap());
        assert!(errors.contains(expected) && output.status.success() == expected.is_empty(), "{segments:?}: {errors}");
    }
}

#[test]
fn a_mark_that_nobody_sees_is_no_mistake() {
    let folder =
        folder("\u{feff}topic: tips\nstarts_on: {recycled: true}\nsteps:\n  - {name: tips, mail: nurture-tips}\n");
    let mail = folder.path().join("infra/config/emails/nurture-tips.md");
    let text = std::fs::read_to_string(&mail).unwrap();
    std::fs::write(&mail, format!("\u{feff}{text}")).unwrap();
    let output = leadwright(folder.path(), &["compile"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_example_of_the_manual_is_right() {
    let manual = std::fs::read_to_string(root().join("infra/config/sequences/README.md")).unwrap();
    let example = manual.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = folder(example);
    let output = leadwright(folder.path(), &["compile"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

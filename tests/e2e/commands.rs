//! The commands, as people use and misuse them.

use std::path::Path;

use leadwright_tests::{Stack, copy_config, leadwright, person, root, without_columns};
use serde_json::json;

fn failed(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = leadwright(folder, arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
    errors
}

#[test]
fn what_goes_wrong_is_said_in_words() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let against = |arguments: &[&str]| [arguments, &["--against", &stack.url]].concat().join(" ");
    for (arguments, code, words) in [
        (against(&["lead", "nobody@acme.example"]), 1, "there is no lead"),
        (against(&["lead", "nobody"]), 1, "neither an e-mail address"),
        (against(&["leads", "--stage", "hot"]), 2, "possible values: suspect, lead, mql, pql, sql, prospect, customer"),
        (against(&["report", "--from", "2026-02-01", "--to", "2026-01-01"]), 1, "is after the last day"),
        (against(&["why", "person1@customer1.example", "--on", "2000-01-01"]), 1, "it was created on "),
        (against(&["why", "person1@customer1.example", "--on", "2999-01-01"]), 1, "is in the future"),
        (against(&["why", "person1@customer1.example", "--on", "3.12.2026"]), 2, "write it like 2026-12-03"),
        (against(&["report", "--from", "yesterday"]), 2, "write it like 2026-12-03"),
        (against(&["lead", "+351999999999"]), 1, "there is no lead +351999999999"),
        (against(&["import", "/nowhere.csv", "--source", "x"]), 1, "can't read /nowhere.csv"),
        ("leads --against http://127.0.0.1:1".to_owned(), 1, "start it with `cargo run`"),
        ("import".to_owned(), 2, "--source"),
        ("nonsense".to_owned(), 2, "unrecognized"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let errors = failed(root(), &arguments, code);
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
}

/// Each mistake is named with its file, its line, and what to write instead: (file, right, wrong, words).
fn are_named(cases: &[(&str, &str, &str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let mut unnamed = Vec::new();
    for &(file, right, wrong, expected) in cases {
        copy_config(folder.path());
        let path = folder.path().join("infra/config").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(right), "{file} has {right:?}");
        std::fs::write(&path, text.replacen(right, wrong, 1)).unwrap();
        let errors = without_columns(&failed(folder.path(), &["compile"], 1));
        if !errors.contains(expected) || !errors.contains(file) {
            unnamed.push(format!("{wrong:?} is not named by {expected:?}: {errors}"));
        }
    }
    assert!(unnamed.is_empty(), "{}", unnamed.join("\n"));
}

#[test]
fn a_mistake_in_the_configuration_is_named_with_its_line() {
    are_named(&[
        (
            "scoring.yaml",
            "temperature: {warm: 25, hot: 65}",
            "temperature: {warm: 70, hot: 65}",
            ":137: 0 < warm < hot",
        ),
        ("scoring.yaml", "form: demo-request", "form: demo", "there is no form `demo`; there are: demo-request, guide"),
        ("scoring.yaml", "field: employees, at_least: 50", "field: staff, at_least: 50", "no form has a field `staff`"),
        ("scoring.yaml", "    points: 10\n", "    pionts: 10\n", "pionts"),
        ("company.yaml", "Europe/Lisbon", "Lisbon", "company.yaml:5: "),
        ("team.yaml", "ana@acme.example", "ana", "team.yaml:33: \"ana\" is no e-mail address"),
        ("team.yaml", "id: ben", "id: ana", "two people have the id `ana`"),
        ("team.yaml", "timezone: Europe/Berlin", "phone: none", "timezone"),
        ("team.yaml", "timezone: Europe/Berlin", "timezone: Berlin", "team.yaml:39: \"Berlin\" is no time zone"),
        ("team.yaml", "[\"mon-fri 9:00-18:00\"]", "[\"mon-fri 9-18\"]", "write them like mon-fri 9:00-18:00"),
        ("team.yaml", "[\"mon-fri 9:00-18:00\"]", "[]", "team.yaml:11: there are no working hours here"),
        ("team.yaml", "weight: 2", "weight: 0", "the weight 0: it is from 1 to 20"),
        ("team.yaml", "iberia: [ana]", "iberia: [bob]", "68: the team `iberia` has `bob`, but nobody"),
        ("team.yaml", "iberia: [ana]", "iberia: []", "the team `iberia` has nobody who takes leads"),
        ("team.yaml", "manager: dora", "manager: bob", ":7: the manager is `bob`, but nobody"),
        ("routing.yaml", "to: {person: chloe}", "to: {}", "routing.yaml:15: the rule `large` goes to nobody"),
        ("routing.yaml", "{person: chloe}", "{person: chloe, team: sales}", "the rule `large` goes to several"),
        ("routing.yaml", "{person: chloe}", "{person: bob}", "the rule names `bob`, but nobody in team.yaml"),
        ("routing.yaml", "{person: chloe}", "{person: dora}", "who has `takes_leads: false`"),
        (
            "routing.yaml",
            "to: {team: campo}",
            "to: {team: brazil}",
            "has no team `brazil`; there are: campo, iberia, sales",
        ),
        ("routing.yaml", "field: country, one_of: [BR]", "field: region, one_of: [BR]", "no form has a field `region`"),
        ("routing.yaml", "otherwise: {team: sales}", "", "there is no `otherwise`"),
        ("routing.yaml", "hot: 5m", "hot: soon", "\"soon\" is no time to wait"),
        (
            "forms/demo-request.yaml",
            "acknowledge: demo-thanks",
            "acknowledge: thanks",
            "demo-request.yaml:8: there is no mail `thanks`",
        ),
        ("forms/demo-request.yaml", "name: phone", "name: Phone", "lower-case"),
        ("sequences/guide-nurture.yaml", "wait: 1d", "wait: soon", "guide-nurture.yaml:6: \"soon\" is no time to wait"),
        (
            "sequences/guide-nurture.yaml",
            "mail: nurture-tips",
            "mail: hints",
            "guide-nurture.yaml:6: there is no mail `hints`",
        ),
        (
            "emails/nurture-tips.md",
            "{{ first_name or \"there\" }}",
            "{{ frist_name }}",
            "nurture-tips.md:4: the variable `frist_name` does not exist in this mail; do you mean `first_name`?",
        ),
    ]);
}

#[test]
fn what_could_never_hold_or_must_not_be_is_named_with_its_line() {
    are_named(&[
        ("routing.yaml", "hot: 5m", "hot: 30s", "routing.yaml:22: `hot` of `accept_within` is from 1m to 400d"),
        ("routing.yaml", "one_of: [BR]", "one_of: [Brazil]", "`country` is a country of two letters, and never"),
        (
            "routing.yaml",
            "field: employees, at_least: 1000",
            "field: score, at_least: 9, at_most: 5",
            "can't be at least",
        ),
        (
            "routing.yaml",
            "field: employees, at_least: 1000",
            "field: temperature, one_of: [boiling]",
            "`temperature` is never \"boiling\"; there are: cold, hot, warm",
        ),
        ("routing.yaml", "field: employees, at_least: 1000", "field: grade, one_of: [E]", "there are: A, B, C, D"),
        ("scoring.yaml", "field: employees, at_least: 50", "field: title, at_least: 5", "`title` is never a number"),
        (
            "scoring.yaml",
            "one_of: [PT, ES, FR, DE, GB, IE]",
            "one_of: []",
            "`one_of` of `country` has nothing in its list",
        ),
        ("scoring.yaml", "field: email, free_mail", "field: title, free_mail", "write `field: email`"),
        (
            "scoring.yaml",
            "field: employees, at_least: 50",
            "field: form, one_of: [demo]",
            "`form` is never \"demo\"; there are: demo-request, guide-download",
        ),
        ("scoring.yaml", "    page: \"/pricing*\"", "    page: \"https://acme.example/pricing*\"", "begins with http"),
        ("scoring.yaml", "    page: \"/pricing*\"", "    page: \"/pricing?plan=*\"", "has a ? or #"),
        ("scoring.yaml", "    page: \"/pricing*\"", "    page: \"pricing*\"", "does not begin with / or *"),
        (
            "funnel.yaml",
            "label: Wants to start right away, when: {field: timeline, one_of: [now]}",
            "label: Wants to start right away, when: {field: timeline, one_of: [today]}",
            "funnel.yaml:27: `timeline` is never \"today\"; there are: later, looking, now, quarter",
        ),
        (
            "forms/demo-request.yaml",
            "acknowledge: demo-thanks",
            "acknowledge: hand-off",
            "`hand-off` is for salespeople",
        ),
        ("forms/demo-request.yaml", "name: title", "name: source", "or be what conditions know besides"),
        ("forms/demo-request.yaml", "name: phone", "name: mobile", "`type: phone` is named `phone`, and no other"),
        ("sequences/guide-nurture.yaml", "wait: 1d", "wait: 731d", "\"731d\" is too long to wait"),
        ("sequences/guide-nurture.yaml", "mail: nurture-tips", "mail: reminder", "`reminder` is for salespeople"),
        (
            "sequences/welcome.yaml",
            "steps:\n  - {name: hello, wait: 12h, at: [mon-fri 8:00-11:00], mail: welcome}\n  - {name: parts, wait: 7d, at: [mon-fri 8:00-11:00], mail: welcome-parts}",
            "steps: []",
            "welcome.yaml:7: a sequence needs a step",
        ),
    ]);
}

#[test]
fn a_file_that_would_not_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let config = folder.path().join("infra/config");
    for file in ["prices.yaml", "forms/x.yml", "emails/notes.txt", ".swp", "forms/README.md"] {
        std::fs::write(config.join(file), "title: x\n").unwrap();
    }
    std::fs::rename(config.join("scoring.yaml"), config.join("scoring.yml")).unwrap();
    let errors = failed(folder.path(), &["compile"], 1);
    for file in ["prices.yaml", "forms/x.yml", "emails/notes.txt", "scoring.yml"] {
        assert!(errors.contains(&format!("{file}: this file is not read")), "{file}: {errors}");
    }
    assert!(errors.contains("scoring.yaml: this file is missing"), "{errors}");
    assert!(!errors.contains(".swp") && !errors.contains("README"), "{errors}");
}

#[test]
fn a_list_is_imported_with_a_word_on_every_row_that_is_not() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.csv");
    std::fs::write(
        &list,
        "\u{feff}E-Mail;Name;Date;consent\nmaria@acme.example;Maria;21.11.2026 09:30;yes\nnot an address;X;21.11.2026;\njose@gmail.com;José;soon;\n",
    )
    .unwrap();
    let list = list.to_str().unwrap();
    let output = stack.command(&["import", list, "--source", "trade show", "--map", "E-Mail=email", "--day-first"]);
    let (printed, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("fair.csv:3: email: not an e-mail address") && errors.contains("fair.csv:4:"), "{errors}");
    assert!(errors.contains("nothing was imported") && printed.is_empty(), "{errors} {printed}");
    assert_eq!(stack.printed(&["leads", "--json"]).trim(), "[]");
    let printed = stack.printed(&[
        "import",
        list,
        "--source",
        "trade show",
        "--map",
        "E-Mail=email",
        "--day-first",
        "--skip-bad",
    ]);
    assert!(printed.contains("1 lead and 0 deals imported") && printed.contains("2 rows skipped"), "{printed}");
    let missing = stack.command(&["import", list, "--source", "trade show", "--map", "Mail=email"]);
    assert!(String::from_utf8(missing.stderr).unwrap().contains("--map Mail=…: there is no such column"));
    let lead = stack.lead("maria@acme.example");
    assert_eq!(lead["source"], "trade show");
    assert_eq!(lead["timeline"][0]["id"].as_str().unwrap()[..13], *"20261121T0930");
    assert!(stack.inbox().is_empty(), "history starts nothing");
    stack.assert_sound();
}

/// An audit that can't fail would be worth nothing.
#[test]
fn the_audit_finds_a_lead_that_is_not_what_its_timeline_says() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("demo-request", &person(1));
    stack.printed(&["audit"]);
    let table = stack.status()["table"].clone();
    let tamper = |set: &str, value: &str| {
        stack.aws(
            "dynamodb",
            "DynamoDB_20120810.UpdateItem",
            &json!({
                "TableName": table, "Key": {"pk": {"S": format!("LEAD#{id}")}, "sk": {"S": "PROFILE"}},
                "UpdateExpression": format!("SET {set} = :value"), "ExpressionAttributeValues": {":value": {"S": value}},
            }),
        );
        let output = stack.command(&["audit"]);
        assert_eq!(output.status.code(), Some(1), "{set}");
        String::from_utf8(output.stderr).unwrap()
    };
    let errors = tamper("work_sk", "000");
    assert!(errors.contains(&id) && errors.contains("work_sk"), "{errors}");
    let row = stack.aws(
        "dynamodb",
        "DynamoDB_20120810.GetItem",
        &json!({"TableName": table, "Key": {"pk": {"S": format!("LEAD#{id}")}, "sk": {"S": "PROFILE"}}}),
    );
    let body = row["Item"]["body"]["S"].as_str().unwrap().replace("\"owner\":\"ana\"", "\"owner\":\"ben\"");
    let errors = tamper("body", &body);
    assert!(errors.contains(".owner differs"), "{errors}");
}

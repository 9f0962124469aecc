//! Commands in places and with values that they were not meant for.

use leadwright_domain::value::stage::Stage;
use leadwright_tests::{Stack, copy_config, edit, leadwright, person, read_text, root, unread};
use serde_json::{Value, json};

/// The output of each command may be closed early, as `head` does.
#[test]
fn a_command_whose_output_is_closed_early_ends_quietly() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("demo-request", &person(1));
    stack.local("run/rollup", &json!({}));
    let list = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(list.path(), "email\nuna@acme.example\n").unwrap();
    for arguments in [
        &["leads"][..],
        &["leads", "--json"],
        &["lead", &id],
        &["lead", &id, "--json"],
        &["why", &id],
        &["report"],
        &["report", "--csv"],
        &["report", "--json"],
        &["team"],
        &["brake"],
        &["sequence"],
        &["audit"],
        &["rescore", "--check"],
        &["preview"],
        &["preview", "nurture-tips", "--text"],
        &["suppress", "una@acme.example", "--check"],
        &["import", list.path().to_str().unwrap(), "--source", "fair"],
        &["log", &id, "call"],
    ] {
        let arguments = [arguments, &["--against", &stack.url]].concat();
        let (code, errors) = unread(root(), &arguments);
        assert_eq!(code, Some(141), "{arguments:?}: {errors}");
        assert!(!errors.contains("panicked") && !errors.contains("error"), "{arguments:?}: {errors}");
    }
    // What was asked for is done all the same.
    assert_eq!(stack.lead("una@acme.example")["source"], "fair");
}

#[test]
fn a_command_outside_a_workspace_refuses() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in
        [&["compile"][..], &["up"], &["leads"], &["preview"], &["bench"], &["suppress", "una@acme.example"], &["team"]]
    {
        let output = leadwright(folder.path(), arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
        assert!(errors.contains("is not inside a Leadwright workspace"), "{arguments:?}: {errors}");
    }
    copy_config(folder.path());
    let inside = folder.path().join("infra/config/emails");
    assert_eq!(leadwright(&inside, &["preview", "nurture-tips", "--text"]).status.code(), Some(0));
}

#[test]
fn every_stage_is_in_the_help() {
    for command in ["leads", "stage"] {
        let help = String::from_utf8(leadwright(root(), &[command, "--help"]).stdout).unwrap();
        let names: Vec<&str> = if command == "stage" {
            Stage::all_by_hand().map(Stage::name).chain(["bad"]).collect()
        } else {
            Stage::ALL.map(Stage::name).to_vec()
        };
        assert!(help.contains(&names.join(", ")), "{command}: {help}");
    }
}

/// A name that nothing has is an error that lists the names there are: an empty list would look like an answer.
#[test]
fn a_name_that_nothing_has_is_an_error() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("demo-request", &person(1));
    for (arguments, words) in [
        (&["leads", "--owner", "nobody"][..], "the ids are ana, ben, chloe, rui, sofia, dora"),
        (&["leads", "--stage", "hot"], "possible values: suspect, lead, mql"),
        (&["stage", &id, "suspect"], "possible values: lead, mql"),
        (&["assign", &id, "nobody"], "there are ana, ben, chloe"),
        (&["qualify", &id, "luck=yes"], "need"),
        (&["away", "nobody", "--until", "2999-01-01"], "the ids are ana, ben, chloe, rui, sofia, dora"),
        (&["capacity", "nobody", "--a-day", "1"], "the ids are ana, ben, chloe, rui, sofia, dora"),
        (&["sequence", "nobody"], "the sequences are guide-nurture"),
        (&["sequence", "nobody", "--pause"], "the sequences are guide-nurture"),
        (&["sequence", "nobody", "--resume"], "the sequences are guide-nurture"),
        (&["preview", "nothing"], "no mail, no sequence and no report"),
        (&["preview", "nurture-tips", "--language", "xx"], "its languages are"),
        (&["preview", "nurture-tips", "--language", "xx", "--lead", &id], "its languages are"),
        (&["preview", "guide-nurture", "--text"], "is a sequence"),
        (&["report", "--by", "weather"], "possible values: all, source, campaign"),
        (&["bench", "--form", "nothing"], "such forms are demo-request"),
    ] {
        let output = stack.command(arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
    assert_eq!(stack.printed(&["leads", "--owner", "ben", "--stage", "lost"]), "");
}

#[test]
fn the_report_is_there_for_scripts() {
    let stack = Stack::start();
    let report = || -> Value { serde_json::from_str(&stack.printed(&["report", "--json", "--by", "form"])).unwrap() };
    assert_eq!(report()["rows"], json!([]));
    stack.submit_and_settle("demo-request", &person(1));
    stack.advance("1d");
    let report = report();
    assert_eq!((&report["by"], report["from"].is_string()), (&json!("form"), true));
    let row = &report["rows"][0];
    assert_eq!((&row["form"], &row["new_leads"], &row["to_sql"]), (&json!("demo-request"), &json!(1), &json!(1)));
    let sequences: Value = serde_json::from_str(&stack.printed(&["sequence", "--json"])).unwrap();
    assert_eq!((&sequences[0]["name"], &sequences[0]["paused"]), (&json!("guide-nurture"), &json!(false)));
}

/// `bench` posts the company's own forms, whatever they ask for, and measures what came without posting.
#[test]
fn bench_works_with_the_forms_of_any_company() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let config = folder.path().join("infra/config");
    std::fs::rename(config.join("forms/demo-request.yaml"), config.join("forms/quote.yaml")).unwrap();
    std::fs::remove_dir_all(config.join("sources")).unwrap();
    edit(folder.path(), "infra/config/scoring.yaml", "form: demo-request", "form: quote");
    let asked = "  - {name: vans, label: Vans, type: number, required: true}\n  - {name: size, label: Size, type: choice, \
        required: true, options: [{value: s, label: Small}, {value: l, label: Large}]}\n";
    edit(folder.path(), "infra/config/forms/quote.yaml", "fields:\n", &format!("fields:\n{asked}"));
    let stack = Stack::start_at(folder.path(), ":memory:");
    let bench = |arguments: &[&str]| {
        let output = leadwright(folder.path(), &[&["bench", "--against", &stack.url], arguments].concat());
        (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = bench(&["--last", "10"]);
    assert!(code == Some(1) && said.contains("there is nothing to measure"), "{said}");
    let (code, said) = bench(&["--rates", "2", "--seconds", "1"]);
    assert_eq!(code, Some(0), "{said}");
    let before = stack.printed(&["leads"]).lines().count();
    let (code, said) = bench(&["--last", "10"]);
    assert!(code == Some(0) && said.contains("newest 10 leads"), "{said}");
    assert_eq!(stack.printed(&["leads"]).lines().count(), before, "nothing was posted");
    let (code, said) = bench(&["--enrolled", "5", "--due", "2"]);
    assert_eq!(code, Some(0), "{said}");
    let mut page = stack.get("/forms/quote");
    assert!(read_text(&mut page).contains("Vans"));
}

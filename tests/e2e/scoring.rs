//! Points over time: cooling without anybody acting, why, and a new model.

use std::process::Output;

use leadwright_tests::{Stack, copy_config, leadwright, person};
use serde_json::{Value, json};

const MARIA: &str = "person1@customer1.example";

fn now(stack: &Stack) -> String {
    stack.status()["now"].as_str().unwrap().to_owned()
}

fn why(stack: &Stack, arguments: &[&str]) -> Value {
    serde_json::from_str(&stack.printed(&[&["why", MARIA, "--json"], arguments].concat())).unwrap()
}

fn points(why: &Value, rule: &str) -> i64 {
    let lines = why["explanation"].as_array().unwrap();
    lines.iter().filter(|line| line["rule"] == rule).map(|line| line["points"].as_i64().unwrap()).sum()
}

/// The day a decay crosses a threshold stands on the agenda: the lead cools although nothing happens.
#[test]
fn a_lead_cools_by_itself_and_why_tells_how() {
    let stack = Stack::start();
    let mut guide = person(1);
    guide["employees"] = json!("20");
    stack.submit_and_settle("guide-download", &guide);
    for page in ["/pricing", "/pricing/teams"] {
        stack.tell(&json!({"kind": "page_viewed", "email": MARIA, "page": format!("https://www.acme.example{page}")}));
    }
    // 40 of fit, 10 of the guide, 16 of the prices.
    let lead = stack.lead(MARIA);
    assert_eq!((&lead["score"]["total"], &lead["score"]["temperature"]), (&json!(66), &json!("hot")), "{lead}");
    assert_eq!(lead["stage"], "sql", "a grade A that studies the prices is sales' by their own rule");
    let cools_on = lead["cools_on"].as_str().expect("the day it cools").to_owned();
    let first = why(&stack, &[]);
    assert_eq!(points(&first, "pricing-page"), 16);
    assert_eq!(first["contributions"].as_array().unwrap().len(), 3, "{first}");

    stack.advance("3d");
    let lead = stack.lead(MARIA);
    assert_eq!(lead["score"]["temperature"], "warm", "{lead}");
    let cooled = lead["timeline"].as_array().unwrap().iter().find(|activity| activity["kind"] == "cooled");
    assert_eq!(cooled.expect("it cooled")["id"].as_str().unwrap()[..8], cools_on.replace('-', ""));
    let listed = stack.printed(&["leads", "--json"]);
    assert!(listed.contains("\"warm\""), "lists say so too: {listed}");
    stack.advance("14d");
    let later = why(&stack, &[]);
    assert!(points(&later, "pricing-page") < 10, "{later}");
    let sum: i64 = later["explanation"].as_array().unwrap().iter().map(|line| line["points"].as_i64().unwrap()).sum();
    assert_eq!(later["total"], json!(sum));
    let then: Vec<_> = later["contributions"].as_array().unwrap().iter().map(|one| &one["points_then"]).collect();
    assert!(then.contains(&&json!(8)), "what it was worth then stays readable: {later}");
    let totals: Vec<i64> =
        later["history"].as_array().unwrap().iter().map(|day| day["total"].as_i64().unwrap()).collect();
    assert!(totals.len() >= 17 && totals.windows(2).all(|pair| pair[0] >= pair[1]), "{totals:?}");
    let printed = stack.printed(&["why", MARIA]);
    assert!(printed.contains("page viewed, +8 then") && printed.contains('▅'), "{printed}");
    stack.assert_sound();
}

/// Late activities score as if they had come in time.
#[test]
fn what_comes_in_late_scores_as_if_it_had_come_in_time() {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &person(1));
    stack.submit_and_settle("guide-download", &person(2));
    let view =
        |who: &str, at: &str| json!({"kind": "page_viewed", "email": who, "page": "/pricing", "occurred_at": at});
    let at = now(&stack);
    stack.tell(&view(MARIA, &at));
    stack.advance("10d");
    stack.tell(&view("person2@customer2.example", &at));
    let score = |who: &str| {
        let why: Value = serde_json::from_str(&stack.printed(&["why", who, "--json"])).unwrap();
        (why["total"].clone(), why["explanation"].clone())
    };
    assert_eq!(score(MARIA), score("person2@customer2.example"));
    stack.assert_sound();
}

/// Rules are changed, previewed, and then hold for every lead, who had them before and since.
#[test]
fn a_new_model_is_previewed_before_it_changes_anything() {
    let state = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let file = folder.path().join("infra/config/scoring.yaml");
    let rules = std::fs::read_to_string(&file).unwrap();
    let stack = Stack::start_at(folder.path(), state.path());
    for number in 1..=12 {
        stack.submit_and_settle("guide-download", &person(number));
    }
    let before: Vec<Value> =
        (1..=12).map(|number| stack.lead(&format!("person{number}@customer{number}.example"))).collect();
    assert_eq!((&before[0]["score"]["total"], &before[0]["stage"]), (&json!(65), &json!("mql")));
    let run = |stack: &Stack, arguments: &[&str]| -> Output {
        leadwright(folder.path(), &[arguments, &["--against", &stack.url]].concat())
    };
    let said = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    // A mistake is named with its line, and nothing is previewed.
    std::fs::write(&file, rules.replacen("half_life: 14d", "half_life: soon", 1)).unwrap();
    let output = run(&stack, &["rescore", "--check"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && errors.contains("scoring.yaml:69:16: "), "{errors}");
    // The guide is worth less: hot becomes warm.
    std::fs::write(
        &file,
        rules.replacen("points: 10\n    form: guide-download", "points: 4\n    form: guide-download", 1),
    )
    .unwrap();
    let preview = said(&run(&stack, &["rescore", "--check"]));
    assert!(
        preview.contains("12 of 12 leads would change score; 12 would change temperature; 0 would change stage"),
        "{preview}"
    );
    assert!(preview.contains("12  Hot → Warm") && preview.contains("Nothing was changed"), "{preview}");
    let output = run(&stack, &["rescore", "--check", "--json"]);
    let moved: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(moved[0]["to"]["total"], 59, "{moved:?}");
    assert_eq!(stack.lead(MARIA)["version"], before[0]["version"]);
    // The stack takes the new rules with its next start; a lead that something happens to is scored by them at once.
    stack.stop();
    let stack = Stack::start_at(folder.path(), state.path());
    stack.tell(&json!({"kind": "page_viewed", "email": "person2@customer2.example", "page": "/customers/heating"}));
    assert_eq!(stack.lead("person2@customer2.example")["score"]["total"], 62);
    let lead = stack.lead(MARIA);
    assert_eq!(lead["score"]["total"], 65, "the others wait for rescore");
    let output = run(&stack, &["rescore"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said(&output).contains("11 leads rescored by the new rules"), "{}", said(&output));
    stack.settle();
    for (number, before) in (1..=12).zip(&before) {
        let lead = stack.lead(&format!("person{number}@customer{number}.example"));
        assert_eq!(lead["score"]["total"], if number == 2 { 62 } else { 59 });
        assert_eq!(
            (&lead["stage"], &lead["owner"]),
            (&before["stage"], &before["owner"]),
            "rescoring hands nobody off"
        );
    }
    let output = run(&stack, &["rescore"]);
    assert!(said(&output).contains("every lead has the score"), "again changes nothing: {}", said(&output));
    // The old explanation stays readable, by the rules of its day.
    let today = stack.lead(MARIA)["timeline"][0]["id"].as_str().unwrap()[..8].to_owned();
    let output =
        run(&stack, &["why", MARIA, "--json", "--on", &format!("{}-{}-{}", &today[..4], &today[4..6], &today[6..])]);
    let why: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(why["total"], 59, "the end of that day has the new rules already: {why}");
    stack.assert_sound();
}

/// A funnel that asks for less moves those who have enough already, as the preview says, and nobody else.
#[test]
fn a_new_funnel_moves_those_whom_its_preview_names() {
    let state = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let file = folder.path().join("infra/config/funnel.yaml");
    let stack = Stack::start_at(folder.path(), state.path());
    // 65 points, 35, 20.
    let without = |number: usize, names: &[&str]| {
        let mut fields = person(number);
        for name in names {
            fields.as_object_mut().unwrap().remove(*name);
        }
        fields
    };
    let some: &[&str] = &["title", "employees"];
    let most: &[&str] = &["title", "employees", "phone", "country"];
    for (number, names) in [(1, &[][..]), (2, &[]), (3, some), (4, some), (5, some), (6, most), (7, most)] {
        stack.submit_and_settle("guide-download", &without(number, names));
    }
    let leads = |stack: &Stack| [1, 2, 3, 4, 5, 6, 7].map(|at| stack.lead(&format!("person{at}@customer{at}.example")));
    let stages = |stack: &Stack| leads(stack).map(|lead| lead["stage"].as_str().unwrap().to_owned());
    assert_eq!(stages(&stack), ["mql", "mql", "lead", "lead", "lead", "lead", "lead"]);
    let run = |stack: &Stack, arguments: &[&str]| -> String {
        let output = leadwright(folder.path(), &[arguments, &["--against", &stack.url]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let funnel = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, funnel.replacen("points, score: 45}", "points, score: 30}", 1)).unwrap();
    let preview = run(&stack, &["rescore", "--check"]);
    assert!(
        preview.contains("0 of 7 leads would change score; 0 would change temperature; 3 would change stage"),
        "{preview}"
    );
    stack.stop();
    let stack = Stack::start_at(folder.path(), state.path());
    let before = leads(&stack);
    let said = run(&stack, &["rescore"]);
    assert!(said.contains("3 leads rescored by the new rules"), "{said}");
    assert_eq!(stages(&stack), ["mql", "mql", "mql", "mql", "mql", "lead", "lead"]);
    let after = leads(&stack);
    for (before, after) in std::iter::zip(&before, &after) {
        assert_eq!(before["stage"] == after["stage"], before["version"] == after["version"], "{after}");
        assert_eq!((&before["score"]["total"], &before["owner"]), (&after["score"]["total"], &after["owner"]));
    }
    assert!(run(&stack, &["rescore"]).contains("every lead has the score"));
    let preview = run(&stack, &["rescore", "--check"]);
    assert!(preview.contains("0 would change temperature; 0 would change stage"), "{preview}");
    assert_eq!(leads(&stack).map(|lead| lead["version"].clone()), after.map(|lead| lead["version"].clone()));
    stack.assert_sound();
}

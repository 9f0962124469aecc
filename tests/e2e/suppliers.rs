//! Bought leads: a list is a delivery, its bad rows are claimed, and what it cost stands in the numbers once.

use std::fmt::Write;
use std::path::Path;

use leadwright_tests::{Stack, copy_config, leadwright, read_json, read_text};
use serde_json::{Value, json};

/// Runs `import` of a supplier's list.
fn import(stack: &Stack, folder: &Path, list: &Path, more: &[&str]) -> (Option<i32>, Value, String) {
    let list = ["import", list.to_str().unwrap(), "--supplier", "leadmarket", "--json", "--against", &stack.url];
    let output = leadwright(folder, &[&list[..], more].concat());
    let summary = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), summary, String::from_utf8(output.stderr).unwrap())
}

/// Ten rows of new people, one of somebody who is known, and one that repeats the first.
fn list(folder: &Path) -> std::path::PathBuf {
    let mut text = "order_id,email,name,phone,consent,opt_in\n".to_owned();
    for row in 1..=10 {
        let id = if row == 2 { "=1+1".to_owned() } else { format!("L{row}") };
        let opt_in = if row == 3 { "box on quotes.example 2026-11-02 10:14" } else { "" };
        writeln!(text, "{id},ann{row}@list{row}.example,Ann {row},+35191200000{},yes,{opt_in}", row % 10).unwrap();
    }
    text += "L11,maria@acme.example,Somebody Else,+351911111111,yes,\nL12,ann1@list1.example,Ann Again,,,\n";
    let file = folder.join("leads.csv");
    std::fs::write(&file, text).unwrap();
    file
}

fn mark(stack: &Stack, email: &str, reason: &str) {
    stack.tell(&json!({"kind": "marked_bad", "email": email, "reason": reason, "by": "ana"}));
    stack.settle();
}

fn claim(stack: &Stack) -> Value {
    let claims: Value = serde_json::from_str(&stack.printed(&["supplier", "claim", "leadmarket", "--json"])).unwrap();
    claims[0].clone()
}

fn report(stack: &Stack, by: &str) -> Value {
    serde_json::from_str(&stack.printed(&["report", "--by", by, "--json"])).unwrap()
}

/// An activity of the lead brought a consent.
fn agrees(stack: &Stack, lead: &Value) -> bool {
    let stored = stack.stored_activities(lead["id"].as_str().unwrap());
    stored.values().any(|activity| activity.get("consent").is_some())
}

const TERMS: [&str; 6] = ["--ordered", "10", "--price", "39", "--per", "20"];

#[test]
fn a_delivery_is_counted_and_its_bad_rows_are_claimed() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    stack.submit_and_settle(
        "demo-request",
        &json!({"email": "maria@acme.example", "name": "Maria Silva", "company": "Acme", "consent": "yes"}),
    );
    let before = stack.lead("maria@acme.example");
    let file = list(folder.path());
    let (code, summary, errors) = import(&stack, leadwright_tests::root(), &file, &TERMS);
    assert_eq!(code, Some(0), "{errors}");
    let came = &summary["delivery"];
    assert_eq!(
        (&came["ordered"], &came["delivered"], &came["extra"]),
        (&json!(10), &json!(12), &json!(2)),
        "{summary}"
    );
    assert_eq!((&came["duplicates"], &came["shortfall"]), (&json!(2), &json!(0)), "{summary}");
    assert_eq!((&came["cost"], &came["credit_owed"]), (&json!("19.50"), &json!("0.00")), "{summary}");

    // The person who was known is as before; only the timeline says that she was delivered.
    let after = stack.lead("maria@acme.example");
    for part in ["fields", "score", "stage", "source"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    // Bought leads are for calls: consent counts with what it rests on.
    assert!(!agrees(&stack, &stack.lead("ann4@list4.example")));
    assert!(agrees(&stack, &stack.lead("ann3@list3.example")));
    assert_eq!(stack.lead("ann4@list4.example")["stage"], "suspect");

    // A repeated import changes nothing; other terms are another delivery.
    let (code, again, errors) = import(&stack, leadwright_tests::root(), &file, &TERMS);
    assert_eq!((code, &again["delivery"]), (Some(0), came), "{errors}");
    let (code, _, errors) = import(&stack, leadwright_tests::root(), &file, &["--price", "1"]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("leadmarket/leads was imported with other terms (10 leads, 39.00 EUR for 20"), "{errors}");

    let words = stack.command(&[&["import", file.to_str().unwrap(), "--supplier", "leadmarket"], &TERMS[..]].concat());
    let errors = String::from_utf8(words.stderr).unwrap();
    assert!(errors.contains("10 rows claim consent and not how the person agreed"), "{errors}");
    let said = String::from_utf8(words.stdout).unwrap();
    assert!(said.contains("10 ordered for 19.50 EUR, 12 delivered (2 extra of 1 agreed), 2 known before"), "{said}");

    // Two rows are bad, one of them said to be good again.
    mark(&stack, "ann2@list2.example", "wrong-number");
    mark(&stack, "ann5@list5.example", "out-of-business");
    stack.tell(&json!({"kind": "not_bad", "email": "ann5@list5.example", "by": "ana"}));
    stack.settle();
    let claimed = claim(&stack);
    assert_eq!(
        (&claimed["bad"], &claimed["good"], &claimed["shortfall"]),
        (&json!(3), &json!(9), &json!(1)),
        "{claimed}"
    );
    assert_eq!(claimed["credit_owed"], "1.95");
    let csv = stack.printed(&["supplier", "claim", "leadmarket", "--delivery", "leads", "--csv"]);
    assert!(csv.starts_with("delivery,row,reason,found_on,phone,email\n"), "{csv}");
    assert!(csv.contains("\nleads,'=1+1,The number is wrong,"), "no formula: {csv}");
    assert!(csv.contains(",+351912000002,ann2@list2.example\n") || csv.contains(",'+351912000002,"), "{csv}");
    assert!(csv.contains("leads,L11,We had them before,") && csv.contains("leads,L12,We had them before,"), "{csv}");
    assert!(csv.contains("maria@acme.example") && !csv.contains("Maria"), "only as delivered: {csv}");
    assert!(stack.printed(&["supplier", "claim", "leadmarket"]).contains("1 short: 1.95 EUR owed"));

    // The numbers say the same, and what it cost counts once.
    stack.local("run/rollup", &json!({}));
    let shown: Value = serde_json::from_str(&stack.printed(&["supplier", "show", "--json"])).unwrap();
    for part in ["ordered", "delivered", "extra", "bad", "good", "shortfall", "credit_owed", "cost"] {
        assert_eq!(shown[0][part], claimed[part], "{part}: {shown}");
    }
    let printed = stack.printed(&["report", "--by", "supplier"]);
    assert!(printed.contains("leadmarket") && printed.contains("Credit owed EUR"), "{printed}");
    let csv = stack.printed(&[
        "report",
        "--by",
        "delivery",
        "--measures",
        "ordered,delivered_rows,bad_rows,shortfall,credit_owed,cost_per_good_row",
        "--csv",
    ]);
    assert!(csv.lines().nth(1).is_some_and(|line| line.starts_with("leadmarket/leads,10,12,3,1,1.95,2.17")), "{csv}");
    let csv = stack.printed(&["report", "--by", "source", "--measures", "new_leads,cost,cpl,cost_per_good", "--csv"]);
    assert!(csv.lines().any(|line| line.starts_with("purchased list,10,19.50,1.95,2.17")), "{csv}");
    let campaigns = stack.printed(&["report", "--by", "campaign", "--measures", "new_leads,cost", "--csv"]);
    assert!(campaigns.lines().any(|line| line.starts_with("leadmarket,10,19.50")), "{campaigns}");
    let by_supplier = report(&stack, "supplier");
    let rows = by_supplier["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["supplier"] == "leadmarket").unwrap();
    assert_eq!((&row["new_leads"], &row["shortfall"]), (&json!(10), &json!(1)), "{by_supplier}");

    // On the pages, with the way to the leads.
    let now: jiff::Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    let day = now.in_tz("Europe/Lisbon").unwrap().date();
    let page = read_text(&mut stack.get(&format!("/_local/numbers/sources?period={day}")));
    assert!(page.contains("id=\"suppliers\"") && page.contains("by=delivery"), "{page}");
    let page = read_text(&mut stack.get(&format!("/_local/numbers/sources?by=delivery&period={day}")));
    assert!(page.contains("leadmarket/leads"), "{page}");
    let page = read_text(&mut stack.get(&format!("/_local/numbers/sources?by=supplier&period={day}")));
    assert!(page.contains("Lead Market") && page.contains("measure=bad_rows"), "{page}");
    let listed = format!("/_local/numbers/leads?measure=bad_rows&by=supplier&value=leadmarket&period={day}");
    let listed = read_text(&mut stack.get(&listed));
    assert!(listed.contains("Maria Silva") && listed.contains("Ann 2"), "{listed}");
    stack.assert_sound();
}

#[test]
fn a_row_that_is_found_bad_too_late_is_not_owed() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leads.csv");
    std::fs::write(&file, "email,name\nann@list.example,Ann\nbob@list.example,Bob\n").unwrap();
    let (code, summary, errors) = import(&stack, leadwright_tests::root(), &file, &[]);
    assert_eq!((code, &summary["delivery"]["cost"]), (Some(0), &json!("3.90")), "{errors}");
    stack.advance("20d");
    mark(&stack, "ann@list.example", "wrong-number");
    let claimed = claim(&stack);
    assert_eq!((&claimed["not_taken_back"], &claimed["shortfall"]), (&json!(1), &json!(0)), "{claimed}");
    assert_eq!(claimed["rows"], json!([]));
    stack.local("run/rollup", &json!({}));
    let csv =
        stack.printed(&["report", "--by", "supplier", "--measures", "bad_rows,late_bad_rows,credit_owed", "--csv"]);
    assert!(csv.lines().any(|line| line.starts_with("leadmarket,1,1,0.00")), "{csv}");
    stack.assert_sound();
}

#[test]
fn what_a_supplier_paid_stands_beside_what_it_owes_and_is_taken_back() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leads.csv");
    std::fs::write(&file, "email,name\nann@list.example,Ann\nbob@list.example,Bob\n").unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let output = stack.command(&[&["supplier", "credit", "leadmarket"], arguments].concat());
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && errors.contains(words), "{words}: {errors}");
    };
    refused(&["--paid", "1"], "leadmarket has delivered nothing");
    let (code, _, errors) = import(&stack, leadwright_tests::root(), &file, &[]);
    assert_eq!(code, Some(0), "{errors}");
    mark(&stack, "ann@list.example", "wrong-number");
    stack.local("run/rollup", &json!({}));
    let shown = || -> Value {
        let shown: Value = serde_json::from_str(&stack.printed(&["supplier", "show", "--json"])).unwrap();
        json!([shown[0]["credit_owed"], shown[0]["credit_paid"], shown[0]["credit_open"]])
    };
    assert_eq!(shown(), json!(["1.95", "0.00", "1.95"]));
    let credit = |arguments: &[&str]| stack.printed(&[&["supplier", "credit", "leadmarket"], arguments].concat());
    assert!(credit(&["--paid", "1,50"]).contains("1.95 EUR owed, 1.50 EUR paid, 0.45 EUR still owed"));
    assert_eq!(shown(), json!(["1.95", "1.50", "0.45"]));
    assert!(credit(&["--paid", "0.50", "--delivery", "leads"]).contains("0.05 EUR more than is owed so far"));
    assert_eq!(shown(), json!(["1.95", "2.00", "0.00"]));
    let told = credit(&["--undo"]);
    assert!(told.contains("0.50 EUR of ") && told.contains("0.45 EUR still owed"), "{told}");
    // In the numbers, too.
    let csv =
        stack.printed(&["report", "--by", "delivery", "--measures", "credit_owed,credit_paid,credit_open", "--csv"]);
    assert!(csv.lines().any(|line| line.starts_with("leadmarket/leads,1.95,1.50,0.45")), "{csv}");
    assert!(stack.printed(&["supplier", "claim", "leadmarket"]).contains("1.50 EUR paid, 0.45 EUR still owed"));
    for (arguments, words) in [
        (&["--paid", "0"][..], "write what was paid"),
        (&["--paid=-1"], "is negative"),
        (&["--paid", "1.234"], "may be 1234.00 or 1.23"),
        (&["--paid", "1 USD"], "is not in EUR"),
        (&["--paid", "1", "--on", "2099-01-01"], "lies ahead"),
        (&["--paid", "1", "--on", "2020-01-01"], "is before the delivery"),
        (&["--paid", "1", "--delivery", "x"], "has no delivery x"),
        (&["--paid", "1", "--undo"], "cannot be used with"),
    ] {
        refused(arguments, words);
    }
    credit(&["--undo"]);
    refused(&["--undo"], "nothing was paid");
    assert_eq!(shown(), json!(["1.95", "0.00", "1.95"]));
    stack.assert_sound();
}

#[test]
fn wrong_terms_of_a_delivery_are_corrected_and_its_rows_stay_no_duplicates() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leads.csv");
    std::fs::write(&file, "email,name\nann@list.example,Ann\nbob@list.example,Bob\n").unwrap();
    let root = leadwright_tests::root();
    let (code, _, errors) = import(&stack, root, &file, &["--ordered", "0"]);
    assert!(code != Some(0) && errors.contains("0 is not in 1.."), "{errors}");
    let (code, _, errors) = import(&stack, root, &file, &["--ordered", "20", "--price", "390"]);
    assert_eq!(code, Some(0), "{errors}");
    let right = ["--ordered", "2", "--price", "39", "--per", "20"];
    let (code, _, errors) = import(&stack, root, &file, &right);
    assert!(code == Some(1) && errors.contains("say --correct-terms if the first were wrong"), "{errors}");
    let (code, summary, errors) = import(&stack, root, &file, &[&right[..], &["--correct-terms"]].concat());
    let came = &summary["delivery"];
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!((&came["ordered"], &came["cost"], &came["duplicates"]), (&json!(2), &json!("3.90"), &json!(0)));
    stack.local("run/rollup", &json!({}));
    let csv = stack.printed(&["report", "--by", "source", "--measures", "new_leads,cost", "--csv"]);
    assert!(csv.lines().any(|line| line.starts_with("purchased list,2,3.90")), "it costs what is right: {csv}");
    // Its day is the first one: another one is not ignored without a word.
    let (code, _, errors) = import(&stack, root, &file, &[&right[..], &["--delivered-on", "2020-01-01"]].concat());
    assert!(code == Some(1) && errors.contains("leadmarket/leads came on"), "{errors}");
    stack.assert_sound();
}

#[test]
fn what_is_wrong_about_a_delivery_is_named() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my leads.csv");
    std::fs::write(&file, "email\nann@list.example\n").unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let output = stack.command(&[&["import", file.to_str().unwrap()], arguments].concat());
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && errors.contains(words), "{words}: {errors}");
    };
    refused(
        &["--supplier", "leadmarkt"],
        "there is no supplier leadmarkt in infra/config/suppliers.yaml; there are: leadmarket",
    );
    refused(&["--supplier", "leadmarket"], "\"my leads\" is no name of a delivery");
    refused(&["--supplier", "leadmarket", "--delivery", "a", "--price", "x"], "--price");
    refused(&["--supplier", "leadmarket", "--delivery", "a", "--delivered-on", "2099-01-01"], "2099-01-01 is not over");
    refused(&["--ordered", "5", "--source", "fair"], "--supplier <NAME>");
    refused(&[], "--source <NAME>");
    let output = stack.command(&["supplier", "claim", "nobody"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no supplier nobody"));
    let output = stack.command(&["supplier", "claim", "leadmarket", "--delivery", "x"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("has no delivery x; there are: none"));
    assert!(stack.printed(&["supplier", "show"]).contains("import a bought list with"));
    // A month that is closed keeps its costs.
    stack.advance("40d");
    let now: jiff::Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    let last_month = now.in_tz("Europe/Lisbon").unwrap().date().first_of_month().yesterday().unwrap();
    stack.printed(&["cost", "close", &last_month.strftime("%Y-%m").to_string()]);
    let day = last_month.to_string();
    refused(
        &["--supplier", "leadmarket", "--delivery", "a", "--delivered-on", &day],
        "is closed, and the delivery costs something",
    );
    stack.assert_sound();
}

const FORM: &str = "\
title: Leads of Lead Market
wants: asked on quotes.example
source: purchased list
supplier: leadmarket
consent: {version: v1, wording: They agreed}
fields:
  - {name: order_id, label: Number of the order, required: true}
  - {name: email, label: E-mail, type: email, required: true}
  - {name: name, label: Name}
  - {name: opt_in, label: How they agreed}
";

#[test]
fn a_supplier_posts_its_leads_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    std::fs::write(folder.path().join("infra/config/forms/lead-market.yaml"), FORM).unwrap();
    let stack = Stack::start_at(folder.path(), ":memory:");
    let run = |arguments: &[&str]| {
        let output = leadwright(folder.path(), &[arguments, &["--against", &stack.url]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let post = |order: &str, email: &str, opt_in: &str| {
        let fields = json!({"order_id": order, "email": email, "name": "Ann", "consent": "yes", "opt_in": opt_in});
        let mut answer = stack.submit("lead-market", &fields);
        assert_eq!(answer.status(), 202, "{}", read_json(&mut answer));
        stack.settle();
    };
    post("Q-1", "ann@one.example", "");
    post("Q-2", "bob@two.example", "box on quotes.example 2026-11-02");
    // The same order again is the same row; the same person with another order was known before.
    post("Q-1", "ann@one.example", "");
    post("Q-3", "ann@one.example", "");
    let missing = stack.submit("lead-market", &json!({"email": "eve@three.example", "name": "Eve"}));
    assert_eq!(missing.status(), 422, "an order has its number");
    let lead = |who: &str| -> Value { serde_json::from_str(&run(&["lead", who, "--json"])).unwrap() };
    assert!(!agrees(&stack, &lead("ann@one.example")), "no evidence, no consent");
    assert!(agrees(&stack, &lead("bob@two.example")));
    assert_eq!(lead("ann@one.example")["fields"]["order_id"], Value::Null, "no field of the person");
    stack.tell(&json!({"kind": "marked_bad", "email": "bob@two.example", "reason": "wrong-number", "by": "ana"}));
    stack.settle();
    let now: jiff::Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    let month = now.in_tz("Europe/Lisbon").unwrap().strftime("%Y-%m").to_string();
    let claims: Value =
        serde_json::from_str(&run(&["supplier", "claim", "leadmarket", "--delivery", &month, "--json"])).unwrap();
    let rows: Vec<&Value> = claims[0]["rows"].as_array().unwrap().iter().map(|row| &row["row"]).collect();
    assert_eq!(rows, ["Q-2", "Q-3"], "{claims}");
    assert_eq!((&claims[0]["delivered"], &claims[0]["credit_owed"]), (&json!(3), &json!("3.90")), "{claims}");
    stack.local("run/rollup", &json!({}));
    let csv = run(&["report", "--by", "source", "--measures", "new_leads,cost", "--csv"]);
    assert!(csv.lines().any(|line| line.starts_with("purchased list,2,5.85")), "{csv}");
    let shown = run(&["supplier", "show"]);
    assert!(shown.contains(&format!("leadmarket/{month}")), "{shown}");
    stack.local("run/rollup", &json!({}));
    assert_eq!(
        run(&["report", "--by", "source", "--measures", "new_leads,cost", "--csv"]),
        csv,
        "counted again, it is the same"
    );
}

#[test]
fn a_value_that_is_not_there_is_named_with_the_nearest() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &json!({"email": "maria@acme.example", "name": "Maria"}));
    stack.local("run/rollup", &json!({}));
    let output = stack.command(&["report", "--by", "source", "--leads", "new_leads", "--value", "forms"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("no source \"forms\" was counted") && errors.contains("do you mean \"form\"?"), "{errors}");
    let known = stack.printed(&["report", "--by", "source", "--leads", "bad", "--value", "form"]);
    assert!(known.contains("0 activities of 0 leads"), "{known}");
}

//! Files of all leads and of all activities, from the desk and by command.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use leadwright_tests::{LoggedIn, Stack, copy_config, edit, leadwright, person, read_text};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::killing::killed_at;

/// A stack whose Ben is an admin.
fn with_admin() -> (TempDir, Stack) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let ben = "    email: ben@acme.example";
    edit(folder.path(), "infra/config/team.yaml", ben, &format!("{ben}\n    role: admin"));
    let stack = Stack::start_at(folder.path(), ":memory:");
    (folder, stack)
}

pub(crate) fn ask(who: &LoggedIn<'_>, of: &str, format: &str) {
    let press = who.press_of("/desk/exports");
    let form = format!("{press}&of={of}&format={format}");
    for _ in 0..2 {
        assert_eq!(who.post("/desk/exports", &form).status(), 303, "{of} {format}");
    }
}

/// Where the page leads to, for each file.
fn files(page: &str) -> BTreeMap<String, String> {
    let links = page.split("<a href=\"").skip(1).filter(|link| link.starts_with("/desk/exports/ex_"));
    let file = |link: &str| {
        let (path, rest) = link.split_once("\">").unwrap();
        (rest.split('<').next().unwrap().to_owned(), path.to_owned())
    };
    links.map(file).collect()
}

/// What a browser gets that takes the file.
fn taken(who: &LoggedIn<'_>, path: &str) -> String {
    let answer = who.get(path);
    assert_eq!(answer.status(), 302);
    let link = answer.headers()["location"].to_str().unwrap().to_owned();
    let mut file = ureq::get(&link).call().unwrap();
    assert!(file.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\""));
    read_text(&mut file)
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

/// The rows of a CSV, by the names of its columns.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Three leads: one whose name is a formula, one that is not to be called, and one into which another was merged.
fn three_leads(stack: &Stack) -> [String; 3] {
    let mut formula = person(1);
    (formula["name"], formula["phone"]) = (json!("=HYPERLINK(\"x\")"), json!("+351 912 345 001"));
    let formula = stack.submit_and_settle("demo-request", &formula);
    let mut silent = person(2);
    silent["phone"] = json!("+351 912 345 002");
    let silent = stack.submit_and_settle("demo-request", &silent);
    stack.tell(&json!({"kind": "do_not_contact", "lead": silent, "channel": "calls", "by": "ana"}));
    let kept = stack.submit_and_settle("demo-request", &person(3));
    let other = stack.submit_and_settle("guide-download", &json!({"email": "other@home.example", "consent": "yes"}));
    stack.printed(&["merge", &kept, &other, "--by", "ana"]);
    stack.settle();
    [formula, silent, kept]
}

#[test]
fn an_admin_takes_all_leads_and_activities_as_files() {
    let (_folder, stack) = with_admin();
    let ben = stack.log_in("ben");
    assert!(ben.page("/desk/exports").contains("There is no file."));
    let [formula, silent, kept] = three_leads(&stack);
    for (of, format) in [("leads", "csv"), ("leads", "jsonl"), ("activities", "csv"), ("activities", "jsonl")] {
        ask(&ben, of, format);
    }
    stack.settle();
    let page = ben.page("/desk/exports");
    let files = files(&page);
    assert_eq!(page.matches("href=\"/desk/exports/ex_").count(), 4, "pressed twice, it is one file: {page}");
    let by_name = |of: &str, format: &str| {
        let (_, path) = files.iter().find(|(name, _)| name.starts_with(of) && name.ends_with(format)).unwrap();
        taken(&ben, path)
    };
    let leads = lines(&by_name("leads", ".jsonl"));
    let ids: BTreeSet<&str> = leads.iter().map(|lead| lead["lead"].as_str().unwrap()).collect();
    assert_eq!(ids, BTreeSet::from([formula.as_str(), &silent, &kept]));
    let lead = |id: &str| leads.iter().find(|lead| lead["lead"] == id).unwrap();
    assert_eq!(lead(&formula)["fields"]["name"], "=HYPERLINK(\"x\")");
    assert_eq!(lead(&formula)["fields"]["phone"], "+351912345001");
    assert_eq!(
        (&lead(&silent)["do_not_contact"], &lead(&silent)["fields"]["phone"]),
        (&json!(["calls"]), &Value::Null)
    );
    assert_eq!(lead(&kept)["merged"].as_array().unwrap().len(), 1);

    let sheet = rows(&by_name("leads", ".csv"));
    assert_eq!(sheet.len(), 3);
    for row in &sheet {
        let same = lead(&row["lead"]);
        for name in ["stage", "owner", "source", "created_at", "temperature"] {
            assert_eq!(row[name], same[name].as_str().unwrap_or_default(), "{name}");
        }
        assert_eq!(row["email"], same["fields"]["email"].as_str().unwrap());
        assert_eq!(row["points"], same["points"].to_string());
        assert_ne!(row["phone"], "'+351912345002");
    }
    let cell = sheet.iter().find(|row| row["lead"] == formula).unwrap();
    assert_eq!((cell["name"].as_str(), cell["phone"].as_str()), ("'=HYPERLINK(\"x\")", "'+351912345001"));

    let activities = lines(&by_name("activities", ".jsonl"));
    let of_kept = |one: &&Value| one["lead"] == kept.as_str();
    let stored = stack.stored_activities(&kept);
    assert_eq!(activities.iter().filter(of_kept).count(), stored.len());
    for one in activities.iter().filter(of_kept) {
        assert!(!one["says"].as_str().unwrap().is_empty() && one["details"]["kind"] == one["kind"], "{one}");
    }
    assert_eq!(rows(&by_name("activities", ".csv")).len(), activities.len());

    // A link is soon over, and the file some days later.
    let path = files.values().next().unwrap();
    let link = ben.get(path).headers()["location"].to_str().unwrap().to_owned();
    stack.advance("3m");
    assert_eq!(ureq::get(&link).config().http_status_as_error(false).build().call().unwrap().status(), 403);
    stack.advance("8d");
    let ben = stack.log_in("ben");
    assert!(ben.page("/desk/exports").contains("There is no file."));
    assert_eq!(ben.get(path).status(), 404);
    assert_eq!(stack.dead(), 0);
}

#[test]
fn nobody_but_an_admin_has_exports() {
    let (_folder, stack) = with_admin();
    let ben = stack.log_in("ben");
    ask(&ben, "leads", "csv");
    stack.settle();
    let path = files(&ben.page("/desk/exports")).into_values().next().unwrap();
    for who in ["ana", "dora"] {
        let other = stack.log_in(who);
        assert_eq!(
            (other.get("/desk/exports").status(), other.get(&path).status()),
            (403.try_into().unwrap(), 403.try_into().unwrap())
        );
        let press = other.press_of("/desk/log-out");
        assert_eq!(other.post("/desk/exports", &format!("{press}&of=leads&format=csv")).status(), 403);
    }
    assert!(ben.page("/desk/lists").contains("/desk/exports"));
    assert!(!stack.log_in("dora").page("/desk/lists").contains("/desk/exports"));
    // What is no choice of the page asks for nothing.
    let press = ben.press_of("/desk/exports");
    assert_eq!(ben.post("/desk/exports", &format!("{press}&of=secrets&format=csv")).status(), 404);
}

/// More than a part of a file, by a function that is killed and stops after each page of the table.
#[test]
fn a_long_export_that_is_killed_and_stops_has_every_row_once() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let ben = "    email: ben@acme.example";
    edit(folder.path(), "infra/config/team.yaml", ben, &format!("{ben}\n    role: admin"));
    // No time is left after the first page: each job reads one.
    edit(
        folder.path(),
        "infra/template.yaml",
        "      # A job asks one program, once: it may take ten seconds to answer.\n      Timeout: 30",
        "      Timeout: 15",
    );
    let queue = "-intake\"\n      MessageRetentionPeriod: 1209600\n      VisibilityTimeout: ";
    edit(folder.path(), "infra/template.yaml", &format!("{queue}180"), &format!("{queue}5"));
    let stack = Stack::start_at(folder.path(), ":memory:");
    let list = folder.path().join("list.csv");
    let fields: Vec<String> = (10..46).map(|number| format!("field{number}")).collect();
    let texts = vec!["They asked how long it takes. ".repeat(6); fields.len()].join(",");
    let heading = format!("email,{}", fields.join(","));
    let people = (0..1_000).map(|row| format!("p{row}@list.example,{texts}"));
    let list_lines: Vec<String> = std::iter::once(heading).chain(people).collect();
    std::fs::write(&list, list_lines.join("\n")).unwrap();
    let maps: Vec<String> = fields.iter().map(|field| format!("{field}={field}")).collect();
    let maps = maps.iter().flat_map(|map| ["--map", map.as_str()]);
    let import = ["import", list.to_str().unwrap(), "--source", "fair"].into_iter().chain(maps).collect::<Vec<_>>();
    stack.printed(&import);
    stack.settle();
    let ben = stack.log_in("ben");
    killed_at(&stack, "intake", ("s3", "UploadPart", "hang-response"), || ask(&ben, "activities", "jsonl"));
    stack.settle();
    let page = ben.page("/desk/exports");
    let (_, path) = files(&page).pop_first().unwrap_or_else(|| panic!("{page}"));
    let text = taken(&ben, &path);
    assert!(text.len() > 6_000_000, "{} bytes", text.len());
    let activities = lines(&text);
    let ids: BTreeSet<&str> = activities.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(ids.len() == activities.len() && ids.len() >= 1_000, "{} of {}", ids.len(), activities.len());
    assert!(page.contains(&format!("{} rows", activities.len())), "{page}");
    let whole = folder.path().join("whole.jsonl");
    stack.printed(&["export", "activities", "--format", "jsonl", "--out", whole.to_str().unwrap()]);
    let sorted = |text: &str| text.lines().map(ToOwned::to_owned).collect::<BTreeSet<_>>();
    assert!(sorted(&std::fs::read_to_string(&whole).unwrap()) == sorted(&text), "the command writes the same rows");
    assert_eq!(stack.dead(), 0);
}

#[test]
fn the_command_writes_a_file_or_prints_it_and_overwrites_nothing() {
    let stack = Stack::start();
    let [formula, ..] = three_leads(&stack);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.csv");
    let name = file.to_str().unwrap();
    assert_eq!(stack.printed(&["export", "leads", "--out", name]), format!("3 rows written to {name}\n"));
    let sheet = rows(&std::fs::read_to_string(&file).unwrap());
    assert!(sheet.iter().any(|row| row["lead"] == formula));
    let again = stack.command(&["export", "leads", "--out", name]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
    let printed = stack.printed(&["export", "leads", "--format", "jsonl", "--out", "-"]);
    assert_eq!(lines(&printed).len(), 3);
    let wrong = leadwright(Path::new("."), &["export", "secrets"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no part of a file is left");
}

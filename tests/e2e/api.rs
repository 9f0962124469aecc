//! The JSON API of programs: tokens, what they may see, lists, changes, the document.

use std::process::Command;

use leadwright_tests::{Stack, copy_config, edit, leadwright, person, read_json, read_text};
use serde_json::{Value, json};

use crate::golden::golden;

const MARIA: &str = "person1@customer1.example";

/// A program with a token.
struct Program<'s> {
    stack: &'s Stack,
    token: String,
}

impl<'s> Program<'s> {
    fn new(stack: &'s Stack, person: &str, flags: &[&str]) -> Self {
        let token = stack.printed(&[&["token", "new", person, "a program"], flags].concat()).trim().to_owned();
        Self { stack, token }
    }

    fn id(&self) -> &str {
        self.token.split('_').nth(1).unwrap()
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, Value) {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("authorization", bearer.as_str()), ("content-type", "application/json")], headers].concat();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut answer = self.stack.request(method, path, &headers, &body);
        let status = answer.status().as_u16();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        assert_eq!(kind, if status < 400 { "application/json" } else { "application/problem+json" }, "{path}");
        (status, read_json(&mut answer))
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, &[], &Value::Null)
    }

    fn post(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, &[("idempotency-key", key)], body)
    }

    fn ids(&self, path: &str) -> Vec<String> {
        let (status, page) = self.get(path);
        assert_eq!(status, 200, "{page}");
        page["leads"].as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()).collect()
    }
}

fn detail(answer: &Value) -> &str {
    answer["detail"].as_str().unwrap()
}

#[test]
fn a_token_is_shown_once_narrowed_and_ended_at_once() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let ana = Program::new(&stack, "ana", &["--read-only", "--route", "/leads"]);
    assert_eq!(ana.get("/leads").0, 200);
    let listed = stack.printed(&["token", "list", "--json"]);
    assert!(listed.contains(ana.id()) && !listed.contains(ana.token.rsplit('_').next().unwrap()), "{listed}");
    let (status, refused) = ana.get("/team");
    assert_eq!((status, detail(&refused).contains("/leads alone")), (403, true), "{refused}");
    let (status, refused) = ana.post("/leads", "k", &json!({"name": "X"}));
    assert_eq!((status, detail(&refused).contains("--read-only")), (403, true), "{refused}");
    // The header alone is asked, and no other site's page gets an answer.
    for (path, headers) in [
        (format!("/leads?token={}", ana.token), vec![]),
        (format!("/leads?access_token={}", ana.token), vec![]),
        ("/leads".to_owned(), vec![("authorization", format!("Basic {}", ana.token))]),
        ("/leads".to_owned(), vec![("cookie", format!("token={}", ana.token))]),
        ("/leads".to_owned(), vec![("authorization", format!("Bearer {}x", ana.token))]),
        ("/leads".to_owned(), vec![("authorization", format!("Bearer lw_{}_{}", ana.id(), "a".repeat(52)))]),
    ] {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = stack.request("GET", &path, &headers, "");
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["www-authenticate"].as_bytes()),
            (401, b"Bearer".as_slice()),
            "{path}"
        );
    }
    let bearer = format!("Bearer {}", ana.token);
    let answer = stack.request("GET", "/leads", &[("origin", "https://evil.example"), ("authorization", &bearer)], "");
    assert!(answer.headers().keys().all(|name| !name.as_str().starts_with("access-control-")));
    let used =
        || serde_json::from_str::<Value>(&stack.printed(&["token", "list", "--json"])).unwrap()[0]["used"].clone();
    let first = used();
    assert!(first.is_string());
    stack.advance("10m");
    assert_eq!((ana.get("/leads").0, used()), (200, first.clone()), "the use is written once an hour");
    stack.advance("1h");
    assert_eq!(ana.get("/leads").0, 200);
    assert_ne!(used(), first);
    stack.printed(&["token", "end", ana.id()]);
    assert_eq!(ana.get("/leads").0, 401);
    let short = Program::new(&stack, "ana", &["--days", "1"]);
    assert_eq!(short.get("/team").0, 200);
    stack.advance("25h");
    assert_eq!(short.get("/team").0, 401);
}

#[test]
fn a_token_makes_as_many_requests_a_minute_as_it_may() {
    let stack = Stack::start();
    let ana = Program::new(&stack, "ana", &["--per-minute", "12"]);
    let statuses: Vec<u16> = (0..16).map(|_| ana.get("/team").0).collect();
    assert_eq!(statuses[..12], [200; 12]);
    assert_eq!(statuses[13..], [429; 3], "{statuses:?}");
    let bearer = format!("Bearer {}", ana.token);
    let answer = stack.request("GET", "/team", &[("authorization", &bearer)], "");
    let wait: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    stack.advance("1m");
    assert_eq!(ana.get("/team").0, 200);
}

/// A hostile program with a seller's token gets nothing that the seller could not see.
#[test]
fn a_program_sees_what_its_person_sees() {
    let stack = Stack::start();
    let lead = stack.submit_and_settle("demo-request", &person(1));
    assert_eq!(stack.lead(MARIA)["owner"], "ana");
    let (ana, ben, dora) =
        (Program::new(&stack, "ana", &[]), Program::new(&stack, "ben", &[]), Program::new(&stack, "dora", &[]));
    assert_eq!(ana.ids("/leads"), std::slice::from_ref(&lead));
    assert_eq!(dora.ids("/leads"), std::slice::from_ref(&lead));
    let nobody = ben.get("/leads/ld_lamtth6yetyscghyvack4c5mcy");
    assert_eq!(nobody.0, 404);
    let activity = ana.get(&format!("/leads/{lead}/activities")).1["activities"][0]["id"].as_str().unwrap().to_owned();
    for path in ["/leads", "/leads?owner=ana", "/leads?search=person1@customer1.example", "/leads?stage=sql"] {
        assert_eq!(ben.ids(path), Vec::<String>::new(), "{path}");
    }
    assert_eq!(ben.get(&format!("/leads/{lead}")), nobody);
    assert_eq!(ben.get(&format!("/leads/{lead}/activities")), nobody);
    for (at, (action, body)) in [
        ("note", json!({"note": "x"})),
        ("take-over", json!({})),
        ("undo", json!({"activity": activity})),
        ("give", json!({"to": "ben"})),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(ben.post(&format!("/leads/{lead}/{action}"), &at.to_string(), &body), nobody, "{action}");
    }
    let change = json!({"fields": {"company": "Evil"}});
    assert_eq!(ben.ask("PATCH", &format!("/leads/{lead}"), &[("if-match", "\"1\"")], &change), nobody);
    // Another address of hers leads to her lead, for who may see it.
    stack.printed(&["alias", MARIA, "m@other.example", "--by", "dora"]);
    let cursor = {
        stack.submit_and_settle("demo-request", &person(2));
        dora.get("/leads?limit=1").1["next"].as_str().unwrap().to_owned()
    };
    for path in [
        format!("/leads?limit=1&cursor={cursor}"),
        "/leads?cursor=x".to_owned(),
        format!("/leads/{lead}/activities?cursor={cursor}"),
    ] {
        let (status, refused) = if path.contains("activities") { ana.get(&path) } else { ben.get(&path) };
        assert_eq!((status, detail(&refused).starts_with("cursor:")), (400, true), "{path}: {refused}");
    }
    assert_eq!(dora.get(&format!("/leads?limit=1&cursor={cursor}")).0, 200);
    assert_eq!(dora.get(&format!("/leads?limit=1&stage=sql&cursor={cursor}")).0, 400, "of other filters");
    stack.advance("25h");
    let (status, stale) = dora.get(&format!("/leads?limit=1&cursor={cursor}"));
    assert_eq!((status, detail(&stale).contains("older than a day")), (400, true));
}

#[test]
fn a_token_goes_where_its_person_goes() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let database = folder.path().join("state.db");
    let database = database.to_str().unwrap();
    let stack = Stack::start_at(folder.path(), database);
    let lead = stack.submit_and_settle("demo-request", &person(1));
    let token = Program::new(&stack, "dora", &[]).token;
    stack.stop();
    for (from, to) in [("manager: dora", "manager: doris"), ("- id: dora", "- id: doris")] {
        edit(folder.path(), "infra/config/team.yaml", from, to);
    }
    let stack = Stack::start_at(folder.path(), database);
    let program = Program { stack: &stack, token };
    assert_eq!(program.get(&format!("/leads/{lead}")).0, 401, "dora has left");
    let listed = leadwright(folder.path(), &["token", "list", "--against", &stack.url]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("has left the team"), "{listed:?}");
}

#[test]
fn lists_are_filtered_and_paged_and_what_has_no_meaning_is_refused() {
    let stack = Stack::start();
    let all: Vec<String> = (1..=7).map(|number| stack.submit_and_settle("demo-request", &person(number))).collect();
    let dora = Program::new(&stack, "dora", &[]);
    let (mut found, mut path) = (Vec::new(), "/leads?limit=3".to_owned());
    for _ in 0..20 {
        let page = dora.get(&path).1;
        found.extend(page["leads"].as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/leads?limit=3&cursor={next}");
    }
    found.sort_unstable();
    let mut expected = all.clone();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(dora.ids("/leads?search=person3@customer3.example"), [all[2].clone()]);
    assert_eq!(dora.ids("/leads?temperature=cold"), Vec::<String>::new());
    for (path, words) in [
        ("/leads?stagge=sql", "Did you mean stage?"),
        ("/leads?stage=hot", "stage: there is no \"hot\""),
        ("/leads?temperature=x", "hot, warm, cold"),
        ("/leads?freshness=x", "real-time"),
        ("/leads?limit=0", "from 1 to 100"),
        ("/leads?limit=101", "from 1 to 100"),
        ("/leads?stage=sql&stage=mql", "send it once"),
        (&format!("/leads?source={}", "x".repeat(201)), "200 characters"),
        ("/team?x=1", "There are none"),
    ] {
        let (status, refused) = dora.get(path);
        assert_eq!((status, detail(&refused).contains(words)), (400, true), "{path}: {refused}");
    }
    let (status, refused) = dora.ask("DELETE", "/leads", &[], &Value::Null);
    assert_eq!(status, 405, "{refused}");
    let (status, activities) = dora.get(&format!("/leads/{}/activities?limit=1", all[0]));
    assert_eq!(status, 200);
    let mut ids = vec![activities["activities"][0]["id"].clone()];
    let mut next = activities["next"].as_str().map(str::to_owned);
    while let Some(cursor) = next {
        let page = dora.get(&format!("/leads/{}/activities?limit=1&cursor={cursor}", all[0])).1;
        ids.push(page["activities"][0]["id"].clone());
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(ids.len(), stack.lead(MARIA)["timeline"].as_array().unwrap().len());
}

/// SuiteCRM/SuiteCRM#9463: a double click makes two leads.
#[test]
fn r_suitecrm_9463_a_request_that_is_sent_again_is_done_once() {
    let stack = Stack::start();
    let ana = Program::new(&stack, "ana", &[]);
    let call = json!({"kind": "call", "name": "Rita Sousa", "company": "Norte", "note": "wants a quote"});
    let added = ana.post("/leads", "call-1", &call);
    assert_eq!(added.0, 201, "{}", added.1);
    assert_eq!(ana.post("/leads", "call-1", &call), added);
    let lead = added.1["lead"].as_str().unwrap().to_owned();
    assert_eq!(ana.ids("/leads"), std::slice::from_ref(&lead));
    let (status, refused) = ana.post("/leads", "call-1", &json!({"name": "Somebody Else"}));
    assert_eq!((status, detail(&refused).contains("choose a new one")), (422, true), "{refused}");
    let (status, refused) = ana.ask("POST", "/leads", &[], &call);
    assert_eq!((status, detail(&refused).contains("Idempotency-Key")), (400, true));
    let (status, alike) = ana.post("/leads", "call-2", &call);
    assert_eq!((status, &alike["alike"][0]["id"]), (409, &json!(lead)), "{alike}");
    let path = format!("/leads/{lead}/note");
    let noted = ana.post(&path, "n", &json!({"note": "spoke again"}));
    assert_eq!(noted.0, 200, "{}", noted.1);
    assert_eq!(ana.post(&path, "n", &json!({"note": "spoke again"})), noted);
    stack.settle();
    let happened = ana.get(&format!("/leads/{lead}/activities")).1;
    let written = happened["activities"].as_array().unwrap().iter().filter(|one| one["kind"] == "noted").count();
    assert_eq!(written, 1, "{happened}");
    stack.assert_sound();
}

#[test]
fn a_lead_is_changed_as_on_its_page() {
    let stack = Stack::start();
    let lead = stack.submit_and_settle("demo-request", &person(1));
    let (ana, dora) = (Program::new(&stack, "ana", &[]), Program::new(&stack, "dora", &[]));
    let path = format!("/leads/{lead}");
    let version = || ana.get(&path).1["version"].as_u64().unwrap();
    let change = |headers: &[(&str, &str)], body: Value| ana.ask("PATCH", &path, headers, &body);
    assert_eq!(change(&[], json!({"fields": {"company": "Acme"}})).0, 428);
    assert_eq!(change(&[("if-match", "\"999\"")], json!({"fields": {"company": "Acme"}})).0, 412);
    let tag = format!("\"{}\"", version());
    let (status, changed) = change(&[("if-match", &tag)], json!({"fields": {"company": "Changed"}}));
    assert_eq!((status, &changed["fields"]["company"]), (200, &json!("Changed")), "{changed}");
    assert_eq!(change(&[("if-match", &tag)], json!({"fields": {"company": "Again"}})).0, 412, "it is another version");
    let tag = format!("\"{}\"", version());
    for (body, words) in [
        (json!({"fields": {"compani": "x"}}), "Did you mean company?"),
        (json!({"field": {}}), "Did you mean fields?"),
        (json!({"fields": {"company": 7}}), "in quotes"),
        (json!({}), "Send the fields"),
    ] {
        let (status, refused) = change(&[("if-match", &tag)], body);
        assert_eq!((status, detail(&refused).contains(words)), (422, true), "{refused}");
    }
    let act = |action: &str, body: Value| ana.post(&format!("{path}/{action}"), &format!("{action}{body}"), &body);
    assert_eq!(act("accept", json!({})).0, 200);
    let (status, reached) = act("reached", json!({"note": "fine", "step": "Send an offer", "step_day": "2027-01-12"}));
    assert_eq!((status, reached["activities"].as_array().unwrap().len()), (200, 2), "{reached}");
    assert_eq!(ana.get(&path).1["next_steps"][0]["what"], "Send an offer");
    assert_eq!(act("answers", json!({"need": "yes", "budget": "yes", "timeline": "yes"})).0, 200);
    let noted = act("note", json!({"note": "a slip"})).1;
    assert_eq!(act("undo", json!({"activity": noted["activities"][0]})).0, 200);
    let (status, refused) = act("note", json!({"note": "x", "reason": "y"}));
    assert_eq!((status, &refused["errors"][0]["field"]), (422, &json!("reason")), "{refused}");
    assert_eq!(act("move", json!({"stage": "nowhere"})).0, 422);
    let (status, refused) = act("dance", json!({}));
    assert_eq!((status, detail(&refused).contains("take-over")), (404, true));
    assert_eq!(act("won", json!({"amount": "1250.50"})).0, 200);
    assert_eq!(ana.get(&path).1["stage"], "customer");
    let large = json!({"note": "x".repeat(65 * 1024)});
    assert_eq!(ana.post(&format!("{path}/note"), "large", &large).0, 413);
    let bearer = format!("Bearer {}", ana.token);
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", "z")];
    for body in ["[]", "{", "\"x\""] {
        assert_eq!(stack.request("POST", &format!("{path}/note"), &headers, body).status(), 400, "{body}");
    }
    assert_eq!(dora.post(&format!("{path}/give"), "g", &json!({"to": "ben"})).0, 200);
    assert_eq!(ana.get(&path).0, 404, "it is Ben's now");
    stack.settle();
    stack.assert_sound();
}

/// A list costs the token's row and a query for each part, whatever the number of leads.
#[test]
fn a_page_of_the_api_costs_what_the_desks_page_costs() {
    let stack = Stack::start();
    let requests = || -> u64 {
        let all = stack.status()["aws"]["desk"].clone();
        let reads = ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"];
        reads.iter().map(|name| all[*name]["requests"].as_u64().unwrap_or_default()).sum()
    };
    let cost = |program: &Program<'_>, path: &str| {
        program.get(path);
        let before = requests();
        assert_eq!(program.get(path).0, 200);
        requests() - before
    };
    for number in 1..=3 {
        stack.submit_and_settle("demo-request", &person(number));
    }
    let (ana, dora) = (Program::new(&stack, "ana", &[]), Program::new(&stack, "dora", &[]));
    let lead = ana.ids("/leads").first().cloned().unwrap_or_default();
    let costs = |ana: &Program<'_>, dora: &Program<'_>| {
        [cost(ana, "/leads"), cost(dora, "/leads?stage=sql"), cost(dora, &format!("/leads/{lead}")), cost(ana, "/team")]
    };
    let few = costs(&ana, &dora);
    assert_eq!(few, [3, 5, 3, 1], "with the token's own row; a lead's page writes down who looked");
    for number in 4..=60 {
        stack.submit("demo-request", &person(number));
    }
    stack.settle();
    assert_eq!(costs(&ana, &dora), few);
}

#[test]
fn the_document_says_what_there_is() {
    let stack = Stack::start();
    let mut answer = stack.get("/openapi.json");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=300");
    golden("openapi.json", &read_text(&mut answer));
    let page = read_text(&mut stack.get("/docs"));
    assert!(page.contains("GET /leads/{lead}") && !page.contains("<script"), "{page}");
}

/// `LEADWRIGHT_SCHEMATHESIS` names the program, which `.ci/run` installs.
#[test]
fn schemathesis_finds_no_answer_that_the_document_does_not_name() {
    let Some(schemathesis) = std::env::var_os("LEADWRIGHT_SCHEMATHESIS") else {
        use std::io::Write as _;
        // Not by a print macro: cargo keeps those from the reader of a passing test.
        writeln!(std::io::stderr(), "skipped: LEADWRIGHT_SCHEMATHESIS names no program").unwrap();
        return;
    };
    let stack = Stack::start();
    let lead = stack.submit_and_settle("demo-request", &person(1));
    stack.submit_and_settle("demo-request", &person(2));
    let dora = Program::new(&stack, "dora", &["--per-minute", "6000"]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("schemathesis.toml"), format!("[parameters]\n\"path.lead\" = \"{lead}\"\n"))
        .unwrap();
    let output = Command::new(schemathesis)
        .current_dir(folder.path())
        .args(["run", &format!("{}/openapi.json", stack.url), "--url", &stack.url])
        .args(["--header", &format!("Authorization: Bearer {}", dora.token)])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--max-time", "90", "--seed", "1"])
        .args(["--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"])
        .args(["--continue-on-failure", "--no-color", "--no-shrink", "--warnings", "off"])
        .output()
        .expect("schemathesis runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    stack.settle();
    stack.assert_sound();
}

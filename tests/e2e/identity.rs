//! A person is found by whatever is known of them, and is one lead.

use std::collections::{BTreeMap, BTreeSet};

use leadwright_tests::{Stack, read_json};
use serde_json::{Value, json};

const MARIA: &str = "maria@acme.example";

fn maria() -> Value {
    json!({
        "email": MARIA, "name": "Maria João Silva", "company": "Acme Trading", "phone": "912 345 678",
        "country": "PT", "consent": "yes", "message": "Please call.",
    })
}

fn found(stack: &Stack, text: &str) -> Vec<String> {
    let cards: Vec<Value> = serde_json::from_str(&stack.printed(&["leads", "--search", text, "--json"])).expect("JSON");
    cards.iter().map(|card| card["email"].as_str().or(card["title"].as_str()).unwrap().to_owned()).collect()
}

/// The search rows: sort key → attributes.
fn rows(stack: &Stack) -> BTreeMap<String, Value> {
    let scan = json!({
        "TableName": stack.status()["table"], "FilterExpression": "begins_with(pk, :search)",
        "ExpressionAttributeValues": {":search": {"S": "SEARCH#"}},
    });
    let answer = stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan);
    let items = answer["Items"].as_array().unwrap_or_else(|| panic!("{answer}"));
    items.iter().map(|row| (row["sk"]["S"].as_str().unwrap().to_owned(), row.clone())).collect()
}

/// What a lead is found by, without the lead's id.
fn keys(stack: &Stack) -> BTreeSet<String> {
    rows(stack).into_keys().map(|key| key.rsplit_once('#').unwrap().0.to_owned()).collect()
}

/// Requests and write units of an operation of a function since the start.
fn used(stack: &Stack, function: &str, operation: &str) -> (u64, f64) {
    let usage = &stack.status()["aws"][function][operation];
    (usage["requests"].as_u64().unwrap_or_default(), usage["write_units"].as_f64().unwrap_or_default())
}

fn unmatched(stack: &Stack) -> Vec<Value> {
    serde_json::from_str(&stack.printed(&["unmatched", "--json"])).unwrap()
}

fn calls(stack: &Stack, who: &str) -> usize {
    stack.lead(who)["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == "call_logged").count()
}

fn count(stack: &Stack) -> usize {
    serde_json::from_str::<Vec<Value>>(&stack.printed(&["leads", "--json"])).unwrap().len()
}

#[test]
fn a_lead_is_found_by_address_number_company_and_name_and_by_nothing_that_is_gone() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &maria());
    stack.submit_and_settle("demo-request", &json!({"email": "mario@gmail.com", "name": "Mario Costa"}));
    for text in ["Maria@Acme", "912345678", "+351 912 345 678", "joao", "SILVA maria", "trading acme", "acme.example"] {
        assert_eq!(found(&stack, text), [MARIA], "{text}");
    }
    assert_eq!(found(&stack, "mari").len(), 2);
    assert_eq!(found(&stack, "gmail.com"), [""; 0]);
    let short = stack.command(&["leads", "--search", "m"]);
    assert!(String::from_utf8_lossy(&short.stderr).contains("at least two letters"));
    let before = keys(&stack);
    for key in ["maria@acme.example", "@acme.example", "+351912345678", "maria", "joao", "silva", "acme", "trading"] {
        assert!(before.contains(key), "{key}: {before:?}");
    }
    // A value that is gone finds nobody, and has no row.
    stack.printed(&["edit", MARIA, "name=Maria Costa", "company=", "--by", "ana"]);
    assert_eq!(found(&stack, "joao"), [""; 0]);
    assert_eq!(found(&stack, "costa").len(), 2);
    let after = keys(&stack);
    for key in ["joao", "silva", "acme", "trading"] {
        assert!(!after.contains(key), "{key}: {after:?}");
    }
    stack.assert_sound();
}

/// One unit a row, none where nothing changed; a search is three requests.
#[test]
fn search_rows_cost_one_unit_each_and_only_when_they_change() {
    let stack = Stack::start();
    // With the first consent, the words that were agreed to are kept.
    stack.submit_and_settle("guide-download", &json!({"email": "first@gmail.com", "consent": true}));
    let (rows_before, (puts_before, units_before)) = (rows(&stack).len(), used(&stack, "scoring", "PutItem"));
    stack.submit_and_settle("guide-download", &maria());
    let (puts, units) = used(&stack, "scoring", "PutItem");
    let new = rows(&stack).len() - rows_before;
    assert_eq!((new, puts - puts_before), (8, 8));
    assert!((units - units_before - 8.0).abs() < 0.1, "one unit each: {}", units - units_before);
    stack.tell(&json!({"kind": "page_viewed", "email": MARIA, "page": "https://www.acme.example/prices"}));
    assert_eq!(used(&stack, "scoring", "PutItem"), (puts, units), "nothing changed that it is found by");
    // Another owner is in the rows.
    let owner = |stack: &Stack| -> BTreeSet<String> {
        let of_maria = rows(stack).into_iter().filter(|(key, _)| !key.starts_with("first@"));
        of_maria.map(|(_, row)| row).map(|row| row["owner"]["S"].as_str().unwrap_or_default().to_owned()).collect()
    };
    stack.printed(&["assign", MARIA, "chloe"]);
    assert_eq!(owner(&stack), BTreeSet::from(["chloe".to_owned()]));
    let requests = |stack: &Stack| -> u64 {
        let status = stack.status();
        let all = status["aws"].as_object().unwrap().iter().filter(|(caller, _)| *caller != "scoring");
        let reads = all
            .flat_map(|(_, operations)| operations.as_object().unwrap())
            .filter(|(name, _)| ["Query", "BatchGetItem", "GetItem"].contains(&name.as_str()));
        reads.map(|(_, usage)| usage["requests"].as_u64().unwrap()).sum()
    };
    stack.settle();
    let before = requests(&stack);
    assert_eq!(found(&stack, "maria silva"), [MARIA]);
    let asked = requests(&stack) - before;
    assert!(asked <= 3, "{asked} requests");
}

/// The function ends between the transaction and the rows: the batch comes again, and they are written then.
#[test]
fn a_lost_search_row_is_written_when_the_batch_comes_again() {
    let folder = tempfile::tempdir().unwrap();
    leadwright_tests::copy_config(folder.path());
    leadwright_tests::edit(folder.path(), "infra/template.yaml", "VisibilityTimeout: 60", "VisibilityTimeout: 1");
    let stack = Stack::start_at(folder.path(), ":memory:");
    stack.submit_and_settle("guide-download", &maria());
    stack.fault(&json!({
        "service": "dynamodb", "operation": "PutItem", "fault": "error", "times": 20, "function": "scoring",
    }));
    let mut changed = maria();
    changed["name"] = json!("Maria Pereira");
    stack.submit_and_settle("guide-download", &changed);
    assert_eq!(found(&stack, "pereira"), [MARIA]);
    assert!(!keys(&stack).contains("silva"));
    stack.assert_sound();
}

#[test]
fn a_table_of_an_earlier_release_gets_its_rows() {
    let stack = Stack::start();
    for number in 0..5 {
        stack.submit(
            "guide-download",
            &json!({"email": format!("p{number}@x.example"), "name": format!("Rui Lopes{number}")}),
        );
    }
    stack.settle();
    let before = rows(&stack);
    let table = stack.status()["table"].clone();
    for row in before.values() {
        let key = json!({"TableName": table, "Key": {"pk": row["pk"], "sk": row["sk"]}});
        stack.aws("dynamodb", "DynamoDB_20120810.DeleteItem", &key);
    }
    assert_eq!(found(&stack, "rui"), [""; 0]);
    let said = stack.printed(&["reindex"]);
    assert!(said.contains("5 leads read: of 5 something was missing or wrong"), "{said}");
    assert_eq!(rows(&stack), before);
    assert!(stack.printed(&["reindex"]).contains("already"));
    let said = stack.printed(&["reindex", "--again"]);
    assert!(said.contains("5 leads read: of 0 something was missing or wrong"), "{said}");
}

/// A call is logged by the number that a person has, who is known by an address.
#[test]
fn r_yaai_163_a_call_by_number_lands_on_the_lead_that_has_it() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &maria());
    stack.tell(&json!({"kind": "call_logged", "phone": "+351 912 345 678", "by": "ana", "id": "call-1"}));
    assert_eq!((calls(&stack, MARIA), count(&stack)), (1, 1));
    // It comes again when the number is another person's: it is known.
    stack.printed(&["edit", MARIA, "phone=+351 913 000 000", "--by", "ana"]);
    let mut rui = maria();
    rui["email"] = json!("rui@other.example");
    rui["name"] = json!("Rui Lopes");
    stack.submit_and_settle("demo-request", &rui);
    stack.queue("activities", Some("any"), "again", &{
        let call = stack.lead(MARIA)["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["kind"] == "call_logged")
            .cloned()
            .unwrap();
        let mut call = call;
        call["lead"] = call["via"].clone();
        call.as_object_mut().unwrap().remove("via");
        call.to_string()
    });
    stack.settle();
    assert_eq!((calls(&stack, MARIA), calls(&stack, "rui@other.example")), (1, 0));
    // A new call is for whom has the number now.
    stack.tell(&json!({"kind": "call_logged", "phone": "+351 912 345 678", "by": "ana", "id": "call-2"}));
    assert_eq!((calls(&stack, MARIA), calls(&stack, "rui@other.example"), count(&stack)), (1, 1, 2));
    stack.assert_sound();
}

/// Two people share a number: nobody guesses.
#[test]
fn r_yaai_68_a_call_by_a_shared_number_says_why_it_is_nobodys() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &maria());
    let mut rui = maria();
    rui["email"] = json!("rui@acme.example");
    rui["name"] = json!("Rui Lopes");
    stack.submit_and_settle("demo-request", &rui);
    stack.tell(&json!({"kind": "call_logged", "phone": "+351 912 345 678", "by": "ana", "note": "Wants an offer"}));
    assert_eq!((calls(&stack, MARIA), calls(&stack, "rui@acme.example"), count(&stack)), (0, 0, 2));
    let kept = unmatched(&stack);
    assert_eq!((kept.len(), kept[0]["shared_by"].as_array().unwrap().len()), (1, 2));
    let said = stack.printed(&["unmatched"]);
    assert!(said.contains("several leads have its number"), "{said}");
    let refused = stack.command(&["log", "+351912345678", "call"]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(why.contains("2 leads have the number") && why.contains("Maria João Silva"), "{why}");
    let id = kept[0]["activity"]["lead"].as_str().unwrap();
    stack.printed(&["unmatched", "--give", id, "--to", "rui@acme.example"]);
    stack.settle();
    assert_eq!((calls(&stack, "rui@acme.example"), unmatched(&stack).len()), (1, 0));
    // Each is shown beside the other.
    let duplicates = stack.lead(MARIA)["possible_duplicates"].clone();
    assert_eq!(duplicates[0]["email"], "rui@acme.example");
    stack.assert_sound();
}

/// Commands and lists find a person by the number, too.
#[test]
fn r_npsp_2457_a_number_names_its_person_everywhere() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("guide-download", &maria());
    assert_eq!(stack.lead("+351 912 345 678")["id"], id);
    stack.printed(&["log", "+351912345678", "call", "--by", "ana"]);
    assert!(stack.printed(&["why", "+351912345678"]).contains("points of 100"));
    let folder = tempfile::tempdir().unwrap();
    let list = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // The same person, and somebody else at the same number: a number alone merges nobody.
    let same = list("same.csv", "phone,name,title\n+351912345678,maria joao silva,CEO\n");
    stack.printed(&["import", &same, "--source", "fair"]);
    assert_eq!((count(&stack), &stack.lead(MARIA)["fields"]["title"]), (1, &json!("CEO")));
    let deal = list("deals.csv", "phone,won_date,won_amount\n+351912345678,2026-11-02,500\n");
    stack.printed(&["import", &same, "--source", "fair", "--outcome", &deal]);
    assert_eq!((count(&stack), &stack.lead(MARIA)["stage"]), (1, &json!("customer")));
    let other = list("other.csv", "phone,name\n+351912345678,Rui Lopes\n");
    stack.printed(&["import", &other, "--source", "fair"]);
    assert_eq!(count(&stack), 2);
    stack.assert_sound();
}

#[test]
fn what_comes_from_another_address_is_the_leads_and_its_own_stays() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("demo-request", &maria());
    stack.printed(&["alias", MARIA, "m.silva@home.example", "--by", "ana"]);
    let mut home = maria();
    home["email"] = json!("m.silva@home.example");
    home["title"] = json!("Owner");
    let mut answer = stack.submit("demo-request", &home);
    let named = read_json(&mut answer)["lead"].as_str().unwrap().to_owned();
    stack.settle();
    assert_ne!(named, id);
    let lead = stack.lead("m.silva@home.example");
    assert_eq!((&lead["id"], &lead["email"], &lead["fields"]["title"]), (&json!(id), &json!(MARIA), &json!("Owner")));
    assert_eq!((stack.lead(&named)["id"].clone(), count(&stack)), (json!(id), 1));
    assert_eq!(found(&stack, "m.silva@home"), [MARIA]);
    stack.tell(&json!({"kind": "call_logged", "email": "m.silva@home.example", "by": "ana"}));
    stack.tell(&json!({"kind": "call_logged", "lead": named, "by": "ana"}));
    assert_eq!(calls(&stack, MARIA), 2);
    for (address, why) in [
        ("info@acme.example", "the address of a desk"),
        ("m.silva@home.example", "an address of this lead already"),
        (MARIA, "the lead's own address"),
    ] {
        let refused = stack.command(&["alias", MARIA, address]);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(why), "{said}");
    }
    stack.printed(&["alias", MARIA, "m.silva@home.example", "--remove"]);
    assert_eq!(found(&stack, "m.silva@home"), [""; 0]);
    stack.submit_and_settle("demo-request", &home);
    assert_eq!(count(&stack), 2);
    stack.assert_sound();
}

/// Colleagues who post at the same moment get one owner.
#[test]
fn colleagues_who_ask_at_the_same_moment_get_one_owner() {
    let stack = Stack::start();
    let colleagues = |pair: usize| [0, 1].map(|one| format!("colleague{one}@employer{pair}.example"));
    for pair in 0..12 {
        std::thread::scope(|scope| {
            for address in colleagues(pair) {
                let stack = &stack;
                scope.spawn(move || {
                    let answer = stack.submit("demo-request", &json!({"email": address, "country": "PT"}));
                    assert_eq!(answer.status(), 202);
                });
            }
        });
    }
    stack.settle();
    let mut owners = BTreeSet::new();
    for pair in 0..12 {
        let of_pair: BTreeSet<String> =
            colleagues(pair).iter().map(|who| stack.lead(who)["owner"].as_str().unwrap().to_owned()).collect();
        assert_eq!(of_pair.len(), 1, "employer {pair} has {of_pair:?}");
        owners.extend(of_pair);
    }
    assert!(owners.len() > 1, "employers take turns: {owners:?}");
    stack.assert_sound();
}

//! Who gets which lead: rules, turns, capacity, absences.

use std::collections::BTreeSet;

use leadwright_tests::{Stack, copy_config, leadwright, person};
use serde_json::{Value, json};

/// A person of a country, with an employer of its own.
fn from(country: &str, number: usize) -> Value {
    let mut fields = person(number);
    fields["country"] = json!(country);
    fields
}

/// Posts one after the other; who got them.
fn owners(stack: &Stack, leads: impl IntoIterator<Item = Value>) -> Vec<String> {
    let mut owners = Vec::new();
    for fields in leads {
        stack.submit_and_settle("demo-request", &fields);
        let lead = stack.lead(fields["email"].as_str().unwrap());
        owners.push(lead["owner"].as_str().expect("an owner").to_owned());
    }
    owners
}

/// How many leads a person owns.
fn count(stack: &Stack, owner: &str) -> usize {
    let leads = stack.printed(&["leads", "--owner", owner, "--json"]);
    serde_json::from_str::<Vec<Value>>(&leads).unwrap().len()
}

/// A person's line of `team --json`.
fn member(stack: &Stack, id: &str) -> Value {
    let people: Vec<Value> = serde_json::from_str(&stack.printed(&["team", "--json"])).unwrap();
    people.into_iter().find(|person| person["id"] == id).expect("the person")
}

/// The number that a counter's row has.
fn counter(stack: &Stack, pk: &str, sk: &str, name: &str) -> Option<u64> {
    let row = stack.aws(
        "dynamodb",
        "DynamoDB_20120810.GetItem",
        &json!({"TableName": stack.status()["table"], "Key": {"pk": {"S": pk}, "sk": {"S": sk}}}),
    );
    row["Item"][name]["N"].as_str().map(|number| number.parse().unwrap())
}

/// Moves the clock on to 14:00 UTC, which is the same day everywhere where the demo's people are.
fn to_the_afternoon(stack: &Stack) {
    let now = stack.status()["now"].as_str().unwrap().to_owned();
    let hour: u32 = now[11..13].parse().unwrap();
    stack.advance(&format!("{}h", (37 - hour) % 24));
}

#[test]
fn rules_hand_a_lead_to_whom_they_name() {
    let stack = Stack::start();
    let mut large = person(2);
    large["employees"] = json!("5000");
    let mut colleague = person(3);
    colleague["email"] = json!("jose@customer2.example");
    let mut stranger = person(4);
    stranger["email"] = json!("jose@gmail.com");
    let mut other = person(5);
    other["email"] = json!("ines@gmail.com");
    let leads = [from("ES", 1), large, colleague, stranger, other];
    assert_eq!(owners(&stack, leads), ["ana", "chloe", "chloe", "ana", "ben"]);
    // A colleague of a lead whose owner is away goes by the next rule; the employer stays where it was.
    stack.printed(&["away", "chloe", "--until", "2099-01-01"]);
    let mut colleague = person(6);
    colleague["email"] = json!("rosa@customer2.example");
    assert_eq!(owners(&stack, [colleague]), ["ana"]);
    stack.printed(&["away", "chloe", "--back"]);
    let mut colleague = person(7);
    colleague["email"] = json!("luis@customer2.example");
    assert_eq!(owners(&stack, [colleague]), ["chloe"]);
    // An owner who left the team has a successor, who keeps the employer.
    let table = stack.status()["table"].clone();
    let find = || {
        let scan = json!({
            "TableName": table, "FilterExpression": "begins_with(pk, :pk) AND #owner <> :ana",
            "ExpressionAttributeNames": {"#owner": "owner"},
            "ExpressionAttributeValues": {":pk": {"S": "EMPLOYER#"}, ":ana": {"S": "ana"}},
        });
        let rows = stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan);
        assert_eq!(rows["Count"], 1, "{rows}");
        rows["Items"][0].clone()
    };
    let mut row = find();
    assert_eq!(row["owner"]["S"], "chloe");
    row["owner"]["S"] = json!("gone");
    stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &json!({"TableName": table, "Item": row}));
    let colleagues = [8, 9].map(|number| {
        let mut colleague = person(number);
        colleague["email"] = json!(format!("colleague{number}@customer2.example"));
        colleague
    });
    let strangers = ["a@gmail.com", "b@gmail.com"].map(|address| json!({"email": address}));
    assert_eq!(owners(&stack, strangers), ["chloe", "ana"]);
    assert_eq!(owners(&stack, colleagues), ["ben", "ben"]);
    assert_eq!(find()["owner"]["S"], "ben");
    stack.assert_sound();
}

#[test]
fn weights_and_the_limit_of_a_day_hold() {
    let stack = Stack::start();
    to_the_afternoon(&stack);
    let leads: Vec<String> = owners(&stack, (1..=12).map(|number| from("BR", number)));
    assert_eq!(leads[..3], ["rui", "sofia", "rui"]);
    let of = |name: &str| leads.iter().filter(|owner| *owner == name).count();
    assert_eq!((of("rui"), of("sofia")), (9, 3), "sofia has three a day");
    let sofia = member(&stack, "sofia");
    assert_eq!((&sofia["today"], &sofia["a_day"], &sofia["open"]), (&json!(3), &json!(3), &json!(3)));
    let today = stack.status()["now"].as_str().unwrap()[..10].to_owned();
    assert_eq!(counter(&stack, "LOAD#sofia", &today, "taken"), Some(3));
    assert!(counter(&stack, "LOAD#sofia", &today, "expires").is_some(), "days that are over go by themselves");
    assert_eq!(counter(&stack, "LOAD#rui", &today, "taken"), None, "who has no limit is not counted");
    // Tomorrow there is room again, and today there is if somebody says so.
    let printed = stack.printed(&["capacity", "sofia", "--a-day", "4"]);
    assert!(printed.contains("Sofia Rocha: new leads a day: at most 4; open leads: at most 40."), "{printed}");
    let more = owners(&stack, (13..=15).map(|number| from("BR", number)));
    assert_eq!(more.iter().filter(|owner| *owner == "sofia").count(), 1);
    stack.printed(&["capacity", "sofia", "--default"]);
    stack.advance("1d");
    assert_eq!(member(&stack, "sofia")["today"], 0);
    let tomorrow = owners(&stack, (16..=18).map(|number| from("BR", number)));
    assert_eq!(tomorrow.iter().filter(|owner| *owner == "sofia").count(), 1);
    stack.assert_sound();
}

#[test]
fn the_limit_of_a_day_is_exact_in_parallel_and_with_lost_answers() {
    let stack = Stack::start();
    to_the_afternoon(&stack);
    stack.fault(&json!({
        "service": "dynamodb", "operation": "UpdateItem", "fault": "drop-response", "times": 2, "function": "scoring",
    }));
    stack.fault(&json!({
        "service": "dynamodb", "operation": "TransactWriteItems", "fault": "conflict", "times": 6, "function": "scoring",
    }));
    std::thread::scope(|scope| {
        for number in 0..15 {
            let stack = &stack;
            scope.spawn(move || assert_eq!(stack.submit("demo-request", &from("BR", number)).status(), 202));
        }
    });
    stack.settle();
    assert_eq!((count(&stack, "rui"), count(&stack, "sofia")), (12, 3));
    assert_eq!(member(&stack, "sofia")["today"], 3);
    stack.assert_sound();
}

/// What failed after the turn was drawn comes again by the queue: it has the turn it had, and counts once.
#[test]
fn a_hand_off_that_comes_again_has_its_turn_and_counts_once() {
    let stack = Stack::start();
    to_the_afternoon(&stack);
    let first = stack.submit_and_settle("demo-request", &from("BR", 1));
    let mut activity =
        stack.stored_activities(&first).into_values().find(|activity| activity["kind"] == "form_submitted").unwrap();
    for decided in ["seq", "applied_at", "model", "decisions"] {
        activity.as_object_mut().unwrap().remove(decided);
    }
    let second = format!("{}{}", &first[..first.len() - 4], "aaaa");
    activity["lead"] = json!(second);
    // Of another employer: the first lead's owner would get it.
    activity["fields"]["email"] = json!("jose@gmail.com");
    activity["id"] = json!(format!("{}aaaaaaaaaaaaaaaa", &activity["id"].as_str().unwrap()[..19]));
    let event = json!({"Records": [{
        "messageId": "1", "receiptHandle": "x", "body": activity.to_string(), "md5OfBody": "x", "messageAttributes": {},
        "attributes": {
            "ApproximateReceiveCount": "1", "SentTimestamp": "1795298592000", "SequenceNumber": "1",
            "MessageGroupId": second, "SenderId": "x", "MessageDeduplicationId": "1",
            "ApproximateFirstReceiveTimestamp": "1795298592001",
        },
        "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:leadwright-activities.fifo",
        "awsRegion": "us-east-1",
    }]});
    // As many times as the SDK tries.
    stack.fault(&json!({
        "service": "dynamodb", "operation": "TransactWriteItems", "fault": "error", "times": 5, "function": "scoring",
    }));
    let today = stack.status()["now"].as_str().unwrap()[..10].to_owned();
    for failures in [json!([{"itemIdentifier": "1"}]), json!([])] {
        assert_eq!(stack.local("run/scoring", &event)["batchItemFailures"], failures);
        assert_eq!(counter(&stack, "TURN#campo:rui,sofia", "TURN", "turn"), Some(2));
        assert_eq!(counter(&stack, "LOAD#sofia", &today, "taken"), Some(1));
    }
    stack.settle();
    assert_eq!((count(&stack, "rui"), count(&stack, "sofia")), (1, 1));
}

#[test]
fn who_has_enough_in_hand_is_passed_over_until_a_lead_is_closed() {
    let stack = Stack::start();
    stack.printed(&["capacity", "ana", "--in-hand", "1"]);
    let leads = owners(&stack, (1..=5).map(person));
    assert_eq!(leads.iter().filter(|owner| *owner == "ana").count(), 1, "{leads:?}");
    assert_eq!(leads[0], "ana");
    let id = stack.lead("person1@customer1.example")["id"].as_str().unwrap().to_owned();
    let won = json!({"id": "20261120T100000000-aaaaaaaaaaaaaaaa", "lead": id, "kind": "deal_won"});
    stack.queue("activities", Some(&id), "won", &won.to_string());
    stack.settle();
    assert_eq!(member(&stack, "ana")["open"], 0);
    let leads = owners(&stack, (6..=10).map(person));
    assert_eq!(leads.iter().filter(|owner| *owner == "ana").count(), 1, "{leads:?}");
    // Nobody has room: somebody gets the lead all the same.
    for id in ["ana", "ben", "chloe"] {
        stack.printed(&["capacity", id, "--in-hand", "0"]);
    }
    let leads = owners(&stack, (11..=13).map(person));
    assert!(leads.iter().all(|owner| ["ana", "ben", "chloe"].contains(&owner.as_str())), "{leads:?}");
    stack.assert_sound();
}

#[test]
fn who_is_away_gets_no_leads_from_the_next_one_on() {
    let stack = Stack::start();
    assert_eq!(owners(&stack, [person(1)]), ["ana"]);
    let printed = stack.printed(&["away", "ben", "--until", "2099-01-01"]);
    assert!(printed.starts_with("Ben Weber is away from "), "{printed}");
    assert!(printed.trim().ends_with("leads go to Ana Costa and Chloé Martin."), "{printed}");
    assert_eq!(owners(&stack, (2..=5).map(person)), ["ana", "chloe", "ana", "chloe"]);
    assert_eq!(member(&stack, "ben")["working"], false);
    // From where those who left are counted, nobody is passed over either.
    for id in ["ana", "chloe"] {
        stack.printed(&["away", id, "--until", "2099-01-01"]);
    }
    let printed = stack.printed(&["away", "ana", "--until", "2099-01-01"]);
    assert!(printed.contains("nobody else of the team is there"), "{printed}");
    let all_away = owners(&stack, (6..=8).map(person));
    assert_eq!(all_away, ["ben", "chloe", "ana"], "no lead is lost, and the turns go on");
    let printed = stack.printed(&["away", "ben", "--back"]);
    assert_eq!(printed, "Ben Weber is available.\n");
    assert_eq!(owners(&stack, (9..=10).map(person)), ["ben", "ben"]);
    let printed = stack.printed(&["away", "ben", "--from", "2098-12-01", "--until", "2098-12-24"]);
    assert_eq!(
        printed,
        "Ben Weber is available.\nBen Weber is away from Mon 1 Dec 2098 to Wed 24 Dec 2098; nobody else of the team is there all that time.\n"
    );
    assert!(stack.printed(&["team"]).contains("Mon 1 Dec"));
    for (arguments, words) in [
        (vec!["away", "bob", "--until", "2099-01-01"], "the ids are ana, ben, chloe, rui, sofia, dora"),
        (vec!["away", "ben", "--from", "2099-01-02", "--until", "2099-01-01"], "is after --until"),
        (vec!["away", "ben", "--from", "2020-01-01", "--until", "2020-01-02"], "is in the past"),
    ] {
        let output = stack.command(&arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && errors.contains(words), "{arguments:?}: {errors}");
    }
    stack.assert_sound();
}

#[test]
fn who_goes_away_can_hand_over_what_is_open() {
    let stack = Stack::start();
    assert_eq!(owners(&stack, (1..=4).map(person)), ["ana", "ben", "chloe", "ana"]);
    stack.printed(&["log", "person4@customer4.example", "call", "--by", "ana"]);
    stack.printed(&["stage", "person4@customer4.example", "lost", "--reason", "competitor"]);
    // Set aside, to be tried again while she is away, and without a day.
    assert_eq!(owners(&stack, [from("ES", 5), from("ES", 6)]), ["ana", "ana"]);
    let again = ["stage", "person5@customer5.example", "recycled", "--reason", "not-now", "--again-on", "2098-12-03"];
    stack.printed(&again);
    stack.printed(&["stage", "person6@customer6.example", "recycled", "--reason", "not-now"]);
    let early = stack.command(&["away", "ana", "--from", "2098-01-01", "--until", "2099-01-01", "--hand-over"]);
    let errors = String::from_utf8(early.stderr).unwrap();
    assert!(early.status.code() == Some(1) && errors.contains("works until 2098-01-01"), "{errors}");
    let printed = stack.printed(&["away", "ana", "--until", "2099-01-01", "--hand-over"]);
    assert!(printed.contains("2 leads reassigned") && !printed.contains("could not"), "{printed}");
    stack.settle();
    assert_ne!(stack.lead("person5@customer5.example")["owner"], "ana", "who would have called again is away");
    assert_eq!(stack.lead("person6@customer6.example")["owner"], "ana");
    assert_ne!(stack.lead("person1@customer1.example")["owner"], "ana");
    assert_eq!(stack.lead("person4@customer4.example")["owner"], "ana", "what is closed stays");
    let told = ["ben", "chloe"].map(|id| stack.subjects_to(&format!("{id}@acme.example")).len());
    assert_eq!(told.iter().sum::<usize>(), 4, "the new owner is told");
    stack.assert_sound();
}

/// Leads do not stay with an id that nobody has any more, and of those that nobody else may get it is said.
#[test]
fn leads_of_somebody_who_left_can_be_given_to_others() {
    let state = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let config = |name: &str| folder.path().join("infra/config").join(name);
    let stack = Stack::start_at(folder.path(), state.path());
    assert_eq!(owners(&stack, (1..=3).map(person)), ["ana", "ben", "chloe"]);
    stack.stop();
    let team = std::fs::read_to_string(config("team.yaml")).unwrap();
    let team = team.replace("id: ben", "id: benno").replace("[ana, ben, chloe]", "[ana, benno, chloe]");
    std::fs::write(config("team.yaml"), team).unwrap();
    let routing = std::fs::read_to_string(config("routing.yaml")).unwrap();
    std::fs::write(config("routing.yaml"), routing.replace("otherwise: {team: sales}", "otherwise: {team: iberia}"))
        .unwrap();
    let stack = Stack::start_at(folder.path(), state.path());
    let run = |arguments: &[&str]| leadwright(folder.path(), &[arguments, &["--against", &stack.url]].concat());
    let said = |arguments: &[&str]| {
        let output = run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(said(&["away", "ben", "--hand-over"]), "1 lead reassigned. New owners get a mail.\n");
    assert_eq!(stack.lead("person2@customer2.example")["owner"], "ana");
    for who in ["ben", "bob"] {
        let output = run(&["away", who, "--hand-over"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && errors.contains("nobody in team.yaml has the id"), "{errors}");
    }
    // Only Ana is of the last team: hers stay.
    let printed = said(&["away", "ana", "--until", "2099-01-01", "--hand-over"]);
    assert!(printed.contains("0 leads reassigned") && printed.contains("2 leads could not be reassigned"), "{printed}");
    stack.settle();
    assert_eq!(stack.lead("person2@customer2.example")["owner"], "ana");
    stack.assert_sound();
}

/// A round robin without a lock: leads that come at the same moment read the same last turn, and go to the same person.
#[test]
fn r_espocrm_round_robin_in_parallel_gives_each_lead_a_turn_of_its_own() {
    const POSTS: usize = 60;
    let stack = Stack::start();
    // No more than the SDK and the ledger try again within one invocation.
    for (operation, fault, times) in [
        ("TransactWriteItems", "conflict", 10),
        ("TransactWriteItems", "drop-response", 2),
        ("UpdateItem", "drop-response", 1),
        ("UpdateItem", "throttle", 1),
    ] {
        stack.fault(&json!({
            "service": "dynamodb", "operation": operation, "fault": fault, "times": times, "function": "scoring",
        }));
    }
    std::thread::scope(|scope| {
        for number in 0..POSTS {
            let stack = &stack;
            scope.spawn(move || assert_eq!(stack.submit("demo-request", &person(number)).status(), 202));
        }
    });
    stack.settle();
    let counts = ["ana", "ben", "chloe"].map(|id| count(&stack, id));
    assert_eq!(counts, [POSTS / 3; 3], "nobody is passed over");
    let turns = counter(&stack, "TURN#sales:ana,ben,chloe", "TURN", "turn");
    assert_eq!(turns, Some(POSTS as u64), "each lead drew one turn, and no two the same");
    let expires = counter(&stack, "TURN#sales:ana,ben,chloe", "TURN", "expires");
    assert!(expires.is_some(), "pools that are no more go by themselves");
    let drawn: BTreeSet<u64> = (0..POSTS)
        .map(|number| {
            let lead = stack.lead(&format!("person{number}@customer{number}.example"));
            let timeline = lead["timeline"].as_array().unwrap();
            timeline[0]["decisions"]["owner"]["turn"].as_u64().unwrap()
        })
        .collect();
    assert_eq!(drawn, (1..=POSTS as u64).collect(), "no two leads have the same turn, and none is left out");
    stack.assert_sound();
}

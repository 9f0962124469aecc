//! What must hold whatever happens between a post and its lead.

use leadwright_tests::{Stack, person, signal};
use serde_json::{Value, json};

const MARIA: &str = "person1@customer1.example";

fn timeline(stack: &Stack) -> usize {
    stack.lead(MARIA)["timeline"].as_array().unwrap().len()
}

/// Applying an activity again changes nothing, for ever, not only within SQS's five minutes.
#[test]
fn an_activity_that_comes_again_changes_nothing() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("demo-request", &person(1));
    // Accepted, so that nobody is told of it later.
    stack.printed(&["log", MARIA, "call", "--by", "ana"]);
    let before = stack.lead(MARIA);
    let mails = stack.inbox().len();
    let activity = stack.stored_activities(&id).into_values().find(|activity| activity["kind"] == "form_submitted");
    let activity = activity.unwrap().to_string();
    for again in 0..3 {
        stack.queue("activities", Some(&id), &format!("again {again}"), &activity);
        stack.settle();
    }
    stack.advance("1h");
    assert_eq!(stack.lead(MARIA), before);
    assert_eq!(stack.inbox().len(), mails);
    stack.assert_sound();
}

#[test]
fn conflicts_and_lost_answers_count_once() {
    let stack = Stack::start();
    for (fault, times) in [("conflict", 3), ("throttle", 1), ("drop-response", 1)] {
        stack.fault(&json!({
            "service": "dynamodb", "operation": "TransactWriteItems", "fault": fault, "times": times, "function": "scoring",
        }));
    }
    stack.submit_and_settle("demo-request", &person(1));
    assert_eq!(timeline(&stack), 3);
    assert_eq!(stack.inbox().len(), 2);
    assert_eq!(stack.lead(MARIA)["owner"], "ana", "a turn that was drawn again is the same turn");
    stack.submit_and_settle("demo-request", &person(2));
    assert_eq!(stack.lead("person2@customer2.example")["owner"], "ben");
    stack.assert_sound();
}

/// The records before a poisoned one are applied; it and those behind it are not.
#[test]
fn a_poisoned_record_stops_its_own_lead_only() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("guide-download", &person(1));
    let other = stack.submit_and_settle("guide-download", &person(2));
    let activity = |lead: &str, time: &str| json!({"id": format!("20261120T{time}000-aaaaaaaaaaaaaaaa"), "lead": lead, "kind": "deal_won", "history": true});
    stack.queue("activities", Some(&id), "1", &activity(&id, "100000").to_string());
    stack.queue("activities", Some(&id), "2", "{\"kind\": \"garbage\"}");
    stack.queue("activities", Some(&id), "3", &activity(&id, "110000").to_string());
    stack.queue("activities", Some(&other), "4", &activity(&other, "120000").to_string());
    let won =
        |lead: &Value| lead["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == "deal_won").count();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while won(&stack.lead("person2@customer2.example")) == 0 || won(&stack.lead(MARIA)) == 0 {
        assert!(std::time::Instant::now() < deadline, "the good records are applied");
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(won(&stack.lead(MARIA)), 1, "what stands behind the poisoned record waits");
    let queue = stack.status()["queues"]["activities"].clone();
    assert_eq!(queue["in_flight"].as_u64().unwrap() + queue["visible"].as_u64().unwrap(), 2, "{queue}");
    stack.printed(&["audit"]);
}

/// SQS may put several messages of a lead into one batch: real event JSON, as Lambda gets it.
#[test]
fn in_one_batch_duplicates_count_once_and_nothing_passes_a_poisoned_record() {
    let stack = Stack::start();
    let id = stack.submit_and_settle("guide-download", &person(1));
    let other = stack.submit_and_settle("guide-download", &person(2));
    let won = |lead: &str, hour: u8| json!({"id": format!("20261120T{hour:02}0000000-aaaaaaaaaaaaaaaa"), "lead": lead, "kind": "deal_won", "history": true});
    let record = |message: &str, group: &str, body: &str| {
        json!({
            "messageId": message, "receiptHandle": "x", "body": body, "md5OfBody": "x", "messageAttributes": {},
            "attributes": {
                "ApproximateReceiveCount": "1", "SentTimestamp": "1795298592000", "SequenceNumber": "1",
                "MessageGroupId": group, "SenderId": "x", "MessageDeduplicationId": message,
                "ApproximateFirstReceiveTimestamp": "1795298592001",
            },
            "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:leadwright-activities.fifo",
            "awsRegion": "us-east-1",
        })
    };
    let event = json!({"Records": [
        record("1", &id, &won(&id, 10).to_string()),
        record("2", &other, &won(&other, 10).to_string()),
        record("3", &id, &won(&id, 10).to_string()),
        record("4", &id, &won(&id, 11).to_string()),
        record("5", &id, "{\"kind\": \"garbage\"}"),
        record("6", &id, &won(&id, 12).to_string()),
    ]});
    let answer = stack.local("run/scoring", &event);
    assert_eq!(answer["batchItemFailures"], json!([{"itemIdentifier": "5"}, {"itemIdentifier": "6"}]));
    let deals = |who: &str| {
        let lead = stack.lead(who);
        lead["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == "deal_won").count()
    };
    assert_eq!((deals(MARIA), deals("person2@customer2.example")), (2, 1));
    stack.assert_sound();
}

/// 127 points, but the log explains 47; concurrent updates lose points.
#[test]
fn r_mautic_5369_parallel_posts_of_one_person_lose_nothing() {
    let stack = Stack::start();
    std::thread::scope(|scope| {
        for number in 0..12 {
            let stack = &stack;
            let mut fields = person(1);
            fields["message"] = json!(format!("wish {number}"));
            scope.spawn(move || assert_eq!(stack.submit("guide-download", &fields).status(), 202));
        }
    });
    stack.settle();
    let lead = stack.lead(MARIA);
    let lines = lead["score"]["explanation"].as_array().unwrap();
    assert_eq!(lines.iter().map(|line| line["points"].as_i64().unwrap()).sum::<i64>(), lead["score"]["total"]);
    let forms = lead["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == "form_submitted").count();
    assert_eq!(forms, 12);
    stack.assert_sound();
}

#[test]
fn a_scoring_that_is_killed_loses_nothing() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(0));
    for number in 1..=20 {
        assert_eq!(stack.submit("demo-request", &person(number)).status(), 202);
        if number % 5 == 0 {
            stack.pids("scoring").into_iter().for_each(|pid| signal("KILL", pid));
        }
    }
    // What was in flight comes back when its visibility ends.
    stack.settle();
    stack.advance("10m");
    assert_eq!(stack.printed(&["leads", "--stage", "sql"]).lines().count(), 21);
    assert_eq!(stack.mails(), 42);
    stack.assert_sound();
}

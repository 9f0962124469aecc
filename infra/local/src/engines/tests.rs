//! Guarantees of the embedded engines that the system needs, tested with the real template.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tokio::time::Instant;

use super::sqs::Depth;
use super::*;
use crate::template::TemplateInputs;

async fn engines() -> (Engines, SamTemplate) {
    let listeners = Listeners::take().await.unwrap();
    let inputs = TemplateInputs {
        file: "infra/template.yaml",
        overrides: BTreeMap::new(),
        queues_url: &listeners.endpoints.sqs,
    };
    let text = include_str!("../../../template.yaml");
    let template = SamTemplate::read(text, &inputs, |name, _| Ok(name.to_owned())).unwrap();
    let clock = Clock::open(None, None).unwrap();
    let engines = Engines::start(listeners, None, &template, &Arc::new(clock), SesLimits::default()).await.unwrap();
    (engines, template)
}

fn url(template: &SamTemplate, resource: &str) -> String {
    template.queues.iter().find(|queue| queue.resource == resource).unwrap().url.clone()
}

#[tokio::test]
async fn a_group_is_handed_out_in_order_and_one_batch_at_a_time() {
    let (engines, template) = engines().await;
    let activities = url(&template, "Activities");
    for (group, body) in [("a", "a1"), ("a", "a2"), ("b", "b1"), ("a", "a3")] {
        engines.sqs.send(&activities, group, body).await.unwrap();
    }
    let bodies = |messages: &[rustack_sqs_model::types::Message]| -> Vec<String> {
        messages.iter().filter_map(|message| message.body.clone()).collect()
    };
    let first = engines.sqs.receive(&activities, 10, 0).await.unwrap();
    assert_eq!(bodies(&first), ["a1", "b1"]);
    assert!(engines.sqs.receive(&activities, 10, 0).await.unwrap().is_empty());
    engines.sqs.delete(&activities, &first[0]).await.unwrap();
    let second = engines.sqs.receive(&activities, 10, 0).await.unwrap();
    assert_eq!(bodies(&second), ["a2"]);
    let depth = engines.sqs.depth(&activities).await.unwrap();
    assert_eq!(depth, Depth { visible: 1, in_flight: 2, delayed: 0 });
}

#[tokio::test]
async fn a_waiting_poller_wakes_at_once() {
    let (engines, template) = engines().await;
    let activities = url(&template, "Activities");
    let (sqs, address) = (Arc::clone(&engines.sqs), activities.clone());
    let poller = tokio::spawn(async move { (sqs.receive(&address, 10, 20).await, Instant::now()) });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let sent = Instant::now();
    engines.sqs.send(&activities, "a", "a1").await.unwrap();
    let (received, at) = poller.await.unwrap();
    assert_eq!(received.unwrap().len(), 1);
    // Far below the engine's own polling interval of a second, far above what a busy machine needs.
    assert!(at.duration_since(sent) < Duration::from_millis(250));
}

#[tokio::test]
async fn the_earliest_due_time_is_found_over_all_shards() {
    let (engines, template) = engines().await;
    let table = &template.tables[0].name;
    for (lead, shard, due) in [
        ("1", 0, "2026-12-01T08:00:00.000Z"),
        ("2", 3, "2026-11-30T08:00:00.000Z"),
        ("3", 3, "2026-12-02T08:00:00.000Z"),
    ] {
        let item = json!({
            "pk": { "S": lead }, "sk": { "S": "PROFILE" },
            "due_pk": { "S": format!("DUE#{shard}") }, "due_sk": { "S": format!("{due}#ld_{lead}") },
        });
        engines.dynamodb.put(table, &item).unwrap();
    }
    let time = |text: &str| -> Timestamp { text.parse().unwrap() };
    for (after, expected) in [
        (None, Some("2026-11-30T08:00:00Z")),
        (Some("2026-11-30T07:59:59.999Z"), Some("2026-11-30T08:00:00Z")),
        (Some("2026-11-30T08:00:00Z"), Some("2026-12-01T08:00:00Z")),
        (Some("2026-12-02T08:00:00Z"), None),
    ] {
        let found = engines.dynamodb.earliest_due(table, 4, after.map(time)).await.unwrap();
        assert_eq!(found, expected.map(time), "after {after:?}");
    }
}

#[tokio::test]
async fn a_table_of_the_template_can_be_opened_again() {
    let (engines, template) = engines().await;
    engines.dynamodb.create(&template.tables[0]).unwrap();
}

//! Guarantees of the embedded engines that the system needs, tested with the real template.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use leadwright_cloud::Aws;
use leadwright_cloud::files::Files;
use leadwright_cloud::table::Table;
use leadwright_domain::sending::{MailFile, OutboxId, OutboxMail};
use leadwright_domain::value::identity::EmailAddress;
use serde_json::json;
use tokio::time::Instant;

use super::sqs::Depth;
use super::*;
use crate::template::TemplateInputs;

async fn engines() -> (Engines, SamTemplate, tempfile::TempDir) {
    let listeners = Listeners::take().await.unwrap();
    let inputs = TemplateInputs {
        file: "infra/template.yaml",
        overrides: BTreeMap::new(),
        queues_url: &listeners.endpoints.sqs,
    };
    let text = include_str!("../../../template.yaml");
    let template = SamTemplate::read(text, &inputs, |name, _| Ok(name.to_owned())).unwrap();
    let clock = Clock::open(None, None).unwrap();
    let work = tempfile::tempdir().unwrap();
    let limits = SesLimits::default();
    let engines = Engines::start(listeners, None, work.path(), &template, &Arc::new(clock), limits).await.unwrap();
    (engines, template, work)
}

fn url(template: &SamTemplate, resource: &str) -> String {
    template.queues.iter().find(|queue| queue.resource == resource).unwrap().url.clone()
}

#[tokio::test]
async fn a_group_is_handed_out_in_order_and_one_batch_at_a_time() {
    let (engines, template, _work) = engines().await;
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
    let (engines, template, _work) = engines().await;
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
    let (engines, template, _work) = engines().await;
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
    let (engines, template, _work) = engines().await;
    engines.dynamodb.create(&template.tables[0]).unwrap();
}

/// Whoever makes a rendered mail again, also at the same time and of other bytes, changes nothing.
#[tokio::test]
async fn a_rendered_mail_is_put_into_the_outbox_once_and_keeps_its_bytes() {
    let (engines, template, _work) = engines().await;
    let aws = Aws::local(engines.endpoints.clone()).await;
    let table = Table::new(&aws, template.tables[0].name.clone(), 4);
    let files = Files::new(&aws, template.buckets[0].name.clone());
    let (due, to) = (Timestamp::now(), EmailAddress::parse("ana@acme.example").unwrap());
    for round in 0..8 {
        let id = OutboxId::parse(&format!("report-{round}")).unwrap();
        let mime = |by: &str| format!("Subject: {by}\r\n\r\n{round}").into_bytes();
        let put = |by| table.put_rendered_mail(&files, &id, &to, mime(by), due);
        let (ours, theirs) = tokio::join!(put("ours"), put("theirs"));
        assert_ne!(ours.unwrap(), theirs.unwrap(), "one of them makes it");
        let made = table.outbox(&id).await.unwrap().expect("its row");
        let OutboxMail::Rendered { file, .. } = &made.mail else { panic!("{made:?}") };
        let bytes = files.get(file.name()).await.unwrap().expect("its object");
        assert!(bytes == mime("ours") || bytes == mime("theirs"));
        assert_eq!(MailFile::of(&id, &bytes).as_ref(), Ok(file));
        assert!(!put("later").await.unwrap());
        assert_eq!(table.outbox(&id).await.unwrap(), Some(made), "nothing changed");
    }
    let large =
        table.put_rendered_mail(&files, &OutboxId::parse("large").unwrap(), &to, vec![b'x'; 10_000_001], due).await;
    let why = large.unwrap_err().to_string();
    assert!(why.starts_with("the mail has 10000001 bytes, and SES takes 10000000"), "{why}");
    // Its object can't be written: there is no row either, and a later try makes both.
    let id = OutboxId::parse("report-lost").unwrap();
    let fault = json!({"service": "s3", "operation": "PutObject", "fault": "error", "times": 3});
    engines.front.plan(serde_json::from_value(fault).unwrap());
    assert!(table.put_rendered_mail(&files, &id, &to, b"x".to_vec(), due).await.is_err());
    assert_eq!(table.outbox(&id).await.unwrap(), None);
    assert!(table.put_rendered_mail(&files, &id, &to, b"x".to_vec(), due).await.unwrap());
}

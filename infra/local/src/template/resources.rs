//! Queues, tables and secrets of the template, as the engines create them.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};
use serde_json::Value as Json;

use super::node::{Node, NodeValue};
use super::resolve::{Resolver, scalar_text};

/// The properties of a table that `CreateTable` takes; the others concern backups and encryption.
const TABLE_PROPERTIES: [&str; 7] = [
    "TableName",
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "BillingMode",
    "ProvisionedThroughput",
];

/// An SQS queue.
#[derive(Debug)]
pub(crate) struct QueueSpec {
    /// The logical id in the template.
    pub(crate) resource: String,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) arn: String,
    /// The ARN of its dead-letter queue.
    pub(crate) dead_letter: Option<String>,
    /// As `CreateQueue` takes them.
    pub(crate) attributes: BTreeMap<String, String>,
}

impl QueueSpec {
    /// Whether the messages of a group keep their order.
    pub(crate) fn is_fifo(&self) -> bool {
        self.attributes.get("FifoQueue").is_some_and(|text| text == "true")
    }
}

/// A `DynamoDB` table.
#[derive(Debug)]
pub(crate) struct TableSpec {
    pub(crate) name: String,
    /// The body of `CreateTable`.
    pub(crate) create: Json,
    /// The attribute with the time to live, if items expire.
    pub(crate) expiry: Option<String>,
}

/// How a secret is generated.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SecretSpec {
    pub(crate) length: usize,
    pub(crate) punctuation: bool,
}

/// The queues that other queues name as their dead-letter queue.
pub(crate) fn dead_letter_queues(queues: &[QueueSpec]) -> impl Iterator<Item = &QueueSpec> {
    queues.iter().filter(|queue| queues.iter().any(|other| other.dead_letter.as_ref() == Some(&queue.arn)))
}

pub(super) fn read_queue(resolver: &Resolver<'_>, name: &str, node: &Node) -> Result<QueueSpec> {
    let mut attributes = BTreeMap::new();
    let mut dead_letter = None;
    for (key, value) in resolver.properties(node)? {
        match (key.as_str(), &value) {
            ("QueueName" | "Tags", _) => {}
            ("RedrivePolicy", _) => {
                dead_letter = value.get("deadLetterTargetArn").and_then(Json::as_str).map(str::to_owned);
                attributes.insert(key, value.to_string());
            }
            ("RedriveAllowPolicy", _) => {
                attributes.insert(key, value.to_string());
            }
            (_, value) => {
                let text = scalar_text(value).ok_or_else(|| anyhow!("{key} must be a scalar"))?;
                attributes.insert(key, text);
            }
        }
    }
    let queue_name = resolver.name(name, node, "QueueName")?;
    let attribute = |attribute: &str| -> Result<String> {
        let call = NodeValue::Call(
            if attribute.is_empty() { "Ref".to_owned() } else { "GetAtt".to_owned() },
            Box::new(Node { line: node.line, value: NodeValue::Scalar(format!("{name}{attribute}").into()) }),
        );
        resolver.text(&Node { line: node.line, value: call })
    };
    Ok(QueueSpec {
        resource: name.to_owned(),
        name: queue_name,
        url: attribute("")?,
        arn: attribute(".Arn")?,
        dead_letter,
        attributes,
    })
}

pub(super) fn read_table(resolver: &Resolver<'_>, name: &str, node: &Node) -> Result<TableSpec> {
    let mut map = resolver.properties(node)?;
    let expiry = map
        .get("TimeToLiveSpecification")
        .filter(|ttl| ttl.get("Enabled") == Some(&Json::Bool(true)))
        .and_then(|ttl| ttl.get("AttributeName"))
        .and_then(Json::as_str)
        .map(str::to_owned);
    let table_name = resolver.name(name, node, "TableName")?;
    map.insert("TableName".to_owned(), Json::String(table_name.clone()));
    map.retain(|key, _| TABLE_PROPERTIES.contains(&key.as_str()));
    Ok(TableSpec { name: table_name, create: Json::Object(map), expiry })
}

pub(super) fn read_secret(resolver: &Resolver<'_>, node: &Node) -> Result<SecretSpec> {
    let properties = resolver.properties(node)?;
    let generate = properties
        .get("GenerateSecretString")
        .and_then(Json::as_object)
        .ok_or_else(|| anyhow!("a secret needs GenerateSecretString: the runner has no other value for it"))?;
    if let Some(key) = generate.keys().find(|key| !["PasswordLength", "ExcludePunctuation"].contains(&key.as_str())) {
        bail!(
            "the local runner does not support GenerateSecretString.{key}: use PasswordLength and ExcludePunctuation"
        );
    }
    // AWS's own default length.
    let length = generate.get("PasswordLength").and_then(Json::as_u64).unwrap_or(32);
    Ok(SecretSpec {
        length: usize::try_from(length)?,
        punctuation: generate.get("ExcludePunctuation") != Some(&Json::Bool(true)),
    })
}

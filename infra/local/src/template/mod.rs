//! `infra/template.yaml`, read into what the runner starts: functions, queues, tables and secrets.
//!
//! What must stay true: the template is the only list. A resource, event or property that the runner cannot run
//! is an error of one line, `file:line: resource: what to do`, and never silently left out.

mod events;
mod functions;
mod node;
mod policies;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value as Json;

use crate::gateway::Cors;
pub(crate) use events::EventRoute;
pub(crate) use functions::{FunctionSpec, QueueSource, Route};
use node::Node;
pub(crate) use policies::Grant;
use resolve::Resolver;
pub(crate) use resolve::scalar_text;
pub(crate) use resolve::{ACCOUNT, REGION};

/// Kinds of resources that have no part in running the system on one machine.
const NOT_RUN: [&str; 6] = [
    "AWS::Serverless::LayerVersion",
    "AWS::SES::ConfigurationSet",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::CloudWatch::Alarm",
];
/// What `CreateTable` takes from a table's properties; the rest is about backups and encryption.
const TABLE_PROPERTIES: [&str; 7] = [
    "TableName",
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "BillingMode",
    "ProvisionedThroughput",
];

/// The template, resolved.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) functions: Vec<FunctionSpec>,
    pub(crate) queues: Vec<QueueSpec>,
    pub(crate) tables: Vec<TableSpec>,
    /// Values by the secret's name in the template.
    pub(crate) secrets: BTreeMap<String, String>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// What scripts of other sites may do with the API.
    pub(crate) cors: Option<Cors>,
    /// Where SES's events go.
    pub(crate) mail_events: Vec<EventRoute>,
}

/// One SQS queue.
#[derive(Debug)]
pub(crate) struct QueueSpec {
    /// The name in the template.
    pub(crate) resource: String,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) arn: String,
    /// The dead-letter queue's ARN.
    pub(crate) dead_letter: Option<String>,
    /// As `CreateQueue` takes them.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// One `DynamoDB` table.
#[derive(Debug)]
pub(crate) struct TableSpec {
    pub(crate) name: String,
    /// The body of `CreateTable`.
    pub(crate) create: Json,
    /// The attribute that holds the expiry, if items expire.
    pub(crate) expiry: Option<String>,
}

/// How a secret is made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SecretSpec {
    pub(crate) length: usize,
    pub(crate) punctuation: bool,
}

/// What the template cannot know by itself.
pub(crate) struct Facts<'a> {
    /// The path as the reader knows it, for messages.
    pub(crate) file: &'a str,
    pub(crate) overrides: BTreeMap<String, String>,
    /// Where SQS answers, as in `http://127.0.0.1:4100`.
    pub(crate) queues_url: &'a str,
}

impl Template {
    /// Reads and resolves a template. `secret` gives the value of a secret, made once and then kept.
    pub(crate) fn read(
        text: &str,
        facts: &Facts<'_>,
        mut secret: impl FnMut(&str, &SecretSpec) -> Result<String>,
    ) -> Result<Self> {
        let root = node::parse(text).with_context(|| facts.file.to_owned())?;
        let mut resolver = Resolver::new(&root, facts.file, &facts.overrides, facts.queues_url)?;
        let resources =
            root.get("Resources").ok_or_else(|| anyhow!("{}: a template has Resources", facts.file))?.entries();

        let mut secrets = BTreeMap::new();
        for (name, node) in resources {
            if kind(node) == Some("AWS::SecretsManager::Secret") {
                let spec =
                    secret_spec(&resolver, node).with_context(|| format!("{}:{}: {name}", facts.file, node.line))?;
                let value = secret(name, &spec)?;
                resolver.add_secret(name, &value)?;
                secrets.insert(name.clone(), value);
            }
        }

        let mut template = Self {
            functions: Vec::new(),
            queues: Vec::new(),
            tables: Vec::new(),
            secrets,
            parameters: resolver.parameters().clone(),
            cors: None,
            mail_events: Vec::new(),
        };
        let (mut destinations, mut subscriptions) = (Vec::new(), Vec::new());
        let globals = root.get("Globals").and_then(|globals| globals.get("Function"));
        for (name, node) in resources {
            let place = || format!("{}:{}: {name}", facts.file, node.line);
            match kind(node) {
                Some("AWS::SES::ConfigurationSetEventDestination") => {
                    let destination = properties(&resolver, node).and_then(|of| events::destination(&of));
                    destinations.push(destination.with_context(place)?);
                }
                Some("AWS::SNS::Subscription") => {
                    let subscription = properties(&resolver, node).and_then(|of| events::subscription(&of));
                    subscriptions.push(subscription.with_context(place)?);
                }
                _ => template.add(&resolver, globals, name, node).with_context(place)?,
            }
        }
        template.mail_events = events::routes(destinations, &subscriptions).with_context(|| facts.file.to_owned())?;
        Ok(template)
    }

    /// The queue with an ARN.
    pub(crate) fn queue_by_arn(&self, arn: &str) -> Option<&QueueSpec> {
        self.queues.iter().find(|queue| queue.arn == arn)
    }

    fn add(&mut self, resolver: &Resolver<'_>, globals: Option<&Node>, name: &str, node: &Node) -> Result<()> {
        if let Some(condition) = node.get("Condition").and_then(Node::text)
            && !resolver.condition(condition, node.line)?
        {
            return Ok(());
        }
        match kind(node) {
            Some("AWS::Serverless::Function") => {
                self.functions.push(functions::read(resolver, globals, name, node)?);
            }
            Some("AWS::SQS::Queue") => self.queues.push(read_queue(resolver, name, node)?),
            Some("AWS::DynamoDB::Table") => self.tables.push(read_table(resolver, name, node)?),
            Some("AWS::SecretsManager::Secret") => {}
            Some("AWS::Serverless::HttpApi") => {
                let properties = properties(resolver, node)?;
                self.cors = properties.get("CorsConfiguration").map(Cors::read).transpose()?;
            }
            Some(kind) if NOT_RUN.contains(&kind) => {}
            Some(kind) => bail!(
                "the local runner cannot run {kind}; teach infra/local/src/template, or give the resource a \
                 Condition that is false by default"
            ),
            None => bail!("a resource needs a Type"),
        }
        Ok(())
    }
}

fn kind(node: &Node) -> Option<&str> {
    node.get("Type").and_then(Node::text)
}

/// The resolved properties of a resource.
fn properties(resolver: &Resolver<'_>, node: &Node) -> Result<serde_json::Map<String, Json>> {
    let Some(properties) = node.get("Properties") else {
        return Ok(serde_json::Map::new());
    };
    match resolver.value(properties)? {
        Some(Json::Object(map)) => Ok(map),
        _ => bail!("Properties must be a map"),
    }
}

fn read_queue(resolver: &Resolver<'_>, name: &str, node: &Node) -> Result<QueueSpec> {
    let mut attributes = BTreeMap::new();
    let mut dead_letter = None;
    for (key, value) in properties(resolver, node)? {
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
                let text = scalar_text(value).ok_or_else(|| anyhow!("{key} must be a plain value"))?;
                attributes.insert(key, text);
            }
        }
    }
    let queue_name = resolver.name(name, node, "QueueName")?;
    let attribute = |attribute: &str| -> Result<String> {
        let call = node::Value::Call(
            if attribute.is_empty() { "Ref".to_owned() } else { "GetAtt".to_owned() },
            Box::new(Node { line: node.line, value: node::Value::Scalar(format!("{name}{attribute}").into()) }),
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

fn read_table(resolver: &Resolver<'_>, name: &str, node: &Node) -> Result<TableSpec> {
    let mut map = properties(resolver, node)?;
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

fn secret_spec(resolver: &Resolver<'_>, node: &Node) -> Result<SecretSpec> {
    let properties = properties(resolver, node)?;
    let generate = properties
        .get("GenerateSecretString")
        .and_then(Json::as_object)
        .ok_or_else(|| anyhow!("a secret is made by GenerateSecretString: the runner has no other value for it"))?;
    if let Some(key) = generate.keys().find(|key| !["PasswordLength", "ExcludePunctuation"].contains(&key.as_str())) {
        bail!("the local runner does not know GenerateSecretString's {key}; use PasswordLength and ExcludePunctuation");
    }
    // AWS's own default length.
    let length = generate.get("PasswordLength").and_then(Json::as_u64).unwrap_or(32);
    Ok(SecretSpec {
        length: usize::try_from(length)?,
        punctuation: generate.get("ExcludePunctuation") != Some(&Json::Bool(true)),
    })
}

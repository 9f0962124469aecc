//! `infra/template.yaml`: the functions, queues, tables, buckets, secrets and event routes that the runner starts.
//!
//! What must stay true: the template is the only list. A resource, event or property that the runner does not support
//! is an error of one line, `file:line: resource: what to do`. Nothing is left out without an error.

pub(crate) mod names;
mod node;
pub(crate) mod resolve;
pub(crate) mod events;
pub(crate) mod policies;
pub(crate) mod functions;
pub(crate) mod resources;
pub(crate) mod buckets;
#[cfg(test)]
mod deployment;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};

use buckets::BucketSpec;
use events::EventRoute;
use functions::FunctionSpec;
use node::Node;
use resolve::Resolver;
use resources::{QueueSpec, SecretSpec, TableSpec};

/// Types of resources without a meaning on one machine.
const NOT_RUN: [&str; 10] = [
    "AWS::Serverless::LayerVersion",
    "AWS::SES::ConfigurationSet",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::S3::BucketPolicy",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::Logs::LogGroup",
    // Its value is what refers to it.
    "AWS::SSM::Parameter",
];

/// The template, evaluated.
#[derive(Debug)]
pub(crate) struct SamTemplate {
    pub(crate) functions: Vec<FunctionSpec>,
    pub(crate) queues: Vec<QueueSpec>,
    pub(crate) tables: Vec<TableSpec>,
    pub(crate) buckets: Vec<BucketSpec>,
    /// The values of the secrets, by logical id.
    pub(crate) secrets: BTreeMap<String, String>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// The routes of SES's events to queues.
    pub(crate) mail_events: Vec<EventRoute>,
}

/// Input to the template: its file, its parameters, the address of SQS.
pub(crate) struct TemplateInputs<'a> {
    /// The path as error messages name it.
    pub(crate) file: &'a str,
    /// Values of parameters that differ from the defaults.
    pub(crate) overrides: BTreeMap<String, String>,
    /// The address of SQS, like `http://127.0.0.1:4100`.
    pub(crate) queues_url: &'a str,
}

impl SamTemplate {
    /// Reads and evaluates a template. `secret` returns the value of a secret: generated once, then stored.
    pub(crate) fn read(
        text: &str,
        inputs: &TemplateInputs<'_>,
        mut secret: impl FnMut(&str, &SecretSpec) -> Result<String>,
    ) -> Result<Self> {
        let root = node::parse(text).with_context(|| inputs.file.to_owned())?;
        let mut resolver = Resolver::new(&root, inputs.file, &inputs.overrides, inputs.queues_url)?;
        let resources =
            root.get("Resources").ok_or_else(|| anyhow!("{}: a template has Resources", inputs.file))?.entries();

        let mut secrets = BTreeMap::new();
        for (name, node) in resources {
            if kind(node) == Some("AWS::SecretsManager::Secret") {
                let spec = resources::read_secret(&resolver, node)
                    .with_context(|| format!("{}:{}: {name}", inputs.file, node.line))?;
                let value = secret(name, &spec)?;
                resolver.add_secret(name, &value)?;
                secrets.insert(name.clone(), value);
            }
        }

        let mut template = Self {
            functions: Vec::new(),
            queues: Vec::new(),
            tables: Vec::new(),
            buckets: Vec::new(),
            secrets,
            parameters: resolver.parameters().clone(),
            mail_events: Vec::new(),
        };
        let (mut destinations, mut subscriptions) = (Vec::new(), Vec::new());
        let globals = root.get("Globals").and_then(|globals| globals.get("Function"));
        for (name, node) in resources {
            let place = || format!("{}:{}: {name}", inputs.file, node.line);
            match kind(node) {
                Some("AWS::SES::ConfigurationSetEventDestination") => {
                    let destination = resolver.properties(node).and_then(|of| events::destination(&of));
                    destinations.push(destination.with_context(place)?);
                }
                Some("AWS::SNS::Subscription") => {
                    let subscription = resolver.properties(node).and_then(|of| events::subscription(&of));
                    subscriptions.push(subscription.with_context(place)?);
                }
                _ => template.add(&resolver, globals, name, node).with_context(place)?,
            }
        }
        template.mail_events = events::routes(destinations, &subscriptions).with_context(|| inputs.file.to_owned())?;
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
            Some("AWS::SQS::Queue") => self.queues.push(resources::read_queue(resolver, name, node)?),
            Some("AWS::DynamoDB::Table") => self.tables.push(resources::read_table(resolver, name, node)?),
            Some("AWS::S3::Bucket") => self.buckets.push(buckets::read(resolver, name, node)?),
            Some("AWS::SecretsManager::Secret") => {}
            // It would hold for every route, the team's pages among them: the functions answer for themselves.
            Some("AWS::Serverless::HttpApi") => {
                if resolver.properties(node)?.get("CorsConfiguration").is_some() {
                    bail!(
                        "the local runner does not support CorsConfiguration: capture answers scripts of other sites"
                    );
                }
            }
            Some(kind) if NOT_RUN.contains(&kind) => {}
            Some(kind) => bail!(
                "the local runner does not support {kind}: add it to infra/local/src/template.rs, or give the resource a \
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

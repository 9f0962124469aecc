//! The functions of the template, with `Globals` merged in: their triggers, variables, limits and permissions.
//!
//! What must stay true: an event or property that the runner does not support, and that changes how a function runs,
//! is an error that names it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use serde_json::Value as Json;

use super::names::{ACCOUNT, REGION, STACK};
use super::node::Node;
use super::policies;
use super::policies::Grant;
use super::resolve::{Resolver, scalar_text};
use crate::schedule::Schedule;

/// Properties that the runner supports, or that mean nothing on one machine.
const KNOWN: [&str; 18] = [
    "Architectures",
    "CodeUri",
    "DeadLetterQueue",
    "Description",
    "Environment",
    "EphemeralStorage",
    // A schedule that fails here is not tried again either.
    "EventInvokeConfig",
    "Events",
    "FunctionName",
    "Handler",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "Policies",
    // Here nobody else takes any.
    "ReservedConcurrentExecutions",
    "Runtime",
    "Tags",
    "Timeout",
];
/// Lambda's own defaults.
const DEFAULT_TIMEOUT: u64 = 3;
const DEFAULT_MEMORY: u64 = 128;
const DEFAULT_BATCH: usize = 10;
/// New accounts have ten concurrent executions in all.
const DEFAULT_CONCURRENCY: usize = 10;

/// A Lambda function of the template.
#[derive(Debug)]
pub(crate) struct FunctionSpec {
    /// The binary, which is also the name of its crate; people and routes name the function by it.
    pub(crate) binary: String,
    pub(crate) arn: String,
    pub(crate) timeout: Duration,
    pub(crate) memory_mb: u64,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) routes: Vec<Route>,
    pub(crate) sources: Vec<QueueSource>,
    pub(crate) schedules: Vec<Schedule>,
    /// Its permissions on AWS.
    pub(crate) grants: Vec<Grant>,
}

impl FunctionSpec {
    /// The most environments at once.
    pub(crate) fn concurrency(&self) -> usize {
        let from_queues: usize = self.sources.iter().map(|source| source.concurrency).sum();
        if from_queues == 0 { DEFAULT_CONCURRENCY } else { from_queues }
    }
}

/// A route of the HTTP API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) method: String,
    /// Like `/forms/{form}`.
    pub(crate) path: String,
}

impl Route {
    /// The path of the route for every address without a route of its own.
    const DEFAULT: &str = "$default";

    /// Whether it is the route `$default`.
    pub(crate) fn is_default(&self) -> bool {
        self.path == Self::DEFAULT
    }

    /// The route key of API Gateway: `POST /forms/{form}`, or `$default`.
    pub(crate) fn key(&self) -> String {
        if self.is_default() { self.path.clone() } else { format!("{} {}", self.method, self.path) }
    }
}

/// An SQS event source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueSource {
    pub(crate) queue_arn: String,
    pub(crate) batch_size: usize,
    pub(crate) concurrency: usize,
    /// Whether the function reports failed records one by one (`ReportBatchItemFailures`).
    pub(crate) partial: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct HttpApiEvent {
    #[serde(rename = "ApiId")]
    _api: Option<String>,
    /// `ANY` by default, as in SAM.
    method: Option<String>,
    /// Without a path it is the route `$default`, as in SAM.
    path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct SqsEvent {
    queue: String,
    batch_size: Option<usize>,
    #[serde(default)]
    function_response_types: Vec<String>,
    scaling_config: Option<ScalingConfig>,
    /// Ignored: it saves the cost of invocations, which cost nothing here. A batch is what waits when a slot is free.
    #[serde(rename = "MaximumBatchingWindowInSeconds")]
    _window: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ScalingConfig {
    maximum_concurrency: Json,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ScheduleEvent {
    schedule_expression: String,
    #[serde(rename = "Name")]
    _name: Option<String>,
    #[serde(rename = "RetryPolicy")]
    _retry_policy: Option<Json>,
    #[serde(rename = "Description")]
    _description: Option<String>,
}

/// Reads a function, with the globals it inherits.
pub(super) fn read(resolver: &Resolver<'_>, globals: Option<&Node>, name: &str, node: &Node) -> Result<FunctionSpec> {
    let mut own = resolver.properties(node)?;
    if let Some(globals) = globals {
        let Some(Json::Object(globals)) = resolver.value(globals)? else {
            bail!("Globals.Function must be a map");
        };
        merge(&mut own, globals);
    }
    if let Some(key) = own.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        bail!("the local runner does not support {key}: add it to infra/local/src/template/functions.rs");
    }
    let binary = node
        .get("Metadata")
        .and_then(|metadata| metadata.get("BuildProperties"))
        .and_then(|build| build.get("Binary"))
        .and_then(Node::text)
        .ok_or_else(|| anyhow!("name the binary in Metadata.BuildProperties.Binary"))?;

    let mut function = FunctionSpec {
        binary: binary.to_owned(),
        arn: format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-{name}"),
        timeout: Duration::from_secs(number(&own, "Timeout")?.unwrap_or(DEFAULT_TIMEOUT)),
        memory_mb: number(&own, "MemorySize")?.unwrap_or(DEFAULT_MEMORY),
        variables: BTreeMap::new(),
        routes: Vec::new(),
        sources: Vec::new(),
        schedules: Vec::new(),
        grants: policies::read(own.get("Policies")).context("Policies")?,
    };
    if let Some(variables) = own.get("Environment").and_then(|env| env.get("Variables")).and_then(Json::as_object) {
        for (key, value) in variables {
            let text = scalar_text(value).ok_or_else(|| anyhow!("the variable {key} must be a text"))?;
            function.variables.insert(key.clone(), text);
        }
    }
    if let Some(events) = own.get("Events").and_then(Json::as_object) {
        for (event_name, event) in events {
            add_event(&mut function, event).with_context(|| format!("event {event_name}"))?;
        }
    }
    Ok(function)
}

fn add_event(function: &mut FunctionSpec, event: &Json) -> Result<()> {
    let properties = event.get("Properties").cloned().unwrap_or_default();
    match event.get("Type").and_then(Json::as_str) {
        Some("HttpApi") => {
            let event: HttpApiEvent = serde_json::from_value(properties)?;
            let method = event.method.map_or_else(|| "ANY".to_owned(), |method| method.to_uppercase());
            let path = event.path.unwrap_or_else(|| Route::DEFAULT.to_owned());
            function.routes.push(Route { method, path });
        }
        Some("SQS") => {
            let event: SqsEvent = serde_json::from_value(properties)?;
            let concurrency = match event.scaling_config {
                Some(scaling) => scalar_text(&scaling.maximum_concurrency)
                    .and_then(|text| text.parse().ok())
                    .ok_or_else(|| anyhow!("MaximumConcurrency must be a number"))?,
                None => DEFAULT_CONCURRENCY,
            };
            function.sources.push(QueueSource {
                queue_arn: event.queue,
                batch_size: event.batch_size.unwrap_or(DEFAULT_BATCH),
                concurrency,
                partial: event.function_response_types.iter().any(|kind| kind == "ReportBatchItemFailures"),
            });
        }
        Some("ScheduleV2" | "Schedule") => {
            let event: ScheduleEvent = serde_json::from_value(properties)?;
            function.schedules.push(Schedule::parse(&event.schedule_expression)?);
        }
        kind => bail!(
            "the local runner supports the event types HttpApi, SQS and ScheduleV2, not {}",
            kind.unwrap_or("one without a Type")
        ),
    }
    Ok(())
}

/// SAM's rule: maps are merged, lists are joined, and a scalar of the function replaces that of the globals.
fn merge(own: &mut serde_json::Map<String, Json>, globals: serde_json::Map<String, Json>) {
    for (key, global) in globals {
        match (own.get_mut(&key), global) {
            (None, global) => {
                own.insert(key, global);
            }
            (Some(Json::Object(own)), Json::Object(global)) => merge(own, global),
            (Some(Json::Array(own)), Json::Array(mut global)) => {
                global.append(own);
                *own = global;
            }
            (Some(_), _) => {}
        }
    }
}

fn number(map: &serde_json::Map<String, Json>, key: &str) -> Result<Option<u64>> {
    map.get(key)
        .map(|value| {
            scalar_text(value).and_then(|text| text.parse().ok()).ok_or_else(|| anyhow!("{key} must be a number"))
        })
        .transpose()
}

//! The route of SES's events: configuration set → event destination → SNS topic → subscription → queue.
//!
//! What must stay true: a broken link in that chain is an error; otherwise events would get lost without notice.

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Map, Value as Json};

/// The events of a configuration set that go to a queue.
#[derive(Debug, Clone)]
pub(crate) struct EventRoute {
    pub(crate) configuration_set: String,
    /// Event types as the template writes them: `send`, `bounce`, …
    pub(crate) kinds: Vec<String>,
    pub(crate) queue_arn: String,
}

/// An event destination of a configuration set.
#[derive(Debug)]
pub(super) struct Destination {
    configuration_set: String,
    kinds: Vec<String>,
    topic: String,
}

/// The subscription of a queue to a topic.
#[derive(Debug)]
pub(super) struct Subscription {
    topic: String,
    queue_arn: String,
}

/// Reads an `AWS::SES::ConfigurationSetEventDestination`.
pub(super) fn destination(properties: &Map<String, Json>) -> Result<Destination> {
    let destination = properties.get("EventDestination").ok_or_else(|| anyhow!("EventDestination is missing"))?;
    let topic = destination.pointer("/SnsDestination/TopicARN").and_then(Json::as_str);
    let kinds = destination.get("MatchingEventTypes").and_then(Json::as_array);
    Ok(Destination {
        configuration_set: text(properties, "ConfigurationSetName")?,
        topic: topic
            .context("the local runner supports only event destinations with SnsDestination.TopicARN")?
            .to_owned(),
        kinds: kinds.into_iter().flatten().filter_map(|kind| kind.as_str().map(str::to_owned)).collect(),
    })
}

/// Reads an `AWS::SNS::Subscription`.
pub(super) fn subscription(properties: &Map<String, Json>) -> Result<Subscription> {
    if text(properties, "Protocol")? != "sqs" || properties.get("RawMessageDelivery") != Some(&Json::Bool(true)) {
        bail!("the local runner supports only subscriptions with Protocol sqs and RawMessageDelivery true");
    }
    Ok(Subscription { topic: text(properties, "TopicArn")?, queue_arn: text(properties, "Endpoint")? })
}

/// Joins destinations and subscriptions.
pub(super) fn routes(destinations: Vec<Destination>, subscriptions: &[Subscription]) -> Result<Vec<EventRoute>> {
    destinations
        .into_iter()
        .map(|destination| {
            let subscribed = subscriptions.iter().find(|subscription| subscription.topic == destination.topic);
            let subscribed = subscribed.ok_or_else(|| {
                anyhow!("there is no AWS::SNS::Subscription for the events of {}", destination.configuration_set)
            })?;
            Ok(EventRoute {
                configuration_set: destination.configuration_set,
                kinds: destination.kinds,
                queue_arn: subscribed.queue_arn.clone(),
            })
        })
        .collect()
}

fn text(properties: &Map<String, Json>, name: &str) -> Result<String> {
    let value = properties.get(name).and_then(Json::as_str);
    value.map(str::to_owned).ok_or_else(|| anyhow!("{name} must be a text"))
}

//! What IAM would ask of a request: which actions, on which resources.
//!
//! What must stay true: a function that the template does not allow something fails here as it would on AWS.

use hyper::StatusCode;
use serde_json::Value as Json;

use super::front;
use crate::http;
use crate::http::Answer;
use crate::template::{ACCOUNT, REGION};

/// An action on a resource.
pub(super) type Need = (String, String);

/// What a request to `DynamoDB` needs.
pub(super) fn of_table(operation: &str, body: &[u8]) -> Vec<Need> {
    let request: Json = serde_json::from_slice(body).unwrap_or_default();
    let table = |name: &str| format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}");
    let need = |action: &str, name: &str| (format!("dynamodb:{action}"), table(name));
    match operation {
        "TransactWriteItems" => {
            let items = request["TransactItems"].as_array().into_iter().flatten().filter_map(Json::as_object);
            let actions = items.flatten().map(|(kind, item)| {
                let action =
                    if kind == "ConditionCheck" { "ConditionCheckItem".to_owned() } else { format!("{kind}Item") };
                need(&action, item["TableName"].as_str().unwrap_or_default())
            });
            actions.collect()
        }
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = request["RequestItems"].as_object().into_iter().flatten();
            tables.map(|(name, _)| need(operation, name)).collect()
        }
        _ => {
            let (action, mut resource) = need(operation, request["TableName"].as_str().unwrap_or_default());
            if let Some(index) = request["IndexName"].as_str() {
                resource = format!("{resource}/index/{index}");
            }
            vec![(action, resource)]
        }
    }
}

/// What a request to SQS needs.
pub(super) fn of_queue(operation: &str, body: &[u8]) -> Vec<Need> {
    let request: Json = serde_json::from_slice(body).unwrap_or_default();
    let queue = request["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
    // A batch is the action of each of its messages.
    let action = operation.strip_suffix("Batch").unwrap_or(operation);
    vec![(format!("sqs:{action}"), format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"))]
}

/// What a request to SES needs.
pub(super) fn of_mail(operation: &str, params: &[(String, String)]) -> Vec<Need> {
    let value = |name: &str| params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let arn = |kind: &str, name: &str| format!("arn:aws:ses:{REGION}:{ACCOUNT}:{kind}/{name}");
    let sender = value("Source").map(|source| arn("identity", source));
    let set = value("ConfigurationSetName").map(|set| arn("configuration-set", set));
    let mut resources: Vec<String> = sender.into_iter().chain(set).collect();
    if resources.is_empty() {
        resources.push("*".to_owned());
    }
    resources.into_iter().map(|resource| (format!("ses:{operation}"), resource)).collect()
}

/// What AWS answers a caller who may not do that, in its JSON protocols.
pub(super) fn denied((action, resource): &Need, kind: &str) -> Answer {
    let message = format!(
        "not authorized to perform: {action} on resource: {resource} because no identity-based policy allows it"
    );
    front::json_error(StatusCode::BAD_REQUEST, kind, &serde_json::json!({ "message": message }))
}

/// The same in SES's.
pub(super) fn denied_mail((action, resource): &Need) -> Answer {
    let body = format!(
        "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>Sender</Type>\
         <Code>AccessDenied</Code><Message>not authorized to perform `{action}` on resource `{resource}`</Message>\
         </Error></ErrorResponse>"
    );
    http::answer(StatusCode::FORBIDDEN, "text/xml", body)
}

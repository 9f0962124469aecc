//! The permissions that IAM requires for a request: actions on resources.
//!
//! What must stay true: a function without a permission fails here as it would on AWS.

use hyper::StatusCode;
use serde_json::Value as Json;

use super::protocol;
use crate::http::HttpResponse;
use crate::template::names::{ACCOUNT, REGION};

/// An action on a resource.
pub(super) type Need = (String, String);

/// The permissions for a request to `DynamoDB`.
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

/// The permissions for a request to SQS.
pub(super) fn of_queue(operation: &str, body: &[u8]) -> Vec<Need> {
    let request: Json = serde_json::from_slice(body).unwrap_or_default();
    let queue = request["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
    // A batch needs the permission for its single messages.
    let action = operation.strip_suffix("Batch").unwrap_or(operation);
    vec![(format!("sqs:{action}"), format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"))]
}

/// The permissions for a request to SES.
pub(super) fn of_mail(operation: &str, params: &[(String, String)]) -> Vec<Need> {
    let value = |name: &str| params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let arn = |kind: &str, name: &str| format!("arn:aws:ses:{REGION}:{ACCOUNT}:{kind}/{name}");
    // `Acme <hello@acme.example>`: the identity is the address, which its domain stands for as well.
    let address = |source: &str| source.rsplit('<').next().unwrap_or_default().trim_end_matches('>').to_owned();
    let sender = value("Source").map(|source| arn("identity", &address(source)));
    let set = value("ConfigurationSetName").map(|set| arn("configuration-set", set));
    let mut resources: Vec<String> = sender.into_iter().chain(set).collect();
    if resources.is_empty() {
        resources.push("*".to_owned());
    }
    resources.into_iter().map(|resource| (format!("ses:{operation}"), resource)).collect()
}

/// The permissions for a request to S3.
pub(super) fn of_bucket(operation: &str, bucket: &str, key: Option<&str>) -> Vec<Need> {
    let Some(key) = key else { return vec![list_bucket(bucket)] };
    let action = match operation {
        "HeadObject" => "GetObject",
        "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload" => "PutObject",
        other => other,
    };
    vec![(format!("s3:{action}"), format!("arn:aws:s3:::{bucket}/{key}"))]
}

/// The permission to see which objects a bucket has.
pub(super) fn list_bucket(bucket: &str) -> Need {
    ("s3:ListBucket".to_owned(), format!("arn:aws:s3:::{bucket}"))
}

/// "Access denied" in the JSON protocols.
pub(super) fn denied((action, resource): &Need, kind: &str) -> HttpResponse {
    let message = format!(
        "not authorized to perform: {action} on resource: {resource} because no identity-based policy allows it"
    );
    protocol::json_error(StatusCode::BAD_REQUEST, kind, &serde_json::json!({ "message": message }))
}

/// "Access denied" in the query protocol of SES.
pub(super) fn denied_mail((action, resource): &Need) -> HttpResponse {
    let message = format!("not authorized to perform `{action}` on resource `{resource}`");
    protocol::query_error(StatusCode::FORBIDDEN, "Sender", "AccessDenied", &message)
}

/// "Access denied" as S3 says it.
pub(super) fn denied_file((action, resource): &Need) -> HttpResponse {
    let message = format!("not authorized to perform {action} on {resource}");
    protocol::xml_error(StatusCode::FORBIDDEN, "AccessDenied", &message)
}

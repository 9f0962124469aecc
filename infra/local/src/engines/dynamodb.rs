//! The embedded `DynamoDB` (dynoxide, on `SQLite`) behind its front.
//!
//! What must stay true: every request asks for its consumed capacity, so that the counters show the cost on AWS; the
//! response is the engine's own, byte for byte.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use dynoxide::Database;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, HOST};
use hyper::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::front::{Call, FaultKind, Front, Service};
use super::permissions::Need;
use super::{permissions, protocol};
use crate::http;
use crate::http::{BodyError, Dropped, HttpResponse};
use crate::template::resources::TableSpec;

/// `DynamoDB`'s limit of a request.
const MAX_BODY: usize = 16 * 1024 * 1024;
const TYPE_PREFIX: &str = "com.amazonaws.dynamodb.v20120810#";

/// The engine, its server and its front.
pub(crate) struct DynamoDb {
    database: Database,
    front: Arc<Front>,
    /// The engine's own server, behind the front.
    upstream: hyper::Uri,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl DynamoDb {
    /// Opens the database (in memory without a file) and serves its front at `listener`.
    pub(crate) async fn start(
        file: Option<&Path>,
        front: Arc<Front>,
        listener: tokio::net::TcpListener,
    ) -> Result<Arc<Self>> {
        let database = match file {
            Some(file) => {
                let path = file.to_str().context("the state folder's path must be UTF-8")?;
                Database::new(path).with_context(|| format!("opening {path}"))?
            }
            None => Database::memory().context("opening a database in memory")?,
        };
        let (inner, port) = http::bind(0).await?;
        let served = database.clone();
        tokio::spawn(async move {
            if let Err(error) = dynoxide::server::serve_with_shutdown(inner, served, std::future::pending()).await {
                tracing::error!(error, "the server of the embedded DynamoDB stopped");
            }
        });
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let engine = Arc::new(Self {
            database,
            front,
            upstream: format!("http://127.0.0.1:{port}/").parse().context("the address of the engine")?,
            client: Client::builder(TokioExecutor::new()).build(connector),
        });
        let handler = Arc::clone(&engine);
        http::serve(listener, move |request, _| {
            let engine = Arc::clone(&handler);
            async move { engine.handle(request).await }
        });
        Ok(engine)
    }

    /// Creates a table; if it exists, checks that its indexes are those of the template.
    pub(crate) fn create(&self, table: &TableSpec) -> Result<()> {
        let exists = self
            .database
            .list_tables(serde_json::from_value(json!({}))?)
            .context("listing tables")?
            .table_names
            .contains(&table.name);
        if exists {
            return self.check_indexes(table);
        }
        let request = serde_json::from_value(table.create.clone())
            .with_context(|| format!("the table {} is not valid for CreateTable", table.name))?;
        self.database.create_table(request).with_context(|| format!("creating the table {}", table.name))?;
        if let Some(expiry) = &table.expiry {
            let request = json!({
                "TableName": table.name,
                "TimeToLiveSpecification": { "AttributeName": expiry, "Enabled": true },
            });
            self.database
                .update_time_to_live(serde_json::from_value(request)?)
                .with_context(|| format!("setting the time to live of {}", table.name))?;
        }
        Ok(())
    }

    fn check_indexes(&self, table: &TableSpec) -> Result<()> {
        let described = self
            .database
            .describe_table(serde_json::from_value(json!({ "TableName": table.name }))?)
            .with_context(|| format!("describing the table {}", table.name))?;
        let described = serde_json::to_value(&described)?;
        if index_keys(&described["Table"]["GlobalSecondaryIndexes"])
            != index_keys(&table.create["GlobalSecondaryIndexes"])
        {
            bail!(
                "the template has other indexes for the table {} than the state folder: start once with --fresh",
                table.name
            );
        }
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn put(&self, table: &str, item: &Json) -> Result<()> {
        let request = json!({ "TableName": table, "Item": item });
        self.database.put_item(serde_json::from_value(request)?)?;
        Ok(())
    }

    /// Deletes expired items; returns their number.
    pub(crate) async fn sweep(&self) -> Result<usize> {
        let database = self.database.clone();
        tokio::task::spawn_blocking(move || database.sweep_ttl()).await?.context("deleting expired items")
    }

    /// The earliest due time of all leads, strictly after a moment if one is given.
    pub(crate) async fn earliest_due(
        &self,
        table: &str,
        shards: u16,
        after: Option<Timestamp>,
    ) -> Result<Option<Timestamp>> {
        let database = self.database.clone();
        let table = table.to_owned();
        tokio::task::spawn_blocking(move || {
            let mut earliest = None;
            for shard in 0..shards {
                let due = due_in_shard(&database, &table, shard, after)?;
                earliest = [earliest, due].into_iter().flatten().min();
            }
            Ok(earliest)
        })
        .await?
    }

    async fn handle(&self, request: Request<Incoming>) -> Result<HttpResponse, Dropped> {
        let (mut parts, body) = request.into_parts();
        let body = match http::read_body(body, MAX_BODY).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => {
                return Ok(error(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLarge", "the request is over 16 MB"));
            }
            Err(BodyError::Broken) => return Err(Dropped),
        };
        let caller = protocol::caller(&parts.headers).to_owned();
        let operation = protocol::target(&parts.headers).to_owned();
        let needs = permissions::of_table(&operation, &body);
        let call = Call { service: Service::DynamoDb, operation: &operation, caller: &caller, needs };
        let denied = |need: &Need| permissions::denied(need, &format!("{TYPE_PREFIX}AccessDeniedException"));
        let failed = |fault| {
            let answer = fault_answer(fault, &operation, &body)?;
            self.front.count(&caller, &operation, 0.0, 0.0);
            Some(answer)
        };
        let body = body.clone();
        let execute = async {
            parts.headers.remove(CONTENT_LENGTH);
            parts.headers.remove(HOST);
            parts.uri = self.upstream.clone();
            let request = Request::from_parts(parts, Full::new(ask_for_capacity(&operation, body)));
            let (parts, body) = self.forward(request).await?;
            let (read_units, write_units) = units(&operation, &body);
            self.front.count(&caller, &operation, read_units, write_units);
            Ok(HttpResponse::from_parts(parts, Full::new(body)))
        };
        self.front.pass(call, denied, failed, execute).await
    }

    async fn forward(&self, request: Request<Full<Bytes>>) -> Result<(hyper::http::response::Parts, Bytes)> {
        let (parts, body) = self.client.request(request).await?.into_parts();
        Ok((parts, body.collect().await?.to_bytes()))
    }
}

fn index_keys(indexes: &Json) -> Vec<(String, String)> {
    let mut keys: Vec<(String, String)> = indexes
        .as_array()
        .into_iter()
        .flatten()
        .map(|index| (index["IndexName"].to_string(), index["KeySchema"].to_string()))
        .collect();
    keys.sort();
    keys
}

fn due_in_shard(database: &Database, table: &str, shard: u16, after: Option<Timestamp>) -> Result<Option<Timestamp>> {
    // A key is the time, `#` and the lead id; `$` comes after `#`, so it skips every lead of that time.
    let from = after.map_or_else(String::new, |after| format!("{after:.3}$"));
    let mut query = json!({
        "TableName": table,
        "IndexName": "due",
        "Limit": 1,
        "KeyConditionExpression": "due_pk = :shard",
        "ExpressionAttributeValues": { ":shard": { "S": format!("DUE#{shard}") } },
    });
    if after.is_some() {
        query["KeyConditionExpression"] = "due_pk = :shard AND due_sk > :from".into();
        query["ExpressionAttributeValues"][":from"] = json!({ "S": from });
    }
    let found = database.query(serde_json::from_value(query)?).context("querying the index `due`")?;
    let found = serde_json::to_value(&found)?;
    let Some(key) = found["Items"][0]["due_sk"]["S"].as_str() else {
        return Ok(None);
    };
    let time = key.split('#').next().unwrap_or_default();
    let time = time.parse().with_context(|| format!("the key {key} of the index `due` does not start with a time"))?;
    Ok(Some(time))
}

/// Adds `ReturnConsumedCapacity` to a request without it.
fn ask_for_capacity(operation: &str, body: Bytes) -> Bytes {
    if !writes(operation) && !reads(operation) {
        return body;
    }
    match serde_json::from_slice::<Json>(&body) {
        Ok(Json::Object(mut request)) if !request.contains_key("ReturnConsumedCapacity") => {
            request.insert("ReturnConsumedCapacity".to_owned(), "INDEXES".into());
            Bytes::from(Json::Object(request).to_string())
        }
        // The engine refuses a body that is not JSON.
        _ => body,
    }
}

fn writes(operation: &str) -> bool {
    matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem" | "TransactWriteItems")
}

fn reads(operation: &str) -> bool {
    matches!(operation, "GetItem" | "BatchGetItem" | "Query" | "Scan" | "TransactGetItems")
}

/// The read and write units in a response.
fn units(operation: &str, answer: &[u8]) -> (f64, f64) {
    let capacity =
        serde_json::from_slice::<Json>(answer).map(|mut answer| answer["ConsumedCapacity"].take()).unwrap_or_default();
    let total = match &capacity {
        Json::Array(tables) => tables.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum(),
        table => table["CapacityUnits"].as_f64().unwrap_or(0.0),
    };
    if writes(operation) { (0.0, total) } else { (total, 0.0) }
}

/// The response to a request that a fault keeps from execution.
fn fault_answer(fault: FaultKind, operation: &str, body: &[u8]) -> Option<HttpResponse> {
    match fault {
        FaultKind::Conflict if operation == "TransactWriteItems" => Some(conflict(body)),
        FaultKind::Conflict => {
            Some(error(StatusCode::BAD_REQUEST, "TransactionConflictException", "Transaction is ongoing for the item"))
        }
        FaultKind::Throttle => Some(error(
            StatusCode::BAD_REQUEST,
            "ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
             provisioning level with the UpdateTable API.",
        )),
        FaultKind::Error | FaultKind::Reject | FaultKind::Pause | FaultKind::Paused | FaultKind::Unverified => {
            Some(error(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", "Internal server error"))
        }
        FaultKind::DropResponse | FaultKind::DropRequest | FaultKind::HangRequest | FaultKind::HangResponse => None,
    }
}

fn conflict(body: &[u8]) -> HttpResponse {
    let items = serde_json::from_slice::<Json>(body)
        .ok()
        .and_then(|request| request["TransactItems"].as_array().map(Vec::len))
        .unwrap_or(1);
    let codes: Vec<&str> = (0..items).map(|item| if item == 0 { "TransactionConflict" } else { "None" }).collect();
    let reasons: Vec<Json> = codes
        .iter()
        .map(|code| match *code {
            "None" => json!({ "Code": code }),
            code => json!({ "Code": code, "Message": "Transaction is ongoing for the item" }),
        })
        .collect();
    let message =
        format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes.join(", "));
    protocol::json_error(
        StatusCode::BAD_REQUEST,
        &format!("{TYPE_PREFIX}TransactionCanceledException"),
        &json!({ "Message": message, "CancellationReasons": reasons }),
    )
}

fn error(status: StatusCode, kind: &str, message: &str) -> HttpResponse {
    protocol::json_error(status, &format!("{TYPE_PREFIX}{kind}"), &json!({ "message": message }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_units_of_one_table_and_of_many() {
        for (operation, answer, expected) in [
            ("PutItem", r#"{"ConsumedCapacity":{"CapacityUnits":2.0}}"#, (0.0, 2.0)),
            ("Query", r#"{"Items":[],"ConsumedCapacity":{"CapacityUnits":0.5}}"#, (0.5, 0.0)),
            ("TransactWriteItems", r#"{"ConsumedCapacity":[{"CapacityUnits":6.0},{"CapacityUnits":1.0}]}"#, (0.0, 7.0)),
            ("PutItem", r#"{"__type":"x"}"#, (0.0, 0.0)),
            ("DescribeTable", "no json", (0.0, 0.0)),
        ] {
            assert_eq!(units(operation, answer.as_bytes()), expected, "{operation} {answer}");
        }
    }

    #[test]
    fn capacity_is_asked_for_once_and_only_of_item_operations() {
        let asked = |operation, body: &'static str| ask_for_capacity(operation, Bytes::from(body));
        assert_eq!(asked("GetItem", "{}"), r#"{"ReturnConsumedCapacity":"INDEXES"}"#);
        assert_eq!(asked("GetItem", r#"{"ReturnConsumedCapacity":"NONE"}"#), r#"{"ReturnConsumedCapacity":"NONE"}"#);
        assert_eq!(asked("ListTables", "{}"), "{}");
        assert_eq!(asked("GetItem", "{"), "{");
    }
}

//! The `report` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use leadwright_cloud::{Environment, telemetry};
use report::Reports;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let reports = &Reports::connect(&Environment::of_process().await)?;
    run(service_fn(|event: LambdaEvent<serde_json::Value>| reports.handle(event.context))).await
}

//! The `rollup` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use leadwright_cloud::{Environment, telemetry};
use rollup::Rollup;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let rollup = &Rollup::connect(&Environment::of_process().await)?;
    run(service_fn(|event: LambdaEvent<serde_json::Value>| rollup.handle(event.payload, event.context))).await
}

//! The `webhooks` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use leadwright_cloud::{Environment, telemetry};
use webhooks::Webhooks;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let webhooks = &Webhooks::connect(&Environment::of_process().await)?;
    run(service_fn(|event: LambdaEvent<_>| webhooks.handle(event.payload, event.context))).await
}

//! The `scoring` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use leadwright_cloud::{Environment, telemetry};
use scoring::Scoring;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let scoring = &Scoring::connect(&Environment::of_process().await).await?;
    run(service_fn(|event: LambdaEvent<_>| scoring.handle(event.payload, event.context))).await
}

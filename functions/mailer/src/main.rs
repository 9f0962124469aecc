//! The `mailer` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use leadwright_cloud::{Environment, telemetry};
use mailer::Mailer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let mailer = &Mailer::connect(&Environment::of_process().await).await?;
    run(service_fn(|event: LambdaEvent<_>| mailer.handle(event.payload, event.context))).await
}

//! The `nurture` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use leadwright_cloud::{Environment, telemetry};
use nurture::Nurture;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let nurture = &Nurture::connect(&Environment::of_process().await)?;
    run(service_fn(|event: LambdaEvent<serde_json::Value>| nurture.handle(event.context))).await
}

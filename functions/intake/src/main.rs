//! The `intake` function.

use intake::Intake;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use leadwright_cloud::{Environment, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let intake = &Intake::connect(&Environment::of_process().await)?;
    run(service_fn(|event: LambdaEvent<_>| intake.handle(event.payload, event.context))).await
}

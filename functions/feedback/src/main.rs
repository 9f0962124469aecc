//! The `feedback` function.

use feedback::Feedback;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use leadwright_cloud::{Environment, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let feedback = &Feedback::connect(&Environment::of_process().await).await?;
    run(service_fn(|event: LambdaEvent<_>| feedback.handle(event.payload, event.context))).await
}

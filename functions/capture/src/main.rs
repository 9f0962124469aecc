//! The `capture` function.

use capture::Capture;
use lambda_http::{Error, run, service_fn};
use leadwright_cloud::{Environment, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let capture = &Capture::connect(&Environment::of_process().await)?;
    run(service_fn(|request| capture.handle(request))).await
}

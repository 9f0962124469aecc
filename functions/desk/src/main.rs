//! The `desk` function.

use desk::Desk;
use lambda_http::{Error, run, service_fn};
use leadwright_cloud::{Environment, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let desk = &Desk::connect(&Environment::of_process().await).await?;
    run(service_fn(|request| desk.handle(request))).await
}

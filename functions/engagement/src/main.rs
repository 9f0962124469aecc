//! The `engagement` function.

use engagement::Engagement;
use lambda_http::{Error, run, service_fn};
use leadwright_cloud::{Environment, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let engagement = &Engagement::connect(&Environment::of_process().await).await?;
    run(service_fn(|request| engagement.handle(request))).await
}

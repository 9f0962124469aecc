//! The binary `leadwright`: the local runner and the commands.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    leadwright::cli::run().await
}

//! The binary `leadwright`: the local runner and the commands.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    // On the heap: it holds the state of every command.
    Box::pin(leadwright::cli::run()).await
}

//! The connection to AWS: made once, in init, and handed to every port.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;

/// An environment variable that the template sets is missing.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {0} is missing or unreadable: infra/template.yaml sets it")]
pub struct MissingVariable(pub &'static str);

/// A variable that the template sets.
///
/// # Errors
/// It is not set, or not text.
pub fn variable(name: &'static str) -> Result<String, MissingVariable> {
    std::env::var(name).map_err(|_| MissingVariable(name))
}

/// Where one machine's stack answers.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// The URL of DynamoDB.
    pub dynamodb: String,
    /// The URL of SQS.
    pub sqs: String,
    /// The URL of SES.
    pub ses: String,
}

/// The way to AWS, or to what stands in for it.
#[derive(Debug, Clone)]
pub struct Aws {
    pub(crate) sdk: SdkConfig,
    pub(crate) endpoints: Option<Endpoints>,
}

impl Aws {
    /// By the environment, as Lambda and the AWS tools set it.
    pub async fn connect() -> Self {
        Self { sdk: defaults().load().await, endpoints: None }
    }

    /// To a stack on this machine, as the command line.
    pub async fn local(endpoints: Endpoints) -> Self {
        let credentials = Credentials::new("cli", "local", None, None, "local");
        let sdk = defaults().region(Region::new("us-east-1")).credentials_provider(credentials).load().await;
        Self { sdk, endpoints: Some(endpoints) }
    }
}

/// AWS sets no time limits of its own. An attempt that takes this long has lost its connection.
fn defaults() -> aws_config::ConfigLoader {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(Duration::from_secs(5))
        .operation_timeout(Duration::from_secs(9))
        .build();
    aws_config::defaults(BehaviorVersion::v2026_01_12()).timeout_config(timeouts)
}

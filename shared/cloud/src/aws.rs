//! The connection to AWS, or to what stands for it: made once, in init, and handed to every port.
//!
//! An [`SdkConfig`] has all that is not the program's own: an HTTP client, a time source and a way to sleep. Every port
//! is made of one, so that all of them, and all handlers over them, run just as well over others of these three.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use crate::public_address::PublicNames;
use crate::random::Random;

/// The version of the SDK's defaults.
pub(crate) fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
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
    /// The URL of S3.
    pub s3: String,
}

/// The connection to AWS.
#[derive(Debug, Clone)]
pub struct Aws {
    pub(crate) sdk: SdkConfig,
    pub(crate) http: SharedHttpClient,
    /// The HTTP client is this machine's, and no stand-in.
    is_own_http: bool,
    pub(crate) time: SharedTimeSource,
    pub(crate) sleep: SharedAsyncSleep,
    pub(crate) random: Random,
    pub(crate) endpoints: Option<Endpoints>,
}

impl Aws {
    /// By the environment, as Lambda and the AWS tools set it.
    pub async fn connect() -> Self {
        Self::over(defaults().load().await, Random::of_process())
    }

    /// To a stack on this machine, as the command line.
    pub async fn local(endpoints: Endpoints) -> Self {
        let credentials = Credentials::new("cli", "local", None, None, "local");
        let sdk = defaults().region(Region::new("us-east-1")).credentials_provider(credentials).load().await;
        Self { endpoints: Some(endpoints), ..Self::over(sdk, Random::of_process()) }
    }

    /// The region that calls go to; none if nobody has said it.
    pub fn region(&self) -> Option<&str> {
        self.sdk.region().map(Region::as_ref)
    }

    /// For calls of other programs alone: no account, no region, nothing of the environment.
    pub fn without_account() -> Self {
        Self::over(SdkConfig::builder().behavior_version(behavior()).build(), Random::of_process())
    }

    /// Over a configuration of the SDK. What it does not say of HTTP client, time source and sleep is this machine's.
    pub fn over(sdk: SdkConfig, random: Random) -> Self {
        let given = sdk.http_client();
        let is_own_http = given.is_none();
        let http = given.unwrap_or_else(http_client);
        let time = sdk.time_source().unwrap_or_default();
        let sleep = sdk.sleep_impl().unwrap_or_else(|| SharedAsyncSleep::new(TokioSleep::new()));
        // One HTTP client for all services: they share what it read of certificates.
        let sdk = sdk.into_builder().http_client(http.clone()).time_source(time.clone()).sleep_impl(sleep.clone());
        Self { sdk: sdk.build(), http, is_own_http, time, sleep, random, endpoints: None }
    }

    /// An HTTP client that connects to public addresses alone, and where `is_local` to this machine.
    ///
    /// It goes through no proxy: a proxy would resolve names by itself, and lead to what was not looked at.
    pub(crate) fn public_http(&self, is_local: bool) -> SharedHttpClient {
        if !self.is_own_http {
            return self.http.clone();
        }
        let tls = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        tls.build_with_resolver(PublicNames::new(is_local))
    }
}

/// AWS sets no time limits of its own. An attempt that takes this long has lost its connection.
fn defaults() -> aws_config::ConfigLoader {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(Duration::from_secs(5))
        .operation_timeout(Duration::from_secs(9))
        .build();
    aws_config::defaults(behavior()).timeout_config(timeouts)
}

/// The SDK's own default, made here so that calls of other programs go through it too.
fn http_client() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = ConnectorBuilder::default()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.build()
    })
}

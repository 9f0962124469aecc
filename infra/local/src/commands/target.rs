//! The stack that a command works on: one on this machine, or a deployed one.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use clap::Args;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use leadwright_cloud::Aws;
use leadwright_cloud::aws::Endpoints;
use leadwright_cloud::files::Files;
use leadwright_cloud::mail::Quotas;
use leadwright_cloud::queue::Queue;
use leadwright_cloud::secrets::secret;
use leadwright_cloud::table::{Table, TableError};
use leadwright_domain::config::Config;
use leadwright_domain::value::identity::IdentityKey;
use serde::Deserialize;

use crate::template::names::STACK;
use crate::{config, workspace};

/// Which stack a command works on.
#[derive(Debug, Args)]
pub(crate) struct TargetStack {
    /// The address of a stack on this machine (`cargo run`).
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:3000")]
    pub(super) against: String,
    /// The name of a deployed stack, with your AWS credentials and region.
    #[arg(long, value_name = "NAME", conflicts_with = "against")]
    pub(super) stack: Option<String>,
    /// The table in use, if the parameter `RestoredTable` of the deployed stack names another than its own.
    #[arg(long, value_name = "NAME", requires = "stack")]
    table: Option<String>,
    /// The parameter `Shards` of the deployed stack. The table says it itself, once this release has run there for a minute;
    /// before that, a stack of an earlier release needs it.
    #[arg(long, requires = "stack", value_parser = clap::value_parser!(u16).range(1..))]
    shards: Option<u16>,
}

/// A connected stack.
pub(crate) struct Connected {
    pub(crate) quotas: Quotas,
    pub(crate) table: Table,
    pub(crate) activities: Queue,
    pub(crate) bulk: Queue,
    pub(crate) intake: Queue,
    pub(crate) webhooks: Queue,
    pub(crate) key: IdentityKey,
    pub(crate) config: Config,
    /// The time of the stack's clock.
    pub(crate) now: Timestamp,
}

/// A stack whose parts are asked one by one.
pub(super) struct Reached {
    pub(super) aws: Aws,
    /// Its name, which those of its parts begin with.
    pub(super) name: String,
    pub(super) table: Table,
    /// The time of the stack's clock.
    pub(super) now: Timestamp,
    /// It is on this machine.
    pub(super) is_local: bool,
}

/// The part of `/_local/status` that commands use.
#[derive(Deserialize)]
struct StackStatus {
    now: Timestamp,
    table: String,
    shards: u16,
    endpoints: StackEndpoints,
    queues: BTreeMap<String, StackQueue>,
    buckets: Vec<String>,
    secrets: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct StackEndpoints {
    dynamodb: String,
    sqs: String,
    ses: String,
    s3: String,
}

impl StackEndpoints {
    async fn aws(self) -> Aws {
        let Self { dynamodb, sqs, ses, s3 } = self;
        Aws::local(Endpoints { dynamodb, sqs, ses, s3 }).await
    }
}

#[derive(Deserialize)]
struct StackQueue {
    url: String,
}

impl TargetStack {
    /// Connects to the stack and to the bucket of its mailbox, whose name is needed of a deployed stack.
    pub(super) async fn connect_with_mailbox(&self, bucket: Option<&str>) -> Result<(Connected, Files)> {
        let stack = self.connect().await?;
        let (aws, bucket) = if self.stack.is_some() {
            let bucket = bucket.context("name the stack's output MailboxBucket with --bucket")?;
            (Aws::connect().await, bucket.to_owned())
        } else {
            let status = self.status().await?;
            let bucket = status.buckets.into_iter().find(|name| name.contains("mailbox"));
            (status.endpoints.aws().await, bucket.context("the stack has no bucket of a mailbox")?)
        };
        Ok((stack, Files::new(&aws, bucket)))
    }

    /// Connects to the stack, with the configuration of this checkout.
    pub(crate) async fn connect(&self) -> Result<Connected> {
        let config = config::load(&workspace::config_folder()?)?;
        match &self.stack {
            // On the heap: it would make every command's future large.
            Some(name) => Box::pin(self.deployed(name, config)).await,
            None => Box::pin(self.local(config)).await,
        }
    }

    async fn deployed(&self, name: &str, config: Config) -> Result<Connected> {
        let aws = Aws::connect().await;
        let table = self.deployed_table(&aws, name).await?;
        let key = secret(&aws, &format!("{name}/identity-key")).await?;
        Ok(Connected {
            quotas: Quotas::new(&aws),
            table,
            activities: Queue::named(&aws, &format!("{name}-activities.fifo")).await?,
            bulk: Queue::named(&aws, &format!("{name}-bulk.fifo")).await?,
            intake: Queue::named(&aws, &format!("{name}-intake")).await?,
            webhooks: Queue::named(&aws, &format!("{name}-webhooks")).await?,
            key: IdentityKey::new(key),
            config,
            now: Timestamp::now(),
        })
    }

    /// The way to a stack, for commands that ask its parts one by one.
    pub(super) async fn reach(&self) -> Result<Reached> {
        if let Some(name) = &self.stack {
            let aws = Aws::connect().await;
            let table = Box::pin(self.deployed_table(&aws, name)).await?;
            return Ok(Reached { aws, name: name.clone(), table, now: Timestamp::now(), is_local: false });
        }
        let StackStatus { now, table, shards, endpoints, .. } = self.status().await?;
        let aws = endpoints.aws().await;
        let table = Table::new(&aws, table, shards);
        Ok(Reached { aws, name: STACK.to_owned(), table, now, is_local: true })
    }

    /// The table of a deployed stack, with its own number of shards: with another one a part of the leads would be missing.
    ///
    /// # Errors
    /// The stack or the way to it is not there, or nobody knows the number.
    async fn deployed_table(&self, aws: &Aws, name: &str) -> Result<Table> {
        let region = aws.region().filter(|region| !region.is_empty()).context(
            "no AWS region is set, so that the stack can't be found: set AWS_REGION, or the region of your profile with \
             `aws configure set region REGION`",
        )?;
        let table = Table::new(aws, self.table.clone().unwrap_or_else(|| format!("{name}-leads")), 1);
        let registered = table.registered_shards().await.map_err(|error| unreached(error, name, region))?;
        let shards = match (registered, self.shards) {
            (Some(registered), Some(said)) if registered != said => bail!(
                "the table of {name} has {registered} shards, and --shards says {said}: leave --shards out, the table knows"
            ),
            (Some(shards), _) | (None, Some(shards)) => shards,
            (None, None) => bail!(
                "the table of {name} does not say how many shards it has, since no stack of this release has run on it: \
                 deploy this release and wait a minute, or name the stack's parameter Shards with --shards"
            ),
        };
        Ok(Table::new(aws, table.name, shards))
    }

    async fn local(&self, config: Config) -> Result<Connected> {
        let status = self.status().await?;
        let aws = status.endpoints.aws().await;
        let queue = |name: &str| {
            let queue = status.queues.get(name).with_context(|| format!("the stack has no queue `{name}`"))?;
            anyhow::Ok(Queue::new(&aws, queue.url.clone()))
        };
        let key = status.secrets.get("IdentityKey").context("the stack has no secret `IdentityKey`")?;
        Ok(Connected {
            quotas: Quotas::new(&aws),
            table: Table::new(&aws, status.table, status.shards),
            activities: queue("activities")?,
            bulk: queue("bulk")?,
            intake: queue("intakequeue")?,
            webhooks: queue("webhookqueue")?,
            key: IdentityKey::new(key.as_bytes()),
            config,
            now: status.now,
        })
    }

    /// The stack's secrets, each by the template's name: of a deployed stack by the name that it has there.
    pub(super) async fn secrets(&self, names: &[(&str, &str)]) -> Result<BTreeMap<String, String>> {
        let Some(stack) = &self.stack else { return Ok(self.status().await?.secrets) };
        let aws = Aws::connect().await;
        let mut all = BTreeMap::new();
        for (resource, name) in names {
            all.insert((*resource).to_owned(), secret(&aws, &format!("{stack}/{name}")).await?);
        }
        Ok(all)
    }

    /// Runs a function of a stack on this machine, as its schedule does.
    pub(super) async fn run(&self, function: &str) -> Result<()> {
        let url = format!("{}/_local/run/{function}", self.against.trim_end_matches('/'));
        let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let response = client.request(Request::post(&url).body(Empty::new())?).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{function} failed: {}", String::from_utf8_lossy(&body));
        Ok(())
    }

    async fn status(&self) -> Result<StackStatus> {
        let url = format!("{}/_local/status", self.against.trim_end_matches('/'));
        let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let uri =
            url.parse().with_context(|| format!("{:?} is not an address like http://127.0.0.1:3000", self.against))?;
        let Ok(response) = client.get(uri).await else {
            bail!("no response from {}: start it with `cargo run`, or name another with --against URL", self.against);
        };
        let body = response.into_body().collect().await?.to_bytes();
        serde_json::from_slice(&body).with_context(|| format!("{url} is not a Leadwright stack of this version"))
    }
}

/// Why a deployed stack can't be reached, and what to do, in one line.
fn unreached(error: TableError, name: &str, region: &str) -> anyhow::Error {
    let words = match &error {
        TableError::Refused { code, .. } if code == "ResourceNotFoundException" => format!(
            "there is no stack {name} in {region}: it has no table {name}-leads there. `aws cloudformation list-stacks` shows \
             the names; another region is chosen with AWS_REGION"
        ),
        TableError::Refused { code, .. } if code == "AccessDeniedException" => {
            format!("your AWS credentials may not read the table {name}-leads in {region}: use a profile that may (AWS_PROFILE)")
        }
        TableError::Refused { code, .. } if EXPIRED.contains(&code.as_str()) => {
            "your AWS credentials are not valid or have expired: log in again (`aws login`, or `aws sso login`)".to_owned()
        }
        TableError::Call(cause) if has_no_credentials(cause) => {
            "no valid AWS credentials are there: log in (`aws login`, or `aws sso login`), or choose a profile with AWS_PROFILE"
                .to_owned()
        }
        TableError::Call(_) => {
            format!("DynamoDB in {region} does not answer: is this machine online, and is that a region?")
        }
        _ => return error.into(),
    };
    anyhow::Error::msg(words)
}

/// What AWS answers to credentials that it does not know, or not any more.
const EXPIRED: [&str; 5] = [
    "ExpiredTokenException",
    "ExpiredToken",
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
];

/// The call was not made: nobody gave it credentials.
fn has_no_credentials(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let words = error.to_string();
        if words.contains("credentials") || words.contains("identity cache") {
            return true;
        }
        cause = error.source();
    }
    false
}

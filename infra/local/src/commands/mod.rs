//! The commands that work on a running stack: this machine's, or a deployed one.

pub(crate) mod audit;
pub(crate) mod away;
pub(crate) mod bench;
pub(crate) mod brake;
pub(crate) mod import;
pub(crate) mod leads;
pub(crate) mod log;
pub(crate) mod models;
pub(crate) mod preview;
pub(crate) mod report;
pub(crate) mod rescore;
pub(crate) mod suppress;
pub(crate) mod why;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use jiff::civil::Date;
use leadwright_cloud::Aws;
use leadwright_cloud::aws::Endpoints;
use leadwright_cloud::queue::Queue;
use leadwright_cloud::quota::Quotas;
use leadwright_cloud::secrets::secret;
use leadwright_cloud::table::{Card, Start, Table};
use leadwright_domain::config::Config;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_domain::value::stage::Stage;
use serde::Deserialize;

/// Which stack a command works on.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// A stack that runs on this machine (`cargo run`).
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:3000")]
    against: String,
    /// A deployed stack, by its name, with your AWS credentials and region.
    #[arg(long, value_name = "NAME", conflicts_with = "against")]
    stack: Option<String>,
    /// The `Shards` parameter that the deployed stack has, if it is not the template's default.
    #[arg(long, default_value_t = 4, requires = "stack")]
    shards: u16,
}

/// A stack, connected.
pub(crate) struct Connected {
    pub(crate) quotas: Quotas,
    pub(crate) table: Table,
    pub(crate) activities: Queue,
    pub(crate) bulk: Queue,
    pub(crate) key: IdentityKey,
    pub(crate) config: Config,
    /// The stack's time.
    pub(crate) now: Timestamp,
}

/// What of `/_local/status` is needed here.
#[derive(Deserialize)]
struct Status {
    now: Timestamp,
    table: String,
    shards: u16,
    endpoints: StatusEndpoints,
    queues: BTreeMap<String, StatusQueue>,
    secrets: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct StatusEndpoints {
    dynamodb: String,
    sqs: String,
    ses: String,
}

#[derive(Deserialize)]
struct StatusQueue {
    url: String,
}

impl Target {
    pub(crate) async fn connect(&self) -> Result<Connected> {
        let config = crate::config::load(&config_folder()?)?;
        match &self.stack {
            // On the heap: it would make every command's future large.
            Some(name) => Box::pin(self.deployed(name, config)).await,
            None => Box::pin(self.local(config)).await,
        }
    }

    async fn deployed(&self, name: &str, config: Config) -> Result<Connected> {
        let aws = Aws::connect().await;
        let key = secret(&aws, &format!("{name}/identity-key")).await?;
        Ok(Connected {
            quotas: Quotas::new(&aws),
            table: Table::new(&aws, format!("{name}-leads"), self.shards),
            activities: Queue::named(&aws, &format!("{name}-activities.fifo")).await?,
            bulk: Queue::named(&aws, &format!("{name}-bulk.fifo")).await?,
            key: IdentityKey::new(key),
            config,
            now: Timestamp::now(),
        })
    }

    async fn local(&self, config: Config) -> Result<Connected> {
        let status = self.status().await?;
        let StatusEndpoints { dynamodb, sqs, ses } = status.endpoints;
        let endpoints = Endpoints { dynamodb, sqs, ses };
        let aws = Aws::local(endpoints).await;
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
            key: IdentityKey::new(key.as_bytes()),
            config,
            now: status.now,
        })
    }

    async fn status(&self) -> Result<Status> {
        let url = format!("{}/_local/status", self.against.trim_end_matches('/'));
        let client: Client<_, Empty<bytes::Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let uri =
            url.parse().with_context(|| format!("{:?} is no address like http://127.0.0.1:3000", self.against))?;
        let Ok(answer) = client.get(uri).await else {
            bail!("nothing answers at {}: start it with `cargo run`, or name another with --against URL", self.against);
        };
        let body = answer.into_body().collect().await?.to_bytes();
        serde_json::from_slice(&body).with_context(|| format!("{url} is not a Leadwright stack of this version"))
    }
}

/// `infra/config` of this checkout.
pub(crate) fn config_folder() -> Result<PathBuf> {
    Ok(crate::up::workspace()?.join("infra/config"))
}

/// All leads of the given stages, newest first within each stage and shard.
pub(crate) async fn cards(table: &Table, stages: &[Stage]) -> Result<Vec<Card>> {
    let mut all = Vec::new();
    for stage in stages {
        for shard in 0..table.shards {
            let mut start: Option<Start> = None;
            loop {
                let page = table.of_stage(*stage, shard, start).await?;
                all.extend(page.rows);
                start = page.next;
                if start.is_none() {
                    break;
                }
            }
        }
    }
    Ok(all)
}

/// The leads that asked last, at most `most` of them: a page of each stage and shard holds them.
pub(crate) async fn newest(table: &Table, most: usize) -> Result<Vec<Card>> {
    let mut all = Vec::new();
    for stage in Stage::ALL {
        for shard in 0..table.shards {
            all.extend(table.of_stage(stage, shard, None).await?.rows.into_iter().take(most));
        }
    }
    all.sort_by_key(|card| std::cmp::Reverse(card.asked));
    Ok(all)
}

/// Reads a day of the command line.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write it like 2026-12-03".to_owned())
}

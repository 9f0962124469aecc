//! The AWS services on this machine, each behind a front of ours that counts and makes faults.
//!
//! What must stay true: whatever a function asks of AWS goes over the real wire protocol, through a front.

mod dynamodb;
mod front;
mod journal;
mod limits;
mod mail_events;
mod permissions;
mod ses;
mod sqs;
#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use anyhow::{Context, Result};
use serde::Serialize;
use tokio::net::TcpListener;

pub(crate) use dynamodb::DynamoDb;
pub(crate) use front::{Counts, Fault, Front};
pub(crate) use limits::SesLimits;
pub(crate) use sqs::{Depth, Sqs, dead_letter_queues};

use crate::{clock::Clock, http, inbox::Inbox, template::Template};

/// Where the services answer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Endpoints {
    pub(crate) dynamodb: String,
    pub(crate) sqs: String,
    pub(crate) ses: String,
}

/// Ports that are taken but not served yet: the template needs the queues' addresses before the engines start.
pub(crate) struct Ports {
    pub(crate) endpoints: Endpoints,
    dynamodb: TcpListener,
    sqs: (TcpListener, u16),
    ses: TcpListener,
}

/// The running services.
pub(crate) struct Engines {
    pub(crate) dynamodb: Arc<DynamoDb>,
    pub(crate) sqs: Arc<Sqs>,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) front: Arc<Front>,
    pub(crate) endpoints: Endpoints,
}

impl Ports {
    /// Takes three free ports.
    pub(crate) async fn take() -> Result<Self> {
        let (dynamodb, table_port) = http::bind(0).await.context("taking a port for DynamoDB")?;
        let (sqs, queue_port) = http::bind(0).await.context("taking a port for SQS")?;
        let (ses, mail_port) = http::bind(0).await.context("taking a port for SES")?;
        Ok(Self {
            endpoints: Endpoints {
                dynamodb: format!("http://127.0.0.1:{table_port}"),
                sqs: format!("http://127.0.0.1:{queue_port}"),
                ses: format!("http://127.0.0.1:{mail_port}"),
            },
            dynamodb,
            sqs: (sqs, queue_port),
            ses,
        })
    }
}

impl Engines {
    /// Starts the services and creates what the template lists. `state` is nothing where all is in memory.
    pub(crate) async fn start(
        ports: Ports,
        state: Option<&Path>,
        template: &Template,
        clock: &Arc<Clock>,
        limits: SesLimits,
    ) -> Result<Self> {
        let functions = template.functions.iter();
        let grants = functions.map(|function| (function.binary.clone(), function.grants.clone())).collect();
        let front = Arc::new(Front::new(grants));
        let file = |name: &str| state.map(|state| state.join(name));

        let dynamodb = DynamoDb::start(file("leadwright.db").as_deref(), Arc::clone(&front), ports.dynamodb).await?;
        for table in &template.tables {
            dynamodb.create(table)?;
        }

        let (journal, pending) = match file("queues.jsonl") {
            Some(path) => {
                let (journal, pending) = journal::Journal::open(&path)?;
                (Some(journal), pending)
            }
            None => (None, Vec::new()),
        };
        let sqs = Sqs::start(journal, Arc::clone(&front), ports.sqs.0, ports.sqs.1);
        for queue in &template.queues {
            sqs.create(queue).await?;
        }
        sqs.restore(pending, &template.queues).await?;

        let (inbox, last) = Inbox::open(file("mails.jsonl").as_deref())?;
        let inbox = Arc::new(inbox);
        let routes = template.mail_events.iter().map(|route| {
            let queue = template.queue_by_arn(&route.queue_arn);
            let queue = queue.with_context(|| format!("SES's events go to {}, which is no queue", route.queue_arn))?;
            Ok((route.clone(), queue.url.clone()))
        });
        let events = ses::Events { sqs: Arc::clone(&sqs), routes: routes.collect::<Result<_>>()? };
        // SES outlives a power cut here, and tells what it would have told. It may tell things twice.
        for mail in &last {
            events.tell(mail, None);
        }
        ses::Ses::start(Arc::clone(&front), Arc::clone(&inbox), Arc::clone(clock), events, limits, ports.ses);
        Ok(Self { dynamodb, sqs, inbox, front, endpoints: ports.endpoints })
    }
}

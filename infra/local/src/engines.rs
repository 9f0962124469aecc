//! The AWS services on this machine, each behind a front that counts, checks permissions and injects faults.
//!
//! What must stay true: every request of a function goes over the real wire protocol, through a front.

pub(crate) mod listeners;
pub(crate) mod protocol;
pub(crate) mod permissions;
pub(crate) mod front;
pub(crate) mod journal;
pub(crate) mod limits;
pub(crate) mod mail_events;
pub(crate) mod dynamodb;
pub(crate) mod sqs;
pub(crate) mod ses;
pub(crate) mod s3;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use leadwright_cloud::aws::Endpoints;

use crate::clock::Clock;
use crate::inbox::Inbox;
use crate::template::SamTemplate;
use dynamodb::DynamoDb;
use front::Front;
use journal::Journal;
use limits::SesLimits;
use listeners::Listeners;
use s3::S3;
use ses::{EventPublisher, Ses};
use sqs::Sqs;

/// The running services.
pub(crate) struct Engines {
    pub(crate) dynamodb: Arc<DynamoDb>,
    pub(crate) sqs: Arc<Sqs>,
    pub(crate) s3: Arc<S3>,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) front: Arc<Front>,
    pub(crate) endpoints: Endpoints,
}

impl Engines {
    /// Starts the services and creates the tables, queues and buckets of the template. Without `state` all but the objects
    /// of buckets is in memory: these lie in the folder `work`.
    pub(crate) async fn start(
        listeners: Listeners,
        state: Option<&Path>,
        work: &Path,
        template: &SamTemplate,
        clock: &Arc<Clock>,
        limits: SesLimits,
    ) -> Result<Self> {
        let functions = template.functions.iter();
        let grants = functions.map(|function| (function.binary.clone(), function.grants.clone())).collect();
        let front = Arc::new(Front::new(grants));
        let file = |name: &str| state.map(|state| state.join(name));

        let dynamodb =
            DynamoDb::start(file("leadwright.db").as_deref(), Arc::clone(&front), listeners.dynamodb).await?;
        for table in &template.tables {
            dynamodb.create(table)?;
        }

        let (journal, pending) = match file("queues.jsonl") {
            Some(path) => {
                let (journal, pending) = Journal::open(&path)?;
                (Some(journal), pending)
            }
            None => (None, Vec::new()),
        };
        let sqs = Sqs::start(journal, Arc::clone(&front), listeners.sqs.0, listeners.sqs.1);
        for queue in &template.queues {
            sqs.create(queue).await?;
        }
        sqs.restore(pending, &template.queues).await?;

        let (inbox, last) = Inbox::open(file("mails.jsonl").as_deref())?;
        let inbox = Arc::new(inbox);
        let routes = template.mail_events.iter().map(|route| {
            let queue = template.queue_by_arn(&route.queue_arn);
            let queue = queue.with_context(|| {
                format!("SES's events go to {}, which is not a queue of the template", route.queue_arn)
            })?;
            Ok((route.clone(), queue.url.clone()))
        });
        let publisher = EventPublisher { sqs: Arc::clone(&sqs), routes: routes.collect::<Result<_>>()? };
        // On AWS a power cut of ours does not stop SES: it still publishes these events. It may publish an event twice.
        for mail in &last {
            publisher.publish(mail, None);
        }
        Ses::start(Arc::clone(&front), Arc::clone(&inbox), Arc::clone(clock), publisher, limits, listeners.ses);
        let s3 = S3::start(
            &work.join("files"),
            template.buckets.clone(),
            Arc::clone(&front),
            Arc::clone(clock),
            listeners.s3,
        )?;
        Ok(Self { dynamodb, sqs, s3, inbox, front, endpoints: listeners.endpoints })
    }
}

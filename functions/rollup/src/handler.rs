//! The function: what it is connected to, and what it is invoked with.

use lambda_runtime::{Context, Error};
use leadwright_cloud::Environment;
use leadwright_cloud::batch::{self, SqsEvent};
use leadwright_cloud::clock::Clock;
use leadwright_cloud::config;
use leadwright_cloud::intake_job::{IntakeJob, RetainJob};
use leadwright_cloud::queue::Queue;
use leadwright_cloud::table::Table;
use leadwright_cloud::telemetry::Alarms;
use leadwright_domain::config::Config;
use leadwright_domain::value::stage::Stage;
use serde_json::Value;
use tracing::warn;

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Rollup {
    pub(crate) table: Table,
    /// Its messages come back to this function.
    pub(crate) shards: Queue,
    pub(crate) bulk: Queue,
    /// What the intake function is to do.
    pub(crate) intake: Queue,
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) alarms: Alarms,
}

impl Rollup {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            table: Table::connect(environment)?,
            shards: Queue::connect(environment, "SHARDS_QUEUE")?,
            bulk: Queue::connect(environment, "BULK_QUEUE")?,
            intake: Queue::connect(environment, "INTAKE_QUEUE")?,
            config: config::load(environment)?,
            clock: Clock::connect(environment),
            alarms: Alarms::connect(environment)?,
        })
    }

    /// A run of the schedule, or from the queue what visitors did at forms and parts of large days.
    ///
    /// # Errors
    /// The table failed, or days could not be counted: the others were, and these stay marked.
    pub async fn handle(&self, event: Value, context: Context) -> Result<Value, Error> {
        if event.get("Records").is_none() {
            self.have_intake_look().await;
            return Ok(serde_json::to_value(self.night(context).await?)?);
        }
        let event: SqsEvent = serde_json::from_value(event)?;
        let now = self.clock.now(&context)?;
        let answer = batch::all_at_once(event, |records| async {
            let (mut failed, parts) = self.write_visits(records, now).await;
            failed.extend(self.parts(&parts, &context).await);
            failed
        });
        Ok(serde_json::to_value(answer.await)?)
    }

    /// Has the intake ask how long the tokens of sources are valid, look for leads that are to be erased by themselves, and for
    /// files that may hold somebody who was erased: the schedule of this function comes every day. Where it can't be told to, the next run tells it.
    async fn have_intake_look(&self) {
        let sources = self.config.sources.iter().filter(|(_, source)| source.fetch.is_some());
        let tokens = sources.map(|(name, _)| IntakeJob::CheckToken { source: name.clone() });
        let shards = |stage: &Stage| (0..self.table.shards).map(|shard| (*stage, shard)).collect::<Vec<_>>();
        let stages = self.config.company.retention.keys().flat_map(shards);
        let leads = stages.map(|(stage, shard)| IntakeJob::Retain(RetainJob { stage, shard, after: None }));
        let jobs: Vec<_> = tokens.chain(leads).chain([IntakeJob::ClearFiles]).collect();
        if let Err(failure) = self.intake.send_all(&jobs).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            warn!(
                why,
                "the intake was not told to look at tokens of sources, at leads without a sign of life, and at files"
            );
        }
    }
}

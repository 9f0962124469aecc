//! Which part does which job.

use jiff::Timestamp;
use lambda_runtime::{Context, Error};
use leadwright_cloud::batch::{BatchRecord, SqsBatchResponse, SqsEvent, one_by_one};
use leadwright_cloud::intake_job::IntakeJob;
use tracing::error;

use crate::intake::Intake;

impl Intake {
    /// Does a batch of jobs, each for itself.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = self.clock.now(&context)?;
        Ok(one_by_one(event, |record| self.is_done(record, now)).await)
    }

    /// Does a job. One that is not done comes again.
    async fn is_done(&self, record: BatchRecord, now: Timestamp) -> bool {
        let done = match IntakeJob::read(&record.body) {
            Ok(job) => self.do_job(job, now).await,
            Err(unreadable) => Err(unreadable.into()),
        };
        if let Err(failure) = &done {
            error!(message.id = record.id, why = format!("{failure:#}"), "intake job not done");
        }
        done.is_ok()
    }

    async fn do_job(&self, job: IntakeJob, now: Timestamp) -> anyhow::Result<()> {
        match job {
            IntakeJob::Fetch(lead) => self.fetch(lead, now).await,
            IntakeJob::Mail(mail) => self.receive(mail, now).await,
            IntakeJob::Enrich(job) => self.enrich(&job.lead, now).await,
            IntakeJob::Nothing => Ok(()),
        }
    }
}

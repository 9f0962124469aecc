//! Which part does which job.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::batch::{BatchRecord, SqsBatchResponse, SqsEvent, one_by_one};
use leadwright_cloud::intake_job::IntakeJob;
use tracing::{error, warn};

use crate::intake::Intake;

/// How long a job that failed waits for its second try. Before each later try it waits twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(30);

/// But no longer than this: with the 20 tries of the queue, a job is tried for two days and a half.
const LONGEST_WAIT: Duration = Duration::from_hours(6);

/// So long before the function's end no further part of a list is begun.
const SPARE: SignedDuration = SignedDuration::from_secs(15);

impl Intake {
    /// Does a batch of jobs, each for itself.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, event: SqsEvent, context: Context) -> Result<SqsBatchResponse, Error> {
        let now = self.clock.now(&context)?;
        let stop = self.clock.stop(&context, SPARE);
        Ok(one_by_one(event, |record| self.is_done(record, now, stop)).await)
    }

    /// Does a job. One that is not done comes again, later each time.
    async fn is_done(&self, record: BatchRecord, now: Timestamp, stop: Timestamp) -> bool {
        let done = match IntakeJob::read(&record.body) {
            Ok(job) => self.do_job(job, now, stop).await,
            Err(unreadable) => Err(unreadable.into()),
        };
        let Err(failure) = done else { return true };
        error!(message.id = record.id, times = record.times, why = format!("{failure:#}"), "intake job not done");
        if let Err(failure) = self.jobs.hide(&record.receipt, wait_after(record.times)).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            warn!(message.id = record.id, why, "an intake job that failed comes again after the queue's own time");
        }
        false
    }

    async fn do_job(&self, job: IntakeJob, now: Timestamp, stop: Timestamp) -> anyhow::Result<()> {
        match job {
            IntakeJob::Fetch(lead) => self.fetch(lead, now).await,
            IntakeJob::CheckToken { source } => self.check_token(&source, now).await,
            IntakeJob::Mail(mail) => self.receive(mail, now).await,
            IntakeJob::Enrich(job) => self.enrich(&job.lead, now).await,
            IntakeJob::CheckList(job) => self.check_list(&job, now).await,
            IntakeJob::ImportList(job) => self.import_list(&job, now, stop).await,
            IntakeJob::Export { export } => Box::pin(self.export(&export, now, stop)).await,
            IntakeJob::Retain(job) => Box::pin(self.retain(&job, now, stop)).await,
            IntakeJob::ClearFiles => self.clear_files().await,
            IntakeJob::Nothing => Ok(()),
        }
    }
}

/// How long a job waits that failed that many times.
fn wait_after(times: u32) -> Duration {
    let doubled = 1_u32.checked_shl(times.saturating_sub(1)).and_then(|factor| FIRST_WAIT.checked_mul(factor));
    doubled.filter(|_| times <= 16).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_waits_twice_as_long_each_time() {
        let waits = [0, 1, 2, 3, 10, 11, 20, 40, u32::MAX].map(|times| wait_after(times).as_secs());
        assert_eq!(waits, [30, 30, 60, 120, 15_360, 21_600, 21_600, 21_600, 21_600]);
        let all: u64 = (1..20).map(|times| wait_after(times).as_secs()).sum();
        assert_eq!(all / 3600, 62, "hours until the last try");
    }
}

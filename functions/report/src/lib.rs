//! Every hour: the reports that are due within the next one are written as mails, which wait in the outbox for their time.
//!
//! A person reads a report in the language of their own. What must stay true: a report, a person and a period are one mail, however often this runs, twice at once or after a
//! crash: its id in the outbox says so. A report waits for the last day of its period to be counted, but not for long.

// Bottom to top: a module imports only modules above it in this list.
mod mime; // The mail as MIME, with its charts and files.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, Error};
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::config;
use leadwright_cloud::files::Files;
use leadwright_cloud::mail::Sender;
use leadwright_cloud::table::{Table, TableError};
use leadwright_domain::config::Config;
use leadwright_domain::report::due::DueReport;
use leadwright_domain::report::mailed::ReportLog;
use leadwright_domain::report::rules::{Addressee, Report};
use leadwright_domain::sending::{LARGEST_CONTENT, OutboxId};
use leadwright_domain::value::period::Period;
use leadwright_domain::words::Words;
use leadwright_report::read::Source;
use serde::Serialize;
use tracing::{error, info, warn};

use crate::mime::{Mime, Parts};

/// Reports are written this long before they are due, so that they go in time: the function runs every hour.
const AHEAD: SignedDuration = SignedDuration::from_hours(1);

/// How long a report waits for the count, from when it is due. Then it goes, and says what is not counted.
const PATIENCE: SignedDuration = SignedDuration::from_hours(3);

/// What an environment keeps between invocations.
#[derive(Debug)]
pub struct Reports {
    table: Table,
    files: Files,
    config: Config,
    sender: Sender,
    clock: Clock,
}

/// What one run made.
#[derive(Debug, Default, Serialize)]
pub struct Made {
    /// Reports of a period.
    pub reports: usize,
    /// Mails of these.
    pub mails: usize,
}

impl Reports {
    /// Connects.
    ///
    /// # Errors
    /// The environment or the configuration is not as the template sets it.
    pub fn connect(environment: &Environment) -> Result<Self, Error> {
        Ok(Self {
            table: Table::connect(environment)?,
            files: Files::connect(environment)?,
            config: config::load(environment)?,
            sender: environment.variable("MAIL_FROM")?.parse()?,
            clock: Clock::connect(environment),
        })
    }

    /// One run.
    ///
    /// # Errors
    /// A report could not be made: the others were, and the next run tries again.
    pub async fn handle(&self, context: Context) -> Result<Made, Error> {
        let now = self.clock.now(&context)?;
        let mut made = Made::default();
        let mut failed = Vec::new();
        // All a run asks for that has nothing to make, as nearly every one.
        let mut logs = self.table.report_logs(self.config.reports.keys()).await?;
        for (name, report) in &self.config.reports {
            let log = logs.remove(name).unwrap_or_else(|| Ok(ReportLog::default()));
            if let Err(why) = Box::pin(self.look_at((name, report), log, now, &mut made)).await {
                error!(report = %name, why = format!("{why:#}"), "report not made");
                failed.push(name.as_str());
            }
        }
        if failed.is_empty() {
            return Ok(made);
        }
        Err(format!("{} could not be made; the next run tries again", failed.join(", ")).into())
    }

    /// Makes the mails of what is due of a report.
    async fn look_at(
        &self,
        (name, report): (&str, &Report),
        log: Result<ReportLog, TableError>,
        now: Timestamp,
        made: &mut Made,
    ) -> anyhow::Result<()> {
        let log = log?;
        let Some(since) = log.since else {
            self.table.change_report_log(name, |log| log.is_there(now)).await?;
            info!(report = %name, "a report is new: it comes when it is next due");
            return Ok(());
        };
        let zone = &self.config.company.timezone;
        for due in report.due(zone, since, now, now + AHEAD).into_iter().filter(|due| !log.has(due.period)) {
            if !self.is_counted(due.period).await? && now < due.at + PATIENCE {
                warn!(report = %name, period = %due.period, "the period's last day is not counted yet: the report waits");
                continue;
            }
            made.mails += self.make(name, report, due, now).await?;
            made.reports += 1;
        }
        Ok(())
    }

    /// The words for one who gets a report: those of a person, and the company's for everybody else.
    fn words_for(&self, addressee: &Addressee) -> Words<'_> {
        let person = match addressee {
            Addressee::Person(id) => self.config.team.person(id),
            Addressee::Outside(_) => None,
        };
        person.map_or_else(|| self.config.staff_words([]), |person| self.config.words_for(person))
    }

    async fn is_counted(&self, period: Period) -> anyhow::Result<bool> {
        let counted = self.table.counted_until().await?;
        Ok(counted.is_some_and(|counted| period.days().last <= counted.day))
    }

    /// Makes the mails of a report of a period: how many are new in the outbox.
    async fn make(&self, name: &str, report: &Report, due: DueReport, now: Timestamp) -> anyhow::Result<usize> {
        let today: Date = now.to_zoned(self.config.company.timezone.time_zone()).date();
        // What was mailed of it may have changed since: a report of an earlier period may just have been made.
        let log = self.table.report_log(name).await?;
        let source = Source { table: &self.table, config: &self.config, today };
        let contents = source.contents(name, report, due.period, &log).await?;
        // One for each language in which somebody reads it.
        let mut parts: BTreeMap<&str, Parts> = BTreeMap::new();
        let mut new = 0;
        for addressee in report.addressees(&self.config.team) {
            let Some(to) = report.address(&addressee, &self.config.team) else { continue };
            let id = OutboxId::parse(&id(name, &addressee, due.period))?;
            let words = self.words_for(&addressee);
            let parts = match parts.entry(words.language()) {
                Entry::Occupied(made) => made.into_mut(),
                // The pictures have a place beside the files.
                Entry::Vacant(place) => place.insert(Parts::of(words, &contents, LARGEST_CONTENT)?),
            };
            let mime = Mime { from: &self.sender, to, send: id.as_str(), at: due.at, parts };
            let bytes = mime.build()?;
            // On the heap: the calls of S3 would make every future around them large.
            let put = Box::pin(self.table.put_rendered_mail(&self.files, &id, to, bytes, due.at.max(now)));
            let is_new = put.await?;
            new += usize::from(is_new);
            info!(send.id = %id, is_new, "report in the outbox");
        }
        // Last: a crash before it makes the same mails again, which are there already.
        let known = &contents;
        self.table
            .change_report_log(name, |log| {
                known.is_mailed(log);
                true
            })
            .await?;
        Ok(new)
    }
}

/// One mail a report, person and period.
fn id(report: &str, addressee: &Addressee, period: Period) -> String {
    let whom = match addressee {
        Addressee::Person(id) => format!("to-{id}"),
        Addressee::Outside(name) => format!("outside-{name}"),
    };
    format!("report-{report}-{period}-{whom}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_fits_and_says_report_period_and_person() {
        let period = Period::parse("2026-W47").unwrap();
        let longest = "x".repeat(40);
        for addressee in [Addressee::Person(longest.clone()), Addressee::Outside(longest.clone())] {
            assert!(OutboxId::parse(&id(&longest, &addressee, period)).is_ok(), "{addressee:?}");
        }
        assert_eq!(id("monday", &Addressee::Person("dora".to_owned()), period), "report-monday-2026-W47-to-dora");
        assert_eq!(id("monday", &Addressee::Outside("dora".to_owned()), period), "report-monday-2026-W47-outside-dora");
    }
}

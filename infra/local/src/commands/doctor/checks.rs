//! Queues, what is due, the nights, reports, the brake, versions.

use jiff::{SignedDuration, Timestamp};

use leadwright_cloud::dead_letters::{DeadLetter, Depths};
use leadwright_cloud::deployment::Deployment;
use leadwright_cloud::table::{Card, TableError};
use leadwright_domain::lead::Lead;
use leadwright_domain::metrics::definitions;
use leadwright_domain::report::due::TOO_LATE;
use leadwright_domain::value::stage::Stage;

use super::finding::{Finding, Patient, Severity};
use crate::commands::queues::{About, QUEUES, StackQueue, classes};
use crate::wording::count::count_of;
use crate::wording::time::{ago, readable, rough};

/// As many dead letters are read of a queue.
const READ: usize = 20;

/// More messages than this in a queue are a jam: a function deals with some hundred a minute.
const JAM: u64 = 5_000;

/// What is due for longer is late: the scheduler looks each minute.
const LATE: SignedDuration = SignedDuration::from_mins(5);

/// What is due for so long is stuck.
const STUCK: SignedDuration = SignedDuration::from_mins(20);

/// Nights are counted within six hours of the company's midnight.
const NIGHT: SignedDuration = SignedDuration::from_hours(8);

/// By then a day of the company has ended, and was to be counted.
const FIRST_NIGHT: SignedDuration = SignedDuration::from_hours(33);

/// Reports are made an hour before they are due.
const REPORT: SignedDuration = SignedDuration::from_hours(2);

/// What CloudFormation says of a deployed stack. The parameter `MailFrom` is learnt from it.
pub(super) async fn deployment(patient: &mut Patient) -> Vec<Finding> {
    let about = "deployment";
    if patient.stack.is_local {
        return Vec::new();
    }
    let Deployment { status, mut parameters } = match Deployment::of(&patient.stack.aws, &patient.stack.name).await {
        Ok(deployment) => deployment,
        Err(error) => {
            return vec![Finding::unknown(about, error, "let your AWS user do cloudformation:DescribeStacks")];
        }
    };
    patient.mail_from = patient.mail_from.take().or_else(|| parameters.remove("MailFrom"));
    let failed = if status.ends_with("FAILED") {
        Some((Severity::Error, "a part of the stack may be of another release than the rest"))
    } else if status.contains("ROLLBACK") {
        Some((Severity::Warning, "the last deployment was taken back: the release before it runs"))
    } else {
        None
    };
    let mut findings = vec![match failed {
        Some((severity, means)) => Finding::new(
            severity,
            about,
            [
                format!("it is {status}"),
                means.to_owned(),
                format!(
                    "`aws cloudformation describe-stack-events --stack-name {}` says what failed; mend it, then deploy again",
                    patient.stack.name
                ),
            ],
        ),
        None => Finding::ok(about, status),
    }];
    let registered = patient.stack.table.shards;
    if let Some(said) = parameters.get("Shards").and_then(|said| said.parse::<u16>().ok())
        && said < registered
    {
        findings.push(Finding::new(
            Severity::Error,
            "shards",
            [
                format!("the table has {registered}, and the parameter Shards says {said}"),
                "leads are missing from lists, days and what is due".to_owned(),
                format!("deploy with Shards={registered}: the number can be raised, never lowered"),
            ],
        ));
    }
    findings
}

/// The queues, each with its dead letters.
pub(super) async fn queues(patient: &Patient) -> Vec<Finding> {
    let mut findings = Vec::new();
    for named in &QUEUES {
        let about = format!("queue {}", named.name);
        let looked = async {
            let queue = named.of(&patient.stack.aws, &patient.stack.name).await?;
            let depths = queue.depths().await?;
            let dead = if depths.dead > 0 { queue.look(READ).await? } else { Vec::new() };
            anyhow::Ok((depths, dead))
        };
        match looked.await {
            Ok((depths, dead)) => findings.extend(queue(named, &about, depths, &dead)),
            Err(error) => findings.push(Finding::unknown(
                about,
                format!("{error:#}"),
                "let your AWS user do sqs:GetQueueUrl, sqs:GetQueueAttributes and sqs:ReceiveMessage",
            )),
        }
    }
    findings
}

fn queue(named: &StackQueue, about: &str, depths: Depths, dead: &[DeadLetter]) -> Vec<Finding> {
    let Depths { waiting, in_flight, delayed, dead: count } = depths;
    let mut findings = Vec::new();
    let messages = |count: u64| count_of(usize::try_from(count).unwrap_or(usize::MAX), "message");
    if count > 0 {
        let abouts: Vec<About> = dead.iter().map(|letter| named.about(&letter.body)).collect();
        let classes = classes(abouts.iter());
        let classes: Vec<String> = classes.iter().map(|(class, (count, _))| format!("{count} × {class}")).collect();
        let oldest = dead.iter().filter_map(|letter| letter.sent_at).min();
        let oldest = oldest.map(|at| format!(", the oldest {}", ago(Timestamp::now().duration_since(at))));
        findings.push(Finding::new(
            Severity::Error,
            about,
            [
                format!(
                    "{} in its dead-letter queue{} ({})",
                    messages(count),
                    oldest.unwrap_or_default(),
                    classes.join(", ")
                ),
                format!("{} failed again and again, and are lost 14 days after they came", named.holds),
                format!(
                    "see what the log of the function {} says, mend it, then `leadwright redrive {}`",
                    named.function, named.name
                ),
            ],
        ));
    }
    let found = format!("{waiting} waiting, {in_flight} in work or waiting for another try, {delayed} for later");
    findings.push(if waiting > JAM {
        Finding::new(
            Severity::Warning,
            about,
            [
                found,
                format!("{} come late", named.holds),
                format!(
                    "after an import this is as it should be; else look at errors and throttles of the function {} (CloudWatch: ApproximateAgeOfOldestMessage says how late)",
                    named.function
                ),
            ],
        )
    } else {
        Finding::ok(about, found)
    });
    findings
}

/// What is due and was not taken.
pub(super) async fn due(patient: &Patient) -> Option<Finding> {
    let (table, now) = (&patient.stack.table, patient.stack.now);
    let looked = async {
        let mut late = (0, 0);
        for shard in 0..table.shards {
            late.0 += table.due(shard, now - LATE, None).await?.rows.len();
            late.1 += table.due(shard, now - STUCK, None).await?.rows.len();
        }
        Ok::<_, TableError>(late)
    };
    Some(match looked.await {
        Ok((0, _)) => Finding::ok("what is due", format!("nothing waits for more than {}", rough(LATE))),
        Ok((late, stuck)) => {
            let severity = if stuck > 0 { Severity::Error } else { Severity::Warning };
            let (count, span) = if stuck > 0 { (stuck, STUCK) } else { (late, LATE) };
            Finding::new(
                severity,
                "what is due",
                [
                    format!("at least {} due for more than {}", count_of(count, "lead or mail"), rough(span)),
                    "reminders, mails of sequences and reports come late".to_owned(),
                    "see the log of the function nurture, which ticks each minute, and whether the mailer keeps up (quota of SES, below)".to_owned(),
                ],
            )
        }
        Err(error) => {
            Finding::unknown("what is due", error, "let your AWS user do dynamodb:Query on the table's indexes")
        }
    })
}

/// Up to where days were counted.
pub(super) async fn nights(patient: &Patient) -> Finding {
    let about = "nightly count";
    let counted = match patient.stack.table.counted_until().await {
        Ok(counted) => counted,
        Err(error) => return Finding::unknown(about, error, "let your AWS user do dynamodb:GetItem on the table"),
    };
    let zone = patient.config.company.timezone.time_zone();
    // The last day that must be counted by now.
    let due = (patient.stack.now - NIGHT).to_zoned(zone).date().yesterday().unwrap_or_default();
    match counted {
        None => match newest_cards(patient).await {
            Ok(cards) if cards.iter().any(|card| card.asked.is_some_and(|at| at < patient.stack.now - FIRST_NIGHT)) => {
                Finding::new(
                    Severity::Warning,
                    about,
                    [
                        "no day was counted yet, and there are leads of days before".to_owned(),
                        "there are no numbers and no reports; no lead is lost".to_owned(),
                        "a new stack counts within six hours; of an older one see the log of the function rollup"
                            .to_owned(),
                    ],
                )
            }
            Ok(_) => Finding::ok(about, "no night has passed yet"),
            Err(error) => Finding::unknown(about, error, "let your AWS user do dynamodb:Query on the table's indexes"),
        },
        Some(counted) if counted.day >= due => {
            Finding::ok(about, format!("every day up to {} is counted", counted.day))
        }
        Some(counted) => {
            let missing = counted.day.until(due).map_or(0, |span| span.get_days());
            let severity = if missing > 1 { Severity::Error } else { Severity::Warning };
            Finding::new(
                severity,
                about,
                [
                    format!("the last day that is counted is {}, and {due} should be", counted.day),
                    "numbers and reports lack what came since; no lead is lost, and the next count makes up for it"
                        .to_owned(),
                    "see the log of the function rollup, which runs four times a day, and the queue day-shards"
                        .to_owned(),
                ],
            )
        }
    }
}

/// The reports that should have come.
pub(super) async fn reports(patient: &Patient) -> Vec<Finding> {
    let reports = &patient.config.reports;
    if reports.is_empty() {
        return vec![Finding::ok("reports", "none comes by mail (reports.yaml)")];
    }
    let logs = match patient.stack.table.report_logs(reports.keys()).await {
        Ok(logs) => logs,
        Err(error) => {
            return vec![Finding::unknown("reports", error, "let your AWS user do dynamodb:BatchGetItem on the table")];
        }
    };
    let (company, now) = (&patient.config.company.timezone, patient.stack.now);
    let zone = company.time_zone();
    let mut findings = Vec::new();
    for (name, report) in reports {
        let about = format!("report {name}");
        let log = match logs.get(name) {
            Some(Ok(log)) => log,
            Some(Err(error)) => {
                findings.push(Finding::unknown(about, error, "its row is to be put right by hand"));
                continue;
            }
            None => {
                findings.push(Finding::ok(about, "not looked at by the stack yet"));
                continue;
            }
        };
        let Some(since) = log.since else {
            findings.push(Finding::ok(about, "not looked at by the stack yet"));
            continue;
        };
        let due = report.due(company, since, now, now - REPORT);
        let late = due.iter().find(|due| !log.mailed.contains_key(&due.period));
        findings.push(match (late, log.mailed.last_key_value()) {
            (Some(late), _) => Finding::new(
                Severity::Error,
                about,
                [
                    format!("due {}, and not made", readable(late.at, &zone)),
                    format!("it is made late, or not at all once it is {} old", rough(TOO_LATE)),
                    "see the log of the function report, which runs each hour".to_owned(),
                ],
            ),
            (None, Some((period, _))) => Finding::ok(about, format!("made up to {period}")),
            (None, None) => Finding::ok(about, "none was due yet"),
        });
    }
    findings
}

/// The brake, and paused sequences.
pub(super) async fn control(patient: &Patient) -> Vec<Finding> {
    let control = match patient.stack.table.control().await {
        Ok(control) => control,
        Err(error) => {
            return vec![Finding::unknown("brake", error, "let your AWS user do dynamodb:GetItem on the table")];
        }
    };
    let zone = patient.config.company.timezone.time_zone();
    let mut findings = Vec::new();
    findings.push(match &control.brake {
        Some(brake) => Finding::new(
            Severity::Error,
            "brake",
            [
                format!("on since {}: {}", readable(brake.since, &zone), brake.why),
                "marketing mail and mail to visitors wait; mail to the team goes".to_owned(),
                "find out why (`leadwright brake`), then `leadwright brake --release`".to_owned(),
            ],
        ),
        None => Finding::ok("brake", "off"),
    });
    findings.extend(control.paused.iter().map(|name| {
        Finding::new(
            Severity::Warning,
            format!("sequence {name}"),
            [
                "paused by somebody".to_owned(),
                "its leads wait at their steps".to_owned(),
                format!("`leadwright sequence {name} --resume`, if it is to go on"),
            ],
        )
    }));
    findings
}

/// Whether program, configuration and table are of one time.
pub(super) async fn versions(patient: &Patient) -> Vec<Finding> {
    let Patient { stack, config, .. } = patient;
    let mut findings = vec![Finding::ok(
        "versions",
        format!(
            "leadwright {}, configuration {} of this checkout, {}",
            env!("CARGO_PKG_VERSION"),
            config.version,
            count_of(stack.table.shards.into(), "shard")
        ),
    )];
    findings.push(match stack.table.registered_shards().await {
        Ok(Some(_)) => Finding::ok("table", "written by this release"),
        Ok(None) => Finding::new(
            Severity::Warning,
            "table",
            [
                "no stack of this release has run on it".to_owned(),
                "commands with --stack need --shards, and a wrong one shows a part of the leads".to_owned(),
                "deploy this release; its function nurture writes the number within a minute".to_owned(),
            ],
        ),
        Err(error) => Finding::unknown("table", error, "let your AWS user do dynamodb:GetItem on the table"),
    });
    let model = async {
        let Some(lead) = newest_lead(patient).await? else { return Ok(None) };
        Ok::<_, TableError>(Some(lead.model == config.model_hash))
    };
    findings.push(match model.await {
        Ok(None) => Finding::ok("scoring rules", "there is no lead yet"),
        Ok(Some(true)) => Finding::ok("scoring rules", "the newest lead is scored by those of this checkout"),
        Ok(Some(false)) => Finding::new(
            Severity::Warning,
            "scoring rules",
            [
                "the newest lead is scored by other rules than those of this checkout".to_owned(),
                "the stack runs another configuration, or was deployed after that lead".to_owned(),
                "`leadwright rescore --check` shows the difference; deploy, then `leadwright rescore`".to_owned(),
            ],
        ),
        Err(error) => {
            Finding::unknown("scoring rules", error, "let your AWS user do dynamodb:Query on the table's indexes")
        }
    });
    findings.push(match stack.table.recount().await {
        Ok(Some(recount)) if !recount.is_done => Finding::new(
            Severity::Warning,
            "recount",
            [
                format!("it was begun, and {} are done", count_of(recount.leads, "lead")),
                "new measures lack a part of their past".to_owned(),
                "`leadwright recount` goes on where it ended".to_owned(),
            ],
        ),
        Ok(_) => Finding::ok("recount", format!("none is under way (definitions {})", definitions(&config.company))),
        Err(error) => Finding::unknown("recount", error, "let your AWS user do dynamodb:GetItem on the table"),
    });
    findings
}

/// Leads of every stage: those that came to it last.
async fn newest_cards(patient: &Patient) -> Result<Vec<Card>, TableError> {
    let table = &patient.stack.table;
    let mut cards = Vec::new();
    for stage in Stage::ALL {
        for shard in 0..table.shards {
            cards.extend(table.of_stage(stage, shard, None).await?.rows);
        }
    }
    Ok(cards)
}

/// The lead that asked last, of those.
async fn newest_lead(patient: &Patient) -> Result<Option<Lead>, TableError> {
    match newest_cards(patient).await?.into_iter().max_by_key(|card| card.asked) {
        Some(card) => patient.stack.table.lead(&card.id).await,
        None => Ok(None),
    }
}

//! `leadwright doctor`: what is wrong with a stack, what that means, and what to do.

mod finding;
mod checks;
mod mail;

use anyhow::{Result, ensure};
use clap::Args;

use super::target::TargetStack;
use crate::wording::count::count_of;
use crate::{config, workspace};
use finding::{Finding, Patient, Severity};

/// The end of `doctor --help`.
pub(crate) const HELP: &str = "\
Looked at are: queues and dead-letter queues; whether what is due is late; the nightly count and the reports; the brake and
paused sequences; SES (quota, sandbox, whether it may send, the sender and its DKIM); the last deployment; clocks; versions of
this program, its configuration and the table. Nothing is changed, and nothing that is said of a person is printed.

  leadwright doctor                             the stack on this machine
  leadwright doctor --stack leadwright          a deployed one, with your AWS credentials and region
  leadwright doctor --stack leadwright --json   for a script

error     leads or mail are being lost, or wait without end: act now
warning   it will become one, or a part does not work as it should
unknown   it could not be looked at: why, and what would help
ok        looked at, and as it should be

Exit code 0: no error was found. Exit code 1: at least one, or the stack can't be reached. Warnings and what is unknown do not
change the exit code.";

/// The arguments of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The stack's parameter `MailFrom`, where you may not ask CloudFormation for it (cloudformation:DescribeStacks).
    #[arg(long, value_name = "SENDER", requires = "stack")]
    mail_from: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Looks at everything, and says what is wrong.
pub(crate) async fn doctor(args: &DoctorArgs) -> Result<()> {
    let config = config::load(&workspace::config_folder()?)?;
    let stack = args.target.reach().await?;
    let mut patient = Patient { stack, config, mail_from: args.mail_from.clone() };
    let mut findings = checks::deployment(&mut patient).await;
    findings.extend(checks::queues(&patient).await);
    findings.extend(checks::due(&patient).await);
    findings.push(checks::nights(&patient).await);
    findings.extend(checks::reports(&patient).await);
    findings.extend(checks::control(&patient).await);
    findings.extend(mail::account(&patient).await);
    findings.push(mail::clocks(&patient).await);
    findings.extend(checks::versions(&patient).await);
    // In the order of the parts within a severity.
    findings.sort_by_key(|finding| finding.severity);
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        print(&findings);
    }
    ensure!(errors == 0, "{} found", count_of(errors, "error"));
    Ok(())
}

fn print(findings: &[Finding]) {
    for Finding { severity, about, found, means, to_do } in findings {
        println!("{:<8} {about}: {found}", severity.name());
        for (name, line) in [("means", means), ("do", to_do)] {
            if !line.is_empty() {
                println!("{:8} {name}: {line}", "");
            }
        }
    }
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    println!(
        "\n{}, {}, {} not looked at, {} as they should be",
        count_of(count(Severity::Error), "error"),
        count_of(count(Severity::Warning), "warning"),
        count(Severity::Unknown),
        count(Severity::Ok),
    );
}

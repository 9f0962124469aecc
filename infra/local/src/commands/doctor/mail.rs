//! SES: what it takes, whether it may send, the sender. And the clocks, which SES's answers tell.

use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::mail::{IdentityState, MailAccount, Quotas, Sender};
use leadwright_domain::sending::Quota;

use super::finding::{Finding, Patient, Severity};
use crate::wording::time::rough;

/// SES's limit of an account in the sandbox, in 24 hours.
const SANDBOX: u64 = 200;

/// AWS refuses requests whose time is five minutes off.
const CLOCK_BREAKS: SignedDuration = SignedDuration::from_mins(4);

/// A computer that keeps time is within seconds.
const CLOCK_DRIFTS: SignedDuration = SignedDuration::from_secs(30);

/// What a check of SES needs.
const RIGHTS: &str = "let your AWS user do ses:GetSendQuota, ses:GetAccountSendingEnabled, \
                      ses:GetIdentityVerificationAttributes and ses:GetIdentityDkimAttributes";

/// The account and the sender.
pub(super) async fn account(patient: &Patient) -> Vec<Finding> {
    let account = MailAccount::new(&patient.stack.aws);
    let mut findings = Vec::new();
    match Quotas::new(&patient.stack.aws).read().await {
        Ok(read) => findings.extend(quota(read)),
        Err(error) => findings.push(Finding::unknown("SES quota", error, RIGHTS)),
    }
    findings.push(match account.may_send().await {
        Ok(true) => Finding::ok("SES sending", "on"),
        Ok(false) => Finding::new(
            Severity::Error,
            "SES sending",
            [
                "off for the whole account".to_owned(),
                "no mail goes, not even to the team; what is to go waits".to_owned(),
                "AWS tells why by mail to the account's address; if you paused it: `aws ses update-account-sending-enabled --enabled`"
                    .to_owned(),
            ],
        ),
        Err(error) => Finding::unknown("SES sending", error, RIGHTS),
    });
    findings.push(sender(patient, &account).await);
    findings
}

fn quota(Quota { a_minute, a_day, sent }: Quota) -> Vec<Finding> {
    let mut findings = Vec::new();
    let found = match a_day {
        Some(a_day) => format!("{sent} of {a_day} mails in 24 hours are used, {a_minute} a minute"),
        None => format!("no daily quota, {a_minute} mails a minute; {sent} in 24 hours"),
    };
    let used = |part: u64| a_day.is_some_and(|a_day| sent.saturating_mul(10) >= a_day.saturating_mul(part));
    let short = if used(10) {
        Some((Severity::Error, "no mail goes until the first of these is 24 hours old"))
    } else if used(9) {
        Some((Severity::Warning, "marketing mail waits, so that hand-offs can still go"))
    } else {
        None
    };
    findings.push(match short {
        Some((severity, means)) => Finding::new(
            severity,
            "SES quota",
            [found, means.to_owned(), "ask AWS for more: Service Quotas, Amazon SES, sending quota".to_owned()],
        ),
        None => Finding::ok("SES quota", found),
    });
    findings.push(if a_day.is_some_and(|a_day| a_day <= SANDBOX) {
        Finding::new(
            Severity::Error,
            "SES sandbox",
            [
                "the account is in the sandbox".to_owned(),
                "mail to addresses that you have not verified is refused: leads get none".to_owned(),
                "ask for production access in the console of SES; until then verify the addresses of your team"
                    .to_owned(),
            ],
        )
    } else {
        Finding::ok("SES sandbox", "the account is not in it")
    });
    findings
}

/// Whether SES lets mail come from the sender, and signs it.
async fn sender(patient: &Patient, account: &MailAccount) -> Finding {
    let about = "sender";
    if patient.stack.is_local {
        return Finding::unknown(
            about,
            "SES on this machine sends from any address",
            "look again with --stack once it is deployed",
        );
    }
    let Some(mail_from) = &patient.mail_from else {
        return Finding::unknown(
            about,
            "the stack's parameter MailFrom is not known here",
            "name it: --mail-from \"Acme <hello@acme.example>\"",
        );
    };
    let Ok(Sender { address, .. }) = mail_from.parse() else {
        return Finding::new(
            Severity::Error,
            about,
            [
                format!("{mail_from:?} is no sender"),
                "no mail goes".to_owned(),
                "write the parameter MailFrom like \"Acme <hello@acme.example>\"".to_owned(),
            ],
        );
    };
    let domain = address.rsplit('@').next().unwrap_or_default().to_owned();
    // An address that is an identity of its own goes before its domain.
    let mut known: Vec<(&str, IdentityState)> = Vec::new();
    for identity in [address.as_str(), domain.as_str()] {
        match account.identity(identity).await {
            Ok(state) => known.extend(state.map(|state| (identity, state))),
            Err(error) => return Finding::unknown(about, error, RIGHTS),
        }
    }
    let verified = known.iter().find(|(_, state)| state.is_verified);
    let signed = known.iter().find(|(_, state)| state.is_verified && state.is_signed);
    match (verified, signed) {
        (None, _) => Finding::new(
            Severity::Error,
            about,
            [
                format!("neither {address} nor {domain} is verified in SES"),
                "SES refuses every mail, also those to the team".to_owned(),
                format!(
                    "verify the domain: `aws ses verify-domain-identity --domain {domain}`, and write what it answers into its DNS"
                ),
            ],
        ),
        (Some((identity, _)), None) => Finding::new(
            Severity::Warning,
            about,
            [
                format!("{identity} is verified, and its mail is not signed (DKIM)"),
                "Gmail and Yahoo refuse or hide mail that is not signed".to_owned(),
                format!("`aws ses verify-domain-dkim --domain {domain}`, and write the three records into its DNS"),
            ],
        ),
        (_, Some((identity, _))) => {
            Finding::ok(about, format!("{identity} is verified, and its mail is signed (DKIM)"))
        }
    }
}

/// Whether the clocks of AWS, of this machine and of the stack agree.
pub(super) async fn clocks(patient: &Patient) -> Finding {
    let about = "clocks";
    let before = Timestamp::now();
    let there = match MailAccount::new(&patient.stack.aws).time().await {
        Ok(Some(there)) => there,
        Ok(None) => return Finding::unknown(about, "the answer has no date", ""),
        Err(error) => return Finding::unknown(about, error, RIGHTS),
    };
    let off = there.duration_since(before).abs();
    if off > CLOCK_DRIFTS {
        let severity = if off > CLOCK_BREAKS { Severity::Error } else { Severity::Warning };
        return Finding::new(
            severity,
            about,
            [
                format!("this machine's is {} off", rough(off)),
                "at five minutes AWS refuses every request of this machine; the stack itself goes on".to_owned(),
                "let this machine set its clock from the network (NTP)".to_owned(),
            ],
        );
    }
    let ahead = patient.stack.now.duration_since(Timestamp::now());
    if patient.stack.is_local && ahead > CLOCK_DRIFTS {
        return Finding::ok(about, format!("that of the stack was moved {} ahead", rough(ahead)));
    }
    Finding::ok(about, format!("this machine's is right to {}", rough(off.max(SignedDuration::from_secs(1)))))
}

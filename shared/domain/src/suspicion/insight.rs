//! What Amazon SES knows of an address that nobody has written to yet.

use serde::{Deserialize, Serialize};

/// What speaks against an address. What SES is not sure of, and what it did not say, speaks against none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressInsight {
    /// Its domain takes no mail, or has no such mailbox.
    pub no_mailbox: bool,
    /// It is of a provider of throw-away addresses.
    pub disposable: bool,
    /// It looks like random letters.
    pub random: bool,
}

/// How sure SES is that something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Confidence {
    Low,
    Medium,
    High,
    /// A word that is newer than this.
    #[serde(other)]
    Other,
}

/// A part of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Verdict {
    confidence_verdict: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    mailbox_validation: Validation,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Validation {
    evaluations: Evaluations,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Evaluations {
    has_valid_dns_records: Option<Verdict>,
    mailbox_exists: Option<Verdict>,
    is_disposable: Option<Verdict>,
    is_random_input: Option<Verdict>,
}

impl AddressInsight {
    /// What the body of an answer of SES's `GetEmailAddressInsights` says; none if it is not as documented.
    ///
    /// Source: <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailAddressInsights.html>.
    pub fn read(body: &[u8]) -> Option<Self> {
        let Answer { mailbox_validation: Validation { evaluations } } = serde_json::from_slice(body).ok()?;
        let is = |verdict: Option<Verdict>, wanted| verdict.is_some_and(|verdict| verdict.confidence_verdict == wanted);
        let has_no = |verdict| is(verdict, Confidence::Low);
        Some(Self {
            no_mailbox: has_no(evaluations.has_valid_dns_records) || has_no(evaluations.mailbox_exists),
            disposable: is(evaluations.is_disposable, Confidence::High),
            random: is(evaluations.is_random_input, Confidence::High),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(dns: &str, mailbox: &str, disposable: &str, random: &str) -> String {
        format!(
            r#"{{"MailboxValidation":{{"IsValid":{{"ConfidenceVerdict":"LOW"}},"Evaluations":{{
            "HasValidSyntax":{{"ConfidenceVerdict":"HIGH"}},"HasValidDnsRecords":{{"ConfidenceVerdict":"{dns}"}},
            "MailboxExists":{{"ConfidenceVerdict":"{mailbox}"}},"IsRoleAddress":{{"ConfidenceVerdict":"LOW"}},
            "IsDisposable":{{"ConfidenceVerdict":"{disposable}"}},"IsRandomInput":{{"ConfidenceVerdict":"{random}"}}}}}}}}"#
        )
    }

    #[test]
    fn only_what_ses_is_sure_of_speaks_against_an_address() {
        let insight = |no_mailbox, disposable, random| Some(AddressInsight { no_mailbox, disposable, random });
        for (body, expected) in [
            (answer("HIGH", "HIGH", "LOW", "LOW"), insight(false, false, false)),
            (answer("HIGH", "MEDIUM", "MEDIUM", "MEDIUM"), insight(false, false, false)),
            (answer("HIGH", "LOW", "LOW", "LOW"), insight(true, false, false)),
            (answer("LOW", "MEDIUM", "LOW", "LOW"), insight(true, false, false)),
            (answer("HIGH", "HIGH", "HIGH", "HIGH"), insight(false, true, true)),
            (answer("CERTAIN", "NEVER", "MAYBE", "NO"), insight(false, false, false)),
            (r#"{"MailboxValidation":{"Evaluations":{}}}"#.to_owned(), insight(false, false, false)),
            (r#"{"MailboxValidation":{}}"#.to_owned(), None),
            (r#"{"message":"Too many requests"}"#.to_owned(), None),
            ("<html>".to_owned(), None),
        ] {
            assert_eq!(AddressInsight::read(body.as_bytes()), expected, "{body}");
        }
    }
}

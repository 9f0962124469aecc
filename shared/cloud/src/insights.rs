//! What Amazon SES knows of an address, asked before anybody writes to it.
//!
//! The API is of SES's second version, whose SDK would be another client of 1 MB for this one call. It is signed here, as
//! the SDK signs.

use std::time::Duration;

use leadwright_domain::suspicion::AddressInsight;
use leadwright_domain::value::identity::EmailAddress;
use serde_json::json;

use crate::aws::Aws;
use crate::call::{CallError, HttpClient, Limits};
use crate::signed;

/// How long an answer may take, and how large it may be. Real ones have 500 bytes.
const LIMITS: Limits = Limits { time: Duration::from_secs(3), bytes: 16 * 1024 };

/// SES did not say anything of an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InsightError {
    /// There was no answer.
    #[error(transparent)]
    NoAnswer(#[from] CallError),
    /// There is no region or no permission to sign with.
    #[error("it can't be signed")]
    NotSigned,
    /// It answered with this status, or with something that is not documented.
    #[error("SES answered {0}, and not as documented")]
    Refused(u16),
}

/// Asks SES about addresses.
#[derive(Debug, Clone)]
pub struct Insights {
    aws: Aws,
    http: HttpClient,
}

impl Insights {
    /// Over a connection.
    pub fn new(aws: &Aws) -> Self {
        Self { aws: aws.clone(), http: HttpClient::new(aws) }
    }

    /// Where SES is asked in this region; none where no region is known.
    pub fn address(&self) -> Option<String> {
        let region = self.aws.sdk.region()?;
        Some(format!("https://email.{region}.amazonaws.com/v2/email/email-address-insights/"))
    }

    /// Asks at that address of SES.
    ///
    /// # Errors
    /// See [`InsightError`].
    pub async fn ask(&self, url: &str, address: &EmailAddress) -> Result<AddressInsight, InsightError> {
        let body = json!({"EmailAddress": address.as_str()}).to_string();
        let signed = signed::headers(&self.aws, "ses", url, "application/json", &body).await;
        let signed = signed.ok_or(InsightError::NotSigned)?;
        let headers: Vec<(&'static str, &str)> = signed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = self.http.post_json(url, &headers, body, LIMITS).await?;
        let read = if answer.status == 200 { AddressInsight::read(&answer.body) } else { None };
        read.ok_or(InsightError::Refused(answer.status))
    }
}

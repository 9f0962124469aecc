//! What SES says of the account and of the sender. For commands.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_ses::Client;
use aws_sdk_ses::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_ses::error::DisplayErrorContext;
use aws_sdk_ses::types::VerificationStatus;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use jiff::Timestamp;

use crate::aws::Aws;

/// SES did not answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct AccountError(String);

impl AccountError {
    fn of(error: impl std::error::Error) -> Self {
        Self(DisplayErrorContext(error).to_string())
    }
}

/// A sender's address or domain, as SES knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdentityState {
    /// Mail may come from it.
    pub is_verified: bool,
    /// Its mails are signed, and SES has found the keys in the domain's DNS.
    pub is_signed: bool,
}

/// Asks SES about the account.
#[derive(Debug)]
pub struct MailAccount {
    client: Client,
}

impl MailAccount {
    /// Over a connection.
    pub fn new(aws: &Aws) -> Self {
        let mut config = aws_sdk_ses::config::Builder::from(&aws.sdk);
        if let Some(endpoints) = &aws.endpoints {
            config = config.endpoint_url(&endpoints.ses);
        }
        Self { client: Client::from_conf(config.build()) }
    }

    /// Whether the account may send. AWS and the account's owner can pause it.
    ///
    /// # Errors
    /// SES did not answer, or may not be asked.
    pub async fn may_send(&self) -> Result<bool, AccountError> {
        let answer = self.client.get_account_sending_enabled().send().await.map_err(AccountError::of)?;
        Ok(answer.enabled)
    }

    /// What SES knows of an address or a domain; none if it is no identity of the account.
    ///
    /// # Errors
    /// SES did not answer, or may not be asked.
    pub async fn identity(&self, identity: &str) -> Result<Option<IdentityState>, AccountError> {
        let verified = self.client.get_identity_verification_attributes().identities(identity);
        let verified = verified.send().await.map_err(AccountError::of)?.verification_attributes.remove(identity);
        let Some(verified) = verified else { return Ok(None) };
        let signed = self.client.get_identity_dkim_attributes().identities(identity);
        let signed = signed.send().await.map_err(AccountError::of)?.dkim_attributes.remove(identity);
        Ok(Some(IdentityState {
            is_verified: verified.verification_status == VerificationStatus::Success,
            is_signed: signed
                .is_some_and(|dkim| dkim.dkim_enabled && dkim.dkim_verification_status == VerificationStatus::Success),
        }))
    }

    /// AWS's time: when SES answered a question; none if it does not say.
    ///
    /// # Errors
    /// SES did not answer, or may not be asked.
    pub async fn time(&self) -> Result<Option<Timestamp>, AccountError> {
        let date: Date = Date::default();
        let answer = self.client.get_send_quota().customize().interceptor(date.clone()).send().await;
        answer.map_err(AccountError::of)?;
        let read = *date.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(read)
    }
}

/// Reads the header `Date` of an answer.
#[derive(Debug, Clone, Default)]
struct Date(Arc<Mutex<Option<Timestamp>>>);

impl Intercept for Date {
    fn name(&self) -> &'static str {
        "date"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date");
        let date = date.and_then(|date| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = date;
        Ok(())
    }
}

//! SES: one attempt, and what became of it.

use aws_sdk_ses::Client;
use aws_sdk_ses::config::retry::RetryConfig;
use aws_sdk_ses::config::timeout::TimeoutConfig;
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};

use crate::aws::Aws;

/// An attempt takes at most this long; the function's own limit is longer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// SES did not take the mail, or may have.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It was refused and will always be: the address or the message is wrong.
    #[error("SES refuses the mail: {0}")]
    Never(String),
    /// It was refused for now: throttled, paused, a sender that is not verified.
    #[error("SES does not take the mail now: {0}")]
    NotNow(String),
    /// No answer: it may have been sent.
    #[error("SES gave no answer: the mail may have been sent ({0})")]
    Unknown(String),
}

/// A mail in MIME, ready to go.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// The sender's address.
    pub from: &'a str,
    /// The recipient's address.
    pub to: &'a str,
    /// The MIME text.
    pub raw: Vec<u8>,
    /// The send id: SES's events name it.
    pub send: &'a str,
    /// The lead.
    pub lead: &'a str,
}

/// The way to SES.
#[derive(Debug, Clone)]
pub struct Mail {
    client: Client,
    configuration_set: String,
}

impl Mail {
    /// By the environment; events go where `configuration_set` says.
    pub fn new(aws: &Aws, configuration_set: String) -> Self {
        // An SDK that tries again by itself could send twice.
        let config = aws_sdk_ses::config::Builder::from(&aws.sdk)
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(PATIENCE).build());
        Self { client: Client::from_conf(config.build()), configuration_set }
    }

    /// Makes exactly one attempt.
    ///
    /// # Errors
    /// See [`SendError`]: only `Unknown` leaves open whether the mail went.
    pub async fn send(&self, mail: Outgoing<'_>) -> Result<(), SendError> {
        let raw = RawMessage::builder().data(Blob::new(mail.raw)).build();
        let raw = raw.map_err(|error| SendError::Never(error.to_string()))?;
        let mut request = self
            .client
            .send_raw_email()
            .source(mail.from)
            .destinations(mail.to)
            .configuration_set_name(&self.configuration_set)
            .raw_message(raw);
        for (name, value) in [("send", mail.send), ("lead", mail.lead)] {
            let tag = MessageTag::builder().name(name).value(value).build();
            request = request.tags(tag.map_err(|error| SendError::Never(error.to_string()))?);
        }
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(verdict(&error)),
        }
    }
}

fn verdict(error: &SdkError<SendRawEmailError>) -> SendError {
    // SES's message may hold the address: only its code is passed on.
    let code = error.code().unwrap_or("no code").to_owned();
    match error {
        SdkError::ConstructionFailure(_) => SendError::NotNow("the request could not be made".to_owned()),
        SdkError::ServiceError(answer) if answer.raw().status().is_client_error() => {
            if code == "InvalidParameterValue" { SendError::Never(code) } else { SendError::NotNow(code) }
        }
        SdkError::DispatchFailure(failure) if failure.is_user() => {
            SendError::NotNow("the request could not be made".to_owned())
        }
        SdkError::TimeoutError(_) => SendError::Unknown("timed out".to_owned()),
        _ => SendError::Unknown(code),
    }
}

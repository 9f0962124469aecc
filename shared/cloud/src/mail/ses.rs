//! SES: one attempt, and what became of it.

use aws_sdk_ses::Client;
use aws_sdk_ses::config::retry::RetryConfig;
use aws_sdk_ses::config::timeout::TimeoutConfig;
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};

use super::tags::MailRef;
use crate::environment::{Environment, MissingVariable};

/// An attempt takes at most this long; the function's own limit is longer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// What `MessageRejected` says of the account, and in our words
/// (<https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html>).
const OF_THE_ACCOUNT: [(&str, &str); 2] =
    [("not verified", "an identity is not verified"), ("sending paused", "the account is paused")];

/// What it says of the mail.
const OF_THE_MAIL: [(&str, &str); 5] = [
    ("virus", "a virus"),
    ("illegal filename", "its attachment"),
    ("content rejected", "its content"),
    ("blacklisted", "the address is on SES's list"),
    ("suppression list", "the address is on SES's list"),
];

/// SES did not take the mail, or may have.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It was refused and will always be: the address or the message is wrong.
    #[error("SES refuses the mail: {0}")]
    Never(String),
    /// This mail was refused, for its content or its address; another try may find another verdict.
    #[error("SES rejects the mail: {0}")]
    Rejected(String),
    /// More mails came in a second than it takes from the account.
    #[error("SES takes mail more slowly than this")]
    TooFast,
    /// More mails came in a day than it takes from the account.
    #[error("SES takes no more mail today")]
    TooMany,
    /// No mail is taken for now: paused, not allowed.
    #[error("SES does not take mail now: {0}")]
    NotNow(String),
    /// No answer: it may have been sent.
    #[error("SES gave no answer: the mail may have been sent ({0})")]
    Unknown(String),
}

impl SendError {
    /// The mail was not taken, which is certain: it is not under way.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Never(_) | Self::Rejected(_) | Self::TooFast | Self::TooMany | Self::NotNow(_) => true,
            Self::Unknown(_) => false,
        }
    }
}

/// A mail in MIME, ready to go.
#[derive(Debug, Clone)]
pub struct MimeMail<'a> {
    /// The sender's address.
    pub from: &'a str,
    /// The recipient's address.
    pub to: &'a str,
    /// The MIME text.
    pub raw: Vec<u8>,
    /// Which mail it is: SES's events name it.
    pub is: &'a MailRef,
}

/// The way to SES.
#[derive(Debug, Clone)]
pub struct Ses {
    client: Client,
    configuration_set: String,
}

impl Ses {
    /// By the environment; events go where its `CONFIGURATION_SET` says.
    ///
    /// # Errors
    /// It is not set.
    pub fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        // An SDK that tries again by itself could send twice.
        let config = aws_sdk_ses::config::Builder::from(&environment.aws().sdk)
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(PATIENCE).build());
        let configuration_set = environment.variable("CONFIGURATION_SET")?.to_owned();
        Ok(Self { client: Client::from_conf(config.build()), configuration_set })
    }

    /// Makes exactly one attempt.
    ///
    /// # Errors
    /// See [`SendError`]: only `Unknown` leaves open whether the mail went.
    pub async fn send(&self, mail: MimeMail<'_>) -> Result<(), SendError> {
        let MimeMail { from, to, raw, is } = mail;
        let raw = RawMessage::builder().data(Blob::new(raw)).build();
        let raw = raw.map_err(|error| SendError::Never(error.to_string()))?;
        let mut request = self
            .client
            .send_raw_email()
            .source(from)
            .destinations(to)
            .configuration_set_name(&self.configuration_set)
            .raw_message(raw);
        for (name, value) in is.tags() {
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
        SdkError::ServiceError(answer) if answer.raw().status().is_client_error() => match code.as_str() {
            "InvalidParameterValue" => SendError::Never(code),
            "MessageRejected" => rejected(error.message().unwrap_or_default()),
            // The two messages of <https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html>.
            "Throttling" | "ThrottlingException" if error.message().is_some_and(|why| why.contains("Daily")) => {
                SendError::TooMany
            }
            "Throttling" | "ThrottlingException" => SendError::TooFast,
            _ => SendError::NotNow(code),
        },
        SdkError::DispatchFailure(failure) if failure.is_user() => {
            SendError::NotNow("the request could not be made".to_owned())
        }
        SdkError::TimeoutError(_) => SendError::Unknown("timed out".to_owned()),
        _ => SendError::Unknown(code),
    }
}

/// `MessageRejected` is also what SES says of the account. Only what is known to be about the mail itself counts
/// against the mail: it is dropped in the end, and all others would be with it.
fn rejected(message: &str) -> SendError {
    // What follows the first sentence may name addresses, which say anything.
    let first = message.split('.').next().unwrap_or_default().to_lowercase();
    let about = |words: &[(&str, &str)]| {
        let (_, why) = words.iter().find(|(word, _)| first.contains(word))?;
        Some(format!("MessageRejected: {why}"))
    };
    if let Some(why) = about(&OF_THE_ACCOUNT) {
        return SendError::NotNow(why);
    }
    about(&OF_THE_MAIL).map_or_else(|| SendError::NotNow("MessageRejected".to_owned()), SendError::Rejected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wrong_with_the_mail_is_held_against_it() {
        for (message, is_of_the_mail, why) in [
            (
                "Email address is not verified. The following identities failed the check in region EU-WEST-1: virus@acme.example",
                false,
                "MessageRejected: an identity is not verified",
            ),
            (
                "Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.",
                false,
                "MessageRejected: the account is paused",
            ),
            ("Something new about maria@acme.example", false, "MessageRejected"),
            ("", false, "MessageRejected"),
            ("Message contains a virus.", true, "MessageRejected: a virus"),
            ("Message content rejected.", true, "MessageRejected: its content"),
            ("Illegal filename 'offer.exe'.", true, "MessageRejected: its attachment"),
            ("Address blacklisted.", true, "MessageRejected: the address is on SES's list"),
            (
                "Address is on the suppression list for your account.",
                true,
                "MessageRejected: the address is on SES's list",
            ),
        ] {
            let said = match rejected(message) {
                SendError::Rejected(why) => (true, why),
                SendError::NotNow(why) => (false, why),
                other => panic!("{other}"),
            };
            assert_eq!(said, (is_of_the_mail, why.to_owned()), "{message}");
        }
    }
}

//! SES: one attempt, and what became of it.

use aws_sdk_ses::Client;
use aws_sdk_ses::config::retry::RetryConfig;
use aws_sdk_ses::config::timeout::TimeoutConfig;
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};

use leadwright_domain::activity::Recipient;
use leadwright_domain::identity::LeadId;
use serde::Deserialize;

use crate::aws::Aws;

/// The tag of mail to a lead.
const TO_LEAD: &str = "lead";

/// An attempt takes at most this long; the function's own limit is longer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// SES did not take the mail, or may have.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It was refused and will always be: the address or the message is wrong.
    #[error("SES refuses the mail: {0}")]
    Never(String),
    /// This mail was refused; another try may find a verified sender or another verdict on its content.
    #[error("SES rejects the mail: {0}")]
    Rejected(String),
    /// No mail is taken for now: throttled, paused, not allowed.
    #[error("SES does not take mail now: {0}")]
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
    pub lead: &'a LeadId,
    /// Whether it goes to the lead or to the owner: a bounce means something else.
    pub recipient: Recipient,
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
        let recipient = match mail.recipient {
            Recipient::Lead => TO_LEAD,
            Recipient::Owner => "owner",
            Recipient::Manager => "manager",
        };
        for (name, value) in [("send", mail.send), ("lead", mail.lead.as_str()), ("to", recipient)] {
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
            "MessageRejected" => SendError::Rejected(code),
            _ => SendError::NotNow(code),
        },
        SdkError::DispatchFailure(failure) if failure.is_user() => {
            SendError::NotNow("the request could not be made".to_owned())
        }
        SdkError::TimeoutError(_) => SendError::Unknown("timed out".to_owned()),
        _ => SendError::Unknown(code),
    }
}

/// What became of a mail, as SES tells it through SNS with raw message delivery.
///
/// The shape is of <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MailEvent {
    #[serde(rename = "eventType")]
    kind: String,
    mail: EventMail,
    bounce: Option<EventBounce>,
}

#[derive(Debug, Deserialize)]
struct EventMail {
    timestamp: jiff::Timestamp,
    #[serde(default)]
    tags: std::collections::BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventBounce {
    bounce_type: String,
}

/// What an event means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// SES took it.
    Sent,
    /// It came back, and always will.
    Bounced,
    /// The recipient called it spam.
    Complained,
    /// SES took it and will not deliver it.
    Rejected,
    /// Something that changes nothing: a delivery, a delay, a mailbox that is full today, an automatic reply.
    Passing,
}

impl MailEvent {
    /// What it means. Only a permanent bounce counts: an out-of-office reply is none (mautic/mautic#2761).
    pub fn verdict(&self) -> Verdict {
        let is_permanent = self.bounce.as_ref().is_some_and(|bounce| bounce.bounce_type == "Permanent");
        match self.kind.as_str() {
            "Send" => Verdict::Sent,
            "Bounce" if is_permanent => Verdict::Bounced,
            "Complaint" => Verdict::Complained,
            "Reject" => Verdict::Rejected,
            _ => Verdict::Passing,
        }
    }

    /// When the mail was sent.
    pub fn sent_at(&self) -> jiff::Timestamp {
        self.mail.timestamp
    }

    /// The lead and the send id that we tagged it with; none for mail that is not ours.
    pub fn names(&self) -> Option<(LeadId, &str)> {
        Some((LeadId::parse(self.tag("lead")?).ok()?, self.tag("send")?))
    }

    /// It went to the lead, not to the owner.
    pub fn is_to_lead(&self) -> bool {
        self.tag("to") == Some(TO_LEAD)
    }

    fn tag(&self, name: &str) -> Option<&str> {
        self.mail.tags.get(name)?.first().map(String::as_str)
    }
}

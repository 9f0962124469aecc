//! What CloudFormation says of a stack: whether its last deployment went through, and its parameters. For commands.
//!
//! One call of an API whose SDK would be another client: it is signed here.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::aws::Aws;
use crate::call::{CallError, HttpClient, Limits};
use crate::signed;

/// How long an answer may take, and how large it may be.
const LIMITS: Limits = Limits { time: Duration::from_secs(5), bytes: 512 * 1024 };

/// CloudFormation did not say it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeploymentError {
    /// There was no answer.
    #[error("CloudFormation: {0}")]
    NoAnswer(#[from] CallError),
    /// There is no region or no permission to sign with.
    #[error("no region, or no credentials to ask CloudFormation with")]
    NotSigned,
    /// It refused.
    #[error("CloudFormation answered {status} {code}")]
    Refused {
        /// The status of HTTP.
        status: u16,
        /// Its name for the error.
        code: String,
    },
}

/// A deployed stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// CloudFormation's word for its state, as in `UPDATE_COMPLETE`.
    pub status: String,
    /// Its parameters; the secret ones are stars.
    pub parameters: BTreeMap<String, String>,
}

impl Deployment {
    /// The stack of that name, in the caller's account.
    ///
    /// # Errors
    /// See [`DeploymentError`].
    pub async fn of(aws: &Aws, name: &str) -> Result<Self, DeploymentError> {
        let region = aws.region().ok_or(DeploymentError::NotSigned)?;
        // An emulator is one address for all.
        let own = aws.sdk.endpoint_url().map(|url| format!("{}/", url.trim_end_matches('/')));
        let url = own.unwrap_or_else(|| format!("https://cloudformation.{region}.amazonaws.com/"));
        // Names of stacks have letters, digits and dashes alone.
        let name: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
        let body = format!("Action=DescribeStacks&StackName={name}&Version=2010-05-15");
        let signed = signed::headers(aws, "cloudformation", &url, "application/x-www-form-urlencoded", &body).await;
        let signed = signed.ok_or(DeploymentError::NotSigned)?;
        let headers: Vec<(&'static str, &str)> = signed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = HttpClient::new(aws).ask(&url, &headers, Some(body), LIMITS).await?;
        let text = String::from_utf8_lossy(&answer.body);
        Self::read(&text).filter(|_| answer.status == 200).ok_or_else(|| DeploymentError::Refused {
            status: answer.status,
            code: element(&text, "Code").unwrap_or_default(),
        })
    }

    /// Reads the answer.
    fn read(text: &str) -> Option<Self> {
        let status = element(text, "StackStatus")?;
        let parameters = text.split("<ParameterKey>").skip(1).filter_map(|part| {
            let part = format!("<ParameterKey>{part}");
            Some((element(&part, "ParameterKey")?, element(&part, "ParameterValue")?))
        });
        Some(Self { status, parameters: parameters.collect() })
    }
}

/// The text of the first element of that name.
fn element(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (inner, _) = rest.split_once(&format!("</{name}>"))?;
    let plain = inner.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    Some(plain.replace("&#39;", "'").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_and_the_parameters_are_read() {
        let text = "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Parameters><member>\
            <ParameterKey>MailFrom</ParameterKey><ParameterValue>Silva &amp; Co &lt;hello@silva.example&gt;</ParameterValue>\
            </member><member><ParameterKey>Shards</ParameterKey><ParameterValue>4</ParameterValue></member></Parameters>\
            <StackStatus>UPDATE_COMPLETE</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>";
        let deployment = Deployment::read(text).unwrap();
        assert_eq!(deployment.status, "UPDATE_COMPLETE");
        assert_eq!(deployment.parameters["MailFrom"], "Silva & Co <hello@silva.example>");
        assert_eq!(deployment.parameters["Shards"], "4");
        let refused = "<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>";
        assert_eq!((Deployment::read(refused), element(refused, "Code").as_deref()), (None, Some("ValidationError")));
    }
}

//! The listeners of the services, taken before the services start: the template needs the address of SQS.

use anyhow::{Context, Result};
use leadwright_cloud::aws::Endpoints;
use tokio::net::TcpListener;

use crate::http;

/// Ports that are taken and not served yet.
pub(crate) struct Listeners {
    pub(crate) endpoints: Endpoints,
    pub(super) dynamodb: TcpListener,
    pub(super) sqs: (TcpListener, u16),
    pub(super) ses: TcpListener,
    pub(super) s3: TcpListener,
}

impl Listeners {
    /// Takes four free ports.
    pub(crate) async fn take() -> Result<Self> {
        let (dynamodb, table_port) = http::bind(0).await.context("taking a port for DynamoDB")?;
        let (sqs, queue_port) = http::bind(0).await.context("taking a port for SQS")?;
        let (ses, mail_port) = http::bind(0).await.context("taking a port for SES")?;
        let (s3, file_port) = http::bind(0).await.context("taking a port for S3")?;
        Ok(Self {
            endpoints: Endpoints {
                dynamodb: format!("http://127.0.0.1:{table_port}"),
                sqs: format!("http://127.0.0.1:{queue_port}"),
                ses: format!("http://127.0.0.1:{mail_port}"),
                s3: format!("http://127.0.0.1:{file_port}"),
            },
            dynamodb,
            sqs: (sqs, queue_port),
            ses,
            s3,
        })
    }
}

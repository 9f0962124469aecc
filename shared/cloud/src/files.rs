//! Large things lie in one private bucket, never in a row: rendered mails, lists that somebody uploaded, and exports.
//!
//! The bucket's lifecycle rule deletes an object 35 days after it was written. Only functions whose policy names a prefix
//! of the bucket reach it. The client is linked into those functions alone.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use aws_smithy_async::future::timeout::Timeout;
use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep};
use jiff::Timestamp;

use crate::aws::Aws;
use crate::environment::{Environment, MissingVariable};

/// Writing or reading an object takes at most this long, with its retries: 10 MB within a region take a second or two.
pub const PATIENCE: Duration = Duration::from_secs(8);

/// How many days after it was written an object expires; the template's bucket says the same.
pub const FILE_DAYS: u16 = 35;

/// The same for exports, which have everything about everybody.
pub const EXPORT_DAYS: u16 = 7;

/// The fewest bytes of a part of an object, but of its last
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>).
pub const PART: usize = 5 * 1024 * 1024;

/// The same for mails that people wrote to us, in their own bucket.
pub const MAIL_DAYS: u16 = 30;

/// The bucket could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// S3 refused the call. Its own words may quote a name, so they are left out.
    #[error("S3 refused the call: {0}")]
    Refused(String),
    /// The call failed before an answer came.
    #[error("S3 did not answer the call")]
    Call(#[source] Box<aws_sdk_s3::Error>),
    /// The answer ended before the object did.
    #[error("S3's answer broke off")]
    BrokeOff,
    /// It took too long.
    #[error("S3 took longer than {} seconds", PATIENCE.as_secs())]
    TooSlow,
}

impl FilesError {
    fn of<E, R>(error: SdkError<E, R>) -> Self
    where
        SdkError<E, R>: ProvideErrorMetadata + Into<aws_sdk_s3::Error>,
    {
        match error.code() {
            Some(code) => Self::Refused(code.to_owned()),
            None => Self::Call(Box::new(error.into())),
        }
    }
}

/// The bucket.
#[derive(Debug, Clone)]
pub struct Files {
    client: Client,
    bucket: String,
    sleep: SharedAsyncSleep,
}

impl Files {
    /// The bucket of mails that people wrote to us, which the template names.
    ///
    /// # Errors
    /// `MAILBOX_BUCKET` is not set.
    pub fn mailbox(environment: &Environment) -> Result<Self, MissingVariable> {
        Ok(Self::new(environment.aws(), environment.variable("MAILBOX_BUCKET")?.to_owned()))
    }

    /// The bucket that the template names.
    ///
    /// # Errors
    /// `FILES_BUCKET` is not set.
    pub fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        Ok(Self::new(environment.aws(), environment.variable("FILES_BUCKET")?.to_owned()))
    }

    /// A bucket by its name.
    pub fn new(aws: &Aws, bucket: String) -> Self {
        let mut config = aws_sdk_s3::config::Builder::from(&aws.sdk);
        if let Some(endpoints) = &aws.endpoints {
            config = config.endpoint_url(&endpoints.s3);
        }
        Self { client: Client::from_conf(config.build()), bucket, sleep: aws.sleep.clone() }
    }

    /// Writes an object, whole, in place of one of the same name. When this returns S3 has it.
    ///
    /// # Errors
    /// See [`FilesError`].
    pub async fn put(&self, name: &str, bytes: Vec<u8>, content_type: &str) -> Result<(), FilesError> {
        let request = self.client.put_object().bucket(&self.bucket).key(name).content_type(content_type);
        // On the heap, and so below: it would make every caller's future large.
        let call = Box::pin(request.body(ByteStream::from(bytes)).send());
        self.in_time(async { call.await.map(drop).map_err(FilesError::of) }).await
    }

    /// Begins an object that is written part by part: S3's id of that. A browser keeps it as a file of that name.
    ///
    /// # Errors
    /// See [`FilesError`].
    pub async fn begin(&self, name: &str, content_type: &str, file: &str) -> Result<String, FilesError> {
        let request = self.client.create_multipart_upload().bucket(&self.bucket).key(name).content_type(content_type);
        let call = Box::pin(request.content_disposition(format!("attachment; filename=\"{file}\"")).send());
        let answer = self.in_time(async { call.await.map_err(FilesError::of) }).await?;
        answer.upload_id.ok_or(FilesError::BrokeOff)
    }

    /// Writes a part of an object, of [`PART`] bytes at least, unless it is the last: its tag. The first part is number 1. The
    /// same part can be written again.
    ///
    /// # Errors
    /// See [`FilesError`].
    pub async fn put_part(
        &self,
        name: &str,
        upload: &str,
        number: usize,
        bytes: Vec<u8>,
    ) -> Result<String, FilesError> {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        let request = self.client.upload_part().bucket(&self.bucket).key(name).upload_id(upload).part_number(number);
        let call = Box::pin(request.body(ByteStream::from(bytes)).send());
        let answer = self.in_time(async { call.await.map_err(FilesError::of) }).await?;
        answer.e_tag.ok_or(FilesError::BrokeOff)
    }

    /// Makes an object of its parts, whose tags these are, in their order. It may be made again.
    ///
    /// # Errors
    /// See [`FilesError`].
    pub async fn complete(&self, name: &str, upload: &str, tags: &[String]) -> Result<(), FilesError> {
        let part = |(number, tag): (i32, &String)| CompletedPart::builder().part_number(number).e_tag(tag).build();
        let parts = (1..).zip(tags).map(part).collect();
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        let request = self.client.complete_multipart_upload().bucket(&self.bucket).key(name).upload_id(upload);
        let call = Box::pin(request.multipart_upload(parts).send());
        match self.in_time(async { call.await.map(drop).map_err(FilesError::of) }).await {
            // Once it is made, S3 knows the id of its parts no more.
            Err(failure) if self.has(name).await? => {
                tracing::debug!(why = failure.to_string(), "an object was made before");
                Ok(())
            }
            done => done,
        }
    }

    /// Takes an object away; one that is not there is no failure.
    ///
    /// # Errors
    /// See [`FilesError`].
    pub async fn delete(&self, name: &str) -> Result<(), FilesError> {
        let call = Box::pin(self.client.delete_object().bucket(&self.bucket).key(name).send());
        self.in_time(async { call.await.map(drop).map_err(FilesError::of) }).await
    }

    /// There is an object of that name.
    ///
    /// # Errors
    /// See [`FilesError`].
    pub async fn has(&self, name: &str) -> Result<bool, FilesError> {
        let call = Box::pin(self.client.head_object().bucket(&self.bucket).key(name).send());
        self.in_time(async {
            match call.await {
                Ok(_) => Ok(true),
                Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => Ok(false),
                Err(error) => Err(FilesError::of(error)),
            }
        })
        .await
    }

    /// An address at which everybody who knows it can read an object, for some time from now on. Nothing is asked of S3.
    ///
    /// # Errors
    /// The credentials can't be had.
    pub async fn link(&self, name: &str, now: Timestamp, time: Duration) -> Result<String, FilesError> {
        let config = PresigningConfig::builder().start_time(SystemTime::from(now)).expires_in(time).build();
        let config = config.expect("a time of less than a week");
        let request = self.client.get_object().bucket(&self.bucket).key(name);
        let signed = Box::pin(request.presigned(config)).await.map_err(FilesError::of)?;
        Ok(signed.uri().to_owned())
    }

    /// The bytes of an object; none if there is no such object, or no more.
    ///
    /// # Errors
    /// See [`FilesError`]. To a caller who may not list the bucket, S3 refuses an object that is not there
    /// (`AccessDenied`).
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, FilesError> {
        self.in_time(Box::pin(self.read(name))).await
    }

    async fn read(&self, name: &str) -> Result<Option<Vec<u8>>, FilesError> {
        let answer = match self.client.get_object().bucket(&self.bucket).key(name).send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => return Ok(None),
            Err(error) => return Err(FilesError::of(error)),
        };
        let body = answer.body.collect().await.map_err(|_| FilesError::BrokeOff)?;
        Ok(Some(body.to_vec()))
    }

    /// The body of an answer comes after the SDK's own time limits.
    async fn in_time<T>(&self, call: impl Future<Output = Result<T, FilesError>>) -> Result<T, FilesError> {
        Timeout::new(call, self.sleep.sleep(PATIENCE)).await.unwrap_or(Err(FilesError::TooSlow))
    }
}

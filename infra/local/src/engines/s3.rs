//! The embedded S3 (s3s, on the file system) behind its front: the template's buckets, a folder each.
//!
//! What must stay true: an object is in its file, whole, before its sender gets the response; an object that has expired by
//! the runner's clock is not seen again.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow};
use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;

use super::front::{Call, FaultKind, Front, Service};
use super::protocol::xml_error;
use super::{permissions, protocol};
use crate::clock::Clock;
use crate::http;
use crate::http::{BodyError, Dropped, HttpResponse};
use crate::template::buckets::BucketSpec;

/// The largest object that the runner takes, which it holds in memory. S3 takes 5 GB in one request.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// The engine, its front and its folder.
pub(crate) struct S3 {
    service: S3Service,
    /// Holds a folder for each bucket.
    root: PathBuf,
    buckets: Vec<BucketSpec>,
    front: Arc<Front>,
    clock: Arc<Clock>,
}

/// What a request asks for.
struct Asked {
    operation: &'static str,
    bucket: String,
    /// None if it asks for the bucket itself.
    key: Option<String>,
}

impl S3 {
    /// Serves the front at `listener`; the objects lie in the folder `root`.
    pub(crate) fn start(
        root: &Path,
        buckets: Vec<BucketSpec>,
        front: Arc<Front>,
        clock: Arc<Clock>,
        listener: tokio::net::TcpListener,
    ) -> Result<Arc<Self>> {
        for bucket in &buckets {
            let folder = root.join(&bucket.name);
            std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        }
        std::fs::create_dir_all(root).with_context(|| format!("creating {}", root.display()))?;
        // Read once: the folder that the runner was started in may be gone later.
        let _: &Path = path_absolutize::CWD.as_path();
        let files = FileSystem::new(root).map_err(|error| anyhow!("opening {}: {error:?}", root.display()))?;
        let service = S3ServiceBuilder::new(files).build();
        let engine = Arc::new(Self { service, root: root.to_owned(), buckets, front, clock });
        let handler = Arc::clone(&engine);
        http::serve(listener, move |request, _| {
            let engine = Arc::clone(&handler);
            async move { engine.handle(request).await }
        });
        Ok(engine)
    }

    async fn handle(&self, request: Request<Incoming>) -> Result<HttpResponse, Dropped> {
        let (parts, body) = request.into_parts();
        let body = match http::read_body(body, MAX_BODY).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => {
                return Ok(xml_error(StatusCode::BAD_REQUEST, "EntityTooLarge", "the local runner takes 64 MB"));
            }
            Err(BodyError::Broken) => return Err(Dropped),
        };
        let (parts, caller) = match self.signed_link(parts) {
            Ok((parts, Some(caller))) => (parts, caller),
            Ok((parts, None)) => {
                let caller = protocol::caller(&parts.headers).to_owned();
                (parts, caller)
            }
            Err(refusal) => return Ok(*refusal),
        };
        let asked = match self.asked(&parts) {
            Ok(asked) => asked,
            Err(refusal) => return Ok(*refusal),
        };
        self.front.count(&caller, asked.operation, 0.0, 0.0);
        let needs = permissions::of_bucket(asked.operation, &asked.bucket, asked.key.as_deref());
        let call = Call { service: Service::S3, operation: asked.operation, caller: &caller, needs };
        let execute = self.execute(&caller, &asked, parts, body);
        self.front.pass(call, permissions::denied_file, fault_answer, execute).await
    }

    /// A link that a function signed for a browser: the request without what signs it, and the caller that signed; else the
    /// refusal of one whose time is over. The signature itself is not looked at, as of no request.
    fn signed_link(&self, mut parts: Parts) -> Result<(Parts, Option<String>), Box<HttpResponse>> {
        let query = parts.uri.query().unwrap_or_default();
        let all: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let Some(caller) = all.get("X-Amz-Credential").and_then(|credential| credential.split('/').next()) else {
            return Ok((parts, None));
        };
        let begun = all.get("X-Amz-Date").and_then(|date| date.parse::<Timestamp>().ok());
        let lasts = all.get("X-Amz-Expires").and_then(|seconds| seconds.parse().ok()).map(SignedDuration::from_secs);
        let now = self.clock.now();
        if begun.zip(lasts).is_none_or(|(begun, lasts)| now < begun || begun + lasts < now) {
            return Err(Box::new(xml_error(StatusCode::FORBIDDEN, "AccessDenied", "Request has expired")));
        }
        let plain = all.iter().filter(|(name, _)| !name.starts_with("X-Amz-"));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(plain).finish();
        let path = parts.uri.path();
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let caller = caller.to_owned();
        parts.uri = target.parse().expect("a path and a query");
        Ok((parts, Some(caller)))
    }

    /// Reads an address like `/bucket/key`; else the refusal.
    fn asked(&self, parts: &Parts) -> Result<Asked, Box<HttpResponse>> {
        let path = parts.uri.path().trim_start_matches('/');
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        if self.buckets.iter().all(|known| known.name != bucket) {
            return Err(Box::new(xml_error(StatusCode::NOT_FOUND, "NoSuchBucket", "the template has no such bucket")));
        }
        let query = parts.uri.query().unwrap_or_default();
        let asks = |name: &str| form_urlencoded::parse(query.as_bytes()).any(|(key, _)| key == name);
        let is_plain = query.is_empty() || asks("x-id");
        let operation = match (&parts.method, key.is_empty()) {
            (&Method::POST, false) if asks("uploads") => "CreateMultipartUpload",
            (&Method::POST, false) if asks("uploadId") => "CompleteMultipartUpload",
            (&Method::PUT, false) if asks("uploadId") && asks("partNumber") => "UploadPart",
            (&Method::GET, true) if asks("list-type") => "ListObjectsV2",
            (&Method::GET, false) if is_plain => "GetObject",
            (&Method::HEAD, false) if is_plain => "HeadObject",
            (&Method::PUT, false) if is_plain && !parts.headers.contains_key("x-amz-copy-source") => "PutObject",
            (&Method::DELETE, false) if is_plain => "DeleteObject",
            _ => {
                let message = "the local runner does not serve this: add it to infra/local/src/engines/s3.rs";
                return Err(Box::new(xml_error(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message)));
            }
        };
        if !key.is_empty() && !is_file(key) {
            let message = "the local runner takes names of letters, digits and `-_.`, with `/` in between";
            return Err(Box::new(xml_error(StatusCode::BAD_REQUEST, "InvalidArgument", message)));
        }
        let key = Some(key).filter(|key| !key.is_empty()).map(str::to_owned);
        Ok(Asked { operation, bucket: bucket.to_owned(), key })
    }

    async fn execute(&self, caller: &str, asked: &Asked, mut parts: Parts, body: Bytes) -> Result<HttpResponse> {
        match &asked.key {
            Some(key) => self.expire(&asked.bucket, key)?,
            None => {
                self.sweep()?;
            }
        }
        // Who the caller is was seen; the engine would check the signature.
        parts.headers.remove(AUTHORIZATION);
        let answer = self.service.call(Request::from_parts(parts, body.into())).await;
        let answer = answer.map_err(|error| anyhow!("{error:?}"))?;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(|error| anyhow!("reading a response: {error}"))?.to_bytes();
        if parts.status == StatusCode::NOT_FOUND {
            // S3 tells nobody that an object is not there who may not see which are.
            if let Some(need) = self.front.forbidden(caller, vec![permissions::list_bucket(&asked.bucket)]) {
                return Ok(permissions::denied_file(&need));
            }
        }
        if let (true, Some(key)) = (parts.status.is_success(), &asked.key) {
            match asked.operation {
                "PutObject" | "CompleteMultipartUpload" => self.note_time(&asked.bucket, key)?,
                "DeleteObject" => self.delete(&asked.bucket, key)?,
                _ => {}
            }
        }
        Ok(HttpResponse::from_parts(parts, Full::new(body)))
    }

    /// An object's file has the time of the runner's clock, which its expiry counts from.
    fn note_time(&self, bucket: &str, key: &str) -> Result<()> {
        let path = self.path(bucket, key);
        let file = std::fs::File::options().write(true).open(&path);
        let now = SystemTime::from(self.clock.now());
        file.and_then(|file| file.set_modified(now)).with_context(|| format!("writing {}", path.display()))
    }

    /// Deletes an object if it has expired.
    fn expire(&self, bucket: &str, key: &str) -> Result<()> {
        let Ok(written) = std::fs::metadata(self.path(bucket, key)).and_then(|of| of.modified()) else {
            return Ok(());
        };
        let written = Timestamp::try_from(written)?;
        let spec = self.buckets.iter().find(|spec| spec.name == bucket);
        if spec.and_then(|spec| spec.expires_at(key, written)).is_some_and(|at| at <= self.clock.now()) {
            self.delete(bucket, key)?;
        }
        Ok(())
    }

    /// Deletes an object and what the engine keeps beside the bucket about it.
    fn delete(&self, bucket: &str, key: &str) -> Result<()> {
        let name = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let beside = format!(".bucket-{}.object-{}", name(bucket), name(key));
        let beside = ["metadata", "internal"].map(|kind| self.root.join(format!("{beside}.{kind}.json")));
        for path in beside.into_iter().chain([self.path(bucket, key)]) {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("removing {}", path.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Deletes all objects that have expired.
    pub(crate) fn sweep(&self) -> Result<()> {
        for bucket in &self.buckets {
            let folder = self.root.join(&bucket.name);
            let mut folders = vec![folder.clone()];
            while let Some(inside) = folders.pop() {
                for entry in std::fs::read_dir(&inside).with_context(|| format!("reading {}", inside.display()))? {
                    let path = entry?.path();
                    if path.is_dir() {
                        folders.push(path);
                    } else if let Some(key) = path.strip_prefix(&folder)?.to_str() {
                        self.expire(&bucket.name, key)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn path(&self, bucket: &str, key: &str) -> PathBuf {
        self.root.join(bucket).join(key)
    }
}

/// The key is a path of a file within its bucket's folder.
fn is_file(key: &str) -> bool {
    let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-_.".contains(&letter);
    key.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_plain))
}

fn fault_answer(fault: FaultKind) -> Option<HttpResponse> {
    match fault {
        FaultKind::DropResponse | FaultKind::DropRequest | FaultKind::HangRequest | FaultKind::HangResponse => None,
        FaultKind::Throttle | FaultKind::Conflict => {
            Some(xml_error(StatusCode::SERVICE_UNAVAILABLE, "SlowDown", "Please reduce your request rate."))
        }
        FaultKind::Error | FaultKind::Reject | FaultKind::Pause | FaultKind::Paused | FaultKind::Unverified => {
            Some(xml_error(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "We encountered an internal error."))
        }
    }
}

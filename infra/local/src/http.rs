//! HTTP for every listener of the runner: accepting connections, reading bodies, writing responses.
//!
//! What must stay true: every listener is on loopback, and a handler may close the connection without a response
//! ([`Dropped`]).

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A body that is too large is read up to this many times its limit, and dropped.
const READ_TO_END: usize = 8;

/// A response with its whole body.
pub(crate) type HttpResponse = Response<Full<Bytes>>;

/// The handler gave no response: the connection is closed.
#[derive(Debug)]
pub(crate) struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is closed without a response")
    }
}

impl std::error::Error for Dropped {}

/// A listener on a free port of 127.0.0.1, and its port.
pub(crate) async fn bind(port: u16) -> std::io::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

/// Serves a listener until the task is aborted.
pub(crate) fn serve<H, F>(listener: TcpListener, handler: H) -> JoinHandle<()>
where
    H: Fn(Request<Incoming>, SocketAddr) -> F + Send + Sync + 'static,
    F: Future<Output = Result<HttpResponse, Dropped>> + Send + 'static,
{
    let handler = Arc::new(handler);
    tokio::spawn(async move {
        loop {
            let (stream, peer) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, mostly: accepting again at once would spin.
                    tracing::warn!(%error, "accepting a connection failed");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    continue;
                }
            };
            let handler = Arc::clone(&handler);
            tokio::spawn(async move {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "setting TCP_NODELAY failed");
                }
                let service = service_fn(move |request| handler(request, peer));
                let served = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
                if let Err(error) = served {
                    // The client went away, or a test asked for this fault.
                    tracing::debug!(%error, "a connection ended before its response");
                }
            });
        }
    })
}

/// Why a body was not read.
pub(crate) enum BodyError {
    TooLarge,
    Broken,
}

/// Reads a body of at most `limit` bytes. A larger one is read on, up to [`READ_TO_END`]: a client that is still
/// sending would not see the refusal.
pub(crate) async fn read_body(mut body: Incoming, limit: usize) -> Result<Bytes, BodyError> {
    let mut read = BytesMut::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let data = frame.map_err(|_| BodyError::Broken)?.into_data().unwrap_or_default();
        length = length.saturating_add(data.len());
        if length > limit.saturating_mul(READ_TO_END) {
            break;
        }
        if length <= limit {
            read.extend_from_slice(&data);
        }
    }
    if length > limit { Err(BodyError::TooLarge) } else { Ok(read.freeze()) }
}

/// A response with a content type.
pub(crate) fn response(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> HttpResponse {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(content_type));
    response
}

/// A response in JSON that holds one message, as API Gateway writes its own.
pub(crate) fn message(status: StatusCode, message: &str) -> HttpResponse {
    let body = serde_json::json!({ "message": message }).to_string();
    response(status, "application/json", body)
}

/// The response of an engine with its whole body.
pub(crate) async fn whole<B>(response: Response<B>) -> Result<HttpResponse>
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let (parts, body) = response.into_parts();
    let body = body.collect().await.context("reading a response")?.to_bytes();
    Ok(Response::from_parts(parts, Full::new(body)))
}

//! Requests to AWS that no SDK here makes, signed as the SDK signs.

use aws_sdk_ses::config::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;

use crate::aws::Aws;

/// The headers that sign a POST to a service; none without a region or credentials.
pub(crate) async fn headers(
    aws: &Aws,
    service: &str,
    url: &str,
    content_type: &str,
    body: &str,
) -> Option<Vec<(&'static str, String)>> {
    let credentials = aws.sdk.credentials_provider()?.provide_credentials().await.ok()?;
    let identity = credentials.into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(aws.sdk.region()?.as_ref())
        .name(service)
        .time(aws.time.now())
        .settings(SigningSettings::default())
        .build()
        .ok()?
        .into();
    let headers = std::iter::once(("content-type", content_type));
    let request = SignableRequest::new("POST", url, headers, SignableBody::Bytes(body.as_bytes())).ok()?;
    let (headers, _) = sign(request, &parameters).ok()?.into_parts().0.into_parts();
    Some(headers.iter().map(|header| (header.name(), header.value().to_owned())).collect())
}

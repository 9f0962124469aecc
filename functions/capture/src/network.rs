//! Where a request comes from, as API Gateway says it: the headers of proxies are not asked, anybody can write them.

use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use leadwright_domain::value::network::NetworkBlock;

/// The network block of the caller's address.
pub(crate) fn network_block(request: &Request) -> Option<NetworkBlock> {
    let RequestContext::ApiGatewayV2(context) = request.request_context_ref()? else { return None };
    context.http.source_ip.as_deref()?.parse().ok().map(NetworkBlock::of)
}

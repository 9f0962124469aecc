//! Where a request comes from, as API Gateway says it: the headers of proxies are not asked, anybody can write them.

use http::Request;
use lambda_http::request::RequestContext;
use leadwright_domain::value::network::NetworkBlock;

/// The caller's address; none of a request that did not come by API Gateway.
pub fn source_address<B>(request: &Request<B>) -> Option<&str> {
    let RequestContext::ApiGatewayV2(context) = request.extensions().get()? else { return None };
    context.http.source_ip.as_deref()
}

/// The network block of the caller's address.
pub fn network_block<B>(request: &Request<B>) -> Option<NetworkBlock> {
    source_address(request)?.parse().ok().map(NetworkBlock::of)
}

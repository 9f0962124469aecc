//! Where a request comes from if CloudFront stands in front: API Gateway then sees an address of CloudFront.
//!
//! A function of ours in CloudFront (`FrontViewer` of the template) says the visitor's address in a header, which anybody could write. It counts with the secret that the
//! template gave CloudFront alone; a request that went around CloudFront has its own address.

use std::fmt;

use lambda_http::Request;
use leadwright_domain::value::network::NetworkBlock;
use leadwright_domain::value::token::same;
use leadwright_web::network::network_block;

/// What CloudFront shows.
pub(crate) struct FrontSecret(pub(crate) String);

impl fmt::Debug for FrontSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FrontSecret(…)")
    }
}

impl FrontSecret {
    /// The network block of the visitor.
    pub(crate) fn visitor_network(&self, request: &Request) -> Option<NetworkBlock> {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let is_front = header("x-leadwright-front").is_some_and(|shown| !self.0.is_empty() && same(shown, &self.0));
        if !is_front {
            return network_block(request);
        }
        header("x-leadwright-viewer")?.parse().ok().map(NetworkBlock::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_visitor_counts_with_the_secret_alone() {
        let block = |secret: Option<&str>, viewer: &str| {
            let mut request = lambda_http::http::Request::builder().header("x-leadwright-viewer", viewer);
            if let Some(secret) = secret {
                request = request.header("x-leadwright-front", secret);
            }
            let request = request.body(lambda_http::Body::Empty).unwrap();
            FrontSecret("s3cret".to_owned()).visitor_network(&request).map(|block| block.to_string())
        };
        assert_eq!(block(Some("s3cret"), "203.0.113.7").as_deref(), Some("203.0.113.0/24"));
        assert_eq!(block(Some("s3cret"), "2001:db8:1:2::9").as_deref(), Some("2001:db8:1::/48"));
        assert_eq!(block(Some("s3cret"), "nobody"), None);
        // Without a request context there is no other address.
        assert_eq!((block(None, "203.0.113.7"), block(Some("guess"), "203.0.113.7")), (None, None));
    }
}

//! The HTTP API: requests on the template's routes become invocations, as API Gateway makes them.
//!
//! What must stay true: a function gets exactly the event that API Gateway would send (payload format 2.0), and the
//! client gets the response of API Gateway.

mod routes;
mod event;
mod response;

use std::net::SocketAddr;

use hyper::body::Incoming;
use hyper::{Request, StatusCode};

use crate::http;
use crate::http::{BodyError, Dropped, HttpResponse};
use crate::lambda::environment::InvocationResult;
use crate::stack::Stack;
use event::{Matched, request_event};
use response::to_response;
use routes::Routes;

/// API Gateway's limit of a request.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// The HTTP API of the template.
pub(crate) struct Gateway {
    routes: Routes,
}

impl Gateway {
    /// The API with the routes of the stack's functions.
    pub(crate) fn new(stack: &Stack) -> Self {
        Self { routes: Routes::of(&stack.functions) }
    }

    /// Responds to a request.
    pub(crate) async fn handle(
        &self,
        stack: &Stack,
        request: Request<Incoming>,
        peer: SocketAddr,
    ) -> Result<HttpResponse, Dropped> {
        let (parts, body) = request.into_parts();
        let Some((route, function, parameters)) = self.routes.find(&parts.method, parts.uri.path()) else {
            return Ok(http::message(StatusCode::NOT_FOUND, "Not Found"));
        };
        let body = match http::read_body(body, MAX_BODY).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => {
                return Ok(http::message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"));
            }
            Err(BodyError::Broken) => return Err(Dropped),
        };
        let internal_error = || http::message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
        let matched = Matched { route, parameters, peer, now: stack.clock.now() };
        let event = request_event(&parts, &body, &matched);
        let response = match stack.invoke(function, event).await {
            InvocationResult::Answered(body) => to_response(&body),
            // The pool of the function has logged the reason.
            InvocationResult::Failed(_) => return Ok(internal_error()),
        };
        Ok(response.unwrap_or_else(|error| {
            eprintln!("{}: {} {}: {error:#}", function.spec.binary, route.method, route.path);
            internal_error()
        }))
    }
}

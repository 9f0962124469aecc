//! The HTTP API: requests on the template's routes become invocations, as API Gateway makes them.
//!
//! What must stay true: a function sees exactly what API Gateway would send it (payload format 2.0), and a client
//! what API Gateway would answer.

mod cors;
mod event;
mod response;

use std::net::SocketAddr;
use std::sync::Arc;

use event::{Matched, request_event};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};

use crate::http;
use crate::http::{Answer, BodyError, Dropped};
use crate::lambda::{Function, Functions, Outcome};
use crate::stack::Stack;
use crate::template::Route;

pub(crate) use cors::Cors;
pub(crate) use response::to_answer;

/// API Gateway's limit of a request.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// The parts of a path that a route names, in order.
type Parameters = Vec<(String, String)>;

/// The routes and who serves them.
pub(crate) struct Gateway {
    routes: Vec<(Route, Arc<Function>)>,
}

impl Gateway {
    /// The routes of all functions.
    pub(crate) fn new(functions: &Functions) -> Self {
        let routes = functions
            .values()
            .flat_map(|function| function.spec.routes.iter().map(move |route| (route.clone(), Arc::clone(function))))
            .collect();
        Self { routes }
    }

    /// The route that matches best: more literal segments first, `$default` last, as API Gateway chooses.
    fn find(&self, method: &Method, path: &str) -> Option<(&Route, &Arc<Function>, Parameters)> {
        self.routes
            .iter()
            .filter(|(route, _)| route.method == "ANY" || route.method == method.as_str())
            .filter_map(|(route, function)| {
                let parameters = if route.is_default() { Vec::new() } else { match_path(&route.path, path)? };
                Some((route, function, parameters))
            })
            .min_by_key(|(route, _, parameters)| (route.is_default(), parameters.len(), route.method == "ANY"))
    }
}

/// The path parameters, if the path matches the route.
fn match_path(route: &str, path: &str) -> Option<Parameters> {
    let mut parameters = Vec::new();
    let mut rest = path.trim_start_matches('/').split('/');
    let mut pattern = route.trim_start_matches('/').split('/').peekable();
    while let Some(part) = pattern.next() {
        let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
            if rest.next()? != part {
                return None;
            }
            continue;
        };
        if let Some(name) = name.strip_suffix('+') {
            let all: Vec<&str> = rest.by_ref().collect();
            if all.is_empty() || pattern.peek().is_some() {
                return None;
            }
            parameters.push((name.to_owned(), event::decode(&all.join("/"))));
        } else {
            let value = rest.next().filter(|value| !value.is_empty())?;
            parameters.push((name.to_owned(), event::decode(value)));
        }
    }
    rest.next().is_none().then_some(parameters)
}

/// Answers one request of the API.
pub(crate) async fn handle(stack: &Stack, request: Request<Incoming>, peer: SocketAddr) -> Result<Answer, Dropped> {
    let (parts, body) = request.into_parts();
    let cors = stack.template.cors.as_ref();
    if let Some(preflight) = cors.and_then(|cors| cors.preflight(&parts.method, &parts.headers)) {
        return Ok(preflight);
    }
    let mut answer = route(stack, &parts, body, peer).await?;
    if let Some(cors) = cors {
        cors.allow(&parts.headers, &mut answer);
    }
    Ok(answer)
}

async fn route(stack: &Stack, parts: &Parts, body: Incoming, peer: SocketAddr) -> Result<Answer, Dropped> {
    let Some((route, function, parameters)) = stack.gateway.find(&parts.method, parts.uri.path()) else {
        return Ok(http::message(StatusCode::NOT_FOUND, "Not Found"));
    };
    let body = match http::read_body(body, MAX_BODY).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => return Ok(too_large()),
        Err(BodyError::Broken) => return Err(Dropped),
    };
    let matched = Matched { route, parameters, peer, now: stack.clock.now() };
    let event = request_event(parts, &body, &matched);
    let answered = match stack.invoke(function, event).await {
        Outcome::Answered(body) => to_answer(&body),
        // The function's pool has told why.
        Outcome::Failed(_) => return Ok(http::message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")),
    };
    Ok(answered.unwrap_or_else(|error| {
        eprintln!("{}: {} {}: {error:#}", function.spec.binary, route.method, route.path);
        http::message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    }))
}

fn too_large() -> Answer {
    http::message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_match_as_api_gateway_matches_them() {
        for (route, path, expected) in [
            ("/forms/{form}", "/forms/demo-request", Some(vec![("form", "demo-request")])),
            ("/forms/{form}", "/forms/a%20b", Some(vec![("form", "a b")])),
            ("/forms/{form}", "/forms/", None),
            ("/forms/{form}", "/forms/a/b", None),
            ("/forms/{form}/thank-you", "/forms/a/thank-you", Some(vec![("form", "a")])),
            ("/files/{path+}", "/files/a/b", Some(vec![("path", "a/b")])),
            ("/exact", "/exact", Some(vec![])),
        ] {
            let found = match_path(route, path);
            let expected = expected.map(|parameters| {
                parameters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
            });
            assert_eq!(found, expected, "{route} {path}");
        }
    }
}

//! The routes of the HTTP API, chosen as API Gateway chooses them.

use std::sync::Arc;

use hyper::Method;

use crate::lambda::{Function, Functions};
use crate::template::functions::Route;

/// The path parameters of a request: name and value, in the order of the route.
pub(super) type PathParameters = Vec<(String, String)>;

/// The routes and their functions.
pub(super) struct Routes(Vec<(Route, Arc<Function>)>);

impl Routes {
    /// The routes of all functions.
    pub(super) fn of(functions: &Functions) -> Self {
        let routes = functions
            .values()
            .flat_map(|function| function.spec.routes.iter().map(move |route| (route.clone(), Arc::clone(function))));
        Self(routes.collect())
    }

    /// The best match: `$default` last, the route with the fewest parameters first, an exact method before `ANY`.
    pub(super) fn find(&self, method: &Method, path: &str) -> Option<(&Route, &Arc<Function>, PathParameters)> {
        self.0
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
fn match_path(route: &str, path: &str) -> Option<PathParameters> {
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
            parameters.push((name.to_owned(), decode(&all.join("/"))));
        } else {
            let value = rest.next().filter(|value| !value.is_empty())?;
            parameters.push((name.to_owned(), decode(value)));
        }
    }
    rest.next().is_none().then_some(parameters)
}

/// Percent-decodes a segment of a path; a segment that is not UTF-8 stays encoded.
fn decode(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        rest = if let Some(code) = code {
            bytes.push(code);
            &after[2..]
        } else {
            bytes.push(*first);
            after
        };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| segment.to_owned())
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

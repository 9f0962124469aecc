//! Which page answers which route of the template. A new page behind a link is a row here and in `infra/template.yaml`, a
//! file of this crate, and its HTML in `templates/`.

use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt};
use leadwright_web::method::Methods;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::Answer;

use crate::engagement::Engagement;

/// A page behind a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Unsubscribe,
    Preferences,
    Confirm,
    Open,
    Click,
}

/// The paths as the template has them.
const ROUTES: [(&str, Route); 5] = [
    ("/unsubscribe/{token}", Route::Unsubscribe),
    ("/preferences/{token}", Route::Preferences),
    ("/confirm/{token}", Route::Confirm),
    ("/o/{token}", Route::Open),
    ("/c/{token}", Route::Click),
];

impl Route {
    fn methods(self) -> Methods {
        match self {
            Self::Unsubscribe | Self::Preferences | Self::Confirm => Methods::SHOW_AND_ACT,
            Self::Open | Self::Click => Methods::SHOW,
        }
    }
}

impl Engagement {
    /// Answers a request.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, request: Request) -> Result<Answer, Error> {
        let now = self.clock.now(&request.lambda_context())?;
        let path = route_path(&request);
        let Some((_, route)) = ROUTES.into_iter().find(|(known, _)| *known == path) else {
            return Ok(self.problem(&request, Problem::not_found(self.site().words)));
        };
        let reader = Reader::of(request.headers());
        if let Some(refusal) = route.methods().refusal(request.method(), reader, self.site()) {
            return Ok(refusal);
        }
        let parameters = request.path_parameters();
        let token = parameters.first("token").unwrap_or_default();
        Ok(match route {
            Route::Unsubscribe => self.unsubscribe(&request, token, now).await,
            Route::Preferences => self.preferences(&request, token, now).await,
            Route::Confirm => self.confirm(&request, token, now).await,
            Route::Open => self.picture(&request, token, now).await,
            Route::Click => self.follow(&request, token, now).await,
        })
    }
}

/// The path of the route that API Gateway chose, as the template has it.
fn route_path(request: &Request) -> &str {
    let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else { return "" };
    let key = context.route_key.as_deref().unwrap_or_default();
    key.split_once(' ').map_or(key, |(_method, path)| path)
}

#[cfg(test)]
mod tests {
    use super::ROUTES;

    #[test]
    fn the_template_has_every_route() {
        let template = include_str!("../../../infra/template.yaml");
        for (path, route) in ROUTES {
            assert!(template.contains(&format!("Method: ANY, Path: \"{path}\"")), "{route:?}");
        }
    }
}

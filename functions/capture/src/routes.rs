//! Which part answers which route of the template.

use lambda_http::http::{Method, StatusCode};
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt};
use leadwright_domain::words::Words;
use leadwright_web::asset;
use leadwright_web::language;
use leadwright_web::method::Methods;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};

use crate::capture::Capture;
use crate::submissions::Named;

/// A route, as `infra/template.yaml` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Form,
    ThankYou,
    Activities,
    Asset,
    /// Every address that no other route of the API has.
    Default,
}

impl Route {
    /// The route of a path as API Gateway names it.
    fn of(path: &str) -> Self {
        match path {
            "/forms/{form}" => Self::Form,
            "/forms/{form}/thank-you" => Self::ThankYou,
            "/activities" => Self::Activities,
            "/assets/{file}" => Self::Asset,
            _ => Self::Default,
        }
    }

    fn methods(self) -> Option<Methods> {
        match self {
            Self::Form => Some(Methods::SHOW_AND_ACT),
            Self::ThankYou | Self::Asset => Some(Methods::SHOW),
            Self::Activities => Some(Methods::ACT),
            Self::Default => None,
        }
    }
}

impl Capture {
    /// Answers a request.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, request: Request) -> Result<Answer, Error> {
        let route = Route::of(route_path(&request));
        if route != Route::Form {
            return self.answer(route, &request).await;
        }
        if let Some(preflight) = self.form_origins.preflight(request.method(), request.headers()) {
            return Ok(preflight);
        }
        let mut answer = self.answer(route, &request).await?;
        self.form_origins.allow(request.headers(), &mut answer);
        Ok(answer)
    }

    async fn answer(&self, route: Route, request: &Request) -> Result<Answer, Error> {
        let parameters = request.path_parameters();
        let parameter = |name| parameters.first(name).unwrap_or_default();
        let reader = match route {
            Route::Activities => Reader::of_api(request.headers()),
            _ => Reader::of(request.headers()),
        };
        // Of pages that are no form, all words are ours: the browser says in which language.
        let words = self.config.visitor_words(language::wanted(request.headers()));
        let site = self.site(words);
        let not_found = |problem: Problem<'_>| Ok(problem.answer(reader, Access::Private, site));
        if let Some(refusal) = route.methods().and_then(|taken| taken.refusal(request.method(), reader, site)) {
            return Ok(refusal);
        }
        match route {
            Route::Form | Route::ThankYou => {
                let name = parameter("form");
                let Some(form) = self.config.forms.get(name) else { return not_found(no_such_form(words, name)) };
                let named = Named { name, form, words: self.words_of(form, None) };
                match (route, request.method()) {
                    (Route::ThankYou, _) => Ok(self.thank(request, named)),
                    (_, &Method::POST) => self.submit(request, reader, named).await,
                    _ => self.show(request, named),
                }
            }
            Route::Activities => self.post_activities(request, reader).await,
            Route::Asset => match asset::find(parameter("file")) {
                Some(file) => Ok(file),
                None => not_found(Problem::not_found(words)),
            },
            Route::Default => not_found(Problem::not_found(words)),
        }
    }
}

fn no_such_form<'a>(words: Words<'_>, name: &str) -> Problem<'a> {
    let detail = words.with("visitor-no-form-hint", &[("name", format!("{name:?}").into())]);
    Problem::new(StatusCode::NOT_FOUND, words.say("visitor-no-form"), detail)
}

/// The path of the route that API Gateway chose, as the template has it.
fn route_path(request: &Request) -> &str {
    let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else { return "" };
    let key = context.route_key.as_deref().unwrap_or_default();
    key.split_once(' ').map_or(key, |(_method, path)| path)
}

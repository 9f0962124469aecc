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
use crate::embed;

/// A route, as `infra/template.yaml` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Form,
    ThankYou,
    Visits,
    Activities,
    /// A tool posts leads, or asks whether it may.
    Source,
    PageView,
    /// The script for pages of other sites, at the address that stays.
    Embed,
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
            "/forms/{form}/visits" => Self::Visits,
            "/activities" => Self::Activities,
            "/sources/{source}" => Self::Source,
            "/v/{token}" => Self::PageView,
            "/embed.js" => Self::Embed,
            "/assets/{file}" => Self::Asset,
            _ => Self::Default,
        }
    }

    fn methods(self) -> Option<Methods> {
        match self {
            Self::Form | Self::Source => Some(Methods::SHOW_AND_ACT),
            Self::ThankYou | Self::Embed | Self::Asset => Some(Methods::SHOW),
            Self::Activities | Self::PageView | Self::Visits => Some(Methods::ACT),
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
        let form = request.path_parameters().first("form").and_then(|name| self.config.forms.get(name));
        if let Some(preflight) = self.form_origins.preflight(form, request.method(), request.headers()) {
            return Ok(preflight);
        }
        let mut answer = self.answer(route, &request).await?;
        self.form_origins.allow(form, request.headers(), &mut answer);
        Ok(answer)
    }

    async fn answer(&self, route: Route, request: &Request) -> Result<Answer, Error> {
        let parameters = request.path_parameters();
        let parameter = |name| parameters.first(name).unwrap_or_default();
        let reader = match route {
            Route::Activities | Route::Source => Reader::of_api(request.headers()),
            // Our script asks for a part of a page, whatever its headers say.
            Route::Form if request.query_string_parameters().first(embed::EMBED).is_some() => Reader::Browser,
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
            Route::Form | Route::ThankYou | Route::Visits => {
                let name = parameter("form");
                let Some(form) = self.config.forms.get(name) else { return not_found(no_such_form(words, name)) };
                let named = self.named(name, form, None);
                match (route, request.method()) {
                    (Route::ThankYou, _) => Ok(self.thank(request, named)),
                    (Route::Visits, _) => self.take_beacon(request, reader, named).await,
                    (_, &Method::POST) => self.submit(request, reader, named).await,
                    _ => {
                        self.count_view(request, named).await?;
                        self.show(request, named)
                    }
                }
            }
            Route::Activities => self.post_activities(request, reader).await,
            Route::Source => self.source(request, parameter("source"), reader).await,
            Route::PageView => self.page_viewed(request, parameter("token"), words).await,
            Route::Embed => Ok(embed::stable()),
            Route::Asset => match embed::find(parameter("file")).or_else(|| asset::find(parameter("file"))) {
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

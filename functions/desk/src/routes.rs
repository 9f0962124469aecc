//! Which page answers which route of the template, and behind which guard. A new page is a row here and in
//! `infra/template.yaml`, a file of this crate, and its HTML in `templates/`.

use lambda_http::http::header::SET_COOKIE;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt};
use leadwright_domain::value::identity::LeadId;
use leadwright_web::method::Methods;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::Answer;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::guard::{LoggedIn, Use};

/// A page, by the guard that it stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guarded {
    /// Behind the signed link of a mail about a lead.
    Link,
    /// Behind a log-in.
    Session(SessionPage),
}

/// A page behind a log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SessionPage {
    Worklist,
    Lead,
    Numbers,
    Away,
}

/// A route: its path as the template has it, its page with the guard, and the methods that the page takes.
struct Route {
    path: &'static str,
    page: Guarded,
    methods: Methods,
}

const fn route(path: &'static str, page: Guarded, methods: Methods) -> Route {
    Route { path, page, methods }
}

/// The routes.
const ROUTES: [Route; 6] = [
    route("/lead/{token}", Guarded::Link, Methods::SHOW_AND_ACT),
    route("/desk", Guarded::Session(SessionPage::Worklist), Methods::SHOW),
    route("/desk/leads/{lead}", Guarded::Session(SessionPage::Lead), Methods::SHOW_AND_ACT),
    route("/desk/numbers", Guarded::Session(SessionPage::Numbers), Methods::SHOW),
    route("/desk/numbers/{page}", Guarded::Session(SessionPage::Numbers), Methods::SHOW),
    route("/desk/away", Guarded::Session(SessionPage::Away), Methods::SHOW_AND_ACT),
];

impl Desk {
    /// Answers a request: finds its route, asks the guard, shows the page.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, request: Request) -> Result<Answer, Error> {
        let now = self.now(&request)?;
        let Some(route) = ROUTES.iter().find(|route| route.path == route_path(&request)) else {
            return Ok(self.problem(&request, Problem::not_found()));
        };
        let reader = Reader::of(request.headers());
        if let Some(refusal) = route.methods.refusal(request.method(), reader, self.site()) {
            return Ok(refusal);
        }
        Ok(match route.page {
            Guarded::Link => match self.by_link(&request, now) {
                Ok((admitted, lead)) => self.lead(&admitted, &lead).await,
                Err(refusal) => *refusal,
            },
            Guarded::Session(page) => match self.by_session(&request, Use::ByPerson, now).await {
                Ok(logged_in) => self.show(page, logged_in).await,
                Err(refusal) => *refusal,
            },
        })
    }

    async fn show(&self, page: SessionPage, LoggedIn { admitted, cookie }: LoggedIn<'_>) -> Answer {
        let admitted = &admitted;
        let mut answer = match page {
            SessionPage::Worklist => self.worklist(admitted).await,
            SessionPage::Lead => match LeadId::parse(&parameter(admitted, "lead")) {
                Ok(lead) => self.lead(admitted, &lead).await,
                Err(_) => admitted.not_found(),
            },
            SessionPage::Numbers => self.numbers(admitted, &parameter(admitted, "page")).await,
            SessionPage::Away => self.away(admitted).await,
        };
        if let Some(cookie) = cookie {
            answer.headers_mut().append(SET_COOKIE, cookie);
        }
        answer
    }
}

/// A part of the path that the template names.
fn parameter(admitted: &Admitted<'_>, name: &str) -> String {
    admitted.request.path_parameters().first(name).unwrap_or_default().to_owned()
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
        for route in &ROUTES {
            let path = route.path;
            let quoted = [format!("Path: \"{path}\""), format!("Path: {path}}}")];
            assert!(quoted.iter().any(|path| template.contains(&format!("Method: ANY, {path}"))), "{path}");
        }
    }
}

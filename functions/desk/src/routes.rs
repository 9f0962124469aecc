//! Which page answers which route of the template, and behind which guard. A new page is a row here and in
//! `infra/template.yaml`, a file of this crate, and its HTML in `templates/`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lambda_http::http::StatusCode;
use lambda_http::http::header::SET_COOKIE;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt};
use leadwright_domain::company::MCP_ROUTE;
use leadwright_domain::value::identity::LeadId;
use leadwright_web::frame;
use leadwright_web::method::Methods;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer};

use crate::admitted::Admitted;
use crate::api::answers::ApiRoute;
use crate::api::document::ApiPage;
use crate::desk::Desk;
use crate::guard::{Closed, LoggedIn, Reads, Use};

/// A page, by the guard that it stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guarded {
    /// Everybody may open it.
    Public(PublicPage),
    /// Behind the signed link of a mail about a lead.
    Link,
    /// Behind a log-in.
    Session(SessionPage),
    /// Behind the token of a program.
    Program(ApiRoute),
    /// Behind the same, for agents.
    Agent,
}

/// A page that everybody may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PublicPage {
    LogIn,
    LogInLink,
    LogInWith,
    LogInBack,
    FormerAway,
    OpenApi,
    ApiPage,
}

/// A page behind a log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SessionPage {
    Worklist,
    OfLead(PageOfLead),
    Numbers,
    Away,
    LogOut,
    Next,
    Leads,
    AddLead,
    Team,
    Poll,
    Calls,
    Suspects,
    Lists,
    List,
    RejectedRows,
    Exports,
    ExportFile,
}

/// A page of one lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageOfLead {
    Lead,
    Duplicates,
    Referrals,
    Consents,
    Person,
    Erase,
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

const fn api(route: ApiRoute) -> Route {
    Route { path: route.path(), page: Guarded::Program(route), methods: route.methods() }
}

/// The routes.
const ROUTES: [Route; 37] = [
    api(ApiRoute::Leads),
    api(ApiRoute::Lead),
    api(ApiRoute::Activities),
    api(ApiRoute::Action),
    api(ApiRoute::Team),
    route(MCP_ROUTE, Guarded::Agent, Methods::ACT),
    route("/openapi.json", Guarded::Public(PublicPage::OpenApi), Methods::SHOW),
    route("/docs", Guarded::Public(PublicPage::ApiPage), Methods::SHOW),
    route("/lead/{token}", Guarded::Link, Methods::SHOW_AND_ACT),
    route("/away/{token}", Guarded::Public(PublicPage::FormerAway), Methods::SHOW),
    route("/desk/log-in", Guarded::Public(PublicPage::LogIn), Methods::SHOW_AND_ACT),
    route("/desk/log-in/{token}", Guarded::Public(PublicPage::LogInLink), Methods::SHOW_AND_ACT),
    route("/desk/log-in/with", Guarded::Public(PublicPage::LogInWith), Methods::SHOW),
    route("/desk/log-in/back", Guarded::Public(PublicPage::LogInBack), Methods::SHOW),
    route("/desk/log-out", Guarded::Session(SessionPage::LogOut), Methods::SHOW_AND_ACT),
    route("/desk", Guarded::Session(SessionPage::Worklist), Methods::SHOW),
    route("/desk/leads/{lead}", Guarded::Session(SessionPage::OfLead(PageOfLead::Lead)), Methods::SHOW_AND_ACT),
    route(
        "/desk/leads/{lead}/duplicates",
        Guarded::Session(SessionPage::OfLead(PageOfLead::Duplicates)),
        Methods::SHOW_AND_ACT,
    ),
    route("/desk/leads/{lead}/referrals", Guarded::Session(SessionPage::OfLead(PageOfLead::Referrals)), Methods::SHOW),
    route("/desk/leads/{lead}/consents", Guarded::Session(SessionPage::OfLead(PageOfLead::Consents)), Methods::SHOW),
    route("/desk/leads/{lead}/person", Guarded::Session(SessionPage::OfLead(PageOfLead::Person)), Methods::SHOW),
    route("/desk/leads/{lead}/erase", Guarded::Session(SessionPage::OfLead(PageOfLead::Erase)), Methods::SHOW_AND_ACT),
    route("/desk/numbers", Guarded::Session(SessionPage::Numbers), Methods::SHOW),
    route("/desk/numbers/{page}", Guarded::Session(SessionPage::Numbers), Methods::SHOW),
    route("/desk/away", Guarded::Session(SessionPage::Away), Methods::SHOW_AND_ACT),
    route("/desk/next", Guarded::Session(SessionPage::Next), Methods::SHOW),
    route("/desk/leads", Guarded::Session(SessionPage::Leads), Methods::SHOW),
    route("/desk/leads/new", Guarded::Session(SessionPage::AddLead), Methods::SHOW_AND_ACT),
    route("/desk/team", Guarded::Session(SessionPage::Team), Methods::SHOW_AND_ACT),
    route("/desk/calls", Guarded::Session(SessionPage::Calls), Methods::SHOW_AND_ACT),
    route("/desk/suspects", Guarded::Session(SessionPage::Suspects), Methods::SHOW_AND_ACT),
    route("/desk/lists", Guarded::Session(SessionPage::Lists), Methods::SHOW_AND_ACT),
    route("/desk/lists/{upload}", Guarded::Session(SessionPage::List), Methods::SHOW_AND_ACT),
    route("/desk/lists/{upload}/rejected", Guarded::Session(SessionPage::RejectedRows), Methods::SHOW),
    route("/desk/exports", Guarded::Session(SessionPage::Exports), Methods::SHOW_AND_ACT),
    route("/desk/exports/{export}", Guarded::Session(SessionPage::ExportFile), Methods::SHOW),
    route("/desk/poll", Guarded::Session(SessionPage::Poll), Methods::SHOW),
];

impl SessionPage {
    /// Whether a request for it keeps the session from ending.
    fn counts(self) -> Use {
        match self {
            Self::Poll => Use::ByPage,
            _ => Use::ByPerson,
        }
    }

    /// What the page needs of the table in any case, so that it is read with the session. A page that shows people by what
    /// they just said of themselves reads it by itself, as it stands then.
    fn reads(self) -> Reads {
        match self {
            Self::OfLead(_) | Self::Calls => Reads::SessionAndPeople,
            _ => Reads::Session,
        }
    }
}

impl Desk {
    /// Answers a request: finds its route, asks the guard, shows the page.
    ///
    /// # Errors
    /// The local runner gave no time.
    pub async fn handle(&self, request: Request) -> Result<Answer, Error> {
        let now = self.now(&request)?;
        let Some(route) = ROUTES.iter().find(|route| route.path == route_path(&request)) else {
            return Ok(self.problem(&request, Problem::not_found(self.words(&request))));
        };
        let reader = match route.page {
            Guarded::Program(_) | Guarded::Agent => Reader::Program,
            _ => Reader::of(request.headers()),
        };
        if let Some(refusal) = route.methods.refusal(request.method(), reader, self.site(&request)) {
            return Ok(refusal);
        }
        Ok(match route.page {
            Guarded::Public(page) => match self.by_anybody(&request) {
                Ok(form) => self.show_to_anybody(page, &request, &form, now).await,
                Err(refusal) => *refusal,
            },
            Guarded::Link => match self.by_link(&request, now) {
                Ok((admitted, lead)) => Box::pin(self.lead(&admitted, &lead)).await,
                Err(Closed::Expired(link)) => self.expired(&request, &link, now).await,
                Err(Closed::Answer(answer)) => *answer,
            },
            Guarded::Program(api) => Box::pin(self.answer_program(api, &request, now)).await,
            Guarded::Agent => Box::pin(self.answer_agent(&request, now)).await,
            Guarded::Session(page) => match self.by_session(&request, (page.counts(), page.reads()), now).await {
                Ok(logged_in) => Box::pin(self.show(page, logged_in)).await,
                Err(refusal) => *refusal,
            },
        })
    }

    async fn show_to_anybody(
        &self,
        page: PublicPage,
        request: &Request,
        form: &BTreeMap<String, String>,
        now: Timestamp,
    ) -> Answer {
        match page {
            PublicPage::LogIn => self.log_in(request, form, now).await,
            PublicPage::LogInLink => self.log_in_link(request, form, now).await,
            PublicPage::LogInWith => self.log_in_with(request, now).await,
            PublicPage::LogInBack => self.log_in_back(request, now).await,
            PublicPage::OpenApi => Self::openapi(),
            PublicPage::ApiPage => frame::page(StatusCode::OK, Access::Public, self.site(request), &ApiPage::new()),
            PublicPage::FormerAway => {
                let parameters = request.path_parameters();
                self.former_away(request, parameters.first("token").unwrap_or_default(), now)
            }
        }
    }

    async fn show(&self, page: SessionPage, LoggedIn { admitted, cookie }: LoggedIn<'_>) -> Answer {
        let admitted = &admitted;
        let mut answer = match page {
            SessionPage::Worklist => self.worklist(admitted).await,
            SessionPage::OfLead(page) => match LeadId::parse(&parameter(admitted, "lead")) {
                Ok(lead) => self.show_of_lead(page, admitted, &lead).await,
                Err(_) => admitted.not_found(),
            },
            SessionPage::Numbers => self.numbers(admitted, &parameter(admitted, "page")).await,
            SessionPage::Away => self.away(admitted).await,
            SessionPage::LogOut => self.log_out(admitted).await,
            SessionPage::Next => self.next_lead(admitted).await,
            SessionPage::Leads => self.leads(admitted).await,
            SessionPage::AddLead => self.add_lead(admitted).await,
            SessionPage::Team => self.team_page(admitted).await,
            SessionPage::Poll => self.poll(admitted).await,
            SessionPage::Calls => self.calls(admitted).await,
            SessionPage::Suspects => self.suspects(admitted).await,
            SessionPage::Lists => Box::pin(self.lists(admitted)).await,
            SessionPage::List => Box::pin(self.list(admitted, &parameter(admitted, "upload"))).await,
            SessionPage::RejectedRows => Box::pin(self.rejected_rows(admitted, &parameter(admitted, "upload"))).await,
            SessionPage::Exports => Box::pin(self.exports(admitted)).await,
            SessionPage::ExportFile => Box::pin(self.export_file(admitted, &parameter(admitted, "export"))).await,
        };
        if let Some(cookie) = cookie {
            answer.headers_mut().append(SET_COOKIE, cookie);
        }
        answer
    }

    async fn show_of_lead(&self, page: PageOfLead, admitted: &Admitted<'_>, lead: &LeadId) -> Answer {
        match page {
            PageOfLead::Lead => Box::pin(self.lead(admitted, lead)).await,
            PageOfLead::Duplicates => self.duplicates(admitted, lead).await,
            PageOfLead::Referrals => self.referrals(admitted, lead).await,
            PageOfLead::Consents => self.consents(admitted, lead).await,
            PageOfLead::Person => Box::pin(self.person(admitted, lead)).await,
            PageOfLead::Erase => Box::pin(self.erase(admitted, lead)).await,
        }
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
    use super::{Guarded, PublicPage, ROUTES};

    #[test]
    fn the_template_has_every_route_with_its_guard() {
        let template = include_str!("../../../infra/template.yaml");
        for route in &ROUTES {
            let path = route.path;
            let quoted = [format!("Path: \"{path}\""), format!("Path: {path}}}")];
            assert!(quoted.iter().any(|path| template.contains(&format!("Method: ANY, {path}"))), "{path}");
            let guard = match route.page {
                Guarded::Public(
                    PublicPage::LogIn
                    | PublicPage::LogInWith
                    | PublicPage::LogInBack
                    | PublicPage::OpenApi
                    | PublicPage::ApiPage,
                ) => "public",
                Guarded::Program(_) | Guarded::Agent => "program",
                // Their pages read the link themselves: it names no lead that somebody would be admitted to.
                Guarded::Public(PublicPage::LogInLink | PublicPage::FormerAway) | Guarded::Link => "link",
                Guarded::Session(_) => "session",
            };
            assert!(template.contains(&format!("\n        {path}: {guard}\n")), "{path}: {guard}");
        }
    }
}

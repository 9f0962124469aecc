//! Which handler answers which request of a program: reads the request, calls the handler, writes what it gives.

use jiff::Timestamp;
use lambda_http::http::header::{CACHE_CONTROL, ETAG, IF_MATCH};
use lambda_http::http::{HeaderMap, HeaderValue, Method, StatusCode};
use lambda_http::{Request, RequestExt};
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::text::nearest;
use leadwright_web::method::Methods;
use leadwright_web::response;
use leadwright_web::response::{Access, Answer};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::api::actions::{ACTIONS, named};
use crate::api::document::document;
use crate::api::program::{Program, Refusal};
use crate::api::reads::{FILTERS, PageAsked, leads_asked};
use crate::api::writes::{Begun, page_of};
use crate::desk::Desk;

/// The most a body may hold, in bytes.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;

/// The most characters of an `Idempotency-Key`.
pub(crate) const KEY_LIMIT: usize = 200;

/// A route of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ApiRoute {
    Leads,
    Lead,
    Activities,
    Action,
    Team,
}

impl ApiRoute {
    /// The path, as the template has it.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Leads => "/leads",
            Self::Lead => "/leads/{lead}",
            Self::Activities => "/leads/{lead}/activities",
            Self::Action => "/leads/{lead}/{action}",
            Self::Team => "/team",
        }
    }

    /// The methods that it takes.
    pub(crate) const fn methods(self) -> Methods {
        match self {
            Self::Leads => Methods::SHOW_AND_ACT,
            Self::Lead => Methods::SHOW_AND_CHANGE,
            Self::Activities | Self::Team => Methods::SHOW,
            Self::Action => Methods::ACT,
        }
    }
}

impl Desk {
    /// The `OpenAPI` document. It is the same for everybody.
    pub(crate) fn openapi() -> Answer {
        let text = serde_json::to_string_pretty(&document()).expect("JSON is written");
        let mut answer = response::answer(StatusCode::OK, Access::Public, "application/json", text);
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
        answer
    }

    /// Answers a request of a program.
    pub(crate) async fn answer_program(&self, route: ApiRoute, request: &Request, now: Timestamp) -> Answer {
        let changes = ![Method::GET, Method::HEAD].contains(request.method());
        // Whose a lead is depends on who is away; a list and the team do not ask.
        let of_people = route != ApiRoute::Team && (route != ApiRoute::Leads || changes);
        let answered = async {
            let asked = (route.path(), changes, of_people);
            let program = Box::pin(self.by_token(request.headers(), asked, now)).await?;
            match (route, changes) {
                (ApiRoute::Leads, false) => Box::pin(self.get_leads(&program, request)).await,
                (ApiRoute::Lead, false) => {
                    only(request, &[])?;
                    let lead = Box::pin(self.api_lead(&program, &lead_id(request)?)).await?;
                    Ok(with_version(json(StatusCode::OK, &lead), lead.version))
                }
                (ApiRoute::Activities, _) => {
                    only(request, &["limit", "cursor"])?;
                    let page = page_asked(request)?;
                    let found = Box::pin(self.api_activities(&program, &lead_id(request)?, &page)).await?;
                    Ok(json(StatusCode::OK, &found))
                }
                (ApiRoute::Team, _) => {
                    only(request, &[])?;
                    Ok(json(StatusCode::OK, &self.api_team(&program)))
                }
                (ApiRoute::Lead, true) => Box::pin(self.patch_lead(&program, request)).await,
                (ApiRoute::Leads, true) | (ApiRoute::Action, _) => {
                    Box::pin(self.post_once(&program, route, request)).await
                }
            }
        };
        match answered.await {
            Ok(answer) => answer,
            Err(refusal) => {
                tracing::info!(route = route.path(), status = %refusal.status, "request of a program refused");
                refusal.answer(self.site(request))
            }
        }
    }

    async fn get_leads(&self, program: &Program<'_>, request: &Request) -> Result<Answer, Refusal> {
        let names: Vec<&str> = FILTERS.into_iter().chain(["search", "limit", "cursor"]).collect();
        only(request, &names)?;
        let parameters = request.query_string_parameters();
        let query = leads_asked(|name| parameters.first(name).map(str::to_owned))?;
        let found = self.api_leads(program, query, &page_asked(request)?).await?;
        Ok(json(StatusCode::OK, &found))
    }

    async fn patch_lead(&self, program: &Program<'_>, request: &Request) -> Result<Answer, Refusal> {
        only(request, &[])?;
        let id = lead_id(request)?;
        let Some(version) = header(request.headers(), IF_MATCH.as_str()) else {
            let detail = "Send the header If-Match with the ETag of the lead that the change is made on.";
            return Err(Refusal::new(StatusCode::PRECONDITION_REQUIRED, detail));
        };
        let version = version.trim_matches('"').parse().map_err(|_| {
            Refusal::bad_request("If-Match: send the ETag of the lead as it was answered, as in \"7\".")
        })?;
        let lead = self.api_edit(program, &id, (version, &body(request)?)).await?;
        Ok(with_version(json(StatusCode::OK, &lead), lead.version))
    }

    /// Something that is done once, however often it is sent with the same key.
    async fn post_once(&self, program: &Program<'_>, route: ApiRoute, request: &Request) -> Result<Answer, Refusal> {
        only(request, &[])?;
        let path = request.path_parameters();
        let name = path.first("action").unwrap_or_default();
        let action = named(name);
        if route == ApiRoute::Action && action.is_none() {
            let names: Vec<&str> = ACTIONS.iter().map(|action| action.name).collect();
            let detail = format!("There is no action {name:?}: there are {}.", names.join(", "));
            return Err(Refusal::new(StatusCode::NOT_FOUND, detail));
        }
        let key = header(request.headers(), "idempotency-key").filter(|key| !key.is_empty());
        let key = key.filter(|key| key.len() <= KEY_LIMIT).ok_or_else(|| {
            Refusal::bad_request(format!(
                "Send the header Idempotency-Key: a text of your own, {KEY_LIMIT} characters at the most, another one for each \
                 request. If you hear nothing, send the same request with the same key again: it is done once."
            ))
        })?;
        let body = body(request)?;
        let lead = if action.is_some() { Some(lead_id(request)?) } else { None };
        let content = content_hash(&[request.raw_http_path(), &Value::Object(body.clone()).to_string()]);
        let page = page_of(&content_hash(&[&program.token, key]));
        if let Begun::Before(status, kept) = self.begin(program, key, &content).await? {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            return Ok(response::answer(status, Access::Private, "application/json", kept));
        }
        let (status, done) = match (action, &lead) {
            (Some(action), Some(lead)) => (StatusCode::OK, self.api_act(program, lead, (action, &body), &page).await?),
            _ => (StatusCode::CREATED, self.api_add(program, &body, &page).await?),
        };
        let text = serde_json::to_string(&done).expect("JSON is written");
        self.keep(program, key, &content, (status.as_u16(), text.clone())).await;
        Ok(response::answer(status, Access::Private, "application/json", text))
    }
}

fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let text = serde_json::to_string(body).expect("plain structs with text keys");
    response::answer(status, Access::Private, "application/json", text)
}

fn with_version(mut answer: Answer, version: u64) -> Answer {
    let tag = HeaderValue::try_from(format!("\"{version}\"")).expect("digits");
    answer.headers_mut().insert(ETAG, tag);
    answer
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

fn lead_id(request: &Request) -> Result<LeadId, Refusal> {
    let path = request.path_parameters();
    LeadId::parse(path.first("lead").unwrap_or_default()).map_err(|_| Refusal::no_lead())
}

/// The address has these parameters at the most, each once.
fn only(request: &Request, known: &[&str]) -> Result<(), Refusal> {
    let parameters = request.query_string_parameters();
    let mut seen = Vec::new();
    for (name, _) in parameters.iter() {
        if !known.contains(&name) {
            let hint = match nearest(name, known.iter().copied()) {
                Some(near) => format!("Did you mean {near}?"),
                None if known.is_empty() => "There are none.".to_owned(),
                None => format!("There are {}.", known.join(", ")),
            };
            return Err(Refusal::bad_request(format!("There is no parameter {name:?} here. {hint}")));
        }
        if seen.contains(&name) {
            return Err(Refusal::bad_request(format!("{name}: send it once.")));
        }
        seen.push(name);
    }
    Ok(())
}

fn page_asked(request: &Request) -> Result<PageAsked, Refusal> {
    let parameters = request.query_string_parameters();
    PageAsked::read(|name| parameters.first(name).map(str::to_owned))
}

/// The JSON object of a body; an empty body is an empty object.
fn body(request: &Request) -> Result<Map<String, Value>, Refusal> {
    let bytes: &[u8] = request.body();
    if bytes.len() > BODY_LIMIT {
        let detail = "A body may have 64 KB at the most: send less at once.";
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::bad_request("Send one JSON object.")),
        Err(why) => {
            Err(Refusal::bad_request(format!("The body is not JSON: line {}, column {}.", why.line(), why.column())))
        }
    }
}

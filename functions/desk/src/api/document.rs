//! The `OpenAPI` 3.1 document, made of the routes, the actions and the types that are written; and its page.

use std::borrow::Cow;

use askama::Template;
use leadwright_domain::value::stage::Stage;
use leadwright_web::frame::Page;
use serde_json::{Map, Value, json};

use crate::api::actions::ACTIONS;
use crate::api::reads::{FILTERS, MOST, USUAL};
use crate::api::shapes::{ActivityList, Done, Happening, LeadList, ListedLead, Member, Step, TeamList, WholeLead};
use crate::api::writes::ENTRY;

/// A method of a route.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) id: &'static str,
    /// One line.
    pub(crate) summary: &'static str,
    pub(crate) about: &'static str,
    /// The status of a success, and the name of the schema of its body.
    pub(crate) answer: (&'static str, &'static str),
    /// The other statuses it may have.
    refusals: &'static [&'static str],
}

/// The operations.
pub(crate) const OPERATIONS: [Operation; 7] = [
    Operation {
        method: "get",
        path: "/leads",
        id: "listLeads",
        summary: "A page of the leads that the token's person may see",
        about: "Filtered and found as the list of the desk is. A page looks at 500 leads at the most, so that it may hold \
                fewer than `limit`: go on with `cursor` until there is no `next`. A search gives one page.",
        answer: ("200", "LeadList"),
        refusals: &["400", "401", "403", "429", "503"],
    },
    Operation {
        method: "post",
        path: "/leads",
        id: "addLead",
        summary: "Add a lead by hand",
        about: "A call, a tip or a card, as on the page of the desk. If there may be a lead of this person already, nothing is \
                added, and the answer is 409 with `alike`; send it again with `sure` and another key then.",
        answer: ("201", "Done"),
        refusals: &["400", "401", "403", "409", "413", "422", "429", "503"],
    },
    Operation {
        method: "get",
        path: "/leads/{lead}",
        id: "readLead",
        summary: "A lead",
        about: "The ETag is its version: send it as If-Match with a change. That it was read stands where the desk says who \
                looked at a lead.",
        answer: ("200", "WholeLead"),
        refusals: &["400", "401", "403", "404", "410", "429", "503"],
    },
    Operation {
        method: "patch",
        path: "/leads/{lead}",
        id: "changeLead",
        summary: "Change fields of a lead",
        about: "Those that a person may correct on the lead's page. An empty text, or null, takes a value away.",
        answer: ("200", "WholeLead"),
        refusals: &["400", "401", "403", "404", "409", "410", "412", "413", "422", "428", "429", "503"],
    },
    Operation {
        method: "get",
        path: "/leads/{lead}/activities",
        id: "listActivities",
        summary: "What happened to a lead, the newest first",
        about: "As the lead's page tells it.",
        answer: ("200", "ActivityList"),
        refusals: &["400", "401", "403", "404", "410", "429", "503"],
    },
    Operation {
        method: "post",
        path: "/leads/{lead}/{action}",
        id: "act",
        summary: "Do something with a lead, as a button of its page does",
        about: "",
        answer: ("200", "Done"),
        refusals: &["400", "401", "403", "404", "409", "410", "413", "422", "429", "503"],
    },
    Operation {
        method: "get",
        path: "/team",
        id: "listTeam",
        summary: "The people of the team",
        about: "Their ids are the owners of leads, and whom a lead may be given to.",
        answer: ("200", "TeamList"),
        refusals: &["400", "401", "403", "429", "503"],
    },
];

const ABOUT: &str = "What a person can do with leads in the desk, a program can. It shows a token, which \
    `leadwright token new` makes: `Authorization: Bearer lw_…`. A token acts for a person of the team, and sees and changes \
    what that person may, or less. An answer that is no success is problem details (RFC 9457): `detail` says what to do. A \
    POST has an `Idempotency-Key` of your own: if you hear nothing, send it again with the same key within a day, and it is \
    done once. Times are UTC (RFC 3339). A later release may add fields to answers: leave those alone that you do not know.";

/// The operation of that id.
pub(crate) fn operation(id: &str) -> Option<&'static Operation> {
    const { &OPERATIONS }.iter().find(|operation| operation.id == id)
}

/// What a status of a refusal says.
fn refusal(status: &str) -> &'static str {
    match status {
        "400" => {
            "The request has no meaning: an unknown parameter, a cursor of another list, a body that is no JSON object."
        }
        "401" => "There is no token, or it works no more.",
        "403" => "The token, or its person, may not do that.",
        "404" => "There is no such lead among those that the token's person may see, or no such action.",
        "409" => "It can't be done as things stand.",
        "410" => {
            "The lead was erased. Only a token whose person may see all leads hears it; to others it is not there."
        }
        "412" => "The lead has changed since: read it again.",
        "413" => "The body has more than 64 KB.",
        "422" => {
            "A field is not right: `errors` says which, and what to write. Or the Idempotency-Key came with another request."
        }
        "428" => "If-Match is missing.",
        "429" => "Too many requests of this token in a minute: wait as long as Retry-After says.",
        _ => "Not just now: send it again in a minute.",
    }
}

fn parameter(name: &str, place: &str, about: &str, schema: &Value) -> Value {
    json!({"name": name, "in": place, "required": place != "query", "description": about, "schema": schema})
}

/// The parameters of an operation.
pub(crate) fn parameters(operation: &Operation) -> Vec<Value> {
    let mut all = Vec::new();
    if operation.path.contains("{lead}") {
        let schema = json!({"type": "string", "pattern": "^ld_[a-z2-7]{26}$"});
        all.push(parameter("lead", "path", "The lead's id.", &schema));
    }
    if operation.path.contains("{action}") {
        let names: Vec<&str> = ACTIONS.iter().map(|action| action.name).collect();
        all.push(parameter("action", "path", "The action.", &json!({"type": "string", "enum": names})));
    }
    if operation.id == "listLeads" {
        for name in FILTERS {
            let (about, schema) = match name {
                "stage" => ("The stage of the funnel.", json!({"type": "string", "enum": Stage::ALL.map(Stage::name)})),
                "temperature" => ("How warm.", json!({"type": "string", "enum": ["hot", "warm", "cold"]})),
                "freshness" => (
                    "How long ago they asked: five minutes, 96 hours, longer.",
                    json!({"type": "string", "enum": ["real-time", "recent", "aged"]}),
                ),
                "owner" => ("The id of the owner; `nobody` for leads of nobody.", text(200)),
                "source" => ("The source.", text(200)),
                "campaign" => ("The name of the campaign.", text(200)),
                _ => ("The name of the segment.", text(200)),
            };
            all.push(parameter(name, "query", about, &schema));
        }
        all.push(parameter("search", "query", "A mail address, a number, words of a name or a company.", &text(200)));
    }
    if operation.answer.1.ends_with("List") && operation.id != "listTeam" {
        let schema = json!({"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL});
        all.push(parameter("limit", "query", "The most of a page.", &schema));
        all.push(parameter(
            "cursor",
            "query",
            "`next` of the page before. It works for a day.",
            &json!({"type": "string"}),
        ));
    }
    match operation.method {
        "post" => {
            let about = "A text of your own, another one for each request.";
            all.push(parameter(
                "Idempotency-Key",
                "header",
                about,
                &json!({"type": "string", "pattern": "^[!-~]{1,200}$"}),
            ));
        }
        "patch" => {
            let about = "The ETag of the lead that the change is made on.";
            all.push(parameter(
                "If-Match",
                "header",
                about,
                &json!({"type": "string", "pattern": "^\"[0-9]{1,15}\"$"}),
            ));
        }
        _ => {}
    }
    all
}

fn text(most: usize) -> Value {
    json!({"type": "string", "maxLength": most})
}

/// The schema of the body that an operation takes.
pub(crate) fn body_schema(operation: &Operation) -> Option<Value> {
    let of = |names: &mut dyn Iterator<Item = &'static str>| {
        let mut properties = Map::new();
        for name in names {
            let schema = match name {
                "kind" => json!({"type": "string", "enum": ["call", "tip", "card"]}),
                "taker" => json!({"type": "string", "enum": ["me", "next", "nobody"]}),
                "consent" | "sure" => json!({"type": "string", "enum": ["yes", "no"]}),
                _ => json!({"type": "string"}),
            };
            properties.insert(name.to_owned(), schema);
        }
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    };
    Some(match operation.id {
        "addLead" => of(&mut ENTRY.into_iter()),
        "act" => of(&mut ACTIONS.iter().flat_map(|action| action.fields).copied()),
        "changeLead" => json!({
            "type": "object", "required": ["fields"], "additionalProperties": false,
            "properties": {"fields": {"type": "object", "additionalProperties": {"type": ["string", "null"]}}},
        }),
        _ => return None,
    })
}

fn body(operation: &Operation) -> Option<Value> {
    let schema = body_schema(operation)?;
    let required = operation.id != "act";
    Some(json!({"required": required, "content": {"application/json": {"schema": schema}}}))
}

/// What an operation does, at length.
fn about(operation: &Operation) -> String {
    if operation.id != "act" {
        return operation.about.to_owned();
    }
    let lines = ACTIONS.iter().map(|action| match action.fields {
        [] => format!("- `{}`: {}", action.name, action.about),
        fields => format!("- `{}` ({}): {}", action.name, fields.join(", "), action.about),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The document.
pub(crate) fn document() -> Value {
    let mut paths = Map::new();
    for operation in &OPERATIONS {
        let (status, schema) = operation.answer;
        let reference = json!({"$ref": format!("#/components/schemas/{schema}")});
        let mut answers = Map::new();
        let mut success = json!({"description": "Done.", "content": {"application/json": {"schema": reference}}});
        if schema == "WholeLead" {
            success["headers"] = json!({"ETag": {"description": "The lead's version.", "schema": {"type": "string"}}});
        }
        answers.insert(status.to_owned(), success);
        for status in operation.refusals {
            answers.insert((*status).to_owned(), json!({"$ref": format!("#/components/responses/{status}")}));
        }
        let mut written = json!({
            "operationId": operation.id, "summary": operation.summary, "description": about(operation),
            "parameters": parameters(operation), "responses": answers,
        });
        if let Some(body) = body(operation) {
            written["requestBody"] = body;
        }
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = written;
    }
    let mut responses = Map::new();
    for status in ["400", "401", "403", "404", "409", "410", "412", "413", "422", "428", "429", "503"] {
        let problem = json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
        let mut answer = json!({"description": refusal(status), "content": problem});
        if ["429", "503"].contains(&status) {
            let seconds = json!({"description": "Seconds to wait.", "schema": {"type": "integer"}});
            answer["headers"] = json!({"Retry-After": seconds});
        }
        responses.insert(status.to_owned(), answer);
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Leadwright", "version": "1", "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": responses,
            "schemas": {
                "LeadList": LeadList::definition(),
                "ListedLead": ListedLead::definition(),
                "Step": Step::definition(),
                "WholeLead": WholeLead::definition(),
                "ActivityList": ActivityList::definition(),
                "Happening": Happening::definition(),
                "TeamList": TeamList::definition(),
                "Member": Member::definition(),
                "Done": Done::definition(),
                "Problem": problem(),
            },
        },
    })
}

/// Problem details, as `leadwright_web::problem` writes them.
fn problem() -> Value {
    let wrong = json!({
        "type": "object", "required": ["field", "message"],
        "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
    });
    json!({
        "type": "object",
        "description": "What went wrong, and what to do (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string", "description": "The status in words."},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What to do."},
            "message": {"type": "string", "description": "The same as `detail`."},
            "errors": {"type": "array", "items": wrong, "description": "The fields that are not right."},
            "alike": {
                "type": "array", "items": {"$ref": "#/components/schemas/ListedLead"},
                "description": "Leads that may be the same person, of POST /leads.",
            },
        },
    })
}

/// The document as a page, for people.
#[derive(Debug, Template)]
#[template(path = "api.html")]
pub(crate) struct ApiPage {
    about: &'static str,
    operations: Vec<ShownOperation>,
}

#[derive(Debug)]
struct ShownOperation {
    id: &'static str,
    heading: String,
    summary: &'static str,
    about: Vec<String>,
    /// Name, and what it is.
    parameters: Vec<(String, String)>,
    /// Status, and what it says.
    answers: Vec<(&'static str, String)>,
}

impl ApiPage {
    pub(crate) fn new() -> Self {
        let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let shown = |operation: &Operation| {
            let (status, schema) = operation.answer;
            let refusals = operation.refusals.iter().map(|status| (*status, refusal(status).to_owned()));
            let parameters = parameters(operation);
            let parameters = parameters.iter().map(|one| (text(one, "name"), text(one, "description")));
            ShownOperation {
                id: operation.id,
                heading: format!("{} {}", operation.method.to_uppercase(), operation.path),
                summary: operation.summary,
                about: about(operation).lines().map(|line| line.trim_start_matches("- ").to_owned()).collect(),
                parameters: parameters.collect(),
                answers: std::iter::once((status, schema.to_owned())).chain(refusals).collect(),
            }
        };
        Self { about: ABOUT, operations: OPERATIONS.iter().map(shown).collect() }
    }
}

impl Page for ApiPage {
    fn title(&self) -> Cow<'_, str> {
        "API".into()
    }
}

#[cfg(test)]
mod tests {
    use leadwright_domain::company::{API_ROUTES, MCP_ROUTE};

    use super::*;

    #[test]
    fn every_route_of_programs_is_in_the_document_and_the_other_way_round() {
        let written = document();
        let paths: Vec<&str> = written["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        // Agents learn from the list of tools what there is.
        let mut routes: Vec<&str> = API_ROUTES.into_iter().filter(|route| *route != MCP_ROUTE).collect();
        routes.sort_unstable();
        assert_eq!(paths, routes);
        let template = include_str!("../../../../infra/template.yaml");
        let guarded = template.lines().filter_map(|line| line.trim().strip_suffix(": program"));
        let guarded = guarded.filter(|route| *route != MCP_ROUTE);
        let mut guarded: Vec<&str> = guarded.collect();
        guarded.sort_unstable();
        assert_eq!(guarded, routes);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let written = document();
        let text = written.to_string();
        for part in text.split("\"#/").skip(1) {
            let pointer = format!("/{}", part.split('"').next().unwrap());
            assert!(written.pointer(&pointer).is_some(), "{pointer}");
        }
    }
}

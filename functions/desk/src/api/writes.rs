//! Adding and changing leads. A request that is sent again with its `Idempotency-Key` is one request.

use std::collections::BTreeMap;

use lambda_http::http::StatusCode;
use leadwright_cloud::ledger::LedgerError;
use leadwright_cloud::table::KeptAnswer;
use leadwright_domain::activity::Activity;
use leadwright_domain::entry::{EntryKind, LeadEntry, Taker};
use leadwright_domain::timeline::recorded;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::text::nearest;
use serde_json::{Map, Value, json};
use tracing::info;

use crate::action::by_hand::editable;
use crate::api::actions::ApiAction;
use crate::api::program::{Program, Refusal};
use crate::api::shapes::{Done, ListedLead, WholeLead};
use crate::desk::Desk;
use crate::lead::activities;
use crate::pressed::Action;
use crate::visit::Visit;

/// The fields of `POST /leads`.
pub(crate) const ENTRY: [&str; 14] = [
    "kind",
    "name",
    "company",
    "title",
    "email",
    "phone",
    "country",
    "employees",
    "note",
    "event",
    "referred_by",
    "taker",
    "consent",
    "sure",
];

/// What a request with an `Idempotency-Key` comes to.
pub(crate) enum Begun {
    /// It is to be done.
    New,
    /// It was done, and answered so.
    Before(u16, String),
}

impl From<LedgerError> for Refusal {
    fn from(failure: LedgerError) -> Self {
        Self::try_later("ledger", failure)
    }
}

impl Desk {
    /// Begins a request with a key; `content` is all that it asks.
    pub(crate) async fn begin(&self, program: &Program<'_>, key: &str, content: &str) -> Result<Begun, Refusal> {
        let known = self.ledger.table.begin_answer(&program.token, key, content, program.now).await?;
        match known {
            Some(known) if known.content != content => Err(Refusal::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "This Idempotency-Key came with another request: choose a new one for each request.",
            )),
            Some(KeptAnswer { answer: Some((status, body)), .. }) => Ok(Begun::Before(status, body)),
            // One that got no answer is done again: what it did counts once.
            Some(_) | None => Ok(Begun::New),
        }
    }

    /// Keeps what a request with a key was answered. If that fails, it is done again, and counts once.
    pub(crate) async fn keep(&self, program: &Program<'_>, key: &str, content: &str, answer: (u16, String)) {
        let kept = KeptAnswer { content: content.to_owned(), answer: Some(answer) };
        if let Err(failure) = self.ledger.table.keep_answer(&program.token, key, &kept, program.now).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            tracing::warn!(token = program.token, why, "answer to a program not kept");
        }
    }

    /// Does something with a lead, as a button of its page does. `page` names the request.
    pub(crate) async fn api_act(
        &self,
        program: &Program<'_>,
        id: &LeadId,
        (action, body): (&ApiAction, &Map<String, Value>),
        page: &str,
    ) -> Result<Done, Refusal> {
        let mut fields = texts(body, action.fields)?;
        fields.insert("do".to_owned(), action.name.to_owned());
        self.press(program, id, fields, page, None).await
    }

    /// Changes fields of a lead that still has that version.
    pub(crate) async fn api_edit(
        &self,
        program: &Program<'_>,
        id: &LeadId,
        (version, body): (u64, &Map<String, Value>),
    ) -> Result<WholeLead, Refusal> {
        if let Some(other) = body.keys().find(|name| *name != "fields") {
            return Err(unknown_field(other, &["fields"]));
        }
        let Some(Value::Object(entered)) = body.get("fields") else {
            return Err(Refusal::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Send the fields to change, as in {\"fields\": {\"company\": \"Acme\"}}; an empty text takes a value away.",
            ));
        };
        let content = content_hash(&[&program.token, id.as_str(), &version.to_string(), &json!(entered).to_string()]);
        let mut fields = Map::new();
        for (name, value) in entered {
            fields.insert(name.clone(), if value.is_null() { Value::from("") } else { value.clone() });
        }
        let (lead, _) = self.read_for_action(program, id).await?;
        let names = match Visit::open(&self.ledger.config, &lead, program.viewer, &program.people, program.now) {
            Some(visit) => editable(visit).into_iter().map(str::to_owned).collect::<Vec<_>>(),
            None => return Err(Refusal::no_lead()),
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut fields = texts(&fields, &names)?;
        fields.insert("do".to_owned(), "edit".to_owned());
        self.press(program, id, fields, &page_of(&content), Some(version)).await?;
        let lead = self.ledger.table.lead(id).await?.ok_or_else(Refusal::no_lead)?;
        Ok(self.whole(program, &lead))
    }

    /// Presses a button of a lead's page.
    async fn press(
        &self,
        program: &Program<'_>,
        id: &LeadId,
        mut fields: BTreeMap<String, String>,
        page: &str,
        version: Option<u64>,
    ) -> Result<Done, Refusal> {
        let (lead, newest) = self.read_for_action(program, id).await?;
        let config = &self.ledger.config;
        let visit = Visit::open(config, &lead, program.viewer, &program.people, program.now);
        let visit = visit.ok_or_else(Refusal::no_lead)?;
        if !visit.may_change {
            let detail = "The token's person may see this lead and not change it.";
            return Err(Refusal::new(StatusCode::FORBIDDEN, detail));
        }
        if let Some(version) = version.filter(|version| *version != lead.version()) {
            let detail = format!(
                "The lead has changed: it has version {}, and the change was made on {version}. Read it again, and send the \
                 change with the new one.",
                lead.version()
            );
            return Err(Refusal::new(StatusCode::PRECONDITION_FAILED, detail));
        }
        fields.insert("press".to_owned(), page.to_owned());
        let action = Action::of(fields).expect("the name of a request has the shape of a page's");
        let activities = activities(&action, visit, &newest).map_err(|wrong| Refusal::field(&wrong))?;
        let activities: Vec<Activity> = activities.into_iter().map(|one| one.by_agent(&program.name)).collect();
        let outcome = Box::pin(self.ledger.apply_to(&lead.id, Some(lead.clone()), &activities, program.now)).await?;
        if let Some((_, why)) = outcome.stopped {
            let why = recorded(program.words, &why.to_string());
            return Err(Refusal::new(StatusCode::CONFLICT, format!("The lead can't take that now: {why}.")));
        }
        let then = outcome.lead.ok_or_else(Refusal::no_lead)?;
        self.send.hurry(&then, program.now).await;
        for activity in &activities {
            let (kind, token) = (activity.kind.name(), &program.token);
            let person = &program.viewer.person.id;
            info!(lead.id = %then.id, activity.id = %activity.id, person, token, kind, "program's action applied");
        }
        Ok(Done {
            lead: Some(then.id.to_string()),
            version: Some(then.version()),
            activities: activities.iter().map(|activity| activity.id.to_string()).collect(),
        })
    }

    /// Adds a lead, as the page for it does.
    pub(crate) async fn api_add(
        &self,
        program: &Program<'_>,
        body: &Map<String, Value>,
        page: &str,
    ) -> Result<Done, Refusal> {
        let (viewer, now, config) = (program.viewer, program.now, &self.ledger.config);
        if !viewer.role.may_change_leads() {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "The token's person may add no leads."));
        }
        let mut entered = texts(body, &ENTRY)?;
        for name in ["consent", "sure"] {
            match entered.get(name).map(String::as_str) {
                None | Some("" | "yes" | "no") => {}
                Some(_) => return Err(wrong(name, "Write \"yes\" or \"no\".")),
            }
        }
        let kind = match entered.get("kind").map(String::as_str) {
            None | Some("") => EntryKind::Call,
            Some(name) => EntryKind::named(name).ok_or_else(|| wrong("kind", "It is `call`, `tip` or `card`."))?,
        };
        entered.entry("taker".to_owned()).or_insert_with(|| "me".to_owned());
        let mut entry =
            LeadEntry::read(program.words, kind, &entered, config).map_err(|wrong| Refusal::field(&wrong))?;
        let identity = entry.identity(page);
        let (id, alike) = self.alike(viewer, &entry, &identity).await?;
        let is_sure = entered.get("sure").is_some_and(|sure| sure == "yes");
        if !is_sure && (!alike.cards.is_empty() || alike.is_others) {
            let cards: Vec<ListedLead> = alike.cards.iter().map(|card| ListedLead::of(card, program.words)).collect();
            let detail = "There may be a lead of this person already: see `alike`; one of somebody else is not shown. Send it \
                          again with \"sure\": \"yes\" and another Idempotency-Key to add it all the same.";
            return Err(Refusal::new(StatusCode::CONFLICT, detail).with("alike", json!(cards)));
        }
        // Who may not change the lead adds to it, and does not take it away from who has it.
        let may_take = self.may_take(viewer, &program.people, now, &id).await?;
        if !may_take {
            entry.taker = Taker::Nobody;
        }
        let referrer = entry.referrer(&self.identity_key);
        let activities = entry.activities(&id, referrer.as_ref(), page, &viewer.person.id, now);
        let activities: Vec<Activity> = activities.into_iter().map(|one| one.by_agent(&program.name)).collect();
        let outcome = Box::pin(self.ledger.apply(&id, &activities, now)).await?;
        let Some(lead) = outcome.lead else {
            return Err(Refusal::new(StatusCode::CONFLICT, "Nothing was added: this person can't be kept."));
        };
        self.send.hurry(&lead, now).await;
        info!(lead.id = %lead.id, person = viewer.person.id, token = program.token, "lead added by a program");
        let is_seen = may_take && viewer.may_see(self.team().whose(lead.owner.as_deref(), None));
        let activities = activities.iter().filter(|_| is_seen).map(|activity| activity.id.to_string());
        Ok(Done {
            lead: is_seen.then(|| lead.id.to_string()),
            version: is_seen.then(|| lead.version()),
            activities: activities.collect(),
        })
    }
}

/// The name of a request, in the shape of a page's: what it does has ids made of it.
pub(crate) fn page_of(content: &str) -> String {
    content_hash(&["program", content]).chars().take(16).collect()
}

/// The texts of a body that has no other fields than these.
fn texts(body: &Map<String, Value>, known: &[&str]) -> Result<BTreeMap<String, String>, Refusal> {
    let mut texts = BTreeMap::new();
    for (name, value) in body {
        if !known.contains(&name.as_str()) {
            return Err(unknown_field(name, known));
        }
        let Value::String(text) = value else { return Err(wrong(name, "Write it as text, in quotes.")) };
        texts.insert(name.clone(), text.clone());
    }
    Ok(texts)
}

fn unknown_field(name: &str, known: &[&str]) -> Refusal {
    let hint = match (nearest(name, known.iter().copied()), known) {
        (Some(near), _) => format!("Did you mean {near}?"),
        (None, []) => "It takes no fields.".to_owned(),
        (None, known) => format!("There are {}.", known.join(", ")),
    };
    wrong(name, &format!("There is no field {name:?} here. {hint}"))
}

fn wrong(field: &str, message: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{field}: {message}"))
        .with("errors", json!([{"field": field, "message": message}]))
}

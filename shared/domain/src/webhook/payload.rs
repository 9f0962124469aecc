//! What an address is told of an event: our own JSON, or the shape that another program reads.
//!
//! A recipe holds what stands here and no more. Texts of visitors go in where the other program shows them as text: what
//! its own marks would make of them is taken away.

use std::collections::BTreeMap;

use form_urlencoded::Serializer;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::activity::id::ActivityId;
use crate::company::Team;
use crate::lead::Lead;
use crate::value::channel::Channel;
use crate::value::stage::Stage;
use crate::value::text::one_line;
use crate::webhook::event::WebhookEvent;
use crate::webhook::rules::{EventKind, Recipe, Webhook};
use crate::words::Words;

/// The media type of JSON.
const JSON: &str = "application/json";

/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// The longest line that a channel shows, in characters.
const LONGEST: usize = 500;

/// What Salesforce is told where the company is not known: it takes no lead without one.
const NOT_PROVIDED: &str = "[not provided]";

/// The body of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookBody {
    /// Its media type.
    pub content_type: &'static str,
    /// It.
    pub text: String,
}

/// What an event is told with.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// What happened.
    pub event: &'a WebhookEvent,
    /// The lead as it is now.
    pub lead: &'a Lead,
    /// The people of the company.
    pub team: &'a Team,
    /// The words of who reads a channel.
    pub words: Words<'a>,
    /// The lead's page in the desk; none if its address is not known.
    pub page: Option<&'a str>,
}

/// An event that did not happen, to try an address with.
pub fn sample_event(kind: EventKind, lead: &Lead, now: Timestamp) -> WebhookEvent {
    let activity = ActivityId::new(now, &[lead.id.as_str(), "webhook-test", kind.name()]);
    let is_move = kind == EventKind::StageChanged;
    WebhookEvent {
        kind,
        at: now,
        activity,
        from: is_move.then_some(Stage::Lead),
        to: is_move.then_some(lead.stage),
        owner: lead.owner.clone().filter(|_| kind == EventKind::Assigned),
    }
}

impl Webhook {
    /// What the address is told; none where the other program has no place for the lead: `HubSpot` knows contacts by their
    /// e-mail addresses.
    pub fn body(&self, about: About<'_>) -> Option<WebhookBody> {
        let json = |value: Value| Some(WebhookBody { content_type: JSON, text: value.to_string() });
        match self.recipe {
            Recipe::Standard => json(standard(&self.fields, about)),
            Recipe::Slack => json(slack(about)),
            Recipe::Teams => json(teams(about)),
            Recipe::Hubspot => json(self.hubspot(about)?),
            Recipe::Salesforce => Some(self.salesforce(about)),
        }
    }

    /// A batch of one for `POST /crm/v3/objects/contacts/batch/upsert`
    /// (<https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/batch/post-crm-v3-objects-contacts-batch-upsert>).
    fn hubspot(&self, about: About<'_>) -> Option<Value> {
        let email = about.lead.email()?;
        let ours = [("lastname", "name"), ("email", "email"), ("company", "company"), ("phone", "phone")];
        let properties = self.mapped(&ours, about);
        Some(json!({"inputs": [{"idProperty": "email", "id": email.as_str(), "properties": properties}]}))
    }

    /// A post of Web-to-Lead (<https://help.salesforce.com/s/articleView?id=sales.setting_up_web-to-lead.htm>).
    fn salesforce(&self, about: About<'_>) -> WebhookBody {
        let ours = [("last_name", "name"), ("email", "email"), ("company", "company"), ("phone", "phone")];
        let mut fields = self.mapped(&ours, about);
        fields.entry("last_name".to_owned()).or_insert_with(|| about.lead.title().into_owned());
        fields.entry("company".to_owned()).or_insert_with(|| NOT_PROVIDED.to_owned());
        let text = Serializer::new(String::new()).extend_pairs(&fields).finish();
        WebhookBody { content_type: FORM, text }
    }

    /// Their fields: `ours` by their name, then what `map` and `fixed` say. What is not known is left out.
    fn mapped(&self, ours: &[(&str, &str)], about: About<'_>) -> BTreeMap<String, String> {
        let mut named: BTreeMap<&str, &str> = ours.iter().copied().collect();
        named.extend(self.map.iter().map(|(theirs, ours)| (theirs.as_str(), ours.as_str())));
        let known = named.into_iter().filter_map(|(theirs, ours)| Some((theirs.to_owned(), value(ours, about)?)));
        known.chain(self.fixed.clone()).collect()
    }
}

/// The fields of a lead by these names: a number only where the lead may be called.
fn field<'a>(lead: &'a Lead, name: &str) -> Option<&'a str> {
    let is_told = name != "phone" || lead.refuses(Channel::Calls).is_none();
    lead.field(name).filter(|_| is_told)
}

/// What `map` names.
fn value(name: &str, about: About<'_>) -> Option<String> {
    let About { event, lead, team, .. } = about;
    let owner = lead.owner.as_deref();
    match name {
        "id" => Some(lead.id.to_string()),
        "stage" => Some(lead.stage.name().to_owned()),
        "temperature" => Some(lead.score.temperature.name().to_owned()),
        "score" => Some(lead.score.total.to_string()),
        "owner" => owner.map(|owner| team.name_of(owner).to_owned()),
        "owner_email" => owner.and_then(|owner| team.person(owner)).map(|person| person.email.as_str().to_owned()),
        "source" => Some(lead.first_touch.source.clone()),
        "event" => Some(event.kind.name().to_owned()),
        _ => field(lead, name).map(str::to_owned),
    }
}

/// Our own JSON: `type`, `timestamp` and `data`, as Standard Webhooks asks for.
fn standard(fields: &[String], About { event, lead, .. }: About<'_>) -> Value {
    let told = fields.iter().filter_map(|name| Some((name.clone(), Value::from(field(lead, name)?))));
    let mut data = json!({
        "lead": {
            "id": lead.id,
            "fields": told.collect::<Map<_, _>>(),
            "stage": lead.stage,
            "temperature": lead.score.temperature,
            "score": lead.score.total,
            "owner": lead.owner,
            "source": lead.first_touch.source,
        },
    });
    if event.kind == EventKind::StageChanged {
        data["from"] = json!(event.from);
        data["to"] = json!(event.to);
    }
    if event.kind == EventKind::Assigned {
        data["owner"] = json!(event.owner);
    }
    json!({"type": format!("lead.{}", event.kind.name()), "timestamp": event.at, "data": data})
}

/// A line for a channel.
fn line(About { event, lead, team, words, .. }: About<'_>) -> String {
    let company = lead.field("company").map(|company| format!(" ({company})")).unwrap_or_default();
    let lead_named = ("lead", format!("{}{company}", lead.title()).into());
    let text = match event.kind {
        EventKind::Created => words.with("story-told-created", &[lead_named]),
        EventKind::StageChanged => {
            let to = event.to.unwrap_or(lead.stage).word(words);
            words.with("story-told-stage", &[lead_named, ("to", to.into())])
        }
        EventKind::Assigned => match &event.owner {
            Some(owner) => {
                words.with("story-told-assigned", &[lead_named, ("owner", team.name_of(owner).to_owned().into())])
            }
            None => words.with("story-told-unassigned", &[lead_named]),
        },
        EventKind::Hot => words.with("story-told-hot", &[lead_named]),
        EventKind::Converted => words.with("story-told-converted", &[lead_named]),
        EventKind::Unsubscribed => words.with("story-told-unsubscribed", &[lead_named]),
    };
    one_line(&text, LONGEST)
}

/// A message for an incoming webhook (<https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>). The
/// three signs that begin links, mentions and references are escaped, so that nobody's name calls a channel.
fn slack(about: About<'_>) -> Value {
    let escaped = line(about).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = match about.page {
        Some(page) => format!("{escaped} <{page}|{}>", about.words.say("story-told-open")),
        None => escaped,
    };
    json!({"text": text, "unfurl_links": false, "unfurl_media": false})
}

/// A card for the workflow "When a Teams webhook request is received"
/// (<https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook>). A
/// text run knows no Markdown, so that nobody's name is a link.
fn teams(about: About<'_>) -> Value {
    let text = json!({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line(about)}]});
    let mut card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [text],
    });
    if let Some(page) = about.page {
        let title = about.words.say("story-told-open");
        card["actions"] = json!([{"type": "Action.OpenUrl", "title": title, "url": page}]);
    }
    let content_type = "application/vnd.microsoft.card.adaptive";
    json!({"type": "message", "attachments": [{"contentType": content_type, "contentUrl": null, "content": card}]})
}

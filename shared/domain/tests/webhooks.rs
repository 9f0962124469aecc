//! Outgoing webhooks: which events an activity causes, in which order and how often they are told, and in which shape.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityKind, Move};
use leadwright_domain::config::Config;
use leadwright_domain::fold::{self, Folded};
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::value::stage::Stage;
use leadwright_domain::webhook::{
    About, EventBatch, EventKind, LeadState, QueuedEvents, Webhook, WebhookEvent, sample_event,
};
use leadwright_domain::words::Words;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::setting::{self, activity, at, import, post, step};

const START: &str = "2026-11-23T09:00:00Z";

fn webhook(value: Value) -> Webhook {
    serde_json::from_value(value).unwrap()
}

/// An address that is told of everything.
fn all() -> Value {
    json!({"url": "https://crm.example/hook", "events": EventKind::ALL})
}

fn config() -> Config {
    let mut config = setting::config();
    config.webhooks.insert("crm".to_owned(), webhook(all()));
    config.webhooks.insert("hot".to_owned(), webhook(json!({"url": "https://a.example/", "events": ["hot"]})));
    config.hashed()
}

/// A lead, and all that its addresses were told.
struct Told {
    config: Config,
    lead: Option<Lead>,
    timeline: Vec<Applied>,
    rows: Vec<QueuedEvents>,
    turn: usize,
}

impl Told {
    fn new() -> Self {
        Self { config: config(), lead: None, timeline: Vec::new(), rows: Vec::new(), turn: 0 }
    }

    /// The names of the events that an activity causes for `crm`.
    fn act(&mut self, activity: &Activity) -> Vec<&'static str> {
        let now = activity.occurred_at();
        let before = self.lead.as_ref().map(LeadState::of);
        let (lead, applied) = match (&activity.kind, self.lead.take()) {
            (ActivityKind::Undone { .. }, Some(lead)) => {
                match fold::fold(Some(lead), activity.clone(), &self.config, now).unwrap() {
                    Folded::NeedsTimeline(request) => request.answer(&self.timeline, &self.config, now),
                    _ => panic!("an undoing asks for the timeline"),
                }
            }
            (_, lead) => step(lead, activity, &self.config, now, &mut self.turn),
        };
        let mut batch = EventBatch::default();
        batch.add(&self.config.webhooks, &applied, before.as_ref(), &lead);
        let rows = batch.rows(&lead, now);
        let of_crm = rows.iter().filter(|row| row.webhook == "crm").flat_map(|row| &row.events);
        let names = of_crm.map(|event| event.kind.name()).collect();
        self.rows.extend(rows);
        self.lead = Some(lead);
        self.timeline.push(applied);
        names
    }
}

fn minutes(count: i64) -> Timestamp {
    at(START) + SignedDuration::from_mins(count)
}

fn moved(to: Stage, reason: Option<&str>) -> ActivityKind {
    let reason = reason.map(str::to_owned);
    ActivityKind::StageMoved(Move { to, by: "ana".to_owned(), reason, note: None, again_on: None })
}

fn said(minute: i64, kind: ActivityKind) -> Activity {
    activity(minutes(minute), &minute.to_string(), kind)
}

/// Every event comes once for its cause: the same form again, or a move to where it stands, causes none.
#[test]
fn an_activity_causes_the_events_that_it_makes_true() {
    let mut told = Told::new();
    let demo = [("email", "maria@acme.example"), ("name", "Maria Silva"), ("timeline", "now")];
    let asked = post(START, "demo", &demo);
    assert_eq!(told.act(&asked), ["created", "stage_changed", "assigned"]);
    let lead = told.lead.clone().unwrap();
    let of_crm = |told: &Told| told.rows.iter().rfind(|row| row.webhook == "crm").unwrap().clone();
    let row = of_crm(&told);
    assert_eq!((row.seq, row.events.len()), (lead.version(), 3), "one row for the whole write");
    assert_eq!((row.events[1].from, row.events[1].to), (None, Some(lead.stage)));
    assert_eq!(row.events[2].owner, lead.owner);
    // A second click.
    assert_eq!(told.act(&post("2026-11-23T09:01:00Z", "demo", &demo)), [""; 0]);
    assert_eq!(told.act(&said(2, ActivityKind::Noted { by: "ana".into(), note: "x".into() })), [""; 0]);
    let others = told.config.team.members("sales").map(|person| person.id.clone());
    let other = others.into_iter().find(|id| Some(id) != lead.owner.as_ref()).unwrap();
    let assigned = |to: &str| ActivityKind::Assigned { to: Some(to.to_owned()), by: "ana".into(), why: None };
    assert_eq!(told.act(&said(3, assigned(&other))), ["assigned"]);
    let prospect = said(4, moved(Stage::Prospect, None));
    assert_eq!(told.act(&prospect), ["stage_changed"]);
    let row = of_crm(&told);
    assert_eq!((row.events[0].from, row.events[0].to), (Some(lead.stage), Some(Stage::Prospect)));
    assert_eq!(told.act(&said(5, ActivityKind::Undone { activity: prospect.id, by: "ana".into() })), ["stage_changed"]);
    let row = of_crm(&told);
    assert_eq!((row.events[0].from, row.events[0].to), (Some(Stage::Prospect), Some(lead.stage)), "it is undone");
    let won = || ActivityKind::deal_won(false, None, setting::config().company.currency, Some("ana".to_owned()));
    assert_eq!(told.act(&said(6, won())), ["stage_changed", "converted"]);
    assert_eq!(told.act(&said(7, won())), [""; 0], "a second deal of the same customer");
    assert_eq!(told.act(&said(8, ActivityKind::Unsubscribed { send: None })), ["unsubscribed"]);
    assert_eq!(told.act(&said(9, ActivityKind::Unsubscribed { send: None })), [""; 0], "they said so before");
    assert!(told.rows.iter().all(|row| row.webhook == "crm"), "nobody is told of what they do not want");
}

#[test]
fn the_past_is_no_event() {
    let mut told = Told::new();
    assert_eq!(told.act(&import(START, "fair", true)), [""; 0]);
    assert_eq!(
        told.act(&said(1, ActivityKind::deal_won(true, None, setting::config().company.currency, None))),
        [""; 0]
    );
    let mut told = Told::new();
    assert_eq!(told.act(&import(START, "fair", false)), ["created", "stage_changed"]);
}

/// With no address nothing is gathered: no byte and no write unit more.
#[test]
fn nobody_to_tell_costs_nothing() {
    let mut told = Told::new();
    told.config.webhooks.clear();
    told.act(&post(START, "demo", &[("email", "maria@acme.example"), ("timeline", "now")]));
    assert!(told.rows.is_empty());
}

fn row() -> QueuedEvents {
    let mut told = Told::new();
    told.act(&post(START, "demo", &[("email", "maria@acme.example"), ("timeline", "now")]));
    told.rows.remove(0)
}

/// A row holds who, what and when, and nothing personal; what is stored is read by later releases.
#[test]
fn a_row_holds_nothing_personal() {
    let row = row();
    let stored = serde_json::to_string(&row).unwrap();
    assert!(!stored.contains("maria") && !stored.contains("acme"), "{stored}");
    assert_eq!(serde_json::from_str::<QueuedEvents>(&stored).unwrap(), row);
    assert!(stored.len() < 700, "within one write unit: {}", stored.len());
    let ids: Vec<String> = row.events.iter().map(WebhookEvent::id).collect();
    assert_eq!(ids[0], format!("evt_{}_created", row.events[0].activity.as_str()));
    assert!(ids.iter().all(|id| id.len() < 80 && !id.contains('.')), "{ids:?}");
}

#[test]
fn what_is_not_taken_is_tried_for_a_day_and_parked() {
    let (mut row, mut now) = (row(), at(START));
    let mut pauses = Vec::new();
    while row.parked.is_none() {
        assert!(row.is_ready(now));
        row.claim(now);
        assert!(!row.is_ready(now), "it is claimed");
        row.failed(now, "it answered 500", None, 0.5);
        if row.parked.is_none() {
            assert!(!row.is_ready(now));
            pauses.push(row.wake.duration_since(now).as_secs());
            now = row.wake;
        }
    }
    assert_eq!(pauses[..9], [30, 60, 120, 240, 480, 960, 1920, 3840, 7680]);
    assert!(pauses[9..].iter().all(|pause| *pause <= 10_800), "{pauses:?}");
    assert_eq!(pauses.iter().sum::<i64>(), 86_400, "the last try is made when the day is over");
    let parked = row.parked.clone().unwrap();
    assert_eq!((parked.at, parked.why.as_str()), (now, "it answered 500"));
    assert_eq!(row.expires_at(), Some(now + SignedDuration::from_hours(90 * 24)));
    // A person says that it is to be tried again: for another day, and under the same ids.
    let ids: Vec<String> = row.events.iter().map(WebhookEvent::id).collect();
    row.replay(now);
    assert!(row.is_ready(now) && row.expires_at().is_none());
    assert_eq!(row.events.iter().map(WebhookEvent::id).collect::<Vec<_>>(), ids);
    row.failed(now, "it answered 500", None, 0.5);
    assert!(row.parked.is_none());
}

proptest! {
    /// Pauses grow, are never shorter than what the address asks for, and the claim of a process that ended is let go.
    #[test]
    fn a_pause_is_long_enough(tries in 0_u32..40, chance in 0.0..1.0_f64, after in 0_i64..3600) {
        let mut row = row();
        row.tries = tries;
        let now = at(START);
        row.claim(now);
        row.failed(now, "x", Some(SignedDuration::from_secs(after)), chance);
        let pause = row.wake.duration_since(now);
        prop_assert!(pause >= SignedDuration::from_secs(after));
        prop_assert!(pause >= SignedDuration::from_millis(22_500) && pause <= SignedDuration::from_mins(226));
        row.claim(now);
        prop_assert!(row.is_ready(now + SignedDuration::from_hours(4)));
    }
}

/// What an address is told of Maria, who was assigned to Ana.
fn body(webhook: Value, kind: EventKind, fields: &[(&str, &str)]) -> (String, String) {
    let mut told = Told::new();
    let fields: Vec<_> =
        [("email", "maria@acme.example"), ("timeline", "now")].into_iter().chain(fields.iter().copied()).collect();
    told.act(&post(START, "demo", &fields));
    let lead = told.lead.unwrap();
    let event = WebhookEvent { from: Some(Stage::Lead), ..sample_event(kind, &lead, at(START)) };
    let about = About {
        event: &event,
        lead: &lead,
        team: &told.config.team,
        words: Words::english(),
        page: Some("https://acme.example/desk/leads/ld_x"),
    };
    let body = self::webhook(webhook).body(about).unwrap();
    (body.content_type.to_owned(), body.text)
}

fn json_body(recipe: Value, kind: EventKind, fields: &[(&str, &str)]) -> Value {
    let (content_type, text) = body(recipe, kind, fields);
    assert_eq!(content_type, "application/json");
    serde_json::from_str(&text).unwrap()
}

const NAMED: [(&str, &str); 2] = [("name", "Maria <!channel> & [x](http://evil.example)"), ("company", "Acme")];

/// `type`, `timestamp` and `data`, as the specification of Standard Webhooks asks for; of the fields those alone that the
/// address is to have.
#[test]
fn our_own_json_says_no_more_than_it_is_to() {
    let standard = json!({"url": "https://a.example/", "events": ["stage_changed"], "fields": ["email"]});
    let told = json_body(standard, EventKind::StageChanged, &NAMED);
    let lead = &told["data"]["lead"];
    assert_eq!(told["type"], "lead.stage_changed");
    assert_eq!(told["timestamp"], START);
    assert_eq!((&told["data"]["from"], &told["data"]["to"]), (&json!("lead"), &lead["stage"]));
    assert_eq!(lead["fields"], json!({"email": "maria@acme.example"}));
    let keys: Vec<&String> = lead.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["fields", "id", "owner", "score", "source", "stage", "temperature"]);
}

/// <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>: `text`, with `&`, `<` and `>` escaped.
#[test]
fn slack_is_told_a_message_that_calls_nobody() {
    let told = json_body(json!({"url_secret": "s", "events": ["hot"], "recipe": "slack"}), EventKind::Hot, &NAMED);
    let text = "Maria &lt;!channel&gt; &amp; [x](http://evil.example) (Acme) is hot";
    let text = format!("{text} <https://acme.example/desk/leads/ld_x|Open the lead>");
    assert_eq!(told, json!({"text": text, "unfurl_links": false, "unfurl_media": false}));
}

/// <https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook>: a
/// message with one adaptive card.
#[test]
fn teams_is_told_a_card_whose_text_is_text() {
    let told = json_body(json!({"url_secret": "s", "events": ["hot"], "recipe": "teams"}), EventKind::Assigned, &NAMED);
    assert_eq!(told["type"], "message");
    let attachment = &told["attachments"][0];
    assert_eq!(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
    let card = &attachment["content"];
    assert_eq!((&card["type"], &card["version"]), (&json!("AdaptiveCard"), &json!("1.4")));
    let run = &card["body"][0]["inlines"][0];
    assert_eq!((&card["body"][0]["type"], &run["type"]), (&json!("RichTextBlock"), &json!("TextRun")));
    assert!(
        run["text"].as_str().unwrap().starts_with("Maria <!channel> & [x](http://evil.example) (Acme) belongs to ")
    );
    assert_eq!(card["actions"][0]["type"], "Action.OpenUrl");
    assert_eq!(card["actions"][0]["url"], "https://acme.example/desk/leads/ld_x");
}

/// <https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/batch/post-crm-v3-objects-contacts-batch-upsert>:
/// `inputs`, each with `idProperty`, `id` and `properties` that are texts.
#[test]
fn hubspot_is_told_a_contact_by_its_address() {
    let recipe = json!({
        "url": "https://api.hubapi.com/crm/v3/objects/contacts/batch/upsert", "events": ["assigned"], "recipe": "hubspot",
        "token": "hubspot", "map": {"leadwright_stage": "stage", "jobtitle": "title"}, "fixed": {"leadwright": "yes"},
    });
    let told = json_body(recipe, EventKind::Assigned, &[("name", "Maria Silva")]);
    let properties = json!({
        "email": "maria@acme.example", "lastname": "Maria Silva", "leadwright_stage": "sql", "leadwright": "yes",
    });
    assert_eq!(
        told,
        json!({"inputs": [{"idProperty": "email", "id": "maria@acme.example", "properties": properties}]})
    );
}

/// Web-to-Lead is a form; it takes no lead without last name and company.
#[test]
fn salesforce_is_told_a_form() {
    let recipe = json!({
        "url": "https://webto.salesforce.com/servlet/servlet.WebToLead?encoding=UTF-8", "events": ["assigned"],
        "recipe": "salesforce", "map": {"00N000000000001": "score"}, "fixed": {"oid": "00D000000000000"},
    });
    let (content_type, text) = body(recipe, EventKind::Assigned, &[]);
    assert_eq!(content_type, "application/x-www-form-urlencoded");
    assert!(text.contains("oid=00D000000000000") && text.contains("email=maria%40acme.example"), "{text}");
    assert!(text.contains("last_name=maria%40acme.example") && text.contains("company=%5Bnot+provided%5D"), "{text}");
    assert!(text.contains("00N000000000001="), "{text}");
}

#[test]
fn mistakes_in_addresses_are_told() {
    for (wrong, expected) in [
        (json!({"url": "http://crm.example/"}), "begins with https://"),
        (json!({"url": "https://10.0.0.1/"}), "begins with https://"),
        (json!({"url": "https://ana:secret@crm.example/"}), "no user and no password"),
        (json!({"url": "https://crm.example:8443/"}), "its port is 8443, and 443 is allowed: write `allow_port`"),
        (json!({"url": "https://crm.example/", "allow_port": 8443}), "its port is 443, and 8443 is allowed"),
        (json!({"url": "https://hooks.slack.com/services/T/B/x"}), "put it into the secret"),
        (json!({"url": "https://prod.logic.example/workflows?sig=x"}), "put it into the secret"),
        (json!({}), "write either `url`, or `url_secret`"),
        (json!({"url": "https://crm.example/", "url_secret": "crm"}), "write either `url`, or `url_secret`"),
        (json!({"url": "https://crm.example/", "events": []}), "`events` is empty"),
        (json!({"url": "https://crm.example/", "events": ["hot", "hot"]}), "`hot` stands twice"),
        (json!({"url": "https://crm.example/", "fields": ["emial"]}), "no form has the field `emial`"),
        (json!({"url": "https://crm.example/", "map": {"a": "email"}}), "are for `recipe: hubspot`"),
        (json!({"url": "https://crm.example/", "recipe": "hubspot"}), "needs `token`"),
        (json!({"url": "https://crm.example/", "recipe": "salesforce"}), "needs `fixed: {oid: …}`"),
        (
            json!({"url": "https://crm.example/", "recipe": "hubspot", "token": "t", "map": {"a": "stge"}}),
            "do you mean `stage`?",
        ),
    ] {
        let mut value = json!({"events": ["hot"]});
        value.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let mut config = setting::config();
        config.webhooks.insert("crm".to_owned(), webhook(value));
        let found: Vec<String> =
            config.check().into_iter().filter(|one| one.file == "webhooks.yaml").map(|one| one.message).collect();
        assert!(found.iter().any(|message| message.contains(expected)), "{wrong}: {found:?}");
    }
    for right in
        [json!({"url": "https://crm.example:8443/x?y=1", "allow_port": 8443}), json!({"url": "http://127.0.0.1:4100/"})]
    {
        let mut value = json!({"events": ["hot"]});
        value.as_object_mut().unwrap().extend(right.as_object().unwrap().clone());
        let mut config = setting::config();
        config.webhooks.insert("crm".to_owned(), webhook(value));
        assert!(config.check().iter().all(|one| one.file != "webhooks.yaml"), "{right}: {:?}", config.check());
    }
}

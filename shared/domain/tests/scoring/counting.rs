//! Models of a rule or two, and leads of whom nothing is known but what they did.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityKind, Click, Interaction, Opening};
use leadwright_domain::lead::{Applied, Decisions, Lead};
use leadwright_domain::scoring::Model;
use serde_json::{Value, json};

use crate::setting::{activity, at, config, run};

pub(super) fn model(engagement: &Value) -> Model {
    model_with(engagement, &json!({}), &json!({}))
}

pub(super) fn model_with(engagement: &Value, groups: &Value, most: &Value) -> Model {
    let fit = json!([
        {"rule": "company-address", "label": "Company address", "points": 10, "when": {"field": "email", "free_mail": false}},
        {"rule": "named", "label": "Named", "points": 15, "when": {"field": "name", "given": true}},
    ]);
    serde_json::from_value(json!({
        "fit": fit, "engagement": engagement, "groups": groups, "most": most,
        "temperature": {"warm": 25, "hot": 65}, "grades": {"A": 40, "B": 25, "C": 10},
    }))
    .unwrap()
}

/// Midnight of the day `number` days after 2025-01-20, a Monday on which a block of four weeks begins.
pub(super) fn day(number: i64) -> Timestamp {
    at("2025-01-20T00:00:00Z") + SignedDuration::from_hours(24 * number)
}

pub(super) fn event(number: i64, kind: fn(Interaction) -> ActivityKind, name: &str) -> Activity {
    let event = Interaction {
        name: Some(name.to_owned()),
        page: Some(format!("https://acme.example/{name}?x=1")),
        note: None,
        by_browser: false,
    };
    activity(day(number), &format!("{name}{number}"), kind(event))
}

pub(super) fn view(number: i64) -> Activity {
    event(number, ActivityKind::PageViewed, "pricing")
}

/// A lead of whom nothing is known but what it did.
pub(super) fn lead(model: &Model, activities: &[Activity]) -> Lead {
    let mut lead = run(&config(), &[view(0)]).0;
    lead.fields.clear();
    (lead.submissions, lead.tally) = model.recount(&applied(activities));
    lead.score = model.score(&lead, day(0));
    lead
}

pub(super) fn applied(activities: &[Activity]) -> Vec<Applied> {
    let all = (1..).zip(activities).map(|(seq, activity)| Applied {
        activity: activity.clone(),
        seq,
        applied_at: activity.occurred_at(),
        model: String::new(),
        decisions: Decisions::default(),
    });
    all.collect()
}

pub(super) fn points(model: &Model, lead: &Lead, on: i64) -> i32 {
    model.score(lead, day(on)).engagement
}

pub(super) fn rule(options: &Value) -> Value {
    let mut rule = json!({"rule": "r", "label": "R", "points": 40, "page": "/pricing*"});
    rule.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
    rule
}

pub(super) fn opened(machine: Option<&str>) -> ActivityKind {
    let machine = machine.map(ToOwned::to_owned);
    ActivityKind::MailOpened(Opening { send: "s".to_owned(), mail: "tips".to_owned(), machine })
}

pub(super) fn clicked(mail: &str, url: &str) -> ActivityKind {
    ActivityKind::MailClicked(Click::new("s", mail, url, &[]))
}

pub(super) fn numbered(number: i64, seed: usize) -> Activity {
    let what = view(number).kind;
    activity(day(number), &seed.to_string(), what)
}

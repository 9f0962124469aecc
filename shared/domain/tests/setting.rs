//! A small company to test rules on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Agreed, Imported, SiteTouches, Submission};
use leadwright_domain::call_lists::CallLists;
use leadwright_domain::campaign::Campaigns;
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::fold::Folded;
use leadwright_domain::lead::{Applied, Assignment, Lead};
use leadwright_domain::routing::OwnerChoice;
use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
use leadwright_domain::words::Catalogues;
use proptest::prelude::*;
use serde_json::json;

#[expect(clippy::too_many_lines, reason = "one file after the other")]
pub(crate) fn config() -> Config {
    let form = |hand_off: bool, wants: &str, source: &str, thanks: &str| {
        json!({
            "title": "Form", "button": "Send", "wants": wants, "source": source, "hand_off": hand_off,
            "acknowledge": thanks, "thanks": "Thanks.",
            "consent": {"version": "v1", "wording": "Yes"},
            "fields": [
                {"name": "email", "label": "E-mail", "type": "email", "required": true},
                {"name": "name", "label": "Name"},
                {"name": "company", "label": "Company"},
                {"name": "employees", "label": "Employees", "type": "number"},
                {"name": "phone", "label": "Phone", "type": "phone"},
                {"name": "timeline", "label": "When"},
                {"name": "message", "label": "Message", "type": "message"},
            ],
        })
    };
    let person =
        |id: &str| json!({"id": id, "name": id, "email": format!("{id}@acme.example"), "timezone": "Europe/Lisbon"});
    let mut manager = person("dora");
    manager["takes_leads"] = json!(false);
    let read = |value| serde_json::from_value(value).unwrap();
    let config = Config {
        version: String::new(),
        model_hash: String::new(),
        company: serde_json::from_value(json!({
            "name": "Acme", "address": "Rua 1, Lisboa", "website": "https://acme.example",
            "timezone": "Europe/Lisbon", "reply_to": "hello@acme.example"
        }))
        .unwrap(),
        team: serde_json::from_value(json!({
            "people": [person("ana"), person("ben"), person("chloe"), manager], "manager": "dora", "teams": {"sales": ["ana", "ben", "chloe"]},
        })).unwrap(),
        scoring: serde_json::from_value(json!({
            "fit": [
                {"rule": "company-address", "label": "Company address", "points": 10, "when": {"field": "email", "free_mail": false}},
                {"rule": "size", "label": "50 or more", "points": 15, "when": {"field": "employees", "at_least": 50}},
                {"rule": "tiny", "label": "Fewer than 5", "points": -20, "when": {"field": "employees", "at_most": 4}},
            ],
            "engagement": [
                {"rule": "demo", "label": "Asked for a demo", "points": 30, "form": "demo"},
                {"rule": "guide", "label": "Downloaded the guide", "points": 10, "form": "guide", "at_most": 3},
                {"rule": "clicked", "label": "Clicked in a mail", "points": 5, "on": "mail_clicked", "at_most": 1},
            ], "temperature": {"warm": 25, "hot": 50}, "grades": {"A": 25, "B": 15, "C": 5}
        }))
        .unwrap(),
        funnel: serde_json::from_value(json!({
            "mql": [{"label": "Enough points", "score": 45}],
            "sql": [{"label": "Wants to buy now", "when": {"field": "timeline", "one_of": ["now"]}}],
            "answers": [{"question": "timeline", "answer": "yes", "when": {"field": "timeline", "one_of": ["now"]}}],
            "reasons": {
                "recycled": {"not-now": "Not now"}, "disqualified": {"no-need": "No need"},
                "lost": {"competitor": "Bought elsewhere"}, "bad": {"wrong-number": "Wrong number"},
            },
        }))
        .unwrap(),
        routing: serde_json::from_value(json!({"otherwise": {"team": "sales"}, "accept_within": {"hot": "5m"}})).unwrap(),
        segments: BTreeMap::new(),
        reports: BTreeMap::new(),
        campaigns: Campaigns::default(),
        suppliers: BTreeMap::default(),
        spam: leadwright_domain::suspicion::SpamRules::default(),
        webhooks: std::collections::BTreeMap::new(),
        call_lists: CallLists::default(),
        sending: serde_json::from_value(json!({
            "topics": {"tips": "Tips"}, "a_day": 5, "a_week": 16, "after_a_talk": "14d",
            "soft_bounces": {"count": 3, "within": "30d"},
            "brake": {"bounces": "2.5%", "complaints": "0.05%", "over": "7d", "at_least": 200},
        }))
        .unwrap(),
        forms: BTreeMap::from([
            ("demo".to_owned(), read(form(true, "wants a demo", "form", "thanks"))),
            ("guide".to_owned(), read(form(false, "downloaded the guide", "download", "thanks"))),
        ]),
        sources: BTreeMap::new(),
        sequences: BTreeMap::from([(
            "nurture".to_owned(),
            serde_json::from_value(json!({
                "topic": "tips", "starts_on": {"form": "guide"},
                "steps": [
                    {"name": "tips", "wait": "1d", "mail": "tips"},
                    {"name": "story", "wait": "2d", "mail": "story"},
                ]
            }))
            .unwrap(),
        ), (
            "again".to_owned(),
            serde_json::from_value(json!({
                "topic": "tips", "starts_on": {"recycled": true},
                "steps": [{"name": "hello", "wait": "30d", "mail": "story"}],
            }))
            .unwrap(),
        )]),
        emails: [
            ("footer", "You agreed to it. [Change what you get]({{ links.preferences }}) [Unsubscribe]({{ links.unsubscribe }})\n\n{{ company.address }}\n"),
            ("thanks", "Subject: Thanks\n\nHello {{ first_name or 'there' }},\n\nthanks from {{ company.name }}.\n"),
            ("confirm", "Subject: Was it you?\n\n{{ wording or 'Mail' }} [Yes]({{ links.confirm }})\n"),
            ("tips", "Subject: Tips\n\nTips.\n"),
            ("story", "Subject: Story\n\nA story.\n"),
            ("escalation", "Subject: Nobody has accepted {{ lead.name or lead.email }}: given to {{ owner.name }}\n\nNext: {{ next | join('; ') }}.\n"),
            ("call", "Subject: Call {{ lead.name or lead.email }}: {{ task }}\n\n{{ task }}\n"),
            ("reminder", "Subject: Try {{ lead.name or lead.email }} again\n\nAside since {{ aside.at }}: {{ aside.reason }}\n"),
            (
                "hand-off",
                "Subject: {{ lead.name or lead.email }}: {% if came_back %}came back, {% endif %}{{ asked.wants }} (asked {{ asked.at }})\n\n{{ asked.message | quote }}\n\n{% if phone_link %}[{{ lead.phone }}](tel:{{ phone_link }}){% endif %}\n\n{% for line in score.lines %}- {{ line.label }} {{ line.points }}\n{% endfor %}",
            ),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into(),
        words: Catalogues::default(),
    };
    config.hashed()
}

pub(crate) fn lead_id() -> LeadId {
    LeadId::of(&IdentityKey::new("k"), &Identity::Entry("1".into()))
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn submission(form: &str, fields: &[(&str, &str)], consent: bool) -> Submission {
    Submission {
        form: form.to_owned(),
        source: if form == "demo" { "form" } else { "download" }.to_owned(),
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        unrecognised: BTreeSet::new(),
        message: None,
        consent: consent.then(|| "v1".to_owned()),
        agreed: Agreed::default(),
        campaign: None,
        page: None,
        delivered: None,
        unknown: BTreeMap::new(),
        touches: SiteTouches::default(),
    }
}

pub(crate) fn activity(time: Timestamp, seed: &str, what: ActivityKind) -> Activity {
    Activity::new(ActivityId::new(time, &[seed]), lead_id(), what)
}

pub(crate) fn post(time: &str, form: &str, fields: &[(&str, &str)]) -> Activity {
    activity(at(time), time, ActivityKind::FormSubmitted(submission(form, fields, true)))
}

pub(crate) fn import(time: &str, source: &str, history: bool) -> Activity {
    let fields = BTreeMap::from([("email".to_owned(), "maria@acme.example".to_owned())]);
    activity(
        at(time),
        time,
        ActivityKind::LeadImported(Imported { source: source.to_owned(), fields, consent: true, history, ..row(&[]) }),
    )
}

/// A row of a list that has these fields and nothing else.
pub(crate) fn row(fields: &[(&str, &str)]) -> Imported {
    Imported {
        source: "fair".to_owned(),
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        unrecognised: BTreeSet::new(),
        campaign: None,
        consent: false,
        consent_phone: false,
        note: None,
        history: false,
        tip: false,
        referred_by: None,
        referrer: None,
        by: None,
        delivered: None,
        opt_in: None,
        import: None,
    }
}

/// Folds activities one after the other, each when it happened; owners take turns.
pub(crate) fn run(config: &Config, activities: &[Activity]) -> (Lead, Vec<Applied>) {
    let mut lead: Option<Lead> = None;
    let mut all = Vec::new();
    let mut turn = 0;
    for activity in activities {
        let mut activity = activity.clone();
        if lead.is_none() && !activity.may_begin() {
            activity.who.insert("external_id".to_owned(), "list:1".to_owned());
        }
        let (next, applied) = step(lead, &activity, config, activity.occurred_at(), &mut turn);
        lead = Some(next);
        all.push(applied);
    }
    (lead.expect("at least one activity"), all)
}

/// Folds one activity; if the lead needs an owner, it is the next member of the team.
pub(crate) fn step(
    lead: Option<Lead>,
    activity: &Activity,
    config: &Config,
    now: Timestamp,
    turn: &mut usize,
) -> (Lead, Applied) {
    match fold::fold(lead, activity.clone(), config, now).unwrap() {
        Folded::Done(lead, applied) => (lead, applied),
        Folded::NeedsRecount(_) => panic!("the lead was counted by another model"),
        Folded::NeedsTimeline(_) => panic!("what is undone needs the timeline"),
        Folded::NeedsOwner(request) => {
            let free: Vec<_> = config.team.members("sales").filter(|one| !request.excluded.contains(&one.id)).collect();
            let kept = request.lead().owner.clone().filter(|owner| free.iter().any(|one| one.id == *owner));
            let chosen = if free.is_empty() {
                OwnerChoice::Nobody
            } else {
                let owner = kept.unwrap_or_else(|| {
                    *turn += 1;
                    free[(*turn - 1) % free.len()].id.clone()
                });
                OwnerChoice::Owner(Assignment { owner, rule: "test".to_owned(), turn: None })
            };
            request.answer(&chosen, config, now)
        }
    }
}

/// Something that Maria says or that is said of her, within so many minutes. Of two at the same moment either may be first.
pub(crate) fn said_within(minutes: i64, words: impl Strategy<Value = ActivityKind>) -> impl Strategy<Value = Activity> {
    (0..minutes, 0_u8..3, words).prop_map(|(minute, seed, kind)| {
        let time = at("2026-11-21T10:00:00Z") + SignedDuration::from_mins(minute);
        let who = BTreeMap::from([("email".to_owned(), "maria@acme.example".to_owned())]);
        Activity { who, ..activity(time, &format!("{seed}{kind:?}"), kind) }
    })
}

/// The same things as they are, and in another order.
pub(crate) fn in_two_orders<T: Clone + std::fmt::Debug + 'static>(
    all: impl Strategy<Value = Vec<T>>,
) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    all.prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
}

//! Activities from outside: what is accepted, what is refused, and the message then.

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::intake::Intake;
use leadwright_domain::value::identity::IdentityKey;
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::setting::{at, config, run};

const NOW: &str = "2026-11-21T14:03:00Z";

fn read_with(config: &Config, item: &Value, now: Timestamp, seed: &str) -> Result<Activity, String> {
    Intake { config, key: &IdentityKey::new("k"), now }.read(item, seed)
}

fn read(item: &Value) -> Result<Activity, String> {
    read_with(&config(), item, at(NOW), "request:0")
}

/// The item of a kind with its own fields, about Maria.
fn about_maria(kind: &str, fields: &Value) -> Value {
    let mut item = json!({"kind": kind, "email": "Maria@acme.example"});
    item.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    item
}

#[test]
fn every_kind_of_activity_is_accepted_and_normalised() {
    for (kind, fields, stored) in [
        (
            "page_viewed",
            json!({"page": "https://acme.example/prices?utm=x#top"}),
            json!({"page": "https://acme.example/prices"}),
        ),
        ("product_used", json!({"name": " invited a\ncolleague "}), json!({"name": "invited a colleague"})),
        ("event_attended", json!({"name": "Hannover fair", "note": ""}), json!({"name": "Hannover fair"})),
        ("ticket_opened", json!({}), json!({})),
        ("ticket_closed", json!({"name": "T-1", "note": "a\r\nb"}), json!({"name": "T-1", "note": "a\nb"})),
        ("call_logged", json!({"by": "ana", "reached": "no", "note": null}), json!({"by": "ana", "reached": false})),
        ("call_logged", json!({"by": "ana", "reached": "Yes"}), json!({"by": "ana"})),
        ("call_logged", json!({"note": "Wants an offer"}), json!({"by": "api", "note": "Wants an offer"})),
        ("meeting_held", json!({"by": "ben"}), json!({"by": "ben"})),
        ("reply_received", json!({}), json!({"by": "api"})),
        ("accepted", json!({"by": "ana"}), json!({"by": "ana"})),
        ("assigned", json!({"by": "Carla"}), json!({"by": "Carla"})),
        (
            "assigned",
            json!({"to": "ben", "why": "speaks German"}),
            json!({"to": "ben", "by": "api", "why": "speaks German"}),
        ),
        (
            "stage_moved",
            json!({"to": "recycled", "reason": "not-now", "again_on": "2026-12-03", "by": "ana", "note": "Busy"}),
            json!({"to": "recycled", "reason": "not-now", "again_on": "2026-12-03", "by": "ana", "note": "Busy"}),
        ),
        ("stage_moved", json!({"to": "prospect"}), json!({"to": "prospect", "by": "api"})),
        (
            "qualified",
            json!({"answers": {"need": true, "budget": "NO", "timeline": "Yes"}, "evidence": "Said so"}),
            json!({"answers": {"need": true, "budget": false, "timeline": true}, "evidence": "Said so", "by": "api"}),
        ),
        (
            "edited",
            json!({"fields": {"employees": 120, "country": "pt", "company": "", "phone": "00351 912 345 678", "title": null}}),
            json!({"fields": {"employees": "120", "country": "PT", "company": "", "phone": "+351912345678", "title": ""}, "by": "api"}),
        ),
        ("marked_bad", json!({"reason": "wrong-number", "by": "ana"}), json!({"reason": "wrong-number", "by": "ana"})),
        (
            "marked_bad",
            json!({"reason": "wrong-number", "note": "A fax"}),
            json!({"reason": "wrong-number", "by": "api", "note": "A fax"}),
        ),
        ("nurture_stopped", json!({}), json!({"by": "api"})),
        ("deal_won", json!({"amount": 12000}), json!({"amount": 12000, "currency": "EUR", "by": "api"})),
        ("deal_won", json!({"amount": 12000.0}), json!({"amount": 12000, "currency": "EUR", "by": "api"})),
        ("deal_won", json!({"amount": 1200.50}), json!({"amount_minor": 120_050, "currency": "EUR", "by": "api"})),
        ("deal_won", json!({"amount": "1200.50"}), json!({"amount_minor": 120_050, "currency": "EUR", "by": "api"})),
        ("deal_won", json!({"amount": 0.07}), json!({"amount_minor": 7, "currency": "EUR", "by": "api"})),
        (
            "deal_won",
            json!({"amount": 9_999_999_999_999.99}),
            json!({"amount_minor": 999_999_999_999_999_u64, "currency": "EUR", "by": "api"}),
        ),
        ("unsubscribed", json!({}), json!({})),
        ("noted", json!({"note": " a\r\nb "}), json!({"note": "a\nb", "by": "api"})),
        ("mail_written", json!({"by": "ana"}), json!({"by": "ana"})),
        (
            "undone",
            json!({"activity": "20261121T140300000-k5l2m3n4p5q6r7s2", "by": "ana"}),
            json!({"activity": "20261121T140300000-k5l2m3n4p5q6r7s2", "by": "ana"}),
        ),
        (
            "do_not_contact",
            json!({"channel": "calls", "note": "In the car"}),
            json!({"channel": "calls", "by": "api", "note": "In the car"}),
        ),
        ("sequence_started", json!({"sequence": "nurture", "by": "ana"}), json!({"sequence": "nurture", "by": "ana"})),
        ("not_bad", json!({"by": "ana"}), json!({"by": "ana"})),
    ] {
        let item = about_maria(kind, &fields);
        let activity = read(&item).unwrap_or_else(|why| panic!("{item}: {why}"));
        assert_eq!(activity.occurred_at(), at(NOW));
        let mut expected = stored;
        expected["kind"] = json!(kind);
        assert_eq!(serde_json::to_value(&activity.kind).unwrap(), expected, "{item}");
        let again: Activity = serde_json::from_str(&serde_json::to_string(&activity).unwrap()).unwrap();
        assert_eq!(again, activity);
    }
}

#[test]
fn a_refusal_says_what_is_wrong() {
    let long = "x".repeat(2_001);
    for (kind, fields, words) in [
        ("page_viewed", json!({}), "page_viewed needs `page`"),
        ("page_viewed", json!({"page": "?utm=x"}), "page_viewed needs `page`"),
        ("product_used", json!({}), "product_used needs `name`"),
        ("noted", json!({"by": "ana"}), "noted needs `note`"),
        ("undone", json!({"by": "ana"}), "undone needs `activity`"),
        ("undone", json!({"activity": "7", "by": "ana"}), "`activity` is an activity's id, like 2026"),
        ("undone", json!({"activity": "20261121T140300000-k5l2m3n4p5q6r7s2"}), "undone needs `by`"),
        (
            "undone",
            json!({"activity": "20261121T140300000-k5l2m3n4p5q6r7s2", "by": "ana", "occurred_at": "2026-11-01T10:00:00Z"}),
            "undone has no `occurred_at`: it is undone now, so leave it out",
        ),
        ("do_not_contact", json!({}), "do_not_contact needs `channel`: one of calls, letters, mail, messages"),
        ("do_not_contact", json!({"channel": "phone"}), "`channel` can't be \"phone\": it is one of calls"),
        ("contact_allowed", json!({"channel": "calls"}), "only the lead itself says so"),
        ("sequence_started", json!({"sequence": "x"}), "`sequence`: sequences/ has none of that name (\"x\")"),
        ("segment_set", json!({"segment": "x", "is_in": true}), "`segment`: segments.yaml has none of that name"),
        ("product_used", json!({"nam": "x"}), "no field `nam`: there are name, note, kind"),
        ("product_used", json!({"name": 5}), "`name` is a text: write it in quotes"),
        ("product_used", json!({"name": &long[..201]}), "`name` is too long: 200"),
        ("event_attended", json!({"note": "x"}), "event_attended needs `name`"),
        ("ticket_opened", json!({"by": "ana"}), "ticket_opened has no field `by`"),
        ("call_logged", json!({"reached": "perhaps"}), "`reached` is yes or no"),
        ("call_logged", json!({"note": long}), "`note` is too long: 2000"),
        ("call_logged", json!({"by": &long[..65]}), "`by` is too long: 64"),
        ("accepted", json!({}), "accepted needs `by`"),
        ("accepted", json!({"by": "api"}), "nobody with the id \"api\"; there are ana, ben, chloe"),
        ("assigned", json!({"to": "zoe"}), "`to`: team.yaml has nobody with the id \"zoe\""),
        ("stage_moved", json!({}), "stage_moved needs `to`: one of lead, mql"),
        ("stage_moved", json!({"to": "hot"}), "`to` can't be \"hot\": leads move to lead, mql"),
        ("stage_moved", json!({"to": "suspect"}), "`to` can't be \"suspect\""),
        ("stage_moved", json!({"to": "bad"}), "post a `marked_bad`"),
        ("stage_moved", json!({"to": "lost"}), "`reason` is one of funnel.yaml's, here: competitor"),
        ("stage_moved", json!({"to": "lost", "reason": "not-now"}), "here: competitor"),
        ("stage_moved", json!({"to": "sql", "reason": "not-now"}), "write a `note`"),
        (
            "stage_moved",
            json!({"to": "sql", "again_on": "2026-12-03"}),
            "`again_on` is for a lead that moves to recycled",
        ),
        ("stage_moved", json!({"to": "recycled", "reason": "not-now", "again_on": "soon"}), "a date like 2026-12-03"),
        (
            "stage_moved",
            json!({"to": "recycled", "reason": "not-now", "again_on": "2026-12-03T23:30-05:00"}),
            "a date like 2026-12-03",
        ),
        ("stage_moved", json!({"to": "recycled", "reason": "not-now", "again_on": "2026-11-21"}), "a day to come"),
        ("qualified", json!({}), "qualified needs `answers`"),
        ("qualified", json!({"answers": {}}), "need, budget, authority, timeline"),
        ("qualified", json!({"answers": {"fit": true}}), "`answers` has no question `fit`"),
        ("qualified", json!({"answers": {"need": "unknown"}}), "`need` is yes or no: leave it out while it is unknown"),
        ("edited", json!({}), "edited needs `fields`"),
        ("edited", json!({"fields": {"email": "m@other.example"}}), "`email` can't be edited: it is who the lead is"),
        (
            "edited",
            json!({"fields": {"message": "x"}}),
            "no field `message` to edit: there are company, country, employees",
        ),
        ("edited", json!({"fields": {"employees": "many"}}), "“Employees” as a whole number"),
        ("edited", json!({"fields": {"employees": 12.5}}), "`employees` is a whole number"),
        ("edited", json!({"fields": {"employees": "12.5"}}), "“Employees” as a whole number"),
        ("edited", json!({"fields": {"country": "Narnia"}}), "the name of one country, or its two letters"),
        ("edited", json!({"fields": {"name": true}}), "`name` is a text or a number"),
        ("marked_bad", json!({}), "`reason` is one of funnel.yaml's, here: wrong-number"),
        ("deal_won", json!({"amount": -1}), "`amount` is a number in EUR, 0 or more, like 12000 or \"12000.50\""),
        ("deal_won", json!({"amount": "1,200"}), "`amount` is a number in EUR"),
        ("deal_won", json!({"amount": [1]}), "`amount` is a number in EUR"),
        ("deal_won", json!({"amount": 1.505}), "`amount` has at most 2 digits behind the point, in EUR"),
        ("deal_won", json!({"amount": 10_000_000_000_000_u64}), "too large: 9,999,999,999,999.99 EUR at the most"),
        ("deal_won", json!({"amount": 1e20}), "`amount` is too large: 9,999,999,999,999.99 EUR at the most"),
        ("deal_won", json!({"amount": "100000000000000000000"}), "`amount` is too large"),
        ("deal_won", json!({"amount": 1e-7}), "`amount` is a number in EUR"),
        ("deal_won", json!({"amount": "1e5"}), "`amount` is a number in EUR"),
        ("deal_won", json!({"amount": "5 EUR"}), "`amount` is a number in EUR"),
        ("deal_won", json!({"amount": "NaN"}), "`amount` is a number in EUR"),
        ("deal_won", json!({"amount": "1.234"}), "`amount` has at most 2 digits behind the point, in EUR"),
        ("unsubscribed", json!({"by": "ana"}), "unsubscribed has no field `by`"),
        ("form_submitted", json!({}), "\"form_submitted\" can't be posted: the kinds are accepted, assigned"),
    ] {
        let item = about_maria(kind, &fields);
        let why = read(&item).expect_err(&item.to_string());
        assert!(why.contains(words), "{item}: {why}");
        assert!(!why.contains('\n'), "{why:?}");
    }
}

#[test]
fn the_lead_the_time_and_the_idempotency_key_are_read() {
    let maria = read(&json!({"kind": "ticket_opened", "email": " maria@ACME.example"})).unwrap().lead;
    let by_id = read(&json!({"kind": "ticket_opened", "lead": maria})).unwrap();
    assert_eq!(by_id.lead, maria);
    for (item, words) in [
        (json!([]), "an activity is an object"),
        (json!({}), "`kind` says what happened"),
        (json!({"kind": 1}), "`kind` says what happened"),
        (json!({"kind": "ticket_opened"}), "say whom it is about"),
        (json!({"kind": "ticket_opened", "lead": "ld_x"}), "`ld_` and 26"),
        (json!({"kind": "ticket_opened", "email": "maria"}), "an address like"),
        (json!({"kind": "ticket_opened", "phone": "912345678"}), "with its country"),
        (json!({"kind": "ticket_opened", "source": "fair"}), "go together"),
        (json!({"kind": "ticket_opened", "external_id": "7"}), "go together"),
        (json!({"kind": "ticket_opened", "source": "fair", "external_id": "a b"}), "no blanks"),
        (json!({"kind": "ticket_opened", "lead": maria, "phone": "+351912345678"}), "here are `lead` and `phone`"),
        (about_maria("ticket_opened", &json!({"occurred_at": "yesterday"})), "a time with its zone"),
        (about_maria("ticket_opened", &json!({"occurred_at": "2026-11-21T14:03:00"})), "a time with its zone"),
        (about_maria("ticket_opened", &json!({"occurred_at": "2026-11-21T14:08:01Z"})), "in the future"),
        (about_maria("ticket_opened", &json!({"occurred_at": "1999-12-31T23:59:59Z"})), "before the year 2000"),
        (about_maria("ticket_opened", &json!({"id": ""})), "1 to 128 visible"),
        (about_maria("ticket_opened", &json!({"id": "x".repeat(129)})), "1 to 128 visible"),
    ] {
        let why = read(&item).expect_err(&item.to_string());
        assert!(why.contains(words), "{item}: {why}");
    }
    let config = config();
    let ids = |fields: Value| {
        let item = about_maria("product_used", &fields);
        let later = at("2026-11-21T15:00:00Z");
        let (one, two) =
            (read_with(&config, &item, at(NOW), "a").unwrap(), read_with(&config, &item, later, "b").unwrap());
        assert_eq!(one.external_id, two.external_id);
        (one.id == two.id, one.external_id)
    };
    assert_eq!(ids(json!({"name": "x"})), (false, None));
    assert_eq!(ids(json!({"name": "x", "occurred_at": "2026-11-01T10:00:00+01:00"})), (true, None));
    assert_eq!(ids(json!({"name": "x", "id": 7})), (false, Some("api:product_used:7".to_owned())));
    let past = |name: &str| {
        read(&about_maria("product_used", &json!({"name": name, "occurred_at": "2026-11-01T10:00:00Z"}))).unwrap().id
    };
    assert_ne!(past("x"), past("y"));
    // The list's id is the lead that `import` made of it; a number is as good as a text.
    let listed = |id: Value| read(&json!({"kind": "ticket_opened", "source": "fair", "external_id": id})).unwrap().lead;
    assert_eq!(listed(json!(7)), listed(json!("7")));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
        prop::sample::select(vec![
            "yes",
            "no",
            "ana",
            "recycled",
            "not-now",
            "sql",
            "lost",
            "competitor",
            "2026-12-03",
            "2026-11-20T10:00:00Z",
            "maria@acme.example",
            "+351912345678",
            "wrong-number",
            "9999-12-31",
            "-009999-01-01T00:00:00Z",
        ])
        .prop_map(Value::from),
    ];
    let names = prop::sample::select(vec!["need", "budget", "name", "phone", "employees", "country", "email", "x"]);
    leaf.prop_recursive(2, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(names.clone().prop_map(str::to_owned), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn any_item() -> impl Strategy<Value = Value> {
    let kinds = prop::sample::select(vec![
        "page_viewed",
        "product_used",
        "event_attended",
        "ticket_opened",
        "ticket_closed",
        "call_logged",
        "meeting_held",
        "reply_received",
        "accepted",
        "assigned",
        "stage_moved",
        "qualified",
        "edited",
        "marked_bad",
        "nurture_stopped",
        "deal_won",
        "unsubscribed",
        "other",
    ]);
    let names = prop::sample::select(vec![
        "name",
        "page",
        "note",
        "by",
        "reached",
        "to",
        "why",
        "reason",
        "again_on",
        "answers",
        "evidence",
        "fields",
        "amount",
        "lead",
        "phone",
        "source",
        "external_id",
        "occurred_at",
        "id",
        "x",
    ]);
    let fields = prop::collection::btree_map(names.prop_map(str::to_owned), any_json(), 0..5);
    (kinds, any::<bool>(), fields).prop_map(|(kind, is_maria, fields)| {
        let mut item: Map<String, Value> = fields.into_iter().collect();
        item.insert("kind".to_owned(), kind.into());
        if is_maria {
            item.insert("email".to_owned(), "maria@acme.example".into());
        }
        Value::Object(item)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn no_input_panics_and_an_accepted_activity_is_stored_as_it_was_read(item in any_item()) {
        let config = config();
        if let Ok(activity) = read_with(&config, &item, at(NOW), "seed") {
            let text = serde_json::to_string(&activity).unwrap();
            prop_assert_eq!(serde_json::from_str::<Activity>(&text).unwrap(), activity.clone());
            prop_assert!(!matches!(activity.kind, ActivityKind::FormSubmitted(_) | ActivityKind::LeadImported(_) | ActivityKind::MailSent(_)));
            prop_assert_eq!(read_with(&config, &item, at(NOW), "seed"), Ok(activity));
        }
    }
}

#[test]
fn a_tip_is_a_row_that_answers_the_need_and_brings_no_consent() {
    let tip = |item: Value| read(&item).map(|activity| serde_json::to_value(activity).unwrap());
    let full = json!({"kind": "tip", "email": "Joe@acme.example", "name": "Joe", "note": "Has a leaky roof", "referred_by": "Maria Silva", "by": "ana"});
    let stored = tip(full.clone()).unwrap();
    let expected = json!({"email": "joe@acme.example", "name": "Joe"});
    assert_eq!(
        (&stored["kind"], &stored["fields"], &stored["tip"]),
        (&json!("lead_imported"), &expected, &json!(true))
    );
    assert_eq!((stored.get("consent"), &stored["source"]), (None, &json!("referral")));
    let (lead, applied) = run(&config(), &[read(&full).unwrap()]);
    assert_eq!((lead.stage, lead.consent.is_none(), lead.owner.is_none()), (Stage::Suspect, true, true));
    let need = &lead.answers[&Question::Need];
    assert_eq!((need.yes, need.by.as_str(), need.evidence.as_deref()), (true, "ana", Some("Maria Silva says so")));
    assert!(applied[0].decisions.begun.is_empty() && lead.enrolments.is_empty());
    // A name is enough; the caller's own id makes it one lead.
    let by_name = |id: &str| tip(json!({"kind": "tip", "id": id, "name": "Joe", "note": "Roof"})).unwrap();
    assert_eq!(by_name("1"), by_name("1"));
    assert_ne!(by_name("1")["lead"], by_name("2")["lead"]);
    for (item, words) in [
        (json!({"kind": "tip", "note": "Roof"}), "say whom it is about"),
        (json!({"kind": "tip", "name": "Joe"}), "tip needs `note`, what they need, or `referred_by`"),
        (json!({"kind": "tip", "name": "x".repeat(300), "note": "Roof"}), "`name`: "),
        (json!({"kind": "tip", "name": "Joe", "note": "Roof", "consent": true}), "tip has no field `consent`"),
    ] {
        let said = tip(item.clone()).unwrap_err();
        assert!(said.contains(words), "{item}: {said}");
    }
}

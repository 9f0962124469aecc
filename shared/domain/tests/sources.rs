//! Posts of other tools: what a file of `sources/` reads, and its mistakes.

use leadwright_domain::activity::{Activity, ActivityKind, Submission};
use leadwright_domain::config::Config;
use leadwright_domain::intake::{Intake, SourceError};
use leadwright_domain::lead_source::{JsonPath, LeadSource, Mapped, Proof, Shown};
use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId, PhoneNumber};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::setting::config;

fn source(more: &Value) -> LeadSource {
    let mut source = json!({
        "form": "demo", "key": {"secret": "tool", "header": "x-key"}, "id": "/id",
        "fields": {"email": "/email", "name": "/first + /last", "employees": "/size"},
    });
    source.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(source).unwrap()
}

fn read(config: &Config, source: &LeadSource, lead: &Value) -> Result<Activity, Vec<SourceError>> {
    let (key, now) = (IdentityKey::new("key"), "2026-11-26T10:00:00Z".parse().unwrap());
    Intake { config, key: &key, now }.read_source(("tool", source), lead, None, "seed")
}

fn sent(activity: Activity) -> Submission {
    match activity.kind {
        ActivityKind::FormSubmitted(sent) => sent,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lead_passes_the_rules_of_the_form() {
    let config = config();
    let lead = json!({"id": 7, "email": " Maria@ACME.example", "first": "Maria", "last": "Silva", "size": 120});
    let activity = read(&config, &source(&json!({"source": "advertising"})), &lead).unwrap();
    assert_eq!(activity.external_id.as_deref(), Some("source:tool:7"));
    let again = read(&config, &source(&json!({"source": "advertising"})), &lead).unwrap();
    assert_eq!((&activity.id, &activity.lead), (&again.id, &again.lead));
    let sent = sent(activity);
    assert_eq!((sent.source.as_str(), sent.form.as_str(), sent.consent), ("advertising", "demo", None));
    assert_eq!((sent.fields["email"].as_str(), sent.fields["name"].as_str()), ("maria@acme.example", "Maria Silva"));
    assert_eq!(sent.fields["employees"], "120");
}

#[test]
fn what_can_not_be_taken_is_named_with_where_it_was_read() {
    let config = config();
    for (lead, fields) in [
        (json!({"id": 1}), vec!["email"]),
        (json!({}), vec!["email", "id"]),
        (json!({"id": 1, "email": "maria"}), vec!["email"]),
        (json!({"id": 1, "email": ["a@b.example", {"x": 1}]}), vec!["email"]),
        (json!({"id": "a b", "email": "a@b.example"}), vec!["id"]),
        (json!({"id": "x".repeat(201), "email": "a@b.example"}), vec!["id"]),
        (json!([]), vec!["email", "id"]),
        (json!("text"), vec!["email", "id"]),
        (json!({"id": 1, "email": "a@b.example", "at": "yesterday"}), vec!["at"]),
        (json!({"id": 1, "email": "a@b.example", "at": 2_000_000_000}), vec!["at"]),
        (json!({"id": 1, "email": "a@b.example", "at": "1999-01-01T00:00:00Z"}), vec!["at"]),
    ] {
        let errors = read(&config, &source(&json!({"at": "/at"})), &lead).unwrap_err();
        let names: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(names, fields, "{lead}: {errors:?}");
        assert!(errors.iter().all(|error| error.from.is_some()), "{errors:?}");
    }
}

/// A call centre, or a lead ad that asks for no address.
#[test]
fn a_lead_is_known_by_its_number_alone() {
    let config = config();
    let fields = json!({"email": "/email", "phone": "/phone", "name": "/first"});
    let by_number = source(&json!({"email_or_phone": true, "fields": fields}));
    let identity = |who: Identity| Ok(LeadId::of(&IdentityKey::new("key"), &who));
    let maria = || identity(Identity::Phone(PhoneNumber::parse("+351912345678").unwrap()));
    for (lead, expected) in [
        (json!({"id": 1, "phone": "+351 912 345 678"}), maria()),
        (json!({"id": 2, "phone": "00351912345678", "first": "Maria"}), maria()),
        // Of the company's country.
        (json!({"id": 3, "phone": "912 345 678", "email": ""}), maria()),
        // What can't be read as an address does not say who it is.
        (json!({"id": 4, "phone": "912345678", "email": "maria"}), maria()),
        (
            json!({"id": 5, "phone": "912345678", "email": "m@acme.example"}),
            identity(Identity::Email("m@acme.example".to_owned().try_into().unwrap())),
        ),
        (
            json!({"id": 6, "phone": "call me", "email": "m@acme.example"}),
            identity(Identity::Email("m@acme.example".to_owned().try_into().unwrap())),
        ),
        // Behind a switchboard: the tool's own id.
        (json!({"id": 7, "phone": "+351 912 345 678 ext. 12"}), identity(Identity::Entry("tool:7".to_owned()))),
        (json!({"id": 8, "phone": "call me"}), Err(vec!["phone"])),
        (json!({"id": 9, "phone": "12345678"}), Err(vec!["phone"])),
        (json!({"id": 10, "first": "Maria"}), Err(vec!["email"])),
    ] {
        let read = read(&config, &by_number, &lead);
        if let Ok(activity) = &read {
            let is_by_number = expected == maria();
            assert_eq!(activity.only_number(), is_by_number.then_some("+351912345678"), "{lead}");
        }
        let read = read.map(|activity| activity.lead);
        let read = read.map_err(|errors| errors.iter().map(|error| error.field.clone()).collect::<Vec<_>>());
        assert_eq!(read, expected.map_err(|names: Vec<&str>| names.into_iter().map(str::to_owned).collect()), "{lead}");
    }
    // Without the key the form's rule counts.
    let errors =
        read(&config, &source(&json!({"fields": fields})), &json!({"id": 1, "phone": "912345678"})).unwrap_err();
    assert_eq!(errors[0].field, "email");
}

/// Marks that nobody sees stand in a number that was copied from a page, and the number is another one.
#[test]
fn r_glific_4815_marks_that_nobody_sees_make_no_other_number() {
    let config = config();
    let source = source(&json!({"email_or_phone": true, "fields": {"email": "/email", "phone": "/phone"}}));
    let lead = |phone: &str| read(&config, &source, &json!({"id": 1, "phone": phone})).unwrap();
    let plain = lead("+351912345678");
    for phone in
        ["\u{202a}+351 912 345 678\u{202c}", "\u{200b}+351\u{a0}912\u{202f}345\u{2009}678", "＋351 912 345 678"]
    {
        assert_eq!(lead(phone).lead, plain.lead, "{phone:?}");
    }
}

/// A program that takes a number for a decimal posts another number.
#[test]
fn r_rapidpro_241_r_twenty_12343_a_decimal_is_no_telephone_number() {
    let config = config();
    let fields = json!({"email": "/email", "phone": "/phone"});
    let by_number = source(&json!({"email_or_phone": true, "fields": fields}));
    for phone in [json!(351_912_345_678.5), json!("351912345678.0"), json!("3.51912E+11"), json!("3,51912E+11")] {
        let alone = read(&config, &by_number, &json!({"id": 1, "phone": phone})).unwrap_err();
        assert_eq!(alone[0].field, "phone", "{phone}");
    }
    // With an address it is kept as it is written, and nobody dials it.
    let lead = json!({"id": 1, "email": "a@b.example", "phone": "351912345678.0"});
    let kept = sent(read(&config, &by_number, &lead).unwrap());
    assert_eq!((kept.fields["phone"].as_str(), kept.unrecognised.contains("phone")), ("351912345678.0", true));
    // A whole number is one, with every digit.
    let whole = sent(read(&config, &by_number, &json!({"id": 1, "phone": 912_345_678})).unwrap());
    assert_eq!(whole.fields["phone"], "912345678");
}

/// A tool that posts its box unticked, or not at all, has not told of a consent.
#[test]
fn r_suitecrm_5547_what_the_file_does_not_name_is_no_consent() {
    let mut config = config();
    let mut form = serde_json::to_value(&config.forms["demo"]).unwrap();
    form["consent"] = json!({"version": "v7", "wording": "You may write to me."});
    config.forms.insert("demo".to_owned(), serde_json::from_value(form).unwrap());
    let source = source(&json!({"consent": {"mail": {"at": "/ok", "yes": ["yes"]}}}));
    let no = [
        json!(null),
        json!(false),
        json!(0),
        json!(""),
        json!("no"),
        json!("YES?"),
        json!([]),
        json!({}),
        json!(["yes", "no"]),
    ];
    for ok in no {
        let lead = json!({"id": 1, "email": "a@b.example", "ok": ok});
        assert_eq!(sent(read(&config, &source, &lead).unwrap()).consent, None, "{lead}");
    }
    let lead = json!({"id": 1, "email": "a@b.example", "ok": "yes"});
    assert_eq!(sent(read(&config, &source, &lead).unwrap()).consent.as_deref(), Some("v7"));
}

#[test]
fn the_time_is_when_the_person_asked() {
    let config = config();
    for (at, expected) in [
        (json!("2026-11-20T10:03:00+0000"), "2026-11-20T10:03:00Z"),
        // A clock that is a little ahead is ours.
        (json!("2026-11-26T10:04:00Z"), "2026-11-26T10:00:00Z"),
        (Value::Null, "2026-11-26T10:00:00Z"),
    ] {
        let lead = json!({"id": 1, "email": "a@b.example", "at": at});
        let activity = read(&config, &source(&json!({"at": "/at"})), &lead).unwrap();
        assert_eq!(activity.occurred_at().to_string(), expected);
    }
}

#[test]
fn what_no_path_reads_is_left_out_kept_or_refused() {
    let config = config();
    let lead = json!({"id": 1, "email": "a@b.example", "size": 3, "vans": 12, "deep": {"x": 1}, "list": [1]});
    let kept = |unknown: &str, lead: &Value| {
        read(&config, &source(&json!({"unknown": unknown})), lead).map(|activity| sent(activity).unknown)
    };
    assert!(kept("ignore", &lead).unwrap().is_empty());
    assert_eq!(kept("keep", &lead).unwrap().into_iter().collect::<Vec<_>>(), [("vans".to_owned(), "12".to_owned())]);
    assert_eq!(kept("refuse", &lead).unwrap_err()[0].field, "vans");
    let listed = source(&json!({
        "fields": {"email": "/answers[name=mail]/values"}, "unknown": "keep",
        "others": {"each": "/answers/*", "name": "/name", "value": "/values"},
    }));
    let lead = json!({"id": 1, "answers": [{"name": "mail", "values": ["a@b.example"]}, {"name": "vans", "values": [12, 14]}]});
    let sent = sent(read(&config, &listed, &lead).unwrap());
    assert_eq!(sent.unknown.into_iter().collect::<Vec<_>>(), [("vans".to_owned(), "12, 14".to_owned())]);
}

#[test]
fn a_consent_is_one_of_the_values_that_the_file_names() {
    let mut config = config();
    let mut form = serde_json::to_value(&config.forms["demo"]).unwrap();
    form["consent"] = json!({"version": "v7", "wording": "You may write to me.", "value": "agreed"});
    form["consents"] = json!([{"purpose": "phone", "version": "p1", "wording": "You may call me."}]);
    config.forms.insert("demo".to_owned(), serde_json::from_value(form).unwrap());
    let source = source(
        &json!({"consent": {"mail": {"at": "/ok", "yes": ["Ja, gerne"]}, "phone": {"at": "/call", "yes": ["1"]}}}),
    );
    assert_eq!(config.check().iter().filter(|problem| problem.file.starts_with("sources")).count(), 0);
    for (more, mail, phone) in [
        (json!({"ok": "Ja, gerne", "call": 1}), true, true),
        (json!({"ok": "yes"}), false, false),
        (json!({"ok": "agreed"}), false, false),
        (json!({"ok": ["Ja, gerne", "Nein"], "call": true}), false, false),
        (json!({"consent": "yes", "consent_phone": "yes"}), false, false),
    ] {
        let mut lead = json!({"id": 1, "email": "a@b.example"});
        lead.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let sent = sent(read(&config, &source, &lead).unwrap());
        assert_eq!((sent.consent.is_some(), sent.agreed.purposes.len() == 1), (mail, phone), "{more}");
    }
}

#[test]
fn mistakes_of_a_source_are_named_with_what_to_write() {
    let all = json!({
        "fields": {"email": "/email"}, "fetch": {"api": "https://graph.example.com/v1", "secret": "token", "id": "/id", "fields": ["a"]},
    });
    for (more, words) in [
        (json!({}), None),
        (all.clone(), None),
        (json!({"form": "dmeo"}), Some("do you mean `demo`?")),
        (json!({"fields": {"name": "/name"}}), Some("requires `email`: write in `fields` what it is read from")),
        (json!({"fields": {"email": "/email", "emial": "/x"}}), Some("`emial` is no field of the form `demo`")),
        (json!({"fields": {"email": "/email", "utm_campaign": "/c", "gclid": "/g"}}), None),
        (json!({"key": {"secret": "tool"}}), Some("one of `header`, `query` and `json`")),
        (json!({"key": {"secret": "tool", "header": "a", "query": "b"}}), Some("one of `header`, `query` and `json`")),
        (json!({"key": {"secret": "tool", "query": "b", "signed": "hex"}}), Some("a signature is shown in a header")),
        (json!({"key": {"secret": "My key!", "header": "a"}}), Some("the name of a secret")),
        (json!({"key": {"secret": "tool", "header": "a b"}}), Some("the name of a header")),
        (json!({"handshake": "tool"}), Some("each has one of its own")),
        (json!({"each": "/leads"}), Some("`each` is a path with `*`")),
        (json!({"ignore": [{"at": "/x", "why": "a test"}]}), Some("`is` or `is_not`")),
        (json!({"ignore": [{"at": "/x", "is": ["1"], "why": " "}]}), Some("`why` is a text")),
        (json!({"consent": {"phone": {"at": "/x", "yes": ["1"]}}}), Some("has no consent box for `phone`")),
        (json!({"source": ""}), Some("`source` is a text")),
        (
            json!({"fetch": {"api": "https://a.example", "secret": "t", "app_secret": "t", "id": "/id", "fields": ["a"]}}),
            Some("they are two"),
        ),
        (json!({"email_or_phone": true}), Some("need `phone` too")),
        (json!({"email_or_phone": true, "fields": {"email": "/a", "phone": "/b"}}), None),
        (
            json!({"fetch": {"api": "http://graph.example.com", "secret": "t", "id": "/id", "fields": ["a"]}}),
            Some("`api` is an address with https"),
        ),
        (
            json!({"fetch": {"api": "https://10.0.0.1/v1", "secret": "t", "id": "/id", "fields": ["a"]}}),
            Some("`api` is an address with https"),
        ),
        (
            json!({"fetch": {"api": "https://a.example", "secret": "t", "id": "/id", "fields": ["a b"]}}),
            Some("names of the API"),
        ),
    ] {
        let mut config = config();
        config.sources.insert("tool".to_owned(), source(&more));
        let told: Vec<_> = config.check().into_iter().filter(|problem| problem.file == "sources/tool.yaml").collect();
        match words {
            None => assert_eq!(told, [], "{more}"),
            Some(words) => assert!(told.iter().any(|problem| problem.message.contains(words)), "{more}: {told:?}"),
        }
    }
    let mut config = config();
    for name in ["a", "b"] {
        config.sources.insert(name.to_owned(), source(&json!({})));
    }
    let told: Vec<_> = config.check().into_iter().filter(|problem| problem.file == "sources/b.yaml").collect();
    assert!(told[0].message.contains("is the secret of sources/a.yaml too"), "{told:?}");
}

#[test]
fn a_file_of_a_source_stays_readable() {
    let stored = r#"{"form":"demo","key":{"secret":"meta-app","header":"X-Hub-Signature-256","signed":"hex"},"handshake":"meta-verify","each":"/entry/*/changes/*","ignore":[{"at":"/field","is_not":["leadgen"],"why":"no lead"}],"fetch":{"api":"https://graph.facebook.com/v25.0","secret":"meta-token","id":"/value/leadgen_id","fields":["field_data"]},"at":"/created_time","source":"advertising","fields":{"email":"/field_data[name=email]/values | /mail","utm_source":"=meta"},"consent":{"mail":{"at":"/x","yes":["1"]}},"unknown":"keep","others":{"each":"/field_data/*","name":"/name","value":"/values"}}"#;
    let source: LeadSource = serde_json::from_str(stored).unwrap();
    assert_eq!(serde_json::to_string(&source).unwrap(), stored);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ a-z0-9@.~/\\[\\]=é\u{0}]{0,12}".prop_map(Value::from),
        Just(Value::from("maria@acme.example")),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let name = prop_oneof![Just("id"), Just("email"), Just("first"), Just("size"), Just("list"), Just("a/b")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..6).prop_map(|all| Value::Object(
                all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>()
            )),
        ]
    })
}

proptest! {
    /// Whatever a path is, it is read again as it was written, and what it finds stands where it says.
    #[test]
    fn a_path_finds_only_what_is_there(text in "(/[a-z0-9*~]{0,6}(\\[[a-z.]{1,5}=[^\\]]{0,5}\\])?){1,6}", document in any_json()) {
        if let Ok(path) = JsonPath::try_from(text.clone()) {
            prop_assert_eq!(path.to_string(), text);
            for found in path.find(&document) {
                prop_assert_eq!(document.pointer(&found.pointer), Some(found.value));
            }
        }
    }

    #[test]
    fn any_text_is_a_mapping_or_refused(text in "\\PC{0,60}") {
        if let Ok(mapped) = Mapped::try_from(text.clone()) {
            prop_assert_eq!(mapped.to_string(), text);
        }
    }

    /// Nothing that a tool posts is changed or makes a panic: it is a lead, or refused with its reasons.
    #[test]
    fn any_post_is_a_lead_or_refused(document in any_json(), unknown in prop_oneof![Just("ignore"), Just("keep"), Just("refuse")]) {
        let config = config();
        let source = source(&json!({"unknown": unknown, "at": "/list/0 | /size"}));
        match read(&config, &source, &document) {
            Ok(activity) => {
                let sent = sent(activity);
                let email = document["email"].as_str().map(str::trim);
                prop_assert!(email == Some("maria@acme.example") || document["email"].is_array(), "{}", document);
                prop_assert!(sent.consent.is_none());
            }
            Err(errors) => prop_assert!(!errors.is_empty() && errors.iter().all(|error| !error.message.is_empty())),
        }
    }

    #[test]
    fn no_text_proves_anything_without_the_secret(header in "\\PC{0,80}", body in prop::collection::vec(any::<u8>(), 0..60), signed in prop_oneof![Just("hex"), Just("base64"), Just("timed")]) {
        let proof: Proof = serde_json::from_value(json!({"secret": "s", "header": "x", "signed": signed})).unwrap();
        let shown = Shown { header: Some(&header), query: None, body: &body, json: None };
        prop_assert!(!proof.holds(&["the secret".to_owned()], shown, "2026-11-26T10:00:00Z".parse().unwrap()));
    }
}

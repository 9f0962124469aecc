//! What is stored is read and written as it always was, whatever the fields are called in Rust.
//!
//! `stored/` holds examples of everything that lies in the table or in a queue: all of a type's fields, and the fewest.
//! An example is never changed. A new field gets a new one; what is written no more moves to `older.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::Path;

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Mailing, Recipient, StepRef};
use leadwright_domain::campaign::{CampaignMonth, MonthClosing};
use leadwright_domain::company::{LogIns, Session};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Applied, Claim, Decisions, Enrolment, Lead, Plan, Task};
use leadwright_domain::metrics::{Counts, Fact};
use leadwright_domain::routing::Availability;
use leadwright_domain::scoring::Model;
use leadwright_domain::sending::Control;
use leadwright_domain::sending::{Brake, OutboxEntry, Outcomes};
use leadwright_domain::suspicion::{Arrival, Suspect};
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId, PhoneNumber};
use serde::de::value::Error;
use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserializer, Serialize, forward_to_deserialize_any};
use serde_json::{Value, json};

fn file<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stored").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn examples(name: &str) -> BTreeMap<String, Value> {
    file(&format!("{name}.json"))
}

/// What is written after `stored` was read.
fn rewritten<T: Serialize + DeserializeOwned>(stored: &Value, what: &str) -> Value {
    // From text, as it comes from the table: some types read other things from a value.
    let read: T = serde_json::from_str(&stored.to_string()).unwrap_or_else(|error| panic!("{what}: {error}"));
    serde_json::to_value(read).expect("JSON")
}

#[track_caller]
fn assert_kept<T: Serialize + DeserializeOwned>(name: &str) {
    for (example, stored) in examples(name) {
        let what = format!("{name}.json, {example}");
        assert_eq!(rewritten::<T>(&stored, &what), stored, "{what}");
    }
}

#[test]
fn every_stored_type_is_written_as_it_is_read() {
    assert_kept::<Applied>("activities");
    assert_kept::<Lead>("leads");
    assert_kept::<AgendaEntry>("agenda");
    assert_kept::<Plan>("plans");
    assert_kept::<Control>("control");
    assert_kept::<OutboxEntry>("outbox");
    assert_kept::<Outcomes>("outcomes");
    assert_kept::<Availability>("availability");
    assert_kept::<Fact>("facts");
    assert_kept::<CampaignMonth>("costs");
    assert_kept::<MonthClosing>("closings");
    assert_kept::<Counts>("counts");
    assert_kept::<Model>("models");
    assert_kept::<Session>("sessions");
    assert_kept::<LogIns>("log_ins");
    assert_kept::<Arrival>("arrivals");
    assert_kept::<Suspect>("suspects");
}

#[test]
fn an_activity_in_a_queue_is_what_the_table_stores_of_it() {
    for (example, mut stored) in examples("activities") {
        let fields = stored.as_object_mut().expect("an object");
        for of_the_fold in ["seq", "applied_at", "model", "decisions"] {
            fields.remove(of_the_fold);
        }
        assert_eq!(rewritten::<Activity>(&stored, &example), stored, "{example}");
    }
}

#[test]
fn what_older_releases_wrote_is_still_read() {
    let older: BTreeMap<String, BTreeMap<String, BTreeMap<String, Value>>> = file("older.json");
    for (name, examples) in older {
        for (example, case) in examples {
            let what = format!("older.json, {name}, {example}");
            let now = match name.as_str() {
                "leads" => rewritten::<Lead>(&case["stored"], &what),
                "control" => rewritten::<Control>(&case["stored"], &what),
                "outcomes" => rewritten::<Outcomes>(&case["stored"], &what),
                _ => panic!("{what}: of which type?"),
            };
            assert_eq!(now, case["now"], "{what}");
        }
    }
}

/// Ids name rows and mails for ever: a retry, a link and a second import must come to the same ones.
#[test]
fn ids_are_made_as_they_always_were() {
    let at: Timestamp = "2026-11-23T09:00:00.125Z".parse().expect("a time");
    let key = IdentityKey::new("k");
    let address = EmailAddress::parse("maria@acme.example").expect("an address");
    let lead = |identity: Identity| LeadId::of(&key, &identity).to_string();
    let email = LeadId::of(&key, &Identity::Email(address.clone()));
    let step = StepRef { sequence: "guide-nurture".to_owned(), step: "tips".to_owned() };
    let send = "guide-nurture-k5l2m3n4p5q6r7s2_tips".to_owned();
    let mailing = Mailing { send, mail: "nurture-tips".to_owned(), to: Recipient::Lead, step: Some(step) };
    let model: Model = serde_json::from_value(examples("models")["full"].clone()).expect("a model");
    let config = Config { scoring: model, ..crate::setting::config() }.hashed();
    let post = crate::setting::post("2026-11-23T09:00:00Z", "demo", &[("email", "maria@acme.example")]);
    let ActivityKind::FormSubmitted(submission) = &post.kind else { panic!("a form") };
    let ids = BTreeMap::from([
        ("activity", ActivityId::new(at, &["a", "b"]).to_string()),
        ("mail sent", Activity::mail_sent(&email, mailing, at).id.to_string()),
        ("lead by e-mail", email.to_string()),
        ("lead by telephone", lead(Identity::Phone(PhoneNumber::parse("+351912345678").expect("a number")))),
        ("lead by list", lead(Identity::External { source: "list".to_owned(), id: "7".to_owned() })),
        ("lead by entry", lead(Identity::Entry("x".to_owned()))),
        ("address", address.short_hash()),
        ("address on the suppression list", key.suppression(&address)),
        ("form's content", submission.content_hash()),
        ("scoring model", config.model_hash),
    ]);
    let kept: BTreeMap<String, String> = file("ids.json");
    let kept: BTreeMap<&str, String> = kept.iter().map(|(name, id)| (name.as_str(), id.clone())).collect();
    assert_eq!(ids, kept);
}

/// The values that a tag may have: serde names them where it meets another one.
fn variants<T: DeserializeOwned + Debug>(tagged: &Value) -> BTreeSet<String> {
    let error = serde_json::from_value::<T>(tagged.clone()).expect_err("no such variant").to_string();
    let (_, names) = error.split_once("expected one of ").unwrap_or_else(|| panic!("{error}"));
    names.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

fn tags(name: &str, tag: &str) -> BTreeSet<String> {
    examples(name).values().map(|stored| stored[tag].as_str().expect("a tag").to_owned()).collect()
}

#[test]
fn every_kind_of_activity_and_every_task_has_an_example() {
    assert_eq!(tags("activities", "kind"), variants::<ActivityKind>(&json!({"kind": "?"})));
    assert_eq!(tags("agenda", "do"), variants::<Task>(&json!({"do": "?"})));
    assert_eq!(tags("plans", "do"), variants::<Task>(&json!({"do": "?"})));
}

/// Notes the names of the fields that a struct asks for.
struct Fields<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom("its fields are noted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(Error::custom("no struct of its own"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Every field of the struct stands in one of these examples.
#[track_caller]
fn assert_complete<T: DeserializeOwned>(examples: &[Value]) {
    let mut fields: &[&str] = &[];
    assert!(T::deserialize(Fields(&mut fields)).is_err());
    assert!(!fields.is_empty());
    for field in fields {
        assert!(examples.iter().any(|example| example.get(field).is_some()), "`{field}` stands in no example");
    }
}

#[test]
fn every_field_stands_in_an_example() {
    let of = |name: &str| examples(name).into_values().collect::<Vec<_>>();
    let parts =
        |name: &str, part: &str| of(name).into_iter().filter_map(|one| one.get(part).cloned()).collect::<Vec<_>>();
    assert_complete::<Lead>(&of("leads"));
    assert_complete::<Decisions>(&parts("activities", "decisions"));
    assert_complete::<Claim>(&parts("agenda", "claim"));
    assert_complete::<Control>(&of("control"));
    assert_complete::<Brake>(&parts("control", "brake"));
    assert_complete::<Outcomes>(&of("outcomes"));
    assert_complete::<Availability>(&of("availability"));
    assert_complete::<Fact>(&of("facts"));
    let ways = parts("leads", "enrolments").into_iter().flat_map(|all| all.as_object().expect("ways").clone());
    assert_complete::<Enrolment>(&ways.map(|(_, way)| way).collect::<Vec<_>>());
}
